import TestSupport
import Testing

/// The command line of a chapter, run as a process.
@Suite struct FixtureArgumentTests {
  private let folder = TemporaryFolder()

  @Test(arguments: [
    (["--foo"], "Unknown option '--foo'."),
    (["--sed", "3"], "Did you mean '--seed'?"),
    (["extra"], "Unexpected argument 'extra'."),
    (["--seed"], "Missing value for '--seed <n>'."),
    (["--seed", "-1"], "'-1' is invalid for '--seed <n>': it must be a whole number from 0 to"),
    (["--seed", "1.5"], "'1.5' is invalid for '--seed <n>': it must be a whole number from 0 to"),
    (["--seed", "+1"], "'+1' is invalid"), (["--seed", ""], "'' is invalid"),
    (["--seed", "18446744073709551616"], "from 0 to 18446744073709551615."),
    (["--format", "gif"], "Please provide one of 'png', 'svg' or 'pdf'."),
    (["--quick=yes"], "does not take any value"),
  ])
  func mistakesAreExplainedInOneLine(arguments: [String], message: String) async throws {
    let run = try await runFixture(arguments, in: folder)
    #expect(run.end == .exit(64))
    #expect(run.output == "")
    #expect(run.errors.contains(message), "\(run.errors)")
    #expect(run.errors.hasPrefix("chapter-07: "))
    #expect(run.errors.hasSuffix(" See: swift run chapter-07 --help\n"))
    #expect(run.errors.split(separator: "\n").count == 1)
    #expect(folder.names() == [], "nothing is written")
  }

  @Test func largestSeedIsAccepted() async throws {
    let run = try await runFixture(["--seed", "18446744073709551615"], in: folder)
    #expect(run.end == .exit(0) && run.output.contains("\nseed 18446744073709551615\n"))
  }

  @Test(arguments: ["--help", "-h"]) func helpSpeaksOfTheChapter(option: String) async throws {
    let run = try await runFixture([option], in: folder)
    #expect(run.end == .exit(0) && run.errors == "")
    #expect(run.output.hasPrefix("chapter-07 · A fixture for tests\n\n"))
    for word in [
      "USAGE: swift run chapter-07 [options]", "--seed <n>", "--figures <folder>",
      "--format <format>", "(values: png, svg, pdf;", "--data <folder>", "--quick",
      "--quiet", "--help", "swift run chapter-07 --quick ", "EXIT CODES:",
    ] {
      #expect(run.output.contains(word), "\(word)")
    }
    #expect(!run.output.contains("--events"), "that option is for the weaver")
    #expect(run.lines.allSatisfy { $0.count <= 80 })
    #expect(folder.names() == [])
  }

  @Test func figuresGoIntoTheBook() async throws {
    for command in ["mkdir -p Chapters/one", "touch Package.swift"] {
      _ = try await runFixture(shell: command, in: folder)
    }
    _ = try await runFixture(shell: "cd Chapters/one && $fixture", in: folder)
    #expect(folder.names() == ["Chapters", "Figures", "Package.swift"])
    #expect(folder.names(in: "Chapters/one") == [])
  }

  @Test func figuresStayInTheWorkingFolderElsewhere() async throws {
    _ = try await runFixture(shell: "touch Package.swift; mkdir sub; cd sub; $fixture", in: folder)
    #expect(folder.names() == ["Package.swift", "sub"], "another package is left alone")
    #expect(folder.names(in: "sub") == ["Figures"])
  }

  @Test func oneMissingFolderIsCreated() async throws {
    let run = try await runFixture(["--figures", "a", "--data", "a/b/"], in: folder)
    #expect(run.end == .exit(0), "\(run.errors)")
    #expect(folder.names() == ["a"] && folder.names(in: "a") == ["07-parabola.png", "b"])
    #expect(folder.names(in: "a/b") == ["07-parabola.csv"], "the trial file is gone")
  }

  @Test(arguments: [
    ["--figures", "no/such"], ["--figures", "/no/such/folder"], ["--figures", ""],
    ["--figures", "file"], ["--figures", "file/below"], ["--figures", "/proc"],
    ["--data", "no/such"], ["--data", "file"], ["--events", "no/such.jsonl"],
    ["--events", "Figures"], ["--events", "file/below"], ["--events", ""],
  ])
  func placesThatCannotBeWrittenAreFoundAtOnce(arguments: [String]) async throws {
    _ = try await runFixture(shell: "touch file; mkdir Figures", in: folder)
    let run = try await runFixture(arguments, in: folder)
    #expect(run.end == .exit(73))
    #expect(run.output == "", "before anything is computed")
    #expect(run.errors.hasPrefix("chapter-07: cannot "), "\(run.errors)")
    #expect(run.errors.split(separator: "\n").count == 1)
    #expect(folder.names() == ["Figures", "file"])
  }
}
