import Files

/// Why the book could not be woven, or does not agree with its sources.
public enum WeaveError: Error, Equatable {
  /// The command line asks for something that does not exist.
  case usage(String)
  /// The chapters' sources, their recorded events or the figures contradict each other.
  case invalidSources([Problem])
  /// A chapter could not be built; the compiler has said why.
  case buildFailed(chapter: String)
  /// A chapter could not be started.
  case cannotStart(chapter: String, cause: String)
  /// A chapter ended with an error; `output` is the end of what it printed.
  case chapterFailed(chapter: String, status: String, output: String)
  /// A chapter took too long and was stopped.
  case timedOut(chapter: String, seconds: Int, output: String)
  /// What is committed is not what the sources produce now.
  case outOfDate([String])
  /// The system refuses to read or write a file; what stood there before is intact.
  case file(FileError)
  /// A file is not what it should be.
  case invalidFile(path: String, cause: String)
  /// A file could not be removed.
  case cannotRemove(path: String, cause: String)
  /// Standard output was closed, or its device is full.
  case outputFailed(cause: String)

  /// The exit code by which `weave` reports this error.
  public var exitCode: Int32 {
    switch self {
    case .invalidSources, .buildFailed, .cannotStart, .chapterFailed, .timedOut, .outOfDate,
      .invalidFile:
      1
    case .file(let error): error.action == .read ? 1 : 73
    case .usage: 64
    case .cannotRemove: 73
    case .outputFailed: 74
    }
  }
}

extension WeaveError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .usage(let message): "error: \(message)"
    case .invalidSources(let problems):
      problems.map(\.description).joined(separator: "\n")
    case .buildFailed(let chapter): "error: \(chapter) does not build: see above"
    case .cannotStart(let chapter, let cause):
      "error: \(chapter) cannot be started: \(cause)"
    case .chapterFailed(let chapter, let status, let output):
      "error: \(chapter) \(status); nothing of it was recorded. Its last lines:\n"
        + indented(output)
    case .timedOut(let chapter, let seconds, let output):
      "error: \(chapter) was stopped after \(seconds) s (--timeout allows more). "
        + "Its last lines:\n\(indented(output))"
    case .outOfDate(let reports):
      (reports + ["error: the book is out of date: run `swift run weave` and commit what it writes"])
        .joined(separator: "\n")
    case .file(let error): "error: \(error)"
    case .invalidFile(let path, let cause): "error: \(path) cannot be used: \(cause)"
    case .cannotRemove(let path, let cause): "error: cannot remove \(path): \(cause)"
    case .outputFailed(let cause): "error: cannot write to standard output: \(cause)"
    }
  }

  private func indented(_ text: String) -> String {
    text.isEmpty
      ? "  (it printed nothing)"
      : text.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }
        .joined(separator: "\n")
  }
}
