import NotebookEvents
import Subprocess
import Synchronization

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// Runs chapters as processes of their own.
struct ChapterRunner: Sendable {
  /// The package's folder, in which chapters run.
  let root: String
  /// The folder with the chapters' executables.
  let executables: String
  /// Seconds after which a chapter is stopped.
  let timeout: Int
  /// Takes what chapters write to standard error, line by line.
  let passThrough: @Sendable (String) -> Void

  /// Runs a chapter in full.
  ///
  /// - Parameters:
  ///   - figures: the folder for its figures.
  ///   - events: the file for its events.
  func run(
    _ chapter: ChapterFolder, figures: String, events: String
  ) async throws(WeaveError) -> [Event] {
    let program = executables + "/" + chapter.product
    guard Folder(path: root).contains(program) else {
      throw .cannotStart(
        chapter: chapter.product,
        cause: "there is no \(program): build it first, without --no-build")
    }
    let output = Transcript()
    let status: TerminationStatus
    do {
      let result = try await Subprocess.run(
        .path(FilePath(program)), arguments: ["--events", events, "--figures", figures],
        workingDirectory: FilePath(root), input: .none, output: .sequence, error: .sequence
      ) { execution in
        try await watch(execution, output)
      }
      status = result.terminationStatus
    } catch {
      throw .cannotStart(chapter: chapter.product, cause: "\(error)")
    }
    if output.isStopped.load(ordering: .relaxed) {
      throw .timedOut(chapter: chapter.product, seconds: timeout, output: output.text)
    }
    switch status {
    case .exited(0): break
    case .exited(1):
      throw .chapterFailed(
        chapter: chapter.product, status: "failed: a claim does not hold", output: output.text)
    case .exited(let code):
      throw .chapterFailed(
        chapter: chapter.product, status: "ended with exit code \(code)", output: output.text)
    case .signaled(let signal):
      throw .chapterFailed(
        chapter: chapter.product, status: "was ended by signal \(signal)", output: output.text)
    }
    do {
      return try EventLog.parse(try Folder(path: root).text(events))
    } catch let error as WeaveError {
      throw error
    } catch {
      throw .invalidFile(path: "the events of \(chapter.product)", cause: "\(error)")
    }
  }

  /// Follows a running chapter to its end, which comes at the latest when its time is up.
  private func watch(
    _ execution: Execution<NoInput, SequenceOutput, SequenceOutput>, _ output: Transcript
  ) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        for try await line in execution.standardOutput.strings() { output.append(line) }
      }
      group.addTask {
        for try await line in execution.standardError.strings() {
          output.append(line)
          passThrough(line)
        }
      }
      let timer = Task {
        try await Task.sleep(for: .seconds(timeout))
        output.isStopped.store(true, ordering: .relaxed)
        await execution.teardown(using: [
          .gracefulShutDown(allowedDurationToNextStep: .seconds(1))
        ])
      }
      defer { timer.cancel() }
      try await group.waitForAll()
    }
  }
}

/// What a process printed last, and whether it was stopped.
private final class Transcript: Sendable {
  private static let length = 20
  private let lines = Mutex<[String]>([])
  let isStopped = Atomic(false)

  func append(_ line: String) {
    lines.withLock {
      $0.append(line)
      if $0.count > Transcript.length { $0.removeFirst() }
    }
  }

  var text: String { lines.withLock { $0 }.joined(separator: "\n") }
}
