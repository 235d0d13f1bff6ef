import Testing

@testable import WeaveKit

@Suite struct ChunkerTests {
  @Test func proseAndCodeAlternate() {
    let (found, problems) = chunks(
      """
      import Notebook

      /*:
      First
      paragraph.

      */
      let a = 1

      let b = 2  /* a comment */

      /*: One line. */
      /*: Opened with text
      and closed.
      */

      """)
    #expect(problems.all.isEmpty)
    #expect(
      found == [
        .code(CodeCell(lines: lines([(1, "import Notebook")]))),
        .prose(lines([(4, "First"), (5, "paragraph.")])),
        .code(
          CodeCell(
            lines: lines([(8, "let a = 1"), (9, ""), (10, "let b = 2  /* a comment */")]))),
        .prose(lines([(12, "One line.")])),
        .prose(lines([(13, "Opened with text"), (14, "and closed.")])),
      ])
  }

  @Test(arguments: ["", "\n\n", "   \n"]) func emptySourceHasNoChunks(text: String) {
    #expect(chunks(text).chunks.isEmpty)
    #expect(chunks(text).problems.all.isEmpty)
  }

  @Test func windowsLineEndsCountOnce() {
    #expect(
      chunks("let a = 1\r\n/*:\r\nText\r\n*/\r\n").chunks == [
        .code(CodeCell(lines: lines([(1, "let a = 1")]))), .prose(lines([(3, "Text")])),
      ])
  }

  @Test func foldCommentBeginsACell() {
    let (found, problems) = chunks("let a = 1\n\n// fold: Drawing\nfigure()\n")
    #expect(problems.errors.isEmpty)
    #expect(
      found == [
        .code(CodeCell(lines: lines([(1, "let a = 1")]))),
        .code(CodeCell(lines: lines([(4, "figure()")]), fold: "Drawing")),
      ])
  }

  @Test func foldCommentIsNoCode() {
    let (found, problems) = chunks("// fold: Drawing the figure\n\nfigure()\n")
    #expect(problems.all.isEmpty)
    #expect(
      found == [.code(CodeCell(lines: lines([(3, "figure()")]), fold: "Drawing the figure"))])
  }

  @Test(arguments: [
    (2, false), (3, true), (5, true), (6, false),
  ]) func cellsContainTheirLines(line: Int, isInside: Bool) {
    let cell = CodeCell(lines: lines([(3, "a"), (4, ""), (5, "b")]))
    #expect(cell.contains(line: line) == isInside)
  }

  @Test(arguments: [
    ("let a = 1\n/*:\nText\n", 2, "never closed"),
    ("/*:\na formula $p^*/q$\n*/", 2, "ends the block of prose opened in line 1"),
    ("/*:\ntext */\n*/", 2, "`*/` ends the block"),
    ("/*:\nopens /* again\n*/", 2, "opens a comment within"),
    ("//: Text", 1, "not behind `//:`"),
    ("  /*:\n  Text\n  */", 1, "column 0"),
    ("// fold:\nlet a = 1", 1, "needs a heading"),
    ("// fold: Nothing\n\n/*: Text */", 1, "nothing is folded"),
  ]) func mistakesAreReported(text: String, line: Int, message: String) {
    expectOne(chunks(text).problems, line: line, containing: message)
  }

  @Test(arguments: [(25, 0), (26, 1)]) func longCellsAreRefusedUnlessFolded(
    length: Int, errors: Int
  ) {
    let code = String(repeating: "print(1)\n", count: length)
    #expect(chunks("\n\n" + code).problems.errors.count == errors)
    #expect(chunks("// fold: Long\n" + code).problems.errors.isEmpty)
    if errors > 0 { expectOne(chunks("\n\n" + code).problems, line: 3, containing: "26 lines") }
  }

  @Test func allMistakesAreReportedTogether() {
    #expect(chunks("//: a\n//: b\n/*:\nc").problems.errors.map(\.location?.line) == [1, 2, 3])
  }
}
