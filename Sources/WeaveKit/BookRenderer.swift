import NotebookEvents

/// The text that stands before the first chapter: `Chapters/preface.md`.
struct Preface: Sendable {
  var path: String
  var title: String
  var elements: [ProseElement]

  /// - Returns: the preface, or `nil` after reporting that the book has no title.
  init?(_ source: SourceFile, problems: inout Problems) {
    let lines = source.lines.trimmingBlankLines()
    guard let first = lines.first, first.text.hasPrefix("# ") else {
      problems.error(
        "the preface begins with the book's title: `# Title`", at: source.location(1))
      return nil
    }
    path = source.path
    title = trimmed(first.text.dropFirst(2))
    elements = ProseParser.parse(
      Array(lines.dropFirst()), path: source.path, problems: &problems)
    for element in elements {
      switch element {
      case .heading(let heading):
        problems.error("the preface has no sections", at: source.location(heading.line))
      case .equation(let equation) where equation.label != nil:
        problems.error(
          "the preface has no numbered equations", at: source.location(equation.line))
      case .equation, .text, .quotation: break
      }
    }
  }
}

/// Puts the chapters together into the book.
struct BookRenderer {
  let preface: Preface
  let chapters: [PlacedChapter]
  let snippets: SnippetIndex

  /// The text of `book.md`.
  func render(problems: inout Problems) -> String {
    var labels = Labels()
    var numberings: [Numbering] = []
    for chapter in chapters {
      numberings.append(Numbering.number(chapter, labels: &labels, problems: &problems))
    }
    var blocks = [
      "<!-- Woven from Chapters/ by `swift run weave`: edit the chapters, not this file. -->",
      "# \(preface.title)",
    ]
    var quoted: Set<SnippetIndex.Key> = []
    var references: Set<Label> = []
    func render(_ chapter: PlacedChapter, _ numbering: Numbering) -> [String] {
      var renderer = ChapterRenderer(
        chapter, numbering: numbering, labels: labels, snippets: snippets)
      defer {
        quoted.formUnion(renderer.quoted)
        references.formUnion(renderer.references)
      }
      return renderer.render(problems: &problems)
    }
    let front = PlacedChapter(
      number: 0, title: preface.title, path: preface.path, blocks: [.prose(preface.elements)],
      claims: [])
    blocks += render(front, Numbering()).dropFirst()
    blocks += ["## Contents", contents(numberings)]
    for (chapter, numbering) in zip(chapters, numberings) {
      blocks += render(chapter, numbering)
    }
    snippets.warnOfUnquoted(quoted: quoted, problems: &problems)
    warnOfUnreferenced(labels, references, &problems)
    return blocks.joined(separator: "\n\n") + "\n"
  }

  private func contents(_ numberings: [Numbering]) -> String {
    var lines: [String] = []
    for (chapter, numbering) in zip(chapters, numberings) {
      let anchor = Numbering.anchor(ofChapter: chapter.number)
      lines.append("- [\(chapter.number) · \(Markdown.escaped(chapter.title))](#\(anchor))")
      for case .prose(let elements) in chapter.blocks {
        for case .heading(let heading) in elements where heading.level == 2 {
          lines.append(
            "  - [\(numbering.sections[heading.line] ?? "") \(heading.title)]"
              + "(#\(numbering.anchors[heading.line] ?? ""))")
        }
      }
    }
    return lines.joined(separator: "\n")
  }

  private func warnOfUnreferenced(
    _ labels: Labels, _ references: Set<Label>, _ problems: inout Problems
  ) {
    let idle = labels.targets.filter {
      $0.key.kind == .figure && !references.contains($0.key)
    }
    for (label, target) in idle.sorted(by: { $0.value.text < $1.value.text }) {
      problems.warn(
        "no text refers to \(target.text), `@fig:\(label.name)`", at: target.location)
    }
  }
}
