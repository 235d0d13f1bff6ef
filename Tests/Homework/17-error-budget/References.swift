import Diffusion
import Elementary
import Exercises17
import HomeworkKit
import Samplers
import Theory

/// Whoever answers one exercise has not attempted the others.
extension Exercises {
  func error(means: [Double], variances: [Double], m: Double, v: Double) throws -> Double {
    throw NotAttempted()
  }
  func denoisingBudget(n: Int, v: Double, σ: Double, draws K: Int) throws -> (
    bias: Double, data: Double, training: Double
  ) { throw NotAttempted() }
  func compensation(precision λ: Double, m: Double, v: Double, steps k: Int) throws -> (
    stepSize: Double, divergence: Double
  ) { throw NotAttempted() }
}

/// Nobody has answered anything.
struct Stubs: Exercises {}

/// The reference answers, by the library's closed forms where it has them.
struct References: Exercises {
  func error(means: [Double], variances: [Double], m: Double, v: Double) -> Double {
    zip(means, variances).reduce(0) {
      $0 + GaussianDivergence.divergence(mean: $1.0, variance: $1.1, fromMean: m, variance: v)
    } / Double(means.count)
  }

  func denoisingBudget(n: Int, v: Double, σ: Double, draws K: Int) -> (
    bias: Double, data: Double, training: Double
  ) {
    let score = LearnedScore.denoising(variance: v, samples: n, noise: σ, draws: K)
    // Exact draws carry the variance of ln λ over to ln V as it is.
    let r = 1 / (score.precision * v)
    func cost(_ spread: Spread) -> Double { spread.mean / 2 + r / 4 * spread.logVariance }
    return ((r - 1 - log(r)) / 2, cost(score.data), cost(score.training))
  }

  /// Step by step.
  func compensation(precision λ: Double, m: Double, v: Double, steps k: Int) -> (
    stepSize: Double, divergence: Double
  ) {
    let ε = 2 * (λ * v - 1) / (λ * λ * v)
    var (M, V) = (0.0, 1.0)
    for _ in 0..<k {
      let kept = 1 - ε * λ
      (M, V) = (m + kept * (M - m), kept * kept * V + 2 * ε)
    }
    return (
      ε, GaussianDivergence.divergence(mean: M, variance: V, fromMean: m, variance: v)
    )
  }
}

/// Right answers written in another way.
struct Alternates: Exercises {
  /// By the sums of the parts.
  func error(means: [Double], variances: [Double], m: Double, v: Double) -> Double {
    let n = Double(means.count)
    let squares = means.reduce(0) { $0 + ($1 - m) * ($1 - m) }
    let logarithms = variances.reduce(0) { $0 + log($1) } - n * log(v)
    return ((variances.reduce(0, +) + squares) / v - n - logarithms) / (2 * n)
  }

  /// All that is random, less what is left without training's draws.
  func denoisingBudget(n: Int, v: Double, σ: Double, draws K: Int) -> (
    bias: Double, data: Double, training: Double
  ) {
    let ρ = σ * σ / v
    func random(_ perDraw: Double) -> Double {
      let mean = 1 + perDraw / ρ
      let logarithm = 2 * (1 - perDraw) / ((1 + ρ) * (1 + ρ)) + perDraw / ρ
      return (mean / 2 + (1 + ρ) * logarithm / 4) / Double(n)
    }
    return (0.5 * (ρ - log1p(ρ)), random(0), random(1 / Double(K)) - random(0))
  }

  /// The step by bisection, the rest by the closed form.
  func compensation(precision λ: Double, m: Double, v: Double, steps k: Int) -> (
    stepSize: Double, divergence: Double
  ) {
    var (low, high) = (0.0, 2 / λ)
    for _ in 0..<80 {
      let ε = (low + high) / 2
      if 1 / (λ * (1 - ε * λ / 2)) < v { low = ε } else { high = ε }
    }
    let end = ErrorBudget.langevin(stepSize: low, steps: k)(m, λ)
    let r = end.variance / v
    return (low, 0.5 * (r - 1 - log(r)) + (end.mean - m) * (end.mean - m) / (2 * v))
  }
}
