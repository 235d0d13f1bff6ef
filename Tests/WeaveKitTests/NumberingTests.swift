import NotebookEvents
import Testing

@testable import WeaveKit

@Suite struct NumberingTests {
  private func number(_ text: String, figures: [String] = []) -> (Numbering, Labels, Problems) {
    var problems = Problems()
    var labels = Labels()
    // Without a section above them, figures and equations stand in the opening.
    let source = SourceFile(path: "Chapters/03-a/main.swift", text: "/*:\n\(text)\n*/\ndraw()\n")
    let end = source.lines.count
    let chapter = Placement.place(
      [.chapter(number: 3, title: "T", seed: 1, quick: false)]
        + figures.map {
          .figure(
            line: end, record: FigureRecord(name: $0, caption: "", width: 1, height: 1, digest: ""))
        } + [.end(line: end, claims: 0, failed: 0)],
      in: ChapterSource(number: 3, source: source, problems: &problems), problems: &problems)
    let numbering = Numbering.number(chapter!, labels: &labels, problems: &problems)
    return (numbering, labels, problems)
  }

  @Test func sectionsAndTheirParts() {
    let (numbering, labels, problems) = number(
      "## A\n### a part\n### b {#sec:part}\n## Über *B* & C?\n### c\n")
    #expect(problems.all.isEmpty)
    #expect(
      numbering.sections.mapValues(\.number) == [
        2: "3.1", 3: "3.1.1", 4: "3.1.2", 5: "3.2", 6: "3.2.1",
      ])
    #expect(numbering.sections[4]?.place.name == "sec-part")
    #expect(numbering.sections[5]?.place.name == "über-b-c")
    #expect(
      labels.targets[Label(kind: .section, chapter: 3, name: "part")]?.text == "section 3.1.2")
  }

  @Test func onlyNamedEquationsAreNumbered() {
    let (numbering, labels, _) = number(
      "$$ a $$ {#eq:a}\n\n$$ b $$\n\n$$\nc\n$$ {#eq:c}")
    #expect(numbering.equations.mapValues(\.number) == [2: "3.1", 6: "3.2"])
    let place = labels.targets[Label(kind: .equation, chapter: 3, name: "c")]?.place
    #expect(
      place
        == Place(chapter: 3, page: "Chapters/03-a/README.md", name: "eq-c", isInBook: true))
  }

  @Test func figuresAreNumberedAsTheyAppear() {
    let (numbering, labels, problems) = number("", figures: ["03-b", "03-a"])
    #expect(problems.all.isEmpty)
    #expect(numbering.figures.mapValues(\.number) == ["03-b": "3.1", "03-a": "3.2"])
    #expect(labels.targets[Label(kind: .figure, chapter: 3, name: "a")]?.text == "Figure 3.2")
    #expect(labels.targets[Label(kind: .chapter, chapter: 3, name: "03")]?.text == "Chapter 3")
  }

  /// Lines 2 to 6 and the figure stand on the page alone or in the book as well.
  @Test(arguments: [("", false), ("@main", true)]) func placesKnowWhetherTheyStandInTheBook(
    mark: String, isInBook: Bool
  ) {
    let (numbering, labels, problems) = number(
      "## A {#sec:a}\n\(mark)\n### B\n$$ x $$ {#eq:x}", figures: ["03-c"])
    #expect(problems.all.isEmpty)
    let entries =
      Array(numbering.sections.values) + Array(numbering.equations.values)
      + Array(numbering.figures.values)
    #expect(entries.map(\.place.isInBook) == [Bool](repeating: isInBook, count: 4))
    let targets = labels.targets.filter { $0.key.kind != .chapter }
    #expect(targets.count == 3)
    for target in targets.values { #expect(target.place.isInBook == isInBook) }
  }

  @Test func figuresAreNamedAfterTheirChapter() {
    expectOne(number("", figures: ["02-a"]).2, line: 4, containing: "should be named '03-…'")
  }

  @Test func figuresAreDrawnOnce() {
    expectOne(
      number("", figures: ["03-a", "03-a"]).2, line: 4, containing: "`fig:a` is already defined")
  }
}
