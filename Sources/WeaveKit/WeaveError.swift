/// Why the book could not be woven, or does not agree with its sources.
public enum WeaveError: Error, Equatable {
  /// The command line asks for something that does not exist.
  case usage(String)
  /// The chapters' sources, their recorded events or the figures contradict each other.
  case invalidSources([Problem])
  /// A chapter could not be built; `output` is the end of what the compiler said.
  case buildFailed(chapter: String, output: String)
  /// A chapter could not be started.
  case cannotStart(chapter: String, cause: String)
  /// A chapter ended with an error; `output` is the end of what it printed.
  case chapterFailed(chapter: String, status: String, output: String)
  /// A chapter took too long and was stopped.
  case timedOut(chapter: String, seconds: Int, output: String)
  /// What is committed is not what the sources produce now.
  case outOfDate([String])
  /// A file could not be read.
  case unreadable(path: String, cause: String)
  /// A file or folder could not be written; what stood there before is intact.
  case unwritable(path: String, cause: String)
  /// Standard output was closed, or its device is full.
  case outputFailed(cause: String)

  /// The exit code by which `weave` reports this error.
  public var exitCode: Int32 {
    switch self {
    case .invalidSources, .buildFailed, .cannotStart, .chapterFailed, .timedOut, .outOfDate,
      .unreadable:
      1
    case .usage: 64
    case .unwritable: 73
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
    case .buildFailed(let chapter, let output):
      "error: \(chapter) does not build; the compiler's last lines:\n\(indented(output))"
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
    case .unreadable(let path, let cause): "error: cannot read \(path): \(cause)"
    case .unwritable(let path, let cause):
      "error: cannot write \(path): \(cause); what stood there is unchanged"
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
