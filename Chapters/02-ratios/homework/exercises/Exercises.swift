import Elementary
import HomeworkKit
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

/// The sections that diagnoses point to.
enum Section {
  static let comparing = "section 2.1, Comparing"
  static let downhill = "section 2.2, Sampling: the attempt that fails"
  static let balance = "section 2.3, Detailed balance"
  static let annealing = "section 2.9, Annealing"
}

/// −1/T, by which a difference of energies is multiplied.
func exponent(temperature T: Double, _ slip: Slips) -> Double {
  let sign = slip.sign("the sign is wrong: steps uphill are the rarer ones", Section.balance)
  let divisor = slip(Section.balance, T).or([
    "the temperature was forgotten": 1,
    "the temperature multiplies the energy: it should divide it": 1 / T,
  ])
  return -sign / divisor
}

// MARK: 2.1

/// Two energies and a temperature that shows if it is forgotten.
private struct Pair: Codable {
  var x, y: Double
  var temperature: Double

  init(_ random: inout RandomStream) {
    x = random.uniform(1...3)
    y = x + (random.bernoulli(0.5) ? 1 : -0.5) * random.uniform(0.5...1.5)
    temperature = random.bernoulli(0.5) ? random.uniform(2...3) : random.uniform(0.3...0.6)
  }

  /// Energies far from zero, and half of the time from each other.
  init(inTheThousands random: inout RandomStream) {
    self.init(&random)
    let difference = random.bernoulli(0.5) ? y - x : random.uniform(-9000...9000)
    x = random.uniform(-9000...9000)
    y = x + difference
  }

  func answer(_ answers: any Exercises) throws -> [Double] {
    [try answers.barkerAcceptance(from: x, to: y, temperature: temperature)]
  }
}

private let barkerFormula = Formula<Pair> { pair, slip in
  let logQuotient = exponent(temperature: pair.temperature, slip) * (pair.y - pair.x)
  let rule = slip(
    "that is the rule of Metropolis, not Barker's", Section.balance, min(1, exp(logQuotient)),
    insteadOf: sigmoid(logQuotient))
  return [
    slip(Section.comparing, rule).or([
      "that is the quotient of the probabilities, p(y)/p(x)": exp(logQuotient),
      "that is the logarithm of p(y)/p(x)": logQuotient,
      "that is the weight of y alone, exp(−E(y)/T)": exp(-pair.y / pair.temperature),
      "energies were compared, E(y)/(E(x) + E(y)): probabilities count": pair.y / (pair.x + pair.y),
      "energies were compared, E(x)/(E(x) + E(y)): probabilities count": pair.x / (pair.x + pair.y),
    ])
  ]
}

private let barker = Exercise<any Exercises>(
  "2.1", "Barker's rule", points: 2, section: Section.balance,
  hints: [
    "Divide numerator and denominator by p(y): only the quotient p(x)/p(y) is left.",
    "p(x)/p(y) = exp((E(y) − E(x))/T), whatever Z is.",
    "1/(1 + exp((E(y) − E(x))/T)), which is a sigmoid.",
  ],
  checks: [
    Check(
      "pairs of energies", given: { Pair(&$0) }, answer: { try $1.answer($0) },
      formula: barkerFormula),
    Check(
      "energies in the thousands", whenNotFinite: "an exponential overflowed",
      given: { Pair(inTheThousands: &$0) }, answer: { try $1.answer($0) },
      expected: { barkerFormula($0) }),
  ])

// MARK: 2.2

private struct Proposal: Codable {
  var difference: Double
  var temperature: Double
  var forward, backward: Double

  init(_ random: inout RandomStream) {
    let pair = Pair(&random)
    (difference, temperature) = (pair.y - pair.x, pair.temperature)
    forward = random.uniform(0.1...1)
    backward = random.uniform(0.1...1)
  }

  /// Far uphill or downhill, half of the time with no way back.
  init(inTheThousands random: inout RandomStream) {
    self.init(&random)
    difference = random.uniform(4000...9000) * (random.bernoulli(0.5) ? 1 : -1)
    if random.bernoulli(0.5) { backward = 0 }
  }

  func answer(_ answers: any Exercises) throws -> [Double] {
    [
      try answers.acceptance(
        energyDifference: difference, temperature: temperature, forward: forward,
        backward: backward)
    ]
  }
}

private let hastingsFormula = Formula<Proposal> { proposal, slip in
  let (forward, backward) = (proposal.forward, proposal.backward)
  let quotient = slip(Section.balance, backward / forward).or([
    "the quotient of the proposals is upside down": forward / backward,
    "the proposals were forgotten: this rule needs a symmetric one": 1,
    "the proposals were multiplied: it is their quotient that counts": forward * backward,
    "backward is not divided by forward: it is their quotient that counts": backward,
    "the difference of the proposals stands for their quotient": backward - forward,
  ])
  let power = exponent(temperature: proposal.temperature, slip) * proposal.difference
  let weight = slip(Section.balance, exp(power)).or([
    "the energies were forgotten: only the proposals count": 1,
    "the acceptance is exp(−ΔE/T), not −ΔE/T": max(0, power),
    "the acceptance is exp(−ΔE/T), not the difference itself": max(0, -power),
  ])
  let traffic = weight * quotient
  let cut = slip(Section.balance, min(1, traffic)).or([
    "a probability is at most one: the minimum with 1 is missing": traffic,
    "only the exponential was cut at 1, before the proposals came in": min(1, weight) * quotient,
    "exponential and proposals were each cut at 1: only their product should be":
      min(1, weight) * min(1, quotient),
    "the maximum with 1 was taken: a probability is at most 1": max(1, traffic),
    "that is the rule of Barker with a quotient of proposals": traffic / (1 + traffic),
  ])
  let isDownhill = proposal.difference < 0
  let acceptance = slip(Section.balance, cut).or([
    "a step downhill was always accepted: the proposals count there, too": isDownhill ? 1 : cut,
    "all steps downhill were accepted, and the minimum with 1 was left out":
      isDownhill ? 1 : traffic,
  ])
  return [
    slip(
      "that is the logarithm of the acceptance", Section.balance, log(acceptance),
      insteadOf: acceptance)
  ]
}

