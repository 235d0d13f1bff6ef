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

    $$ a < b $$

    - a list

      ```swift
      let verbatim = "$"
      ```

    @quote Samplers/Metropolis.swift step

    ### A part

    @Eq:gibbs again.
    */
    show("Z", 2.5)
    show("entropy", 1)
    /*: More. */
    // fold: Drawing the figure

    figure("curve") { "```" }
    claim("mean")
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
      TableRecord(
        title: "Sums with $Z$", columns: ["T", "what *is* $it"], alignments: [.right, .left],
        rows: [["1", "a|b"], ["22", "c_d"]], isTimed: true)),
    .text(line: line("show(\"entropy\""), text: "after the table"),
    .figure(
      line: line("figure"),
      FigureRecord(
        name: "01-curve", caption: "The energy $E$ and \"its\" *density*, see @eq:gibbs.",
        width: 300, height: 200, digest: "0123456789abcdef")),
    .claim(
      line: line("claim"),
      ClaimRecord(
        label: "mean |x|", measured: 1.01, theory: 1, test: .mean(standardError: 0.1), z: 0.1)),
    .end(line: line("chapter.finish"), claims: 1, failed: 0),
  ]

  private func book() throws -> TemporaryBook {
    let book = try TemporaryBook()
    try book.write(
      "# The Book\n\nOn $Z$, see @ch:01 and @fig:01-curve.\n", to: "Chapters/preface.md")
    try book.write(Self.source, to: "Chapters/01-energies/main.swift")
    try book.write(
      "struct S {\n  // snippet.step\n  func step() {\n  }\n  // snippet.end\n}\n",
      to: "Sources/Samplers/Metropolis.swift")
    return book
  }

  @Test func theBookIsAsRecorded() throws {
    let book = try book()
    let weaver = try book.weaver()
    let woven = try weaver.render([weaver.book.chapters[0]: Self.events])
    try expectGolden(woven.text, named: "woven.md")
    #expect(woven.figures == ["Figures/01-curve.png"])
    #expect(woven.missingFigures == ["Figures/01-curve.png"])
    #expect(woven.summary == "book.md: 1 chapter, 1 figure, 1 claim")
  }

  @Test(arguments: [
    ("{#eq:gibbs}", "{#eq:gibs}", ["`@eq:gibbs` refers to nothing (did you mean 'gibs'?)"]),
    ("@fig:curve", "the figure", [String]()),
    (
      "### A part", "## The way out {#sec:way}", ["two sections have the title", "already defined"]
    ),
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
    ("The Book\n", "begins with the book's title"),
    ("# T\n\n## S\n", "the preface has no sections"),
    ("# T\n\n$$ x $$ {#eq:a}\n", "the preface has no numbered equations"),
  ]) func thePrefaceHasATitleAndNoSections(text: String, message: String) throws {
    let book = try book()
    try book.write(text, to: "Chapters/preface.md")
    let weaver = try book.weaver()
    do throws(WeaveError) {
      _ = try weaver.render([weaver.book.chapters[0]: Self.events])
      Issue.record("no error")
    } catch {
      #expect(error.description.contains(message))
    }
  }
}
