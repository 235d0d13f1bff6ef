import Elementary

/// The energy `E(x) = |x|²/2` of N(0, I) as an anomaly score: how well does it tell normal points
/// from anomalies that are Gaussian too?
///
/// The area under the ROC curve is the probability that an anomaly has the higher energy of a
/// random pair, `P(|a| > |n|)`; ½ is guessing, and below ½ the anomalies look *more* normal than
/// normal points (they sit near the minimum).
///
/// - Source: D. Bamber, "The area above the ordinal dominance graph" (1975), for AUC as that
///   probability; the closed forms by the derivations below.
public enum AnomalyScore {
  /// Centred anomalies N(0, ρ²I) in `d` dimensions.
  ///
  ///     AUC = (2/π) arctan ρ                                            for d = 1
  ///     AUC = ρ²/(1 + ρ²)                                               for d = 2
  ///     AUC = ∫₀^φ sin^{d−1}(2θ) dθ / ∫₀^{π/2} sin^{d−1}(2θ) dθ,  φ = arctan ρ
  ///
  /// Derivation: `|a|/ρ` and `|n|` are independent χ variables with `d` degrees of freedom. As the
  /// radii of a plane point they have the angular density `∝ (sin θ cos θ)^{d−1}`, and the event is
  /// an angle below `φ`.
  ///
  /// - Parameters:
  ///   - anomalyStandardDeviation: `ρ > 0`.
  ///   - dimension: `d ≥ 1`.
  /// - Returns: The area under the curve.
  /// - Accuracy: a few ULP for `d ≤ 2`, else 1e-12 up to `d` = 1000 (Gauss–Legendre quadrature).
  public static func areaUnderCurve(anomalyStandardDeviation: Double, dimension: Int = 1) -> Double
  {
    precondition(
      anomalyStandardDeviation > 0 && dimension >= 1,
      "needs anomalyStandardDeviation > 0 and dimension ≥ 1, got \(anomalyStandardDeviation) and \(dimension)"
    )
    let angle = atan(anomalyStandardDeviation)
    if dimension == 1 { return angle * 2 / .pi }
    let square = anomalyStandardDeviation * anomalyStandardDeviation
    if dimension == 2 { return square / (1 + square) }
    // Up to the middle only: the density is symmetric about π/4.
    let isUpper = anomalyStandardDeviation > 1
    let lower = isUpper ? 0.5 * .pi - angle : angle
    let exponent = Double(dimension - 1)
    let density = { (theta: Double) in exp(exponent * log(sin(2 * theta))) }
    let part = integrate(from: 0, to: lower, points: 800, density)
    let whole = 2 * integrate(from: 0, to: 0.25 * .pi, points: 800, density)
    return isUpper ? 1 - part / whole : part / whole
  }

  /// The standard error of the area measured on `n` normal points and `m` centred anomalies in one
  /// dimension, every pair of which is compared (the Mann–Whitney statistic).
  ///
  ///     n m Var = A(1−A) + (n−1)(Q_a − A²) + (m−1)(Q_n − A²)
  ///     Q_a = P(|n₁|, |n₂| < |a|) = (2/π) arcsin(ρ²/(1+ρ²))
  ///     Q_n = P(|a₁|, |a₂| > |n|) = 2A − 1 + (2/π) arcsin(1/(1+ρ²))
  ///
  /// Derivation: two pairs are dependent if they share a point. Three normal variables have a
  /// direction uniform on the sphere; `|n₁|, |n₂| < ρ|z|` is a double pyramid over a square of half
  /// angle `φ = arctan ρ`, of solid angle `4 arcsin(sin²φ)` each. `Q_n` is 1 minus two complements
  /// plus the same pyramid with `1/ρ`.
  ///
  /// - Parameters:
  ///   - anomalyStandardDeviation: `ρ > 0`.
  ///   - normals: `n ≥ 1`.
  ///   - anomalies: `m ≥ 1`.
  /// - Returns: The standard deviation of the measured area.
  /// - Accuracy: relative error about 1e-14.
  /// - Source: H. B. Mann, D. R. Whitney, "On a test of whether one of two random variables is
  ///   stochastically larger than the other" (1947), for the variance; the angles as derived.
  public static func standardError(
    anomalyStandardDeviation: Double, normals: Int, anomalies: Int
  ) -> Double {
    precondition(
      normals >= 1 && anomalies >= 1,
      "needs a point of each kind, got \(normals) and \(anomalies)")
    let area = areaUnderCurve(anomalyStandardDeviation: anomalyStandardDeviation)
    let square = anomalyStandardDeviation * anomalyStandardDeviation
    // arcsin x = atan2(x, √(1−x²)), both sides times 1 + ρ².
    let sharedAnomaly = 2 / .pi * atan2(square, sqrt(1 + 2 * square))
    let sharedNormal = 2 * area - 1 + 2 / .pi * atan2(1, sqrt(square * (2 + square)))
    let n = Double(normals)
    let m = Double(anomalies)
    let pairs =
      area * (1 - area) + (n - 1) * (sharedAnomaly - area * area)
      + (m - 1) * (sharedNormal - area * area)
    return sqrt(pairs / (n * m))
  }

  /// Shifted anomalies N(m, ρ²) in one dimension.
  ///
  ///     AUC = 1 − 4 T(m/√(1+ρ²), 1/ρ)
  ///
  /// with Owen's function `T`.
  ///
  /// Derivation: `|a| > |n|` says that `u = a − n` and `v = a + n` have one sign. They are normal
  /// with mean `m`, variance `1 + ρ²` and correlation `(ρ²−1)/(ρ²+1)`; and for equal thresholds `h`
  /// `P(u>0, v>0) = Φ(h) − 2T(h, √((1−r)/(1+r)))`.
  ///
  /// - Parameters:
  ///   - anomalyMean: `m`.
  ///   - anomalyStandardDeviation: `ρ > 0`.
  /// - Returns: The area under the curve; for `m = 0` it is `(2/π) arctan ρ`.
  /// - Accuracy: absolute error about 1e-14.
  /// - Source: D. B. Owen, "Tables for computing bivariate normal probabilities" (1956).
  public static func areaUnderCurve(anomalyMean: Double, anomalyStandardDeviation: Double) -> Double
  {
    precondition(
      anomalyStandardDeviation > 0,
      "needs anomalyStandardDeviation > 0, got \(anomalyStandardDeviation)")
    let threshold = anomalyMean / sqrt(1 + anomalyStandardDeviation * anomalyStandardDeviation)
    return 1 - 4 * owenT(threshold, 1 / anomalyStandardDeviation)
  }

  /// Owen's function, the probability of `X > h, 0 < Y < aX` for independent normal `X`, `Y`.
  ///
  ///     T(h, a) = (1/2π) ∫₀^a exp(−h²(1+x²)/2)/(1+x²) dx = (1/2π) ∫₀^{arctan a} exp(−h²/(2cos²θ)) dθ
  ///
  /// - Parameters:
  ///   - h: Any real number; `T` is even in it.
  ///   - a: Any real number; `T` is odd in it.
  /// - Returns: `T(h, a)`.
  /// - Accuracy: absolute error below 1e-15 (quadrature of a smooth function over an angle).
  /// - Source: D. B. Owen, "Tables for computing bivariate normal probabilities" (1956), eq. 2.1.
  public static func owenT(_ h: Double, _ a: Double) -> Double {
    integrate(from: 0, to: atan(a)) { theta in
      let c = cos(theta)
      return exp(-0.5 * h * h / (c * c))
    } / (2 * .pi)
  }
}
