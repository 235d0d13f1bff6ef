import NotebookEvents
import Tensors

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A chapter's homework as the grader sees it.
public struct Questionnaire: Sendable {
  public let chapter: Int
  public let title: String
  public let exercises: [ExerciseSheet]

  /// `homework-05`.
  public var product: String { "homework-" + (chapter < 10 ? "0" : "") + "\(chapter)" }

  public var points: Int { exercises.reduce(0) { $0 + $1.points } }
}

/// An exercise as the grader sees it.
public struct ExerciseSheet: Sendable {
  public let number: String
  public let title: String
  public let points: Int
  public let section: String
  public let hints: [String]
  public let seconds: Int
  let checks: [CheckSheet]

  /// The mistakes that the checks know, one at a time, with the sections that explain them.
  public var knownMistakes: [String] {
    var texts: [String] = []
    for (_, question) in questions(seed: 1) {
      texts += question.mistakes().filter { !texts.contains($0) }
    }
    return texts
  }

  /// The questions of all checks, drawn from a seed.
  func questions(seed: UInt64) -> [(name: String, question: Question)] {
    let random = RandomStream(seed: seed).split(number)
    return checks.enumerated().map { i, check in
      var own = random.split(UInt64(i))
      return (check.name, check.ask(&own))
    }
  }

  /// The first finding that is not right; if others refute what it says, the first that names a
  /// mistake against which no check speaks. If there is none, three slips at once may be an
  /// explanation, unless there are many.
  static func verdict(_ findings: [(check: String, finding: Finding)]) -> Verdict {
    let faults = findings.compactMap { check, finding in
      finding.fault.map { (check: check, fault: $0, threeSlips: finding.threeSlips) }
    }
    func notRefuted(_ names: [String]) -> [String] {
      names.filter { name in !findings.contains { $0.finding.refutes(name) } }
    }
    guard let first = faults.first else { return .right }
    var diagnosis = first.fault.diagnosis
    if case .known = diagnosis {
      for (check, fault, _) in faults {
        guard case .known(let names) = fault.diagnosis else { continue }
        let left = notRefuted(names)
        if !left.isEmpty {
          return .wrong(check: check, diagnosis: .known(left), evidence: fault.evidence)
        }
      }
      diagnosis = .unknown
    }
    if diagnosis == .unknown {
      let names = notRefuted(first.threeSlips())
      if 1...2 ~= names.count { diagnosis = .known(names) }
    }
    return .wrong(check: first.check, diagnosis: diagnosis, evidence: first.fault.evidence)
  }
}

/// A check as the grader sees it.
struct CheckSheet: Sendable {
  let name: String
  let ask: @Sendable (inout RandomStream) -> Question
}

/// A question with random inputs, and how the answer to it is judged.
struct Question: Sendable {
  /// The inputs, for the child process.
  let bytes: [UInt8]
  /// The known mistakes, one at a time.
  let mistakes: @Sendable () -> [String]
  /// What a formula gives for each case with every slip that it knows.
  let slips: @Sendable () -> [(name: String, answers: [[Double]])]
  /// Takes the numbers of each case.
  let judge: @Sendable ([[Double]]) -> Finding
}

/// What a check found.
struct Finding: Sendable {
  /// What is wrong, if anything, and a line or two of proof.
  let fault: (diagnosis: Diagnosis, evidence: [String])?
  /// The simplest input that went wrong, as Swift.
  var input: [String] = []
  /// Whether a known mistake, as a diagnosis names it, would have given other numbers. Asked only when
  /// another check has named one.
  var refutes: @Sendable (_ mistake: String) -> Bool = { _ in false }
  /// The names of all three slips that would have given the same numbers.
  var threeSlips: @Sendable () -> [String] = { [] }

  static let right = Finding(fault: nil)

  static func wrong(_ diagnosis: Diagnosis, _ evidence: [String] = []) -> Finding {
    Finding(fault: (diagnosis, evidence))
  }
}

/// Why an answer is wrong, as far as the numbers tell.
public enum Diagnosis: Sendable, Equatable {
  /// The numbers are those of known mistakes (more than one if they cannot be told apart).
  case known([String])
  /// The wrong numbers, which may be all, are the same multiple of the right ones.
  case factor(Double, ofAll: Bool)
  /// The wrong numbers, which may be all, differ from the right ones by the same amount.
  case shift(Double, ofAll: Bool)
  /// Right to some digits, and to no more; if they are Floats, that is why.
  case imprecise(digits: Int, isFloat: Bool)
  /// Something is wrong with the shape of the answer.
  case malformed(String)
  /// Nothing that is known.
  case unknown
}

/// What became of an exercise.
public enum Verdict: Sendable, Equatable {
  case right
  case notAttempted
  /// The answer to this check is wrong.
  case wrong(check: String, diagnosis: Diagnosis, evidence: [String])
  /// There is no answer to this check, since the program came to grief.
  case broken(check: String, Mishap)
}

extension Exercise {
  /// Examines answers in this process, without isolation, for tests. It is internal, since a
  /// student's module is in the same package.
  func verdict(on answers: Answers, seed: UInt64) -> Verdict {
    verdict(on: answers, to: sheet.questions(seed: seed))
  }

  /// Examines the answers to questions that the sheet has drawn.
  func verdict(on answers: Answers, to questions: [(name: String, question: Question)]) -> Verdict {
    var findings: [(String, Finding)] = []
    for ((name, question), answer) in zip(questions, self.answers) {
      do {
        findings.append((name, question.judge(try answer(answers, question.bytes))))
      } catch is NotAttempted {
        return .notAttempted
      } catch {
        return .broken(check: name, .threw(Mishap.text(of: error)))
      }
    }
    return ExerciseSheet.verdict(findings)
  }
}

func encoded(_ value: some Encodable) -> [UInt8] {
  Array(JSONEncoder.lossless.text(of: value).utf8)
}

func decoded<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
  try JSONDecoder.lossless.decode(type, from: Data(bytes))
}
