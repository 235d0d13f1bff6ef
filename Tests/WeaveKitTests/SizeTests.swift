import NotebookEvents
import Testing

@testable import WeaveKit

@Suite struct SizeTests {
  private let page = Document(path: "Chapters/01-a/README.md")

  private func oversized(book: Int, page: Int) -> [String] {
    let text = { (bytes: Int) in
      String(repeating: "ä", count: bytes / 2) + String(repeating: "x", count: bytes % 2)
    }
    return Woven(
      texts: [(.book, text(book)), (self.page, text(page))], figures: [], missingFigures: [],
      summary: ""
    ).oversized.map(\.description)
  }

  @Test(arguments: [
    (50_000, 60_000, []), (50_001, 60_000, ["book.md has 50001 bytes, at most 50000"]),
    (50_000, 60_001, ["Chapters/01-a/README.md has 60001 bytes, at most 60000"]),
  ]) func lengthsAreCountedInBytes(book: Int, page: Int, faults: [String]) {
    let found = oversized(book: book, page: page)
    #expect(found.count == faults.count)
    for (found, fault) in zip(found, faults) { #expect(found.contains(fault)) }
  }

  @Test(arguments: [(9, 250_000), (17, 450_000)]) func theBookGrowsWithItsChapters(
    chapters: Int, most: Int
  ) {
    #expect(Woven.longestBook(chapters: chapters) <= most)
  }

  /// What is too long is written, so that one sees what to shorten, and is an error all the same.
  @Test func longPagesAreWrittenAndReported() async throws {
    let book = try TemporaryBook()
    let text = String(repeating: "words ", count: 10_000)
    try book.addChapter(
      1, source: "show(1)\n/*:\n## A\n\(text)\n*/\nchapter.finish()\n",
      showing: [.text(line: 1, text: "one")], end: 6)
    do {
      _ = try await book.weaver().weave()
      Issue.record("no error")
    } catch let error as WeaveError {
      #expect(error.exitCode == 1)
      #expect(error.description.contains("Chapters/01-chapter/README.md has 60"))
    }
    #expect(try book.folder.text("Chapters/01-chapter/README.md").contains(text))
    await #expect {
      try await book.weaver().check()
    } throws: {
      guard case WeaveError.outOfDate(let reports)? = $0 as? WeaveError else { return false }
      return reports.count == 1 && reports[0].contains("at most 60000")
    }
  }
}
