import Foundation
import Processes
import TestSupport
import Testing

/// The program `weave`, run as readers run it.
@Suite struct WeaveCommandTests {
  private func weave(_ arguments: String...) async throws -> ProcessResult {
    try await runProcess(builtExecutable("weave"), arguments, in: "/")
  }

  @Test func helpExplainsEveryOption() async throws {
    let result = try await weave("--help")
    #expect(result.end == .exit(0))
    #expect(result.errors == "")
    for option in ["<chapter>", "--all", "--check", "--no-build", "--jobs", "--timeout", "--root"] {
      #expect(result.output.contains(option))
    }
  }

  @Test(arguments: [
    (["--jobs", "0"], "from 1 on, not 0"), (["--timeout", "-1"], "--timeout"),
    (["--all", "01"], "not both"), (["--chek"], "--chek"), ([], "there is no book in /"),
    (["--root", "/nowhere"], "there is no book in /nowhere"),
  ]) func mistakesOnTheCommandLineExitWith64(arguments: [String], message: String) async throws {
    let result = try await runProcess(builtExecutable("weave"), arguments, in: "/")
    #expect(result.end == .exit(64))
    #expect(result.output == "")
    #expect(result.errors.contains(message), "\(result.errors)")
  }

  @Test(arguments: [">/dev/full", ">&-"]) func lostOutputIsNoSuccess(redirection: String)
    async throws
  {
    let result = try await runProcess(
      "/bin/sh", ["-c", "exec \"$0\" --help \(redirection)", builtExecutable("weave")])
    #expect(result.end == .exit(74))
    #expect(result.errors.hasPrefix("error: cannot write to standard output: "))
  }

  /// What is committed is what the sources produce now: text, numbers, pictures. Several chapters
  /// run side by side with one thread each, which wait less than threads of one chapter do for each
  /// other; the book was recorded with all cores, so that their number is seen to change nothing.
  @Test func theBookAgreesWithItsSources() async throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
    let result = try await runProcess(
      builtExecutable("weave"),
      [
        "--check", "--no-build", "--root", root,
        "--jobs", "\(ProcessInfo.processInfo.activeProcessorCount)",
      ], environment: ["DIFFUSION_THREADS": "1"], timeout: .seconds(900))
    #expect(result.end == .exit(0), "\(result.errors)")
  }
}
