import Elementary
import HomeworkKit
import Tensors

/// What the homework of chapter 6 asks for. Its statements stand in `Answers.swift`.
public protocol Exercises: Sendable {
  func denoisingTarget(clean: [Double], noisy: [Double], noise σ: Double) throws -> [Double]
  func posterior(
    of noisy: Double, noise σ: Double, score: (Double) -> Double, scoreSlope: (Double) -> Double
  ) throws -> (mean: Double, variance: Double)
  func trainingStep(
    points: [[Double]], standardNoise: [[Double]], standardDeviations: [Double], center μ: [Double],
    precision λ: Double, learningRate: Double
  ) throws -> (loss: Double, precision: Double)
  func noisedDataScore(at noisy: [Double], data: [[Double]], noise σ: Double) throws -> [Double]
  func annealedLangevin(
    from start: [Double], standardDeviations: [Double], stepsPerLevel: Int, stepFactor: Double,
    score: (_ x: Double, _ σ: Double) -> Double, using random: inout RandomStream
  ) throws -> [Double]
}

public let homework = Homework<any Exercises>(
  chapter: 6, title: "Denoising score matching",
  exercises: [target, posterior, trainingStep, noisedData, annealedLangevin])

/// The sections that diagnoses point to.
enum Section {
  static let noise = "section 4.3, How much noise?"
  static let downhill = "section 4.2, Downhill: the attempt that fails"
  static let uniform = "section 4.9, The noise is the temperature"
  static let arrows = "section 6.1, Arrows that anyone can draw"
  static let theorem = "section 6.2, The theorem"
  static let descent = "section 6.3, Descent"
  static let denoiser = "section 6.4, The score is a denoiser"
  static let network = "section 6.6, One network for all noises"
  static let diffusion = "section 6.7, The road to diffusion"
}

extension RandomStream {
  /// A standard deviation that is not near 1.
  mutating func standardDeviation() -> Double {
    bernoulli(0.5) ? uniform(0.3...0.7) : uniform(1.5...2.5)
  }
}

// MARK: 6.1

/// A clean point and a noisy one.
private struct Push: Codable {
  var clean, noisy: [Double]
  var noise: Double

  init(_ random: inout RandomStream) {
    let dimension = 2 + random.integer(below: 3)
    noise = random.standardDeviation()
    clean = random.normals(dimension).map { 1 + $0 }
    noisy = zip(clean, random.normals(dimension, standardDeviation: noise)).map { $0 + $1 }
  }
}

private let targetFormula = Formula<Push> { push, slip in
  let (σ, variance) = (push.noise, push.noise * push.noise)
  let way = difference(push.clean, push.noisy)
  let sign = slip.sign(
    "the sign is wrong: the arrow leads from the noisy point back to the clean one",
    Section.arrows)
  let factor = slip(Section.arrows, 1 / variance).or([
    "the difference is divided by σ: it should be by σ². The direction is right, the length is not":
      1 / σ,
    "the difference is not divided by σ²": 1,
    "the difference was multiplied by σ²: it should be divided": variance,
    "the difference was multiplied by σ: it should be divided by σ²": σ,
    "there is a ½ too many: the slope of half a square has none": 0.5 / variance,
    "there is a 2 too many: the exponent of the Gaussian has a ½": 2 / variance,
  ])
  return slip(Section.arrows, way.map { sign * factor * $0 }).or([
    "that is the noise z itself: the target is −z/σ": way.map { -$0 / σ },
    "the clean point was forgotten: the noise is distributed around it, not around 0":
      push.noisy.map { -sign * factor * $0 },
    "only the noisy point was divided by σ²: parentheses are missing around the difference":
      difference(push.clean, push.noisy.map { $0 / variance }),
    "the arrow has the length 1: its length matters, too": way.map { $0 / sqrt(dot(way, way)) },
    "that is the clean point: the target is an arrow, not a place": push.clean,
  ])
}

private let target = Exercise<any Exercises>(
  "6.1", "The way back", points: 2, section: Section.arrows,
  hints: [
    "The target is the score of the distribution of the noisy point, given the clean one.",
    "That distribution is Gaussian, around the clean point, with the variance σ² in each coordinate.",
    "(clean − noisy)/σ², component by component.",
  ],
  checks: [
    Check(
      "two to four dimensions", labels: coordinates, given: { Push(&$0) },
      answer: { try $0.denoisingTarget(clean: $1.clean, noisy: $1.noisy, noise: $1.noise) },
      formula: targetFormula)
  ])

// MARK: 6.2

/// A noisy number whose origin was near m or near −m, each with the standard deviation τ.
private struct Origin: Codable {
  var noisy, noise: Double
  var score = "(m tanh(m x̃/v + h) − x̃)/v with v = τ² + σ²"
  var m, τ, h: Double

