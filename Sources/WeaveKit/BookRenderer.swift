/// Writes the book's main line, `book.md`.
struct BookRenderer {
  typealias Numbered = (chapter: PlacedChapter, numbering: Numbering)

  let front: Numbered
  let chapters: [Numbered]
  let context: BookContext

  /// - Parameter render: writes what of a chapter stands in the book, without its title.
  func render(_ render: (Numbered) -> [String]) -> String {
    var blocks = [
      "<!-- Woven from Chapters/ by `swift run weave`: edit the chapters, not this file. -->",
      "# \(front.chapter.title)",
    ]
    blocks += render(front)
    blocks += ["## Contents", contents]
    for chapter in chapters { blocks += head(of: chapter) + render(chapter) + foot(of: chapter) }
    return blocks.joined(separator: "\n\n") + "\n"
  }

  /// The chapters, under each its sections that stand here.
  private var contents: String {
    var lines: [String] = []
    for (chapter, numbering) in chapters {
      let title = "\(chapter.number) · \(Markdown.escaped(chapter.title))"
      lines.append(
        "- " + Markdown.link(title, to: Document.book.link(to: numbering.chapter)) + " ("
          + Markdown.link("whole", to: chapter.page.path) + ")")
      lines += sections(of: (chapter, numbering), inBook: true).map { "  - " + $0 }
    }
    return lines.joined(separator: "\n")
  }

  private func head(of numbered: Numbered) -> [String] {
    let chapter = numbered.chapter
    let title = "Chapter \(chapter.number) · \(Markdown.escaped(chapter.title))"
    return [
      "## " + Document.book.anchor(numbered.numbering.chapter)
        + Markdown.link(title, to: chapter.page.path)
    ]
  }

  /// What the reader of the main line has passed by, exercises and sources among it.
  private func foot(of numbered: Numbered) -> [String] {
    let elsewhere = sections(of: numbered, inBook: false)
    let page = Markdown.link("the chapter's page", to: numbered.chapter.page.path)
    if elsewhere.isEmpty { return [] }
    return ["*Only on \(page):* " + elsewhere.joined(separator: ", ") + "."]
  }

  /// Links to the sections of a chapter that stand in the book, or to those that don't.
  private func sections(of numbered: Numbered, inBook isInBook: Bool) -> [String] {
    numbered.chapter.sections.compactMap { heading in
      guard let entry = numbered.numbering.sections[heading.line],
        entry.place.isInBook == isInBook
      else { return nil }
      return Markdown.link(
        "\(entry.number) \(heading.title)", to: Document.book.link(to: entry.place))
    }
  }
}
