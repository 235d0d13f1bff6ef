import RegexBuilder

extension InlineRewriter {
  // MARK: References

  /// Turns `@eq:name` into a link.
  mutating func reference() {
    guard output.last.map({ !$0.isLetter && !$0.isNumber }) ?? true,
      let match = rest.prefixMatch(of: /@([A-Za-z]+):([A-Za-z0-9]+(?:-[A-Za-z0-9]+)*)/)
    else { return take() }
    rest = rest[match.range.upperBound...]
    let (written, name) = (String(match.1), String(match.2))
    guard let kind = Label.Kind(rawValue: written.lowercased()) else {
      error(
        "there are no references of the kind `@\(written):`"
          + NearMiss.hint(for: written, among: Label.Kind.allCases.map(\.rawValue)))
      return
    }
    let label = Labels.label(kind, name, in: chapter)
    guard let target = context.labels.targets[label] else {
      error(
        "`@\(written):\(name)` refers to nothing"
          + context.labels.hint(for: name, kind: kind, in: chapter))
      return
    }
    references.insert(label)
    let text = target.text
    let isCapital = written.first!.isUppercase
    output += Markdown.link(
      isCapital ? text.prefix(1).uppercased() + text.dropFirst() : text,
      to: document.link(to: target.place))
  }

  // MARK: Links

  /// Rewrites where a link leads, `](…)`: files are named by their path in the package, and linked
  /// to from the document.
  mutating func destination() {
    // Without a bracket that opens it, it is text.
    let isLink = output.contains("[")
    take(2)
    take(rest.prefix(while: \.isWhitespace).count)
    let isQuoted = rest.first == "<"
    let target =
      isQuoted ? rest.dropFirst().prefix { !"<>\n".contains($0) } : balanced(rest)
    let behind = rest[target.endIndex...]
    let title = /\s+(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\((?:[^()\\]|\\.)*\))/
    let end = Regex {
      Optionally(title)
      /\s*\)/
    }
    guard !target.isEmpty, !isQuoted || behind.first == ">",
      let close = behind.dropFirst(isQuoted ? 1 : 0).prefixMatch(of: end)
    else {
      if isLink {
        error(
          "GitHub sees no link here: `[text](path)`, a path with spaces between `<` and `>`, and "
            + "behind it nothing but a title in quotes")
      }
      return
    }
    let link = link(to: String(target))
    output += isQuoted ? "<\(link)>" : link
    output += close.0
    rest = behind[close.range.upperBound...]
  }

  /// Copies `][`: between brackets that are no code stands a label that nothing defines.
  mutating func labelled() {
    if output.contains("["), rest.prefixMatch(of: /\]\[[^\]\n]*\]/) != nil {
      error("GitHub shows `[…][…]` as it is: write a link where it stands, `[text](path)`")
    }
    take(2)
  }

  /// What comes before a space or a bracket that closes none.
  private func balanced(_ text: Substring) -> Substring {
    var depth = 0
    var isEscaped = false
    return text.prefix { character in
      defer { isEscaped = character == "\\" && !isEscaped }
      if isEscaped { return true }
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      return depth >= 0 && !character.isWhitespace
    }
  }

  private mutating func link(to target: String) -> String {
    if target.contains(/^[a-z]+:/) { return target }
    if target.hasPrefix("#") {
      error("`\(target)`: refer to a place by `@sec:name`, `@eq:name` or `@fig:name`")
      return target
    }
    let path = String(target.prefix { $0 != "#" })
    if !context.contains(path) {
      error("there is no file '\(path)': links start at the package's folder")
    }
    return document.link(to: target)
  }

  // MARK: Addresses and tags

  /// Copies an address that GitHub makes a link of.
  mutating func address() {
    let isStart = output.last.map { !$0.isLetter && !$0.isNumber } ?? true
    guard isStart, rest.hasPrefix("http") || rest.hasPrefix("www.") else { return take() }
    if let match = rest.prefixMatch(of: /(https?:\/\/|www\.)[^\s<\]]+/) {
      take(match.0.count)
    } else {
      take()
    }
  }

  /// The tags that may stand in prose: those that only change how a text looks.
  private static let tags: Set<String> = [
    "b", "br", "code", "del", "em", "i", "ins", "kbd", "q", "s", "samp", "span", "strong", "sub",
    "sup", "var",
  ]

  /// Notes which tags are open.
  private mutating func balance(_ name: String, _ tag: String) {
    guard InlineRewriter.tags.contains(name), name != "br", !tag.hasSuffix("/>") else { return }
    if !tag.hasPrefix("</") {
      openTags.append((name, line))
    } else if openTags.last?.name == name {
      openTags.removeLast()
    } else {
      error("`\(tag)` closes nothing here")
    }
  }

  /// Copies a comment, an address in angle brackets or a tag.
  mutating func tag() {
    if rest.hasPrefix("<!--") {
      guard let end = rest.firstRange(of: "-->") else {
        error("this comment does not end in its paragraph: `-->`")
        return take(4)
      }
      return take(rest[..<end.upperBound].count)
    }
    if let address = rest.prefixMatch(of: /<[A-Za-z][A-Za-z0-9+.\-]+:[^\s<>]*>/) {
      return take(address.0.count)
    }
    let attribute = /\s+[A-Za-z_:][\w.:\-]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?/
    let tag = Regex {
      "<"
      Optionally("/")
      Capture(/[A-Za-z][A-Za-z0-9\-]*/)
      ZeroOrMore(attribute)
      /\s*\/?>/
    }
    guard let match = rest.prefixMatch(of: tag) else {
      if rest.prefixMatch(of: /<(?:\?|!\[CDATA\[|![A-Za-z])/) != nil {
        error(
          "GitHub takes `\(rest.prefix(9))…` for markup and shows nothing of it: write `\\<`")
      }
      return take()
    }
    let name = match.1.lowercased()
    balance(name, String(match.0))
    if name == "details" || name == "summary" {
      error("`\(match.0)`: `@deeper Title` and `// fold: Title` fold what follows them")
    } else if name == "a" || name == "img" {
      error(
        "`\(match.0)`: write `[text](path)` or `![text](path)`, so that the path can be checked")
    } else if !InlineRewriter.tags.contains(name) {
      error(
        "GitHub takes `\(match.0)` for a tag and shows nothing of it: write `\\<`, or take it into a "
          + "formula")
    }
    take(match.0.count)
  }
}
