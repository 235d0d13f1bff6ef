import Elementary
import Exercises06
import HomeworkKit
import Tensors

/// Whoever answers one exercise has not attempted the others.
extension Exercises {
  func denoisingTarget(clean: [Double], noisy: [Double], noise σ: Double) throws -> [Double] {
    throw NotAttempted()
  }
  func posterior(
    of noisy: Double, noise σ: Double, score: (Double) -> Double, scoreSlope: (Double) -> Double
  ) throws -> (mean: Double, variance: Double) { throw NotAttempted() }
  func trainingStep(
    points: [[Double]], standardNoise: [[Double]], standardDeviations: [Double], center μ: [Double],
    precision λ: Double, learningRate: Double
  ) throws -> (loss: Double, precision: Double) { throw NotAttempted() }
  func noisedDataScore(at noisy: [Double], data: [[Double]], noise σ: Double) throws -> [Double] {
    throw NotAttempted()
  }
  func annealedLangevin(
    from start: [Double], standardDeviations: [Double], stepsPerLevel: Int, stepFactor: Double,
    score: (_ x: Double, _ σ: Double) -> Double, using random: inout RandomStream
  ) throws -> [Double] { throw NotAttempted() }
}

/// Nobody has answered anything.
struct Stubs: Exercises {}

/// The reference answers.
struct References: Exercises {
  func denoisingTarget(clean: [Double], noisy: [Double], noise σ: Double) -> [Double] {
    zip(clean, noisy).map { origin, place in (origin - place) / (σ * σ) }
  }

  func posterior(
    of noisy: Double, noise σ: Double, score: (Double) -> Double, scoreSlope: (Double) -> Double
  ) throws -> (mean: Double, variance: Double) {
    let noiseVariance = σ * σ
    let posteriorMean = noisy + noiseVariance * score(noisy)
    return (posteriorMean, noiseVariance * (1 + noiseVariance * scoreSlope(noisy)))
  }

  func trainingStep(
    points: [[Double]], standardNoise: [[Double]], standardDeviations: [Double], center μ: [Double],
    precision λ: Double, learningRate: Double
  ) throws -> (loss: Double, precision: Double) {
    var (lossSum, slopeSum) = (0.0, 0.0)
    for i in points.indices {
      let σ = standardDeviations[i]
      for j in μ.indices {
        let offset = points[i][j] + σ * standardNoise[i][j] - μ[j]
        let lacking = -λ * offset + standardNoise[i][j] / σ
        lossSum += 0.5 * σ * σ * lacking * lacking
        slopeSum -= σ * σ * lacking * offset
      }
    }
    let n = Double(points.count)
    return (lossSum / n, λ - learningRate * slopeSum / n)
  }

  func noisedDataScore(at noisy: [Double], data: [[Double]], noise σ: Double) -> [Double] {
    let exponents = data.map { point in
      -zip(point, noisy).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / (2 * σ * σ)
    }
    let largestExponent = exponents.max()!
    var pull = [Double](repeating: 0, count: noisy.count)
    var sumOfWeights = 0.0
    for (point, exponent) in zip(data, exponents) {
      let weight = exp(exponent - largestExponent)
      sumOfWeights += weight
      for j in noisy.indices { pull[j] += weight * (point[j] - noisy[j]) }
    }
    return pull.map { $0 / (sumOfWeights * σ * σ) }
  }

  func annealedLangevin(
    from start: [Double], standardDeviations: [Double], stepsPerLevel: Int, stepFactor: Double,
    score: (_ x: Double, _ σ: Double) -> Double, using random: inout RandomStream
  ) -> [Double] {
    var walkers = start
    for σ in standardDeviations {
      let stepSize = stepFactor * σ * σ
      for _ in 0..<stepsPerLevel {
        for i in walkers.indices {
          let jolt = sqrt(2 * stepSize) * random.normal()
          walkers[i] += stepSize * score(walkers[i], σ) + jolt
        }
      }
    }
    return walkers
  }
}

/// Right answers, written in another way.
struct Alternates: Exercises {
  func denoisingTarget(clean: [Double], noisy: [Double], noise σ: Double) -> [Double] {
    // −z/σ.
    clean.indices.map { -((noisy[$0] - clean[$0]) / σ) / σ }
  }

  func posterior(
    of noisy: Double, noise σ: Double, score: (Double) -> Double, scoreSlope: (Double) -> Double
  ) throws -> (mean: Double, variance: Double) {
    let s = score(noisy)
    // The mean square of x − x̃, less the square of its mean.
    let meanSquare = σ * σ + pow(σ, 4) * (scoreSlope(noisy) + s * s)
    return (noisy + σ * σ * s, meanSquare - pow(σ * σ * s, 2))
  }

  func trainingStep(
    points: [[Double]], standardNoise: [[Double]], standardDeviations: [Double], center μ: [Double],
    precision λ: Double, learningRate: Double
  ) throws -> (loss: Double, precision: Double) {
    // A parabola in λ through three moments: of σ²(x̃ − μ)², of σ(x̃ − μ)z, and of z².
    var moments = (0.0, 0.0, 0.0)
    for (i, (x, z)) in zip(points, standardNoise).enumerated() {
      for (j, u) in x.enumerated() {
        let scaled = standardDeviations[i] * (u + standardDeviations[i] * z[j] - μ[j])
        moments.0 += scaled * scaled / Double(points.count)
        moments.1 += scaled * z[j] / Double(points.count)
        moments.2 += z[j] * z[j] / Double(points.count)
      }
    }
    let loss = (λ * λ * moments.0 - 2 * λ * moments.1 + moments.2) / 2
    return (loss, λ + learningRate * (moments.1 - λ * moments.0))
  }

  func noisedDataScore(at noisy: [Double], data: [[Double]], noise σ: Double) -> [Double] {
    // Point by point, with the share of each against those before.
    var (logSum, place) = (-Double.infinity, noisy)
    for x in data {
      let own = -zip(x, noisy).reduce(0) { $0 + pow(($1.0 - $1.1) / σ, 2) } / 2
      let share = sigmoid(own - logSum)
      place = zip(place, x).map { $0 + share * ($1 - $0) }
      let top = max(own, logSum)
      logSum = top + log1p(exp(min(own, logSum) - top))
    }
    return zip(place, noisy).map { ($0 - $1) / (σ * σ) }
  }

  func annealedLangevin(
    from start: [Double], standardDeviations: [Double], stepsPerLevel: Int, stepFactor: Double,
    score: (_ x: Double, _ σ: Double) -> Double, using random: inout RandomStream
  ) -> [Double] {
    // One point after the other.
    start.map { x in
      standardDeviations.reduce(x) { x, σ in
        (0..<stepsPerLevel).reduce(x) { x, _ in
          x + stepFactor * σ * σ * score(x, σ) - σ * sqrt(2 * stepFactor) * random.normal()
        }
      }
    }
  }
}
