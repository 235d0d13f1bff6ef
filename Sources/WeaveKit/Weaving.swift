/// Turns placed chapters into the texts of all woven documents.
struct Weaving {
  private let front: FrontMatter
  private let chapters: [PlacedChapter]
  private var context: BookContext
  private var frontNumbering: Numbering
  private var numberings: [Numbering] = []

  /// Numbers everything, so that each document can refer to every other.
  init(
    front: FrontMatter, chapters: [PlacedChapter], snippets: SnippetIndex,
    contains: @escaping @Sendable (String) -> Bool, problems: inout Problems
  ) {
    self.front = front
    self.chapters = chapters
    context = BookContext(snippets: snippets, contains: contains)
    frontNumbering = front.number(labels: &context.labels, problems: &problems)
    for chapter in chapters {
      numberings.append(
        Numbering.number(chapter, labels: &context.labels, problems: &problems))
    }
  }

  /// The text of each document: the book, then the pages.
  func render(problems: inout Problems) -> [(document: Document, text: String)] {
    var quoted: Set<SnippetIndex.Key> = []
    var references: Set<Label> = []
    func body(_ numbered: BookRenderer.Numbered, of document: Document) -> [String] {
      var renderer = ChapterRenderer(
        numbered.chapter, numbering: numbered.numbering, for: document, context: context)
      defer {
        quoted.formUnion(renderer.quoted)
        references.formUnion(renderer.references)
      }
      return renderer.render(problems: &problems)
    }
    let book = BookRenderer(
      front: (front.chapter, frontNumbering), chapters: Array(zip(chapters, numberings)),
      context: context)
    var texts = [(Document.book, book.render { body($0, of: .book) })]
    for (i, chapter) in chapters.enumerated() {
      let page = PageRenderer(
        chapter: chapter, numbering: numberings[i], previous: i > 0 ? chapters[i - 1] : nil,
        next: i + 1 < chapters.count ? chapters[i + 1] : nil, context: context)
      texts.append(
        (chapter.page, page.render(body((chapter, numberings[i]), of: chapter.page))))
    }
    context.snippets.warnOfUnquoted(quoted: quoted, problems: &problems)
    warnOfUnreferenced(references, &problems)
    return texts
  }

  private func warnOfUnreferenced(_ references: Set<Label>, _ problems: inout Problems) {
    let idle = context.labels.targets.filter {
      $0.key.kind == .figure && !references.contains($0.key)
    }
    for (label, target) in idle.sorted(by: { $0.value.text < $1.value.text }) {
      problems.warn(
        "no text refers to \(target.text), `@fig:\(label.name)`", at: target.location)
    }
  }
}
