import NotebookEvents
import Testing

@testable import WeaveKit

@Suite struct WeaverTests {
  private static let source = "import Tensors\nshow(1)\n/*: See @fig:a. */\nchapter.finish()\n"

  private func figure(_ name: String, timed: Bool = false) -> Event {
    .figure(
      line: 2,
      record: FigureRecord(
        name: name, caption: "A line.", width: 300, height: 200, digest: "0123456789abcdef",
        isTimed: timed))
  }

  /// A book of two chapters, the first with a figure and a time.
  private func book(script: String = "") throws -> TemporaryBook {
    let book = try TemporaryBook()
    try book.write("// tensor\n", to: "Sources/Tensors/Tensor.swift")
    try book.addChapter(
      1, source: Self.source,
      showing: [
        .text(line: 2, text: "one"), .timing(line: 2, label: "sort", seconds: 0.5), figure("01-a"),
      ], end: 4, figures: ["01-a": Sketch().png()], script: script)
    try book.addChapter(
      2, source: "show(2)\nchapter.finish()\n", showing: [.text(line: 1, text: "two")], end: 2)
    return book
  }

  @Test func onlyChangedChaptersRunAgain() async throws {
    let book = try book()
    #expect(try await book.weaver().weave() == "book.md: 2 chapters, 1 figure, 0 claims")
    for path in ["book.md", "Chapters/01-chapter/README.md"] {
      #expect(try book.folder.text(path).contains("```text\none\n"))
    }
    #expect(try book.folder.bytes("Figures/01-a.png") == Sketch().png())
    #expect(try [book.runs(1), book.runs(2)] == [1, 1])

    _ = try await book.weaver().weave()
    #expect(try [book.runs(1), book.runs(2)] == [1, 1])

    try book.write("// another tensor\n", to: "Sources/Tensors/Tensor.swift")
    _ = try await book.weaver().weave()
    #expect(try [book.runs(1), book.runs(2)] == [2, 1])

    _ = try await book.weaver { $0.runsAll = true }.weave()
    #expect(try [book.runs(1), book.runs(2)] == [3, 2])

    try book.folder.remove("Figures/01-a.png")
    _ = try await book.weaver().weave()
    #expect(try [book.runs(1), book.runs(2)] == [4, 2])
    #expect(book.folder.contains("Figures/01-a.png"))

    // Somebody has run the chapter with another seed.
    try book.folder.write(Sketch(lineShift: 9).png(), to: "Figures/01-a.png")
    _ = try await book.weaver().weave()
    #expect(try [book.runs(1), book.runs(2)] == [5, 2])
    #expect(try book.folder.bytes("Figures/01-a.png") == Sketch().png())
  }

  @Test func namedChaptersRunAlone() async throws {
    let book = try book()
    _ = try await book.weaver().weave()
    try book.write("// another tensor\n", to: "Sources/Tensors/Tensor.swift")
    _ = try await book.weaver { $0.chapters = ["02"] }.weave()
    #expect(try [book.runs(1), book.runs(2)] == [1, 2])
    await #expect(throws: WeaveError.self) {
      try await book.weaver { $0.chapters = ["3"] }.weave()
    }
  }

  @Test(arguments: ["1", "01", "chapter-01", "01-chapter"]) func chaptersHaveManyNames(
    name: String
  ) throws {
    let weaver = try book().weaver()
    #expect(try weaver.book.chapters(named: [name]).map(\.number) == [1])
  }

  @Test func orphansAreRemoved() async throws {
    let book = try book()
    for name in ["01-old.png", "03-gone.png", "logo.png", "01-a.svg"] {
      try book.write("", to: "Figures/" + name)
    }
    _ = try await book.weaver().weave()
    #expect(try book.folder.names(in: "Figures") == ["01-a.png", "01-a.svg", "logo.png"])
  }

  @Test(arguments: [
    ("echo last words; exit 3", "ended with exit code 3", "last words"),
    ("echo last words >&2; exit 1", "a claim does not hold", "last words"),
    ("kill -9 $$", "was ended by signal", "it printed nothing"),
    ("echo '{}' > $E", "cannot be used: events, line 1", "expected one"),
  ]) func chaptersThatFailAreNotRecorded(script: String, status: String, output: String)
    async throws
  {
    let book = try book(script: script)
    do {
      _ = try await book.weaver().weave()
      Issue.record("no error")
    } catch let error as WeaveError {
      #expect(error.exitCode == 1)
      #expect(error.description.contains("chapter-01"))
      #expect(error.description.contains(status))
      #expect(error.description.contains(output))
    }
    #expect(!book.folder.contains("Chapters/01-chapter/events.jsonl"))
    #expect(!book.folder.contains("book.md"))
    // The other chapter is none the worse for it.
    #expect(book.folder.contains("Chapters/02-chapter/events.jsonl"))
  }

  @Test func chaptersAreStoppedWhenTimeIsUp() async throws {
    let book = try book(script: "echo started; exec sleep 300")
    // Long enough for the other chapter to end, even while other tests keep all threads busy.
    await #expect(
      throws: WeaveError.timedOut(chapter: "chapter-01", seconds: 45, output: "started")
    ) {
      try await book.weaver { $0.timeout = 45 }.weave()
    }
  }

  @Test func missingExecutablesAreNamed() async throws {
    let book = try book()
    try book.folder.remove("bin/chapter-02")
    do {
      _ = try await book.weaver().weave()
      Issue.record("no error")
    } catch let error as WeaveError {
      #expect(error.description.contains("bin/chapter-02: build it first"))
    }
  }

  /// The first chapter waits for the second.
  @Test(arguments: [(1, false), (2, true)]) func asManyChaptersRunAtATimeAsAsked(
    jobs: Int, isMet: Bool
  ) async throws {
    let book = try book(
      script: "for i in 1 2 3 4 5 6 7 8; do [ -e runs-02 ] && exit 0; sleep 0.2; done; exit 1")
    let summary = try? await book.weaver { $0.jobs = jobs }.weave()
    #expect((summary != nil) == isMet)
    #expect(try book.runs(2) == 1)
  }

  @Test func productsAreBuiltBesideWeave() {
    let folders = [
      "/p/.build/debug", "/p/.build/x86_64-unknown-linux-gnu/debug",
      "/p/.build/arm64-apple-macosx/debug",
    ]
    for folder in folders {
      #expect(
        ChapterBuilder(root: "/p", executables: folder).arguments(product: "chapter-01") == [
          "build", "--package-path", "/p", "--scratch-path", "/p/.build", "--configuration",
          "debug", "--product", "chapter-01",
        ])
    }
  }

  @Test(arguments: [
    ("/p/.build/debug/weave", "/p/.build/debug"), (".build/debug/weave", "/here/.build/debug"),
    ("weave", nil),
  ]) func executablesAreSoughtBesideWeave(argument: String, folder: String?) {
    #expect(WeaveOptions.folder(ofProgram: argument, workingDirectory: "/here") == folder)
  }

  @Test func aBookThatCannotBeWrittenExitsWith73() async throws {
    let book = try book()
    try book.folder.makeFolder("book.md")
    do {
      _ = try await book.weaver().weave()
      Issue.record("no error")
    } catch let error as WeaveError {
      #expect(error.exitCode == 73)
      #expect(error.description.contains("book.md”: Is a directory"))
    }
  }

  @Test func aFolderWithoutBookIsAMistake() throws {
    #expect {
      try Weaver(WeaveOptions(root: "/", executables: "/")) { _ in }
    } throws: {
      ($0 as? WeaveError)?.exitCode == 64
    }
  }
}
