import Synchronization
import Testing

@testable import Processes

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
    let run = try await shell("echo begun; sleep 9000 & sleep 9000", timeout: .milliseconds(300))
    #expect(run.end == .timeout && run.output == "begun\n")
    // Hours are what it would take alive; on a busy machine minutes may pass before it is noticed.
    #expect(ContinuousClock.now - start < .seconds(3000))
  }

  /// One that ends when it is asked to has the time for it.
  @Test func asksBeforeItKills() async throws {
    let command = "trap 'echo tidied; exit 3' INT; echo begun; while :; do sleep 0.05; done"
    let run = try await runProcess(
      "/bin/sh", ["-c", command], timeout: .milliseconds(500), grace: .seconds(60))
    #expect(run.end == .timeout && run.output == "begun\ntidied\n")
  }

  @Test func dropsFloods() async throws {
    let run = try await shell(
      "yes | head -c 100000; yes no >&2", timeout: .seconds(2), outputLimit: 9)
    #expect(run.end == .timeout)
    #expect(run.output == "y\ny\ny\ny\ny" && run.errors == "no\nno\nno\n")
  }

  @Test func reportsLinesOfErrors() async throws {
    let lines = Mutex<[String]>([])
    let command = "echo one >&2; echo out; printf 'two\\n\\nthree' >&2"
    let run = try await runProcess(
      "/bin/sh", ["-c", command], errorLine: { line in lines.withLock { $0.append(line) } })
    #expect(lines.withLock { $0 } == ["one", "two", "", "three"])
    #expect(run.errors == "one\ntwo\n\nthree")
  }

  @Test func looksUpNames() async throws {
    #expect(try await runProcess("echo", ["found"]).output == "found\n")
  }

  /// What fails while a program runs ends it.
  @Test func failuresEndTheProgram() async throws {
    struct Failure: Error {}
    let start = ContinuousClock.now
    await #expect(throws: Failure.self) {
      try await runProcess(
        "/bin/sh", ["-c", "sleep 9000 & sleep 9000"],
        whileRunning: { _ in
          throw Failure()
        })
    }
    #expect(ContinuousClock.now - start < .seconds(3000))
  }

  #if os(Linux)
    @Test func sessionsAreFoundByAnArgument() async throws {
      let mark = "mark-\(UInt64.random(in: 0 ... .max))"
      let run = try await runProcess(
        "/bin/sh", ["-c", "sleep 600; true", mark],
        whileRunning: { _ in await endSessions(withArgument: mark) })
      #expect(run.end == .signal(2) || run.end == .signal(9))
    }
  #endif

  @Test func refusesMissingPrograms() async throws {
    await #expect(throws: (any Error).self) { try await runProcess("/no/such/program") }
  }
}
