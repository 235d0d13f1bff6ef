/// Lines that speak to the weaver, each alone on its line.
extension ProseElement {
  private static let directives: [(name: String, example: String)] = [
    ("main", "@main"), ("page", "@page"), ("deeper", "@deeper What may be skipped"),
    ("quote", "@quote Samplers/Metropolis.swift step"), ("homework", "@homework"),
  ]

  /// - Parameters:
  ///   - name: what stands behind `@`.
  ///   - rest: what stands behind the name.
  /// - Returns: the element, or `nil` after reporting what is wrong.
  static func directive(
    _ name: String, _ rest: String, at location: SourceLocation, problems: inout Problems
  ) -> ProseElement? {
    guard let known = directives.first(where: { $0.name == name }) else {
      problems.error(
        "there is no directive `@\(name)`"
          + NearMiss.hint(for: name, among: directives.map(\.name)) + "; there are "
          + directives.map { "`\($0.example)`" }.joined(separator: ", "),
        at: location)
      return nil
    }
    let line = location.line
    let words = rest.split(whereSeparator: \.isWhitespace).map(String.init)
    switch name {
    case "main" where rest.isEmpty: return .mark(Mark(reading: .main, line: line))
    case "page" where rest.isEmpty: return .mark(Mark(reading: .page, line: line))
    case "deeper" where !rest.isEmpty:
      return .mark(Mark(reading: .deeper(title: rest, line: line), line: line))
    case "homework" where rest.isEmpty: return .homework(line: line)
    case "quote" where words.count == 2:
      return .quotation(Quotation(file: words[0], snippet: words[1], line: line))
    case "quote":
      problems.error(
        "`@quote` takes a file below Sources/ and the name of a snippet: `\(known.example)`",
        at: location)
    case "deeper":
      problems.error("`@deeper` takes a title: `\(known.example)`", at: location)
    default:
      problems.error("`@\(name)` stands alone on its line, without '\(rest)'", at: location)
    }
    return nil
  }
}
