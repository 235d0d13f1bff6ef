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
  var clean: [Double]
  var noisy: [Double]
  var noise: Double

  init(_ random: inout RandomStream) {
    let dimension = 2 + random.integer(below: 3)
    let standardDeviation = random.standardDeviation()
    clean = random.normals(dimension).map { 1 + $0 }
    noisy = clean.map { $0 + standardDeviation * random.normal() }
    noise = standardDeviation
  }

  var variance: Double { noise * noise }

  /// What leads back, times a factor.
  func back(_ factor: Double) -> [Double] { difference(clean, noisy).map { factor * $0 } }
}

private let targetMistakes: [Mistake<Push>] = [
  Mistake(
    "the sign is wrong: the arrow leads from the noisy point back to the clean one", Section.arrows
  ) { $0.back(-1 / $0.variance) },
  Mistake(
    "the difference is divided by σ: it should be by σ². The direction is right, the length is not",
    Section.descent
  ) { $0.back(1 / $0.noise) },
  Mistake("that is the noise z itself: the target is −z/σ", Section.arrows) {
    $0.back(-1 / $0.noise)
  },
  Mistake("the difference is not divided by σ²", Section.arrows) { $0.back(1) },
  Mistake("the sign is wrong, and the difference is not divided by σ²", Section.arrows) {
    $0.back(-1)
  },
  Mistake("the difference was multiplied by σ²: it should be divided", Section.arrows) {
    $0.back($0.variance)
  },
  Mistake("the difference was multiplied by σ: it should be divided by σ²", Section.arrows) {
    $0.back($0.noise)
  },
  Mistake("there is a ½ too many: the slope of half a square has none", Section.arrows) {
    $0.back(0.5 / $0.variance)
  },
  Mistake("there is a 2 too many: the exponent of the Gaussian has a ½", Section.arrows) {
    $0.back(2 / $0.variance)
  },
  Mistake(
    "the clean point was forgotten: the noise is distributed around it, not around 0",
    Section.arrows
  ) { push in push.noisy.map { -$0 / push.variance } },
  Mistake(
    "only the noisy point was divided by σ²: parentheses are missing around the difference",
    Section.arrows
  ) { push in zip(push.clean, push.noisy).map { $0 - $1 / push.variance } },
  Mistake("the arrow has the length 1: its length matters, too", Section.arrows) { push in
    let way = push.back(1)
    return way.map { $0 / sqrt(dot(way, way)) }
  },
  Mistake("that is the clean point: the target is an arrow, not a place", Section.denoiser) {
    $0.clean
  },
]

private let target = Exercise<any Exercises>(
  "6.1", "The way back", points: 2, section: Section.arrows,
  hints: [
    "The target is the score of the distribution of the noisy point, given the clean one.",
    "That distribution is Gaussian, around the clean point, with the variance σ² in each coordinate.",
    "(clean − noisy)/σ², component by component.",
  ],
  checks: [
    Check(
      "two to four dimensions", given: { Push(&$0) },
      answer: { try $0.denoisingTarget(clean: $1.clean, noisy: $1.noisy, noise: $1.noise) },
      expected: { $0.back(1 / $0.variance) },
      mistakes: targetMistakes)
  ])

// MARK: 6.2

/// A noisy number whose origin was near m or near −m, each with the standard deviation τ.
private struct Origin: Codable {
  var noisy: Double
  var noise: Double
  var score = "(m tanh(m x̃/v + h) − x̃)/v with v = τ² + σ²"
  var m: Double
  var τ: Double
  var h: Double

  init(_ random: inout RandomStream) {
    noise = random.standardDeviation()
    m = random.uniform(1...1.6)
    τ = random.uniform(0.3...0.6)
    h = random.uniform(-0.4...0.4)
    noisy = random.uniform(-1.5...1.5)
    // Away from the place where the score is zero.
    if abs(s) < 0.1 { noisy += 0.5 }
  }

  var σ2: Double { noise * noise }
  /// The variance of a noisy component.
  var width: Double { τ * τ + σ2 }

  /// The chance of + less that of −.
  func balance(_ x: Double) -> Double { tanh(m * x / width + h) }
  func scoreAt(_ x: Double) -> Double { (m * balance(x) - x) / width }
  func scoreSlope(_ x: Double) -> Double {
    let b = balance(x)
    return (m * m * (1 - b * b) / width - 1) / width
  }

  /// By Bayes' rule for each component.
  var mean: Double {
    (σ2 * m * balance(noisy) + τ * τ * noisy) / width
  }
  var variance: Double {
    let b = balance(noisy)
    let between = σ2 * m / width
    return τ * τ * σ2 / width + between * between * (1 - b * b)
  }

