import Elementary

/// Kullback–Leibler divergences between Gaussians, in nats.
public enum GaussianDivergence {
  /// The divergence of one Gaussian from another in one dimension.
  ///
  ///     KL(N(m₁,v₁) ‖ N(m₂,v₂)) = ½ [ v₁/v₂ − 1 − ln(v₁/v₂) + (m₁−m₂)²/v₂ ]
  ///
  /// Derivation: the mean under the first of `ln p₁ − ln p₂ =
  /// ½ ln(v₂/v₁) − (x−m₁)²/(2v₁) + (x−m₂)²/(2v₂)`, with `⟨(x−m₂)²⟩ = v₁ + (m₁−m₂)²`.
  ///
  /// - Parameters:
  ///   - mean: `m₁`, the mean of the distribution that the average is taken over.
  ///   - variance: `v₁ > 0`.
  ///   - otherMean: `m₂`.
  ///   - otherVariance: `v₂ > 0`.
  /// - Returns: The divergence, ≥ 0.
  /// - Accuracy: relative error about 1e-14, also for nearly equal variances, where the first three
  ///   terms cancel (see ``varianceRatioDivergence(_:)``).
  /// - Source: S. Kullback, R. A. Leibler, "On information and sufficiency" (1951).
  public static func divergence(
    mean: Double, variance: Double, fromMean otherMean: Double, variance otherVariance: Double
  ) -> Double {
    requirePositive(variance, otherVariance)
    let shift = mean - otherMean
    return varianceRatioDivergence(variance / otherVariance) + 0.5 * shift * shift / otherVariance
  }

  /// The divergence of N(0, r v) from N(0, v), whatever `v`: the book's measure of how wrong a
  /// variance is.
  ///
  ///     KL(r) = ½ (r − 1 − ln r)
  ///
  /// - Parameter ratio: `r > 0`.
  /// - Returns: The divergence; near `r = 1` it is `(r−1)²/4`.
  /// - Accuracy: relative error below 1e-14: a series in `r − 1` replaces the formula near 1, where
  ///   its terms cancel.
  /// - Source: S. Kullback, R. A. Leibler, "On information and sufficiency" (1951).
  public static func varianceRatioDivergence(_ ratio: Double) -> Double {
    precondition(ratio > 0, "needs a ratio of variances > 0, got \(ratio)")
    let u = ratio - 1
    guard u.magnitude < 0.1 else { return 0.5 * (u - log(ratio)) }
    // u − ln(1+u) = u²/2 − u³/3 + u⁴/4 − …
    var total = 0.0
    for k in stride(from: 18.0, through: 2, by: -1) { total = 1 / k - u * total }
    return 0.5 * u * u * total
  }

  /// The divergence of one Gaussian from another in `d` dimensions.
  ///
  ///     KL = ½ [ tr(Σ₂⁻¹Σ₁) − d + ln(|Σ₂|/|Σ₁|) + (m₁−m₂)ᵀ Σ₂⁻¹ (m₁−m₂) ]
  ///
  /// Derivation: as in one dimension, with `⟨(x−m₂)ᵀΣ₂⁻¹(x−m₂)⟩ = tr(Σ₂⁻¹Σ₁) + …`.
  ///
  /// - Parameters:
  ///   - mean: `m₁`, `d` numbers.
  ///   - covariance: `Σ₁`, `d` rows of `d`, symmetric and positive definite.
  ///   - otherMean: `m₂`.
  ///   - otherCovariance: `Σ₂`.
  /// - Returns: The divergence, ≥ 0.
  /// - Precondition: Shapes agree and both matrices are positive definite.
  /// - Accuracy: absolute error about `d` × 1e-16 × the condition number of `Σ₂`.
  /// - Source: S. Kullback, "Information Theory and Statistics" (1959), ch. 9.
  public static func divergence(
    mean: [Double], covariance: [[Double]],
    fromMean otherMean: [Double], covariance otherCovariance: [[Double]]
  ) -> Double {
    let dimension = mean.count
    let (factor, other) = choleskyPair(mean, covariance, otherMean, otherCovariance)
    let trace = (0..<dimension).reduce(0.0) { total, j in
      total + other.solve(covariance.map { $0[j] })[j]
    }
    let shift = zip(mean, otherMean).map { $0 - $1 }
    let distance = zip(shift, other.solve(shift)).reduce(0.0) { $0 + $1.0 * $1.1 }
    return 0.5
      * (trace - Double(dimension) + other.logDeterminant - factor.logDeterminant + distance)
  }

  /// The cross-entropy: what a Gaussian model pays per sample of Gaussian data, in nats.
  ///
  ///     −∫ p₁ ln p₂ = ½ [ ln(2πv₂) + (v₁ + (m₁−m₂)²)/v₂ ]
  ///
  /// It is the entropy of the first plus the divergence: the mean of the negative log-likelihood,
  /// which maximum likelihood minimises.
  ///
  /// - Parameters: As for ``divergence(mean:variance:fromMean:variance:)``.
  /// - Returns: The cross-entropy, which may be negative.
  /// - Accuracy: a few ULP of the largest term.
  /// - Source: C. E. Shannon, "A mathematical theory of communication" (1948), §20.
  public static func crossEntropy(
    mean: Double, variance: Double, fromMean otherMean: Double, variance otherVariance: Double
  ) -> Double {
    requirePositive(variance, otherVariance)
    let shift = mean - otherMean
    return 0.5 * (log(2 * .pi * otherVariance) + (variance + shift * shift) / otherVariance)
  }

  /// The expected divergence of a Gaussian from its maximum-likelihood fit to `n` samples.
  ///
  ///     E KL(N(μ,s²) ‖ N(m̂,v̂)) = ½ [ ψ((n−1)/2) + ln(2/n) + (1 + 1/n) · n/(n−3) − 1 ]
  ///
  /// with `m̂` the mean and `v̂ = (1/n)Σ(x−m̂)²`. Neither `μ` nor `s` matters. For large `n` it is
  /// `1/n`: half a nat per parameter and per sample.
  ///
  /// Derivation: the divergence is `½[ln(v̂/s²) + (s² + (μ−m̂)²)/v̂ − 1]`. As `n v̂/s²` is χ² with
  /// `n−1` degrees of freedom, `E ln(v̂/s²) = ψ((n−1)/2) + ln 2 − ln n` and `E s²/v̂ = n/(n−3)`;
  /// `m̂` is independent of `v̂`, and `E(μ−m̂)² = s²/n`.
  ///
  /// - Parameter samples: `n > 3`, else the expectation is infinite.
  /// - Returns: The expected divergence.
  /// - Accuracy: absolute error about 1e-15.
  /// - Source: from W. G. Cochran (1934), the joint distribution of `m̂` and `v̂`; see the
  ///   derivation.
  public static func expectedAfterMaximumLikelihood(samples: Int) -> Double {
    precondition(samples > 3, "the expectation is finite only for more than 3 samples: \(samples)")
    let n = Double(samples)
    return 0.5 * (digamma(0.5 * (n - 1)) + log(2 / n) + (1 + 1 / n) * n / (n - 3) - 1)
  }
}
