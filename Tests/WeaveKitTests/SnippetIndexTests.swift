import Testing

@testable import WeaveKit

@Suite struct SnippetIndexTests {
  private func index(_ text: String) -> (index: SnippetIndex, problems: Problems) {
    var problems = Problems()
    var index = SnippetIndex()
    index.add(SourceFile(path: "Sources/A/B.swift", text: text), problems: &problems)
    return (index, problems)
  }

  private func lines(_ index: SnippetIndex, _ name: String) -> [String]? {
    index.snippets[SnippetIndex.Key(file: "A/B.swift", name: name)]?.lines
  }

  @Test func snippetsAreDedentedAndFreeOfMarkers() {
    let (index, problems) = index(
      """
      struct S {
        // snippet.outer
        func f() {

          //snippet.inner
          let a = 1
          // snippet.end
            let b = 2
        }

        // snippet.end
      }
      """)
    #expect(problems.all.isEmpty)
    #expect(
      lines(index, "outer") == ["func f() {", "", "  let a = 1", "    let b = 2", "}"])
    #expect(lines(index, "inner") == ["let a = 1"])
  }

  @Test(arguments: [
    ("// snippet.a\nlet a = 1", 1, "never closed"),
    ("// snippet.end", 1, "closes nothing"),
    ("// snippet.a\nx\n// snippet.end\n// snippet.a\ny\n// snippet.end", 4, "in line 1"),
    ("// snippet.a\n\n// snippet.end", 1, "empty"),
  ]) func mistakesAreReported(text: String, line: Int, message: String) {
    expectOne(index(text).problems, line: line, containing: message)
  }

  @Test(arguments: [
    ("A/B.swift", "stpe", "(did you mean 'step'?)"),
    ("A/B.swift", "gradient", "(it has: step, sweep)"),
    ("A/C.swift", "step", "no file Sources/A/C.swift (did you mean 'A/B.swift'?)"),
    ("Samplers/Gibbs.swift", "step", "no file Sources/Samplers/Gibbs.swift"),
  ]) func unknownSnippetsAreErrors(file: String, name: String, message: String) {
    let (index, _) = index(
      "// snippet.step\nx\n// snippet.end\n// snippet.sweep\ny\n// snippet.end")
    var problems = Problems()
    let found = index.find(
      Quotation(file: file, snippet: name, line: 7),
      at: WeaveKit.SourceLocation(path: "main.swift", line: 7), problems: &problems)
    #expect(found == nil)
    expectOne(problems, line: 7, containing: message)
  }

  @Test func unquotedSnippetsAreWarnedOf() {
    let (index, _) = index(
      "// snippet.step\nx\n// snippet.end\n// snippet.sweep\ny\n// snippet.end")
    var problems = Problems()
    index.warnOfUnquoted(
      quoted: [SnippetIndex.Key(file: "A/B.swift", name: "step")], problems: &problems)
    expectOne(problems, .warning, line: 4, containing: "'sweep'")
  }

  @Test(arguments: [
    ("kitten", "sitting", 3), ("", "abc", 3), ("abc", "", 3), ("same", "same", 0), ("ab", "ba", 1),
    ("abcd", "acbe", 2),
  ]) func editDistance(a: String, b: String, distance: Int) {
    #expect(NearMiss.distance(a, b) == distance)
  }
}
