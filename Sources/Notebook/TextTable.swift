import NotebookEvents

/// A table drawn with Unicode rules for a terminal.
///
/// ```
///    T │       Z │ mode
/// ─────┼─────────┼──────
///  0.5 │  1.7725 │ left
///  2   │ 13.5    │ both
/// ```
/// Numbers stand with their points below one another. If `width` is given, columns of words are
/// wrapped to fit; numbers never are.
struct TextTable {
  var columns: [String]
  var alignments: [TableRecord.Alignment]
  var rows: [[String]]

  func lines(width: Int? = nil) -> [String] {
    let rows = pointAligned()
    var widths = columns.indices.map { column in
      max(columns[column].displayWidth, rows.map { $0[column].displayWidth }.max() ?? 0)
    }
    if let width { shrink(&widths, toFit: width) }
    let rule = widths.map { String(repeating: "─", count: $0 + 2) }.joined(separator: "┼")
    return line(columns, widths) + [rule] + rows.flatMap { line($0, widths) }
  }

  /// The rows with the numbers of a column padded so that their points stand in one line.
  private func pointAligned() -> [[String]] {
    var result = rows
    for column in columns.indices where alignments[column] == .right {
      // What stands behind the digits before the point; a bound begins with "≤ ".
      let tails = rows.map { row in
        row[column].drop { !$0.isNumber }.drop(while: \.isNumber).displayWidth
      }
      let longest = tails.max() ?? 0
      for (row, tail) in tails.enumerated() {
        result[row][column] += String(repeating: " ", count: longest - tail)
      }
    }
    return result
  }

  /// Narrows the widest columns of words until the table fits, but none below 16.
  private func shrink(_ widths: inout [Int], toFit width: Int) {
    var excess = widths.reduce(0) { $0 + $1 + 3 } - 1 - width
    let narrowest = 16
    while excess > 0,
      let widest = widths.indices.filter({ alignments[$0] == .left && widths[$0] > narrowest })
        .max(by: { widths[$0] < widths[$1] })
    {
      widths[widest] -= 1
      excess -= 1
    }
  }

  /// One row, on as many lines as its longest cell needs.
  private func line(_ cells: [String], _ widths: [Int]) -> [String] {
    let wrapped = zip(cells, widths).map { $0.wrapped(to: $1) }
    return (0..<(wrapped.map(\.count).max() ?? 0)).map { index in
      let parts = columns.indices.map { column in
        let text = index < wrapped[column].count ? wrapped[column][index] : ""
        return text.padded(to: widths[column], alignments[column])
      }
      return (" " + parts.joined(separator: " │ ")).trimmingTrailing(" ")
    }
  }
}

extension StringProtocol {
  /// The columns that a text takes up in a terminal: one for each character, two for those of
  /// East Asian scripts and emoji.
  var displayWidth: Int {
    reduce(0) { $0 + ($1.isWide ? 2 : 1) }
  }
}

extension Character {
  fileprivate var isWide: Bool {
    switch unicodeScalars.first!.value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      true
    default: false
    }
  }
}

extension String {
  func padded(to width: Int, _ alignment: TableRecord.Alignment = .left) -> String {
    let blanks = String(repeating: " ", count: max(0, width - displayWidth))
    return alignment == .left ? self + blanks : blanks + self
  }

  /// The text on lines of at most `width` columns, broken at blanks, or within a word that is
  /// longer than a line; at least one line.
  func wrapped(to width: Int) -> [String] {
    guard displayWidth > width else { return [self] }
    var lines: [String] = []
    var line = ""
    for word in split(separator: " ") {
      if !line.isEmpty, line.displayWidth + 1 + word.displayWidth > width {
        lines.append(line)
        line = ""
      }
      if !line.isEmpty { line += " " }
      for character in word {
        if line.displayWidth + String(character).displayWidth > width {
          lines.append(line)
          line = ""
        }
        line.append(character)
      }
    }
    return lines + [line]
  }
}
