/// Writes TeX in such a way that GitHub renders it.
///
/// GitHub reads a page as Markdown first and looks for mathematics in what is left. Until then a
/// backslash before punctuation is an escape and vanishes, `_` and `*` may be emphasis, `~`
/// strikes out, `<` opens a tag, `](` makes a link. The rewritten formula has the same meaning and
/// nothing in it that Markdown understands.
struct MathRewriter {
  enum Place {
    case inline, table, display
  }

  private let place: Place
  private var tokens: ArraySlice<TeXToken>
  private var output = ""
  /// What closes each open brace.
  private var closers: [String] = []
  private var environments: [String] = []
  private var delimiters = 0
  private var faults: [String] = []

  /// - Returns: the rewritten formula, and what cannot be rewritten.
  static func rewrite(_ tex: String, in place: Place) -> (tex: String, faults: [String]) {
    var rewriter = MathRewriter(place: place, tokens: TeX.tokens(of: tex)[...])
    rewriter.run()
    rewriter.trimLine()
    return (trimmed(rewriter.output), rewriter.faults)
  }

  private init(place: Place, tokens: ArraySlice<TeXToken>) {
    self.place = place
    self.tokens = tokens
  }

  private mutating func run() {
    while let token = tokens.popFirst() {
      switch token {
      case .space: space()
      case .newline: newline()
      case .command(let name): command(name)
      case .symbol(let character): symbol(character)
      case .character(let character): self.character(character)
      }
    }
    if !closers.isEmpty { faults.append("`{` without `}`") }
    if let open = environments.last { faults.append("`\\begin{\(open)}` without `\\end`") }
    if delimiters > 0 { faults.append("`\\left` without `\\right`") }
    if trimmed(output).isEmpty && faults.isEmpty { faults.append("an empty formula") }
  }

  // MARK: Output

  private mutating func space() {
    if let last = output.last, !last.isWhitespace { output += " " }
  }

  private mutating func newline() {
    trimLine()
    output += "\n"
  }

  /// Removes spaces from the end of the line, `\ ` included: its backslash would break the line.
  private mutating func trimLine() {
    while output.last == " " {
      output.removeLast()
      if output.last == "\\" { output.removeLast() }
    }
  }

  /// Puts a command down, with the space that ends its name if a letter may follow.
  private mutating func put(command: String) {
    output += command + " "
  }

  /// Puts a character down, away from one with which Markdown would pair it.
  private mutating func put(_ character: Character) {
    let pairs = ["](", "][", "[^", "!["]
    if let last = output.last, pairs.contains("\(last)\(character)") { output += " " }
    output.append(character)
  }

  // MARK: Commands

  private mutating func command(_ name: String) {
    switch name {
    case "begin": begin()
    case "end": end()
    case "operatorname": operatorName()
    case _ where MathVocabulary.textCommands.contains(name): text(name)
    case _ where MathVocabulary.commands.contains(name):
      if name == "left" { delimiters += 1 }
      if name == "right" {
        delimiters -= 1
        if delimiters < 0 { faults.append("`\\right` without `\\left`") }
      }
      output += "\\" + name
      if case .character(let next)? = tokens.first, TeX.isLetter(next) { output += " " }
    default:
      let hint =
        MathVocabulary.advice[name].map { ": " + $0 }
        ?? NearMiss.hint(
          for: name, among: MathVocabulary.commands.union(MathVocabulary.textCommands))
      faults.append("`\\\(name)` is not known to render on GitHub\(hint)")
    }
  }

  private mutating func begin() {
    guard let name = plainGroup() else { return faults.append("`\\begin` without a name") }
    if !MathVocabulary.environments.contains(name) {
      let advice =
        name.hasPrefix("align") || name == "eqnarray"
        ? "write `aligned`"
        : name.hasPrefix("gather") || name.hasPrefix("equation") || name.hasPrefix("multline")
          ? "`$$` is enough, or write `gathered`"
          : "known are " + MathVocabulary.environments.sorted().joined(separator: ", ")
      faults.append("`\\begin{\(name)}` is not known to render on GitHub: \(advice)")
    }
    environments.append(name)
    output += "\\begin{\(name)}"
  }

