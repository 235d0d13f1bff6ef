import Elementary

/// What N points tell about the precision.
///
/// The loss of a sample is quadratic in λ, and its minimiser is a regression through the origin,
///
///     λ̂ = Σ (x̃ᵢ−μ) zᵢ/σ / Σ (x̃ᵢ−μ)²,
///
/// with a known mean μ. The residual r = z/σ − λ*(x̃−μ) is normal and independent of x̃, of
/// variance twice the floor of the loss; hence λ̂ is unbiased for λ*, with N finite, too.
extension GaussianDenoising {
  /// The variance of the fitted precision, one draw of the noise for each point.
  ///
  ///     Var λ̂ = s²/(σ²(s² + σ²)²(N − 2))
  ///
  /// Derivation: given the x̃'s the variance is Var r/Σ(x̃−μ)², and the mean of 1/χ²_N is 1/(N−2).
  ///
  /// - Parameters:
  ///   - samples: `N > 2`; in d dimensions with one λ for all, N times d.
  ///   - standardDeviation: `s > 0`.
  ///   - noise: `σ > 0`.
  /// - Returns: the variance, exact for every N; `2/(s⁴ N)` is the exact score matching's for large
  ///   N.
  /// - Accuracy: a few ULP.
  /// - Source: by the derivation above.
  public static func precisionVariance(
    samples: Int, standardDeviation s: Double, noise σ: Double
  ) -> Double {
    precondition(samples > 2, "needs more than two samples, got \(samples)")
    let λ = precision(standardDeviation: s, noise: σ)
    return 2 * irreducibleLoss(standardDeviation: s, noise: σ) * λ / Double(samples - 2)
  }

  /// N times the variance of the fitted precision for many points, with several draws of the noise
  /// for each.
  ///
  ///     lim N·Var λ̂ = [2s⁴λ*² + (s²/σ² − 2s⁴λ*²)/K]/(s² + σ²)²
  ///
  /// Derivation: λ̂ − λ* is nearly the mean of (x̃−μ)r over (s² + σ²). Its variance, s²/σ² for one
  /// draw, splits into that of the mean given x, 1 − λ*((x−μ)² + σ²), which more draws leave alone,
  /// and the rest.
  ///
  /// - Parameters:
  ///   - draws: `K ≥ 1`, of z for each x.
  ///   - standardDeviation: `s > 0`.
  ///   - noise: `σ > 0`.
  /// - Returns: the limit. With K → ∞ the factor 1/σ² is gone: it is the noise's share, not the
  ///   data's.
  /// - Accuracy: relative error about 1e-15.
  /// - Source: by the derivation above.
  public static func asymptoticPrecisionVariance(
    draws: Int = 1, standardDeviation s: Double, noise σ: Double
  ) -> Double {
    require(standardDeviation: s, noise: σ)
    precondition(draws >= 1, "needs a draw of the noise or more, got \(draws)")
    let λ = precision(standardDeviation: s, noise: σ)
    let ofData = 2 * s * s * s * s * λ * λ
    return (ofData + (s * s / (σ * σ) - ofData) / Double(draws)) * λ * λ
  }

  /// How far the fitted score is, on average, from the score of the *clean* data.
  ///
  ///     E F = (s²/2) [(λ* − 1/s²)² + Var λ̂] = (1/2s²) [u² + 1/(u(N − 2))]/(1 + u)²,   u = σ²/s²
  ///
  /// The first term is the bias, which grows with σ, the second the variance, which falls with it.
  ///
  /// - Parameters:
  ///   - samples: `N > 2`.
  ///   - standardDeviation: `s > 0`.
  ///   - noise: `σ > 0`.
  /// - Returns: the mean of the Fisher divergence of N(μ, s²) from the fitted score.
  /// - Accuracy: a few ULP.
  /// - Source: `F = (s²/2)(λ̂ − 1/s²)²`, and the variance above.
  public static func expectedFisherDivergence(
    samples: Int, standardDeviation s: Double, noise σ: Double
  ) -> Double {
    require(standardDeviation: s, noise: σ)
    precondition(samples > 2, "needs more than two samples, got \(samples)")
    let u = σ * σ / (s * s)
    return (u * u + 1 / (u * Double(samples - 2))) / ((1 + u) * (1 + u)) / (2 * s * s)
  }

  /// The noise for which the fitted score is closest to that of the clean data.
  ///
  ///     2u³ = (1 + 3u)/(N − 2),   u = σ²/s²;   σ ≈ s (2N)^(−1/6) for many points
  ///
  /// - Parameters:
  ///   - samples: `N > 2`.
  ///   - standardDeviation: `s > 0`.
  /// - Returns: the σ at which ``expectedFisherDivergence(samples:standard deviation:noise:)`` is
  ///   least.
  /// - Accuracy: a few ULP.
  /// - Source: the derivative of the formula there, which has one positive root by Descartes' rule;
  ///   found by Newton's method from above, where the cubic is convex.
  public static func bestNoise(samples: Int, standardDeviation s: Double) -> Double {
    precondition(
      samples > 2 && s > 0, "needs samples > 2 and standard deviation > 0, got \(samples), \(s)")
    let c = 1 / Double(samples - 2)
    var u = 1 + 2 * c
    for _ in 0..<200 {
      let next = u - (2 * u * u * u - 3 * c * u - c) / (6 * u * u - 3 * c)
      if next >= u { break }
      u = next
    }
    return s * sqrt(u)
  }

  /// The mean squared error of the variance read off the fit, 1/λ̂, for many points.
  ///
  ///     E(1/λ̂ − s²)² ≈ σ⁴ + s²(s² + σ²)²/(Nσ²)
  ///
  /// - Parameters:
  ///   - samples: `N`, many: s/(σ√N) must be small, since 1/λ̂ has no second moment in earnest.
  ///   - standardDeviation: `s > 0`.
  ///   - noise: `σ > 0`.
  /// - Returns: squared bias and leading variance.
  /// - Accuracy: the next terms are smaller by s²/(Nσ²).
  /// - Source: `Var(1/λ̂) ≈ Var λ̂/λ*⁴`.
  public static func varianceError(samples: Int, standardDeviation s: Double, noise σ: Double)
    -> Double
  {
    require(standardDeviation: s, noise: σ)
    precondition(samples > 0, "needs samples, got \(samples)")
    let v = s * s + σ * σ
    return σ * σ * σ * σ + s * s * v * v / (Double(samples) * σ * σ)
  }
}
