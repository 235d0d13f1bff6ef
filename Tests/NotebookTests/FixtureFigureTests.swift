import Cairo
import Images
import NotebookEvents
import TestSupport
import Testing

@testable import Notebook

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// How a chapter's figures get into files, run as a process.
@Suite struct FixtureFigureTests {
  private let folder = TemporaryFolder()

  @Test(arguments: [("png", "\u{FFFD}PNG"), ("svg", "<?xml"), ("pdf", "%PDF")])
  func figuresAreDrawnInTheFormatAskedFor(format: String, beginning: String) async throws {
    let run = try await runFixture(["--format", format], in: folder)
    #expect(run.end == .exit(0))
    #expect(run.lines.contains("Figures/07-parabola.\(format)"))
    #expect(folder.names(in: "Figures") == ["07-parabola.\(format)"])
    #expect(try folder.text(of: "Figures/07-parabola.\(format)").hasPrefix(beginning))
  }

  @Test func numbersAndEventTellWhatIsDrawn() async throws {
    let run = try await runFixture(
      ["--figures", "drawn/", "--data", "numbers", "--events", "events.jsonl"], in: folder)
    #expect(run.lines.contains("drawn/07-parabola.png"))
    #expect(folder.names() == ["drawn", "events.jsonl", "numbers"])
    #expect(folder.names(in: "drawn") == ["07-parabola.png"])
    #expect(folder.names(in: "numbers") == ["07-parabola.csv"])
    let csv = try folder.text(of: "numbers/07-parabola.csv")
    #expect(csv.contains("x²") && csv.contains("1.0,1.0"))
    let events = try EventLog.parse(try folder.text(of: "events.jsonl"))
    let figures = events.compactMap { if case .figure(_, let figure) = $0 { figure } else { nil } }
    #expect(
      figures == [
        FigureRecord(
          name: "07-parabola", caption: "A parabola, $y = x^2$, of @sec:roots.", width: 480,
          height: 320,
          digest: digest(of: csv))
      ])
  }

  @Test func quickRunsLeaveTheBooksFiguresAlone() async throws {
    let run = try await runFixture(["--quick"], in: folder)
    #expect(run.lines.contains("Figures/quick/07-parabola.png"))
    #expect(folder.names(in: "Figures") == ["quick"])
    #expect(folder.names(in: "Figures/quick") == ["07-parabola.png"])
  }

  @Test func equalSeedsDrawEqualFigures() async throws {
    for (seed, name) in [("3", "a"), ("3", "b"), ("4", "c")] {
      _ = try await runFixture(["--seed", seed, "--figures", name, "--data", name], in: folder)
    }
    for file in ["07-parabola.png", "07-parabola.csv"] {
      let bytes = try ["a", "b", "c"].map { try folder.bytes(of: "\($0)/\(file)") }
      #expect(bytes[0] == bytes[1] && bytes[0] != bytes[2], "\(file)")
    }
  }

  @Test func measuredTimesStayOutOfTheResults() async throws {
    let run = try await runFixture(["--events", "events.jsonl"], wish: "timed", in: folder)
    #expect(run.errors.contains("\nTimes\n seconds\n") && !run.output.contains("\nTimes\n"))
    #expect(run.output.contains("\nFigures/07-times.png\n"))
    let timed = try EventLog.parse(try folder.text(of: "events.jsonl")).filter(\.isTimed)
    #expect(timed.count == 3, "stopwatch, table and figure")
  }

  @Test func filmsAreDrawnWithAStill() async throws {
    let run = try await runFixture(
      ["--data", "numbers", "--events", "events.jsonl"], wish: "film", in: folder)
    #expect(run.end == .exit(0))
    #expect(run.output.contains("\nFigures/07-walk.gif\nFigures/07-walk-still.png\n"))
    #expect(
      folder.names(in: "Figures") == ["07-parabola.png", "07-walk-still.png", "07-walk.gif"])
    let film = try Animation(gif: try folder.bytes(of: "Figures/07-walk.gif"))
    #expect(film.frames.map(\.delay) == [10, 10, 200])
    let still = try PixelImage(png: try folder.bytes(of: "Figures/07-walk-still.png"))
    #expect(still.width == 960 && still.height == 640)
    let csv = try folder.text(of: "numbers/07-walk.csv")
    #expect(csv.hasPrefix("frame,panel,") && csv.contains("\n3,1,,points,,2.0,"))
    let record = try EventLog.parse(try folder.text(of: "events.jsonl")).compactMap { event in
      if case .figure(_, let figure) = event { figure } else { nil }
    }.last
    #expect(
      record
        == FigureRecord(
          name: "07-walk", caption: "A walk.", width: 480, height: 320, digest: digest(of: csv),
          frames: 3))
    let again = try await runFixture(["--figures", "again"], wish: "film", in: folder)
    #expect(again.end == .exit(0))
    for file in ["07-walk.gif", "07-walk-still.png"] {
      #expect(
        try folder.bytes(of: "Figures/\(file)") == folder.bytes(of: "again/\(file)"), "\(file)")
    }
  }

  @Test(arguments: ["svg", "pdf"]) func pagesShowTheStill(format: String) async throws {
    let run = try await runFixture(["--format", format], wish: "film", in: folder)
    #expect(run.end == .exit(0))
    #expect(
      folder.names(in: "Figures") == ["07-parabola.\(format)", "07-walk-still.\(format)"])
  }

  @Test(arguments: ["gif", "still.png"])
  func filmsThatCannotBeReplacedAreErrors(ending: String) async throws {
    let name = "07-walk" + (ending == "gif" ? "." : "-") + ending
    let run = try await runFixture(
      shell: "mkdir -p Figures/\(name) && exec $fixture", wish: "film", in: folder)
    #expect(run.end == .exit(73))
    #expect(run.errors.contains("chapter-07: cannot write “Figures/\(name)”"))
  }

  @Test func placesThatCannotBeReplacedAreErrors() async throws {
    let run = try await runFixture(
      shell: "mkdir -p Figures/07-parabola.png && exec $fixture", in: folder)
    #expect(run.end == .exit(73))
    #expect(run.errors.contains("chapter-07: cannot write “Figures/07-parabola.png”"))
    #expect(folder.names(in: "Figures") == ["07-parabola.png"], "no temporary file is left")
  }

  /// A limit of 512 bytes to a file stands for the full disk.
  @Test func fullDisksLeaveTheOldFigure() async throws {
    _ = try await runFixture(in: folder)
    let old = try folder.bytes(of: "Figures/07-parabola.png")
    let run = try await runFixture(
      shell: "trap '' XFSZ; ulimit -f 1; exec $fixture --seed 2", in: folder)
    #expect(run.end == .exit(73))
    #expect(
      run.errors.contains("chapter-07: cannot write “Figures/07-parabola.png”: File too large"))
    #expect(folder.names(in: "Figures") == ["07-parabola.png"], "no temporary file is left")
    #expect(try folder.bytes(of: "Figures/07-parabola.png") == old)
  }

  @Test(arguments: [
    ("same name", "this chapter has two figures named 'parabola'"),
    ("bad name", "the figure's name 'Parabola 2' must consist of a…z, 0…9 and hyphens"),
    ("film and its still", "this chapter has two figures named 'walk-still'"),
    ("no caption", "the figure '07-nameless' needs a caption"),
  ])
  func mistakesOfTheChapterStopIt(wish: String, message: String) async throws {
    let run = try await runFixture(
      wish: wish, environment: ["SWIFT_BACKTRACE": "enable=no"], in: folder)
    guard case .signal = run.end else {
      Issue.record("the fixture ended with \(run.end)")
      return
    }
    #expect(run.errors.contains("Fatal error: \(message)"))
  }

  @Test func figuresWithoutNumbersStopTheChapter() async throws {
    let run = try await runFixture(wish: "nothing to show", in: folder)
    #expect(run.end == .exit(70))
    let start = try #require(run.errors.firstRange(of: "chapter-07: figure “07-empty”, line "))
    #expect(run.errors[start.upperBound...].contains("there is no finite number for the x axis"))
    #expect(folder.names(in: "Figures") == ["07-parabola.png"])
  }

  /// Interrupted at any moment, a chapter leaves whole figures and nothing else.
  @Test(arguments: [0, 7, 19, 31])
  func interruptLeavesWholeFigures(milliseconds: Int) async throws {
    let folder = folder
    let run = try await runFixture(
      ["--quiet", "--format", "svg"], wish: "figures", in: folder
    ) { process in
      for _ in 0..<1000 where folder.names(in: "Figures").count < 4 {
        try await Task.sleep(for: .milliseconds(5))
      }
      try await Task.sleep(for: .milliseconds(milliseconds))
      kill(process, SIGINT)
    }
    #expect(run.end == .exit(130))
    let names = folder.names(in: "Figures")
    #expect(names.count >= 3 && names.allSatisfy { $0.hasSuffix(".svg") }, "\(names)")
    for name in names {
      #expect(try folder.text(of: "Figures/\(name)").hasSuffix("</svg>\n"), "\(name)")
    }
  }
}

@Suite struct DigestTests {
  /// Test vectors of the authors of FNV, for strings without a final null.
  @Test(arguments: [
    ("", "cbf29ce484222325"), ("a", "af63dc4c8601ec8c"), ("foobar", "85944171f73967e8"),
  ])
  func agreesWithPublishedVectors(text: String, digest expected: String) {
    #expect(digest(of: text) == expected)
  }
}
