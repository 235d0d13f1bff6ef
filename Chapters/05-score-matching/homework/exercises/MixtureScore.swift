import Elementary
import HomeworkKit
import Tensors

/// A mixture of normal distributions on the line, and a point.
private struct Mixture: Codable {
  var x: Double
  var weights: [Double]
  var means: [Double]
  var standardDeviations: [Double]

  /// A component that is near but narrow, one that is further but wide, and perhaps others: the
  /// nearest is not the one that the point probably came from.
  init(_ random: inout RandomStream) {
    x = random.uniform(-1...1)
    let side: Double = random.bernoulli(0.5) ? 1 : -1
    means = [x + side * random.uniform(0.45...0.55), x - side * random.uniform(0.8...1.2)]
    standardDeviations = [random.uniform(0.17...0.2), random.uniform(1.5...1.9)]
    for _ in 0..<random.integer(below: 3) {
      means.append(x - side * random.uniform(1.6...2.4))
      standardDeviations.append(random.uniform(0.55...0.8))
    }
    let shares = means.map { _ in random.uniform(0.3...1) }
    weights = shares.map { $0 / sum(shares) }
    // In any order.
    let order = random.permutation(means.count)
    weights = order.map { weights[$0] }
    means = order.map { means[$0] }
    standardDeviations = order.map { standardDeviations[$0] }
  }

  /// The same seen from so far that all densities underflow.
  func fromAfar(_ random: inout RandomStream) -> Mixture {
    var moved = self
    moved.x = (random.bernoulli(0.5) ? 1 : -1) * random.uniform(1000...2000)
    return moved
  }

  // teacher: begin
  /// All that is near has the weight 0.
  func withNothingNear(_ random: inout RandomStream) -> Mixture {
    var moved = self
    let far = random.uniform(90...110)
    for k in means.indices {
      moved.means[k] += far
    }
    moved.weights.append(0)
    moved.means.append(x + 0.1)
    moved.standardDeviations.append(0.5)
    return moved
  }
  // teacher: end

  func z(_ k: Int) -> Double { (x - means[k]) / standardDeviations[k] }
  /// The arrow of a component.
  func arrow(_ k: Int) -> Double { -z(k) / standardDeviations[k] }
  /// The logarithm of a component's density, but for a constant.
  func logDensity(_ k: Int) -> Double { -log(standardDeviations[k]) - z(k) * z(k) / 2 }
  /// The logarithm of a component's share of the density, but for a constant.
  func logShare(_ k: Int) -> Double { log(weights[k]) + logDensity(k) }

  /// An average of arrows, by the logarithms of their weights.
  func average(_ logWeight: (Int) -> Double, _ arrow: (Int) -> Double) -> Double {
    let logs = means.indices.map(logWeight)
    let top = logs.max()!
    let shares = logs.map { exp($0 - top) }
    return sum(means.indices.map { shares[$0] * arrow($0) }) / sum(shares)
  }

  var score: Double { average(logShare, arrow) }

  /// p(x).
  var density: Double {
    sum(means.indices.map { exp(logShare($0)) }) / sqrt(2 * .pi)
  }

  /// The mixture's mean and variance.
  var moments: (mean: Double, variance: Double) {
    let center = sum(means.indices.map { weights[$0] * means[$0] })
    let spread = means.indices.map { k in
      let offset = means[k] - center
      return weights[k] * (standardDeviations[k] * standardDeviations[k] + offset * offset)
    }
    return (center, sum(spread))
  }

  var nearest: Int { means.indices.min { abs(x - means[$0]) < abs(x - means[$1]) }! }
  var mostProbable: Int { means.indices.max { logShare($0) < logShare($1) }! }
}

