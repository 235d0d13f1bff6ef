import NotebookEvents
import Processes

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
    let result: ProcessResult
    do {
      result = try await runProcess(
        program, ["--events", events, "--figures", figures], in: root, timeout: .seconds(timeout),
        grace: .seconds(1), errorLine: passThrough)
    } catch {
      throw .cannotStart(chapter: chapter.product, cause: "\(error)")
    }
    let output = lastLines(of: result)
    func failed(_ status: String) -> WeaveError {
      .chapterFailed(chapter: chapter.product, status: status, output: output)
    }
    switch result.end {
    case .exit(0): break
    case .exit(1): throw failed("failed: a claim does not hold")
    case .exit(let code): throw failed("ended with exit code \(code)")
    case .signal(let signal): throw failed("was ended by signal \(signal)")
    case .timeout:
      throw .timedOut(chapter: chapter.product, seconds: timeout, output: output)
    }
    do {
      return try EventLog.parse(try Folder(path: root).text(events))
    } catch let error as WeaveError {
      throw error
    } catch {
      throw .invalidFile(path: "the events of \(chapter.product)", cause: "\(error)")
    }
  }

  /// What a chapter printed last: results, then messages.
  private func lastLines(of result: ProcessResult) -> String {
    (result.output + result.errors).split(separator: "\n").suffix(20).joined(separator: "\n")
  }
}
