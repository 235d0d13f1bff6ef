import Cairo
import Images
import NotebookEvents
import Testing

@testable import WeaveKit

@Suite struct CheckTests {
  private static let source = "show(1)\n/*: See @fig:a. */\nchapter.finish()\n"

  private func events(
    _ text: String = "one", seconds: Double = 0.5, digest: String = "0123456789abcdef",
    isTimed: Bool = false
  ) -> [Event] {
    [
      .text(line: 1, text: text), .timing(line: 1, label: "sort", seconds: seconds),
      .figure(
        line: 1,
        record: FigureRecord(
          name: "01-a", caption: "A line.", width: 300, height: 200, digest: digest,
          isTimed: isTimed)),
    ]
  }

  private func add(_ events: [Event], _ sketch: Sketch, to book: TemporaryBook) throws {
    try book.addChapter(
      1, source: Self.source, showing: events, end: 3, figures: ["01-a": sketch.png()])
  }

  /// A book as committed, and then a chapter that may show something else.
  private func book(
    committed: [Event]? = nil, now: [Event]? = nil, sketch: Sketch = Sketch()
  ) async throws -> TemporaryBook {
    let book = try TemporaryBook()
    try add(committed ?? events(), Sketch(), to: book)
    _ = try await book.weaver().weave()
    try add(now ?? events(), sketch, to: book)
    return book
  }

  /// The reports of a check that must fail, and must write nothing.
  private func reports(_ book: TemporaryBook) async throws -> String {
    let paths = ["book.md", "Chapters/01-chapter/README.md", "Chapters/01-chapter/events.jsonl"]
    let before = try paths.map { try book.folder.text($0) }
    let figures = try book.folder.names(in: "Figures")
    defer {
      #expect(try! paths.map { try book.folder.text($0) } == before)
      #expect(try! book.folder.names(in: "Figures") == figures)
    }
    do {
      _ = try await book.weaver().check()
      Issue.record("the check passes")
      return ""
    } catch let error as WeaveError {
      guard case .outOfDate(let reports) = error else { throw error }
      #expect(error.exitCode == 1)
      return reports.joined(separator: "\n")
    }
  }

  @Test func theSameBookPasses() async throws {
    let book = try await book()
    #expect(try await book.weaver().check() == "book.md: 1 chapter, 1 figure, 0 claims")
    #expect(try book.runs(1) == 2)
  }

  @Test func timesAreNotCompared() async throws {
    _ = try await book(now: events(seconds: 0.7)).weaver().check()
  }

  @Test func figuresOfTimesAreComparedBySizeAlone() async throws {
    let committed = events(isTimed: true)
    let now = events(digest: "fedcba9876543210", isTimed: true)
    var other = Sketch(lineShift: 50)
    _ = try await book(committed: committed, now: now, sketch: other).weaver().check()
    other.width = 310
    let reports = try await reports(book(committed: committed, now: now, sketch: other))
    #expect(reports.contains("Figures/01-a.png: has 600 × 400 pixels"))
  }

  @Test func otherOutputIsShown() async throws {
    let reports = try await reports(book(now: events("1.01")))
    #expect(reports.contains("-one\n+1.01"))
    #expect(reports.contains("--- Chapters/01-chapter/events.jsonl (committed)"))
  }

