import NotebookEvents

/// A chapter with what it showed when it ran.
struct PlacedChapter: Sendable {
  var number: Int
  var title: String
  /// Of the source, relative to the package's folder.
  var path: String
  var blocks: [Block]
  /// All claims of the chapter, in the order in which they were made.
  var claims: [ClaimRecord]

  /// The folder with everything of the chapter.
  var folder: String { String(path.prefix(upTo: path.lastIndex(of: "/")!)) }
  var page: Document { Document(path: folder + "/README.md") }

  /// The title up to the colon: `DDPM, forward: destroying structure` → `DDPM, forward`.
  var shortTitle: String { trimmed(title.prefix { $0 != ":" }) }

  /// The figures in the order in which they appear.
  var figures: [FigureRecord] {
    blocks.flatMap(\.outputs).compactMap {
      if case .figure(_, let figure) = $0.event { figure } else { nil }
    }
  }

  /// The headings of the sections.
  var sections: [Heading] {
    blocks.compactMap {
      guard case .prose(.heading(let heading)) = $0.content else { return nil }
      return heading.level == 2 ? heading : nil
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

    var blocks = chapter.blocks
    var claims: [ClaimRecord] = []
    for event in events.dropFirst() {
      if case .claim(_, let claim) = event { claims.append(claim) }
      guard let line = event.line else { continue }
      let place = blocks.firstIndex {
        if case .code(let cell) = $0.content { cell.contains(line: line) } else { false }
      }
      guard let place else {
        problems.error(
          "what the chapter showed here finds no place, since no code stands in this line: the "
            + "source has changed since the run, or the call comes from another file",
          at: SourceLocation(path: chapter.path, line: line))
        continue
      }
      blocks[place].outputs.append(Block.Output(event: event, line: line))
    }
    return PlacedChapter(
      number: number, title: title, path: chapter.path, blocks: blocks.placedInBook(),
      claims: claims)
  }
}
