import Elementary
import HomeworkKit
import Tensors
import Theory

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

private let theDerivative = "section 3.2, The derivative of the logarithm of Z"

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
    func rows(_ count: Int, around center: Double) -> [[Double]] {
      (0..<count).map { _ in (0..<parameters).map { _ in center + random.normal() } }
    }
    data = rows(isRich ? many : few, around: 1)
    model = rows(isRich ? few : many, around: -0.7)
  }

  static func total(_ rows: [[Double]]) -> [Double] {
    rows[0].indices.map { i in sum(rows.map { $0[i] }) }
  }

  /// The sum over the data times a factor, and that over the samples times another.
  func combined(_ ofData: Double, _ ofModel: Double) -> [Double] {
    let totals = zip(Crowds.total(data), Crowds.total(model))
    return totals.map { ofData * $0 + ofModel * $1 }
  }

  var n: Double { Double(data.count) }
  var m: Double { Double(model.count) }
  var gradient: [Double] { combined(1 / n, -1 / m) }

  /// Each datum with one sample, as long as there are both.
  var paired: [Double] {
    let count = min(data.count, model.count)
    let (up, down) = (Crowds.total(Array(model[..<count])), Crowds.total(Array(data[..<count])))
    return zip(down, up).map { ($0 - $1) / Double(count) }
  }
}

private let featuresMistakes: [Mistake<Crowds>] = [
  Mistake(
    "the sign is that of an ascent: the gradient of −ln p is data minus model", theDerivative
  ) {
    $0.combined(-1 / $0.n, 1 / $0.m)
  },
  Mistake("sums were taken, not means", theDerivative) { $0.combined(1, -1) },
  Mistake(
    "sums were taken, not means, and their difference has the sign of an ascent", theDerivative
  ) {
    $0.combined(-1, 1)
  },
  Mistake("the data were summed: take their mean, as for the samples", theDerivative) {
    $0.combined(1, -1 / $0.m)
  },
  Mistake("the samples were summed: take their mean, as for the data", theDerivative) {
    $0.combined(1 / $0.n, -1)
  },
  Mistake(
    "only the data count: the gradient of ln Z is missing", "section 3.1, The attempt that fails"
  ) {
    $0.combined(1 / $0.n, 0)
  },
  Mistake("that is the gradient of ln Z alone: the data's term is missing", theDerivative) {
    $0.combined(0, -1 / $0.m)
  },
  Mistake("that is the model's mean alone", theDerivative) { $0.combined(0, 1 / $0.m) },
  Mistake(
    "the two means were added: ln Z has the derivative *minus* the model's mean", theDerivative
  ) {
    $0.combined(1 / $0.n, 1 / $0.m)
  },
  Mistake("both sums were divided by the number of data: samples have their own", theDerivative) {
    $0.combined(1 / $0.n, -1 / $0.n)
  },
  Mistake("both sums were divided by the number of samples: data have their own", theDerivative) {
    $0.combined(1 / $0.m, -1 / $0.m)
  },
  Mistake("both sums were divided by the number of all points: take two means", theDerivative) {
    $0.combined(1 / ($0.n + $0.m), -1 / ($0.n + $0.m))
  },
  Mistake(
    "data and samples were paired, and the rest of the longer list was ignored", theDerivative
  ) {
    $0.paired
  },
  Mistake("the result was divided by the number of parameters, too", theDerivative) { crowds in
    let p = Double(crowds.data[0].count)
    return crowds.combined(1 / (crowds.n * p), -1 / (crowds.m * p))
  },
]

private let features = Exercise<any Exercises>(
  "3.1", "Data and dreams", points: 2, section: theDerivative,
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
      "two to four parameters", given: { Crowds(&$0) },
      answer: { try $0.featureGradient(dataFeatures: $1.data, modelFeatures: $1.model) },
      expected: { $0.gradient },
      mistakes: featuresMistakes)
  ])

// MARK: 3.2

private struct Register: Codable {
  var parameters: [Double]
  var features: [[Double]]
  var counts: [Int]
  var rate: Double

  /// - Parameters:
  ///   - level: how much is added to all energies, by a feature that is always 1.
  ///   - spread: how far energies are apart, by a feature between −1 and 1.
  init(_ random: inout RandomStream, level: Double? = nil, spread: Double? = nil) {
    let (states, width) = (4 + random.integer(below: 3), 2 + random.integer(below: 2))
    parameters = (0..<width).map { _ in random.normal() }
    features = (0..<states).map { _ in (0..<width).map { _ in 1.5 * random.normal() } }
    counts = (0..<states).map { _ in 1 + random.integer(below: 4) }
    // One state was never seen, and one more often than any other.
    let order = random.permutation(states)
    (counts[order[0]], counts[order[1]]) = (0, 5 + random.integer(below: 3))
    rate = 0.2 + 0.4 * random.uniform()
    if let level {
      parameters.append(level)
      features = features.map { $0 + [1] }
    }
    if let spread {
      parameters.append(spread)
      features = features.map { $0 + [random.uniform(-1...1)] }
    }
  }

