/// Splits a block of prose into running text, headings, displayed equations and quotations.
struct ProseParser {
  private let path: String
  private var lines: ArraySlice<Line>
  private var elements: [ProseElement] = []
  private var text: [TextLine] = []

  static func parse(
    _ lines: [Line], path: String, problems: inout Problems
  ) -> [ProseElement] {
    var parser = ProseParser(path: path, lines: lines[...])
    parser.parse(&problems)
    return parser.elements
  }

  private init(path: String, lines: ArraySlice<Line>) {
    self.path = path
    self.lines = lines
  }

  private mutating func parse(_ problems: inout Problems) {
    while let line = lines.popFirst() {
      if line.text.hasPrefix("$$") {
        flushText()
        equation(openedBy: line, &problems)
      } else if let marker = fenceMarker(line) {
        fence(openedBy: line, marker, &problems)
      } else if let level = headingLevel(line) {
        flushText()
        heading(line, level, &problems)
      } else if let directive = line.text.wholeMatch(of: /@([A-Za-z]+)(?:\s+(.*))?/) {
        flushText()
        let element = ProseElement.directive(
          String(directive.1), trimmed(directive.2 ?? ""), at: location(line), problems: &problems)
        if let element { elements.append(element) }
      } else {
        check(line, &problems)
        text.append(TextLine(line: line))
      }
    }
    flushText()
  }

  private mutating func flushText() {
    let trimmed = text.drop(while: \.line.isBlank).reversed().drop(while: \.line.isBlank)
    if !trimmed.isEmpty { elements.append(.text(trimmed.reversed())) }
    text = []
  }

  private func location(_ line: Line) -> SourceLocation {
    SourceLocation(path: path, line: line.number)
  }

  // MARK: Running text

  private func check(_ line: Line, _ problems: inout Problems) {
    if trimmed(line.text).hasPrefix("$$") {
      problems.error(
        "displayed mathematics starts in column 0, outside lists and quotations: GitHub does not "
          + "render it elsewhere", at: location(line))
    } else if let previous = text.last?.line, !previous.isBlank,
      line.text.wholeMatch(of: /\s*(={2,}|-{2,})\s*/) != nil
    {
      problems.error(
        "a line of `\(line.text.first!)` turns the paragraph above into a heading without number: "
          + "write `## Title`, or leave a blank line before a rule", at: location(line))
    }
  }

  /// The run of backticks or tildes that opens a fenced code block, also in lists and quotations.
  private func fenceMarker(_ line: Line) -> String? {
    line.text.prefixMatch(of: /[\s>]*(?:[-*+] +|\d+[.)] +)?(`{3,}|~{3,})/).map { String($0.1) }
  }

  private mutating func fence(
    openedBy opening: Line, _ marker: String, _ problems: inout Problems
  ) {
    text.append(TextLine(line: opening, isVerbatim: true))
    while let line = lines.popFirst() {
      text.append(TextLine(line: line, isVerbatim: true))
      let content = line.text.drop { $0.isWhitespace || $0 == ">" }
      if content.hasPrefix(marker), trimmed(content).allSatisfy({ $0 == marker.first }) { return }
    }
    problems.error("this code block is never closed by `\(marker)`", at: location(opening))
  }

  // MARK: Headings

  private func headingLevel(_ line: Line) -> Int? {
    line.text.prefixMatch(of: /(#{1,6})\s/).map { $0.1.count }
  }

  private mutating func heading(_ line: Line, _ level: Int, _ problems: inout Problems) {
    let (title, label) = splitLabel(trimmed(line.text.dropFirst(level)), "sec", line, &problems)
    switch level {
    case 2, 3:
      elements.append(
        .heading(Heading(level: level, title: title, label: label, line: line.number)))
    case 1:
      problems.error(
        "the title comes from `Chapter(1, \"Title\")`; sections are headed by `## Title`",
        at: location(line))
    default:
      problems.error(
        "headings go down to `###`; use bold text for what is smaller", at: location(line))
    }
  }

  /// Splits `Title {#sec:name}` into title and name.
  private func splitLabel(
    _ text: String, _ kind: String, _ line: Line, _ problems: inout Problems
  ) -> (text: String, label: String?) {
    guard let match = text.firstMatch(of: /\{#([^}]*)\}\s*$/) else { return (text, nil) }
    let rest = trimmed(text[..<match.range.lowerBound])
    guard let name = match.1.wholeMatch(of: /([a-z]+):([a-z][a-z0-9-]*)/), name.1 == kind else {
      problems.error(
        "`{#\(match.1)}` names nothing here: write `{#\(kind):name}`, the name in lower-case "
          + "letters, digits and hyphens", at: location(line))
      return (rest, nil)
    }
    return (rest, String(name.2))
  }

  // MARK: Equations

  private mutating func equation(openedBy opening: Line, _ problems: inout Problems) {
    var tex: [String] = []
    var line = opening
    var rest = opening.text.dropFirst(2)
    while true {
      if let end = rest.firstRange(of: "$$") {
        tex.append(trimmed(rest[..<end.lowerBound]))
        let (text, label) = splitLabel(trimmed(rest[end.upperBound...]), "eq", line, &problems)
        if !text.isEmpty {
          problems.error(
            "behind the closing `$$` only `{#eq:name}` may follow, not '\(text)'",
            at: location(line))
        }
        tex.removeAll(where: \.isEmpty)
        elements.append(.equation(Equation(tex: tex, label: label, line: opening.number)))
        return
      }
      tex.append(trimmed(rest))
      guard let next = lines.first, !next.isBlank else {
        problems.error(
          "this equation is never closed: `$$` must follow before the next blank line",
          at: location(opening))
        return
      }
      line = lines.removeFirst()
      rest = line.text[...]
    }
  }
}
