/// Writes the page of a chapter: everything of it, with the ways to its neighbours.
struct PageRenderer {
  let chapter: PlacedChapter
  let numbering: Numbering
  let previous: PlacedChapter?
  let next: PlacedChapter?
  let context: BookContext

  private var page: Document { chapter.page }

  /// The blocks of the page around those of the chapter.
  func render(_ body: [String]) -> String {
    let blocks =
      [
        "<!-- Woven from main.swift by `swift run weave`: edit that, not this file. -->",
        "# Chapter \(chapter.number) · \(Markdown.escaped(chapter.title))",
        ways, sources, contents,
      ] + body + ["---", ways]
    return blocks.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  private var ways: String {
    let name = { (chapter: PlacedChapter) in
      "\(chapter.number) · \(Markdown.escaped(chapter.shortTitle))"
    }
    let book = page.link(to: Document.book.path) + "#" + Document.book.id(of: numbering.chapter)
    return [
      previous.map { "← " + Markdown.link(name($0), to: page.link(to: $0.page.path)) },
      Markdown.link("The book", to: book),
      next.map { Markdown.link(name($0), to: page.link(to: $0.page.path)) + " →" },
    ].compactMap(\.self).joined(separator: " | ")
  }

  private var sources: String {
    let answers = chapter.folder + "/homework/Answers.swift"
    return [
      "Run it: `swift run chapter-\(twoDigits(chapter.number))`",
      Markdown.link("its source", to: page.link(to: chapter.path)),
      context.contains(answers)
        ? Markdown.link("its homework", to: page.link(to: answers)) : nil,
    ].compactMap(\.self).joined(separator: " | ")
  }

  private var contents: String {
    let sections = chapter.sections.compactMap { heading -> String? in
      guard let entry = numbering.sections[heading.line] else { return nil }
      return Markdown.link("\(entry.number) \(heading.title)", to: page.link(to: entry.place))
    }
    return sections.joined(separator: " |\n")
  }
}
