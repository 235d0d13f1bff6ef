/// The statements of a chapter's exercises, taken from the comments above the stubs.
///
/// In `Answers.swift` an exercise is a comment `// 5.2 · Title (3 points)`, an empty comment line,
/// the statement, and the function to be written, up to the line that ends in `{`.
enum HomeworkStatements {
  /// The line of prose that asks for the statements.
  static let directive = "@homework"

  /// The chapter with the statements in the place of the directive, all with its line's number.
  ///
  /// - Parameters:
  ///   - source: the chapter.
  ///   - answers: its `Answers.swift`; asked for only if the directive is there.
  static func expand(
    _ source: SourceFile, answers: () throws(WeaveError) -> SourceFile, problems: inout Problems
  ) throws(WeaveError) -> SourceFile {
    guard source.lines.contains(where: { trimmed($0.text) == directive }) else { return source }
    let answers = try answers()
    let statements = markdown(answers)
    if statements.isEmpty {
      problems.error(
        "\(answers.path) has no exercise: a comment `// 5.2 · Title (3 points)` heads each")
    }
    var expanded = source
    expanded.lines = source.lines.flatMap { line in
      trimmed(line.text) == directive
        ? statements.map { Line(number: line.number, text: $0) } : [line]
    }
    return expanded
  }

  /// The exercises as Markdown.
  static func markdown(_ answers: SourceFile) -> [String] {
    var result: [String] = []
    var lines = answers.lines[...]
    while let line = lines.popFirst() {
      guard
        let head = trimmed(line.text).wholeMatch(
          of: /\/\/ (\d+\.\d+) · (.+) \((\d+ points?)\)/)
      else { continue }
      result += result.isEmpty ? [] : [""]
      result.append("**\(head.1) · \(head.2)** (\(head.3))")
      while let comment = lines.first.map({ trimmed($0.text) }), comment.hasPrefix("//") {
        lines.removeFirst()
        result.append(trimmed(comment.dropFirst(2)))
      }
      var stub: [String] = []
      while let code = lines.first, !code.isBlank {
        lines.removeFirst()
        let isLast = code.text.hasSuffix("{")
        stub.append(isLast ? trimmedEnd(code.text.dropLast()) : code.text)
        if isLast { break }
      }
      let indent = stub.filter { !$0.isEmpty }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
      result += ["", "```swift"] + stub.filter { !$0.isEmpty }.map { String($0.dropFirst(indent)) }
      result += ["```"]
    }
    return result
  }

  private static func trimmedEnd(_ text: Substring) -> String {
    var text = text
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
