/// Finds rows between bars that GitHub does not make a table of, or not a whole one.
///
/// A table has a row of hyphens below its first row, with as many cells; cells beyond these are lost.
enum Tables {
  /// - Returns: what is wrong, and in which line.
  static func faults(in text: [TextLine]) -> [(line: Line, fault: String)] {
    var faults: [(line: Line, fault: String)] = []
    var rows: [Line] = []
    func endTable() {
      defer { rows = [] }
      guard let first = rows.first else { return }
      let columns = cells(first.text)
      guard rows.count > 1, isDelimiter(rows[1].text), cells(rows[1].text) == columns else {
        let example = "|" + String(repeating: "---|", count: columns)
        faults.append((first, "GitHub sees no table here: its second row must be `\(example)`"))
        return
      }
      for row in rows.dropFirst(2) where cells(row.text) > columns {
        faults.append(
          (
            row,
            "GitHub shows \(columns) cells of this row: it has \(cells(row.text)), if `|` is meant, "
              + "write `\\|`"
          ))
      }
    }
    for line in text {
      if !line.isVerbatim, line.line.text.isTableRow {
        rows.append(line.line)
      } else {
        endTable()
      }
    }
    endTable()
    return faults
  }

  /// The number of cells between bars; those in formulas and behind a backslash divide none.
  private static func cells(_ row: String) -> Int {
    let plain = row.replacing(/\\./, with: "").replacing(/\$[^$]*\$/, with: "")
    let content = trimmed(plain.drop { $0.isWhitespace || $0 == ">" }.dropFirst())
    let inner = content.hasSuffix("|") ? content.dropLast() : content[...]
    return inner.count { $0 == "|" } + 1
  }

  private static func isDelimiter(_ row: String) -> Bool {
    row.wholeMatch(of: /[\s>]*\|(\s*:?-+:?\s*\|)*\s*(:?-+:?)?\s*/) != nil
  }
}
