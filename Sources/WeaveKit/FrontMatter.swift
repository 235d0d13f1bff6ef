/// What stands in the book before the first chapter: `Chapters/FRONT.md`.
///
/// Its sections have no numbers; `@sec:00-name` in a chapter refers to one by its title.
struct FrontMatter: Sendable {
  let path: String
  let title: String
  let elements: [ProseElement]

  /// - Returns: the front matter, or `nil` after reporting that the book has no title.
  init?(_ source: SourceFile, problems: inout Problems) {
    let lines = source.lines.trimmingBlankLines()
    guard let first = lines.first, first.text.hasPrefix("# ") else {
      problems.error(
        "the front matter begins with the book's title: `# Title`", at: source.location(1))
      return nil
    }
    path = source.path
    title = trimmed(first.text.dropFirst(2))
    elements = ProseParser.parse(
      Array(lines.dropFirst()), path: source.path, problems: &problems)
    for element in elements {
      switch element {
      case .equation(let equation) where equation.label != nil:
        problems.error(
          "the front matter has no numbered equations", at: source.location(equation.line))
      case .mark, .homework, .exercise:
        problems.error(
          "all of the front matter stands in the book, and nothing of a chapter",
          at: source.location(element.line ?? 1))
      case .text, .heading, .equation, .quotation: break
      }
    }
  }

  /// The front matter as a chapter without number that is all main.
  var chapter: PlacedChapter {
    PlacedChapter(
      number: 0, title: title, path: path,
      blocks: elements.map { Block(content: .prose($0), reading: .main, isInBook: true) },
      claims: [])
  }

  /// Defines the labels of the sections.
  func number(labels: inout Labels, problems: inout Problems) -> Numbering {
    var numbering = Numbering(
      chapter: Place(chapter: 0, page: Document.book.path, name: "", isInBook: true))
    for case .heading(let heading) in elements {
      numbering.add(heading, as: "", isInBook: true, in: path, &labels, &problems)
    }
    return numbering
  }
}
