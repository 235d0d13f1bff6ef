/// Splits a block of prose into running text, headings, displayed equations and quotations.
struct ProseParser {
  private let path: String
  private var lines: ArraySlice<Line>
  private var elements: [ProseElement] = []
  private var text: [TextLine] = []
  private var containers = Containers()

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
        endText(&problems)
        equation(openedBy: line, &problems)
      } else if let fence = Fence(line.text) {
        checkIndent(line, &problems)
        self.fence(fence, openedBy: line, &problems)
      } else if let level = headingLevel(line) {
        endText(&problems)
        heading(line, level, &problems)
      } else if line.text.hasPrefix("@"),
        let directive = line.text.wholeMatch(of: /@([A-Za-z]+)(?:\s+(.*))?/)
      {
        endText(&problems)
        let element = ProseElement.directive(
          String(directive.1), trimmed(directive.2 ?? ""), at: location(line), problems: &problems)
        if let element { elements.append(element) }
      } else {
        checkIndent(line, &problems)
        check(line, &problems)
        text.append(TextLine(line: line))
      }
    }
    endText(&problems)
  }

  /// Ends the running text, and with it all lists.
  private mutating func endText(_ problems: inout Problems) {
    containers.end()
    let trimmed = text.drop(while: \.line.isBlank).reversed().drop(while: \.line.isBlank)
    if !trimmed.isEmpty { elements.append(.text(trimmed.reversed())) }
    for (line, fault) in Tables.faults(in: text) { problems.error(fault, at: location(line)) }
    text = []
  }

  private func location(_ line: Line) -> SourceLocation {
    SourceLocation(path: path, line: line.number)
  }

  // MARK: Running text

  private mutating func checkIndent(_ line: Line, _ problems: inout Problems) {
    guard containers.pass(line) else { return }
    problems.error(
      "GitHub takes a line indented so far for code: indent it less, or fence code by three "
        + "backticks", at: location(line))
  }

  /// Reports what GitHub would render as something else, or not at all.
  private func check(_ line: Line, _ problems: inout Problems) {
    // No construct in question begins with a letter, as most lines do.
    guard line.text.first(where: { !$0.isWhitespace })?.isLetter == false else { return }
    let isAfterText = text.last.map { !$0.line.isBlank && !$0.isVerbatim } ?? false
    let content = line.text.trimmingPrefix(/(?:\s*(?:>|[-*+]\s|\d{1,9}[.)]\s))*\s*/)
    let message: String? =
      if content.hasPrefix("$$") {
        "displayed mathematics starts in column 0, outside lists and quotations: GitHub does not "
          + "render it elsewhere"
      } else if isAfterText, content.wholeMatch(of: /(=+|-+)\s*/) != nil {
        "a line of `\(content.first!)` turns the paragraph above into a heading without number: "
          + "write `## Title`, or leave a blank line before a rule"
      } else if content.prefixMatch(of: /#{1,6}(\s|$)/) != nil {
        "headings start in column 0, outside lists and quotations, and have a title"
      } else if content.prefixMatch(of: /#{2,6}[^#\s]|#[A-Za-z]/) != nil {
        "GitHub sees no heading without a space behind `#`: write `## Title`"
      } else if content.prefixMatch(of: /\[[^\]^][^\]]*\]:/) != nil {
        "write a link where it stands, `[text](path)`, so that the path can be checked"
      } else if !content.hasPrefix("|"), content.contains("|"),
        content.wholeMatch(of: /[\s|:\-]+/) != nil
      {
        "begin the rows of a table with `|`"
      } else {
        nil
      }
    if let message { problems.error(message, at: location(line)) }
  }

  /// A line that opens fenced code, also in lists and quotations.
  private struct Fence {
    /// Three or more backticks or tildes.
    let marker: Substring
    let indent: Int
    let isQuoted: Bool

    /// - Returns: `nil` for any other line, such as one that begins with code in backticks.
    init?(_ text: String) {
      guard text.contains("```") || text.contains("~~~"),
        let match = text.prefixMatch(
          of: /([\s>]*(?:[-*+] +|\d{1,9}[.)] +)?)(`{3,}(?=[^`]*$)|~{3,})/)
      else { return nil }
      marker = match.2
      indent = match.1.count
      isQuoted = match.1.contains(">")
    }

    /// Whether the line closes the code: by as many signs at least, hardly further to the right.
    func isClosed(by text: String) -> Bool {
      let content = text.drop { $0.isWhitespace || $0 == ">" }
      return content.hasPrefix(marker) && trimmed(content).allSatisfy { $0 == marker.first }
        && text.count - content.count <= indent + 3
    }
  }

  private mutating func fence(
    _ fence: Fence, openedBy opening: Line, _ problems: inout Problems
  ) {
    text.append(TextLine(line: opening, isVerbatim: true))
    while let line = lines.popFirst() {
      text.append(TextLine(line: line, isVerbatim: true))
      let isClosed = fence.isClosed(by: line.text)
      if !isInside(line, fence) {
        problems.error(
          "the list or quotation of line \(opening.number) ends here, and with it the code: indent or "
            + "mark all lines of code like the first", at: location(line))
        if !isClosed { while let line = lines.first, !line.isBlank { skip(line) } }
        return containers.endFence()
      }
      if isClosed { return containers.endFence() }
    }
    problems.error(
      "this code block is never closed by `\(fence.marker)`", at: location(opening))
  }

  /// Whether a line of code stands in the list or the quotation in which the code began.
  private func isInside(_ line: Line, _ fence: Fence) -> Bool {
    if fence.isQuoted { return line.text.drop(while: \.isWhitespace).first == ">" }
    let text = line.text.drop(while: \.isWhitespace)
    return text.isEmpty || containers.column(of: text, in: line.text) >= containers.contentColumn
  }

  /// Passes a line about which enough has been said.
  private mutating func skip(_ line: Line) {
    text.append(TextLine(line: line, isVerbatim: true))
    lines.removeFirst()
  }

  // MARK: Headings

  private func headingLevel(_ line: Line) -> Int? {
    guard line.text.hasPrefix("#") else { return nil }
    return line.text.prefixMatch(of: /(#{1,6})\s+\S/).map { $0.1.count }
  }

  private mutating func heading(_ line: Line, _ level: Int, _ problems: inout Problems) {
    // Signs behind the title are no part of it.
    let text = trimmed(line.text.dropFirst(level)).replacing(/\s+#+$/, with: "")
    let (title, label) = splitLabel(text, "sec", line, &problems)
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
