import Elementary
import HomeworkKit
import Tensors

/// What the homework of chapter 3 asks for. Its statements stand in `Answers.swift`.
public protocol Exercises: Sendable {
  func featureGradient(dataFeatures: [[Double]], modelFeatures: [[Double]]) throws -> [Double]
  func learningStep(
    parameters: [Double], features: [[Double]], counts: [Int], learningRate: Double
  ) throws -> [Double]
  func contrastiveGradient(
    data: [Double], precision: Double, middle: Double, stepSize: Double, noise: [[Double]]
  ) throws -> (precision: Double, middle: Double)
  func noiseStartBias(
    precision: Double, middle: Double, startMean: Double, startVariance: Double,
    stepSize: Double, steps: Int
  ) throws -> Double
  func persistentStep(
    chains: [Double], drawn: [Int], fresh: [Double], noise: [[Double]], data: [Double],
    precision: Double, middle: Double, stepSize: Double, learningRate: Double
  ) throws -> (chains: [Double], precision: Double, middle: Double)
}

public let homework = Homework<any Exercises>(
  chapter: 3, title: "Contrastive divergence",
  exercises: [features, learning, shortChains, noiseStart, persistence])

/// The sections that diagnoses point to.
enum Section {
  static let derivative = "section 3.2, The derivative of the logarithm of Z"
  static let chain = "section 3.4, Start at the data: CD-k"
  static let persistent = "section 3.6, Chains that live on: PCD"
}

/// The signs of the data's and of the model's mean in the gradient of the mean of −ln p.
func signs(_ section: String, _ slip: Slips) -> (data: Double, model: Double) {
  slip(section, (1.0, -1.0)).or([
    "the sign is that of an ascent: the gradient of −ln p is data minus model": (-1, 1),
    "only the data's term is there: the gradient of ln Z, the model's mean, is missing": (1, 0),
    "that is the gradient of ln Z alone: the data's term is missing": (0, -1),
    "that is the model's mean alone: the data's term is missing": (0, 1),
    "the two means were added: ln Z has the derivative *minus* the model's mean": (1, 1),
  ])
}

/// A step of descent: what multiplies the parameters, and what the slope that is added to them.
func descent(rate: Double, _ section: String, _ slip: Slips) -> (kept: Double, factor: Double) {
  slip(section, (1.0, -rate)).or([
    "the learning rate was forgotten": (1, -1),
    "that is the gradient, not the new parameters": (0, 1),
    "that is the change of the parameters, not the new parameters": (0, -rate),
  ])
}

// MARK: 3.1

private struct Crowds: Codable {
  var data: [[Double]]
  var model: [[Double]]

  init(_ random: inout RandomStream) {
    let parameters = 2 + random.integer(below: 3)
    // Different numbers of both, and of parameters.
    let few = 5 + random.integer(below: 3)
    let many = few + 2 + random.integer(below: 4)
    let isRich = random.bernoulli(0.5)
    let centers = (0..<parameters).map { _ in random.bernoulli(0.5) ? 1.0 : -1 }
    func rows(_ count: Int, scale: Double) -> [[Double]] {
      (0..<count).map { _ in zip(centers, random.normals(parameters)).map { scale * $0 + $1 } }
    }
    data = rows(isRich ? many : few, scale: 1)
    model = rows(isRich ? few : many, scale: -0.7)
  }
}

private let featuresFormula = Formula<Crowds> { crowds, slip in
  let longest = slip(
    "data and samples were paired, and the rest of the longer list was ignored",
    Section.derivative, min(crowds.data.count, crowds.model.count), insteadOf: .max)
  let (data, model) = (crowds.data.prefix(longest), crowds.model.prefix(longest))
  let (n, m, p) = (Double(data.count), Double(model.count), Double(data[0].count))
  let (perDatum, perSample) = slip(Section.derivative, (1 / n, 1 / m)).or([
    "sums were taken, not means": (1, 1),
    "the data were summed: take their mean, as for the samples": (1, 1 / m),
    "the samples were summed: take their mean, as for the data": (1 / n, 1),
    "both sums were divided by the number of data: samples have their own": (1 / n, 1 / n),
    "both sums were divided by the number of samples: data have their own": (1 / m, 1 / m),
    "both sums were divided by the number of all points: take two means":
      (1 / (n + m), 1 / (n + m)),
    "the result was divided by the number of parameters, too": (1 / (n * p), 1 / (m * p)),
  ])
  let (up, down) = signs(Section.derivative, slip)
  return data[0].indices.map { i in
    up * perDatum * sum(data.map { $0[i] }) + down * perSample * sum(model.map { $0[i] })
  }
}

