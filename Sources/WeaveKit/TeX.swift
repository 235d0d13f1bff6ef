/// A piece of TeX, as far as rewriting needs to know it.
enum TeXToken: Hashable, Sendable {
  /// `\alpha`: a backslash and letters.
  case command(String)
  /// `\,`: a backslash and anything else.
  case symbol(Character)
  case character(Character)
  /// White space within a line, whatever its length.
  case space
  /// White space with the end of a line in it.
  case newline
}

enum TeX {
  static func tokens(of text: String) -> [TeXToken] {
    var tokens: [TeXToken] = []
    var rest = text[...]
    while let character = rest.popFirst() {
      if character.isWhitespace {
        let run = rest.prefix(while: \.isWhitespace)
        rest = rest.dropFirst(run.count)
        tokens.append(character.isNewline || run.contains(where: \.isNewline) ? .newline : .space)
      } else if character == "\\" {
        let name = rest.prefix(while: isLetter)
        if name.isEmpty {
          tokens.append(.symbol(rest.popFirst() ?? "\n"))
        } else {
          rest = rest.dropFirst(name.count)
          tokens.append(.command(String(name)))
        }
      } else {
        tokens.append(.character(character))
      }
    }
    return tokens
  }

  static func isLetter(_ character: Character) -> Bool {
    character.isASCII && character.isLetter
  }
}
