import Subprocess
import Synchronization

#if canImport(System)
  import System
#else
  import SystemPackage
#endif
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What became of a process.
public struct ProcessResult: Sendable {
  /// How it ended.
  public enum End: Equatable, Sendable {
    case exit(Int32)
    case signal(Int32)
    /// It was ended when its time was up.
    case timeout
  }

  public var end: End
  public var output: String
  public var errors: String

  /// The lines of `output`.
  public var lines: [Substring] { output.split(separator: "\n", omittingEmptySubsequences: false) }
}

/// Runs a program to its end, in a session of its own, with nothing on its standard input.
///
/// - Parameters:
///   - program: the program's file, or a name without slashes, which is looked up in `PATH`.
///   - arguments: its arguments, without its name.
///   - environment: variables to add to this process's, or to remove (nil).
///   - folder: its working directory; this process's if nil.
///   - timeout: after that, the program and all that it started are ended.
///   - grace: how long it may tidy up after an interrupt, before it is killed.
///   - outputLimit: how many bytes of either stream are kept; what comes behind them is dropped.
///   - errorLine: called with each line on its standard error, as it comes.
///   - whileRunning: called with its process number after it has started.
/// - Returns: its output and how it ended.
/// - Throws: `SubprocessError` if it cannot be started; what `whileRunning` throws.
public func runProcess(
  _ program: String, _ arguments: [String] = [], environment: [String: String?] = [:],
  in folder: String? = nil, timeout: Duration = .seconds(300), grace: Duration = .zero,
  outputLimit: Int = 4 << 20, errorLine: @escaping @Sendable (String) -> Void = { _ in },
  whileRunning: @escaping @Sendable (pid_t) async throws -> Void = { _ in }
) async throws -> ProcessResult {
  var options = PlatformOptions()
  options.createSession = true
  let variables = environment.map { (Environment.Key(rawValue: $0.key)!, $0.value) }
  let limit = TimeLimit()
  defer { limit.cancel() }

  let result = try await run(
    program.contains("/") ? .path(FilePath(program)) : .name(program),
    arguments: Arguments(arguments),
    environment: .inherit.updating(Dictionary(uniqueKeysWithValues: variables)),
    workingDirectory: folder.map { FilePath($0) }, platformOptions: options, input: .none,
    output: .sequence, error: .sequence
  ) { execution in
    let process = execution.processIdentifier.value
    Interrupt.add(process)
    defer { Interrupt.remove(process) }
    limit.start(timeout, grace: grace, for: process)
    async let output = text(of: execution.standardOutput, limit: outputLimit) { _ in }
    async let errors = text(of: execution.standardError, limit: outputLimit, line: errorLine)
    do {
      try await whileRunning(process)
    } catch {
      await endSession(process)
      throw error
    }
    return try await (output, errors)
  }
  let end: ProcessResult.End =
    switch result.terminationStatus {
    case _ where limit.hasFired: .timeout
    case .exited(let code): .exit(code)
    case .signaled(let number): .signal(number)
    }
  return ProcessResult(end: end, output: result.closureResult.0, errors: result.closureResult.1)
}

/// Reads a stream to its end.
private func text(
  of stream: SubprocessOutputSequence, limit: Int, line report: @Sendable (String) -> Void
) async throws -> String {
  var bytes: [UInt8] = []
  var line: [UInt8] = []
  func reportLine() {
    report(String(decoding: line, as: UTF8.self))
    line = []
  }
  for try await part in stream {
    part.withUnsafeBytes { part in
      bytes += part.prefix(limit - bytes.count)
      for byte in part {
        if byte == UInt8(ascii: "\n") { reportLine() } else { line.append(byte) }
      }
    }
  }
  if !line.isEmpty { reportLine() }
  return String(decoding: bytes, as: UTF8.self)
}

/// Ends a process, and all that it started in its session, when its time is up.
private final class TimeLimit: Sendable {
  private let task = Mutex<Task<Void, any Error>?>(nil)
  private let isOver = Atomic<Bool>(false)

  var hasFired: Bool { isOver.load(ordering: .relaxed) }

  func start(_ duration: Duration, grace: Duration, for process: pid_t) {
    let timer = Task {
      try await Task.sleep(for: duration)
      isOver.store(true, ordering: .relaxed)
      await endSession(process, grace: grace)
    }
    task.withLock { $0 = timer }
  }

  func cancel() { task.withLock { $0?.cancel() } }
}
