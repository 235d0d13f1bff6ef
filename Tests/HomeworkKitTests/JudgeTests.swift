import Testing

@testable import HomeworkKit

private struct Pair: Codable {
  var first: Double
  var second: Double
  var seed: UInt64 = 12_345
}

@Suite struct JudgeTests {
  /// Asks for 2·first and 3·second of three inputs.
  private let judge = Judge<Pair>(
    inputs: [
      Pair(first: 1.0 / 3, second: 2), Pair(first: 1, second: -1), Pair(first: 4, second: 0.125),
    ],
    count: { _ in 2 }, measured: { $1 },
    expected: { [.value(2 * $0.first), .value(3 * $0.second)] },
    mistakes: [
      WrongDistribution(
        "thrice", "section 1", distributions: [{ [.value(3 * $0.first), .value(3 * $0.second)] }])
    ],
    labels: { _ in [] }, whenNotFinite: "divided by zero")

  private func finding(
    _ answer: (Pair) -> [Double]
  ) throws -> (diagnosis: Diagnosis, evidence: [String]) {
    try #require(judge.judge(judge.inputs.map(answer)).fault)
  }

  @Test func rightIsRight() {
    #expect(judge.judge(judge.inputs.map { [2 * $0.first, 3 * $0.second] }).fault == nil)
  }

  @Test func mistakesAreNamed() throws {
    let thrice = try finding { [3 * $0.first, 3 * $0.second] }
    #expect(thrice.diagnosis == .known(["thrice (section 1)"]))
  }

