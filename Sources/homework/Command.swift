import Files
import HomeworkKit
import Subprocess
import Synchronization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(System)
  import System
#else
  import SystemPackage
#endif
#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs a tool within a time.
enum Command {
  enum End: Equatable {
    case exit(Int32)
    case signal(Int32)
    case timeout
    case notStarted(String)
  }

  /// - Parameters:
  ///   - limit: bytes of output that are kept.
  /// - Returns: how it ended, and what it printed to both streams.
  static func run(
    _ name: String, _ arguments: [String], timeout: Duration, limit: Int = 1 << 20
  ) async -> (end: End, text: String) {
    var options = PlatformOptions()
    options.createSession = true
    let deadline = Deadline()
    do {
      let result = try await Subprocess.run(
        .name(name), arguments: Arguments(arguments), platformOptions: options, input: .none,
        output: .sequence, error: .combinedWithOutput
      ) { execution in
        let process = execution.processIdentifier.value
        Interrupt.add(process)
        defer { Interrupt.remove(process) }
        let timer = Task {
          try await Task.sleep(for: timeout)
          deadline.isOver.store(true, ordering: .relaxed)
          await end(session: process)
        }
        defer { timer.cancel() }
        var text: [UInt8] = []
        for try await part in execution.standardOutput {
          part.withUnsafeBytes { if text.count < limit { text += $0 } }
        }
        return String(decoding: text, as: UTF8.self)
      }
      if deadline.isOver.load(ordering: .relaxed) { return (.timeout, result.closureResult) }
      switch result.terminationStatus {
      case .exited(let code): return (.exit(code), result.closureResult)
      case .signaled(let number): return (.signal(number), result.closureResult)
      }
    } catch {
      return (.notStarted("\(error)"), "")
    }
  }

  private final class Deadline: Sendable {
    let isOver = Atomic<Bool>(false)
  }

  /// Ends all processes of a session: a compiler is in a group of its own within it.
  private static func end(session: pid_t) async {
    kill(-session, SIGINT)
    try? await Task.sleep(for: .seconds(2))
    for process in processes() where getsid(process) == session { kill(process, SIGKILL) }
    kill(-session, SIGKILL)
  }

  /// Ends commands with this argument that a process which was killed has left behind.
  static func endLeftBehind(argument: String) async {
    for process in processes() where getsid(process) == process {
      let line = (try? readFile("/proc/\(process)/cmdline")) ?? []
      if line.split(separator: 0).contains(where: { $0.elementsEqual(argument.utf8) }) {
        await end(session: process)
      }
    }
  }

  /// All processes, where the system has a folder of them.
  private static func processes() -> [pid_t] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { pid_t($0) }
  }
}
