import Elementary

/// Importance sampling of the partition function of `E(x) = |x|²/(2s²)` in `d` dimensions with
/// samples from N(0, ρ²I): weights `w = exp(−E(x))/q(x)`, whose mean is `Z = (s√(2π))^d`.
public enum ImportanceWeights {
  /// A moment of the weights, relative to the mean.
  ///
  ///     E[w^k]/Z^k = [ (ρ^{k−1}/s^k) / √(k/s² − (k−1)/ρ²) ]^d
  ///
  /// Derivation: `w/Z = p/q`, so this is `∫ p^k q^{1−k}`, a Gaussian integral of precision
  /// `k/s² − (k−1)/ρ²` per coordinate; unless that is positive it diverges.
  ///
  /// - Parameters:
  ///   - order: `k`, any real number.
  ///   - standardDeviation: `s > 0`, the target's standard deviation.
  ///   - proposalStandardDeviation: `ρ > 0`.
  ///   - dimension: `d ≥ 1`.
  /// - Returns: The relative moment, ≥ 1 for `k ≥ 1`; +∞ if `ρ² ≤ s²(k−1)/k`.
  /// - Accuracy: relative error about `d` × 1e-15.
  /// - Source: A. Owen, "Monte Carlo theory, methods and examples" (2013), §9.1, for the method.
  public static func relativeMoment(
    order: Double, standardDeviation: Double, proposalStandardDeviation: Double, dimension: Int = 1
  ) -> Double {
    precondition(
      standardDeviation > 0 && proposalStandardDeviation > 0 && dimension >= 1,
      "needs standard deviation > 0, proposalStandardDeviation > 0 and dimension ≥ 1, "
        + "got \(standardDeviation), \(proposalStandardDeviation) and \(dimension)")
    // In units of s, with r = ρ/s: r^{k−1} / √(k − (k−1)/r²), and the power d as a logarithm.
    let r = proposalStandardDeviation / standardDeviation
    let precision = order - (order - 1) / (r * r)
    guard precision > 0 else { return .infinity }
    return exp(Double(dimension) * ((order - 1) * log(r) - 0.5 * log(precision)))
  }

  /// The second moment of the weights, relative to the squared mean: by how much the worst choice
  /// of proposal multiplies the samples that are needed.
  ///
  ///     E[w²]/Z² = (ρ²/(s√(2ρ²−s²)))^d,   infinite if ρ² ≤ s²/2
  ///
  /// A proposal that is too wide costs a finite factor per dimension; one that is too narrow by √2
  /// has infinite variance, and no sample ever shows it.
  ///
  /// - Parameters: As for ``relativeMoment(order:standard
  ///   deviation:proposalStandardDeviation:dimension:)``.
  /// - Returns: `E[w²]/Z²`, ≥ 1.
  /// - Accuracy: relative error about `d` × 1e-15.
  /// - Source: A. Owen, "Monte Carlo theory, methods and examples" (2013), §9.1.
  public static func relativeSecondMoment(
    standardDeviation: Double, proposalStandardDeviation: Double, dimension: Int = 1
  ) -> Double {
    relativeMoment(
      order: 2, standardDeviation: standardDeviation,
      proposalStandardDeviation: proposalStandardDeviation, dimension: dimension)
  }

  /// The variance of the estimate `Ẑ/Z` from `n` samples.
  ///
  ///     Var(Ẑ/Z) = (E[w²]/Z² − 1)/n
  ///
  /// To first order (the delta method) it is the variance of `ln Ẑ` as well.
  ///
  /// - Parameters:
  ///   - samples: `n ≥ 1`.
  ///   - standardDeviation: `s > 0`.
  ///   - proposalStandardDeviation: `ρ > 0`.
  ///   - dimension: `d ≥ 1`.
  /// - Returns: The variance, possibly +∞.
  /// - Accuracy: absolute error about `d` × 1e-15/n.
  /// - Source: from the second moment.
  public static func relativeVariance(
    samples: Int, standardDeviation: Double, proposalStandardDeviation: Double, dimension: Int = 1
  ) -> Double {
    precondition(samples >= 1, "needs samples ≥ 1, got \(samples)")
    let moment = relativeSecondMoment(
      standardDeviation: standardDeviation, proposalStandardDeviation: proposalStandardDeviation,
      dimension: dimension)
    return (moment - 1) / Double(samples)
  }

  /// The effective sample size per sample, in the limit of many.
  ///
  ///     ESS/n = (Σw)²/(nΣw²) → Z²/E[w²]
  ///
  /// - Parameters: As for ``relativeMoment(order:standard
  ///   deviation:proposalStandardDeviation:dimension:)``.
  /// - Returns: A number in [0, 1]; 0 where the second moment is infinite.
  /// - Accuracy: relative error about `d` × 1e-15.
  /// - Source: A. Kong, "A note on importance sampling using standardized weights" (1992).
  public static func effectiveFraction(
    standardDeviation: Double, proposalStandardDeviation: Double, dimension: Int = 1
  ) -> Double {
    1
      / relativeSecondMoment(
        standardDeviation: standardDeviation, proposalStandardDeviation: proposalStandardDeviation,
        dimension: dimension)
  }
}
