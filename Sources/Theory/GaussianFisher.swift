import Elementary

/// Fisher divergences between Gaussians, and the loss of score matching.
///
/// The Fisher divergence compares slopes, not heights: `F(p‖q) = ½ E_p‖∇ log p − ∇ log q‖²`. It is
/// the rate at which noise destroys the difference of two distributions: with `p_t = p ∗ N(0, t)`,
///
///     d/dt KL(p_t ‖ q_t) = −F(p_t ‖ q_t),   so that   KL(p‖q) = ∫₀^∞ F(p_t ‖ q_t) dt.
///
/// Source of the last line: S. Lyu, "Interpretation and generalization of score matching", UAI
/// 2009, after de Bruijn's identity.
public enum GaussianFisher {
  /// The Fisher divergence of one Gaussian from another in one dimension.
  ///
  ///     F(N(μ,s²) ‖ N(m,v)) = ½ [ (μ−m)²/v² + s² (1/v − 1/s²)² ]
  ///
  /// Derivation: the scores are −(x−μ)/s² and −(x−m)/v; their difference is (1/v − 1/s²)(x−μ) +
  /// (μ−m)/v, and x−μ has mean 0 and variance s².
  ///
  /// - Parameters:
  ///   - mean: `μ`, the mean of the distribution that the average is taken over.
  ///   - variance: `s² > 0`.
  ///   - otherMean: `m`.
  ///   - otherVariance: `v > 0`.
  /// - Returns: The divergence, ≥ 0, in units of 1/x².
  /// - Accuracy: a few ULP beyond the rounding of the arguments.
  /// - Source: A. Hyvärinen, JMLR 6 (2005), 695, equation 2.
  public static func divergence(
    mean: Double, variance: Double, fromMean otherMean: Double, variance otherVariance: Double
  ) -> Double {
    requirePositive(variance, otherVariance)
    let shift = (mean - otherMean) / otherVariance
    let slope = (variance - otherVariance) / (otherVariance * variance)
    return 0.5 * (shift * shift + variance * slope * slope)
  }

  /// The loss of score matching for Gaussian data and a Gaussian model in one dimension.
  ///
  ///     J = E[s′ + ½s²] = −1/v + (s² + (μ−m)²)/(2v²) = F − 1/(2s²)
  ///
  /// For given data it is least at `m = μ`, `v = s²`; for a sample, whose moments stand in for `μ`
  /// and `s²`, at the sample's mean and variance: the same fit as maximum likelihood's.
  ///
  /// - Parameters: as for ``divergence(mean:variance:fromMean:variance:)``.
  /// - Returns: The loss, ≥ −1/(2s²).
  /// - Accuracy: a few ULP of the larger term.
  /// - Source: A. Hyvärinen, JMLR 6 (2005), 695, section 3.1.
  public static func loss(
    mean: Double, variance: Double, model otherMean: Double, variance otherVariance: Double
  ) -> Double {
    requirePositive(variance, otherVariance)
    let shift = mean - otherMean
    return ((variance + shift * shift) / (2 * otherVariance) - 1) / otherVariance
  }

  /// The Fisher divergence of one Gaussian from another in `d` dimensions.
  ///
  ///     F = ½ [ ‖V⁻¹(μ−m)‖² + tr(D Σ D) ],   D = V⁻¹ − Σ⁻¹
  ///
  /// Derivation: as in one dimension, with `E (x−μ)(x−μ)ᵀ = Σ`.
  ///
  /// - Parameters:
  ///   - mean: `μ`, `d` numbers.
  ///   - covariance: `Σ`, `d` rows of `d`, symmetric and positive definite.
  ///   - otherMean: `m`.
  ///   - otherCovariance: `V`.
  /// - Returns: The divergence, ≥ 0.
  /// - Precondition: Shapes agree and both matrices are positive definite.
  /// - Accuracy: absolute error about 1e-16 × the condition numbers × `tr Σ⁻¹`.
  /// - Source: A. Hyvärinen, JMLR 6 (2005), 695, section 3.1.
  public static func divergence(
    mean: [Double], covariance: [[Double]],
    fromMean otherMean: [Double], covariance otherCovariance: [[Double]]
  ) -> Double {
    let (factor, other) = choleskyPair(mean, covariance, otherMean, otherCovariance)
    let shift = other.solve(zip(mean, otherMean).map { $0 - $1 })
    var total = sum(shift.map { $0 * $0 })
    let difference = zip(other.inverse, factor.inverse).map { zip($0, $1).map { $0 - $1 } }
    // tr(D Σ D) = ‖D L‖² with Σ = L Lᵀ.
    for row in difference {
      for j in mean.indices {
        let entry = sum(mean.indices.map { row[$0] * factor.lower[$0][j] })
        total += entry * entry
      }
    }
    return 0.5 * total
  }
}
