import NotebookEvents

/// Turns a paragraph of the book's Markdown into plain text for a terminal.
struct PlainText {
  /// What references stand for: "fig:energy" is "Figure 1.2".
  var references: [String: String] = [:]

  /// The text without marks of emphasis, code, links and HTML, its formulas in plain Unicode and its
  /// references by number.
  func callAsFunction(_ markdown: some StringProtocol) -> String {
    var text = ""
    var rest = Substring(markdown)
    while let character = rest.popFirst() {
      switch character {
      case "\\": text += rest.first.map { _ in String(rest.removeFirst()) } ?? "\\"
      case "`": text += until("`", &rest) ?? "`"
      case "$":
        let fence = rest.first == "$" ? "$$" : "$"
        rest = rest.dropFirst(fence.count - 1)
        text += until(fence, &rest).map { PlainMathematics($0).text } ?? fence
      case "@": text += reference(&rest) ?? "@"
      case "[": text += link(&rest) ?? "["
      case "<": if !skipTag(&rest) { text += "<" }
      case "*":
        // A lone star between blanks is no emphasis.
        if text.last.map(\.isWhitespace) ?? true, rest.first.map(\.isWhitespace) ?? true {
          text += "*"
        }
      case "\n": text += " "
      default: text.append(character)
      }
    }
    return text
  }

  /// What stands before the next `closing`, which is skipped; nil if there is none.
  private func until(_ closing: String, _ rest: inout Substring) -> Substring? {
    guard let range = rest.firstRange(of: closing) else { return nil }
    defer { rest = rest[range.upperBound...] }
    return rest[..<range.lowerBound]
  }

  /// `[text](address)`, of which the text stays.
  private func link(_ rest: inout Substring) -> String? {
    guard let middle = rest.firstRange(of: "]("),
      !rest[..<middle.lowerBound].contains("["),
      let end = rest[middle.upperBound...].firstIndex(of: ")")
    else { return nil }
    defer { rest = rest[end...].dropFirst() }
    return self(rest[..<middle.lowerBound])
  }

  private func skipTag(_ rest: inout Substring) -> Bool {
    guard let first = rest.first, first.isLetter || first == "/" || first == "!",
      let end = rest.firstIndex(of: ">")
    else { return false }
    rest = rest[end...].dropFirst()
    return true
  }

  /// `@fig:energy`, behind the `@`.
  private func reference(_ rest: inout Substring) -> String? {
    let kind = rest.prefix { $0.isASCII && $0.isLetter }
    let word = ["fig": "Figure", "eq": "equation", "sec": "section", "ch": "Chapter"][
      kind.lowercased()]
    guard let word, rest.dropFirst(kind.count).first == ":" else { return nil }
    let behind = rest.dropFirst(kind.count + 1)
    var name = behind.prefix { $0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "-" }
    while name.last == "-" { name.removeLast() }
    guard !name.isEmpty else { return nil }
    rest = behind[name.endIndex...]
    let text: String
    if let number = Int(name), word == "Chapter" {
      text = "Chapter \(number)"
    } else if let found = references["\(kind.lowercased()):\(name)"] {
      text = found
    } else if let chapter = Int(name.prefix(2)), name.dropFirst(2).first == "-" {
      text = "\(word.lowercased()) “\(name.dropFirst(3))” of Chapter \(chapter)"
    } else {
      text = "\(word) “\(name)”"
    }
    return kind.first!.isUppercase ? text.prefix(1).uppercased() + text.dropFirst() : text
  }
}

extension String {
  /// The text up to the end of its first sentence; all of it if that end is not found.
  var firstSentence: Substring {
    var depth = 0
    for index in indices {
      switch self[index] {
      case "(", "[", "“": depth += 1
      case ")", "]", "”": depth = max(0, depth - 1)
      case ".", "?", "!":
        let end = self.index(after: index)
        let next = self[end...].first { !"”)*".contains($0) }
        if depth == 0, next.map(\.isWhitespace) ?? true, !endsInAbbreviation(self[..<end]) {
          return self[..<(self[end...].firstIndex { !"”)*".contains($0) } ?? endIndex)]
        }
      default: break
      }
    }
    return self[...]
  }

  private func endsInAbbreviation(_ text: Substring) -> Bool {
    let word = text.reversed().prefix { !$0.isWhitespace && $0 != "(" }.reversed()
    return ["e.g.", "i.e.", "cf.", "vs.", "Eq.", "Fig.", "Sec.", "Ch.", "No.", "St."]
      .contains(String(word))
  }
}