  /// Where several formulas give the same numbers, all are named.
  @Test func allMistakesThatFitAreNamed() {
    let judge = Judge<Pair>(
      inputs: [Pair(first: 2, second: 0)], count: { _ in 1 }, measured: { $1 },
      expected: { [.value($0.first)] },
      mistakes: [
        WrongDistribution("twice", "section 1", distributions: [{ [.value(2 * $0.first)] }]),
        WrongDistribution("thrice", "section 2", distributions: [{ [.value(3 * $0.first)] }]),
        WrongDistribution(
          "the square", "section 3", distributions: [{ [.value($0.first * $0.first)] }]),
      ], labels: { _ in [] }, whenNotFinite: nil)
    #expect(
      judge.judge([[4]]).fault?.diagnosis
        == .known(["twice (section 1)", "the square (section 3)"]))
  }

  /// The rate is that of the whole check: each of four numbers may be as far out as happens once in 4e7,
  /// 5.57 standard errors, not 5.33.
  @Test(arguments: [(5.3, true), (5.5, true), (5.6, false)])
  func allNumbersShareTheRate(z: Double, isRight: Bool) {
    let judge = Judge<Pair>(
      inputs: [Pair(first: 1, second: 2), Pair(first: 3, second: 4)], count: { _ in 2 },
      measured: { $1 },
      expected: { [.mean($0.first, standardError: 1), .mean($0.second, standardError: 1)] },
      mistakes: [], labels: { _ in [] }, whenNotFinite: nil)
    #expect((judge.judge([[1, 2], [3 + z, 4]]).fault == nil) == isRight)
  }

  /// What the wrong numbers have in common is said, and whether all are wrong.
  @Test func commonFactorsAreFound() throws {
    #expect(
      try finding { [-2 * $0.first, -3 * $0.second] }.diagnosis == .factor(-1, ofAll: true))
    #expect(try finding { [2 * $0.first, 6 * $0.second] }.diagnosis == .factor(2, ofAll: false))
    #expect(
      try finding { [-2 * $0.first * (1 + 1e-13), -3 * $0.second] }.diagnosis
        == .factor(-1, ofAll: true))
    #expect("\(Diagnosis.factor(-1, ofAll: true))" == "every number has the wrong sign")
    #expect(
      "\(Diagnosis.factor(2, ofAll: false))" == "every wrong number has 2 times the right value")
  }

  /// Numbers that are right in ten of twelve digits are neither 1 times the right ones nor those
  /// plus nothing: they are called imprecise.
  @Test func lastDigitsAreNoCommonFactor() {
    let exact = [1.5, 2.5, -3.5, 4.5]
    let judge = Judge<Pair>(
      inputs: [Pair(first: 1, second: 2)], count: { _ in 4 }, measured: { $1 },
      expected: { _ in exact.map { .value($0, tolerance: 1e-12) } }, mistakes: [],
      labels: { _ in [] },
      whenNotFinite: nil)
    for answer in [exact.map { $0 * (1 + 1e-11) }, exact.map { $0 + 1e-11 }] {
      guard case .imprecise(10...11, isFloat: false) = judge.judge([answer]).fault?.diagnosis else {
        Issue.record("\(judge.judge([answer]))")
        continue
      }
    }
  }

  /// Floats are called by their name; other numbers that are nearly right are told how nearly.
  @Test func lostDigitsAreNamed() throws {
    let float = try finding { [Double(Float(2 * $0.first)), Double(Float(3.3 * $0.second / 1.1))] }
    #expect(float.diagnosis == .imprecise(digits: 7, isFloat: true))
    #expect("\(float.diagnosis)".contains("a Tensor holds Floats"))
    let early = try finding { [2 * $0.first, 3 * $0.second * (1 + 2e-8)] }
    #expect(early.diagnosis == .imprecise(digits: 7, isFloat: false))
    let far = try finding { [2 * $0.first, 3 * $0.second * (1 + 2e-5)] }
    #expect(far.diagnosis == .factor(1.00002, ofAll: false))
  }

  /// The number that is shown is one that was refused, with the digits in which it is wrong.
  @Test func theNumberShownConvicts() throws {
    let near = try finding { [2 * $0.first, 3 * $0.second + ($0.first == 1 ? 4e-9 : 0)] }
    #expect(
      near.evidence.last
        == "number 2 of 2: measured -2.999999996, expected -3, difference 4.00e-9")
    // Of two statistics the second is further off in deviations, but only the first is refused.
    let judge = Judge<Pair>(
      inputs: [Pair(first: 1, second: 2)], count: { _ in 2 }, measured: { $1 },
      expected: { _ in [.value(1), .mean(0, standardError: 1)] }, mistakes: [],
      labels: { _ in ["x₁ after step 2", "mean"] }, whenNotFinite: nil)
    let fault = judge.judge([[1.5, 3]]).fault
    #expect(fault?.evidence.last == "x₁ after step 2: measured 1.5, expected 1, difference 0.5")
  }

  @Test func inputsCanBePasted() throws {
    #expect(
      InputText.swift(of: Pair(first: 0.1 + 0.2, second: -1))
        == ["let first = 0.30000000000000004", "let second = -1.0", "let seed = 12345"])
    struct Machine {
      var inner = Pair(first: 2, second: 3, seed: 4)
    }
    #expect(
      InputText.swift(of: Machine())
        == ["let inner_first = 2.0", "let inner_second = 3.0", "let inner_seed = 4"])
    #expect(InputText.swift(of: [[1.5], [-2]]) == ["let input = [[1.5], [-2.0]]"])
    #expect(
      judge.judge(judge.inputs.map { [2 * $0.first, 0] }).input.first == "let first = 1.0")
  }

  @Test func whatATerminalObeysIsNotShown() {
    #expect("a\u{1B}[31mb\u{7}\u{202E}c\u{9B}é✓".printable == "a[31mbcé✓")
  }

  @Test func commonDifferencesAreFound() throws {
    let low = try finding { [2 * $0.first, 3 * $0.second - 0.5] }
    #expect(low.diagnosis == .shift(-0.5, ofAll: false))
    #expect("\(low.diagnosis)" == "every wrong number has the right value minus 0.5")
  }

  /// Of spins, all that are wrong have the wrong sign, which says nothing.
  @Test func whatHasTwoValuesIsWrongInOneWay() {
    let judge = Judge<Pair>(
      inputs: [Pair(first: 1, second: -1)], count: { _ in 4 }, measured: { $1 },
      expected: { _ in [1, -1, 1, -1].map { .value($0) } }, mistakes: [], labels: { _ in [] },
      whenNotFinite: nil)
    #expect(judge.judge([[-1, 1, -1, -1]]).fault?.diagnosis == .unknown)
    #expect(judge.judge([[-2, 2, -2, 2]]).fault?.diagnosis == .factor(-2, ofAll: true))
  }

  @Test func nothingIsGuessed() throws {
    #expect(try finding { [2 * $0.first, $0.second * $0.second] }.diagnosis == .unknown)
    #expect(try finding { _ in [0, 0] }.diagnosis == .unknown)
    // The factor of two wrong numbers may be an accident.
    let one = try finding { [2 * $0.first, ($0.first == 1 ? 6 : 3) * $0.second] }
    #expect(one.diagnosis == .unknown)
  }

  /// The proof shows the input that is shortest to write, not its seed, and the worst number.
  @Test func theProofCanBeFollowedByHand() throws {
    let evidence = try finding { [2 * $0.first + 0.1, $0.second * $0.second] }.evidence
    #expect(
      evidence == [
        "3 of 3 inputs go wrong, this one too:", "with first = 1, second = -1",
        "number 2 of 2: measured 1, expected -3, difference 4",
      ])
    let one = try finding { [2 * $0.first, ($0.first == 4 ? 6 : 3) * $0.second] }.evidence
    #expect(one.prefix(2) == ["1 of 3 inputs goes wrong:", "with first = 4, second = 0.125"])
  }

  @Test func whatIsNoAnswerIsShownWithItsInput() throws {
    let infinite = try finding { [2 * $0.first, $0.second < 0 ? .infinity : 3 * $0.second] }
    #expect(
      infinite.diagnosis == .malformed("number 2 of 2 is infinite: divided by zero"))
    #expect(infinite.evidence == ["with first = 1, second = -1"])
    let labelled = Judge<Pair>(
      inputs: [Pair(first: 1, second: 2)], count: { _ in 2 }, measured: { $1 },
      expected: { _ in [.value(1), .value(2)] }, mistakes: [], labels: { _ in ["L", "∂L/∂c"] },
      whenNotFinite: nil, labelsAnswers: true)
    #expect(
      labelled.judge([[1, .nan]]).fault?.diagnosis == .malformed("∂L/∂c is not a number (NaN)"))
    let short = try finding { [$0.first] }
    #expect(short.diagnosis == .malformed("the answer has 1 number: it should have 2"))
    #expect(
      judge.judge([[1, 2]]).fault?.diagnosis
        == .malformed("1 answers came to 3 questions"))
  }

  /// What students' code says cannot pass for a line of the report.
  @Test(arguments: [
    ("a\n  9.1  right", "a   9.1  right"),
    ("\u{1B}[32mright\u{1B}[0m", "\\u{1B}[32mright\\u{1B}[0m"),
    ("a\r\u{8}b\u{7F}", "a \\u{8}b\\u{7F}"), ("\u{202E}thgir\u{2028}x", "\\u{202E}thgir x"),
    ("\u{85}Δ = ½ é", "\\u{85}Δ = ½ é"), ("", ""),
  ]) func nothingIsForged(said: String, shown: String) {
    #expect("\(Mishap.threw(said))" == shown)
    #expect("\(Mishap.doesNotCompile(said))" == "Answers.swift does not compile: \(shown)")
    #expect("\(Mishap.cannotStart(said))" == "it could not be started: \(shown)")
  }

  @Test func longLinesAreWrapped() {
    #expect("a bb ccc".wrapped(to: 8) == ["a bb ccc"])
    #expect("a bb ccc d".wrapped(to: 6) == ["a bb", "  ccc", "  d"])
    #expect("extraordinary a".wrapped(to: 4) == ["extraordinary", "  a"])
    #expect("".wrapped(to: 4) == [""])
  }

  @Test func inputsAreReadable() {
    struct Input {
      var standardDeviation = 1.0 / 3
      var points = [[1.5, -2], [0, 3]]
      var seed: UInt64 = 7
      var many = (1...20).map(Double.init)
      var isLast = true
    }
    #expect(
      InputText.of(Input())
        == "standardDeviation = 0.333333, points = [[1.5, -2], [0, 3]], many = [1, 2, 3, … 20 in all], "
        + "isLast = true")
    #expect(InputText.of(0.25) == "0.25")
  }

  @Test func structuresInInputsAreReadable() {
    struct Machine {
      var W = [[0.5], [-1]]
      var seed: UInt64 = 7
    }
    struct Input {
      var machine = Machine()
      var steps = 2
    }
    #expect(InputText.of(Input()) == "machine.W = [[0.5], [-1]], steps = 2")
  }
}
