import Testing

@testable import WeaveKit

@Suite struct InlineRewriterTests {
  private let place = WeaveKit.SourceLocation(path: "main.swift", line: 3)

  /// Chapter 1 has a figure, an equation and a section, of which the equation stands on the page
  /// alone; chapter 2 has a figure.
  private var labels: Labels {
    var labels = Labels()
    var problems = Problems()
    let targets: [(Label.Kind, Int, String, String)] = [
      (.chapter, 1, "01", "Chapter 1"), (.figure, 1, "chain", "Figure 1.1"),
      (.equation, 1, "boltzmann", "equation (1.1)"), (.section, 1, "way", "section 1.2"),
      (.figure, 2, "scan", "Figure 2.1"),
    ]
    for (kind, chapter, name, text) in targets {
      let place = Place(
        chapter: chapter, page: "Chapters/0\(chapter)-c/README.md",
        name: kind == .chapter ? "" : "to-\(name)", isInBook: kind != .equation)
      labels.define(
        Label(kind: kind, chapter: chapter, name: name),
        as: Labels.Target(text: text, place: place), problems: &problems)
    }
    return labels
  }

  /// A line of a chapter as it stands on the page of chapter 1.
  private func rewrite(
    _ text: String, chapter: Int = 1,
    document: Document = Document(path: "Chapters/01-c/README.md")
  ) -> (text: String, problems: Problems) {
    var problems = Problems()
    let context = BookContext(
      labels: labels, snippets: SnippetIndex(), contains: { $0 != "none.md" })
    var rewriter = InlineRewriter(context: context, chapter: chapter, document: document)
    return (rewriter.rewrite(text, at: place, problems: &problems), problems)
  }

