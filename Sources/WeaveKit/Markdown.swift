/// Pieces of Markdown.
enum Markdown {
  /// A fenced block of code, safe from backticks within it.
  static func fenced(_ lines: [String], language: String) -> String {
    let longest = lines.map { trimmed($0).prefix { $0 == "`" }.count }.max() ?? 0
    let fence = String(repeating: "`", count: max(3, longest + 1))
    return ([fence + language] + lines + [fence]).joined(separator: "\n")
  }

  /// Plain text, such that Markdown shows it as it stands.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "$": result += "<span>$</span>"
      case "\n": result += " "
      case _ where "\\`*_<>|[]~&#@".contains(character): result += "\\\(character)"
      default: result.append(character)
      }
    }
    return result
  }

  /// Plain text in an attribute of an HTML element.
  static func attribute(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\n": result += " "
      default: result.append(character)
      }
    }
    return result
  }

  static func anchor(_ name: String) -> String { "<a id=\"\(name)\"></a>" }

  /// A table of plain texts.
  static func table(
    columns: [String], isRight: [Bool], rows: [[String]]
  ) -> String {
    let row = { (cells: [String]) in
      "| " + cells.map(escaped).joined(separator: " | ") + " |"
    }
    let rule = "|" + isRight.map { $0 ? "---:" : ":---" }.joined(separator: "|") + "|"
    return ([row(columns), rule] + rows.map(row)).joined(separator: "\n")
  }
}
