import Elementary
import HomeworkKit
import Tensors
import Theory

/// A training set, and a point that noise has made of one of its points.
private struct TrainingSet: Codable {
  var state: [Double]
  var data: [[Double]]
  var alphaBar: Double

  init(_ random: inout RandomStream, points: Int? = nil, dimension: Int = 2) {
    let count = points ?? 3 + random.integer(below: 3)
    data = (0..<count).map { _ in random.normals(dimension, standardDeviation: 1.5) }
    alphaBar = 0.3 + 0.4 * random.uniform()
    // Neither ½, nor so far from it that the nearest point is all that counts.
    if abs(alphaBar - 0.5) < 0.05 { alphaBar -= 0.1 }
    let (a, σ) = (sqrt(alphaBar), sqrt(1 - alphaBar))
    state = zip(data[0], random.normals(dimension)).map { a * $0 + σ * $1 }
  }

  func prediction(_ answers: any Exercises) throws -> [Double] {
    try answers.bestNoise(at: state, data: data, alphaBar: alphaBar)
  }

  var a: Double { sqrt(alphaBar) }
  var variance: Double { 1 - alphaBar }
  var σ: Double { sqrt(variance) }

  /// ‖x − c y‖² for every point y; c is √ᾱ if it is right.
  func distances(_ c: Double? = nil) -> [Double] {
    data.map { y in sum(zip(state, y).map { ($0 - (c ?? a) * $1) * ($0 - (c ?? a) * $1) }) }
  }

  /// The probabilities of the points, from ‖x − c y‖².
  func weights(scale: Double? = nil, _ c: Double? = nil) -> [Double] {
    DiscreteBoltzmann.probabilities(
      energies: distances(c).map { $0 / (scale ?? 2 * variance) })
  }

  func mean(_ weights: [Double]) -> [Double] {
    state.indices.map { j in sum(zip(weights, data).map { $0 * $1[j] }) }
  }

  /// (x − c m)/divisor; (x − √ᾱ m)/√(1−ᾱ) if they are right.
  func noise(_ m: [Double], c: Double? = nil, dividedBy divisor: Double? = nil) -> [Double] {
    zip(state, m).map { ($0 - (c ?? a) * $1) / (divisor ?? σ) }
  }

  var right: [Double] { noise(mean(weights())) }
}

/// Something that goes wrong in one half of the answer.
private struct Slip<Formula: Sendable>: Sendable {
  var name: String
  var section: String
  var formula: Formula

  init(_ name: String, _ section: String, _ formula: Formula) {
    (self.name, self.section, self.formula) = (name, section, formula)
  }
}

/// What is taken for the prediction of the data.
private let guessSlips: [Slip<@Sendable (TrainingSet) -> [Double]>] = [
  Slip("the exponent lacks its ½", fourNames) { $0.mean($0.weights(scale: $0.variance)) },
  Slip("the exponent has the standard deviation √(1−ᾱ) where the variance 1−ᾱ should be", fourNames)
  {
    $0.mean($0.weights(scale: 2 * $0.σ))
  },
  Slip("the exponent is not divided by the variance 1−ᾱ of the noise", fourNames) {
    $0.mean($0.weights(scale: 2))
  },
  Slip("the exponent is divided by ᾱ; the variance of the noise is 1−ᾱ", fourNames) {
    $0.mean($0.weights(scale: 2 * $0.alphaBar))
  },
  Slip("the distances are those to the points; x is noised, so they shrink by √ᾱ", fourNames) {
    $0.mean($0.weights(1))
  },
  Slip("in the exponent the points shrink by ᾱ; it should be by √ᾱ", fourNames) {
    $0.mean($0.weights($0.alphaBar))
  },
  Slip("the sign of the exponent is wrong: near points are the likely ones", fourNames) {
    $0.mean($0.weights(scale: -2 * $0.variance))
  },
  Slip("the points have equal weights; given x, some are likelier than others", goingBack) {
    $0.mean($0.data.map { [count = $0.data.count] _ in 1 / Double(count) })
  },
  Slip("only the nearest point counts; the prediction is an average over all", fourNames) { set in
    let distances = set.distances()
    return set.data[distances.firstIndex(of: distances.min()!)!]
  },
  Slip("the weights are not divided by their sum", fourNames) { set in
    set.mean(set.distances().map { exp(-$0 / (2 * set.variance)) })
  },
  Slip("the weights are divided by n, not by their sum", fourNames) { set in
    let n = Double(set.data.count)
    return set.mean(set.distances().map { exp(-$0 / (2 * set.variance)) / n })
  },
  Slip("each coordinate has weights of its own; a point is likely as a whole", goingBack) { set in
    set.state.indices.map { j in
      let energies = set.data.map { y in
        (set.state[j] - set.a * y[j]) * (set.state[j] - set.a * y[j])
      }
      let p = DiscreteBoltzmann.probabilities(energies: energies, temperature: 2 * set.variance)
      return sum(zip(p, set.data).map { $0 * $1[j] })
    }
  },
  Slip("the distances in the exponent are not squared", fourNames) { set in
    let energies = set.distances().map { sqrt($0) }
    return set.mean(
      DiscreteBoltzmann.probabilities(energies: energies, temperature: 2 * set.variance))
  },
]