  init(_ random: inout RandomStream) {
    noise = random.standardDeviation()
    m = random.uniform(1...1.6)
    τ = random.uniform(0.3...0.6)
    h = random.uniform(-0.4...0.4)
    noisy = random.uniform(-1.5...1.5)
    // Away from the place where the score is zero.
    if abs(scoreAt(noisy)) < 0.1 { noisy += 0.5 }
  }

  private var width: Double { τ * τ + noise * noise }
  private func balance(_ x: Double) -> Double { tanh(m * x / width + h) }
  func scoreAt(_ x: Double) -> Double { (m * balance(x) - x) / width }
  func scoreSlope(_ x: Double) -> Double {
    (m * m * (1 - balance(x) * balance(x)) / width - 1) / width
  }

  /// σ, σ², the score and its slope.
  var parts: (σ: Double, σ2: Double, s: Double, slope: Double) {
    (noise, noise * noise, scoreAt(noisy), scoreSlope(noisy))
  }

  func answer(_ answers: any Exercises) throws -> (mean: Double, variance: Double) {
    try answers.posterior(of: noisy, noise: noise, score: scoreAt, scoreSlope: scoreSlope)
  }
}

private let exchanged = "mean and variance are exchanged"

private let posteriorMean = Formula<Origin> { origin, slip in
  let (σ, σ2, s, _) = origin.parts
  let size = slip(Section.denoiser, σ2).or([
    "the score is multiplied by σ: it should be by σ²": σ,
    "the score is not multiplied by σ²": 1,
    "the score is divided by σ²: it should be multiplied": 1 / σ2,
    "the step has the size σ²/2: it should be σ²": σ2 / 2,
  ])
  let step =
    size * s
    * slip.sign(
      "the sign is wrong: the score points to where the clean points are", Section.denoiser)
  return [
    slip(Section.denoiser, origin.noisy + step).or([
      "that is the step alone: it starts from the noisy point": step,
      "that is the noisy point as it came": origin.noisy,
      exchanged: σ2 + σ2 * σ2 * origin.parts.slope,
    ])
  ]
}

private let posteriorVariance = Formula<Origin> { origin, slip in
  let (σ, σ2, s, slope) = origin.parts
  let mean = posteriorMean(origin)[0]
  let sign = slip.sign("in the variance the sign of the slope is wrong", Section.denoiser)
  let change = slip(Section.denoiser, sign * σ2 * σ2 * slope).or([
    "in the variance the slope has the factor σ²: it should be σ⁴": sign * σ2 * slope,
    "in the variance the score stands where its slope should": sign * σ2 * σ2 * s,
  ])
  let variance = slip(Section.denoiser, σ2 + change).or([
    "in the variance σ² is missing": change,
    "that is the variance of the noise": σ2,
    "that is the derivative of the mean, the variance without a factor σ²":
      1 + sign * σ2 * slope,
    "that is the mean square of x − x̃: the square of its mean was not subtracted":
      σ2 + change + σ2 * σ2 * s * s,
    "the square of the score does not belong in the variance": σ2 + change - σ2 * σ2 * s * s,
    "−1/s′ is the variance that x̃ would have, were it normal": -1 / slope,
    "−1/s′ − σ² is what x would have for any x̃, were it normal": -1 / slope - σ2,
    "in the variance σ stands where σ² should": σ + sign * σ2 * slope,
  ])
  return [
    slip(Section.denoiser, variance).or([
      "that is the mean square of x, not its variance": variance + mean * mean,
      "that is the standard deviation, not the variance": sqrt(abs(variance)),
      exchanged: mean,
    ])
  ]
}

private let posterior = Exercise<any Exercises>(
  "6.2", "What was it before?", points: 5, section: Section.denoiser,
  hints: [
    "The mean is Tweedie's formula. For the variance ask how the mean changes with the noisy point.",
    """
    Differentiating the Gaussian gives (x − x̃)/σ² as a factor, so q′/q = (m − x̃)/σ² with m the \
    mean. Differentiate once more: q″/q is the mean of (x − x̃)²/σ⁴ − 1/σ², and s′ = q″/q − s².
    """,
    "The variance is σ² times the derivative of the mean by x̃; and the mean is x̃ + σ² s(x̃).",
  ],
  checks: [
    Check(
      "the mean", labels: ["the mean"], given: { Origin(&$0) },
      answer: { [try $1.answer($0).mean] }, formula: posteriorMean),
    Check(
      "the variance", labels: ["the variance"], given: { Origin(&$0) },
      answer: { [try $1.answer($0).variance] }, formula: posteriorVariance),
  ])