  @Test(arguments: [
    ("plain text", "plain text"),
    ("a $x<y$ b", #"a $x\lt y$ b"#),
    ("($x$), $y$-axis: $z$.", "($x$), $y$-axis: $z$."),
    ("**$x$** and *a $y$*", "**$x$** and *a $y$*"),
    (#"it costs \$5"#, "it costs <span>$</span>5"),
    (#"a \* b \\ c"#, #"a \* b \\ c"#),
    ("`$HOME` and ``a ` $ b``", "`$HOME` and ``a ` $ b``"),
    ("`a|b` in no table", "`a|b` in no table"),
    ("an open ` and $x$", "an open ` and $x$"),
    (#"| $|x|$ | `a\|b` |"#, #"| $\vert x\vert$ | `a\|b` |"#),
    ("> | $|x|$ |", #"> | $\vert x\vert$ |"#),
    ("see @fig:chain.", "see [Figure 1.1](#to-chain)."),
    (
      "@Eq:boltzmann and @eq:boltzmann",
      "[Equation (1.1)](#to-boltzmann) and [equation (1.1)](#to-boltzmann)"
    ),
    ("in @sec:way, @ch:01", "in [section 1.2](#to-way), [Chapter 1](README.md)"),
    ("(@fig:02-scan)", "([Figure 2.1](../02-c/README.md#to-scan))"),
    ("see [a file](Chapters/HOMEWORK.md#top)", "see [a file](../HOMEWORK.md#top)"),
    ("[a](\nFigures/a.png)", "[a](\n../../Figures/a.png)"),
    ("![a](Figures/a.png)", "![a](../../Figures/a.png)"),
    ("[one](https://a.org/b_c_(d)) (b)", "[one](https://a.org/b_c_(d)) (b)"),
    ("mail a@fig.org and `@fig:x`", "mail a@fig.org and `@fig:x`"),
    ("snake_case and _start", "snake_case and _start"),
    (
      "see https://en.wikipedia.org/wiki/Score_(statistics)_.",
      "see https://en.wikipedia.org/wiki/Score_(statistics)_."
    ),
    ("(www.a.org/_b_), <https://a.org/_b_>", "(www.a.org/_b_), <https://a.org/_b_>"),
    ("[a](https://a.org/b_(c_) \"a title_\")", "[a](https://a.org/b_(c_) \"a title_\")"),
    ("[a](<Sources/A B.swift>)", "[a](<../../Sources/A B.swift>)"),
    (#"[a](https://a.org/\)_) b"#, #"[a](https://a.org/\)_) b"#),
    ("[a](b.md (a title)) and [a](b.md 'b')", "[a](../../b.md (a title)) and [a](../../b.md 'b')"),
    (#"[a](b.md "a \"title\"")"#, #"[a](../../b.md "a \"title\"")"#),
    ("f](x y) and ][a], [0, 1] [2]", "f](x y) and ][a], [0, 1] [2]"),
    ("2 * 3*4, **a** *b*c ***d*** *e **f** g*", "2 * 3*4, **a** *b*c ***d*** *e **f** g*"),
    (#"\*a and `*b` and a \*\* c"#, #"\*a and `*b` and a \*\* c"#),
    ("**\"quoted\"** and (*this*)", "**\"quoted\"** and (*this*)"),
    ("a<br>b <b><i>c</i></b> 1 <! 2", "a<br>b <b><i>c</i></b> 1 <! 2"),
    ("H<sub>2</sub> <span class=\"a_\">$x$</span>", "H<sub>2</sub> <span class=\"a_\">$x$</span>"),
    ("a <!-- $x _ --> b, 1 < 2, a<b", "a <!-- $x _ --> b, 1 < 2, a<b"),
    (#"escaped \(bracket and \[another"#, #"escaped \(bracket and \[another"#),
    ("````code`` ` ````", "````code`` ` ````"),
  ]) func linesAreRewritten(text: String, expected: String) {
    let (rewritten, problems) = rewrite(text)
    #expect(problems.all.isEmpty, "\(problems.texts)")
    #expect(rewritten == expected)
  }

  @Test(arguments: [
    ("see @fig:chain", "see [Figure 1.1](#01-to-chain)"),
    ("@eq:boltzmann", "[equation (1.1)](Chapters/01-c/README.md#to-boltzmann)"),
    ("@ch:01", "[Chapter 1](#chapter-01)"), ("[a](Sources/A.swift)", "[a](Sources/A.swift)"),
  ]) func inTheBookLinksAreOthers(text: String, expected: String) {
    let (rewritten, problems) = rewrite(text, document: .book)
    #expect(problems.all.isEmpty, "\(problems.texts)")
    #expect(rewritten == expected)
  }

  @Test(arguments: [
    ("a `span\nof $HOME_` and $x<y$", "a `span\nof $HOME_` and $x\\lt y$"),
    ("a ` and\nno other: $x$", "a ` and\nno other: $x$"),
    ("<span\nclass=\"a_\">$x$</span>", "<span\nclass=\"a_\">$x$</span>"),
    ("a [link](\nb.md)", "a [link](\nb.md)"),
  ]) func constructsMayGoOverLines(text: String, expected: String) {
    var problems = Problems()
    var rewriter = InlineRewriter(
      context: BookContext(labels: labels, snippets: SnippetIndex(), contains: { _ in true }),
      chapter: 1, document: .book)
    let lines = SourceFile(path: "", text: text).lines
    #expect(rewriter.rewrite(lines, in: "main.swift", problems: &problems) == expected)
    #expect(problems.all.isEmpty, "\(problems.texts)")
  }

  @Test(arguments: [
    ("a `span\nover` lines\nand a_ b", 3), ("a $x\nb$", 1), ("`\na\n` @fgi:x", 3),
    ("a\nb *c\nd", 2), ("a\n<b>b\nc", 2), ("a\n[b](c d)\ne", 2),
  ]) func mistakesInLaterLinesHaveTheirNumbers(text: String, line: Int) {
    var problems = Problems()
    var rewriter = InlineRewriter(
      context: BookContext(labels: labels, snippets: SnippetIndex(), contains: { _ in true }),
      chapter: 1, document: .book)
    _ = rewriter.rewrite(
      SourceFile(path: "", text: text).lines, in: "main.swift", problems: &problems)
    #expect(problems.errors.first?.location?.line == line)
  }

  @Test(arguments: [
    ("a $x b", "does not end in this line"),
    ("a $ x$ b", "with a space behind"),
    ("a $x $ b", "with a space behind"),
    ("a$x$", "right behind 'a'"),
    ("2$x$", "right behind '2'"),
    ("a-$x$", "right behind '-'"),
    ("$x$s", "right before 's'"),
    ("$x$2", "right before '2'"),
    ("in $$ x $$ text", "starts in column 0"),
    (#"$\foo$"#, #"`$\foo$`: `\foo` is not known"#),
    ("@fig:chian", "(did you mean 'chain'?)"),
    ("@fig:scan", "(did you mean '02-scan'?)"),
    ("@eq:chain", "refers to nothing"),
    ("@ch:09", "refers to nothing (did you mean '01'?)"),
    ("@fgi:chain", "(did you mean 'fig'?)"),
    ("[a](#there)", "refer to a place by `@sec:name`"),
    ("[a](none.md)", "there is no file 'none.md'"),
    (#"the energy \(E(x)\)"#, #"no formulas in `\(…\)`"#),
    (#"\[x^2\]"#, #"no formulas in `\[…\]`"#),
    ("| `a|b` |", "ends the cell"), ("if x<y and z>w", "takes `<y and z>` for a tag"),
    ("<div>", "takes `<div>` for a tag"), ("</details>", "`@deeper Title`"),
    ("<a href=\"b.md\">", "write `[text](path)`"), ("a <!-- b", "does not end in its paragraph"),
    ("[a](none.md \"title\")", "there is no file 'none.md'"),
    ("an _emphasis_ with underscores", "`*emphasis*`"),
    ("[a](<https://a.org/_) b", "sees no link"), ("[a](b c.md)", "sees no link"),
    ("[a]()", "sees no link"), ("[a](b.md \"title)", "sees no link"),
    ("see [a][b]", "shows `[…][…]` as it is"),
    ("see [a][]", "shows `[…][…]` as it is"),
    ("an *emphasis", "shows these stars"), ("**bold", "shows these stars"),
    ("a **bold* word", "shows these stars"), ("**Note:**this", "shows these stars"),
    ("bold** word", "shows these stars"),
    ("<?php ?>", "takes `<?php ?>…` for markup"), ("<!DOCTYPE html>", "for markup"),
    ("<![CDATA[x]]>", "for markup"), ("a <b>bold", "`<b>` is not closed"),
    ("a</sub> b", "`</sub>` closes nothing"), ("<b>a</i></b>", "`</i>` closes nothing"),
  ]) func mistakesAreReported(text: String, message: String) {
    expectOne(rewrite(text).problems, line: 3, containing: message)
  }

  @Test(arguments: [
    ("[^1]: where $x$ is", "footnotes"), ("the [density $p$](a.md)", "text of a link"),
  ]) func placesWithoutFormulasAreWarnedOf(text: String, message: String) {
    expectOne(rewrite(text).problems, .warning, line: 3, containing: message)
  }

  @Test func referencesAreCollected() {
    var problems = Problems()
    var rewriter = InlineRewriter(
      context: BookContext(labels: labels, snippets: SnippetIndex(), contains: { _ in true }),
      chapter: 2, document: .book)
    _ = rewriter.rewrite("@fig:scan @fig:01-chain", at: place, problems: &problems)
    #expect(
      rewriter.references == [
        Label(kind: .figure, chapter: 2, name: "scan"),
        Label(kind: .figure, chapter: 1, name: "chain"),
      ])
  }

  @Test func labelsAreDefinedOnce() {
    var labels = labels
    var problems = Problems()
    labels.define(
      Label(kind: .figure, chapter: 1, name: "chain"),
      as: Labels.Target(
        text: "Figure 1.2", place: Place(chapter: 1, page: "", name: "", isInBook: true),
        location: place), problems: &problems)
    expectOne(problems, line: 3, containing: "`fig:chain` is already defined")
  }
}
