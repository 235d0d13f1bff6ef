import Diffusion
import Elementary
import HomeworkKit

/// A step as `A x + B ε̂ + σ z`.
struct Move {
  var state: Double
  var prediction: Double
  var standardDeviation: Double
}

/// Whether every z is a new one.
enum Reuse { case never, inSteps, everywhere }

extension Film {
  /// What the schedule has for the step from t.
  func numbers(_ t: Int) -> (β: Double, α: Double, ᾱ: Double, βTilde: Double) {
    (betas[t - 1], 1 - betas[t - 1], schedule.alphaBar(t), schedule.posteriorVariance(t))
  }

  /// β_t²ℓ_t/(α_t(1−ᾱ_t)), what the best variance has beyond β̃_t.
  func unknown(_ t: Int) -> Double {
    let (β, α, ᾱ, _) = numbers(t)
    return β * β * losses[t - 1] / (α * (1 - ᾱ))
  }

  func best(_ t: Int) -> Double { schedule.posteriorVariance(t) + unknown(t) }

  func right(_ t: Int) -> Move { move(t) { best($0) } }

  /// A step with the right mean, and another variance.
  func move(_ t: Int, last: Double = 0, variance: (Int) -> Double) -> Move {
    let mean = ReverseSampler(schedule, .ancestral(.beta)).factors(from: t, to: t - 1)
    return Move(
      state: mean.state, prediction: mean.prediction,
      standardDeviation: t == 1 ? sqrt(last) : sqrt(variance(t)))
  }

  /// A step with the right variance, and another mean.
  func move(_ t: Int, _ state: Double, _ prediction: Double) -> Move {
    Move(state: state, prediction: prediction, standardDeviation: right(t).standardDeviation)
  }

  func distribution(
    start: (mean: Double, variance: Double) = (0, 1),
    noise: (mean: Double, variance: Double) = (0, 1), isNormal: Bool = true,
    order: [Int]? = nil, reuse: Reuse = .never, startFirst: Bool = true,
    move: (Int) -> Move
  ) -> [Target] {
    // A state is p·x_T + q·(the z that is reused) + noise of its own, of the variance r.
    var (p, q, r) = reuse == .everywhere ? (0.0, 1.0, 0.0) : (1.0, 0.0, 0.0)
    func variance() -> Double { p * p * start.variance + q * q * noise.variance + r }
    var (means, variances, covariances) = ([start.mean], [variance()], [Double]())
    let (predictions, should) = (predictions, firstStep)
    var large = Target.anything
    for (i, t) in (order ?? (1...steps).reversed()).enumerated() {
      let (step, prediction) = (move(t), predictions[t - 1])
      let slope = step.state + step.prediction * prediction.slope
      let before = (p, q, r)
      p *= slope
      q = slope * q + (reuse == .never ? 0 : step.standardDeviation)
      let fresh =
        reuse == .never ? step.standardDeviation * step.standardDeviation * noise.variance : 0
      r = slope * slope * r + fresh
      covariances.append(
        p * before.0 * start.variance + q * before.1 * noise.variance + slope * before.2)
      means.append(
        slope * means[i] + step.prediction * prediction.shift + step.standardDeviation * noise.mean)
      variances.append(variance())
      if i == 0 {
        let (a, b) = (p - should.slope * before.0, q - should.slope * before.1)
        large = beyond(
          2 * should.standardDeviation + 1e-9,
          mean: means[1] - should.slope * means[0] - should.shift,
          variance: a * a * start.variance + b * b * noise.variance + fresh)
      }
    }
    var tails = [beyond(2, mean: means[0], variance: variances[0]), large]
    if !isNormal || !startFirst { tails = [.anything, .anything] }
    if !startFirst {
      means.reverse()
      variances.reverse()
      covariances.reverse()
    }
    let isSame = variances[startFirst ? 0 : steps] == 0
    return targets(means, variances, covariances) + tails
      + [.value(isSame ? 1 : 0, tolerance: 1e-3), .value(0, tolerance: 1e-3)]
  }

  /// How often a normal variable is beyond a bound, on either side.
  private func beyond(_ bound: Double, mean: Double, variance: Double) -> Target {
    let standardDeviation = sqrt(variance)
    guard standardDeviation > 1e-9 else {
      return .value(abs(mean) > bound ? 1 : 0, tolerance: 1e-3)
    }
    let share =
      normalCDF((-bound - mean) / standardDeviation) + normalCDF((mean - bound) / standardDeviation)
    return .frequency(min(1, share), trials: count)
  }

  private func targets(
    _ means: [Double], _ variances: [Double], _ covariances: [Double]
  ) -> [Target] {
    let n = Double(count)
    let first = zip(means, variances).map { mean, variance in
      variance == 0 ? Target.value(mean) : .mean(mean, standardError: sqrt(variance / n))
    }
    let second = variances.map { variance in
      variance == 0 ? Target.value(0) : .variance(variance, degreesOfFreedom: n - 1)
    }
    let third = covariances.indices.map { i in
      let c = covariances[i]
      let spread = variances[i] * variances[i + 1] + c * c
      return spread == 0 ? Target.value(c) : .mean(c, standardError: sqrt(spread / n))
    }
    return first + second + third
  }

  /// All paths are the same.
  var identical: [Target] {
    [Target](repeating: .anything, count: steps + 1)
      + [Target](repeating: .value(0), count: 2 * steps + 1) + [.anything, .anything]
      + [.value(1, tolerance: 1e-3), .anything]
  }

  /// The paths have the same noise, whatever it is.
  var sameNoise: [Target] {
    [Target](repeating: .anything, count: 3 * steps + 4) + [
      .value(0, tolerance: 1e-3), .value(1, tolerance: 1e-3),
    ]
  }
}
