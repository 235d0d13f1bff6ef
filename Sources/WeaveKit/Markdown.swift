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

  /// The beginning of what is folded away under a line of plain text, up to `endOfDetails`; all
  /// three stand between blank lines, so that what is folded is Markdown.
  static func details(_ summary: String) -> String {
    "<details><summary>\(html(summary))</summary>"
  }

  static let endOfDetails = "</details>"

  /// Plain text in an HTML element, where Markdown has no say, but GitHub looks for formulas.
  static func html(_ text: String) -> String {
    attribute(text).replacing("$", with: "<span>$</span>")
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

  /// - Parameter text: Markdown.
  static func link(_ text: String, to target: String) -> String { "[\(text)](\(target))" }

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
