/// Rewrites the inline Markdown of a paragraph for GitHub: formulas, references, links and dollars.
/// Code, tags and addresses stay as they are.
struct InlineRewriter {
  let context: BookContext
  /// The chapter whose names need no prefix; 0 outside the chapters.
  let chapter: Int
  /// Where the paragraph will stand.
  let document: Document
  /// The figures, equations and sections referred to so far.
  var references: Set<Label> = []

  // The paragraph that is being rewritten: what is left of it, and what has become of the rest.
  var rest: Substring = ""
  var output = ""
  /// What of the paragraph opens and closes emphasis, and the tags that are open.
  var stars: [StarRun] = []
  var openTags: [(name: String, line: Int)] = []
  private var lines: [Line] = []
  private var path = ""
  private var problems = Problems()

  init(context: BookContext, chapter: Int, document: Document) {
    self.context = context
    self.chapter = chapter
    self.document = document
  }

  /// A text of one line, wherever it comes from.
  mutating func rewrite(
    _ text: String, at location: SourceLocation, problems: inout Problems
  ) -> String {
    rewrite([Line(number: location.line, text: text)], in: location.path, problems: &problems)
  }

  /// The lines of a paragraph, an item of a list, or a row of a table: no construct of Markdown
  /// goes beyond one.
  mutating func rewrite(
    _ paragraph: [Line], in path: String, problems: inout Problems
  ) -> String {
    (lines, self.path, output) = (paragraph, path, "")
    (stars, openTags) = ([], [])
    let text = paragraph.map(\.text).joined(separator: "\n")
    rest = text[...]
    swap(&self.problems, &problems)
    defer { swap(&self.problems, &problems) }
    while let character = rest.first {
      switch character {
      case "\\": escape()
      case "`": code()
      case "$": formula()
      case "@": reference()
      case "<": tag()
      case "]" where rest.hasPrefix("]("): destination()
      case "]" where rest.hasPrefix("]["): labelled()
      case "*": star()
      case "h", "w": address()
      case "_": underscore()
      default: take()
      }
    }
    reportLoneStars()
    reportOpenTags()
    warnOfUnrenderedPlaces()
    return output
  }

  /// Whether the paragraph is a row of a table.
  var isTable: Bool { lines[0].text.isTableRow }

  /// The line in which the rewriter stands, which changes no ends of lines.
  var line: Int {
    lines[min(output.count { $0 == "\n" }, lines.count - 1)].number
  }

  mutating func error(_ message: String, line: Int? = nil) {
    problems.error(message, at: SourceLocation(path: path, line: line ?? self.line))
  }

  /// Copies characters.
  mutating func take(_ count: Int = 1) {
    output += rest.prefix(count)
    rest = rest.dropFirst(count)
  }

  /// GitHub takes `\$` for a dollar that opens a formula, but not one in a `span`; and `\(` for a
  /// bracket, though other systems have formulas in such brackets.
  private mutating func escape() {
    for (opening, closing) in [("\\(", "\\)"), ("\\[", "\\]")] where rest.hasPrefix(opening) {
      if rest.contains(closing) {
        error(
          "GitHub knows no formulas in `\(opening)…\(closing)`: write `$…$`, or `$$ … $$` on lines "
            + "of their own")
      }
    }
    if rest.hasPrefix("\\$") {
      output += "<span>$</span>"
      rest = rest.dropFirst(2)
    } else {
      take(2)
    }
  }

  /// Copies a code span; backticks that open none stand for themselves.
  private mutating func code() {
    let ticks = rest.prefix { $0 == "`" }
    var end = rest[ticks.endIndex...]
    while let start = end.firstIndex(of: "`") {
      let closing = end[start...].prefix { $0 == "`" }
      end = end[closing.endIndex...]
      guard closing.count == ticks.count else { continue }
      let span = rest[..<closing.endIndex]
      if isTable, span.contains(/(^|[^\\])\|/) {
        error("`|` in code ends the cell of a table: write `\\|`")
      }
      return take(span.count)
    }
    take(ticks.count)
  }

  /// Underscores in formulas may open emphasis, so none in the prose around them may close it.
  private mutating func underscore() {
    let next = rest.dropFirst().first
    if let before = output.last, !before.isWhitespace, before != "_",
      next.map({ !$0.isLetter && !$0.isNumber && $0 != "/" }) ?? true
    {
      error("write emphasis as `*emphasis*`: underscores meet those of formulas")
    }
    take()
  }

  private mutating func warnOfUnrenderedPlaces() {
    for (line, text) in zip(lines, output.split(separator: "\n", omittingEmptySubsequences: false))
    {
      let location = SourceLocation(path: path, line: line.number)
      if text.contains(/^\s*\[\^[^\]]+\]:.*\$/) {
        problems.warn("GitHub may not render formulas in footnotes", at: location)
      }
      // In a rewritten formula no bracket looks like a link's.
      if text.contains(/\[[^\]$]*\$[^\]]*\]\(/) {
        problems.warn("GitHub does not render formulas in the text of a link", at: location)
      }
    }
  }
}

extension String {
  var isTableRow: Bool { drop { $0.isWhitespace || $0 == ">" }.hasPrefix("|") }
}