  @Test func otherNumbersInAFigureAreShown() async throws {
    let reports = try await reports(book(now: events(digest: "fedcba9876543210")))
    #expect(
      reports.contains(
        #"+{"figure":{"line":1,"record":{"caption":"A line.","digest":"fedcba9876543210""#))
    #expect(!reports.contains("book.md"))
  }

  @Test func otherPixelsAreReported() async throws {
    let reports = try await reports(book(sketch: Sketch(lineShift: 10)))
    #expect(reports.hasPrefix("Figures/01-a.png: shows something else now"))
  }

  /// A book with a film, of which the frame at `changed` is another in the second run.
  private func book(filmChangedAt changed: Int?, frames: Int = 3) async throws -> TemporaryBook {
    let events = [
      Event.figure(
        line: 1,
        record: FigureRecord(
          name: "01-a", caption: "A film.", width: 300, height: 200, digest: "0123456789abcdef",
          frames: 3))
    ]
    let book = try TemporaryBook()
    func add(frames: Int, changed: Int?) throws {
      let film = Animation(
        try (0..<frames).map { frame in
          let sketch = Sketch(lineShift: frame == changed ? 40 : 10 * Double(frame))
          return .init(try PixelImage(png: sketch.png()), delay: 10)
        })
      try book.addChapter(
        1, source: Self.source, showing: events, end: 3, figures: ["01-a-still": Sketch().png()],
        films: ["01-a": film.gif()])
    }
    try add(frames: 3, changed: nil)
    _ = try await book.weaver().weave()
    try add(frames: frames, changed: changed)
    return book
  }

  @Test func filmsAreComparedFrameByFrame() async throws {
    let same = try await book(filmChangedAt: nil)
    #expect(try await same.weaver().check() == "book.md: 1 chapter, 1 figure, 0 claims")
    for (path, figures) in [
      ("book.md", "Figures"), ("Chapters/01-chapter/README.md", "../../Figures"),
    ] {
      let text = try same.folder.text(path)
      #expect(text.contains("<img src=\"\(figures)/01-a.gif\" width=\"300\""))
      #expect(
        text.contains("A film. (A film of 3 frames; [one of them](\(figures)/01-a-still.png).)"))
    }
    let moved = try await reports(book(filmChangedAt: 1))
    #expect(moved.hasPrefix("Figures/01-a.gif: frame 2 shows something else now"))
    let longer = try await reports(book(filmChangedAt: nil, frames: 4))
    #expect(longer == "Figures/01-a.gif: has 3 frames, and would have 4 now")
  }

  @Test func missingAndSuperfluousFilmsAreReported() async throws {
    let book = try await book(filmChangedAt: nil)
    try book.write("", to: "Figures/02-old.gif")
    #expect(try await reports(book) == "Figures/02-old.gif is drawn by no chapter")
    try book.folder.remove("Figures/02-old.gif")
    try book.folder.remove("Figures/01-a-still.png")
    #expect(try await reports(book) == "Figures/01-a-still.png is missing")
  }

  @Test(arguments: ["book.md", "Chapters/01-chapter/README.md"])
  func editedTextsAreReported(path: String) async throws {
    let book = try await book()
    try book.write(try book.folder.text(path) + "by hand\n", to: path)
    let reports = try await reports(book)
    #expect(reports.contains("--- \(path) (committed)"))
    #expect(reports.contains("-by hand"))
  }

  @Test func everyFileThatDiffersIsReported() async throws {
    let book = try await book(now: events("1.01"))
    try book.folder.remove("Chapters/01-chapter/README.md")
    try book.write("", to: "Chapters/01-chapter/README.md")
    let reports = try await reports(book)
    for path in ["events.jsonl", "README.md"] {
      #expect(reports.contains("--- Chapters/01-chapter/\(path) (committed)"))
    }
    #expect(reports.contains("--- book.md (committed)"))
  }

  @Test func orphansAndMissingFiguresAreReported() async throws {
    let book = try await book()
    try book.write("", to: "Figures/02-old.png")
    #expect(try await reports(book) == "Figures/02-old.png is drawn by no chapter")
    try book.folder.remove("Figures/02-old.png")
    try book.folder.remove("Figures/01-a.png")
    #expect(try await reports(book) == "Figures/01-a.png is missing")
  }

  @Test func brokenFiguresAreNamed() async throws {
    let book = try await book()
    try book.write("no PNG", to: "Figures/01-a.png")
    await #expect {
      try await book.weaver().check()
    } throws: {
      guard case WeaveError.invalidFile(let path, _)? = $0 as? WeaveError else { return false }
      return path == "Figures/01-a.png"
    }
  }

  @Test func unrecordedChaptersAreReported() async throws {
    let book = try await book()
    try book.folder.remove("Chapters/01-chapter/events.jsonl")
    await #expect(throws: WeaveError.outOfDate(["Chapters/01-chapter/events.jsonl is missing"])) {
      try await book.weaver().check()
    }
  }
}
