import Elementary
import ScoreMatching

/// Sliced score matching on N(0, s²I) with the linear score s(x) = −λx, where everything is known.
///
/// Both forms of the loss are quadratic in λ, `−λ a + ½λ² b` on average, and least for λ̂ = ā/b̄:
///
///     full:               a = ‖u‖²,   b = (uᵀx)²
///     variance-reduced:   a = ‖u‖²,   b = ‖x‖²
///
/// averaged over M directions for each of N points.
public enum GaussianSlicing {
  /// The precision that the loss is least for.
  ///
  ///     λ* = E a/E b = 1/s²,   but 1/(d s²) in the variance-reduced form with directions of length 1
  ///
  /// The full form does not mind the length, because it multiplies both of its terms.
  ///
  /// - Parameters:
  ///   - standardDeviation: `s > 0`.
  ///   - dimension: `d ≥ 1`.
  ///   - distribution: that of u.
  ///   - form: of the squared term.
  /// - Returns: `λ*`.
  /// - Accuracy: a few ULP.
  /// - Source: Y. Song et al., "Sliced score matching" (2019), equations 7 and 8, for the losses.
  public static func precision(
    standardDeviation s: Double, dimension d: Int, distribution: ProjectionDistribution,
    form: SlicedForm = .varianceReduced
  ) -> Double {
    require(standardDeviation: s, dimension: d)
    let isTrapped = distribution == .unitSphere && form == .varianceReduced
    return 1 / (s * s * (isTrapped ? Double(d) : 1))
  }

  /// N times the variance of the fitted precision for many points.
  ///
  ///     full:               (2/M)[ρ + (M − 1)/d]/s⁴,   ρ = E‖u‖⁴/(E‖u‖²)²
  ///     variance-reduced:   [(ρ − 1)/M + 2/d] λ*²
  ///
  /// where ρ is 1 + 2/d for Gaussian directions and 1 for the others, whose length is fixed.
  /// Derivation: λ̂ − λ* is nearly the mean of (a − λ*b)/E b. In the full form with w = x/s that is
  /// Σ_m [‖u_m‖² − (u_mᵀw)²]/(M·E‖u‖²s²), of mean zero for every choice of directions and with the
  /// variance 2‖Σ u_m u_mᵀ‖²/(…)², where E(u_mᵀu_n)² = (E‖u‖²)²/d. In the other form a and b are
  /// independent.
  ///
  /// - Parameters:
  ///   - standardDeviation: `s > 0`.
  ///   - dimension: `d ≥ 1`.
  ///   - distribution: that of u.
  ///   - form: of the squared term.
  ///   - projections: `M ≥ 1`, for each point.
  /// - Returns: the limit of N·Var λ̂. Exact score matching has `2/(d s⁴)`, which is what M → ∞
  ///   gives.
  /// - Accuracy: a few ULP.
  /// - Source: by the derivation above.
  public static func asymptoticPrecisionVariance(
    standardDeviation s: Double, dimension d: Int, distribution: ProjectionDistribution,
    form: SlicedForm = .varianceReduced,
    projections: Int = 1
  ) -> Double {
    precondition(projections >= 1, "needs a projection or more, got \(projections)")
    let λ = precision(standardDeviation: s, dimension: d, distribution: distribution, form: form)
    let (d, M) = (Double(d), Double(projections))
    let excess = distribution == .gaussian ? 2 / d : 0  // ρ − 1
    let spread =
      switch form {
      case .full: 2 / M * (1 + excess + (M - 1) / d)
      case .varianceReduced: excess / M + 2 / d
      }
    return λ * λ * spread
  }

  private static func require(standardDeviation s: Double, dimension d: Int) {
    precondition(
      s > 0 && d >= 1, "needs standard deviation > 0 and dimension ≥ 1, got \(s) and \(d)")
  }
}
