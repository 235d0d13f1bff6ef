import Elementary

/// How the log density of a Gaussian mixture on the line changes while noise is added to it.
public struct NoisedMixtureRate: Sendable {
  private let parts: [(weight: Double, mean: Double, variance: Double)]

  /// - Parameters:
  ///   - weights: `w_k > 0`, of sum 1.
  ///   - means: `μ_k`.
  ///   - variances: `v_k > 0`.
  public init(weights: [Double], means: [Double], variances: [Double]) {
    precondition(
      weights.count == means.count && means.count == variances.count && !weights.isEmpty,
      "needs as many weights as means and variances, got \(weights.count), \(means.count), "
        + "\(variances.count)")
    precondition(
      abs(sum(weights) - 1) < 1e-9 && weights.allSatisfy { $0 > 0 }
        && variances.allSatisfy { $0 > 0 },
      "needs weights of sum 1 and variances > 0, got \(weights), \(variances)")
    parts = weights.indices.map { (weights[$0], means[$0], variances[$0]) }
  }

  /// `ln q(x; t)`, q being the density of x₀ + √t z.
  ///
  /// - Accuracy: a few ULP of the largest of 1 and the result.
  public func logDensity(_ x: Double, variance t: Double) -> Double { logSumExp(terms(x, t)) }

  private func terms(_ x: Double, _ t: Double) -> [Double] {
    precondition(t >= 0, "needs a variance of the noise ≥ 0, got \(t)")
    return parts.map { part in
      let (u, v) = (x - part.mean, part.variance + t)
      return log(part.weight) - u * u / (2 * v) - 0.5 * log(2 * .pi * v)
    }
  }

  /// `∂ ln q(x; t)/∂t`.
  ///
  ///     ½ (s′ + s²) = ½ Σ_k r_k(x) [(x − μ_k)²/(v_k + t)² − 1/(v_k + t)],   r_k = P(k | x)
  ///
  /// Derivation: q solves the heat equation `∂q/∂t = ½ q″`, and `q″/q = s′ + s²` with s = (ln q)′; so
  /// does each component.
  ///
  /// - Parameters:
  ///   - x: the point.
  ///   - variance: `t ≥ 0`, of the noise.
  /// - Accuracy: relative to the larger of two terms, about 1e-14.
  /// - Source: A. Einstein, Annalen der Physik 322 (1905), 549, for the equation.
  public func rate(_ x: Double, variance t: Double) -> Double {
    let terms = terms(x, t)
    let total = logSumExp(terms)
    return 0.5
      * sum(
        zip(parts, terms).map { part, term in
          let (u, v) = (x - part.mean, part.variance + t)
          return exp(term - total) * (u * u / v - 1) / v
        })
  }
}
