import Testing

@testable import WeaveKit

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

@Suite("The web site") struct SiteTests {
  private static let page = Document(path: "Chapters/02-ratios/README.md")
  private static let map = SiteMap([
    .book, page, Document(path: "Chapters/01-boltzmann/README.md"),
  ])

  @Test(arguments: [
    ("book.md", "book.html"), ("Chapters/02-ratios/README.md", "02-ratios.html"),
    ("Chapters/HOMEWORK.md", "homework.html"),
  ])
  func pagesAreNamedAfterTheirFolders(path: String, file: String) {
    #expect(SiteMap.pageName(of: Document(path: path)) == file)
  }

  @Test(arguments: [
    ("../01-boltzmann/README.md#sec-z", "01-boltzmann.html#sec-z", nil),
    ("../../book.md#chapter-02", "book.html#chapter-02", nil),
    ("#eq-ratio", "#eq-ratio", nil),
    ("https://example.org/a#b", "https://example.org/a#b", nil),
    ("../../Figures/02-a.png", "figures/02-a.png", "Figures/02-a.png"),
    ("main.swift", "source/Chapters/02-ratios/main.swift", "Chapters/02-ratios/main.swift"),
    (
      "../../Sources/Samplers/Metropolis.swift", "source/Sources/Samplers/Metropolis.swift",
      "Sources/Samplers/Metropolis.swift"
    ),
  ])
  func linksLeadToTheSite(link: String, destination: String, file: String?) {
    let found = Self.map.destination(link, in: Self.page)
    #expect(found.link == destination)
    #expect(found.file == file)
  }

  @Test func linksInCodeStayAsTheyAre() {
    let text = SiteText(
      """
      [a](main.swift) and <img src="../../Figures/02-a.png" width="9">
      ```swift
      let x = [Int](repeating: 0)  // [a](main.swift)
      ```
      """, of: Self.page, map: Self.map)
    #expect(
      text.text == """
        [a](source/Chapters/02-ratios/main.swift) and <img src="figures/02-a.png" width="9">
        ```swift
        let x = [Int](repeating: 0)  // [a](main.swift)
        ```
        """)
    #expect(text.files == ["Chapters/02-ratios/main.swift", "Figures/02-a.png"])
  }

  /// What the rewriter does for GitHub is undone.
  @Test(arguments: [
    #"\operatorname{Var} x"#, #"\operatorname*{arg\,max}_x f"#, #"\int f\,dx"#, #"a\!b"#,
    #"\begin{cases} a & b \\ c & d \end{cases}"#,
  ])
  func formulasAreAsWritten(tex: String) {
    let woven = MathRewriter.rewrite(tex, in: .inline)
    #expect(woven.faults == [])
    let text = SiteText("$\(woven.tex)$", of: Self.page, map: Self.map).text
    #expect(text.filter { $0 != " " } == "$\(tex)$".filter { $0 != " " })
  }

  @Test func numbersStandBesideEquations() {
    let text = SiteText(
      "so\n\n$$\na = b \\tag{2.1}\n$$\n\nand\n\n$$\nc\n$$\n", of: Self.page, map: Self.map
    ).text
    #expect(
      text.contains("<div class=\"equation\">\n\n$$\na = b\n$$\n\n<span class=\"number\">(2.1)"))
    #expect(text.contains("and\n\n$$\nc\n$$"))
    #expect(!text.contains("tag"))
  }

  @Test func theFrontEndsBeforeTheFirstChapter() {
    let text = SiteText(
      """
      # Title

      <a id="sec-here"></a>See [here](#sec-here) and [there](#sec-there).

      ## <a id="chapter-01"></a>[Chapter 1](Chapters/01-boltzmann/README.md)
      """, of: .book, map: Self.map)
    let front = text.front(book: "book.html")
    #expect(front.hasSuffix("See [here](#sec-here) and [there](book.html#sec-there).\n"))
  }

  @Test func withoutPandocTheReaderIsToldHowToGetIt() async throws {
    let book = try TemporaryBook()
    try book.addChapter(
      1, source: "show(1)\nchapter.finish()\n", showing: [.text(line: 1, text: "1")], end: 2)
    _ = try await book.weaver().weave()
    await #expect {
      try await book.weaver().site(at: book.folder.absolute("site"), pandoc: "no-such-program")
    } throws: {
      "\($0)".contains("apt-get install pandoc")
    }
  }

  /// A stand-in for pandoc: it copies its last argument but one, which is what it was given to read.
  @Test func everyPageIsWritten() async throws {
    let book = try TemporaryBook()
    for number in 1...2 {
      try book.addChapter(
        number, source: "show(1)\nchapter.finish()\n", showing: [.text(line: 1, text: "1")], end: 2)
    }
    _ = try await book.weaver().weave()
    let pandoc = book.folder.absolute("pandoc")
    try book.write("#!/bin/sh\necho \"$@\"\n", to: "pandoc")
    #expect(chmod(pandoc, 0o755) == 0)
    _ = try await book.weaver().site(at: book.folder.absolute("site"), pandoc: pandoc)
    let names = try book.folder.names(in: "site").filter { $0.hasSuffix(".html") }
    #expect(names == ["01-chapter.html", "02-chapter.html", "book.html", "index.html"])
    let first = try book.folder.text("site/01-chapter.html")
    #expect(first.contains("--mathml") && first.contains("next:02-chapter.html"))
    #expect(first.contains("previous:index.html"))
    #expect(book.folder.contains("site/style.css"))
  }
}
