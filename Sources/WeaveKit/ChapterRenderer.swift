import NotebookEvents

/// What the rendering of every document draws on.
struct BookContext: Sendable {
  var labels = Labels()
  let snippets: SnippetIndex
  /// Whether there is a file of that path in the package, or will be when the book is woven.
  let contains: @Sendable (String) -> Bool
}

/// Writes a chapter as blocks of Markdown, for its page or for the book.
struct ChapterRenderer {
  private let chapter: PlacedChapter
  private let numbering: Numbering
  private let document: Document
  private let context: BookContext
  private let outputs: OutputRenderer
  private var inline: InlineRewriter
  private var blocks: [String] = []
  /// The snippets that the chapter quotes.
  private(set) var quoted: Set<SnippetIndex.Key> = []

  /// The figures, equations and sections that the chapter refers to.
  var references: Set<Label> { inline.references }

  init(
    _ chapter: PlacedChapter, numbering: Numbering, for document: Document, context: BookContext
  ) {
    self.chapter = chapter
    self.numbering = numbering
    self.document = document
    self.context = context
    inline = InlineRewriter(context: context, chapter: chapter.number, document: document)
    outputs = OutputRenderer(
      path: chapter.path, numbering: numbering, claims: chapter.claims, document: document)
  }

  /// The chapter without its title, to be set apart by blank lines.
  mutating func render(problems: inout Problems) -> [String] {
    blocks = []
    var reading = Reading.main
    for block in chapter.blocks where !document.isBook || block.isInBook {
      if !document.isBook { turn(from: &reading, to: block.reading, &problems) }
      switch block.content {
      case .prose(let element): render(element, in: chapter.path, &problems)
      case .code(let cell):
        render(cell, &problems)
        blocks += outputs.blocks(for: block.outputs, inline: &inline, problems: &problems)
      }
    }
    turn(from: &reading, to: .page, &problems)
    return blocks
  }

  /// Opens and closes what is folded away as deeper.
  private mutating func turn(
    from old: inout Reading, to new: Reading, _ problems: inout Problems
  ) {
    guard new != old else { return }
    if case .deeper = old { blocks.append(Markdown.endOfDetails) }
    if case .deeper(let title, let line) = new {
      fold(under: "Deeper: " + title, at: location(line), &problems)
    }
    old = new
  }

  private mutating func fold(
    under title: String, at location: SourceLocation, _ problems: inout Problems
  ) {
    blocks.append(Markdown.details(PlainText.of(title, at: location, problems: &problems)))
  }

  private func location(_ line: Int) -> SourceLocation {
    SourceLocation(path: chapter.path, line: line)
  }

  private mutating func render(
    _ element: ProseElement, in path: String, _ problems: inout Problems
  ) {
    switch element {
    case .text(let lines):
      let rewritten = lines.paragraphs().map { paragraph in
        paragraph.first!.isVerbatim
          ? paragraph.first!.line.text
          : inline.rewrite(paragraph.map(\.line), in: path, problems: &problems)
      }
      blocks.append(rewritten.joined(separator: "\n"))
    case .heading(let heading): render(heading, &problems)
    case .equation(let equation): render(equation, in: path, &problems)
    case .quotation(let quotation): render(quotation, &problems)
    case .exercise(let exercise): render(exercise, &problems)
    case .mark, .homework: break
    }
  }

  private mutating func render(_ heading: Heading, _ problems: inout Problems) {
    guard let entry = numbering.sections[heading.line] else { return }
    if heading.title.contains("$") {
      problems.warn(
        "the table of contents links to this heading, and GitHub renders no formula in a link",
        at: location(heading.line))
    }
    let title = inline.rewrite(heading.title, at: location(heading.line), problems: &problems)
    // In the book the sections of a chapter stand below its title.
    let level = heading.level + (document.isBook && chapter.number > 0 ? 1 : 0)
    blocks.append(
      String(repeating: "#", count: level) + " " + document.anchor(entry.place)
        + (entry.number.isEmpty ? "" : entry.number + " ") + title)
  }

  private mutating func render(
    _ equation: Equation, in path: String, _ problems: inout Problems
  ) {
    let entry = equation.label == nil ? nil : numbering.equations[equation.line]
    let (block, faults) = EquationRenderer.render(equation, number: entry?.number)
    for fault in faults {
      problems.error(
        "in this equation: \(fault)", at: SourceLocation(path: path, line: equation.line))
    }
    if let entry { blocks.append(document.anchor(entry.place)) }
    blocks.append(block)
  }

  private mutating func render(_ quotation: Quotation, _ problems: inout Problems) {
    guard
      let snippet = context.snippets.find(
        quotation, at: location(quotation.line), problems: &problems)
    else { return }
    quoted.insert(SnippetIndex.Key(file: quotation.file, name: quotation.snippet))
    blocks.append("[`\(quotation.file)`](\(document.link(to: "Sources/" + quotation.file)))")
    blocks.append(Markdown.fenced(snippet.lines, language: "swift"))
  }

  private mutating func render(_ exercise: Exercise, _ problems: inout Problems) {
    let location = SourceLocation(path: exercise.path, line: exercise.line)
    fold(under: exercise.title, at: location, &problems)
    for element in exercise.statement { render(element, in: exercise.path, &problems) }
    blocks += [Markdown.fenced(exercise.signature, language: "swift"), Markdown.endOfDetails]
  }

  /// A folded cell is left out of the book. On a page, one that only draws is a link to the source.
  private mutating func render(_ cell: CodeCell, _ problems: inout Problems) {
    let code = Markdown.fenced(cell.lines.map(\.text), language: "swift")
    guard let title = cell.fold else { return blocks.append(code) }
    guard !document.isBook else { return }
    if title.hasPrefix("Drawing") {
      let (first, last) = (cell.lines[0].number, cell.lines[cell.lines.count - 1].number)
      let text = PlainText.of(title, at: location(first), problems: &problems)
      let place = document.link(to: chapter.path) + "#L\(first)-L\(last)"
      return blocks.append("*" + Markdown.link(Markdown.escaped(text), to: place) + "*")
    }
    fold(under: title, at: location(cell.lines[0].number), &problems)
    blocks += [code, Markdown.endOfDetails]
  }
}
