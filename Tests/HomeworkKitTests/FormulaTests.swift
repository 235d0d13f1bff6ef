import Elementary
import Testing

@testable import HomeworkKit

@Suite struct FormulaTests {
  /// ½ x² − y, with three slips.
  private static let formula = Formula<[Double]> { x, slip in
    let half = slip("the ½ is missing", "section 1", 1, insteadOf: 0.5)
    let square = slip("not squared", "section 1", x[0], insteadOf: x[0] * x[0])
    let sign = slip("the sign is wrong", "section 2", 1.0, insteadOf: -1)
    return [half * square + sign * x[1]]
  }

  private typealias Answers = @Sendable ([Double]) -> Double

  private static func exercise(
    _ given: (name: String, x: ClosedRange<Double>, y: ClosedRange<Double>)...,
    formula: Formula<[Double]> = formula
  ) -> Exercise<Answers> {
    Exercise(
      "1.1", "Half a square", points: 1, section: "section 1", hints: ["", "", ""],
      checks: given.map { name, x, y in
        Check(
          name, given: { [$0.uniform(x), $0.uniform(y)] }, answer: { answers, x in [answers(x)] },
          formula: formula)
      })
  }

  private static let exercise = exercise(
    ("both", 1.5...3, 1...2), ("only the square", 1.5...3, 0...0))

  private func diagnosis(
    in exercise: Exercise<Answers> = exercise, _ answers: @escaping Answers
  ) -> Diagnosis? {
    guard case .wrong(_, let diagnosis, _) = exercise.verdict(on: answers, seed: 1) else {
      return nil
    }
    return diagnosis
  }

  @Test func rightWithoutSlips() {
    #expect(Self.formula([3, 1]) == [3.5])
    #expect(diagnosis { $0[0] * $0[0] / 2 - $0[1] } == nil)
  }

  @Test func everySlipAndEveryTwoAreKnown() {
    #expect(diagnosis { $0[0] * $0[0] - $0[1] } == .known(["the ½ is missing (section 1)"]))
    #expect(
      diagnosis { $0[0] + $0[1] - 0.5 * $0[0] }
        == .known(["two slips: not squared; and the sign is wrong (section 1)"]))
    #expect(diagnosis { $0[0] * $0[0] / 3 - $0[1] } == .unknown)
  }

  @Test func threeSlipsAreTheLastThatIsThoughtOf() {
    #expect(
      diagnosis { $0[0] + $0[1] }
        == .known(["three slips: the ½ is missing; not squared; and the sign is wrong (section 1)"])
    )
    // The second check is passed, and would not be with these.
    #expect(diagnosis { $0[1] == 0 ? $0[0] * $0[0] / 2 : $0[0] + $0[1] } == .unknown)
  }

  /// What can be explained in many ways is not.
  @Test func manyExplanationsAreNone() {
    let exercise = Self.exercise(
      ("both", 1.5...3, 1...2),
      formula: Formula { x, slip in
        let factor = (1...4).reduce(1.0) {
          $0 * slip("factor \($1) is doubled", "section 1", 2, insteadOf: 1)
        }
        return [factor * x[0] - x[1]]
      })
    #expect(diagnosis(in: exercise) { 8 * $0[0] - $0[1] } == .unknown)
    #expect(diagnosis(in: exercise) { 2 * $0[0] - $0[1] } != .unknown)
  }

  /// Where y = 0 the sign has no effect: the missing ½ alone explains what the pair explains, too.
  @Test func theSimplerExplanationIsNamed() throws {
    let question = Self.exercise.sheet.questions(seed: 1)[1].question
    let slips = question.slips()
    #expect(slips.map(\.name) == ["the ½ is missing", "not squared", "the sign is wrong"])
    #expect(
      question.judge(slips[0].answers).fault?.diagnosis == .known(["the ½ is missing (section 1)"]))
    let both = slips[1].answers.map { $0.map { 2 * $0 } }
    #expect(
      question.judge(both).fault?.diagnosis
        == .known(["two slips: the ½ is missing; and not squared (section 1)"]))
  }

  /// The first check alone would take this for a missing ½; the second speaks against it.
  @Test func aNameNeedsTheConsentOfAllChecks() {
    #expect(diagnosis { ($0[1] == 0 ? 0.5 : 1) * $0[0] * $0[0] - $0[1] } == .unknown)
  }

  /// At x = 1 it does not show that there is no square: the second check knows better.
  @Test func aCheckThatKnowsBetterIsHeard() {
    let exercise = Self.exercise(("at one", 1...1, 1...2), ("both", 1.5...3, 1...2))
    guard case .wrong("both", let diagnosis, _) = exercise.verdict(on: { $0[0] - $0[1] }, seed: 1)
    else {
      Issue.record("the second check is not heard")
      return
    }
    #expect(
      diagnosis == .known(["two slips: the ½ is missing; and not squared (section 1)"]))
  }

  /// Where weights are in proportion to exponentials, the right ones come without underflow.
  @Test func weightsAndSigns() {
    let weights = Formula<[Double]> { x, slip in
      slip.weights(x, of: "points", "section 1").map {
        slip.sign("the sign is wrong", "section 1") * $0
      }
    }
    let right = weights([-1000, -1000 + log(3)])
    #expect(zip(right, [0.25, 0.75]).allSatisfy { abs($0 - $1) < 1e-12 })
    let mistakes = weights.mistakes(like: [0, log(3)], slips: 1)
    let numbers = mistakes.map { $0.formula([0, log(3)]).map { ($0 * 1e9).rounded() / 1e9 } }
    let expected = [[0.5, 0.5], [0, 1], [1, 3], [0.5, 1.5], [-0.25, -0.75]]
    #expect(Set(numbers) == Set(expected))
    // Only one alternative can stand at a place, so that all pairs are with the sign.
    let pairs = weights.mistakes(like: [0, log(3)], slips: 2)
    #expect(pairs.count == 4 && pairs.allSatisfy { $0.name.contains("the sign is wrong") })
  }
}
