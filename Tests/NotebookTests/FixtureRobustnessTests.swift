import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a chapter does when the world does not play along, run as a process.
@Suite struct FixtureRobustnessTests {
  private let folder = TemporaryFolder()

  @Test func closedPipeIsAnError() async throws {
    let run = try await runFixture(
      shell: "{ $fixture; echo code $? >&2; } | head -n 1", wish: "chatter", in: folder)
    #expect(run.output == "7 · A fixture for tests\n")
    #expect(run.errors.hasSuffix("chapter-07: cannot write the output: Broken pipe\ncode 74\n"))
  }

  @Test func closedOutputIsAnError() async throws {
    let run = try await runFixture(shell: "$fixture >&-", in: folder)
    #expect(run.end == .exit(74))
    #expect(run.errors == "chapter-07: cannot write the output: standard output is closed\n")
  }

  @Test func closedErrorsAndInputDoNotMatter() async throws {
    let run = try await runFixture(shell: "$fixture --quiet --events e <&- 2>&-", in: folder)
    #expect(run.end == .exit(0) && run.output == "✓ All 2 claims hold.\n")
  }

  #if os(Linux)
    /// Else a figure would get the number of standard error, and messages would go into it.
    @Test func closedStreamsAreReplaced() async throws {
      let run = try await runFixture(
        shell: """
          $fixture --quiet <&- 2>&- & sleep 0.3; readlink /proc/$!/fd/0 /proc/$!/fd/2; kill $!; wait
          """, wish: "half-written", in: folder)
      #expect(run.output == "/dev/null\n/dev/null\n")
    }

    @Test(arguments: ["", "--quiet", "--help"])
    func fullDeviceIsAnError(option: String) async throws {
      let run = try await runFixture(shell: "$fixture \(option) > /dev/full", in: folder)
      #expect(run.end == .exit(74))
      #expect(
        run.errors.hasSuffix("chapter-07: cannot write the output: No space left on device\n"))
    }
  #endif

  @Test(arguments: [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 129)] as [(Int32, Int32)])
  func interruptRemovesTheHalfWrittenFile(signal: Int32, code: Int32) async throws {
    let folder = folder
    let run = try await runFixture(wish: "half-written", in: folder) { process in
      for _ in 0..<5_000 where !folder.names().contains(where: { $0.hasPrefix(".writing") }) {
        try await Task.sleep(for: .milliseconds(10))
      }
      #expect(folder.names().contains { $0.hasPrefix(".writing") }, "the file is being written")
      kill(process, signal)
    }
    #expect(run.end == .exit(code))
    #expect(folder.names() == ["Figures"])
    #expect(run.errors.hasSuffix("\ninterrupted; the figures drawn so far are whole\n"))
  }

  @Test func ignoredInterruptsStayIgnored() async throws {
    let folder = folder
    let run = try await runFixture(
      shell: """
        trap '' INT; $fixture --quiet & sleep 0.3; kill -INT $!; sleep 0.2; kill -TERM $!; wait $!
        """,
      wish: "half-written", in: folder)
    #expect(run.end == .exit(143))
  }

  @Test func forgottenFinishIsAnError() async throws {
    let run = try await runFixture(["--events", "events.jsonl"], wish: "forget", in: folder)
    #expect(run.end == .exit(70))
    #expect(run.errors.hasSuffix("its last line must be `chapter.finish()`.\n"))
    #expect(folder.names() == ["Figures"], "no events are left")
  }

  @Test func crashLeavesNoEvents() async throws {
    _ = try await runFixture(["--events", "events.jsonl"], in: folder)
    #expect(folder.names() == ["Figures", "events.jsonl"])
    let run = try await runFixture(
      ["--events", "events.jsonl"], wish: "crash",
      environment: ["SWIFT_BACKTRACE": "enable=no"], in: folder)
    #expect(run.end != .exit(0))
    #expect(run.output.contains("Powers"), "what was printed before is seen")
    #expect(folder.names() == ["Figures"])
  }
}
