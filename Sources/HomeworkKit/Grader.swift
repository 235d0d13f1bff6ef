/// Grades exercises one after the other, each in a child process.
public struct Grader: Sendable {
  let isolation: Isolation
  public let questionnaire: Questionnaire
  /// Of all inputs; another in every run, so that learning answers by heart does not pay.
  public let seed: UInt64

  /// - Parameters:
  ///   - questionnaire: the homework.
  ///   - program: the program that holds the answers.
  ///   - seed: of the inputs.
  ///   - custody: of each child.
  package init(
    _ questionnaire: Questionnaire, program: String, seed: UInt64,
    custody: @escaping @Sendable () -> any Custody = { NoCustody() }
  ) {
    (self.questionnaire, self.seed) = (questionnaire, seed)
    isolation = Isolation(program: program, custody: custody)
  }

  /// A seed that nobody knows beforehand, short enough to be typed.
  public static func freshSeed() -> UInt64 { UInt64.random(in: 1..<1_000_000_000) }

  /// Grades the exercises with these numbers, or all.
  ///
  /// - Parameters:
  ///   - numbers: the exercises, all if empty.
  ///   - report: called before the first exercise and after each with what is known so far.
  public func grade(
    only numbers: [String] = [], report: @Sendable (Report) throws -> Void
  ) async rethrows -> Report {
    var result = Report(questionnaire, seed: seed, only: numbers)
    try report(result)
    for i in result.rows.indices {
      result.rows[i] = await row(on: result.rows[i].exercise)
      try report(result)
    }
    return result
  }

  func row(on exercise: ExerciseSheet) async -> Report.Row {
    let questions = exercise.questions(seed: seed)
    let reply = await isolation.ask(
      exercise.number, questions.map(\.question.bytes), limits: Limits(seconds: exercise.seconds))
    let findings = zip(questions, reply.answers).map { question, answer in
      (check: question.name, finding: question.question.judge(answer))
    }
    var row = Report.Row(exercise: exercise)
    row.printed = reply.printed
    row.verdict =
      if case .notAttempted = reply.end {
        .notAttempted
      } else {
        verdict(questions.map(\.name), reply, ExerciseSheet.verdict(findings))
      }
    if case .wrong(let check, _, _) = row.verdict {
      row.input = findings.first { $0.check == check }?.finding.input ?? []
    }
    return row
  }

  /// - Parameter verdict: on the answers that came.
  private func verdict(
    _ checks: [String], _ reply: Isolation.Reply, _ verdict: Verdict
  ) -> Verdict {
    if case .mishap(let mishap) = reply.end, verdict == .right {
      return .broken(check: checks[min(reply.answers.count, checks.count - 1)], mishap)
    }
    // Fail closed: only a complete set of right answers is right.
    guard verdict != .right || reply.answers.count == checks.count else {
      return .broken(check: checks[reply.answers.count], .garbage)
    }
    return verdict
  }
}
