import TestSupport
import Testing

@Suite struct RunProcessTests {
  private func shell(
    _ command: String, environment: [String: String?] = [:], timeout: Duration = .seconds(60),
    outputLimit: Int = 1 << 20
  ) async throws -> ProcessResult {
    try await runProcess(
      "/bin/sh", ["-c", command], environment: environment, timeout: timeout,
      outputLimit: outputLimit)
  }

  @Test func collectsBothStreamsAndTheCode() async throws {
    let run = try await shell("echo one; echo two >&2; echo three; exit 7")
    #expect(run.end == .exit(7))
    #expect(run.output == "one\nthree\n" && run.errors == "two\n")
    #expect(run.lines == ["one", "three", ""])
  }

  @Test func tellsSignals() async throws {
    #expect(try await shell("kill -SEGV $$").end == .signal(11))
  }

  @Test func changesTheEnvironment() async throws {
    let run = try await shell(
      "echo $COLOR ${HOME-unset}", environment: ["COLOR": "red", "HOME": nil])
    #expect(run.output == "red unset\n")
  }

  @Test func givesNothingToRead() async throws {
    #expect(try await shell("cat; echo end").output == "end\n")
  }

  @Test func worksInAFolder() async throws {
    #expect(try await runProcess("/bin/sh", ["-c", "pwd"], in: "/").output == "/\n")
  }

  /// The program's children die with it.
  @Test func killsWhatTakesTooLong() async throws {
    let start = ContinuousClock.now
    let run = try await shell("echo begun; sleep 600 & sleep 600", timeout: .milliseconds(300))
    #expect(run.end == .timeout && run.output == "begun\n")
    // Ten minutes is what it would take alive; busy processors may delay the clock by some.
    #expect(ContinuousClock.now - start < .seconds(300))
  }

  @Test func refusesFloods() async throws {
    await #expect(throws: (any Error).self) {
      try await shell("yes", timeout: .seconds(20), outputLimit: 1000)
    }
  }

  @Test func refusesMissingPrograms() async throws {
    await #expect(throws: (any Error).self) { try await runProcess("/no/such/program") }
  }
}
