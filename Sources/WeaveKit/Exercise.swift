/// An exercise, as it stands above its stub in a chapter's `Answers.swift`.
///
/// It is a comment `// 5.2 · Title (3 points)`, an empty comment line, the statement, and the
/// function to be written, up to the line that ends in `{`.
struct Exercise: Hashable, Sendable {
  /// `5.2 · Title (3 points)`
  var title: String
  /// The stubs' file.
  var path: String
  /// Of the title.
  var line: Int
  var statement: [ProseElement]
  /// The head of the function.
  var signature: [String]

  static func all(in answers: SourceFile, problems: inout Problems) -> [Exercise] {
    var exercises: [Exercise] = []
    var lines = answers.lines[...]
    while let line = lines.popFirst() {
      guard
        let head = trimmed(line.text).wholeMatch(of: /\/\/ (\d+\.\d+ · .+ \(\d+ points?\))/)
      else { continue }
      let comment = lines.prefix { trimmed($0.text).hasPrefix("//") }
      lines = lines.dropFirst(comment.count)
      let text = comment.map {
        Line(number: $0.number, text: trimmed(trimmed($0.text).dropFirst(2)))
      }
      exercises.append(
        Exercise(
          title: String(head.1), path: answers.path, line: line.number,
          statement: statement(text, path: answers.path, problems: &problems),
          signature: signature(in: &lines)))
    }
    if exercises.isEmpty {
      problems.error(
        "\(answers.path) has no exercise: a comment `// 5.2 · Title (3 points)` heads each")
    }
    return exercises
  }

  private static func statement(
    _ lines: [Line], path: String, problems: inout Problems
  ) -> [ProseElement] {
    let elements = ProseParser.parse(lines, path: path, problems: &problems)
    for element in elements {
      switch element {
      case .text: break
      case .equation(let equation) where equation.label == nil: break
      case .heading, .equation, .quotation, .mark, .homework, .exercise:
        problems.error(
          "the statement of an exercise has text and unnumbered equations only",
          at: SourceLocation(path: path, line: element.line ?? lines[0].number))
      }
    }
    return elements
  }

  private static func signature(in lines: inout ArraySlice<Line>) -> [String] {
    var code: [String] = []
    while let line = lines.first, !line.isBlank {
      lines.removeFirst()
      let isLast = line.text.hasSuffix("{")
      code.append(isLast ? trimmedEnd(line.text.dropLast()) : line.text)
      if isLast { break }
    }
    code.removeAll(where: \.isEmpty)
    let indent = code.map { $0.prefix { $0 == " " }.count }.min() ?? 0
    return code.map { String($0.dropFirst(indent)) }
  }

  private static func trimmedEnd(_ text: Substring) -> String {
    var text = text
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
