import Diffusion
import Elementary

/// Samplers with exact scores on a Gaussian of two scales: mean 1 along both axes, variance v along
/// one and v/κ along the other. They start from N(0, I).
///
/// Along an axis all is as on the line, and divergences add up. A chain with one step size for both
/// axes needs a number of steps proportional to κ: `ε < 2v/κ`, and the wide axis forgets at the rate
/// `ε/v`. A ladder of noises in equal factors from above the largest scale to below the smallest has
/// of the order of ln κ rungs.
public struct TwoScales: Sendable, Equatable {
  /// v, the larger variance.
  public let variance: Double
  /// κ ≥ 1, the condition number of the covariance.
  public let condition: Double

  public init(variance: Double, condition: Double) {
    precondition(
      variance > 0 && condition >= 1,
      "needs variance > 0 and condition ≥ 1, got \(variance) and \(condition)")
    self.variance = variance
    self.condition = condition
  }

  /// The divergence of a sampler's output, given what it makes of each axis.
  public func divergence(
    _ output: (GaussianDiffusion) -> (mean: Double, variance: Double)
  ) -> Double {
    sum(
      [variance, variance / condition].map { width in
        let (M, V) = output(GaussianDiffusion(mean: 1, variance: width))
        return GaussianDivergence.divergence(mean: M, variance: V, fromMean: 1, variance: width)
      })
  }

  /// Langevin with the best step size for a number of steps.
  public func langevin(steps: Int) -> (stepSize: Double, divergence: Double) {
    least(
      geometric(1e-3, 1.6, 100).map { ratio in
        let ε = ratio * variance / condition
        return (
          ε, divergence { ErrorBudget.langevin(stepSize: ε, steps: steps)(1, 1 / $0.variance) }
        )
      })
  }

  /// Steps of diffusion in equal factors of σ, the first of them from no noise at all.
  ///
  /// - Parameters:
  ///   - top: σ_1, the largest noise.
  ///   - bottom: σ_L, in units of the smaller standard deviation.
  public func schedule(steps: Int, top: Double, bottom: Double) -> NoiseSchedule {
    let noises = geometric(bottom * sqrt(variance / condition), top, steps)
    let signals = [1] + noises.map { 1 / (1 + $0 * $0) }
    return NoiseSchedule(
      "geometric", betas: zip(signals, signals.dropFirst()).map { 1 - $1 / $0 })
  }

  /// Diffusion on the best ladder for a number of steps.
  public func diffusion(
    _ rule: ReverseRule, steps: Int
  ) -> (sampler: ReverseSampler, divergence: Double) {
    least(
      [3.0, 8, 20, 40].flatMap { top in
        [0.5, 0.2, 0.1, 0.05].map { bottom in
          let sampler = ReverseSampler(
            schedule(steps: steps, top: top, bottom: bottom), rule)
          return (sampler, divergence { sampler.outputDistribution(of: $0) })
        }
      })
  }

  /// Annealed Langevin on the best ladder for a number of steps, one or two at each rung.
  public func annealing(steps: Int) -> (ladder: LearnedAnnealing, divergence: Double) {
    precondition(steps >= 2, "a ladder needs two steps or more, got \(steps)")
    return least(
      [1, 2].filter { steps / $0 >= 2 }.flatMap { k in
        [0.3, 0.1, 0.05].flatMap { bottom in
          [0.6, 1, 1.4].map { step in
            let σ = bottom * sqrt(variance / condition)
            let ladder = LearnedAnnealing(
              standardDeviations: geometric(0.5, σ, steps / k), stepSize: step * σ * σ,
              stepsPerLevel: k)
            return (ladder, divergence { ladder.outputDistribution(of: $0) })
          }
        }
      })
  }

  /// The least number of steps, to about 3 per cent, for which a divergence is small enough.
  public static func stepsNeeded(
    for tolerance: Double, _ divergence: (_ steps: Int) -> Double
  ) -> Int {
    var steps = 4
    while divergence(steps) > tolerance { steps = max(steps + 1, steps * 103 / 100) }
    return steps
  }

  private func least<Choice>(
    _ candidates: [(Choice, Double)]
  ) -> (Choice, Double) {
    candidates.min { $0.1 < $1.1 } ?? candidates[0]
  }
}
