/// Turns formulas of TeX into plain Unicode text: `\frac{\sigma_t^2}{2}` into `σ_t²/2`.
///
/// Layout is lost, meaning is not: quotients, roots and exponents get parentheses where they need
/// them.
package struct PlainMathematics {
  /// The formula as text.
  package private(set) var text = ""
  /// The commands that are not known, without backslash; in the text they stand by their names.
  package private(set) var unknownCommands: [String] = []

  private var rest: Substring
  private var isScript = false
  private var depth = 0
  /// What is nested deeper than this stays as it is.
  private static let greatestDepth = 100

  /// - Parameter tex: what stands between the dollars.
  package init(_ tex: some StringProtocol) {
    rest = Substring(tex)
    text = sequence(until: nil)
  }

  /// What comes up to a closing character, which is taken, or to the end.
  private mutating func sequence(until closing: Character?) -> String {
    var line = Line()
    while let next = rest.first {
      if next == closing {
        rest.removeFirst()
        break
      }
      line.append(item())
    }
    return line.text.trimmingTrailing(" ")
  }

  /// A piece of a formula.
  private struct Item {
    enum Kind { case plain, script, function, quotient, closing }
    var text: String
    var kind = Kind.plain
  }

  /// Pieces in a line, with blanks where they would run together.
  private struct Line {
    var text = ""
    /// What may need a blank behind it.
    private var last = Item.Kind.plain

    mutating func append(_ item: Item) {
      guard let first = item.text.first else { return }
      if item.kind == .closing || item.kind == .script || ",.;)]".contains(first)
        || last == .function && "([".contains(first)
      {
        text = text.trimmingTrailing(" ")
      }
      if let before = text.last, needsBlank(before, item, first) { text += " " }
      text +=
        first == " " && " ([".contains(text.last ?? " ") ? item.text.dropFirst() : item.text[...]
      if item.kind != .script && item.text != " " { last = item.kind }
    }

    private func needsBlank(_ before: Character, _ item: Item, _ first: Character) -> Bool {
      if item.kind == .function || item.kind == .quotient {
        return !" ([{⟨|‖^_+−/·".contains(before)
      }
      guard item.kind == .plain, before != " ", !" ,.;:)]}+−/·×=!".contains(first) else {
        return false
      }
      return last == .quotient || last == .function && !"([{".contains(first)
    }
  }

  private mutating func item() -> Item {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.greatestDepth else {
      defer { rest = "" }
      return Item(text: String(rest))
    }
    switch rest.removeFirst() {
    case "\\": return command()
    case "{": return Item(text: sequence(until: "}"))
    case "^": return Item(text: script("^", TeXSymbols.superscripts), kind: .script)
    case "_": return Item(text: script("_", TeXSymbols.subscripts), kind: .script)
    case "'": return Item(text: "′", kind: .script)
    case "-": return Item(text: "−")
    case ",": return Item(text: ", ")
    case "&": return Item(text: "")
    case let relation where "=<>".contains(relation): return self.relation(String(relation))
    case let blank where blank.isWhitespace || blank == "~": return Item(text: " ")
    case let other: return Item(text: String(other))
    }
  }

  /// The text of what comes next as an argument: a group, a command, or a character.
  private mutating func argument() -> String {
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    return rest.isEmpty ? "" : item().text
  }

  private func relation(_ symbol: String) -> Item {
    Item(text: isScript ? symbol : " \(symbol) ")
  }

  private mutating func command() -> Item {
    let name = rest.prefix { $0.isASCII && $0.isLetter }
    rest = rest.dropFirst(name.count)
    guard !name.isEmpty else { return punctuation() }
    if rest.first == "*" { rest.removeFirst() }
    if let symbol = TeXSymbols.symbols[name] { return self.symbol(symbol) }
    if let symbol = TeXSymbols.relations[name] { return relation(symbol) }
    if let mark = TeXSymbols.accents[name] {
      let letters = argument()
      return Item(text: letters.prefix(1) + mark + letters.dropFirst())
    }
    if TeXSymbols.wrappers.contains(name) { return Item(text: argument()) }
    if TeXSymbols.layout.contains(name) {
      if rest.first == "." { rest.removeFirst() }
      return Item(text: "")
    }
    return construct(name)
  }

  /// A Greek letter binds to the letter behind it, a delimiter to what it encloses: there, a blank
  /// only ends the command's name.
  private mutating func symbol(_ symbol: String) -> Item {
    let binds = symbol.first!.isLetter || "∂∇‖".contains(symbol)
    let next = rest.dropFirst().first ?? " "
    if rest.first == " ", "⟨⌊⌈{[".contains(symbol) || binds && (next.isLetter || next.isNumber) {
      rest.removeFirst()
    }
    return Item(text: symbol, kind: "⟩⌋⌉".contains(symbol) ? .closing : .plain)
  }

  /// What is made of arguments.
  private mutating func construct(_ name: Substring) -> Item {
    switch name {
    case "lVert", "lvert":
      rest = rest.drop(while: \.isWhitespace)
      return Item(text: name == "lvert" ? "|" : "‖")
    case "rVert", "rvert": return Item(text: name == "rvert" ? "|" : "‖", kind: .closing)
    case "frac", "dfrac", "tfrac", "cfrac": return quotient()
    case "sqrt": return Item(text: "√" + inParentheses(argument(), unless: { $0.count == 1 }))
    case "binom", "dbinom", "tbinom": return Item(text: "C(\(argument()), \(argument()))")
    case "overset", "underset", "stackrel":
      _ = argument()
      return Item(text: argument())
    case "begin", "end":
      _ = argument()
      return Item(text: "")
    case "operatorname", "mathop": return Item(text: argument(), kind: .function)
    case "underbrace", "overbrace":
      let text = argument()
      let label = rest.drop(while: \.isWhitespace)
      if let sign = label.first, "_^".contains(sign) {
        rest = label.dropFirst()
        _ = argument()
      }
      return Item(text: text)
    case "quad", "qquad", "enspace", "thinspace": return Item(text: " ")
    default:
      if !TeXSymbols.functions.contains(name) { unknownCommands.append(String(name)) }
      return Item(text: String(name), kind: .function)
    }
  }

  /// `\,`, `\{` and the like.
  private mutating func punctuation() -> Item {
    switch rest.popFirst() {
    case nil, "!": Item(text: "")
    case "|": Item(text: "‖")
    case "\\": Item(text: "; ")
    case ",", ";", ":", " ", "\n": Item(text: " ")
    case let other?: Item(text: String(other))
    }
  }

  private mutating func quotient() -> Item {
    let (numerator, denominator) = (argument(), argument())
    if let fraction = TeXSymbols.fractions["\(numerator)/\(denominator)"] {
      return Item(text: fraction)
    }
    let quotient =
      inParentheses(numerator) { !hasOperator($0) } + "/"
      + inParentheses(denominator) { !hasOperator($0) && !isProduct($0) }
    return Item(text: quotient, kind: .quotient)
  }

  private func hasOperator(_ text: String) -> Bool { text.contains { " +−±/·×".contains($0) } }

  /// Whether letters and numbers stand side by side, as in `2σ²`.
  private func isProduct(_ text: String) -> Bool {
    let factors = text.prefix { !"(_^".contains($0) }.filter {
      $0.isLetter || $0.isASCII && $0.isNumber
    }
    return factors.count > 1 && !factors.allSatisfy(\.isNumber)
  }

  private mutating func script(_ sign: String, _ table: [Character: Character]) -> String {
    let wasScript = isScript
    isScript = true
    defer { isScript = wasScript }
    let text = argument().filter { $0 != " " }
    let characters = text.compactMap { table[$0] }
    if characters.count == text.count, !isNested(text) { return String(characters) }
    return sign
      + inParentheses(text) {
        $0.allSatisfy { $0.isLetter || $0.isNumber } || $0.first == "(" && $0.last == ")"
      }
  }

  /// Scripts of scripts keep their signs, so that it can be seen what belongs to what.
  private func isNested(_ text: String) -> Bool { text.contains { "^_".contains($0) } }

  private func inParentheses(_ text: String, unless isSimple: (String) -> Bool) -> String {
    text.isEmpty || isSimple(text) ? text : "(\(text))"
  }
}

extension StringProtocol {
  /// The text without this character at its end.
  package func trimmingTrailing(_ character: Character) -> String {
    var text = self[...]
    while text.last == character { text.removeLast() }
    return String(text)
  }
}
