import Diffusion
import Elementary

/// The terms of the variational bound on `−E log p(x_0)`, in nats.
public struct DiffusionBound: Sendable, Equatable {
  /// `L_T = E KL(q(x_T|x_0) ‖ p(x_T))`.
  public let prior: Double
  /// `L_{t−1} = E KL(q(x_{t−1}|x_t,x_0) ‖ p(x_{t−1}|x_t))` for t = 2, …, T.
  public let steps: [Double]
  /// `L_0 = −E log p(x_0|x_1)`.
  public let reconstruction: Double

  /// The bound.
  public var total: Double { prior + sum(steps) + reconstruction }
}

extension GaussianDiffusion {
  /// The variational bound of a reverse chain with the best means.
  ///
  ///     L_T     = ½ [ᾱ_T (s²+μ²) − ᾱ_T − ln(1−ᾱ_T)]              prior N(0, 1)
  ///             = −½ ln((1−ᾱ_T)/v_T)                            prior q(x_T)
  ///     L_{t−1} = KL(β̃_t/σ_t²) + c_0² Var(x_0|x_t)/(2σ_t²),     c_0 = √ᾱ_{t−1} β_t/(1−ᾱ_t)
  ///     L_0     = ½ ln(2πσ_1²) + Var(x_0|x_1)/(2σ_1²)
  ///
  /// Derivation: the model's mean is the posterior's with `E[x_0|x_t]` for `x_0`, so the means
  /// differ by `c_0 (x_0 − E[x_0|x_t])`. With `σ_t² = β_t v_{t−1}/v_t` and prior `q(x_T)` nothing
  /// is lost and the bound is the entropy `½ ln(2πe s²)`.
  ///
  /// - Parameters:
  ///   - levels: those of `x_0, …, x_T`.
  ///   - variances: `σ_1², …, σ_T²`, all positive.
  ///   - exactPrior: whether the chain starts from `q(x_T)` instead of N(0, 1).
  /// - Source: J. Ho, A. Jain, P. Abbeel (2020), eq. 5.
  public func bound(
    levels: [NoiseLevel], variances: [Double], exactPrior: Bool = false
  ) -> DiffusionBound {
    precondition(
      levels.count == variances.count + 1 && levels.count > 1 && variances.allSatisfy { $0 > 0 },
      "needs \(levels.count - 1) positive variances, got \(variances)")
    let last = levels[levels.count - 1]
    let prior =
      exactPrior
      ? -log(last.noise / variance(at: last)) / 2
      : (last.signal * (variance + mean * mean - 1) - log(last.noise)) / 2
    let steps = (2..<levels.count).map { t in
      let (earlier, later, σ2) = (levels[t - 1], levels[t], variances[t - 1])
      let factor = earlier.signalScale * later.noiseVariance(since: earlier) / later.noise
      return GaussianDivergence.varianceRatioDivergence(
        later.posteriorVariance(at: earlier) / σ2)
        + factor * factor * cleanVariance(given: later) / (2 * σ2)
    }
    let reconstruction =
      log(2 * .pi * variances[0]) / 2 + cleanVariance(given: levels[1]) / (2 * variances[0])
    return DiffusionBound(prior: prior, steps: steps, reconstruction: reconstruction)
  }
}
