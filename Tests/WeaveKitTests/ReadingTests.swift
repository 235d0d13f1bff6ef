import NotebookEvents
import Testing

@testable import WeaveKit

@Suite struct ReadingTests {
  private func chapter(_ text: String) -> (ChapterSource, Problems) {
    var problems = Problems()
    let source = SourceFile(path: "main.swift", text: text)
    return (ChapterSource(number: 1, source: source, problems: &problems), problems)
  }

  /// A letter for each block: its reading, and whether it stands in the book.
  private func readings(_ text: String) -> (readings: String, isInBook: [Bool]) {
    let (source, problems) = chapter(text)
    #expect(problems.all.isEmpty, "\(problems.texts)")
    let letters = source.blocks.map { block in
      switch block.reading {
      case .main: "m"
      case .page: "p"
      case .deeper(let title, _): title
      }
    }
    return (letters.joined(), source.blocks.placedInBook().map(\.isInBook))
  }

  @Test func theOpeningIsMainAndSectionsBeginOnThePage() {
    let (readings, isInBook) = readings("/*: Opening */\ncode()\n/*:\nMore\n## A\ntext\n*/\ncode()")
    #expect(readings == "mmmppp")
    #expect(isInBook == [true, true, true, false, false, false])
  }

  @Test func aMarkHoldsThroughCodeUntilTheNext() {
    let (readings, isInBook) = readings(
      """
      /*:
      ## A
      text
      @main
      text
      */
      code()
      // fold: More
      code()
      /*: text */
      /*: @page */
      code()
      /*:
      @deeper D
      text
      ### Part
      text
      */
      code()
      /*:
      @deeper E
      text
      @main
      text
      */
      """)
    #expect(readings == "ppmmmmpDDDDEm")
    // A folded cell that shows nothing leaves nothing in the book.
    #expect(
      isInBook == [
        true, false, true, true, false, true, false, false, true, false, false, false, true,
      ])
  }

  @Test func sectionsResetAndPartsDoNot() {
    let (readings, _) = readings(
      "/*:\n## A\n@main\na\n### B\nb\n## C\nc\n@deeper D\nd\n### E\ne\n## F\nf\n*/")
    #expect(readings == "pmmmppDDDpp")
  }

  @Test(arguments: [
    ("## A\n@main\na\n## B\nb", [true, true, false, false]),
    ("## A\na\n### B\n@main\nb", [true, false, true, true]),
    ("## A\n@main\na\n### B\n@page\nb\n### C\n@main\nc", [true, true, false, false, true, true]),
    ("## A\na\n### B\nb\n## C\n@main\nc", [false, false, false, false, true, true]),
  ]) func headingsStandInTheBookIfAnythingBelowThemDoes(text: String, isInBook: [Bool]) {
    #expect(readings("/*:\n\(text)\n*/").isInBook == isInBook)
  }

  @Test(arguments: [
    ("text\n@main\nmore", 3, "`@main` before the first heading"),
    ("@deeper D\nmore\n## A", 2, "`@deeper` before the first heading"),
    ("## A\n@main\n@page\ntext", 3, "nothing follows `@main`"),
    ("## A\n@deeper D\n## B", 3, "nothing follows `@deeper`"),
    ("## A\ntext\n@main", 4, "nothing follows `@main`"),
    ("text\n### A\n## B", 3, "`## Title` comes first"),
  ]) func mistakesAreReported(text: String, line: Int, message: String) {
    expectOne(chapter("/*:\n\(text)\n*/").1, line: line, containing: message)
  }

  @Test(arguments: ["## A\n@page\n@main\ntext", "## A\n@main\ntext\n@page\n## B", "## A\n@page"])
  func thePageNeedsNothing(text: String) {
    #expect(chapter("/*:\n\(text)\n*/").1.all.isEmpty)
  }

  @Test func codeFollowsAMark() {
    #expect(chapter("/*:\n## A\n@main\n*/\ncode()").1.all.isEmpty)
  }

  @Test(arguments: [
    ([Event](), false), ([.end(line: 5, claims: 0, failed: 0)], false),
    ([.text(line: 5, text: "shown")], true),
  ]) func foldedCodeStandsInTheBookByWhatItShows(events: [Event], isInBook: Bool) {
    var block = chapter("/*:\n## A\n@main\n*/\n// fold: Code\ncode()").0.blocks[1]
    block.outputs = events.map { Block.Output(event: $0, line: 5) }
    #expect([block].placedInBook()[0].isInBook == isInBook)
  }
}