  var energies: [Double] { features.map { row in sum(zip(parameters, row).map { $0 * $1 }) } }
  var probabilities: [Double] { DiscreteBoltzmann.probabilities(energies: energies) }
  var observations: Double { Double(counts.reduce(0, +)) }
  var shares: [Double] { counts.map { Double($0) / observations } }
  var isSeen: [Double] { counts.map { $0 > 0 ? 1 : 0 } }

  func mean(_ weights: [Double]) -> [Double] {
    parameters.indices.map { i in sum(zip(weights, features).map { $0 * $1[i] }) }
  }

  /// The contrast with weights of one's choice.
  func contrast(data: [Double]? = nil, model: [Double]? = nil) -> [Double] {
    zip(mean(data ?? shares), mean(model ?? probabilities)).map { $0 - $1 }
  }

  /// θ − η·contrast, if nothing else is said.
  func step(_ contrast: [Double]? = nil, factor: Double? = nil) -> [Double] {
    let (g, c) = (contrast ?? self.contrast(), factor ?? -rate)
    return zip(parameters, g).map { $0 + c * $1 }
  }
}

/// Contrasts that are wrong.
private let contrasts: [Wrong<Register>] = [
  Wrong("the sign of the energy is wrong: high energy is low probability", theDerivative) {
    $0.contrast(model: DiscreteBoltzmann.probabilities(energies: $0.energies.map { -$0 }))
  },
  Wrong("the model's weights were not divided by Z", theDerivative) {
    $0.contrast(model: $0.energies.map { exp(-$0) })
  },
  Wrong("the model's states were all given the same weight", theDerivative) { register in
    register.contrast(model: register.counts.map { _ in 1 / Double(register.counts.count) })
  },
  Wrong(
    "only the data pull: the gradient of ln Z is missing", "section 3.1, The attempt that fails"
  ) {
    $0.mean($0.shares)
  },
  Wrong("only the model pushes: the data's term is missing", theDerivative) {
    $0.mean($0.probabilities).map { -$0 }
  },
  Wrong("the two means were added: they are to be contrasted", theDerivative) {
    $0.contrast(model: $0.probabilities.map { -$0 })
  },
  Wrong("the counts were not divided by the number of observations", theDerivative) {
    $0.contrast(data: $0.counts.map { Double($0) })
  },
  Wrong("the sum over the observations was taken, not their mean", theDerivative) { register in
    register.contrast().map { register.observations * $0 }
  },
  Wrong("every state that was seen counts once: it should count as often as seen", theDerivative) {
    $0.contrast(data: normalized($0.isSeen))
  },
  Wrong("Z runs over the states that were seen: it should run over all", theDerivative) {
    $0.contrast(model: normalized(zip($0.isSeen, $0.energies).map { $0 * exp(-$1) }))
  },
  Wrong("the model's probabilities were multiplied by the counts", theDerivative) {
    $0.contrast(model: normalized(zip($0.shares, $0.energies).map { $0 * exp(-$1) }))
  },
]

private let goesUp = "the step goes up: a descent subtracts the contrast, data minus model"
private let isGradient = "that is the gradient, not the new parameters"

private let learningMistakes: [Mistake<Register>] =
  contrasts.map { $0.mistake { $0.step($1) } }
  + contrasts.map { $0.mistake(and: goesUp) { $0.step($1, factor: $0.rate) } }
  + contrasts.map { $0.mistake(and: isGradient) } + [
    Mistake(goesUp, theDerivative) { $0.step(factor: $0.rate) },
    Mistake("the learning rate was forgotten", theDerivative) { $0.step(factor: -1) },
    Mistake(isGradient, theDerivative) { $0.contrast() },
    Mistake("that is the change of the parameters, not the new parameters", theDerivative) {
      register in register.contrast().map { -register.rate * $0 }
    },
  ]

private let learning = Exercise<any Exercises>(
  "3.2", "One step of learning", points: 4, section: theDerivative,
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
      "four to six states", given: { Register(&$0) },
      answer: {
        try $0.learningStep(
          parameters: $1.parameters, features: $1.features, counts: $1.counts,
          learningRate: $1.rate)
      },
      expected: { $0.step() },
      mistakes: learningMistakes),
    Check(
      "energies in the thousands",
      whenNotFinite: """
        an exponential was taken of a very large or very small number before anything was \
        subtracted
        """,
      given: { Register(&$0, level: $0.bernoulli(0.5) ? 3000 : -3000) },
      answer: {
        try $0.learningStep(
          parameters: $1.parameters, features: $1.features, counts: $1.counts,
          learningRate: $1.rate)
      },
      expected: { $0.step() }, mistakes: []),
    Check(
      "energies that are thousands apart",
      whenNotFinite: "what was subtracted is not the lowest energy, so that others overflow",
      given: { Register(&$0, spread: 3000) },
      answer: {
        try $0.learningStep(
          parameters: $1.parameters, features: $1.features, counts: $1.counts,
          learningRate: $1.rate)
      },
      expected: { $0.step() }, mistakes: []),
  ])
