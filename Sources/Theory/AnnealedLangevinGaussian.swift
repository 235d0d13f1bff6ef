import Elementary

/// Annealed Langevin dynamics on Gaussian data, where every level is a linear recursion.
///
/// Data of variance v with noise σ_i have the variance `v_i = v + σ_i²` and the score `−x/v_i`, so
/// that K steps of the size `α_i = ε σ_i²/σ_L²` take the variance V of the chains to
///
///     a_i^{2K} V + (1 − a_i^{2K}) v_i/(1 − α_i/(4v_i)),   a_i = 1 − α_i/(2v_i)
///
/// Source: the steps, Y. Song, S. Ermon, NeurIPS 2019, algorithm 1; that noise outruns chains, their
/// "Improved techniques for training score-based generative models", NeurIPS 2020, technique 4.
public enum AnnealedLangevinGaussian {
  /// The variance of the chains after each level.
  ///
  /// - Parameters:
  ///   - dataVariance: v ≥ 0; 0 for data in one point.
  ///   - standardDeviations: σ_1, …, σ_L, positive.
  ///   - stepSize: ε > 0, the α of the last level.
  ///   - stepsPerLevel: K ≥ 0.
  ///   - startVariance: V_0 ≥ 0.
  /// - Returns: V_1, …, V_L.
  /// - Accuracy: relative error about `K L` × 1e-16.
  public static func variances(
    dataVariance v: Double, standardDeviations: [Double], stepSize: Double, stepsPerLevel K: Int,
    startVariance: Double
  ) -> [Double] {
    precondition(
      v >= 0 && standardDeviations.allSatisfy { $0 > 0 },
      "needs a variance ≥ 0 and positive noise, got \(v) and \(standardDeviations)")
    var V = startVariance
    return standardDeviations.map { σ in
      let ratio = σ / standardDeviations[standardDeviations.count - 1]
      V = LangevinGaussian.variance(
        after: K, startVariance: V, standardDeviation: sqrt(v + σ * σ),
        stepSize: stepSize * ratio * ratio / 2)
      return V
    }
  }

  /// Slips that are easy to make in the step `x' = x + (α/2) s + √α z`, `α = ε σ²/σ_L²`.
  public enum Slip: String, Sendable, CaseIterable {
    case drift = "drift α s for α s/2"
    case both = "α for α/2, noise √(2α) z"
    case noise = "noise α z for √α z"
    case proportion = "α in proportion to σ for σ²"
  }

  /// The variance of the chains after each level if a slip was made; see the other `variances`.
  public static func variances(
    after slip: Slip, dataVariance v: Double, standardDeviations: [Double], stepSize: Double,
    stepsPerLevel K: Int, startVariance: Double
  ) -> [Double] {
    var V = startVariance
    return standardDeviations.map { σ in
      let ratio = σ / standardDeviations[standardDeviations.count - 1]
      let α = stepSize * ratio * (slip == .proportion ? 1 : ratio)
      let doubled = slip == .drift || slip == .both
      let noise =
        switch slip {
        case .drift, .proportion: sqrt(α)
        case .both: sqrt(2 * α)
        case .noise: α
        }
      V = LangevinGaussian.variance(
        after: K, startVariance: V, standardDeviation: sqrt(v + σ * σ),
        stepSize: doubled ? α : α / 2, noiseStandardDeviation: noise)
      return V
    }
  }

  /// The factor by which all levels together shorten the distance of the chains' mean from the data's.
  ///
  ///     ∏ a_i^K
  ///
  /// - Parameters: as for ``variances(dataVariance:standardDeviations:stepSize:stepsPerLevel:startVariance:)``.
  public static func meanFactor(
    dataVariance v: Double, standardDeviations: [Double], stepSize: Double, stepsPerLevel K: Int
  ) -> Double {
    standardDeviations.reduce(1) { product, σ in
      let ratio = σ / standardDeviations[standardDeviations.count - 1]
      let a = 1 - stepSize * ratio * ratio / (2 * (v + σ * σ))
      return (0..<K).reduce(product) { product, _ in a * product }
    }
  }

  /// The variance over σ_i² after many levels of a geometric ladder, for data in one point.
  ///
  ///     r = (1 − a^{2K})/((1 − η/2)(1 − γ² a^{2K})),   a = 1 − η,   η = ε/(2σ_L²)
  ///
  /// Derivation: `r_i = V_i/σ_i²` obeys `r ← a^{2K} γ² r + (1 − a^{2K})/(1 − η/2)`, as the noise
  /// shrinks by γ² from one level to the next.
  ///
  /// - Parameters:
  ///   - relativeStep: η in (0, 2).
  ///   - ratio: γ = σ_i/σ_{i+1} > 1.
  ///   - stepsPerLevel: K ≥ 1.
  /// - Returns: r; +∞ if `γ |a|^K ≥ 1`, where the noise shrinks faster than the chains can follow.
  public static func trackingRatio(
    relativeStep η: Double, ratio γ: Double, stepsPerLevel K: Int
  ) -> Double {
    precondition(
      η > 0 && η < 2 && γ > 1 && K >= 1,
      "needs η in (0, 2), a ratio > 1 and steps, got \(η), \(γ) and \(K)")
    let kept = pow((1 - η) * (1 - η), Double(K))
    let lag = 1 - γ * γ * kept
    return lag > 0 ? (1 - kept) / ((1 - η / 2) * lag) : .infinity
  }
}
