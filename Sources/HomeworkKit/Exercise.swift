import Elementary
import Statistics
import Tensors

/// The homework of a chapter: its exercises, as statements about a type that answers them.
///
/// `Answers` is the chapter's protocol, to which stubs, reference answers and wrong answers all
/// conform; usually written as `Homework<any Exercises>`.
public struct Homework<Answers>: Sendable {
  /// The chapter's number.
  public let chapter: Int
  /// The chapter's title.
  public let title: String
  public let exercises: [Exercise<Answers>]

  public init(chapter: Int, title: String, exercises: [Exercise<Answers>]) {
    self.chapter = chapter
    self.title = title
    self.exercises = exercises
  }

  /// What the grader needs to know, which does not depend on who answers.
  public var questionnaire: Questionnaire {
    Questionnaire(chapter: chapter, title: title, exercises: exercises.map(\.sheet))
  }
}

/// An exercise: what it is worth, how one is helped, and how an answer is examined.
public struct Exercise<Answers>: Sendable {
  /// The exercise without the way in which answers are computed.
  public let sheet: ExerciseSheet
  /// Computes the answer to a check's question.
  let answers: [@Sendable (Answers, [UInt8]) throws -> [[Double]]]

  /// - Parameters:
  ///   - number: chapter and number, `5.2`.
  ///   - title: as in the comment above the stub.
  ///   - points: what a right answer earns; an answer is right if it passes all checks.
  ///   - section: where the book treats it.
  ///   - hints: three, from a nudge to nearly the answer.
  ///   - seconds: of processor time, for all checks together.
  ///   - checks: how it is examined.
  public init(
    _ number: String, _ title: String, points: Int, section: String, hints: [String],
    seconds: Int = 5, checks: [Check<Answers>]
  ) {
    precondition(hints.count == 3, "exercise \(number) has \(hints.count) hints: 3 are needed")
    precondition(!checks.isEmpty, "exercise \(number) is never checked")
    sheet = ExerciseSheet(
      number: number, title: title, points: points, section: section, hints: hints,
      seconds: seconds, checks: checks.map(\.sheet))
    answers = checks.map(\.answer)
  }
}

/// A check of an exercise: random inputs, the numbers that an answer gives for them, and what they
/// should be.
public struct Check<Answers>: Sendable {
  let sheet: CheckSheet
  let answer: @Sendable (Answers, [UInt8]) throws -> [[Double]]

  /// A check of numbers that have no noise.
  ///
  /// - Parameters:
  ///   - name: what is tried, in a few words.
  ///   - cases: how many random inputs are tried.
  ///   - tolerance: of each number, relative to it or to 1 if it is smaller.
  ///   - whenNotFinite: what it means if a number is infinite or not a number.
  ///   - given: draws an input.
  ///   - answer: the numbers that the answers give for an input; it runs in the child process.
  ///   - expected: the right ones.
  ///   - mistakes: those that are known.
  ///   - labels: names of the numbers.
  public init<Input: Codable & Sendable>(
    _ name: String, cases: Int = 12, tolerance: Double = 1e-9, whenNotFinite: String? = nil,
    given: @escaping @Sendable (inout RandomStream) -> Input,
    answer: @escaping @Sendable (Answers, Input) throws -> [Double],
    expected: @escaping @Sendable (Input) -> [Double], mistakes: [Mistake<Input>] = [],
    labels: [String] = []
  ) {
    self.init(
      name, cases: cases, tolerance: tolerance, whenNotFinite: whenNotFinite, labels: labels,
      given: given, answer: answer, formula: Formula { input, _ in expected(input) },
      mistakes: mistakes)
  }

  /// A check of numbers that have no noise, by a formula with its slips.
  ///
  /// - Parameters:
  ///   - name: what is tried, in a few words.
  ///   - cases: how many random inputs are tried.
  ///   - tolerance: of each number, relative to it or to 1 if it is smaller.
  ///   - whenNotFinite: what it means if a number is infinite or not a number.
  ///   - labels: names of the numbers.
  ///   - given: draws an input.
  ///   - answer: the numbers that the answers give for an input; it runs in the child process.
  ///   - formula: the right numbers, and with slips those of the known mistakes.
  ///   - mistakes: further ones, which are no slip in the formula.
  public init<Input: Codable & Sendable>(
    _ name: String, cases: Int = 12, tolerance: Double = 1e-9, whenNotFinite: String? = nil,
    labels: [String] = [], given: @escaping @Sendable (inout RandomStream) -> Input,
    answer: @escaping @Sendable (Answers, Input) throws -> [Double], formula: Formula<Input>,
    mistakes: [Mistake<Input>] = []
  ) {
    let targets = { @Sendable (numbers: [Double]) in
      numbers.map { Target.value($0, tolerance: tolerance) }
    }
    let known = { @Sendable (inputs: [Input], slips: ClosedRange<Int>) in
      slips.flatMap { formula.mistakes(like: inputs[0], slips: $0) }
        .map { $0.distribution(targets) }
    }
    self.init(
      name, cases: cases, count: { formula($0).count }, whenNotFinite: whenNotFinite,
      given: given, answer: answer, measured: { $1 }, expected: { targets(formula($0)) },
      mistakes: { known($0, 1...2) + mistakes.map { $0.distribution(targets) } },
      // Of more slips there would be so many that students wait.
      triples: { formula.mistakes(like: $0[0], slips: 1).count < 30 ? known($0, 3...3) : [] },
      labels: { _ in labels },
      slipping: { inputs in
        formula.mistakes(like: inputs[0], slips: 1).map { ($0.name, inputs.map($0.formula)) }
      }, labelsAnswers: true)
  }

