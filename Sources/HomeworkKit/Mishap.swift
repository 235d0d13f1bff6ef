import NotebookEvents

/// How a program can fail to answer.
public enum Mishap: Sendable, Equatable {
  /// It crashed; what it said last.
  case crash(signal: Int32, said: String)
  /// It wrote to where nobody reads.
  case closedPipe
  case stackOverflow
  case memory(megabytes: Int)
  /// It computed for longer than it may.
  case processorTime(seconds: Int)
  /// It waited for longer than it may.
  case waiting(seconds: Int)
  /// It ended itself before it had answered.
  case exited(code: Int32)
  case flood(kilobytes: Int)
  /// The answer is longer than any right one.
  case tooLong(numbers: Int)
  /// An error was thrown; what there is to say about it.
  case threw(String)
  /// What came through the pipe was no answer.
  case garbage
  case cannotStart(String)
  case doesNotCompile(String)
}

extension Mishap {
  /// What to say about an error that was thrown: by the answer, or by the exercise about it.
  static func text(of error: any Error) -> String {
    error is any Malformation ? "\(error)" : "it threw an error: \(error)"
  }
}

extension Mishap: CustomStringConvertible {
  /// What happened, in one line; students' code may say anything, but not forge lines or colours.
  public var description: String { text.inOneLine }

  private var text: String {
    switch self {
    case .crash(let signal, let said):
      "it crashed (signal \(signal))" + (said.isEmpty ? "" : ": \(said)")
    case .closedPipe: "it wrote into a pipe whose other end is closed"
    case .stackOverflow: "stack overflow: a function that calls itself without end?"
    case .memory(let megabytes): "it needed more than \(megabytes) MB of memory"
    case .processorTime(let seconds):
      "no answer after \(seconds) s of processor time: an endless loop?"
    case .waiting(let seconds): "no answer after \(seconds) s, most of them spent waiting"
    case .exited(let code): "it ended itself by exit(\(code)) before it had answered"
    case .flood(let kilobytes): "it printed more than \(kilobytes) kB"
    case .tooLong(let numbers): "an answer of \(numbers) numbers is too long"
    case .threw(let text): text
    case .garbage: "what it sent was no answer: something wrote into the grader's pipe"
    case .doesNotCompile(let errors): "Answers.swift does not compile: \(errors)"
    case .cannotStart(let cause): "it could not be started: \(cause)"
    }
  }
}

extension Diagnosis: CustomStringConvertible {
  public var description: String {
    switch self {
    case .known(let names): names.joined(separator: "; or: ")
    case .factor(-1, let ofAll): "\(Diagnosis.subject(ofAll)) the wrong sign"
    case .factor(let factor, let ofAll):
      "\(Diagnosis.subject(ofAll)) \(NumberFormat.significant(6)(factor)) times the right value"
    case .shift(let shift, let ofAll):
      "\(Diagnosis.subject(ofAll)) the right value "
        + (shift < 0 ? "minus " : "plus ") + NumberFormat.significant(6)(abs(shift))
    case .imprecise(_, isFloat: true):
      "right to seven digits, which is all that a Float holds: compute in Double (a Tensor holds Floats)"
    case .imprecise(let digits, isFloat: false):
      "right to \(digits) digits only: does a part of it pass through Float, as in a Tensor, is a "
        + "derivative a quotient of differences, or does a sum or a search end too early?"
    case .malformed(let fault): fault
    case .unknown: "not the right numbers, nor those of a mistake that the grader knows"
    }
  }
}

extension Diagnosis {
  /// Whether the text says where to read.
  var namesSection: Bool {
    if case .known = self { true } else { false }
  }

  fileprivate static func subject(_ ofAll: Bool) -> String {
    ofAll ? "every number has" : "every wrong number has"
  }
}

extension Verdict: CustomStringConvertible {
  public var description: String {
    switch self {
    case .right: "right"
    case .notAttempted: "not attempted"
    case .wrong(let check, let diagnosis, let evidence):
      (["\(diagnosis)"] + evidence).joined(separator: "; ") + " [\(check)]"
    case .broken(let check, let mishap): "\(mishap) [\(check)]"
    }
  }
}
