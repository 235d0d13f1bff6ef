/// Says a formula in plain text, as far as Unicode has the characters.
struct PlainFormula {
  private var tokens: ArraySlice<TeXToken>
  /// The commands for which there is nothing.
  private(set) var unknown: [String] = []
  private var depth = 0
  /// Deeper nested than this, a formula is a mistake, and would overflow the stack.
  private static let greatestDepth = 100

  init(tokens: ArraySlice<TeXToken>) { self.tokens = tokens }

  /// The text up to the end, or to a brace that closes what was opened before.
  mutating func text() -> String {
    var output = ""
    while let token = next, token != .character("}") {
      let piece = atom()
      switch token {
      case .character(","): output += ", "
      case .character where "=<>".contains(piece): output += " \(piece) "
      case .command where PlainSymbols.relations.contains(piece): output += " \(piece) "
      case .command(let name) where PlainFormula.isFunction(name):
        let isWord = output.last?.isLetter ?? false
        output += (isWord ? " " : "") + piece + (startsWithLetter ? " " : "")
      default: output += piece
      }
    }
    return output.replacing(/\s+/, with: " ")
  }

  /// The next token that is not white space, which means nothing in a formula.
  private var next: TeXToken? {
    mutating get {
      tokens = tokens.drop { $0 == .space || $0 == .newline }
      return tokens.first
    }
  }

  private static func isFunction(_ name: String) -> Bool {
    PlainSymbols.functions.contains(name) || name == "operatorname" || name == "mathop"
  }

  private var startsWithLetter: Bool {
    mutating get {
      switch next {
      case .character(let next)?: next.isLetter
      case .command(let name)?: !PlainSymbols.silent.contains(name)
      case .symbol?, .space?, .newline?, nil: false
      }
    }
  }

  /// Takes what TeX takes for an argument.
  private mutating func atom() -> String {
    guard let token = next else { return "" }
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.greatestDepth else {
      unknown.append("braces within braces, \(Self.greatestDepth) deep")
      tokens = []
      return ""
    }
    tokens.removeFirst()
    switch token {
    case .character("{"):
      let text = text()
      tokens = tokens.dropFirst()
      return text
    case .character("^"): return script(PlainSymbols.superscripts, "^")
    case .character("_"): return script(PlainSymbols.subscripts, "_")
    case .character("-"): return "−"
    case .character("'"): return "′"
    case .character("&"), .space, .newline: return ""
    case .character(let character): return String(character)
    case .command(let name): return command(name)
    case .symbol(let character): return symbol(character)
    }
  }

  private mutating func script(_ characters: [Character: Character], _ sign: String) -> String {
    let text = atom().filter { $0 != " " }
    let raised = text.compactMap { characters[$0] }
    if raised.count == text.count { return String(raised) }
    return text.count == 1 ? sign + text : "\(sign)(\(text))"
  }

  private mutating func command(_ name: String) -> String {
    switch name {
    case "frac", "dfrac", "tfrac", "cfrac": return "\(grouped(atom()))/\(grouped(atom()))"
    case "sqrt": return "√\(grouped(atom()))"
    case "operatorname", "mathop":
      if next == .character("*") { tokens.removeFirst() }
      let name = atom()
      if next == .command("nolimits") { tokens.removeFirst() }
      return name
    case "quad", "qquad", "thinspace": return " "
    case _ where MathVocabulary.textCommands.contains(name): return plainGroup()
    case _ where PlainSymbols.silent.contains(name): return ""
    case _ where PlainSymbols.functions.contains(name): return name
    default:
      if let accent = PlainSymbols.accents[name] {
        let text = atom()
        return text.count == 1 ? text + String(accent) : text
      }
      if let symbol = PlainSymbols.symbols[name] { return symbol }
      unknown.append("\\" + name)
      return ""
    }
  }

  private mutating func symbol(_ character: Character) -> String {
    switch character {
    case ",", ":", ";", " ", ">": return " "
    case "!": return ""
    case "{", "}", "%", "#", "&", "$", "_": return String(character)
    case "|": return "‖"
    default:
      unknown.append("\\" + String(character))
      return ""
    }
  }

  /// Takes the words of `\text{…}`, between which spaces count.
  private mutating func plainGroup() -> String {
    var text = ""
    let group = tokens.prefix { $0 != .character("}") }
    for token in group.dropFirst() {
      switch token {
      case .character(let character): text.append(character)
      case .space, .newline: text += " "
      case .symbol(let character): text.append(character)
      case .command(let name): unknown.append("\\" + name)
      }
    }
    tokens = tokens[group.endIndex...].dropFirst()
    return text
  }

  private func grouped(_ text: String) -> String {
    text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "." } ? text : "(\(text))"
  }
}
