import Elementary
import HomeworkKit

/// How chains on the spring ½λ(x − μ)² are moved and contrasted with data; as it stands, rightly.
struct Training: Sendable {
  /// The noise of a step has the standard deviation `kick`·ε^`kickPower`.
  var kick = sqrt(2.0)
  var kickPower = 0.5
  /// The factor of −ε∇E.
  var drift = 1.0
  /// Whether the drift has λ and μ in it.
  var (isStiff, isCentred) = (true, true)
  /// How many of the last steps are left out.
  var omitted = 0
  /// Whose noise a chain gets, and which in each step.
  var (sharesNoise, repeatsNoise) = (false, false)

  /// The factors of ∂E/∂λ and of ∂E/∂μ, where 1 is right; whether λ is in the latter.
  var (factorOfPrecision, factorOfMiddle) = (1.0, 1.0)
  var hasPrecision = true
  /// The factor of the contrast.
  var sign = 1.0
  var isMean = true

  /// The states of a chain after each of its steps.
  func path(from start: Double, noise: [Double], under spring: Spring) -> [Double] {
    var x = start
    let size = kick * pow(spring.stepSize, kickPower)
    return noise.indices.dropLast(omitted).map { j in
      let stretch = x - (isCentred ? spring.middle : 0)
      x -= drift * spring.stepSize * (isStiff ? spring.precision : 1) * stretch
      x += size * noise[repeatsNoise ? 0 : j]
      return x
    }
  }

  /// Where the chains get from given starts.
  func ends(from starts: [Double], noise: [[Double]], under spring: Spring) -> [Double] {
    starts.indices.map { i in
      path(from: starts[i], noise: noise[sharesNoise ? 0 : i], under: spring).last ?? starts[i]
    }
  }

  /// The mean, or the sum, of ∂E/∂λ and ∂E/∂μ.
  func slopes(_ points: [Double], under spring: Spring) -> [Double] {
    let count = isMean ? Double(points.count) : 1
    let distances = points.map { $0 - spring.middle }
    let squares = sum(distances.map { $0 * $0 })
    let pull = hasPrecision ? -spring.precision : -1
    return [
      factorOfPrecision * squares / (2 * count), factorOfMiddle * pull * sum(distances) / count,
    ]
  }

  /// The contrast of ∂E/∂λ and of ∂E/∂μ; `share` is a factor of the negatives.
  func contrast(
    _ data: [Double], _ negatives: [Double], share: Double = 1, under spring: Spring
  ) -> [Double] {
    zip(slopes(data, under: spring), slopes(negatives, under: spring)).map {
      sign * ($0 - share * $1)
    }
  }
}

/// λ, μ and ε.
struct Spring: Codable, Sendable {
  var precision: Double
  var middle: Double
  var stepSize: Double
}

let theChain = "section 3.4, Start at the data: CD-k"

/// Slips in the steps of a chain.
let walkSlips: [Slip<Training>] = [
  Slip("the noise is √ε·z: it should be √(2ε)·z", theChain) { $0.kick = 1 },
  Slip("the noise is 2ε·z: 2ε is its variance, √(2ε) its standard deviation", theChain) {
    ($0.kick, $0.kickPower) = (2, 1)
  },
  Slip("the noise is ε·z: it should be √(2ε)·z", theChain) { ($0.kick, $0.kickPower) = (1, 1) },
  Slip("the noise is √2·ε·z: ε belongs under the root", theChain) { $0.kickPower = 1 },
  Slip("the steps have no noise", theChain) { $0.kick = 0 },
  Slip("the chains go uphill: the step is −ε∇E", theChain) { $0.drift = -1 },
  Slip("the step along the slope is ε/2: it should be ε", theChain) { $0.drift = 0.5 },
  Slip("the step is ε/2·∇E with the noise √ε: that is a step of half the size", theChain) {
    ($0.drift, $0.kick) = (0.5, 1)
  },
  Slip("the chains' slope lacks λ: it is λ(x − μ)", theChain) { $0.isStiff = false },
  Slip("the chains are drawn to 0: their slope is λ(x − μ)", theChain) { $0.isCentred = false },
  Slip("the chains take one step too few", theChain) { $0.omitted = 1 },
  Slip("all chains got the noise of the first one", theChain) { $0.sharesNoise = true },
  Slip("every step of a chain got the noise of its first step", theChain) {
    $0.repeatsNoise = true
  },
]

/// Slips in the contrast.
let contrastSlips: [Slip<Training>] = [
  Slip("the sign is that of an ascent: the contrast is data minus negatives", theChain) {
    $0.sign = -1
  },
  Slip("the ½ is missing in ∂E/∂λ", theChain) { $0.factorOfPrecision = 2 },
  Slip("the sign of ∂E/∂μ is wrong: it is −λ(x − μ)", theChain) { $0.factorOfMiddle = -1 },
  Slip("the factor λ is missing in ∂E/∂μ", theChain) { $0.hasPrecision = false },
  Slip("sums were taken, not means", theChain) { $0.isMean = false },
]

/// Pairs of slips in the contrast that are often made together.
let contrastPairs: [Slip<Training>] = [
  contrastSlips[0].and(contrastSlips[1]), contrastSlips[0].and(contrastSlips[4]),
  contrastSlips[1].and(contrastSlips[2]), contrastSlips[1].and(contrastSlips[3]),
  contrastSlips[1].and(contrastSlips[4]), contrastSlips[2].and(contrastSlips[3]),
]
