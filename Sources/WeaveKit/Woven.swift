import NotebookEvents

/// The book as its sources and events make it.
struct Woven: Sendable {
  /// The text of `book.md`.
  var text: String
  /// The files of all figures.
  var figures: Set<String>
  /// The files of figures that are not there.
  var missingFigures: [String]
  /// One line about the book.
  var summary: String
}

extension Weaver {
  /// Renders the book; warnings are reported.
  ///
  /// - Throws: `WeaveError.invalidSources` with everything that is wrong.
  func render(_ events: [ChapterFolder: [Event]]) throws(WeaveError) -> Woven {
    var problems = Problems()
    let folder = book.folder
    var placed: [PlacedChapter] = []
    for chapter in book.chapters {
      let source = ChapterSource(
        number: chapter.number, source: try book.source(of: chapter, problems: &problems),
        problems: &problems)
      guard let events = events[chapter] else {
        problems.error(
          "\(chapter.events) is missing: run `swift run weave \(twoDigits(chapter.number))`")
        continue
      }
      if let chapter = Placement.place(events, in: source, problems: &problems) {
        placed.append(chapter)
      }
    }
    // References to what has found no place would only add to the errors.
    try problems.throwErrors()
    let preface = Preface(try folder.source(Book.preface), problems: &problems)
    let snippets = try book.snippets(problems: &problems)
    var text = ""
    if let preface {
      text = BookRenderer(preface: preface, chapters: placed, snippets: snippets)
        .render(problems: &problems)
    }
    for warning in problems.warnings { report("\(warning)") }
    try problems.throwErrors()

    let figures = placed.flatMap { $0.figures.map(\.record) }
    let files = figures.flatMap(Book.files)
    let claims = placed.map(\.claims.count).reduce(0, +)
    return Woven(
      text: text, figures: Set(files),
      missingFigures: files.filter { !folder.contains($0) },
      summary:
        "\(Book.text): \(count(placed.count, "chapter")), \(count(figures.count, "figure")), "
        + "\(count(claims, "claim"))")
  }

  private func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)" + (number == 1 ? "" : "s")
  }
}
