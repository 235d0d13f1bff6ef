import Testing

@testable import WeaveKit

@Suite struct ProseParserTests {
  @Test func textIsKeptInOneElement() {
    let (elements, problems) = prose("a\n\nb\n- c\n")
    #expect(problems.all.isEmpty)
    #expect(
      elements == [
        .text(lines([(1, "a"), (2, ""), (3, "b"), (4, "- c")]).map { TextLine(line: $0) })
      ])
  }

  @Test func headingsHaveLevelTitleAndName() {
    let (elements, problems) = prose("## The way out {#sec:way-2}\n### A part\n")
    #expect(problems.all.isEmpty)
    #expect(
      elements == [
        .heading(Heading(level: 2, title: "The way out", label: "way-2", line: 1)),
        .heading(Heading(level: 3, title: "A part", label: nil, line: 2)),
      ])
  }

  @Test(arguments: [
    ("$$ a = b $$ {#eq:ab}", ["a = b"], "ab"),
    ("$$\na\n  = b\n$$ {#eq:ab}", ["a", "= b"], "ab"),
    ("$$ a\n= b $$", ["a", "= b"], nil),
    ("$$\na\n$$", ["a"], nil),
  ]) func equationsInAllTheirForms(text: String, tex: [String], label: String?) {
    let (elements, problems) = prose(text)
    #expect(problems.all.isEmpty)
    #expect(elements == [.equation(Equation(tex: tex, label: label, line: 1))])
  }

  @Test func equationsSplitText() {
    let (elements, _) = prose("a\n$$ x $$\nb")
    #expect(
      elements == [
        .text([TextLine(line: Line(number: 1, text: "a"))]),
        .equation(Equation(tex: ["x"], label: nil, line: 2)),
        .text([TextLine(line: Line(number: 3, text: "b"))]),
      ])
  }

  @Test func quotationsNameFileAndSnippet() {
    let (elements, problems) = prose("@quote Samplers/Metropolis.swift step")
    #expect(problems.all.isEmpty)
    #expect(
      elements == [
        .quotation(Quotation(file: "Samplers/Metropolis.swift", snippet: "step", line: 1))
      ])
  }

  @Test(arguments: [
    ("@main", ProseElement.mark(Mark(reading: .main, line: 1))),
    ("@page", .mark(Mark(reading: .page, line: 1))),
    (
      "@deeper  Why  it holds ",
      .mark(Mark(reading: .deeper(title: "Why  it holds", line: 1), line: 1))
    ),
    ("@homework", .homework(line: 1)),
  ]) func marksStandAlone(text: String, element: ProseElement) {
    let (elements, problems) = prose(text)
    #expect(problems.all.isEmpty)
    #expect(elements == [element])
  }

  @Test func fencedCodeIsVerbatim() {
    let (elements, problems) = prose("a\n```\n## $no\n\n$$\n```\n> ~~~\n> @x\n> ~~~\nb")
    #expect(problems.all.isEmpty)
    guard case .text(let text)? = elements.first else { Issue.record("no text"); return }
    #expect(elements.count == 1)
    #expect(
      text.map(\.isVerbatim) == [
        false, true, true, true, true, true, true, true, true, false,
      ])
  }

  @Test func codeInFourBackticksOpensNoFence() {
    let (elements, problems) = prose("````a``` ` ```` is code\n\n````text\n```\n````\n$x$")
    #expect(problems.all.isEmpty)
    guard case .text(let text)? = elements.first else { Issue.record("no text"); return }
    #expect(text.map(\.isVerbatim) == [false, false, true, true, true, false])
  }

  @Test(arguments: [
    "- a\n\n  b\n\n  - c\n\n    d", "1. a\n\n   b", "a\n      b", "- a\n      b",
    "> a\n>\n>    b", "- a\n\n    ```\n    x\n    ```", "10. a\n\n    b\n\nc",
    "a\n\n   b", "| a |\n|---|\n| b |", "a\n\n---\n\nb", "#5 and a",
    "[^1]: a", "[a] : b", "a\n1994. b\n\n   c", "| a | b |\n|:---|---:|\n| 1 |",
    "| $|a|$ | \\| |\n|---|---|\n| `a` | $|b|$ |", "> | a |\n> |---|\n> | b |",
    "| a | b |\n|---|---", "- ```\n  a\n\n  ```\n", "> ```\n> a\n> ```",
    "1. a\n\n   ~~~\n   b\n   ~~~\n2. c",
  ]) func markdownThatGitHubRendersPasses(text: String) {
    #expect(prose(text).problems.all.isEmpty, "\(prose(text).problems.texts)")
  }

  @Test func paragraphsAreWhatConstructsMayExtendTo() {
    guard
      case .text(let text)? = prose(
        "a\nb\n\nc\n- d\n  e\n- f\n\n| g |\n|---|\n```\nh\n\ni\n```\nj"
      ).elements.first
    else { Issue.record("no text"); return }
    #expect(
      text.paragraphs().map { $0.map(\.line.text) } == [
        ["a", "b"], [""], ["c"], ["- d", "  e"], ["- f"], [""], ["| g |"], ["|---|"], ["```"],
        ["h"], [""], ["i"], ["```"], ["j"],
      ])
  }

  @Test func signsBehindATitleAreNoPartOfIt() {
    #expect(
      prose("## A title ##").elements == [
        .heading(Heading(level: 2, title: "A title", label: nil, line: 1))
      ])
  }

  @Test func referencesAtTheStartOfALineAreText() {
    let (elements, problems) = prose("@fig:chain shows it")
    #expect(problems.all.isEmpty)
    #expect(elements == [.text([TextLine(line: Line(number: 1, text: "@fig:chain shows it"))])])
  }

  @Test(arguments: [
    ("a\n# Title", 2, "the title comes from"),
    ("##Title", 1, "without a space behind `#`"), ("a\n#Title", 2, "without a space"),
    (" ## Title", 1, "start in column 0"), ("- # Title", 1, "start in column 0"),
    ("##", 1, "have a title"), ("a\n=", 2, "a heading without number"),
    ("a\n\n    b", 3, "indented so far for code"), ("- a\n\n      b", 3, "indented so far"),
    ("- a\n\nb\n\n    c", 5, "indented so far"), ("a\n\n\tb", 3, "indented so far"),
    ("> a\n>\n>     b", 3, "indented so far"), ("a\n\n    ```\n    b\n    ```", 3, "indented"),
    ("```\n    ```", 1, "never closed"), ("[a]: b.md", 1, "write a link where it stands"),
    ("a | b\n---|---\n1 | 2", 2, "begin the rows of a table"),
    ("> $$ x $$", 1, "column 0"),
    ("a\n\n| b |\n| c |", 3, "sees no table here: its second row must be `|---|`"),
    ("| a | b |\n|---|\n| c | d |", 1, "must be `|---|---|`"), ("| a |", 1, "sees no table"),
    ("| a |\n|---|\n| b |\n| c | d |", 4, "shows 1 cells of this row: it has 2"),
    ("- ```\na\n```", 2, "ends here, and with it the code"),
    ("> ```\n> a\nb\n> ```", 3, "ends here, and with it the code"),
    ("1. a\n\n   ```\n  b\n   ```", 4, "ends here, and with it the code"),
    ("a\n\n2. b\n\n        c", 5, "indented so far"),
    ("#### Small", 1, "go down to `###`"),
    ("## Title {#eq:x}", 1, "write `{#sec:name}`"),
    ("## Title {#sec:A b}", 1, "write `{#sec:name}`"),
    ("$$ x $$ {#sec:x}", 1, "write `{#eq:name}`"),
    ("$$ x $$ where", 1, "may follow, not 'where'"),
    ("b\n$$\nx\n\n$$", 2, "never closed"),
    ("- a\n  $$ x $$", 2, "column 0"),
    ("a\n---", 2, "a heading without number"),
    ("a\n```\nb", 2, "never closed"),
    ("@quot A.swift x", 1, "did you mean 'quote'?"),
    ("a\n@mian", 2, "did you mean 'main'?"),
    ("@main line", 1, "`@main` stands alone on its line, without 'line'"),
    ("@homework 5", 1, "`@homework` stands alone"),
    ("@deeper", 1, "`@deeper` takes a title"),
    ("@quote A.swift", 1, "takes a file below Sources/"),
  ]) func mistakesAreReported(text: String, line: Int, message: String) {
    // What follows a broken equation may be wrong as well; the first problem is the one.
    var first = Problems()
    if let problem = prose(text).problems.all.first {
      first.error(problem.message, at: problem.location)
    }
    expectOne(first, line: line, containing: message)
  }
}