  /// A check of numbers that have no noise, by a formula with its slips, if the input says what is
  /// asked.
  public init<Input: Problem>(
    _ name: String, cases: Int = 12, tolerance: Double = 1e-9, whenNotFinite: String? = nil,
    labels: [String] = Input.labels, formula: Formula<Input>,
    given: @escaping @Sendable (inout RandomStream) -> Input
  ) where Input.Answers == Answers {
    self.init(
      name, cases: cases, tolerance: tolerance, whenNotFinite: whenNotFinite, labels: labels,
      given: given, answer: { try $1.answer($0) }, formula: formula)
  }

  init<Input: Codable & Sendable>(
    _ name: String, cases: Int, count: @escaping @Sendable (Input) -> Int, whenNotFinite: String?,
    given: @escaping @Sendable (inout RandomStream) -> Input,
    answer: @escaping @Sendable (Answers, Input) throws -> [Double],
    measured: @escaping @Sendable (Input, [Double]) -> [Double],
    expected: @escaping @Sendable (Input) -> [Target],
    mistakes: @escaping @Sendable ([Input]) -> [WrongDistribution<Input>],
    triples: @escaping @Sendable ([Input]) -> [WrongDistribution<Input>] = { _ in [] },
    labels: @escaping @Sendable (Input) -> [String],
    slipping: @escaping @Sendable ([Input]) -> [(name: String, answers: [[Double]])] = { _ in [] },
    labelsAnswers: Bool = false
  ) {
    self.answer = { answers, bytes in
      try decoded([Input].self, from: bytes).map { try answer(answers, $0) }
    }
    sheet = CheckSheet(name: name) { random in
      let inputs = (0..<cases).map { _ in given(&random) }
      let judge = Remembered {
        Judge(
          inputs: inputs, count: count, measured: measured, expected: expected,
          mistakes: mistakes(inputs), labels: labels, whenNotFinite: whenNotFinite,
          labelsAnswers: labelsAnswers, triples: { triples(inputs) })
      }
      return Question(
        bytes: encoded(inputs),
        mistakes: { mistakes(inputs).filter { $0.slips == 1 }.map(\.text) },
        slips: { slipping(inputs) },
        judge: { judge.value.judge($0) })
    }
  }
}

/// An input that says what is asked.
public protocol Problem: Codable, Sendable {
  associatedtype Answers

  /// What the numbers of an answer are called; empty if there is only one.
  static var labels: [String] { get }
  /// The numbers that the answers give for it.
  func answer(_ answers: Answers) throws -> [Double]
}

extension Problem {
  public static var labels: [String] { [] }
}

/// A known mistake of an exact exercise: what it makes of an input.
public struct Mistake<Input>: Sendable {
  let name: String
  let section: String
  /// How many mistakes it is at once; more are thought of only if fewer do not explain the numbers.
  let slips: Int
  let formula: @Sendable (Input) -> [Double]

  /// - Parameters:
  ///   - name: what was done wrong, as a sentence to the student.
  ///   - section: where the book explains it.
  ///   - formula: the numbers that it leads to.
  public init(
    _ name: String, _ section: String, formula: @escaping @Sendable (Input) -> [Double]
  ) {
    self.init(name, section, slips: 1, formula: formula)
  }

  init(
    _ name: String, _ section: String, slips: Int,
    formula: @escaping @Sendable (Input) -> [Double]
  ) {
    (self.name, self.section, self.slips, self.formula) = (name, section, slips, formula)
  }

  func distribution(
    _ targets: @escaping @Sendable ([Double]) -> [Target]
  ) -> WrongDistribution<Input> {
    WrongDistribution(name, section, slips: slips, distributions: [{ targets(formula($0)) }])
  }
}

/// A known mistake of a statistical exercise: the distribution of its statistics.
struct WrongDistribution<Input>: Sendable {
  let name: String
  let section: String
  let slips: Int
  /// What the statistics are with it: numbers are the mistake's if they fit all of these.
  let distributions: [@Sendable (Input) -> [Target]]

  /// What a diagnosis says.
  var text: String { "\(name) (\(section))" }

  init(
    _ name: String, _ section: String, slips: Int = 1,
    distributions: [@Sendable (Input) -> [Target]]
  ) {
    (self.name, self.section, self.slips) = (name, section, slips)
    self.distributions = distributions
  }
}

/// What an exercise throws if an answer has not the form that was asked for: its text is shown as
/// it stands, and not as an error of the answer's own.
public protocol Malformation: Error, CustomStringConvertible {}

/// What a stub throws.
public struct NotAttempted: Error, Equatable {
  public init() {}
}
