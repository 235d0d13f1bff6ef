import Elementary
import HomeworkKit
import Tensors

/// A mixture of normal distributions on the line, and a point.
private struct Mixture: Codable {
  var x: Double
  var weights, means, standardDeviations: [Double]

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
    weights = normalized(means.map { _ in random.uniform(0.3...1) })
    let order = random.permutation(means.count)
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
    moved.means = means.map { $0 + far } + [x + 0.1]
    moved.weights.append(0)
    moved.standardDeviations.append(0.5)
    return moved
  }
  // teacher: end

  var nearest: Int { means.indices.min { abs(x - means[$0]) < abs(x - means[$1]) }! }

  /// Nothing but the arrow of the nearest component.
  var nearestArrow: Double {
    (means[nearest] - x) / (standardDeviations[nearest] * standardDeviations[nearest])
  }
}

private let mixtureFormula = Formula<Mixture> { mixture, slip in
  let (w, ways) = (mixture.weights, mixture.means.map { $0 - mixture.x })
  let σ = slip(
    "the standard deviations were taken for variances", Section.field,
    mixture.standardDeviations.map { sqrt($0) }, insteadOf: mixture.standardDeviations)
  let z = zip(ways, σ).map { $0 / $1 }

  let logParts = w.indices.map { k in
    let weight = slip(
      "the weights of the components were forgotten", Section.field, 1, insteadOf: w[k])
    let width = slip(
      "the factors 1/σ of the components' densities were forgotten", Section.field, 1,
      insteadOf: σ[k])
    let half = slip(
      "the ½ in the exponent of the densities is missing", Section.field, 1, insteadOf: 0.5)
    return log(weight / width) - half * z[k] * z[k]
  }
  let logDensity = logSumExp(logParts)
  let parts = logParts.map { exp($0 - logDensity) }
  let mostProbable = parts.indices.max { parts[$0] < parts[$1] }!
  let shares = slip(Section.field, parts).or([
    """
    the arrows were averaged with the weights w: what counts is how probably x came from each \
    component
    """: w,
    "only the nearest component was used: all count, each by its share":
      w.indices.map { $0 == mixture.nearest ? 1 : 0 },
    "only the most probable component was used: all count, each by its share":
      w.indices.map { $0 == mostProbable ? 1 : 0 },
  ])

  let arrows = slip(Section.field, zip(z, σ).map { $0 / $1 }).or([
    "the arrows were divided by the standard deviation σ: it should be by σ²": z,
    "the arrows were not divided by σ²": ways,
  ])
  let score = dot(shares, arrows)

  let shift = dot(w, ways)
  let moment = dot(w, zip(ways, σ).map { $0 * $0 + $1 * $1 })
  let slope = slip(Section.field, score).or([
    "that is the slope of p: the score is the slope of ln p":
      exp(logDensity) / sqrt(2 * .pi) * score,
    "that is ln p itself, not its slope": logDensity - log(2 * .pi) / 2,
    "that is the score of one normal distribution with the mixture's mean and variance":
      shift / (moment - shift * shift),
  ])
  let sign = slip(
    "the sign is wrong: the arrows point towards high density", Section.field, -1.0, insteadOf: 1)
  return [sign * slope]
}

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
      given: { Mixture(&$0) }, answer: answered, formula: mixtureFormula),
    Check(
      "far out",
      whenNotFinite: """
        0/0 or ∞/∞: compare the logarithms of the densities, and subtract the largest of them first
        """,
      given: { random in Mixture(&random).fromAfar(&random) }, answer: answered,
      expected: { mixtureFormula($0) },
      mistakes: [
        Mistake(
          "the densities underflowed, and the arrow vanished: it grows far out", Section.field
        ) { _ in [0] },
        Mistake(
          "far out the widest component is the most probable, not the nearest", Section.field
        ) { [$0.nearestArrow] },
      ]),
    // teacher: begin
    Check(
      "far from all that has a weight",
      whenNotFinite: "what was subtracted belongs to a component of weight zero",
      given: { random in Mixture(&random).withNothingNear(&random) }, answer: answered,
      expected: { mixtureFormula($0) }, mistakes: []),
    // teacher: end
  ])
