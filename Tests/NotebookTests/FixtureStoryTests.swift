import TestSupport
import Testing

/// What a chapter prints besides its results, run as a process.
@Suite struct FixtureStoryTests {
  private let folder = TemporaryFolder()

  private static let firstSection = """
    on two lines

    7.1 Uniform numbers
    The mean of n uniform numbers has the standard error σ/√n with σ² = 1/12, as
    equation (7.1) says; Figure 7.1 has nothing to do with it.

    samples  
    """

  @Test func headingsStandBeforeWhatSectionsShow() async throws {
    let run = try await runFixture(in: folder)
    #expect(run.output.contains(Self.firstSection))
    #expect(!run.output.contains("shows nothing"), "a section without output")
    #expect(
      run.output.contains("\n\n7.3 Powers\n\n7.3.1 Square roots\nThey grow.\n\nPowers of n\n"))
    #expect(run.output.ranges(of: "7.3.1").count == 2, "the heading once, and the caption")
  }

  @Test func figuresAreAnnouncedByNumberAndCaption() async throws {
    let run = try await runFixture(in: folder)
    #expect(
      run.output.contains(
        "\n\nFigures/07-parabola.png\nFigure 7.1 · A parabola, y = x², of section 7.3.1.\n\n"))
  }

  @Test func proseFitsTheTerminal() async throws {
    let terminal = PseudoTerminal(columns: 40)
    let run = try await runFixture(
      shell: "exec $fixture > \(terminal.path) 2>&1", environment: ["NO_COLOR": "1"], in: folder
    ) { _ in
      _ = terminal.text()
    }
    #expect(run.end == .exit(0))
    let text = terminal.text()
    let start = try #require(text.firstRange(of: "7.1 Uniform numbers\n"))
    let end = try #require(text.firstRange(of: "\n\nsamples "))
    let lines = text[start.lowerBound..<end.lowerBound].split(separator: "\n")
    #expect(lines.count >= 5 && lines.allSatisfy { $0.count <= 40 }, "\(lines)")
  }

  /// A program that was moved away from its book prints results and captions.
  @Test func withoutItsSourceTheRunIsPlain() async throws {
    let run = try await runFixture(environment: ["FIXTURE_SOURCE": "/no/such.swift"], in: folder)
    #expect(run.end == .exit(0))
    #expect(!run.output.contains("Uniform numbers") && !run.output.contains("7.1"))
    #expect(run.output.contains("\nFigure · A parabola, y = x², of section “roots”.\n"))
  }

  @Test func theEndLeadsToThePage() async throws {
    let source = #"FIXTURE_SOURCE="$(pwd -P)/Chapters/07-fixture/main.swift""#
    let ending = "\n✓ All 2 claims hold.\nThe page of this chapter: "
    _ = try await runFixture(shell: "mkdir -p Chapters/07-fixture elsewhere", in: folder)
    _ = try await runFixture(shell: "touch Chapters/07-fixture/main.swift", in: folder)
    let without = try await runFixture(shell: "\(source) $fixture", in: folder)
    #expect(without.output.hasSuffix("\n✓ All 2 claims hold.\n"), "there is no page")
    _ = try await runFixture(shell: "touch Chapters/07-fixture/README.md", in: folder)
    let inside = try await runFixture(shell: "\(source) $fixture", in: folder)
    #expect(inside.output.hasSuffix(ending + "Chapters/07-fixture/README.md\n"))
    let outside = try await runFixture(
      shell: "export \(source); cd elsewhere; $fixture", in: folder)
    #expect(outside.output.hasSuffix("/Chapters/07-fixture/README.md\n"))
    #expect(outside.output.contains(ending + "/"), "an absolute path")
    let quiet = try await runFixture(shell: "\(source) $fixture --quiet", in: folder)
    #expect(quiet.output == "✓ All 2 claims hold.\n")
  }

  @Test func whatIsPrintedToAPipeDependsOnTheSeedAlone() async throws {
    let plain = try await runFixture(in: folder).output
    let terminal = ["COLUMNS": "33", "TERM": "xterm-kitty", "KITTY_WINDOW_ID": "1"]
    #expect(try await runFixture(environment: terminal, in: folder).output == plain)
  }
}