private let mixtureMistakes: [Mistake<Mixture>] = [
  Mistake("the sign is wrong: the arrows point towards high density", Section.field) {
    [-$0.score]
  },
  Mistake("that is the slope of p: the score is the slope of ln p", Section.field) {
    [$0.density * $0.score]
  },
  Mistake("that is the slope of −p: the score is the slope of ln p", Section.field) {
    [-$0.density * $0.score]
  },
  Mistake("that is ln p itself, not its slope", Section.field) { [log($0.density)] },
  Mistake(
    """
    the arrows were averaged with the weights w: what counts is how probably x came from each component
    """, Section.field
  ) { m in [m.average({ log(m.weights[$0]) }, m.arrow)] },
  Mistake("the weights of the components were forgotten", Section.field) { m in
    [m.average(m.logDensity, m.arrow)]
  },
  Mistake("the factors 1/σ of the components' densities were forgotten", Section.field) { m in
    [m.average({ m.logShare($0) + log(m.standardDeviations[$0]) }, m.arrow)]
  },
  Mistake(
    "the weights and the factors 1/σ of the components' densities were forgotten", Section.field
  ) { m in [m.average({ -m.z($0) * m.z($0) / 2 }, m.arrow)] },
  Mistake("the ½ in the exponent of the densities is missing", Section.field) { m in
    [m.average({ m.logShare($0) - m.z($0) * m.z($0) / 2 }, m.arrow)]
  },
  Mistake("the arrows were divided by the standard deviation σ: it should be by σ²", Section.field) { m in
    [m.average(m.logShare) { -m.z($0) }]
  },
  Mistake("the arrows were not divided by σ²", Section.field) { m in
    [m.average(m.logShare) { m.means[$0] - m.x }]
  },
  Mistake("the standard deviations were taken for variances", Section.field) { m in
    [
      m.average(
        { k in
          let offset = m.x - m.means[k]
          return log(m.weights[k]) - log(m.standardDeviations[k]) / 2
            - offset * offset / (2 * m.standardDeviations[k])
        }, { (m.means[$0] - m.x) / m.standardDeviations[$0] })
    ]
  },
  Mistake("only the nearest component was used: all count, each by its share", Section.field) {
    [$0.arrow($0.nearest)]
  },
  Mistake("only the most probable component was used: all count, each by its share", Section.field) {
    [$0.arrow($0.mostProbable)]
  },
  Mistake(
    "that is the score of one normal distribution with the mixture's mean and variance", Section.field
  ) { [($0.moments.mean - $0.x) / $0.moments.variance] },
]

private let afarMistakes: [Mistake<Mixture>] = [
  Mistake("the densities underflowed, and the arrow vanished: it grows far out", Section.field) {
    _ in [0]
  },
  Mistake("far out the widest component is the most probable, not the nearest", Section.field) {
    [$0.arrow($0.nearest)]
  },
]

private func answered(_ answers: any Exercises, _ mixture: Mixture) throws -> [Double] {
  [
    try answers.mixtureScore(
      at: mixture.x, weights: mixture.weights, means: mixture.means,
      standardDeviations: mixture.standardDeviations)
  ]
}

let mixtureScore = Exercise<any Exercises>(
  "5.2", "Whose arrow counts?", points: 4, section: Section.field,
  hints: [
    "Each component has an arrow at x. They are averaged, but not with the weights w alone.",
    """
    The share of component j is its part of the density at x. Only quotients of the parts matter: \
    work with their logarithms, and subtract something before you exponentiate.
    """,
    """
    With lⱼ = ln wⱼ − ln σⱼ − (x − mⱼ)²/(2σⱼ²) and rⱼ = exp(lⱼ − max l), the score is the sum of \
    −rⱼ(x − mⱼ)/σⱼ², divided by the sum of rⱼ.
    """,
  ],
  checks: [
    Check(
      "two to four components",
      whenNotFinite: "a density was zero, or a logarithm was taken of zero",
      given: { Mixture(&$0) }, answer: answered, expected: { [$0.score] },
      mistakes: mixtureMistakes),
    Check(
      "far out",
      whenNotFinite: """
        0/0 or ∞/∞: compare the logarithms of the densities, and subtract the largest of them first
        """,
      given: { random in Mixture(&random).fromAfar(&random) }, answer: answered,
      expected: { [$0.score] }, mistakes: afarMistakes),
    // teacher: begin
    Check(
      "far from all that has a weight",
      whenNotFinite: "what was subtracted belongs to a component of weight zero",
      given: { random in Mixture(&random).withNothingNear(&random) }, answer: answered,
      expected: { [$0.score] }, mistakes: []),
    // teacher: end
  ])
