import Files
import Foundation
import Testing

@testable import Notebook

@Suite struct ChapterOutlineTests {
  private static let source = """
    /*:
    The introduction, before any heading.
    */
    import Notebook
    /*:
    ## First *things* {#sec:first}
    @quote Metropolis.swift metropolis

    Here $x_0$ is weighted by

    $$ p(x) = \\frac{1}{Z}
    - e^{-x} . $$ {#eq:p}

    A second sentence.
    */
    figure(
      "later", caption: "Of @sec:second")
    // figure("not-one")
    /*: A line of prose, as in @eq:p. */
    let code = "## No heading"
    /*:
    ## Second {#sec:second}
    - a list
    - of things

    Text behind it, see @fig:later and @fig:film.

    ### Part
    One. Two.
    ### Another part
    | a table |
    */
    show(1)
    /*: ## In one line */
    film("film", caption: "")
    """

  private let outline = ChapterOutline(source: source, chapter: 4)

  @Test func sectionsHaveNumberTitleAndOpening() {
    #expect(
      outline.sections == [
        .init(
          number: "4.1", title: "First things",
          opening: "Here x₀ is weighted by p(x) = 1/Z − e^(−x).", line: 6),
        .init(
          number: "4.2", title: "Second",
          opening: "Text behind it, see Figure 4.1 and Figure 4.2.", line: 22),
        .init(number: "4.2.1", title: "Part", opening: "One.", line: 28),
        .init(number: "4.2.2", title: "Another part", opening: "", line: 30),
        .init(number: "4.3", title: "In one line", opening: "", line: 34),
      ])
  }

  @Test(arguments: [
    (1, []), (6, []), (7, ["4.1"]), (21, ["4.1"]), (23, ["4.2"]), (29, ["4.2", "4.2.1"]),
    (33, ["4.2", "4.2.2"]), (35, ["4.3"]),
  ])
  func linesBelongToSections(line: Int, numbers: [String]) {
    #expect(outline.sections(around: line).map(\.number) == numbers)
  }

  @Test func figuresAreNumberedInOrder() {
    #expect(outline.figures == ["later": "4.1", "film": "4.2"])
    #expect(outline.plainText("@eq:p, @sec:second") == "equation (4.1), section 4.2")
  }

  @Test func missingSourcesHaveNoOutline() {
    #expect(ChapterOutline(file: "/no/such/main.swift", chapter: 1) == nil)
  }

  private static let chapters: [String] = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Chapters").path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.map { "\(folder)/\($0)/main.swift" }
      .filter { FileManager.default.fileExists(atPath: $0) }.sorted()
  }()

  @Test func theBookIsThere() { #expect(Self.chapters.count >= 9) }

  /// No markup is left in what the chapters of the book print.
  @Test(arguments: chapters) func theBooksSectionsArePlain(file: String) throws {
    let outline = try #require(ChapterOutline(file: file, chapter: 1))
    #expect(outline.sections.count >= 5)
    for section in outline.sections {
      let text = section.title + " " + section.opening
      #expect(!section.title.isEmpty && !section.opening.isEmpty, "\(section.number)")
      #expect(!text.contains { "$\\@`{}".contains($0) }, "\(section.number): \(text)")
    }
  }
}
