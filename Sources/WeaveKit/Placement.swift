import NotebookEvents

/// A chapter with what it showed when it ran.
struct PlacedChapter: Sendable {
  enum Block: Hashable, Sendable {
    case prose([ProseElement])
    /// A cell and what it showed, in that order.
    case code(CodeCell, outputs: [Output])
  }

  /// An event and where it came from, hashed by its JSON.
  struct Output: Hashable, Sendable {
    var event: Event
    var line: Int

    func hash(into hasher: inout Hasher) { hasher.combine(event.jsonLine) }
  }

  var number: Int
  var title: String
  /// Of the source, relative to the package's folder.
  var path: String
  var blocks: [Block]
  /// All claims of the chapter, in the order in which they were made.
  var claims: [ClaimRecord]

  /// The figures in the order in which they appear.
  var figures: [(record: FigureRecord, line: Int)] {
    blocks.flatMap { block in
      guard case .code(_, let outputs) = block else { return [(FigureRecord, Int)]() }
      return outputs.compactMap {
        guard case .figure(let line, let figure) = $0.event else { return nil }
        return (figure, line)
      }
    }
  }
}

/// Puts what a chapter showed under the code that showed it.
enum Placement {
  /// - Returns: the chapter, or `nil` after reporting that the events are not those of a full run.
  static func place(
    _ events: [Event], in chapter: ChapterSource, problems: inout Problems
  ) -> PlacedChapter? {
    guard case .chapter(let number, let title, _, let isQuick)? = events.first,
      case .end? = events.last
    else {
      problems.error(
        "\(chapter.path): the recorded events lack their first or last line: run "
          + "`swift run weave \(twoDigits(chapter.number))`")
      return nil
    }
    if number != chapter.number {
      problems.error(
        "this chapter calls itself number \(number): its folder says \(chapter.number)",
        at: SourceLocation(path: chapter.path, line: 1))
    }
    if isQuick {
      problems.error("\(chapter.path): the recorded run is a quick one, the book wants a full run")
    }

    var blocks: [PlacedChapter.Block] = chapter.blocks.map {
      switch $0 {
      case .prose(let elements): .prose(elements)
      case .code(let cell): .code(cell, outputs: [])
      }
    }
    var claims: [ClaimRecord] = []
    for event in events.dropFirst() {
      if case .claim(_, let claim) = event { claims.append(claim) }
      guard let line = event.line else { continue }
      let place = blocks.firstIndex {
        if case .code(let cell, _) = $0 { cell.contains(line: line) } else { false }
      }
      guard let place, case .code(let cell, let outputs) = blocks[place] else {
        problems.error(
          "what the chapter showed here finds no place, since no code stands in this line: the "
            + "source has changed since the run, or the call comes from another file",
          at: SourceLocation(path: chapter.path, line: line))
        continue
      }
      blocks[place] = .code(
        cell, outputs: outputs + [PlacedChapter.Output(event: event, line: line)])
    }
    return PlacedChapter(
      number: number, title: title, path: chapter.path, blocks: blocks, claims: claims)
  }
}