  var s: Double { scoreAt(noisy) }
  var slope: Double { scoreSlope(noisy) }

  func answer(_ answers: any Exercises) throws -> (mean: Double, variance: Double) {
    try answers.posterior(of: noisy, noise: noise, score: scoreAt, scoreSlope: scoreSlope)
  }
}

private let posteriorMeanMistakes: [Mistake<Origin>] = [
  Mistake("the sign is wrong: the score points to where the clean points are", Section.denoiser) {
    [$0.noisy - $0.σ2 * $0.s]
  },
  Mistake("the score is multiplied by σ: it should be by σ²", Section.denoiser) {
    [$0.noisy + $0.noise * $0.s]
  },
  Mistake(
    "the score is multiplied by σ, not σ², and the sign is wrong", Section.denoiser
  ) { [$0.noisy - $0.noise * $0.s] },
  Mistake("the score is not multiplied by σ²", Section.denoiser) { [$0.noisy + $0.s] },
  Mistake("the score is divided by σ²: it should be multiplied", Section.denoiser) {
    [$0.noisy + $0.s / $0.σ2]
  },
  Mistake("that is the step alone: it starts from the noisy point", Section.denoiser) {
    [$0.σ2 * $0.s]
  },
  Mistake("the step has the size σ²/2: it should be σ²", Section.denoiser) {
    [$0.noisy + $0.σ2 * $0.s / 2]
  },
  Mistake("that is the noisy point as it came", Section.denoiser) { [$0.noisy] },
  Mistake("mean and variance are exchanged", Section.denoiser) { [$0.variance] },
]

private let posteriorVarianceMistakes: [Mistake<Origin>] = [
  Mistake("mean and variance are exchanged", Section.denoiser) { [$0.mean] },
  Mistake("the mean is right; in the variance σ² is missing", Section.denoiser) {
    [$0.σ2 * $0.σ2 * $0.slope]
  },
  Mistake(
    "the mean is right; in the variance the slope has the factor σ²: it should be σ⁴",
    Section.denoiser
  ) { [$0.σ2 + $0.σ2 * $0.slope] },
  Mistake("the mean is right; in the variance the sign of the slope is wrong", Section.denoiser) {
    [$0.σ2 - $0.σ2 * $0.σ2 * $0.slope]
  },
  Mistake("the mean is right; that is the variance of the noise", Section.denoiser) { [$0.σ2] },
  Mistake(
    "the mean is right; that is the derivative of the mean, the variance without a factor σ²",
    Section.denoiser
  ) { [1 + $0.σ2 * $0.slope] },
  Mistake(
    """
    the mean is right; that is the mean square of x − x̃, from which the square of its mean was not \
    subtracted
    """, Section.denoiser
  ) { [$0.σ2 + $0.σ2 * $0.σ2 * ($0.slope + $0.s * $0.s)] },
  Mistake(
    "the mean is right; the square of the score does not belong in the variance", Section.denoiser
  ) { [$0.σ2 + $0.σ2 * $0.σ2 * ($0.slope - $0.s * $0.s)] },
  Mistake(
    "the mean is right; that is the mean square of x, not its variance", Section.denoiser
  ) { [$0.variance + $0.mean * $0.mean] },
  Mistake("the mean is right; that is the standard deviation, not the variance", Section.denoiser) {
    [sqrt($0.variance)]
  },
  Mistake(
    "the mean is right; in the variance the score stands where its slope should", Section.denoiser
  ) { [$0.σ2 + $0.σ2 * $0.σ2 * $0.s] },
  Mistake(
    "the mean is right; −1/s′ is the variance that x̃ would have, were it normal", Section.denoiser
  ) { [-1 / $0.slope] },
  Mistake(
    "the mean is right; −1/s′ − σ² is what x would have for any x̃, were it normal",
    Section.denoiser
  ) { [-1 / $0.slope - $0.σ2] },
  Mistake("the mean is right; in the variance σ stands where σ² should", Section.denoiser) {
    [$0.noise + $0.σ2 * $0.slope]
  },
]

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
      "the mean", given: { Origin(&$0) }, answer: { [try $1.answer($0).mean] },
      expected: { [$0.mean] }, mistakes: posteriorMeanMistakes),
    Check(
      "the variance", given: { Origin(&$0) }, answer: { [try $1.answer($0).variance] },
      expected: { [$0.variance] }, mistakes: posteriorVarianceMistakes),
  ])
