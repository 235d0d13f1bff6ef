import Elementary

/// The geometric path between two Gaussian energies, on which annealed importance sampling and
/// thermodynamic integration can be followed exactly.
///
///     E_β(x) = (1−β) E₀(x) + β E₁(x),   E_i(x) = Σ_j (x_j − m_i)²/(2v_i),   Z_β = ∫ exp(−E_β) dx
///
/// Each `p_β` is Gaussian with precision `λ = (1−β)/v₀ + β/v₁` and mean `((1−β)m₀/v₀ + βm₁/v₁)/λ`.
/// All `d` coordinates are alike and independent.
public struct GaussianPath: Sendable, Equatable {
  public let startMean: Double
  public let startVariance: Double
  public let endMean: Double
  public let endVariance: Double
  public let dimension: Int

  /// - Parameters:
  ///   - startMean: `m₀`, in every coordinate.
  ///   - startVariance: `v₀ > 0`.
  ///   - endMean: `m₁`, in every coordinate.
  ///   - endVariance: `v₁ > 0`.
  ///   - dimension: `d ≥ 1`.
  public init(
    startMean: Double = 0, startVariance: Double, endMean: Double = 0, endVariance: Double,
    dimension: Int = 1
  ) {
    precondition(
      startVariance > 0 && endVariance > 0 && dimension >= 1,
      "needs variances > 0 and dimension ≥ 1, got \(startVariance), \(endVariance), \(dimension)")
    self.startMean = startMean
    self.startVariance = startVariance
    self.endMean = endMean
    self.endVariance = endVariance
    self.dimension = dimension
  }

  /// The precision of `p_β` per coordinate, `λ = (1−β)/v₀ + β/v₁`.
  ///
  /// - Parameter beta: `β`; beyond [0, 1] too, as long as the precision is positive.
  public func precision(at beta: Double) -> Double {
    (1 - beta) / startVariance + beta / endVariance
  }

  /// The variance of `p_β` per coordinate, `1/λ`.
  public func variance(at beta: Double) -> Double { 1 / precision(at: beta) }

  /// The mean of `p_β` in every coordinate.
  public func mean(at beta: Double) -> Double {
    ((1 - beta) * startMean / startVariance + beta * endMean / endVariance) / precision(at: beta)
  }

  /// The logarithm of the partition function of `E_β`.
  ///
  ///     ln Z_β = d [ ½ ln(2π/λ) − β(1−β)(m₁−m₀)²/(2 λ v₀ v₁) ]
  ///
  /// Derivation: completing the square leaves the least energy `β(1−β)(m₁−m₀)²/(2λv₀v₁)`, which is
  /// what the two parabolas still disagree about at the mean of `p_β`.
  ///
  /// - Parameter beta: `β`.
  /// - Returns: `ln Z_β`; +∞ where the precision is not positive.
  /// - Accuracy: a few ULP of the larger term.
  public func logPartitionFunction(at beta: Double) -> Double {
    let lambda = precision(at: beta)
    guard lambda > 0 else { return .infinity }
    let shift = endMean - startMean
    let least = beta * (1 - beta) * shift * shift / (2 * lambda * startVariance * endVariance)
    return Double(dimension) * (0.5 * log(2 * .pi / lambda) - least)
  }

  /// `ln(Z₁/Z₀) = (d/2) ln(v₁/v₀)`: what both methods estimate.
  public var logRatio: Double {
    0.5 * Double(dimension) * log(endVariance / startVariance)
  }

  /// The mean of `E₁ − E₀` under `p_β`; minus this is the integrand of thermodynamic integration.
  ///
  ///     ∂ ln Z_β/∂β = −⟨E₁ − E₀⟩_β,   ln(Z₁/Z₀) = −∫₀¹ ⟨E₁ − E₀⟩_β dβ
  ///
  /// - Parameter beta: `β` with positive precision.
  /// - Returns: `⟨E₁ − E₀⟩_β = (d/2) Σ_± ±(1/λ + (m − m_i)²)/v_i`.
  /// - Accuracy: a few ULP of the larger of the two energies.
  /// - Source: J. G. Kirkwood, "Statistical mechanics of fluid mixtures" (1935), eq. 15.
  public func meanEnergyDifference(at beta: Double) -> Double {
    let v = variance(at: beta)
    let toStart = mean(at: beta) - startMean
    let toEnd = mean(at: beta) - endMean
    return 0.5 * Double(dimension)
      * ((v + toEnd * toEnd) / endVariance - (v + toStart * toStart) / startVariance)
  }

  /// The variance of `E₁ − E₀` under `p_β`, which is also the slope of the integrand.
  ///
  ///     Var_β(E₁ − E₀) = d [ ½ A²/λ² + (A m − B)²/λ ],  A = 1/v₁ − 1/v₀, B = m₁/v₁ − m₀/v₀
  ///
  /// Derivation: `E₁ − E₀ = ½Ax² − Bx + C` in each coordinate, and `x = m + z/√λ`: the part linear
  /// in `z` and the part in `z²` are uncorrelated. And `∂⟨D⟩_β/∂β = −Var_β(D)`.
  ///
  /// - Parameter beta: `β` with positive precision.
  /// - Returns: The variance.
  /// - Accuracy: relative error about 1e-15 × the cancellation in `A` and `B`.
  public func varianceOfEnergyDifference(at beta: Double) -> Double {
    let v = variance(at: beta)
    let a = 1 / endVariance - 1 / startVariance
    let b = endMean / endVariance - startMean / startVariance
    let linear = a * mean(at: beta) - b
    return Double(dimension) * (0.5 * a * a * v * v + linear * linear * v)
  }
}