private let features = Exercise<any Exercises>(
  "3.1", "Data and dreams", points: 2, section: Section.derivative,
  hints: [
    "What is the derivative of this energy with respect to θᵢ? And that of ln Z?",
    "∂E/∂θᵢ is φᵢ, so each component contrasts two means of the same feature.",
    """
    For each i: the mean of dataFeatures[n][i] over the data, minus the mean of \
    modelFeatures[m][i] over the samples, each divided by its own count.
    """,
  ],
  checks: [
    Check(
      "two to four parameters", labels: (1...4).map { "component \($0)" },
      given: { Crowds(&$0) },
      answer: { try $0.featureGradient(dataFeatures: $1.data, modelFeatures: $1.model) },
      formula: featuresFormula)
  ])

// MARK: 3.2

private struct Register: Codable {
  var parameters: [Double]
  var features: [[Double]]
  var counts: [Int]
  var rate: Double

  /// - Parameter last: one more parameter, of a feature that is drawn from a range.
  init(
    _ random: inout RandomStream, last: Double? = nil, feature: ClosedRange<Double> = -1...1
  ) {
    let (states, width) = (4 + random.integer(below: 3), 2 + random.integer(below: 2))
    parameters = random.normals(width) + (last.map { [$0] } ?? [])
    features = (0..<states).map { _ in random.normals(width, standardDeviation: 1.5) }
    if last != nil { features = features.map { $0 + [random.uniform(feature)] } }
    counts = (0..<states).map { _ in 1 + random.integer(below: 4) }
    // One state was never seen, and one more often than any other.
    let order = random.permutation(states)
    (counts[order[0]], counts[order[1]]) = (0, 5 + random.integer(below: 3))
    rate = random.uniform(0.2...0.6)
  }

  static let labels = (1...4).map { "new θ, component \($0)" }

  func step(_ answers: any Exercises) throws -> [Double] {
    try answers.learningStep(
      parameters: parameters, features: features, counts: counts, learningRate: rate)
  }
}

private let learningFormula = Formula<Register> { register, slip in
  let energies = register.features.map { dot(register.parameters, $0) }
  let exponents = slip(
    "the sign of the energy is wrong: high energy is low probability", Section.derivative,
    energies, insteadOf: energies.map { -$0 })
  let highest = exponents.max()!
  let boltzmann = exponents.map { exp($0 - highest) }
  let counts = register.counts.map { Double($0) }
  let isSeen = counts.map { min(1, $0) }
  let weights = slip(Section.derivative, boltzmann).or([
    "the model's states were all given the same weight": boltzmann.map { _ in 1 },
    "Z runs over the states that were seen: it should run over all":
      zip(boltzmann, isSeen).map { $0 * $1 },
    "the model's probabilities were multiplied by the counts":
      zip(boltzmann, counts).map { $0 * $1 },
  ])
  let Z = slip(
    "the model's weights were not divided by Z", Section.derivative, exp(-highest),
    insteadOf: sum(weights))
  let shares = slip(Section.derivative, normalized(counts)).or([
    "the counts were not divided by the number of observations": counts,
    "every state that was seen counts once: it should count as often as seen":
      normalized(isSeen),
  ])
  let (up, down) = signs(Section.derivative, slip)
  let number = slip(
    "the sum over the observations was taken, not their mean", Section.derivative, sum(counts),
    insteadOf: 1)
  let (kept, factor) = descent(rate: register.rate, Section.derivative, slip)
  return register.parameters.indices.map { i in
    let feature = register.features.map { $0[i] }
    let contrast = up * dot(shares, feature) + down * dot(weights, feature) / Z
    return kept * register.parameters[i] + factor * number * contrast
  }
}

private let learning = Exercise<any Exercises>(
  "3.2", "One step of learning", points: 4, section: Section.derivative,
  hints: [
    "As in 3.1, but both means are sums over the states, with weights that add up to one.",
    """
    The data's weight of a state is its count over the number of all observations; the model's is \
    exp(−E)/Z, also for states that were never seen. Subtract the lowest energy first.
    """,
    "θᵢ − η·(Σ share[s]·features[s][i] − Σ p[s]·features[s][i]).",
  ],
  checks: [
    Check(
      "four to six states", labels: Register.labels, given: { Register(&$0) },
      answer: { try $1.step($0) }, formula: learningFormula),
    Check(
      "energies in the thousands",
      whenNotFinite: "exponentials overflowed, or all vanished: subtract the lowest energy first",
      given: { Register(&$0, last: $0.bernoulli(0.5) ? 3000 : -3000, feature: 1...1) },
      answer: { try $1.step($0) }, expected: { learningFormula($0) },
      labels: Register.labels),
    Check(
      "energies that are thousands apart",
      whenNotFinite: "what was subtracted is not the lowest energy, so that others overflow",
      given: { Register(&$0, last: 3000) },
      answer: { try $1.step($0) }, expected: { learningFormula($0) },
      labels: Register.labels),
  ])
