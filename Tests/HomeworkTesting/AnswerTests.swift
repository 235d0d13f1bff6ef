import Synchronization
import Testing

@testable import HomeworkKit

/// A wrong answer: to which exercise, and words of the diagnosis that it should get.
public struct WrongAnswer<Answers: Sendable>: Sendable, CustomTestStringConvertible {
  let number: String
  let diagnosis: String
  let answers: Answers

  public init(_ number: String, _ diagnosis: String, _ answers: Answers) {
    (self.number, self.diagnosis, self.answers) = (number, diagnosis, answers)
  }

  public var testDescription: String { "\(number): \(diagnosis)" }
}

/// The seeds with which right answers are examined; the first two of them also with wrong ones.
public let examinedSeeds: [UInt64] = Array(1...4)

/// The questions that have been asked, by exercise and seed: a question remembers what the known
/// mistakes lead to, which takes longer than all else.
private let asked = Mutex<[String: [(name: String, question: Question)]]>([:])

/// The questions of an exercise, the same ones for all who ask.
private func questions(
  of sheet: ExerciseSheet, seed: UInt64
) -> [(name: String, question: Question)] {
  asked.withLock { asked in
    let key = "\(sheet.number), seed \(seed)"
    let questions = asked[key] ?? sheet.questions(seed: seed)
    asked[key] = questions
    return questions
  }
}

/// Examines right answers, with many inputs: nothing may be said against them.
///
/// - Parameter numbers: the exercises that are answered; all if nil.
public func expectRight<Answers>(
  _ answers: Answers, in homework: Homework<Answers>, only numbers: [String]? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  for exercise in homework.exercises
  where numbers?.contains(exercise.sheet.number) ?? true {
    for seed in examinedSeeds {
      let verdict = exercise.verdict(on: answers, to: questions(of: exercise.sheet, seed: seed))
      #expect(
        verdict == .right, "\(exercise.sheet.number), seed \(seed): \(verdict)",
        sourceLocation: sourceLocation)
    }
  }
}

/// Examines a wrong answer: it is refused, and for the right reason.
public func expectDiagnosis<Answers>(
  _ wrong: WrongAnswer<Answers>, in homework: Homework<Answers>,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard let exercise = homework.exercises.first(where: { $0.sheet.number == wrong.number }) else {
    Issue.record("there is no exercise \(wrong.number)", sourceLocation: sourceLocation)
    return
  }
  for seed in examinedSeeds.prefix(2) {
    let verdict = exercise.verdict(
      on: wrong.answers, to: questions(of: exercise.sheet, seed: seed))
    if case .broken(_, .threw(let text)) = verdict, text.contains(wrong.diagnosis) { continue }
    guard case .wrong(_, let diagnosis, _) = verdict else {
      Issue.record("\(wrong.number), seed \(seed): \(verdict)", sourceLocation: sourceLocation)
      continue
    }
    #expect(
      "\(diagnosis)".contains(wrong.diagnosis), "seed \(seed): \(verdict)",
      sourceLocation: sourceLocation)
    if case .known(let names) = diagnosis {
      #expect(names.count == 1, "\(names)", sourceLocation: sourceLocation)
    }
  }
}

/// Examines stubs: none is attempted.
public func expectNotAttempted<Answers>(
  _ stubs: Answers, in homework: Homework<Answers>,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  for exercise in homework.exercises {
    let verdict = exercise.verdict(on: stubs, seed: 1)
    #expect(
      verdict == .notAttempted, "\(exercise.sheet.number): \(verdict)",
      sourceLocation: sourceLocation)
  }
}

/// Every exercise has at least four wrong answers.
public func expectEnough<Answers>(
  _ wrong: [WrongAnswer<Answers>], for homework: Homework<Answers>,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  for exercise in homework.exercises {
    let number = exercise.sheet.number
    #expect(
      wrong.count { $0.number == number } >= 4, "wrong answers to \(number)",
      sourceLocation: sourceLocation)
  }
}

/// Examines what the formulas give with each of their slips: it is refused, and called by its name
/// (beside others, if they make the same numbers).
public func expectSlipsAreNamed<Answers>(
  in homework: Homework<Answers>, sourceLocation: SourceLocation = #_sourceLocation
) {
  for exercise in homework.exercises {
    for (check, question) in questions(of: exercise.sheet, seed: 1) {
      for (name, answers) in question.slips() {
        let place: Comment = "\(exercise.sheet.number), \(check): \(name)"
        guard let fault = question.judge(answers).fault else {
          Issue.record(place, sourceLocation: sourceLocation)
          continue
        }
        // What is shown has a name.
        #expect(
          !"\(fault.evidence)".contains(/number \d+ of \d+/), "\(place): \(fault.evidence)",
          sourceLocation: sourceLocation)
        guard case .known(let names) = fault.diagnosis else {
          // What is no finite number is told in words.
          if case .malformed = fault.diagnosis { continue }
          Issue.record("\(place): \(fault.diagnosis)", sourceLocation: sourceLocation)
          continue
        }
        #expect(names.contains { $0.hasPrefix(name) }, place, sourceLocation: sourceLocation)
      }
    }
  }
}
