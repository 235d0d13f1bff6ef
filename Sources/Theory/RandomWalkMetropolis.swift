import Elementary

/// Random-walk Metropolis on N(0, s²I) in `d` dimensions, proposals `y = x + τz`, at stationarity.
public enum RandomWalkMetropolis {
  /// The mean acceptance probability.
  ///
  ///     α = (2/π) arctan(2s/τ)                     for d = 1
  ///     α = 1 − c/√(1+c²),  c = τ/(2s)             for d = 2
  ///     α = P(|t_d| > c√d), t_d Student's variable for any d
  ///
  /// Derivation: `α = ∬ min(p(x), p(y)) q(y−x) = 2 P(p(y) > p(x)) = 2 P(|x+τz| < |x|)`. That is
  /// `x·z/|z| < −τ|z|/2`, where the left side is N(0, s²) and independent of `|z|`, a χ variable
  /// with `d` degrees of freedom: a normal variable over a χ one is Student's. For `d = 1` the
  /// event is a pair of wedges of angle `arctan(2s/τ)` in the plane of two normal variables.
  ///
  /// - Parameters:
  ///   - standardDeviation: `s > 0`, the target's standard deviation per coordinate.
  ///   - proposalStandardDeviation: `τ ≥ 0`, the proposal's.
  ///   - dimension: `d ≥ 1`.
  /// - Returns: The acceptance in [0, 1]; for large `d` and `τ = ls/√d` it is `2Φ(−l/2)`.
  /// - Accuracy: absolute error about `d` × 1e-16 (a finite sum of `d/2` terms).
  /// - Source: the limit, G. O. Roberts, A. Gelman, W. R. Gilks, "Weak convergence and optimal
  ///   scaling of random walk Metropolis algorithms" (1997); the sum, M. Abramowitz, I. A. Stegun,
  ///   "Handbook of Mathematical Functions", 26.7.3 and 26.7.4.
  public static func acceptance(
    standardDeviation: Double, proposalStandardDeviation: Double, dimension: Int = 1
  ) -> Double {
    precondition(
      standardDeviation > 0 && proposalStandardDeviation >= 0 && dimension >= 1,
      "needs standard deviation > 0, proposalStandardDeviation ≥ 0 and dimension ≥ 1, "
        + "got \(standardDeviation), \(proposalStandardDeviation) and \(dimension)")
    // θ = arctan c; its complement is what the odd case needs near 0 acceptance.
    let hypotenuse = sqrt(
      proposalStandardDeviation * proposalStandardDeviation + 4 * standardDeviation
        * standardDeviation)
    let sine = proposalStandardDeviation / hypotenuse
    let cosine = 2 * standardDeviation / hypotenuse
    if dimension == 1 { return atan2(2 * standardDeviation, proposalStandardDeviation) * 2 / .pi }
    let isOdd = dimension % 2 == 1
    // Odd: cos + (2/3)cos³ + (2·4)/(3·5)cos⁵ + …;  even: 1 + (1/2)cos² + (1·3)/(2·4)cos⁴ + …
    var term = isOdd ? cosine : 1
    var total = term
    var k = isOdd ? 2.0 : 1.0
    for _ in 1..<max(1, dimension / 2) {
      term *= k / (k + 1) * cosine * cosine
      total += term
      k += 2
    }
    let inner = sine * total
    return isOdd ? (atan2(cosine, sine) - inner) * 2 / .pi : 1 - inner
  }

  /// The expected squared jump of one step, rejections counting as zero.
  ///
  ///     E|x' − x|² = d τ² α_{d+2},   and for d = 1: (2τ²/π)(φ − sin φ cos φ), φ = arctan(2s/τ)
  ///
  /// Derivation: as for the acceptance `α_d`, it is `2 E[τ²|z|²; x·z/|z| < −τ|z|/2]`; weighting a χ
  /// variable with `d` degrees of freedom by its square gives `d` times one with `d + 2`.
  ///
  /// - Parameters: As for ``acceptance(standard deviation:proposalStandardDeviation:dimension:)``.
  /// - Returns: The mean squared distance, in units of `x²`; the proposal that maximises it mixes
  ///   best by this measure: `τ = 2.38 s/√d` for large `d`, with acceptance 0.234.
  /// - Accuracy: absolute error about `dτ²` × 1e-16 × `d`.
  /// - Source: C. Pasarica, A. Gelman, "Adaptively scaling the Metropolis algorithm using expected
  ///   squared jumped distance" (2010), for the measure; the formula by the derivation above.
  public static func expectedSquaredJump(
    standardDeviation: Double, proposalStandardDeviation: Double, dimension: Int = 1
  ) -> Double {
    Double(dimension) * proposalStandardDeviation * proposalStandardDeviation
      * acceptance(
        standardDeviation: standardDeviation, proposalStandardDeviation: proposalStandardDeviation,
        dimension: dimension + 2)
  }

  /// The correlation of each coordinate between one step and the next.
  ///
  ///     ρ₁ = 1 − E|x' − x|²/(2 d s²)
  ///
  /// Derivation: at stationarity `E|x'−x|² = 2 d s² (1 − ρ₁)`.
  ///
  /// - Parameters: As for ``acceptance(standard deviation:proposalStandardDeviation:dimension:)``.
  /// - Returns: The lag-one autocorrelation. The chain is no AR(1) process: later lags decay more
  ///   slowly than `ρ₁ᵏ`.
  /// - Accuracy: absolute error about 1e-15 × (τ/s)².
  /// - Source: from ``expectedSquaredJump(standard
  ///   deviation:proposalStandardDeviation:dimension:)``.
  public static func lagOneAutocorrelation(
    standardDeviation: Double, proposalStandardDeviation: Double, dimension: Int = 1
  ) -> Double {
    let jump = expectedSquaredJump(
      standardDeviation: standardDeviation, proposalStandardDeviation: proposalStandardDeviation,
      dimension: dimension)
    return 1 - jump / (2 * Double(dimension) * standardDeviation * standardDeviation)
  }
}
