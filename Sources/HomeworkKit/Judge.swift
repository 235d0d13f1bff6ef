import Elementary
import NotebookEvents
import Statistics

/// Compares the numbers of an answer with the right ones, and with those of known mistakes.
struct Judge<Input: Sendable>: Sendable {
  /// The chance with which a check refuses a right answer, over all its numbers, if means are
  /// normal. They are only nearly so: far out a skewed one has a few times the chance, and what is
  /// promised is one in a million.
  static var falseRejectionRate: Double { 1e-7 }

  let inputs: [Input]
  let count: @Sendable (Input) -> Int
  let measured: @Sendable (Input, [Double]) -> [Double]
  let mistakes: [WrongDistribution<Input>]
  let whenNotFinite: String?
  /// Whether the labels are those of the answer's numbers, not of what is measured of them.
  let labelsAnswers: Bool
  /// All three mistakes at once, if they are thought of.
  let triples: @Sendable () -> [WrongDistribution<Input>]
  /// Of each input.
  private let targets: [[Target]]
  private let labels: [[String]]

  init(
    inputs: [Input], count: @escaping @Sendable (Input) -> Int,
    measured: @escaping @Sendable (Input, [Double]) -> [Double],
    expected: (Input) -> [Target], mistakes: [WrongDistribution<Input>],
    labels: (Input) -> [String], whenNotFinite: String?, labelsAnswers: Bool = false,
    triples: @escaping @Sendable () -> [WrongDistribution<Input>] = { [] }
  ) {
    (self.inputs, self.count, self.measured, self.mistakes) = (inputs, count, measured, mistakes)
    (self.whenNotFinite, self.labelsAnswers) = (whenNotFinite, labelsAnswers)
    self.triples = triples
    targets = inputs.map(expected)
    self.labels = inputs.map(labels)
  }

  func judge(_ answers: [[Double]]) -> Finding {
    guard answers.count == inputs.count else {
      return .wrong(.malformed("\(answers.count) answers came to \(inputs.count) questions"))
    }
    for (i, answer) in answers.enumerated() {
      if let fault = malformation(of: answer, to: i) {
        var finding = Finding.wrong(.malformed(fault), circumstances(inputs[i]))
        finding.input = InputText.swift(of: inputs[i])
        return finding
      }
    }
    let numbers = zip(inputs, answers).map { measured($0, $1) }
    var finding = Finding.right
    if !accepts(numbers, targets) {
      let example = simplestWrong(numbers, targets)
      finding = .wrong(diagnosis(numbers, targets), evidence(numbers, targets, example))
      finding.input = InputText.swift(of: inputs[example])
    }
    finding.threeSlips = { triples().filter { fits($0, numbers) }.map(\.text) }
    finding.refutes = { name in
      var meant = mistakes.filter { $0.text == name }
      if meant.isEmpty { meant = triples().filter { $0.text == name } }
      return !meant.isEmpty && !meant.contains { fits($0, numbers) }
    }
    return finding
  }

  private func malformation(of answer: [Double], to index: Int) -> String? {
    let right = count(inputs[index])
    if answer.count != right {
      return "the answer has \(answer.count) number\(answer.count == 1 ? "" : "s"): "
        + "it should have \(right)"
    }
    guard let bad = answer.firstIndex(where: { !$0.isFinite }) else { return nil }
    let what = answer[bad].isNaN ? "not a number (NaN)" : "infinite"
    let labels = labelsAnswers ? labels[index] : []
    let place =
      bad < labels.count
      ? labels[bad] : answer.count == 1 ? "the answer" : "number \(bad + 1) of \(answer.count)"
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
    let statistical = targets.joined().count { $0.isRandom }
    return Self.falseRejectionRate / Double(max(1, statistical))
  }

  private func fits(_ mistake: WrongDistribution<Input>, _ numbers: [[Double]]) -> Bool {
    // One input after the other, since most mistakes are told apart by the first.
    mistake.distributions.allSatisfy { distribution in
      zip(inputs, numbers).allSatisfy { input, numbers in
        let targets = [distribution(input)]
        return accepts([numbers], targets) && isPlausible([numbers], targets)
      }
    }
  }

  /// Whether all deviations together are not too large, though each may be small enough.
  private func isPlausible(_ numbers: [[Double]], _ targets: [[Target]]) -> Bool {
    let deviations = zip(numbers.joined(), targets.joined()).compactMap { number, target in
      target.isRandom && target.standardDeviation > 0
        ? (number - target.center) / target.standardDeviation : nil
    }
    let count = Double(deviations.count)
    return dot(deviations, deviations) <= count + 7 * sqrt(2 * count) + 15
  }

  private func diagnosis(_ numbers: [[Double]], _ targets: [[Target]]) -> Diagnosis {
    // Two slips are looked for only if no single one explains the numbers.
    for count in 1...2 {
      let fitting = mistakes.filter { $0.slips == count && fits($0, numbers) }
      if !fitting.isEmpty { return .known(mostPlausible(fitting, numbers).map(\.text)) }
    }
    return imprecision(numbers, targets) ?? commonDeviation(numbers, targets) ?? .unknown
  }

