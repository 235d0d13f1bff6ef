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
  func noisedDataScore(at noisy: [Double], data: [[Double]], noise σ: Double) -> [Double] {
    // Point by point, with the share of each against those before.
    var (logSum, place) = (-Double.infinity, noisy)
    for x in data {
      let own = -zip(x, noisy).reduce(0) { $0 + pow(($1.0 - $1.1) / σ, 2) } / 2
      let share = sigmoid(own - logSum)
      place = zip(place, x).map { $0 + share * ($1 - $0) }
      logSum = logSumExp([logSum, own])
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
