import Elementary
import HomeworkKit
import Samplers
import Tensors

/// What the homework of chapter 2 asks for. Its statements stand in `Answers.swift`.
public protocol Exercises: Sendable {
  func barkerAcceptance(from energyAtX: Double, to energyAtY: Double, temperature: Double) throws
    -> Double
  func acceptance(
    energyDifference: Double, temperature: Double, forward: Double, backward: Double
  ) throws -> Double
  func metropolisStep(
    from states: [Double], energy: (Double) -> Double, temperature: Double,
    proposalDeviation: Double, using random: inout RandomStream
  ) throws -> [Double]
  func areaUnderCurve(ordinary: [Double], anomalies: [Double]) throws -> Double
  func annealedLogWeight(
    start: Double, schedule: [Double], startEnergy: (Double) -> Double,
    endEnergy: (Double) -> Double, move: (_ x: Double, _ β: Double) -> Double
  ) throws -> Double
}

public let homework = Homework<any Exercises>(
  chapter: 2, title: "Ratios",
  exercises: [barker, hastings, metropolisStep, anomalyScore, annealing])

private let balance = "section 2.3, Detailed balance"

// MARK: 2.1

/// Two energies and a temperature that shows if it is forgotten.
private struct Pair: Codable {
  var x: Double
  var y: Double
  var temperature: Double

  init(_ random: inout RandomStream) {
    x = 1 + 2 * random.uniform()
    y = x + (random.bernoulli(0.5) ? 1 : -0.5) * (0.5 + random.uniform())
    temperature = random.bernoulli(0.5) ? 2 + random.uniform() : 0.3 + 0.3 * random.uniform()
  }

  var difference: Double { y - x }
}

private let barkerMistakes: [Mistake<Pair>] = [
  Mistake("the sign is wrong: going uphill is the less likely", balance) {
    [sigmoid($0.difference / $0.temperature)]
  },
  Mistake("the temperature was forgotten", balance) { [sigmoid(-$0.difference)] },
  Mistake("the temperature multiplies the energy: it should divide it", balance) {
    [sigmoid(-$0.difference * $0.temperature)]
  },
  Mistake("that is the rule of Metropolis, not Barker's", balance) {
    [min(1, exp(-$0.difference / $0.temperature))]
  },
  Mistake("energies were compared by their quotient: probabilities count", "section 2.1") {
    [$0.y / ($0.x + $0.y)]
  },
  Mistake("that is the quotient of the probabilities, p(y)/p(x)", "section 2.1") {
    [exp(-$0.difference / $0.temperature)]
  },
]

private let barker = Exercise<any Exercises>(
  "2.1", "Barker's rule", points: 2, section: balance,
  hints: [
    "Divide numerator and denominator by p(y): only the quotient p(x)/p(y) is left.",
    "p(x)/p(y) = exp((E(y) − E(x))/T), whatever Z is.",
    "1/(1 + exp((E(y) − E(x))/T)), which is a sigmoid.",
  ],
  checks: [
    Check(
      "pairs of energies", given: { Pair(&$0) },
      answer: { [try $0.barkerAcceptance(from: $1.x, to: $1.y, temperature: $1.temperature)] },
      expected: { [sigmoid(-$0.difference / $0.temperature)] },
      mistakes: barkerMistakes),
    Check(
      "very different energies",
      whenNotFinite: "an exponential overflowed",
      given: { random -> Pair in
        var pair = Pair(&random)
        pair.y = pair.x + (random.bernoulli(0.5) ? 1e4 : -1e4)
        return pair
      },
      answer: { [try $0.barkerAcceptance(from: $1.x, to: $1.y, temperature: $1.temperature)] },
      expected: { [$0.difference < 0 ? 1 : 0] }, mistakes: []),
  ])

// MARK: 2.2

private struct Proposal: Codable {
  var difference: Double
  var temperature: Double
  var forward: Double
  var backward: Double

  init(_ random: inout RandomStream) {
    let pair = Pair(&random)
    (difference, temperature) = (pair.difference, pair.temperature)
    forward = 0.1 + 0.9 * random.uniform()
    backward = 0.1 + 0.9 * random.uniform()
  }

  func acceptance(_ exponent: Double, _ quotient: Double) -> [Double] {
    [min(1, exp(exponent) * quotient)]
  }
}

