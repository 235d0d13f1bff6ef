import NotebookEvents
import Statistics
import Testing

@testable import Notebook

@Suite struct TextTableTests {
  @Test func pointsStandBelowOneAnother() {
    let table = TextTable(
      columns: ["T", "Z", "mode"], alignments: [.right, .right, .left],
      rows: [["0.5", "1.7725", "left"], ["10", "-13", "both"], ["2", "1.2e-9", ""]])
    #expect(
      table.lines() == [
        "    T │        Z │ mode",
        "──────┼──────────┼──────",
        "  0.5 │   1.7725 │ left",
        " 10   │ -13      │ both",
        "  2   │   1.2e-9 │",
      ])
  }

  @Test func boundsAndErrorsAreAlignedToo() {
    let table = TextTable(
      columns: ["x"], alignments: [.right],
      rows: [["≤ 0.5"], ["-12.25 ± 0.50"], ["(1.5 ± 0.2)e-8"], ["nan"], ["≥ 3"]])
    #expect(
      table.lines().dropFirst(2).map(\.self) == [
        " ≤ 0.5", " -12.25 ± 0.50", "  (1.5 ± 0.2)e-8", " nan", " ≥ 3",
      ])
  }

  @Test func wordsAreWrappedAndNumbersAreNot() {
    let table = TextTable(
      columns: ["claim", "measured"], alignments: [.left, .right],
      rows: [["the variance of the stationary law", "0.2493 ± 0.0011"], ["short", "1"]])
    let lines = table.lines(width: 40)
    #expect(
      lines == [
        " claim                │        measured",
        "──────────────────────┼─────────────────",
        " the variance of the  │ 0.2493 ± 0.0011",
        " stationary law       │",
        " short                │ 1",
      ])
    #expect(lines.allSatisfy { $0.displayWidth <= 40 })
    #expect(table.lines().count == 4, "without a width, nothing is wrapped")
  }

  @Test func tablesTooNarrowKeepReadableColumns() {
    let table = TextTable(
      columns: ["a"], alignments: [.left], rows: [["twenty characters ab"]])
    #expect(table.lines(width: 3) == [" a", "──────────────────", " twenty", " characters ab"])
  }

  @Test(arguments: [
    ("E(x)", 4), ("σ² = ½", 6), ("x̂", 1), ("分布", 4), ("✓", 1), ("", 0), ("p(x|θ₁)", 7),
  ])
  func displayWidth(text: String, width: Int) {
    #expect(text.displayWidth == width)
  }

  @Test(arguments: [
    ("a b c", 3, ["a b", "c"]), ("abcdef", 4, ["abcd", "ef"]),
    ("ab cdefgh", 4, ["ab", "cdef", "gh"]),
    ("分布分布", 5, ["分布", "分布"]), ("fits", 4, ["fits"]), ("", 4, [""]),
  ])
  func wrapping(text: String, width: Int, lines: [String]) {
    #expect(text.wrapped(to: width) == lines)
  }
}

@Suite struct TableCellTests {
  @Test(arguments: [
    (3 as any TableCell, "3", true), (2.0 / 3, "0.667", true), (Float(0.1), "0.1", true),
    ("left", "left", false), (Estimate(0.24931, standardError: 0.0011), "0.2493 ± 0.0011", true),
  ])
  func text(cell: any TableCell, text: String, isNumber: Bool) {
    #expect(cell.text(in: .significant(3)) == text)
    #expect(cell.isNumber == isNumber)
  }
}
