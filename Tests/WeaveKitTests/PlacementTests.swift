import NotebookEvents
import Testing

@testable import WeaveKit

@Suite struct PlacementTests {
  /// Cells in lines 1 to 2 and 5.
  private static let text = "let a = 1\nlet b = 2\n/*: Text */\n\nlet c = 3\n"

  private func place(_ events: [Event], number: Int = 1) -> (PlacedChapter?, Problems) {
    var problems = Problems()
    let chapter = ChapterSource(
      number: number, source: SourceFile(path: "main.swift", text: Self.text),
      problems: &problems)
    return (Placement.place(events, in: chapter, problems: &problems), problems)
  }

  private func run(_ events: [Event], number: Int = 1, quick: Bool = false) -> [Event] {
    [.chapter(number: number, title: "Title", seed: 1, quick: quick)] + events
      + [.end(line: 5, claims: 0, failed: 0)]
  }

  @Test func outputsStandUnderTheirCellsInOrder() throws {
    let (placed, problems) = place(
      run([
        .text(line: 2, text: "second"), .text(line: 1, text: "first"),
        .text(line: 5, text: "third"),
      ]))
    #expect(problems.all.isEmpty)
    let chapter = try #require(placed)
    let texts = chapter.blocks.map { block -> [String] in
      guard case .code = block.content else { return ["prose"] }
      return block.outputs.map { if case .text(_, let text) = $0.event { text } else { "end" } }
    }
    #expect(texts == [["second", "first"], ["prose"], ["third", "end"]])
    #expect(chapter.title == "Title")
  }

  @Test(arguments: [3, 4, 6, 99]) func outputsWithoutPlaceAreErrors(line: Int) {
    expectOne(
      place(run([.text(line: line, text: "lost")])).1, line: line, containing: "finds no place")
  }

  @Test func numberIsThatOfTheFolder() {
    expectOne(place(run([], number: 2)).1, line: 1, containing: "calls itself number 2")
  }

  @Test func quickRunsAreRefused() {
    expectOne(place(run([], quick: true)).1, line: nil, containing: "a quick one")
  }

  @Test(arguments: [[], [Event.text(line: 1, text: "a")]]) func brokenRunsAreRefused(
    events: [Event]
  ) {
    let (placed, problems) = place(events)
    #expect(placed == nil)
    expectOne(problems, line: nil, containing: "lack their first or last line")
  }

  @Test func claimsAndFiguresAreCollected() throws {
    let claim = ClaimRecord(
      label: "Z", measured: 1, theory: 1, test: .absolute(tolerance: 1e-9))
    let figure = FigureRecord(
      name: "01-a", caption: "", width: 1, height: 1, digest: "")
    let chapter = try #require(
      place(run([.claim(line: 1, record: claim), .figure(line: 5, record: figure)])).0)
    #expect(chapter.claims == [claim])
    #expect(chapter.figures == [figure])
  }
}
