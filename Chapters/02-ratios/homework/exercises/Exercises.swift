import Elementary
import HomeworkKit
import Samplers
import Statistics
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
    proposalStandardDeviation: Double, using random: inout RandomStream
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

private let comparing = "section 2.1, Comparing"
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
  Mistake("the sign is wrong: a step uphill should be the less likely one", balance) {
    [sigmoid($0.difference / $0.temperature)]
  },
  Mistake("the temperature was forgotten", balance) { [sigmoid(-$0.difference)] },
  Mistake("the temperature multiplies the energy: it should divide it", balance) {
    [sigmoid(-$0.difference * $0.temperature)]
  },
  Mistake("that is the rule of Metropolis, not Barker's", balance) {
    [min(1, exp(-$0.difference / $0.temperature))]
  },
  Mistake("energies were compared by their quotient: probabilities count", comparing) {
    [$0.y / ($0.x + $0.y)]
  },
  Mistake("energies were compared by their quotient: probabilities count", comparing) {
    [$0.x / ($0.x + $0.y)]
  },
  Mistake("that is the quotient of the probabilities, p(y)/p(x)", comparing) {
    [exp(-$0.difference / $0.temperature)]
  },
  Mistake("that is the quotient of the probabilities upside down, p(x)/p(y)", comparing) {
    [exp($0.difference / $0.temperature)]
  },
  Mistake("the sign is wrong, and the temperature was forgotten", balance) {
    [sigmoid($0.difference)]
  },
  Mistake("the sign is wrong, and the temperature should divide the energy", balance) {
    [sigmoid($0.difference * $0.temperature)]
  },
  Mistake("that is the rule of Metropolis, with the wrong sign", balance) {
    [min(1, exp($0.difference / $0.temperature))]
  },
  Mistake("that is the rule of Metropolis, and the temperature was forgotten", balance) {
    [min(1, exp(-$0.difference))]
  },
  Mistake("that is the weight of y alone, exp(−E(y)/T)", comparing) {
    [exp(-$0.y / $0.temperature)]
  },
  Mistake("that is the logarithm of p(y)/p(x)", comparing) {
    [-$0.difference / $0.temperature]
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

  var quotient: Double { backward / forward }

  func acceptance(_ answers: any Exercises) throws -> [Double] {
    [
      try answers.acceptance(
        energyDifference: difference, temperature: temperature, forward: forward,
        backward: backward)
    ]
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
  Mistake("the acceptance is exp(−ΔE/T), not −ΔE/T", balance) {
    [min(1, max(0, -$0.difference / $0.temperature * $0.backward / $0.forward))]
  },
  Mistake("exponential and proposals were each cut at 1: only their product should be", balance) {
    [min(1, exp(-$0.difference / $0.temperature)) * min(1, $0.backward / $0.forward)]
  },
  Mistake("the maximum with 1 was taken: a probability is at most 1", balance) {
    [max(1, exp(-$0.difference / $0.temperature) * $0.backward / $0.forward)]
  },
  Mistake("the sign is wrong, and the quotient of the proposals is upside down", balance) {
    $0.acceptance($0.difference / $0.temperature, $0.forward / $0.backward)
  },
  Mistake("the sign is wrong, and the temperature was forgotten", balance) {
    $0.acceptance($0.difference, $0.backward / $0.forward)
  },
  Mistake(
    "the temperature was forgotten, and the quotient of the proposals is upside down", balance
  ) {
    $0.acceptance(-$0.difference, $0.forward / $0.backward)
  },
  Mistake("a step downhill was always accepted: the proposals count there, too", balance) {
    proposal in
    proposal.difference < 0
      ? [1] : [exp(-proposal.difference / proposal.temperature) * proposal.quotient]
  },
  Mistake("a step downhill was always accepted: the proposals count there, too", balance) {
    proposal in
    proposal.difference < 0
      ? [1] : proposal.acceptance(-proposal.difference / proposal.temperature, proposal.quotient)
  },
  Mistake("the proposals were multiplied: it is their quotient that counts", balance) {
    $0.acceptance(-$0.difference / $0.temperature, $0.backward * $0.forward)
  },
  Mistake("that is the logarithm of the acceptance", balance) {
    [min(0, log($0.quotient) - $0.difference / $0.temperature)]
  },
  Mistake("backward is not divided by forward: it is their quotient that counts", balance) {
    $0.acceptance(-$0.difference / $0.temperature, $0.backward)
  },
  Mistake("the difference of the proposals stands for their quotient", balance) {
    $0.acceptance(-$0.difference / $0.temperature, $0.backward - $0.forward)
  },
  Mistake("the energies were forgotten: only the proposals count", balance) {
    $0.acceptance(0, $0.backward / $0.forward)
  },
  Mistake("that is the rule of Barker with a quotient of proposals", balance) { proposal in
    let quotient =
      exp(-proposal.difference / proposal.temperature) * proposal.backward / proposal.forward
    return [quotient / (1 + quotient)]
  },
]

private let hastings = Exercise<any Exercises>(
  "2.2", "When the proposal is not symmetric", points: 3, section: balance,
  hints: [
    "The traffic from x to y is p(x) q(y|x) A(x→y). Write down the traffic back, and set them equal.",
    "Only the quotient of the two acceptances is fixed. Make the larger of them 1.",
    """
    min(1, exp(−ΔE/T) · backward/forward); but 0 whenever backward is 0, also where the exponential \
    is infinite.
    """,
  ],
  checks: [
    Check(
      "random proposals", cases: 40, given: { Proposal(&$0) },
      answer: { try $1.acceptance($0) },
      expected: { $0.acceptance(-$0.difference / $0.temperature, $0.backward / $0.forward) },
      mistakes: hastingsMistakes),
    // teacher: begin
    Check(
      "far downhill, from where nothing leads back",
      whenNotFinite: "infinity times zero; a step that cannot be undone is never accepted",
      given: { random -> Proposal in
        var proposal = Proposal(&random)
        (proposal.difference, proposal.backward) = (-1e4, 0)
        return proposal
      },
      answer: { try $1.acceptance($0) }, expected: { _ in [0] },
      mistakes: [
        Mistake(
          """
          infinity times zero is no number, of which the minimum with 1 makes 1: a step that \
          cannot be gone back is never accepted
          """, balance
        ) { _ in [1] }
      ]),
    Check(
      "very far uphill or downhill",
      given: { random -> Proposal in
        var proposal = Proposal(&random)
        proposal.difference = random.bernoulli(0.5) ? 1e5 : -1e5
        return proposal
      },
      answer: { try $1.acceptance($0) }, expected: { [$0.difference < 0 ? 1 : 0] }, mistakes: []),
    // teacher: end
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
  Mistake("the roles are exchanged, and pairs with equal scores were not counted", comparing) {
    [$0.share { $1 < $0 ? 1 : 0 }]
  },
  Mistake("the roles are exchanged, and pairs with equal scores were counted in full", comparing) {
    [$0.share { $1 <= $0 ? 1 : 0 }]
  },
  Mistake("only pairs with equal scores were counted", comparing) {
    [$0.share { $1 == $0 ? 0.5 : 0 }]
  },
  Mistake("that is the share of won pairs less that of lost ones, 2 AUC − 1", comparing) {
    [$0.share { $1 > $0 ? 1 : $1 < $0 ? -1 : 0 }]
  },
  Mistake("divided by the number of anomalies: there are more pairs than that", comparing) {
    [$0.share { $1 > $0 ? 1 : $1 == $0 ? 0.5 : 0 } * Double($0.ordinary.count)]
  },
  Mistake("divided by the number of ordinary ones: there are more pairs than that", comparing) {
    [$0.share { $1 > $0 ? 1 : $1 == $0 ? 0.5 : 0 } * Double($0.anomalies.count)]
  },
  Mistake("divided by the number of observations, not of pairs", comparing) { scores in
    let (n, m) = (Double(scores.ordinary.count), Double(scores.anomalies.count))
    return [scores.share { $1 > $0 ? 1 : $1 == $0 ? 0.5 : 0 } * n * m / (n + m)]
  },
  Mistake("each score was compared with the one at its place only: all pairs count", comparing) {
    scores in
    let pairs = zip(scores.ordinary, scores.anomalies)
    let wins = pairs.map { $1 > $0 ? 1 : $1 == $0 ? 0.5 : 0.0 }
    return [sum(wins) / Double(wins.count)]
  },
  Mistake("that is the difference of the mean scores", comparing) { scores in
    [
      sum(scores.anomalies) / Double(scores.anomalies.count) - sum(scores.ordinary)
        / Double(scores.ordinary.count)
    ]
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
      mistakes: anomalyScoreMistakes),
    // teacher: begin
    Check(
      "infinite scores, and few of them",
      given: { random -> Scores in
        var scores = Scores(&random)
        scores.ordinary = [.infinity, 1, -.infinity]
        scores.anomalies = random.bernoulli(0.5) ? [.infinity] : [1, .infinity]
        return scores
      },
      answer: { [try $0.areaUnderCurve(ordinary: $1.ordinary, anomalies: $1.anomalies)] },
      expected: { [areaUnderROC(scores: $0.ordinary, anomalies: $0.anomalies)] }, mistakes: []),
    // teacher: end
  ])
