import TestSupport
import Testing

/// What a chapter does on a terminal and what it does not do elsewhere, run as a process.
@Suite struct FixtureTerminalTests {
  private let folder = TemporaryFolder()

  private func textOnTerminal(
    columns: UInt16 = 100, wish: String = "", _ environment: [String: String?]
  ) async throws -> String {
    let terminal = PseudoTerminal(columns: columns)
    let run = try await runFixture(
      shell: "exec $fixture > \(terminal.path) 2>&1", wish: wish, environment: environment,
      in: folder
    ) { _ in
      _ = terminal.text()  // A terminal that nobody reads would block the program.
    }
    #expect(run.end == .exit(0))
    return terminal.text()
  }

  @Test func colorsOnATerminal() async throws {
    let text = try await textOnTerminal(["NO_COLOR": nil, "TERM": "xterm"])
    #expect(text.hasPrefix("\u{1B}[1m7 · A fixture for tests\u{1B}[0m\n"))
    #expect(text.contains("\u{1B}[32m✓ All 2 claims hold.\u{1B}[0m\n"))
  }

  @Test(arguments: [["NO_COLOR": "1", "TERM": "xterm"], ["NO_COLOR": nil, "TERM": "dumb"]])
  func noColorsIfNotWanted(environment: [String: String?]) async throws {
    let text = try await textOnTerminal(environment)
    #expect(text.contains("✓ All 2 claims hold.\n"))
    #expect(!text.contains("\u{1B}"))
  }

  @Test func noEscapeCodesElsewhere() async throws {
    let run = try await runFixture(environment: ["NO_COLOR": nil, "TERM": "xterm"], in: folder)
    #expect(run.end == .exit(0))
    #expect(!(run.output + run.errors).contains("\u{1B}") && !run.errors.contains("\r"))
  }

  @Test func tablesFitANarrowTerminal() async throws {
    let environment = ["NO_COLOR": "1"]
    let narrow = try await textOnTerminal(columns: 72, environment)
    #expect(narrow.contains(" ✓ │ mean of"))
    let table = try #require(narrow.split(separator: "\nClaims\n").last)
    #expect(table.split(separator: "\n").allSatisfy { $0.count <= 72 }, "\(table)")
    let wide = try await textOnTerminal(columns: 200, environment)
    #expect(wide.contains(" ✓ │ mean of uniform numbers │ "))
  }

  @Test func progressIsDrawnAndRemoved() async throws {
    let text = try await textOnTerminal(wish: "slow", ["NO_COLOR": nil, "TERM": "xterm"])
    #expect(text.contains("\rwaiting ━"), "\(text)")
    #expect(text.contains("left\u{1B}[K\r\u{1B}[K"))
    #expect(text.hasSuffix("✓ All 2 claims hold.\u{1B}[0m\n"))
  }
}
