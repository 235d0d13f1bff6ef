import Elementary
import HomeworkKit
import Tensors

/// A training set, and a point that noise has made of one of its points.
private struct TrainingSet: Problem {
  static let labels = coordinates
  var state: [Double]
  var data: [[Double]]
  var alphaBar: Double

  init(_ random: inout RandomStream, points: ClosedRange<Int>) {
    let count = points.lowerBound + random.integer(below: points.count)
    let dimension = 1 + random.integer(below: 3)
    data = (0..<count).map { _ in random.normals(dimension, standardDeviation: 1.5) }
    alphaBar = 0.3 + 0.4 * random.uniform()
    // Neither ½, nor so far from it that the nearest point is all that counts.
    if abs(alphaBar - 0.5) < 0.05 { alphaBar -= 0.1 }
    state = combination((sqrt(alphaBar), data[0]), (sqrt(1 - alphaBar), random.normals(dimension)))
  }

  func answer(_ answers: any Exercises) throws -> [Double] {
    try answers.bestNoise(at: state, data: data, alphaBar: alphaBar)
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
    "the exponent has the standard deviation √(1−ᾱ) where the variance 1−ᾱ should be": sqrt(1 - ᾱ),
  ])
  let half = slip("the exponent lacks its ½", fourNames, 1, insteadOf: 0.5)
  let sign = slip.sign(
    "the sign of the exponent is wrong: near points are the likely ones", fourNames)
  /// Of the points, by some of the coordinates.
  func weights(_ coordinates: Range<Int>) -> [Double] {
    let exponents = set.data.map { y in
      let way = coordinates.map { x[$0] - shrink * y[$0] }
      let distance = slip(
        "the distances in the exponent are not squared", fourNames, sqrt(dot(way, way)),
        insteadOf: dot(way, way))
      return -sign * half * distance / scale
    }
    return slip.weights(exponents, of: "points", fourNames)
  }
  let data = x.indices.map { j in
    let weights = slip(
      "each coordinate has weights of its own; a point is likely as a whole", goingBack,
      weights(j..<(j + 1)), insteadOf: weights(x.indices))
    return dot(weights, set.data.map { $0[j] })
  }
  let factor = slip(fourNames, sqrt(ᾱ)).or([
    "√ᾱ is missing before the prediction of the data": 1,
    "ᾱ stands for √ᾱ before the prediction of the data": ᾱ,
  ])
  let divisor = slip(fourNames, sqrt(1 - ᾱ)).or([
    "that is x − √ᾱ x̂₀; it has to be divided by √(1−ᾱ)": 1,
    "divided by 1−ᾱ; that is the score with its sign turned": 1 - ᾱ,
    "that is the score; the prediction of the noise is asked for": ᾱ - 1,
    "the sign is wrong: noise points from the data to x": -sqrt(1 - ᾱ),
  ])
  return slip(
    "that is the prediction of the data, x̂₀", fourNames, data,
    insteadOf: combination((1 / divisor, x), (-factor / divisor, data)))
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
    Check("up to five points", formula: noiseFormula) { TrainingSet(&$0, points: 1...5) },
    Check(
      "little noise, far from all points", tolerance: 1e-7,
      whenNotFinite: """
        all the exponentials are zero: subtract the smallest distance before you take them
        """,
      formula: Formula { set, slip in
        slip(
          "all the exponentials are zero, and the prediction became 0: it is large", fourNames,
          set.state.map { _ in 0 }, insteadOf: noiseFormula(set))
      }
    ) { random in
      var set = TrainingSet(&random, points: 3...200)
      set.alphaBar = 1 - 1e-6
      return set
    },
  ])
