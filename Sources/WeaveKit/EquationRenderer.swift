/// Writes a displayed equation so that Markdown takes it for one plain paragraph.
enum EquationRenderer {
  /// - Parameter number: as in `1.3`, or `nil` for an equation without number.
  /// - Returns: the block, and what cannot be rewritten.
  static func render(_ equation: Equation, number: String?) -> (block: String, faults: [String]) {
    let (tex, faults) = MathRewriter.rewrite(
      equation.tex.joined(separator: "\n"), in: .display)
    var lines: [String] = []
    for line in tex.split(separator: "\n").map(trimmed) where !line.isEmpty {
      if !opensBlock(line) {
        lines.append(line)
      } else if lines.isEmpty {
        // A sign stands as well without a space behind it, where it is no item of a list.
        lines.append(
          "+-".contains(line.first!) ? "\(line.first!)" + trimmed(line.dropFirst()) : "{}" + line)
      } else {
        lines[lines.count - 1] += " " + line
      }
    }
    let tag = number.map { " \\tag{\($0)}" } ?? ""
    return ("$$\n" + lines.joined(separator: "\n") + tag + "\n$$", faults)
  }

  /// Whether Markdown would take the line for the start of a list, heading, rule, quotation, table
  /// or link definition.
  private static func opensBlock(_ line: String) -> Bool {
    line.contains(/^([-+] |\d+[.)] |#|=+$|-+$|>|\||\[[^\]]*\]:|~~~|```)/)
  }
}
