/// Rewrites a line of Markdown for GitHub: formulas, references and dollars; code stays as it is.
struct InlineRewriter {
  private let context: BookContext
  private let chapter: Int
  private let document: Document
  /// The figures, equations and sections referred to so far.
  private(set) var references: Set<Label> = []

  /// - Parameters:
  ///   - chapter: the chapter whose names need no prefix; 0 outside the chapters.
  ///   - document: where the line will stand.
  init(context: BookContext, chapter: Int, document: Document) {
    self.context = context
    self.chapter = chapter
    self.document = document
  }

  mutating func rewrite(
    _ text: String, at location: SourceLocation, problems: inout Problems
  ) -> String {
    let isTable = text.drop { $0.isWhitespace || $0 == ">" }.hasPrefix("|")
    var output = ""
    var rest = text[...]
    while let character = rest.first {
      switch character {
      case "\\": escape(&rest, &output)
      case "`": code(&rest, &output)
      case "$": formula(&rest, &output, isTable ? .table : .inline, location, &problems)
      case "@": reference(&rest, &output, location, &problems)
      case "]" where rest.hasPrefix("]("): destination(&rest, &output, location, &problems)
      case "_":
        check(underscoreIn: rest, after: output.last, location, &problems)
        output.append(rest.removeFirst())
      default: output.append(rest.removeFirst())
      }
    }
    // In a rewritten formula no bracket looks like a link's.
    warnOfUnrenderedPlaces(output, location, &problems)
    return output
  }

  /// GitHub takes `\$` for a dollar that opens a formula, but not one in a `span`.
  private func escape(_ rest: inout Substring, _ output: inout String) {
    if rest.hasPrefix("\\$") {
      output += "<span>$</span>"
    } else {
      output += rest.prefix(2)
    }
    rest = rest.dropFirst(2)
  }

  /// Copies a code span; a backtick that opens none stands for itself.
  private func code(_ rest: inout Substring, _ output: inout String) {
    let ticks = rest.prefix { $0 == "`" }
    var end = rest.dropFirst(ticks.count)
    while let start = end.firstIndex(of: "`") {
      let closing = end[start...].prefix { $0 == "`" }
      end = end[closing.endIndex...]
      if closing.count == ticks.count {
        output += rest[..<closing.endIndex]
        rest = end
        return
      }
    }
    output += ticks
    rest = rest.dropFirst(ticks.count)
  }

  // MARK: Formulas

  private func formula(
    _ rest: inout Substring, _ output: inout String, _ place: MathRewriter.Place,
    _ location: SourceLocation, _ problems: inout Problems
  ) {
    let before = output.last
    let body = rest.dropFirst().prefix { $0 != "$" }
    let end = body.endIndex
    guard end < rest.endIndex else {
      problems.error(
        "`$` opens a formula that does not end in this line: write both dollars in one line, or "
          + "`\\$` for a dollar", at: location)
      output += rest
      rest = ""
      return
    }
    let after = rest[end...].dropFirst().first
    rest = rest[end...].dropFirst()
    let shown = "`$\(body)$`"
    if body.isEmpty {
      problems.error(
        "displayed mathematics, `$$ … $$`, starts in column 0", at: location)
    } else if body.first!.isWhitespace || body.last!.isWhitespace {
      problems.error(
        "\(shown): GitHub renders no formula with a space behind the opening or before the closing "
          + "dollar", at: location)
    } else if let before, before.isLetter || before.isNumber || "-–—".contains(before) {
      problems.error(
        "\(shown): GitHub renders no formula right behind '\(before)': put a space between, or "
          + "take it into the formula", at: location)
    } else if let after, after.isLetter || after.isNumber {
      problems.error(
        "\(shown): GitHub renders no formula right before '\(after)': put a space or a hyphen "
          + "between, or take it into the formula", at: location)
    }
    let (tex, faults) = MathRewriter.rewrite(String(body), in: place)
    for fault in faults where !body.isEmpty {
      problems.error("\(shown): \(fault)", at: location)
    }
    output += "$\(tex)$"
  }

  private func warnOfUnrenderedPlaces(
    _ text: String, _ location: SourceLocation, _ problems: inout Problems
  ) {
    if text.contains(/^\s*\[\^[^\]]+\]:.*\$/) {
      problems.warn("GitHub may not render formulas in footnotes", at: location)
    }
    if text.contains(/\[[^\]$]*\$[^\]]*\]\(/) {
      problems.warn("GitHub does not render formulas in the text of a link", at: location)
    }
  }

  /// Underscores in formulas may open emphasis, so none in the prose around them may close it.
  private func check(
    underscoreIn rest: Substring, after before: Character?, _ location: SourceLocation,
    _ problems: inout Problems
  ) {
    let next = rest.dropFirst().first
    if let before, !before.isWhitespace, before != "_",
      next.map({ !$0.isLetter && !$0.isNumber && $0 != "/" }) ?? true
    {
      problems.error(
        "write emphasis as `*emphasis*`: underscores meet those of formulas", at: location)
    }
  }

  // MARK: Links

  /// Files are named by their path in the package, and linked to from the document.
  private func destination(
    _ rest: inout Substring, _ output: inout String, _ location: SourceLocation,
    _ problems: inout Problems
  ) {
    var depth = 0
    let body = rest.dropFirst(2).prefix { character in
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      return depth >= 0
    }
    rest = rest[body.endIndex...]
    output += "](" + link(to: String(body), location, &problems)
  }

  private func link(
    to target: String, _ location: SourceLocation, _ problems: inout Problems
  ) -> String {
    if target.contains(/^[a-z]+:/) { return target }
    if target.hasPrefix("#") {
      problems.error(
        "`\(target)`: refer to a place by `@sec:name`, `@eq:name` or `@fig:name`", at: location)
      return target
    }
    let path = String(target.prefix { $0 != "#" })
    if !context.contains(path) {
      problems.error(
        "there is no file '\(path)': links start at the package's folder", at: location)
    }
    return document.link(to: target)
  }

  // MARK: References

  private mutating func reference(
    _ rest: inout Substring, _ output: inout String, _ location: SourceLocation,
    _ problems: inout Problems
  ) {
    guard output.last.map({ !$0.isLetter && !$0.isNumber }) ?? true,
      let match = rest.prefixMatch(of: /@([A-Za-z]+):([A-Za-z0-9]+(?:-[A-Za-z0-9]+)*)/)
    else {
      output.append(rest.removeFirst())
      return
    }
    rest = rest[match.range.upperBound...]
    let (written, name) = (String(match.1), String(match.2))
    guard let kind = Label.Kind(rawValue: written.lowercased()) else {
      problems.error(
        "there are no references of the kind `@\(written):`"
          + NearMiss.hint(for: written, among: Label.Kind.allCases.map(\.rawValue)),
        at: location)
      return
    }
    let label = Labels.label(kind, name, in: chapter)
    guard let target = context.labels.targets[label] else {
      problems.error(
        "`@\(written):\(name)` refers to nothing"
          + context.labels.hint(for: name, kind: kind, in: chapter), at: location)
      return
    }
    references.insert(label)
    let text = written.first!.isUppercase ? capitalized(target.text) : target.text
    output += "[\(text)](\(document.link(to: target.place)))"
  }

  private func capitalized(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }
}