/// What is made of the prediction of the data.
private let resultSlips: [Slip<@Sendable (TrainingSet, [Double]) -> [Double]>] = [
  Slip("the sign is wrong: noise points from the data to x", fourNames) {
    scaled(-1, $0.noise($1))
  },
  Slip("√ᾱ is missing before the prediction of the data", fourNames) { $0.noise($1, c: 1) },
  Slip("ᾱ stands for √ᾱ before the prediction of the data", fourNames) {
    $0.noise($1, c: $0.alphaBar)
  },
  Slip("that is x − √ᾱ x̂₀; it has to be divided by √(1−ᾱ)", fourNames) {
    $0.noise($1, dividedBy: 1)
  },
  Slip("divided by 1−ᾱ; that is the score with its sign turned", fourNames) {
    $0.noise($1, dividedBy: $0.variance)
  },
  Slip("that is the score; the prediction of the noise is asked for", fourNames) {
    $0.noise($1, dividedBy: -$0.variance)
  },
  Slip("that is the prediction of the data, x̂₀", fourNames) { $1 },
  Slip("divided by √ᾱ; it should be by √(1−ᾱ)", fourNames) { $0.noise($1, dividedBy: $0.a) },
]

/// One slip in either half, or one in each.
private let mistakes: [Mistake<TrainingSet>] =
  guessSlips.map { slip in
    Mistake(slip.name, slip.section) { $0.noise(slip.formula($0)) }
  }
  + resultSlips.map { slip in
    Mistake(slip.name, slip.section) { slip.formula($0, $0.mean($0.weights())) }
  }
  + guessSlips.flatMap { first in
    resultSlips.map { second in
      Mistake("\(first.name); and \(second.name)", second.section) {
        second.formula($0, first.formula($0))
      }
    }
  }

let byHeart = Exercise<any Exercises>(
  "9.4", "By heart", points: 5, section: fourNames,
  hints: [
    """
    If x₀ = yᵢ is known, so is the noise: (x − √ᾱ yᵢ)/√(1−ᾱ). Which probability has each yᵢ once x \
    is known? Ask Bayes.
    """,
    """
    Given yᵢ, x is normal with the mean √ᾱ yᵢ and the variance 1−ᾱ in each coordinate. The \
    probabilities of the yᵢ are in proportion to these densities, and sum to one.
    """,
    """
    wᵢ ∝ exp(−‖x − √ᾱ yᵢ‖²/(2(1−ᾱ))), with the smallest distance subtracted from all; then \
    (x − √ᾱ Σ wᵢyᵢ)/√(1−ᾱ).
    """,
  ],
  checks: [
    Check(
      "a few points in the plane", given: { TrainingSet(&$0) }, answer: { try $1.prediction($0) },
      expected: { $0.right }, mistakes: mistakes),
    Check(
      "little noise, far from all points", tolerance: 1e-7,
      whenNotFinite: """
        all the exponentials are zero: subtract the smallest distance before you take them
        """,
      given: { random -> TrainingSet in
        var set = TrainingSet(&random)
        set.alphaBar = 1 - 1e-6
        return set
      },
      answer: { try $1.prediction($0) }, expected: { $0.right },
      mistakes: [
        Mistake(
          "all the exponentials are zero, and the prediction became 0: it is large", fourNames
        ) {
          scaled(0, $0.state)
        }
      ]),
    // teacher: begin
    Check(
      "a single point", given: { TrainingSet(&$0, points: 1, dimension: 1) },
      answer: { try $1.prediction($0) }, expected: { $0.right }, mistakes: []),
    Check(
      "many points in many dimensions", tolerance: 1e-7,
      given: { random -> TrainingSet in
        var set = TrainingSet(&random, points: 200, dimension: 40)
        set.state = random.normals(40, standardDeviation: 30)
        return set
      },
      answer: { try $1.prediction($0) }, expected: { $0.right }, mistakes: []),
    // teacher: end
  ])
