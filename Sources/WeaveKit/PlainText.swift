import NotebookEvents

/// Says Markdown in plain text, for places where neither Markdown nor mathematics is rendered:
/// `the energy $E_\theta$` → `the energy E_θ`.
enum PlainText {
  /// Reports formulas for which there are no characters.
  static func of(
    _ markdown: String, at location: SourceLocation, problems: inout Problems
  ) -> String {
    var output = ""
    var rest = markdown.replacing(/!?\[([^\]]*)\]\([^)]*\)/) { $0.1 }[...]
    while let character = rest.popFirst() {
      switch character {
      case "$":
        let tex = rest.prefix { $0 != "$" }
        rest = rest[tex.endIndex...].dropFirst()
        let formula = PlainMathematics(tex)
        output += formula.text
        for command in formula.unknownCommands {
          problems.error(
            "`$\(tex)$` has no plain text, which stands where GitHub renders no mathematics: "
              + "there is none for `\\\(command)`", at: location)
        }
      case "<" where rest.hasPrefix("span>$</span>"):
        output += "$"
        rest = rest.dropFirst("span>$</span>".count)
      case "\\": if let escaped = rest.popFirst() { output.append(escaped) }
      case "*", "`": break
      default: output.append(character)
      }
    }
    return output
  }
}
