import Elementary
import Exercises06
import HomeworkKit
import Tensors

/// Answers by formulas: an exercise without a formula is not attempted.
struct Formulas: Exercises {
  /// Of a clean number, a noisy one and σ.
  var target: @Sendable (Double, Double, Double) throws -> Double =
    { _, _, _ in throw NotAttempted() }
  /// How far the mean is from x̃, and the variance, of σ², s and s′.
  var posterior: @Sendable (Double, Double, Double) throws -> (Double, Double) =
    { _, _, _ in throw NotAttempted() }
  /// What becomes of the standard deviations before they are used.
  var levels: @Sendable ([Double]) -> [Double] = { $0 }
  /// What becomes of the right loss and of λ, which it was before.
  var finish: @Sendable (_ loss: Double, _ λ: Double, _ before: Double) throws -> (Double, Double) =
    { _, _, _ in throw NotAttempted() }
  /// Of the points, by −‖x̃ − xᵢ‖²/(2σ²).
  var weights: @Sendable ([Double]) throws -> [Double] = { _ in throw NotAttempted() }
  /// Where x moves with s(x, σ), ε and z.
  var move: @Sendable (Double, Double, Double, Double) throws -> Double =
    { _, _, _, _ in throw NotAttempted() }
  /// As many numbers as asked for, if those were the last.
  var noise: @Sendable (inout RandomStream, Int, [Double]) -> [Double] = { random, count, _ in
    random.normals(count)
  }

  func denoisingTarget(clean: [Double], noisy: [Double], noise σ: Double) throws -> [Double] {
    try zip(clean, noisy).map { try target($0, $1, σ) }
  }
  func posterior(
    of noisy: Double, noise σ: Double, score: (Double) -> Double, scoreSlope: (Double) -> Double
  ) throws -> (mean: Double, variance: Double) {
    let (way, variance) = try posterior(σ * σ, score(noisy), scoreSlope(noisy))
    return (noisy + way, variance)
  }
  func trainingStep(
    points: [[Double]], standardNoise: [[Double]], standardDeviations: [Double], center μ: [Double],
    precision λ: Double, learningRate: Double
  ) throws -> (loss: Double, precision: Double) {
    var (lossSum, slopeSum) = (0.0, 0.0)
    for (i, σ) in levels(standardDeviations).enumerated() {
      for j in μ.indices {
        let offset = points[i][j] + σ * standardNoise[i][j] - μ[j]
        let lacking = -λ * offset + standardNoise[i][j] / σ
        lossSum += 0.5 * σ * σ * lacking * lacking
        slopeSum -= σ * σ * lacking * offset
      }
    }
    let n = Double(points.count)
    let (loss, precision) = try finish(lossSum / n, λ - learningRate * slopeSum / n, λ)
    return (loss, precision)
  }
  func noisedDataScore(at noisy: [Double], data: [[Double]], noise σ: Double) throws -> [Double] {
    let shares = try weights(
      data.map { point in -zip(point, noisy).reduce(0) { $0 + pow(($1.0 - $1.1) / σ, 2) } / 2 })
    return noisy.indices.map { j in
      zip(shares, data).reduce(0) { $0 + $1.0 * ($1.1[j] - noisy[j]) } / (σ * σ)
    }
  }
  func annealedLangevin(
    from start: [Double], standardDeviations: [Double], stepsPerLevel: Int, stepFactor: Double,
    score: (_ x: Double, _ σ: Double) -> Double, using random: inout RandomStream
  ) throws -> [Double] {
    var (walkers, z) = (start, [Double]())
    for σ in levels(standardDeviations) {
      for _ in 0..<stepsPerLevel {
        z = noise(&random, start.count, z)
        walkers = try zip(walkers, z).map { try move($0, score($0, σ), stepFactor * σ * σ, $1) }
      }
    }
    return walkers
  }
}

/// The reference answers.
let references = Formulas(
  target: { origin, place, σ in (origin - place) / (σ * σ) },
  posterior: { variance, s, slope in (variance * s, variance * (1 + variance * slope)) },
  finish: { loss, λ, _ in (loss, λ) },
  weights: { exponents in
    let chances = exponents.map { exp($0 - exponents.max()!) }
    return chances.map { $0 / chances.reduce(0, +) }
  },
  move: { x, s, ε, z in x + ε * s + sqrt(2 * ε) * z })

/// Right answers, written in another way.
let alternates = Formulas(
  weights: { exponents in
    // Point by point, with the share of each against those before.
    var (logSum, shares) = (-Double.infinity, [Double]())
    for own in exponents {
      let share = sigmoid(own - logSum)
      shares = shares.map { (1 - share) * $0 } + [share]
      logSum = logSumExp([logSum, own])
    }
    return shares
  },
  move: { x, s, ε, z in x + ε * s - ε.squareRoot() * 2.0.squareRoot() * z },
  // In single precision.
  noise: { random, count, _ in random.normal([count]).doubles })
