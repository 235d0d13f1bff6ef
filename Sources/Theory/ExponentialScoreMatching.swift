import Elementary

/// Score matching for exponential distributions `p(x) = r e^{−rx}` on x > 0, with a model of rate
/// λ: the density does not vanish at the edge of its support, and integration by parts leaves
/// something.
///
/// Model and data have constant scores −λ and −r, so everything is a parabola in λ.
public enum ExponentialScoreMatching {
  /// The Fisher divergence, `F = ½ (λ − r)²`.
  ///
  /// - Parameters:
  ///   - rate: `r > 0` of the data.
  ///   - model: `λ`.
  /// - Returns: The divergence; 0 at `λ = r`.
  /// - Accuracy: exact up to rounding.
  /// - Source: A. Hyvärinen, JMLR 6 (2005), 695, equation 2.
  public static func divergence(rate: Double, model λ: Double) -> Double {
    0.5 * (λ - rate) * (λ - rate)
  }

  /// The loss of score matching as if the density vanished at 0, `J = E[s′ + ½s²] = ½λ²`.
  ///
  /// It is least at λ = 0, whatever the data.
  public static func naiveLoss(model λ: Double) -> Double { 0.5 * λ * λ }

  /// What the naive loss forgets: the boundary term `[p s]₀^∞ = −p(0) s(0) = r λ`.
  ///
  /// `F − ½r² = J − rλ`: the term is missing with its sign turned, since integration by parts gives
  /// `−E[s ∇log p] = −[p s] + E[s′]`.
  public static func boundaryTerm(rate: Double, model λ: Double) -> Double { rate * λ }

  /// The loss weighted by x², `J = E[½x²s² + (x²s)′] = ½λ² E x² − 2λ E x`, which equals
  /// `½E[x²(λ − r)²]` up to a constant, since `x² p` vanishes at 0.
  ///
  /// - Parameters:
  ///   - mean: `E x`, of the distribution or of a sample.
  ///   - secondMoment: `E x²`.
  ///   - model: `λ`.
  /// - Accuracy: a few ULP of the larger term.
  /// - Source: A. Hyvärinen, Computational Statistics & Data Analysis 51 (2007), 2499.
  public static func weightedLoss(
    mean: Double, secondMoment: Double, model λ: Double
  ) -> Double {
    0.5 * λ * λ * secondMoment - 2 * λ * mean
  }

  /// The minimum of the weighted loss.
  ///
  ///     λ̂ = 2 E x / E x²
  ///
  /// - Parameters:
  ///   - mean: `E x > 0`, of the distribution or of a sample.
  ///   - secondMoment: `E x² > 0`.
  /// - Returns: The rate; the true one for the true moments 1/r and 2/r².
  /// - Accuracy: exact up to rounding.
  /// - Source: A. Hyvärinen, Computational Statistics & Data Analysis 51 (2007), 2499.
  public static func fit(mean: Double, secondMoment: Double) -> Double {
    precondition(
      mean > 0 && secondMoment > 0, "needs positive moments, got \(mean) and \(secondMoment)")
    return 2 * mean / secondMoment
  }

  /// The variance of the weighted fit to n independent draws, times n, for large n: `2r²`.
  ///
  /// Derivation: `λ̂` solves `mean of (2x − λx²) = 0`; at `λ = r` the terms have variance `8/r²`
  /// and mean slope `−2/r²`, so that `(8/r²)/(2/r²)² = 2r²`. Maximum likelihood, `1/E x`, has `r²`.
  ///
  /// - Parameter rate: `r > 0`.
  /// - Accuracy: exact; the next term is of relative order 1/n.
  /// - Source: A. W. van der Vaart, "Asymptotic Statistics" (1998), theorem 5.21.
  public static func asymptoticVariance(rate: Double) -> Double { 2 * rate * rate }
}
