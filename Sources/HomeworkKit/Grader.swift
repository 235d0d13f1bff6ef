/// Grades exercises one after the other, each in a child process.
public struct Grader: Sendable {
  let isolation: Isolation
  public let questionnaire: Questionnaire
  /// Of all inputs; another in every run, so that learning answers by heart does not pay.
  public let seed: UInt64

  /// - Parameters:
  ///   - questionnaire: the homework.
  ///   - program: the program that holds the answers.
  ///   - launcher: a homework program that sets the limits before it becomes the other; the same
  ///     one if nil.
  ///   - seed: of the inputs.
  public init(
    _ questionnaire: Questionnaire, program: String, launcher: String? = nil, seed: UInt64
  ) {
    (self.questionnaire, self.seed) = (questionnaire, seed)
    isolation = Isolation(program: program, launcher: launcher ?? program)
  }

  /// A seed that nobody knows beforehand, short enough to be typed.
  public static func freshSeed() -> UInt64 { UInt64.random(in: 1..<1_000_000_000) }

  /// Grades the exercises with these numbers, or all.
  ///
  /// - Parameters:
  ///   - numbers: the exercises, all if empty.
  ///   - report: called before the first exercise and after each with what is known so far.
  public func grade(
    only numbers: [String] = [], report: @Sendable (Report) throws -> Void = { _ in }
  ) async rethrows -> Report {
    let chosen = questionnaire.exercises.filter {
      numbers.isEmpty || numbers.contains($0.number)
    }
    var result = Report(
      questionnaire: questionnaire, seed: seed,
      rows: chosen.map { Report.Row(exercise: $0, verdict: nil) })
    try report(result)
    for (i, exercise) in chosen.enumerated() {
      result.rows[i].verdict = await verdict(on: exercise)
      try report(result)
    }
    return result
  }

  func verdict(on exercise: ExerciseSheet) async -> Verdict {
    let questions = exercise.questions(seed: seed)
    let reply = await isolation.ask(
      exercise.number, questions.map(\.question.bytes), limits: Limits(seconds: exercise.seconds))
    if case .notAttempted = reply.end { return .notAttempted }
    var findings: [(String, Finding)] = []
    for ((name, question), answer) in zip(questions, reply.answers) {
      findings.append((name, question.judge(answer)))
    }
    let verdict = ExerciseSheet.verdict(findings)
    if case .mishap(let mishap) = reply.end, verdict == .right {
      let reached = min(reply.answers.count, questions.count - 1)
      return .broken(check: questions[reached].name, mishap)
    }
    // Fail closed: only a complete set of right answers is right.
    guard verdict != .right || reply.answers.count == questions.count else {
      return .broken(check: questions[reply.answers.count].name, .garbage)
    }
    return verdict
  }
}
