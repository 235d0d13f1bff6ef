import NotebookEvents

@testable import Notebook

/// An output that keeps what is printed.
@MainActor final class Capture {
  var results = ""
  var messages = ""
  var failures: [System.Failure] = []
  /// When set, nothing more can be printed.
  var failure: System.Failure?

  /// - Parameters:
  ///   - columns: the width of the pretended terminal, or nil for a file.
  ///   - isColored: whether it shows colours.
  func output(columns: Int? = nil, isColored: Bool = false) -> Output {
    func sink(_ keep: @escaping @MainActor (String) -> Void) -> Output.Sink {
      Output.Sink(
        write: { (text) throws(System.Failure) in
          if let failure = self.failure { throw failure }
          keep(text)
        },
        columns: columns, isTerminal: columns != nil, isColored: isColored)
    }
    return Output(
      results: sink { self.results += $0 }, messages: sink { self.messages += $0 },
      fail: { self.failures.append($0) })
  }
}
