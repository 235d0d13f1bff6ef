import NotebookEvents

/// Pages and book as sources and events make them.
struct Woven: Sendable {
  /// The book, then the pages.
  var texts: [(document: Document, text: String)]
  /// The files of all figures.
  var figures: Set<String>
  /// The files of figures that are not there.
  var missingFigures: [String]
  /// One line about the book.
  var summary: String

  /// The most bytes that a page may have: what a reader takes in at a sitting.
  static let longestPage = 60_000

  /// The most bytes that the book may have: with seventeen chapters 450,000, beyond which GitHub
  /// may not render it.
  static func longestBook(chapters: Int) -> Int { 25_000 + 25_000 * chapters }

  /// The documents that are too long, each an error.
  var oversized: [Problem] {
    texts.compactMap { document, text in
      let most =
        document.isBook ? Woven.longestBook(chapters: texts.count - 1) : Woven.longestPage
      guard text.utf8.count > most else { return nil }
      let remedy =
        document.isBook
        ? "mark less of the chapters as `@main`" : "shorten the chapter, or move code to a library"
      return Problem(
        severity: .error,
        message: "\(document.path) has \(text.utf8.count) bytes, at most \(most): \(remedy)")
    }
  }
}

extension Weaver {
  /// Renders pages and book; warnings are reported.
  ///
  /// - Throws: `WeaveError.invalidSources` with everything that is wrong.
  func render(_ events: [ChapterFolder: [Event]]) throws(WeaveError) -> Woven {
    var problems = Problems()
    let folder = book.folder
    var placed: [PlacedChapter] = []
    for chapter in book.chapters {
      let source = try book.source(of: chapter, problems: &problems)
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
    let figures = placed.flatMap(\.figures)
    let files = figures.flatMap(Book.files)
    let woven = Set(files + placed.map(\.page.path) + [Document.book.path])
    let snippets = try book.snippets(problems: &problems)
    var texts: [(document: Document, text: String)] = []
    if let front = FrontMatter(try folder.source(Book.front), problems: &problems) {
      texts = Weaving(
        front: front, chapters: placed, snippets: snippets,
        contains: { woven.contains($0) || folder.contains($0) }, problems: &problems
      ).render(problems: &problems)
    }
    if problems.errors.isEmpty {
      for fault in LinkChecker.faults(
        in: texts, contains: { woven.contains($0) || folder.contains($0) })
      {
        problems.error(fault)
      }
    }
    for warning in problems.warnings { report("\(warning)") }
    try problems.throwErrors()

    let claims = placed.map(\.claims.count).reduce(0, +)
    return Woven(
      texts: texts, figures: Set(files),
      missingFigures: files.filter { !folder.contains($0) },
      summary:
        "\(Book.text): \(count(placed.count, "chapter")), \(count(figures.count, "figure")), "
        + "\(count(claims, "claim"))")
  }

  private func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)" + (number == 1 ? "" : "s")
  }
}
