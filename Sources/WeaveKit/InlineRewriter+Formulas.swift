extension InlineRewriter {
  /// Rewrites `$…$`, and reports what keeps GitHub from seeing that it is a formula.
  mutating func formula() {
    let before = output.last
    let body = rest.dropFirst().prefix { $0 != "$" && $0 != "\n" }
    guard rest[body.endIndex...].first == "$" else {
      error(
        "`$` opens a formula that does not end in this line: write both dollars in one line, or "
          + "`\\$` for a dollar")
      return take(body.count + 1)
    }
    rest = rest[body.endIndex...].dropFirst()
    if body.isEmpty {
      error("displayed mathematics, `$$ … $$`, starts in column 0")
    } else {
      check(body, after: before)
    }
    let (tex, faults) = MathRewriter.rewrite(String(body), in: isTable ? .table : .inline)
    for fault in faults where !body.isEmpty { error("`$\(body)$`: \(fault)") }
    output += "$\(tex)$"
  }

  /// Checks what stands around the dollars.
  private mutating func check(_ body: Substring, after before: Character?) {
    let shown = "`$\(body)$`"
    if body.first!.isWhitespace || body.last!.isWhitespace {
      error(
        "\(shown): GitHub renders no formula with a space behind the opening or before the closing "
          + "dollar")
    } else if let before, before.isLetter || before.isNumber || "-–—".contains(before) {
      error(
        "\(shown): GitHub renders no formula right behind '\(before)': put a space between, or "
          + "take it into the formula")
    } else if let after = rest.first, after.isLetter || after.isNumber {
      error(
        "\(shown): GitHub renders no formula right before '\(after)': put a space or a hyphen "
          + "between, or take it into the formula")
    }
  }
}
