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
    /// It was killed when its time was up.
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
///   - path: the program's file.
///   - arguments: its arguments, without its name.
///   - environment: variables to add to this process's, or to remove (nil).
///   - folder: its working directory; this process's if nil.
///   - timeout: after that, the program and all that it started are killed.
///   - outputLimit: the most bytes that it may write to either stream.
///   - whileRunning: called with its process number after it has started.
/// - Returns: its output and how it ended.
/// - Throws: `SubprocessError` if it cannot be started or writes more than `outputLimit`; what
///   `whileRunning` throws.
public func runProcess(
  _ path: String, _ arguments: [String] = [], environment: [String: String?] = [:],
  in folder: String? = nil, timeout: Duration = .seconds(300), outputLimit: Int = 4 << 20,
  whileRunning: @escaping @Sendable (pid_t) async throws -> Void = { _ in }
) async throws -> ProcessResult {
  var options = PlatformOptions()
  options.createSession = true
  let variables = environment.map { (Environment.Key(rawValue: $0.key)!, $0.value) }
  let limit = TimeLimit()
  defer { limit.cancel() }

  let result = try await run(
    .path(FilePath(path)), arguments: Arguments(arguments),
    environment: .inherit.updating(Dictionary(uniqueKeysWithValues: variables)),
    workingDirectory: folder.map { FilePath($0) }, platformOptions: options, input: .none,
    output: .string(limit: outputLimit), error: .string(limit: outputLimit)
  ) { execution in
    let process = execution.processIdentifier.value
    limit.start(timeout, for: process)
    try await whileRunning(process)
  }
  let end: ProcessResult.End =
    switch result.terminationStatus {
    case .exited(let code): .exit(code)
    case .signaled(let number): limit.hasFired ? .timeout : .signal(number)
    }
  return ProcessResult(
    end: end, output: result.standardOutput, errors: result.standardError)
}

/// Kills a process, and all that it started in its session, when its time is up.
private final class TimeLimit: Sendable {
  private let task = Mutex<Task<Void, any Error>?>(nil)
  private let isOver = Atomic<Bool>(false)

  var hasFired: Bool { isOver.load(ordering: .relaxed) }

  func start(_ duration: Duration, for process: pid_t) {
    let timer = Task {
      try await Task.sleep(for: duration)
      isOver.store(true, ordering: .relaxed)
      kill(-process, SIGKILL)
    }
    task.withLock { $0 = timer }
  }

  func cancel() { task.withLock { $0?.cancel() } }
}

/// The path of a program of this package, built together with the tests.
///
/// - Parameter name: the product's name, such as `chapter-01`.
/// - Precondition: it lies beside the tests that are running, or above them.
public func builtExecutable(_ name: String) -> String {
  var folder = pathOfRunningTests()[...]
  while let slash = folder.lastIndex(of: "/") {
    folder = folder[..<slash]
    let candidate = "\(folder)/\(name)"
    if access(candidate, X_OK) == 0, !isFolder(candidate) { return candidate }
  }
  preconditionFailure("no program \(name) was built beside \(pathOfRunningTests())")
}

private func isFolder(_ path: String) -> Bool {
  var status = stat()
  return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}

/// The file that holds this code: the test executable, or the bundle's on macOS.
private func pathOfRunningTests() -> String {
  #if os(Linux)
    let file = realpath("/proc/self/exe", nil)
  #else
    var image = Dl_info()
    precondition(dladdr(#dsohandle, &image) != 0, "the running tests have no file")
    let file = realpath(image.dli_fname, nil)
  #endif
  defer { free(file) }
  return String(cString: file!)
}
