import NotebookEvents

/// Compares the numbers of an answer with the right ones, and with those of known mistakes.
struct Judge<Input> {
  /// The chance with which a check refuses a right answer, over all its numbers, if means are
  /// normal. They are only nearly so: far out a skewed one has a few times the chance, and what is
  /// promised is one in a million.
  static var falseRejectionRate: Double { 1e-7 }

  let inputs: [Input]
  let count: @Sendable (Input) -> Int
  let measured: @Sendable (Input, [Double]) -> [Double]
  let expected: @Sendable (Input) -> [Target]
  let mistakes: [WrongDistribution<Input>]
  let labels: [String]
  let whenNotFinite: String?

  func judge(_ answers: [[Double]]) -> Finding {
    guard answers.count == inputs.count else {
      return .wrong(.malformed("\(answers.count) answers came to \(inputs.count) questions"))
    }
    for (input, answer) in zip(inputs, answers) {
      if let fault = malformation(of: answer, to: input) {
        return .wrong(.malformed(fault), circumstances(input))
      }
    }
    let numbers = zip(inputs, answers).map { measured($0, $1) }
    let targets = inputs.map(expected)
    let fitting = mistakes.indices.filter {
      accepts(numbers, inputs.map(mistakes[$0].distribution))
    }
    var finding =
      accepts(numbers, targets)
      ? Finding.right
      : .wrong(diagnosis(numbers, targets, fitting), evidence(numbers, targets))
    finding.refuted = Set(mistakes.map(\.text)).subtracting(fitting.map { mistakes[$0].text })
    return finding
  }

  private func malformation(of answer: [Double], to input: Input) -> String? {
    let right = count(input)
    if answer.count != right {
      return "the answer has \(answer.count) number\(answer.count == 1 ? "" : "s"): "
        + "it should have \(right)"
    }
    guard let bad = answer.firstIndex(where: { !$0.isFinite }) else { return nil }
    let what = answer[bad].isNaN ? "not a number (NaN)" : "infinite"
    let place = answer.count == 1 ? "the answer" : "number \(bad + 1) of \(answer.count)"
    return "\(place) is \(what)" + (whenNotFinite.map { ": " + $0 } ?? "")
  }

  private func accepts(_ numbers: [[Double]], _ targets: [[Target]]) -> Bool {
    let rate = rate(targets)
    return zip(numbers, targets).allSatisfy { accepts($0, $1, rate: rate) }
  }

  private func accepts(_ numbers: [Double], _ targets: [Target], rate: Double) -> Bool {
    numbers.count == targets.count
      && zip(numbers, targets).allSatisfy { $1.accepts($0, rate: rate) }
  }

  /// The chance with which a single number is refused, so that all together keep to theirs.
  private func rate(_ targets: [[Target]]) -> Double {
    let statistical = targets.joined().count { $0.isStatistical }
    return Self.falseRejectionRate / Double(max(1, statistical))
  }

  /// - Parameter fitting: the known mistakes that give these numbers.
  private func diagnosis(
    _ numbers: [[Double]], _ targets: [[Target]], _ fitting: [Int]
  ) -> Diagnosis {
    let simple = fitting.filter { !mistakes[$0].isPair }
    if let named = [simple, fitting].first(where: { !$0.isEmpty }) {
      return .known(named.map { mistakes[$0].text })
    }
    return commonDeviation(numbers, targets) ?? .unknown
  }

  /// The factor or the difference that all wrong numbers have in common, if there is one: a fact,
  /// not a prediction. Numbers that lack only some last digits, where a check asks for more than
  /// are compared here, have neither.
  private func commonDeviation(_ numbers: [[Double]], _ targets: [[Target]]) -> Diagnosis? {
    let pairs = Array(zip(numbers.joined(), targets.joined()))
    guard pairs.allSatisfy({ !$1.isStatistical }) else { return nil }
    let wrong = pairs.filter { !$1.accepts($0, rate: 0) }.map { ($0, $1.center) }
    func common(_ values: [Double], scale: Double, besides neutral: Double) -> Double? {
      guard values.count >= 3, let first = values.first, abs(first - neutral) > 1e-9 * scale
      else { return nil }
      guard values.allSatisfy({ abs($0 - first) <= 1e-9 * scale }) else { return nil }
      // A number with few digits is not spoilt by the rounding of the answer.
      let simple = (first * 1e6).rounded() / 1e6
      return simple != 0 && abs(simple - first) <= 1e-9 * scale ? simple : first
    }
    let ofSize = wrong.filter { abs($1) > 1e-6 }.map { $0 / $1 }
    let isAll = wrong.count == pairs.count
    if ofSize.count == wrong.count,
      let factor = common(ofSize, scale: abs(ofSize.first ?? 0), besides: 1),
      factor != 0
    {
      return .factor(factor, ofAll: isAll)
    }
    let largest = wrong.map { abs($1) }.max() ?? 0
    return common(wrong.map { $0 - $1 }, scale: max(1, largest), besides: 0).map {
      .shift($0, ofAll: isAll)
    }
  }

  /// How many inputs went wrong, the one of them that is easiest to follow by hand, and in its
  /// answer the number that is furthest off, beside the right one.
  private func evidence(_ numbers: [[Double]], _ targets: [[Target]]) -> [String] {
    let rate = rate(targets)
    let wrong = inputs.indices.filter { !accepts(numbers[$0], targets[$0], rate: rate) }
    let lengths = inputs.map { InputText.of($0, longest: .max).count }
    guard let example = wrong.min(by: { lengths[$0] < lengths[$1] }) else { return [] }
    let share =
      wrong.count == 1
      ? "1 of \(inputs.count) inputs goes wrong:"
      : "\(wrong.count) of \(inputs.count) inputs go wrong, this one too:"
    return (inputs.count == 1 ? [] : [share]) + circumstances(inputs[example]) + [
      furthest(numbers[example], targets[example])
    ]
  }

  private func circumstances(_ input: Input) -> [String] {
    let text = InputText.of(input)
    return text.isEmpty ? [] : ["with \(text)"]
  }

  private func furthest(_ numbers: [Double], _ targets: [Target]) -> String {
    func excess(_ i: Int) -> Double {
      let difference = abs(numbers[i] - targets[i].center)
      return targets[i].isStatistical ? difference / targets[i].standardDeviation : difference
    }
    guard numbers.count == targets.count,
      let worst = numbers.indices.max(by: { excess($0) < excess($1) })
    else { return "there are \(numbers.count) numbers: there should be \(targets.count)" }
    let (number, target) = (numbers[worst], targets[worst])
    let label =
      worst < labels.count
      ? labels[worst] + ": " : numbers.count > 1 ? "number \(worst + 1) of \(numbers.count): " : ""
    let (many, few) = (NumberFormat.significant(8), NumberFormat.significant(3))
    let difference = number - target.center
    let distance =
      target.isStatistical && target.standardDeviation > 0
      ? "z = \(few(difference / target.standardDeviation))" : "difference \(few(difference))"
    return "\(label)measured \(many(number)), expected \(many(target.center)), \(distance)"
  }
}
