import NotebookEvents
import Testing

@testable import WeaveKit

/// Weaves a small book with everything in it and compares it with the golden file.
@Suite struct BookRenderingTests {
  private static let source = #"""
    import Notebook

    let chapter = Chapter(1, "Energies & <densities>")

    /*:
    **Question.** What turns numbers into probabilities? See @sec:way, @fig:curve and @eq:gibbs.

    ## The way out {#sec:way}

    It costs \$5. We have $p^*_{\theta}(x) < 1$ and $\{a\}_{i}$, but not `$HOME`:

    | a | b |
    |---|---|
    | $|x|$ | 2 |

    $$
    p(x) = \frac{e^{-E(x)/T}}{Z}, \qquad Z = \int e^{-E(x)/T}\,dx
      + 0
    $$ {#eq:gibbs}

    @main

    $$ a < b $$

    - a list

      ```swift
      let verbatim = "$"
      ```

    @quote Samplers/Metropolis.swift step

    @deeper Why $\sigma$ & <so>

    A remark, on more than

    ### A part

    @Eq:gibbs again. See [the stubs](Chapters/01-energies/homework/Answers.swift).
    */
    let deep = 1

    /*: @main */
    show("Z", 2.5)
    show("entropy", 1)
    /*: More. */
    // fold: Making the `figure`

    figure("curve") { "```" }
    claim("mean")
    /*:
    ## Exercises {#sec:exercises}

    See @sec:00-notation.

    @homework
    */
    chapter.finish()
    """#

  /// The line of the chapter that begins with a text.
  private static func line(_ text: String) -> Int {
    SourceFile(path: "", text: source).lines.first { $0.text.hasPrefix(text) }!.number
  }

  private static let events: [Event] = [
    .chapter(number: 1, title: "Energies & <densities>", seed: 1, quick: false),
    .value(line: line("show(\"Z\""), label: "Z", value: "2.5066"),
    .value(line: line("show(\"entropy\""), label: "entropy", value: "1.4"),
    .text(line: line("show(\"entropy\""), text: "two\nlines"),
    .timing(line: line("show(\"entropy\""), label: "quadrature", seconds: 0.312),
    .table(
      line: line("show(\"entropy\""),
      record: TableRecord(
        title: "Sums with $Z$", columns: ["T", "what *is* $it"], alignments: [.right, .left],
        rows: [["1", "a|b"], ["22", "c_d"]], isTimed: true)),
    .text(line: line("show(\"entropy\""), text: "after the table"),
    .figure(
      line: line("figure"),
      record: FigureRecord(
        name: "01-curve", caption: "The energy $E$ and \"its\" *density*, see @eq:gibbs.",
        width: 300, height: 200, digest: "0123456789abcdef")),
    .claim(
      line: line("claim"),
      record: ClaimRecord(
        label: "mean |x|", measured: 1.01, theory: 1, test: .mean(standardError: 0.1), z: 0.1)),
    .end(line: line("chapter.finish"), claims: 1, failed: 0),
  ]

  private func book() throws -> TemporaryBook {
    let book = try TemporaryBook()
    try book.write(
      """
      # The Book

      On $Z$, see @ch:01, @sec:01-way, @sec:01-exercises, @fig:01-curve and @sec:notation.

      ## Notation {#sec:notation}