private let hastings = Exercise<any Exercises>(
  "2.2", "When the proposal is not symmetric", points: 3, section: Section.balance,
  hints: [
    "The traffic from x to y is p(x) q(y|x) A(x→y). Write down the traffic back, and set them equal.",
    "Only the quotient of the two acceptances is fixed. Make the larger of them 1.",
    "min(1, exp(−ΔE/T) · backward/forward), but 0 if backward is 0, however large the exponential.",
  ],
  checks: [
    Check(
      "random proposals", cases: 40, given: { Proposal(&$0) }, answer: { try $1.answer($0) },
      formula: hastingsFormula),
    // teacher: begin
    Check(
      "far uphill or downhill, perhaps with no way back", cases: 40,
      whenNotFinite: "infinity times zero; a step that cannot be undone is never accepted",
      given: { Proposal(inTheThousands: &$0) }, answer: { try $1.answer($0) },
      expected: { [$0.difference < 0 && $0.backward > 0 ? 1 : 0] },
      mistakes: [
        Mistake(
          """
          infinity times zero is no number, of which the minimum with 1 makes 1: a step that \
          cannot be undone is never accepted
          """, Section.balance
        ) { [$0.difference < 0 ? 1 : 0] }
      ]),
    // teacher: end
  ])

// MARK: 2.4

/// Scores that are small integers, so that many are equal.
private struct Scores: Codable {
  var ordinary, anomalies: [Double]

  init(_ random: inout RandomStream) {
    ordinary = [3]
    anomalies = random.integers(below: 3, count: 1 + random.integer(below: 2)).map {
      Double($0 + 2)
    }
    if random.bernoulli(0.3) { return }
    // One pair is equal and one is not, so that every mistake shows.
    (ordinary, anomalies) = ([3, 2], [3, 5])
    ordinary += random.integers(below: 6, count: 8 + random.integer(below: 10)).map { Double($0) }
    anomalies += random.integers(below: 6, count: 5 + random.integer(below: 8)).map {
      Double($0 + 1)
    }
  }

  func answer(_ answers: any Exercises) throws -> [Double] {
    [try answers.areaUnderCurve(ordinary: ordinary, anomalies: anomalies)]
  }
}

private let scoresFormula = Formula<Scores> { scores, slip in
  let (low, high) = slip(
    "the roles are exchanged: the anomaly should have the higher score", Section.comparing,
    (scores.anomalies, scores.ordinary), insteadOf: (scores.ordinary, scores.anomalies))
  let all = slip(
    "each score was compared with the one at its place only: all pairs count", Section.comparing,
    Array(zip(low, high)), insteadOf: low.flatMap { a in high.map { (a, $0) } })
  let pairs = slip(
    "pairs with equal scores were left out of the count of pairs, too", Section.comparing,
    all.filter { $0 != $1 }, insteadOf: all)
  let tie = slip(Section.comparing, 0.5).or([
    "pairs with equal scores were not counted: they count one half": 0,
    "pairs with equal scores were counted in full: they count one half": 1,
  ])
  let win = slip("only pairs with equal scores were counted", Section.comparing, 0.0, insteadOf: 1)
  let wins = sum(pairs.map { $1 > $0 ? win : $1 == $0 ? tie : 0 })
  let (n, m) = (scores.ordinary.count, scores.anomalies.count)
  let count = slip(Section.comparing, pairs.count).or([
    "that is the number of pairs, not their share": 1,
    "divided by the number of anomalies: there are more pairs than that": m,
    "divided by the number of ordinary ones: there are more pairs than that": n,
    "divided by the number of observations, not of pairs": n + m,
  ])
  let area = wins / Double(count)
  return [
    slip(Section.comparing, area).or([
      "that is the share of won pairs less that of lost ones, 2 AUC − 1": 2 * area - 1,
      "that is the difference of the mean scores": mean(high) - mean(low),
    ])
  ]
}

private let anomalyScore = Exercise<any Exercises>(
  "2.4", "How good is an anomaly score?", points: 4, section: Section.comparing,
  hints: [
    "There are ordinary.count × anomalies.count pairs. Look at each.",
    "A pair counts 1, ½ or 0; divide the sum by the number of pairs.",
    "Two nested loops: += anomaly > ordinary ? 1 : anomaly == ordinary ? 0.5 : 0.",
  ],
  checks: [
    Check(
      "scores with equal ones among them", given: { Scores(&$0) }, answer: { try $1.answer($0) },
      formula: scoresFormula)
  ])