  private mutating func end() {
    guard let name = plainGroup() else { return faults.append("`\\end` without a name") }
    if environments.popLast() != name { faults.append("`\\end{\(name)}` closes nothing") }
    output += "\\end{\(name)}"
  }

  /// GitHub forbids `\operatorname`.
  private mutating func operatorName() {
    let isStarred = tokens.first == .character("*")
    if isStarred { tokens.removeFirst() }
    guard tokens.first == .character("{") else {
      return faults.append("`\\operatorname` takes a name in braces")
    }
    tokens.removeFirst()
    output += "\\mathop{\\mathrm{"
    closers.append(isStarred ? "}}" : "}}\\nolimits")
  }

  /// Text must be free of what either Markdown or TeX would read.
  private mutating func text(_ name: String) {
    guard let text = plainGroup() else {
      return faults.append("`\\\(name)` takes plain text in braces")
    }
    if let bad = text.first(where: { "<>*_`~#%&@|[]^$\"".contains($0) }) {
      faults.append("`\(bad)` in `\\\(name){\(text)}`: put it outside the text")
    }
    output += "\\\(name){\(text)}"
  }

  /// Takes a group of characters and spaces alone, or nothing if the next group has commands.
  private mutating func plainGroup() -> String? {
    guard tokens.first == .character("{") else { return nil }
    var text = ""
    for (i, token) in zip(tokens.indices, tokens).dropFirst() {
      switch token {
      case .character("}"):
        tokens = tokens[(i + 1)...]
        return text
      case .character("{"), .command, .symbol: return nil
      case .character(let character): text.append(character)
      case .space, .newline: text += " "
      }
    }
    return nil
  }

  // MARK: Symbols and characters

  private mutating func symbol(_ character: Character) {
    switch character {
    case ",": put(command: "\\thinspace")
    case "!": put(command: "\\negthinspace")
    // MathJax knows no names for these two; `\ ` is a quarter of an em, between them.
    case ":", ">", ";", " ": output += "\\ "
    case "{": put(command: "\\lbrace")
    case "}": put(command: "\\rbrace")
    case "|": put(command: "\\Vert")
    case "\\":
      if environments.isEmpty {
        faults.append("`\\\\` outside an environment: write `\\begin{aligned} … \\end{aligned}`")
      } else if tokens.first == .character("[") {
        faults.append("`\\\\[…]` does not survive on GitHub: write `\\\\`")
      }
      put(command: "\\cr")
    default:
      let shown = character.isNewline ? "a backslash at the end" : "`\\\(character)`"
      faults.append("\(shown) does not survive on GitHub")
    }
  }

  private mutating func character(_ character: Character) {
    switch character {
    case "{":
      closers.append("}")
      put("{")
    case "}":
      guard let closer = closers.popLast() else { return faults.append("`}` without `{`") }
      output += closer
      if closer.hasSuffix("limits") { space() }
    case "<": put(command: "\\lt")
    case ">": put(command: "\\gt")
    case "*": put(command: "\\ast")
    case "~": output += "\\ "
    case "|" where place == .table: put(command: "\\vert")
    case "_": underscore()
    // `&lt` is an entity and `:one:` a picture, but not with a space.
    case "&", ":":
      put(character)
      if case .character(let next)? = tokens.first, next.isLetter || next.isNumber || next == "#" {
        output += " "
      }
    case "%", "#", "$", "`", "@", "\"":
      faults.append("`\(character)` in a formula does not survive on GitHub")
    default: put(character)
    }
  }

  /// An underscore may close emphasis if no space stands before it and no letter or digit behind.
  private mutating func underscore() {
    if tokens.first == .space || tokens.first == .newline { tokens.removeFirst() }
    switch tokens.first {
    case nil: return faults.append("`_` at the end")
    case .character(let next)? where next.isLetter || next.isNumber: break
    default:
      if output.isEmpty { output += "{}" }
      space()
    }
    output += "_"
  }
}
