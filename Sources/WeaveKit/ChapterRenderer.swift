import NotebookEvents

/// Writes a chapter as blocks of Markdown.
struct ChapterRenderer {
  private let chapter: PlacedChapter
  private let numbering: Numbering
  private let snippets: SnippetIndex
  private let outputs: OutputRenderer
  private var inline: InlineRewriter
  private var blocks: [String] = []
  /// The snippets that the chapter quotes.
  private(set) var quoted: Set<SnippetIndex.Key> = []

  /// The figures, equations and sections that the chapter refers to.
  var references: Set<Label> { inline.references }

  init(
    _ chapter: PlacedChapter, numbering: Numbering, labels: Labels, snippets: SnippetIndex
  ) {
    self.chapter = chapter
    self.numbering = numbering
    self.snippets = snippets
    inline = InlineRewriter(labels: labels, chapter: chapter.number)
    outputs = OutputRenderer(
      path: chapter.path, numbering: numbering, claims: chapter.claims)
  }

  /// The chapter, its title first, to be set apart by blank lines.
  mutating func render(problems: inout Problems) -> [String] {
    let anchor = Markdown.anchor(Numbering.anchor(ofChapter: chapter.number))
    blocks = ["## \(anchor)Chapter \(chapter.number) · \(Markdown.escaped(chapter.title))"]
    for block in chapter.blocks {
      switch block {
      case .prose(let elements): for element in elements { render(element, &problems) }
      case .code(let cell, let shown):
        render(cell)
        blocks += outputs.blocks(for: shown, inline: &inline, problems: &problems)
      }
    }
    return blocks
  }

  private func location(_ line: Int) -> SourceLocation {
    SourceLocation(path: chapter.path, line: line)
  }

  private mutating func render(_ element: ProseElement, _ problems: inout Problems) {
    switch element {
    case .text(let lines):
      let rewritten = lines.map { text in
        text.isVerbatim
          ? text.line.text
          : inline.rewrite(text.line.text, at: location(text.line.number), problems: &problems)
      }
      blocks.append(rewritten.joined(separator: "\n"))
    case .heading(let heading): render(heading, &problems)
    case .equation(let equation): render(equation, &problems)
    case .quotation(let quotation): render(quotation, &problems)
    }
  }

  private mutating func render(_ heading: Heading, _ problems: inout Problems) {
    if heading.title.contains("$") {
      problems.warn(
        "the table of contents links to this heading, and GitHub renders no formula in a link",
        at: location(heading.line))
    }
    let title = inline.rewrite(heading.title, at: location(heading.line), problems: &problems)
    let anchor = Markdown.anchor(numbering.anchors[heading.line] ?? "")
    let number = numbering.sections[heading.line] ?? ""
    blocks.append(String(repeating: "#", count: heading.level + 1) + " \(anchor)\(number) \(title)")
  }

  private mutating func render(_ equation: Equation, _ problems: inout Problems) {
    let (block, faults) = EquationRenderer.render(
      equation, number: numbering.equations[equation.line])
    for fault in faults {
      problems.error("in this equation: \(fault)", at: location(equation.line))
    }
    if let label = equation.label {
      blocks.append(Markdown.anchor("\(twoDigits(chapter.number))-eq-\(label)"))
    }
    blocks.append(block)
  }

  private mutating func render(_ quotation: Quotation, _ problems: inout Problems) {
    guard
      let snippet = snippets.find(
        quotation, at: location(quotation.line), problems: &problems)
    else { return }
    quoted.insert(SnippetIndex.Key(file: quotation.file, name: quotation.snippet))
    blocks.append("[`\(quotation.file)`](Sources/\(quotation.file))")
    blocks.append(Markdown.fenced(snippet.lines, language: "swift"))
  }

  private mutating func render(_ cell: CodeCell) {
    let code = Markdown.fenced(cell.lines.map(\.text), language: "swift")
    if let fold = cell.fold {
      blocks += ["<details><summary>\(Markdown.escaped(fold))</summary>", code, "</details>"]
    } else {
      blocks.append(code)
    }
  }
}
