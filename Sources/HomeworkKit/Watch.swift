import Processes
import Subprocess
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Watches a child: collects what it says, and ends it and all that it started when it is over or
/// has overstepped a limit.
final class Watch: Sendable {
  private struct State {
    var answer: [UInt8] = []
    var printed = 0
    var lastWords: [UInt8] = []
    var fault: Mishap?
    var isRead = false
  }
  private let state = Mutex(State())
  private let limits: Limits
  /// The value of a variable in the environment of the child and all that it starts.
  private let mark: String
  /// The user that the child has become, if it is not 0.
  private let user: UInt32

  init(limits: Limits, mark: String, user: UInt32) {
    (self.limits, self.mark, self.user) = (limits, mark, user)
  }

  var answer: [UInt8] { state.withLock { $0.answer } }
  var fault: Mishap? { state.withLock { $0.fault } }

  /// What was said at a crash, or the last line that was printed, without control characters.
  var lastWords: String {
    let text = String(decoding: state.withLock { $0.lastWords }, as: UTF8.self)
    let lines = text.split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }
    // Behind its message the runtime prints a list of addresses.
    let line = lines.last { $0.contains("Fatal error") } ?? lines.last ?? ""
    return String(line.printable.suffix(300))
  }

  /// The last lines that were printed.
  var lastLines: [String] {
    let text = String(decoding: state.withLock { $0.lastWords }, as: UTF8.self)
    // What the runtime says at a crash, and the addresses behind it, is told as the mishap.
    let lines = text.split(whereSeparator: \.isNewline).prefix { !$0.contains("Fatal error") }
      .filter { !$0.allSatisfy(\.isWhitespace) }
    return lines.suffix(8).map { String($0.printable.prefix(200)) }
  }

  func take(answer part: SubprocessOutputSequence.Buffer) {
    part.withUnsafeBytes { bytes in
      state.withLock {
        if $0.answer.count + bytes.count > 16 * Limits.numbers {
          $0.fault = $0.fault ?? .garbage
        } else {
          $0.answer += bytes
        }
      }
    }
  }

  func take(printed part: SubprocessOutputSequence.Buffer) {
    part.withUnsafeBytes { bytes in
      state.withLock {
        $0.printed += bytes.count
        $0.lastWords = ($0.lastWords + bytes).suffix(1 << 14)
        if $0.printed > limits.outputKilobytes << 10 {
          $0.fault = $0.fault ?? .flood(kilobytes: limits.outputKilobytes)
        }
      }
    }
  }

  func stopReading() { state.withLock { $0.isRead = true } }

  /// Returns when the child has ended and all its output has been read.
  func guardProcess(_ process: pid_t) async {
    let start = ContinuousClock.now
    var polls = 0
    while !state.withLock({ $0.isRead }) {
      let isOver = hasEnded(process)
      if !isOver, isOutOfTime(process, after: ContinuousClock.now - start) {
        state.withLock { $0.fault = $0.fault ?? .waiting(seconds: limits.wallSeconds) }
      }
      if fault != nil || isOver {
        kill(-process, SIGKILL)
        killStragglers()
      }
      polls += 1
      // Right answers come within milliseconds.
      try? await Task.sleep(for: .milliseconds(polls < 20 ? 2 : 20))
    }
    kill(-process, SIGKILL)
    killStragglers()
  }

  /// What wants a processor and gets none is not waiting: it has its limit of processor time.
  private func isOutOfTime(_ process: pid_t, after elapsed: Duration) -> Bool {
    elapsed > .seconds(10 * limits.wallSeconds)
      || elapsed > .seconds(limits.wallSeconds) && !wantsProcessor(process)
  }

  /// Looks without reaping, so that the number cannot be somebody else's yet.
  private func hasEnded(_ process: pid_t) -> Bool {
    var info = siginfo_t()
    let result = waitid(P_PID, id_t(process), &info, WEXITED | WNOHANG | WNOWAIT)
    #if canImport(Darwin)
      return result != 0 || info.si_pid == process
    #else
      return result != 0 || info._sifields._sigchld.si_pid == process
    #endif
  }

  /// Whether a thread of the child is running or ready to run.
  private func wantsProcessor(_ process: pid_t) -> Bool {
    #if os(Linux)
      ProcessTable.isRunnable(process)
    #else
      false
    #endif
  }

  /// Kills processes that have left the child's session, known by their user, if the child has one
  /// of its own, or by their environment.
  private func killStragglers() {
    #if os(Linux)
      let wanted = Array("HOMEWORK_RUN=\(mark)".utf8)
      ProcessTable.forEach { process, owner in
        guard process > 1, process != getpid() else { return }
        if user != 0, owner == user {
          kill(process, SIGKILL)
          return
        }
        let file = open("/proc/\(process)/environ", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: 1 << 12)
        let count = read(file, &buffer, buffer.count)
        guard count > 0 else { return }
        if buffer[..<count].split(separator: 0).contains(where: { $0.elementsEqual(wanted) }) {
          kill(process, SIGKILL)
        }
      }
    #endif
  }
}
