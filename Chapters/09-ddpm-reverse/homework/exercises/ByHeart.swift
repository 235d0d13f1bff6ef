import Elementary
import HomeworkKit
import Tensors

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
}

private let noiseFormula = Formula<TrainingSet> { set, slip in
  let (ᾱ, x) = (set.alphaBar, set.state)
  let shrink = slip(fourNames, sqrt(ᾱ)).or([
    "the distances are those to the points; x is noised, so they shrink by √ᾱ": 1,
    "in the exponent the points shrink by ᾱ; it should be by √ᾱ": ᾱ,
  ])
  let scale = slip(fourNames, 1 - ᾱ).or([
    "the exponent is not divided by the variance 1−ᾱ of the noise": 1,
    "the exponent is divided by ᾱ; the variance of the noise is 1−ᾱ": ᾱ,
    "the exponent has the standard deviation √(1−ᾱ) where the variance 1−ᾱ should be":
      sqrt(1 - ᾱ),
  ])
  let half = slip("the exponent lacks its ½", fourNames, 1, insteadOf: 0.5)
  let sign = slip(
    "the sign of the exponent is wrong: near points are the likely ones", fourNames, 1.0,
    insteadOf: -1)
  /// Of the points, by some of the coordinates.
  func weights(_ coordinates: Range<Int>) -> [Double] {
    let exponents = set.data.map { y in
      let square = sum(coordinates.map { (x[$0] - shrink * y[$0]) * (x[$0] - shrink * y[$0]) })
      let distance = slip(
        "the distances in the exponent are not squared", fourNames, sqrt(square),
        insteadOf: square)
      return sign * half * distance / scale
    }
    let top = exponents.max()!
    return slip(fourNames, normalized(exponents.map { exp($0 - top) })).or([
      "the points have equal weights; given x, some are likelier than others":
        normalized(exponents.map { _ in 1 }),
      "only the nearest point counts; the prediction is an average over all":
        exponents.map { $0 == top ? 1 : 0 },
      "the weights are not divided by their sum": exponents.map { exp($0) },
      "the weights are divided by n, not by their sum":
        exponents.map { exp($0) / Double(exponents.count) },
    ])
  }
  let all = weights(x.indices)
  let data = x.indices.map { j in
    let weights = slip(
      "each coordinate has weights of its own; a point is likely as a whole", goingBack,
      weights(j..<(j + 1)), insteadOf: all)
    return sum(zip(weights, set.data).map { $0 * $1[j] })
  }
  let factor = slip(fourNames, sqrt(ᾱ)).or([
    "√ᾱ is missing before the prediction of the data": 1,
    "ᾱ stands for √ᾱ before the prediction of the data": ᾱ,
  ])
  let divisor = slip(fourNames, sqrt(1 - ᾱ)).or([
    "that is x − √ᾱ x̂₀; it has to be divided by √(1−ᾱ)": 1,
    "divided by 1−ᾱ; that is the score with its sign turned": 1 - ᾱ,
    "that is the score; the prediction of the noise is asked for": ᾱ - 1,
    "divided by √ᾱ; it should be by √(1−ᾱ)": sqrt(ᾱ),
    "the sign is wrong: noise points from the data to x": -sqrt(1 - ᾱ),
  ])
  return slip(
    "that is the prediction of the data, x̂₀", fourNames, data,
    insteadOf: zip(x, data).map { ($0 - factor * $1) / divisor })
}

private let withoutSlips = Formula<TrainingSet> { set, _ in noiseFormula(set) }

/// With so little noise that exponentials underflow.
private let farFormula = Formula<TrainingSet> { set, slip in
  scaled(
    slip(
      "all the exponentials are zero, and the prediction became 0: it is large", fourNames, 0,
      insteadOf: 1), noiseFormula(set))
}

private func check(
  _ name: String, tolerance: Double = 1e-9, notFinite: String? = nil,
  _ formula: Formula<TrainingSet>,
  given: @escaping @Sendable (inout RandomStream) -> TrainingSet
) -> Check<any Exercises> {
  Check(
    name, tolerance: tolerance, whenNotFinite: notFinite, labels: coordinates, given: given,
    answer: { try $0.bestNoise(at: $1.state, data: $1.data, alphaBar: $1.alphaBar) },
    formula: formula)
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
    check("a few points in the plane", noiseFormula) { TrainingSet(&$0) },
    check(
      "little noise, far from all points", tolerance: 1e-7,
      notFinite: """
        all the exponentials are zero: subtract the smallest distance before you take them
        """, farFormula
    ) { random in
      var set = TrainingSet(&random)
      set.alphaBar = 1 - 1e-6
      return set
    },
    // teacher: begin
    check("a single point", withoutSlips) { TrainingSet(&$0, points: 1, dimension: 1) },
    check("many points in many dimensions", tolerance: 1e-7, withoutSlips) { random in
      var set = TrainingSet(&random, points: 200, dimension: 40)
      set.state = random.normals(40, standardDeviation: 30)
      return set
    },
    // teacher: end
  ])