      | | |
      |---|---|
      | $Z$ | a number |
      """, to: "Chapters/FRONT.md")
    try book.write(Self.source, to: "Chapters/01-energies/main.swift")
    try book.write(
      "// 1.1 · Half (2 points)\n//\n// Return $x/2$.\nfunc half(_ x: Double) -> Double {\n",
      to: "Chapters/01-energies/homework/Answers.swift")
    try book.write(
      "struct S {\n  // snippet.step\n  func step() {\n  }\n  // snippet.end\n}\n",
      to: "Sources/Samplers/Metropolis.swift")
    return book
  }

  @Test func bookAndPageAreAsRecorded() throws {
    let book = try book()
    let weaver = try book.weaver()
    let woven = try weaver.render([weaver.book.chapters[0]: Self.events])
    #expect(woven.texts.map(\.document.path) == ["book.md", "Chapters/01-energies/README.md"])
    try expectGolden(woven.texts[0].text, named: "woven-book.md")
    try expectGolden(woven.texts[1].text, named: "woven-page.md")
    #expect(woven.figures == ["Figures/01-curve.png"])
    #expect(woven.missingFigures == ["Figures/01-curve.png"])
    #expect(woven.oversized == [])
    #expect(woven.summary == "book.md: 1 chapter, 1 figure, 1 claim")
  }

  /// Code that only draws is a link to its lines.
  @Test func drawingIsLeftToTheSource() throws {
    let book = try book()
    let source = Self.source.replacing("Making the `figure`", with: "Drawing the `figure`")
    try book.write(source, to: "Chapters/01-energies/main.swift")
    let weaver = try book.weaver()
    let page = try weaver.render([weaver.book.chapters[0]: Self.events]).texts[1].text
    let first = Self.line("figure(")
    #expect(page.contains("*[Drawing the figure](main.swift#L\(first)-L\(first + 1))*\n"))
    #expect(!page.contains("figure(\"curve\")"))
  }

  /// The figure stands in the book, the equation that its caption refers to does not.
  @Test func captionsInTheBookReferToThePage() throws {
    let book = try book()
    let weaver = try book.weaver()
    let texts = try weaver.render([weaver.book.chapters[0]: Self.events]).texts.map(\.text)
    let equation = "see [equation (1.1)]"
    #expect(texts[0].contains("\(equation)(Chapters/01-energies/README.md#eq-gibbs)"))
    #expect(texts[1].contains("\(equation)(#eq-gibbs)"))
    #expect(!texts[0].contains("\\tag{1.1}"))
  }

  /// Wherever the chapter ends.
  @Test func theTableOfClaimsStandsOnThePageAlone() throws {
    let book = try book()
    try book.write(
      Self.source.replacing("@homework\n*/", with: "@main\n*/"),
      to: "Chapters/01-energies/main.swift")
    let weaver = try book.weaver()
    let texts = try weaver.render([weaver.book.chapters[0]: Self.events]).texts.map(\.text)
    #expect(texts.map { $0.contains("```swift\nchapter.finish()") } == [true, true])
    #expect(texts.map { $0.contains("All claims of this chapter: 1") } == [false, true])
  }

  @Test(arguments: [
    ("{#eq:gibbs}", "{#eq:gibs}", ["`@eq:gibbs` refers to nothing (did you mean 'gibs'?)"]),
    ("@fig:curve", "the figure", [String]()),
    ("### A part", "## The way out {#sec:way}", ["two sections have the title"]),
    ("## Exercises {#sec:exercises}", "## B {#sec:way}", ["`sec:way` is already defined"]),
    ("### A part", "### Eq gibbs", ["README.md: two places have the id 'eq-gibbs'"]),
    ("@deeper Why", "@deper Why", ["main.swift:33: error: there is no directive `@deper`"]),
    ("$\\sigma$ & <so>", "$\\smash{x}$", ["no plain text"]),
    ("homework/Answers", "homework/Answer", ["there is no file 'Chapters/01-energies/"]),
    ("$$ a < b $$", "$$ a < b} $$", ["in this equation: `}` without `{`"]),
    ("swift step", "swift stop", ["no snippet 'stop' (did you mean 'step'?)"]),
    ("\nshow(\"Z\", 2.5)", "show(\"Z\", 2.5)", ["finds no place"]),
  ]) func mistakesAreReported(text: String, replacement: String, messages: [String]) throws {
    let book = try book()
    try book.write(
      Self.source.replacing(text, with: replacement, maxReplacements: 1),
      to: "Chapters/01-energies/main.swift")
    let weaver = try book.weaver()
    do throws(WeaveError) {
      _ = try weaver.render([weaver.book.chapters[0]: Self.events])
      #expect(messages.isEmpty)
    } catch {
      #expect(error.exitCode == 1)
      let description = error.description
      #expect(!messages.isEmpty, "\(description)")
      for message in messages { #expect(description.contains(message)) }
    }
  }

  @Test func referencesToWhatHasNoPlaceAreNoFurtherErrors() throws {
    let book = try book()
    try book.write("\n" + Self.source, to: "Chapters/01-energies/main.swift")
    let weaver = try book.weaver()
    do throws(WeaveError) {
      _ = try weaver.render([weaver.book.chapters[0]: Self.events])
      Issue.record("no error")
    } catch {
      #expect(!error.description.contains("refers to nothing"))
    }
  }

  @Test(arguments: [
    ("The Book\n", "begins with the book's title"), ("# T\n\n@main\n\na\n", "FRONT.md:3"),
    ("# T\n\n$$ x $$ {#eq:a}\n", "the front matter has no numbered equations"),
    ("# T\n\n[a](b.md)\n", "FRONT.md:3: error: there is no file 'b.md'"),
  ]) func theFrontMatterHasATitleAndNoMarks(text: String, message: String) throws {
    let book = try book()
    try book.write(text, to: "Chapters/FRONT.md")
    let weaver = try book.weaver()
    do throws(WeaveError) {
      _ = try weaver.render([weaver.book.chapters[0]: Self.events])
      Issue.record("no error")
    } catch {
      #expect(error.description.contains(message))
    }
  }
}
