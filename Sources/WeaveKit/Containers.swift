/// Follows the lists and quotations in which a line stands, as far as needed to tell text from code.
///
/// To Markdown, a line indented by four spaces more than what it stands in is code, unless it goes
/// on with a paragraph.
struct Containers {
  /// The columns where the contents of the open items of lists begin.
  private var items: [Int] = []
  private var isAfterText = false

  /// The column where the contents of the innermost open item begin, 0 outside lists.
  var contentColumn: Int { items.last ?? 0 }

  /// Passes a line of text, or one that opens fenced code.
  ///
  /// - Returns: whether Markdown takes it for indented code.
  mutating func pass(_ line: Line) -> Bool {
    let text = line.text.drop { $0 == ">" || $0.isWhitespace }
    guard !text.isEmpty else {
      isAfterText = false
      return false
    }
    let indent = column(of: text, in: line.text)
    var marker = text.prefixMatch(of: /(?:[-*+]|\d{1,9}[.)])(?: +|$)/)?.0
    // In the middle of a paragraph only a 1 begins a numbered list.
    if isAfterText, items.isEmpty, let first = marker?.first, first.isNumber,
      text.prefixMatch(of: /0*1[.)]/) == nil
    {
      marker = nil
    }
    if isAfterText, marker == nil { return false }
    items.removeAll { $0 > indent }
    if indent - (items.last ?? 0) >= 4 { return true }
    if let marker { items.append(indent + min(marker.count, 5)) }
    isAfterText = true
    return false
  }

  /// Passes what ends a paragraph and all lists: a heading, an equation, a directive.
  mutating func end() {
    items = []
    isAfterText = false
  }

  /// Passes the end of fenced code.
  mutating func endFence() { isAfterText = false }

  /// How far the text is indented, not counting the signs of quotations.
  func column(of text: Substring, in line: String) -> Int {
    var column = 0
    for character in line[..<text.startIndex] {
      switch character {
      case "\t": column += 4 - column % 4
      // A space behind the sign belongs to it.
      case ">": column = -1
      default: column += 1
      }
    }
    return column
  }
}
