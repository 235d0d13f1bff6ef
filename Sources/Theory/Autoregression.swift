import Elementary

/// The stationary AR(1) process `x' = ρx + √(1−ρ²) σ z`, of variance `σ²` and autocorrelation `ρᵏ`:
/// the model by which one reads a Markov chain's output.
public enum Autoregression {
  /// The integrated autocorrelation time: how many steps one independent sample costs.
  ///
  ///     τ = 1 + 2 Σ_{k≥1} ρᵏ = (1+ρ)/(1−ρ)
  ///
  /// - Parameter correlation: `ρ` in (−1, 1), the lag-one autocorrelation.
  /// - Returns: `τ`; below 1 for negative `ρ`, where the chain beats independent samples.
  /// - Accuracy: a few ULP.
  /// - Source: A. D. Sokal, "Monte Carlo methods in statistical mechanics" (1989), §3.
  public static func integratedTime(correlation: Double) -> Double {
    check(correlation)
    return (1 + correlation) / (1 - correlation)
  }

  /// The effective sample size of a long chain, `n/τ`.
  ///
  /// - Parameters:
  ///   - samples: `n ≥ 1`.
  ///   - correlation: `ρ` in (−1, 1).
  /// - Returns: `n (1−ρ)/(1+ρ)`, to which the exact value for finite `n` tends (see
  ///   ``varianceOfMean(samples:correlation:variance:)``).
  /// - Accuracy: a few ULP.
  /// - Source: A. D. Sokal, "Monte Carlo methods in statistical mechanics" (1989), §3.
  public static func effectiveSampleSize(samples: Int, correlation: Double) -> Double {
    precondition(samples >= 1, "needs samples ≥ 1, got \(samples)")
    return Double(samples) / integratedTime(correlation: correlation)
  }

  /// The variance of the mean of `n` consecutive values, exactly.
  ///
  ///     Var x̄ = (σ²/n) [ (1+ρ)/(1−ρ) − 2ρ(1−ρⁿ)/(n(1−ρ)²) ]
  ///
  /// Derivation: `(σ²/n²) Σ_{i,j} ρ^{|i−j|} = (σ²/n²)[n + 2Σ_k (n−k)ρᵏ]`, a geometric sum and its
  /// derivative.
  ///
  /// - Parameters:
  ///   - samples: `n ≥ 1`.
  ///   - correlation: `ρ` in (−1, 1).
  ///   - variance: `σ² ≥ 0`, of one value.
  /// - Returns: The variance of the mean.
  /// - Accuracy: relative error about 1e-15/(n(1−ρ)) where the two terms cancel.
  /// - Source: T. W. Anderson, "The Statistical Analysis of Time Series" (1971), §8.2.
  public static func varianceOfMean(
    samples: Int, correlation: Double, variance: Double = 1
  ) -> Double {
    check(correlation)
    precondition(samples >= 1, "needs samples ≥ 1, got \(samples)")
    let n = Double(samples)
    let gap = 1 - correlation
    let edge = 2 * correlation * (1 - pow(correlation, n)) / (n * gap * gap)
    return variance / n * ((1 + correlation) / gap - edge)
  }

  private static func check(_ correlation: Double) {
    precondition(
      correlation > -1 && correlation < 1, "needs a correlation in (−1, 1), got \(correlation)")
  }
}
