import NotebookEvents

/// Compares the numbers of an answer with the right ones, and with those of known mistakes.
struct Judge<Input> {
  /// The chance with which a check refuses a right answer, over all its numbers.
  static var falseRejectionRate: Double { 1e-6 }

  let inputs: [Input]
  let count: @Sendable (Input) -> Int
  let measured: @Sendable (Input, [Double]) -> [Double]
  let expected: @Sendable (Input) -> [Target]
  let mistakes: [WrongLaw<Input>]
  let labels: [String]
  let whenNotFinite: String?

  func judge(_ answers: [[Double]]) -> Finding {
    if let fault = malformation(of: answers) {
      return .wrong(diagnosis: .malformed(fault), numbers: "")
    }
    let numbers = zip(inputs, answers).map { measured($0, $1) }
    let targets = inputs.map(expected)
    if accepts(numbers, targets) { return .right }
    return .wrong(
      diagnosis: diagnosis(numbers, targets), numbers: worst(numbers, targets))
  }

  private func malformation(of answers: [[Double]]) -> String? {
    guard answers.count == inputs.count else {
      return "\(answers.count) answers came to \(inputs.count) questions"
    }
    for (input, answer) in zip(inputs, answers) {
      let right = count(input)
      if answer.count != right {
        return "the answer has \(answer.count) numbers: it should have \(right)"
      }
      if let bad = answer.firstIndex(where: { !$0.isFinite }) {
        let what = answer[bad].isNaN ? "not a number (NaN)" : "infinite"
        let place = answer.count == 1 ? "the answer" : "number \(bad + 1) of \(answer.count)"
        return "\(place) is \(what)" + (whenNotFinite.map { ": " + $0 } ?? "")
      }
    }
    return nil
  }

  private func accepts(_ numbers: [[Double]], _ targets: [[Target]]) -> Bool {
    let statistical = targets.joined().count { $0.isStatistical }
    let rate = Self.falseRejectionRate / Double(max(1, statistical))
    for (numbers, targets) in zip(numbers, targets) {
      guard numbers.count == targets.count else { return false }
      for (number, target) in zip(numbers, targets)
      where !target.accepts(number, rate: rate) {
        return false
      }
    }
    return true
  }

  private func diagnosis(_ numbers: [[Double]], _ targets: [[Target]]) -> Diagnosis {
    let fitting = mistakes.filter { accepts(numbers, inputs.map($0.law)) }
    if !fitting.isEmpty {
      return .known(fitting.map { "\($0.name) (\($0.section))" })
    }
    return commonFactor(numbers, targets).map { .factor($0) } ?? .unknown
  }

  /// The factor by which all numbers differ from the right ones, if there is one and it is not 0.
  private func commonFactor(_ numbers: [[Double]], _ targets: [[Target]]) -> Double? {
    let pairs = zip(numbers.joined(), targets.joined())
    guard targets.joined().allSatisfy({ !$0.isStatistical }) else { return nil }
    let quotients = pairs.filter { abs($1.center) > 1e-6 }.map { $0 / $1.center }
    guard quotients.count >= 3, let first = quotients.first, first != 0 else { return nil }
    let isCommon = quotients.allSatisfy { abs($0 / first - 1) < 1e-9 }
    return isCommon ? first : nil
  }

  /// The number that is furthest off, beside the right one.
  private func worst(_ numbers: [[Double]], _ targets: [[Target]]) -> String {
    var worst: (excess: Double, text: String) = (-1, "")
    let format = NumberFormat.significant(8)
    for (numbers, targets) in zip(numbers, targets) {
      for (i, (number, target)) in zip(numbers, targets).enumerated() {
        let difference = number - target.center
        let z = difference / target.deviation
        let excess = target.isStatistical ? abs(z) : abs(difference)
        guard excess > worst.excess else { continue }
        let label = i < labels.count ? labels[i] + ": " : ""
        worst = (
          excess,
          "\(label)measured \(format(number)), expected \(format(target.center)), "
            + (target.isStatistical && target.deviation > 0
              ? "z = \(NumberFormat.significant(3)(z))"
              : "difference \(NumberFormat.significant(3)(difference))")
        )
      }
    }
    return worst.text
  }
}