  /// Of the mistakes that fit those that explain the numbers about as well as the best: one that
  /// leaves nearly all open fits nearly all numbers.
  private func mostPlausible(
    _ mistakes: [WrongDistribution<Input>], _ numbers: [[Double]]
  ) -> [WrongDistribution<Input>] {
    let plausibilities = mistakes.map { mistake in
      let targets = inputs.flatMap { mistake.distributions.last!($0) }
      return sum(zip(numbers.joined(), targets).map { $1.logLikelihood($0) })
    }
    let best = plausibilities.max()!
    return zip(mistakes, plausibilities).filter { best - $1 < 40 }.map(\.0)
  }

  /// How many digits are right, if some are in every number.
  private func imprecision(_ numbers: [[Double]], _ targets: [[Target]]) -> Diagnosis? {
    let pairs = Array(zip(numbers.joined(), targets.joined()))
    guard pairs.allSatisfy({ !$1.isRandom }) else { return nil }
    let largest = pairs.map { abs($0 - $1.center) / max(1, abs($1.center)) }.max() ?? 0
    guard largest < 1e-5 else { return nil }
    return .imprecise(
      digits: Int(-log10(largest)), isFloat: pairs.allSatisfy { Double(Float($0.0)) == $0.0 })
  }

  /// The factor or the difference that all wrong numbers have in common, if there is one: a fact,
  /// not a prediction. Numbers that lack only some last digits, where a check asks for more than
  /// are compared here, have neither.
  private func commonDeviation(_ numbers: [[Double]], _ targets: [[Target]]) -> Diagnosis? {
    let pairs = Array(zip(numbers.joined(), targets.joined()))
    guard pairs.allSatisfy({ !$1.isRandom }) else { return nil }
    let wrong = pairs.filter { !$1.accepts($0, rate: 0) }.map { ($0, $1.center) }
    // Between two values there is only one way to be wrong.
    guard Set(pairs.flatMap { [$0, $1.center] }).count > 2 else { return nil }
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

  private func areWrong(_ numbers: [[Double]], _ targets: [[Target]]) -> [Int] {
    let rate = rate(targets)
    return inputs.indices.filter { !accepts(numbers[$0], targets[$0], rate: rate) }
  }

  /// Of the inputs that went wrong the one that is easiest to follow by hand.
  private func simplestWrong(_ numbers: [[Double]], _ targets: [[Target]]) -> Int {
    let lengths = inputs.map { InputText.of($0, longest: .max).count }
    return areWrong(numbers, targets).min { lengths[$0] < lengths[$1] }!
  }

  /// How many inputs went wrong, one of them, and in its answer the number that is furthest off,
  /// beside the right one.
  private func evidence(
    _ numbers: [[Double]], _ targets: [[Target]], _ example: Int
  ) -> [String] {
    let wrong = areWrong(numbers, targets).count
    let share =
      wrong == 1
      ? "1 of \(inputs.count) inputs goes wrong:"
      : "\(wrong) of \(inputs.count) inputs go wrong, this one too:"
    return (inputs.count == 1 ? [] : [share]) + circumstances(inputs[example]) + [
      furthest(
        numbers[example], targets[example], labels: labels[example], rate: rate(targets))
    ]
  }

  private func circumstances(_ input: Input) -> [String] {
    let text = InputText.of(input)
    return text.isEmpty ? [] : ["with \(text)"]
  }

  private func furthest(
    _ numbers: [Double], _ targets: [Target], labels: [String], rate: Double
  ) -> String {
    guard numbers.count == targets.count else {
      return "there are \(numbers.count) numbers: there should be \(targets.count)"
    }
    func excess(_ i: Int) -> Double {
      let difference = abs(numbers[i] - targets[i].center)
      return targets[i].isRandom ? difference / targets[i].standardDeviation : difference
    }
    let refused = numbers.indices.filter { !targets[$0].accepts(numbers[$0], rate: rate) }
    let worst = refused.max { excess($0) < excess($1) }!
    let (number, target) = (numbers[worst], targets[worst])
    let label =
      worst < labels.count
      ? labels[worst] + ": " : numbers.count > 1 ? "number \(worst + 1) of \(numbers.count): " : ""
    // As many digits as it takes to see the difference.
    let digits = [8, 12, 17].map { NumberFormat.significant($0) }
    let many = digits.first { Double($0(number)) != Double($0(target.center)) } ?? digits[0]
    let few = NumberFormat.significant(3)
    let difference = number - target.center
    let distance =
      target.isRandom && target.standardDeviation > 0
      ? "z = \(few(difference / target.standardDeviation))" : "difference \(few(difference))"
    return "\(label)measured \(many(number)), expected \(many(target.center)), \(distance)"
  }
}