private let hastingsMistakes: [Mistake<Proposal>] = [
  Mistake("the quotient of the proposals is upside down", balance) {
    $0.acceptance(-$0.difference / $0.temperature, $0.forward / $0.backward)
  },
  Mistake("the proposals were forgotten: this rule needs a symmetric one", balance) {
    $0.acceptance(-$0.difference / $0.temperature, 1)
  },
  Mistake("the sign is wrong: steps uphill are the rarer ones", balance) {
    $0.acceptance($0.difference / $0.temperature, $0.backward / $0.forward)
  },
  Mistake("the temperature was forgotten", balance) {
    $0.acceptance(-$0.difference, $0.backward / $0.forward)
  },
  Mistake("the temperature multiplies the energy: it should divide it", balance) {
    $0.acceptance(-$0.difference * $0.temperature, $0.backward / $0.forward)
  },
  Mistake("a probability is at most one: the minimum with 1 is missing", balance) {
    [exp(-$0.difference / $0.temperature) * $0.backward / $0.forward]
  },
  Mistake("only the exponential was cut at 1, before the proposals came in", balance) {
    [min(1, exp(-$0.difference / $0.temperature)) * $0.backward / $0.forward]
  },
  Mistake("the acceptance is exp(−ΔE/T), not the difference itself", balance) {
    [min(1, max(0, $0.difference / $0.temperature * $0.backward / $0.forward))]
  },
]

private let hastings = Exercise<any Exercises>(
  "2.2", "When the proposal is not symmetric", points: 3, section: balance,
  hints: [
    "The traffic from x to y is p(x) q(y|x) A(x→y). Write down the traffic back, and set them equal.",
    "Only the quotient of the two acceptances is fixed. Make the larger of them 1.",
    "min(1, exp(−ΔE/T) · backward/forward).",
  ],
  checks: [
    Check(
      "random proposals", cases: 40, given: { Proposal(&$0) },
      answer: {
        [
          try $0.acceptance(
            energyDifference: $1.difference, temperature: $1.temperature, forward: $1.forward,
            backward: $1.backward)
        ]
      },
      expected: { $0.acceptance(-$0.difference / $0.temperature, $0.backward / $0.forward) },
      mistakes: hastingsMistakes)
  ])

// MARK: 2.4

/// Scores that are small integers, so that many are equal.
private struct Scores: Codable {
  var ordinary: [Double]
  var anomalies: [Double]

  init(_ random: inout RandomStream) {
    ordinary = random.integers(below: 6, count: 8 + random.integer(below: 10)).map(Double.init)
    anomalies = random.integers(below: 6, count: 5 + random.integer(below: 8)).map {
      Double($0 + 1)
    }
    // One pair is equal and one is not, so that every mistake shows.
    ordinary += [3, 2]
    anomalies += [3, 5]
  }

  /// The mean over all pairs of a function of the two scores.
  func share(_ count: (_ ordinary: Double, _ anomaly: Double) -> Double) -> Double {
    sum(ordinary.flatMap { a in anomalies.map { b in count(a, b) } })
      / Double(ordinary.count * anomalies.count)
  }
}

private let comparing = "section 2.1, Comparing"

private let anomalyScoreMistakes: [Mistake<Scores>] = [
  Mistake("the roles are exchanged: the anomaly should have the higher score", comparing) {
    [areaUnderROC(scores: $0.anomalies, anomalies: $0.ordinary)]
  },
  Mistake("pairs with equal scores were not counted: they count one half", comparing) {
    [$0.share { $1 > $0 ? 1 : 0 }]
  },
  Mistake("pairs with equal scores were counted in full: they count one half", comparing) {
    [$0.share { $1 >= $0 ? 1 : 0 }]
  },
  Mistake("that is the number of pairs, not their share", comparing) { scores in
    [
      areaUnderROC(scores: scores.ordinary, anomalies: scores.anomalies)
        * Double(scores.ordinary.count * scores.anomalies.count)
    ]
  },
  Mistake("pairs with equal scores were left out of the count of pairs, too", comparing) {
    [$0.share { $1 > $0 ? 1 : 0 } / $0.share { $1 != $0 ? 1 : 0 }]
  },
]

private let anomalyScore = Exercise<any Exercises>(
  "2.4", "How good is an anomaly score?", points: 4, section: comparing,
  hints: [
    "There are ordinary.count × anomalies.count pairs. Look at each.",
    "A pair counts 1, ½ or 0; divide the sum by the number of pairs.",
    "Two nested loops: += anomaly > ordinary ? 1 : anomaly == ordinary ? 0.5 : 0.",
  ],
  checks: [
    Check(
      "scores with equal ones among them", given: { Scores(&$0) },
      answer: { [try $0.areaUnderCurve(ordinary: $1.ordinary, anomalies: $1.anomalies)] },
      expected: { [areaUnderROC(scores: $0.ordinary, anomalies: $0.anomalies)] },
      mistakes: anomalyScoreMistakes)
  ])
