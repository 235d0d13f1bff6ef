import Elementary

/// Two mixtures of N(μ, 1) and N(−μ, 1) that differ in their weights only: how well slopes and
/// heights tell them apart.
///
/// Inside a mode the weight is a constant factor, and the score does not see it. It shows only in
/// the gap between the modes, where there are no data.
///
/// With `h = ½ ln(w/(1−w))` the density is `p_w(x) = 2√(w(1−w)) φ(x) e^{−μ²/2} cosh(μx + h)` and
/// the score `−x + μ tanh(μx + h)`.
public enum MixtureBlindness {
  /// The Fisher divergence.
  ///
  ///     F = μ² e^{−μ²/2} √(w(1−w)) sinh²Δ ∫ φ(x) dx / (cosh(μx + h_w) cosh²(μx + h_u)),
  ///     Δ = h_w − h_u
  ///
  /// Derivation: the scores differ by
  /// `μ (tanh(μx + h_w) − tanh(μx + h_u)) = μ sinh Δ / (cosh cosh)`.
  ///
  /// - Parameters:
  ///   - distance: `μ`, of each mode from the origin, in (0, 30].
  ///   - weight: `w` in (0, 1), that of the mode at μ in the distribution that the average is taken
  ///     over.
  ///   - otherWeight: `u` in (0, 1).
  /// - Returns: The divergence; 0.062, 0.032, 1.7e-4, 1.1e-8 for μ = 1, 2, 4, 6, w = .8, u = .5.
  /// - Accuracy: relative error about 1e-13: no cancellation, one quadrature.
  /// - Source: see the derivation; for the phenomenon, Y. Song and S. Ermon, NeurIPS 2019, section
  ///   3.2.2.
  public static func fisherDivergence(
    distance μ: Double, weight w: Double, otherWeight u: Double
  ) -> Double {
    let (h, k) = tilts(μ, w, u)
    let ratio = sinh(h - k)
    // Beyond |μx| = 16 + |h| the hyperbolic cosines have taken the integrand below 1e-20.
    let reach = min(12, (16 + max(h.magnitude, k.magnitude)) / μ)
    let integral = integrate(from: -reach, to: reach, points: 600) { x in
      let other = cosh(μ * x + k)
      return exp(-0.5 * x * x) / (cosh(μ * x + h) * other * other)
    }
    return μ * μ * exp(-0.5 * μ * μ) * sqrt(w * (1 - w)) * ratio * ratio * integral
      / sqrt(2 * Double.pi)
  }

  /// The leading order of the Fisher divergence for separated modes.
  ///
  ///     F ≈ √(π/2) μ e^{−μ²/2} √(w(1−w)) (cosh Δ − 1)
  ///
  /// Derivation: for large μ the integrand is confined to |x| ~ 1/μ, where φ is constant, and
  /// `∫ dy / (cosh(y + Δ) cosh² y) = π/(1 + cosh Δ)`.
  ///
  /// - Parameters: as for ``fisherDivergence(distance:weight:otherWeight:)``.
  /// - Accuracy: relative error of order 1/μ².
  /// - Source: see the derivation.
  public static func separatedFisherDivergence(
    distance μ: Double, weight w: Double, otherWeight u: Double
  ) -> Double {
    let (h, k) = tilts(μ, w, u)
    let half = sinh(0.5 * (h - k))
    // cosh Δ − 1 = 2 sinh²(Δ/2)
    return sqrt(0.5 * Double.pi) * μ * exp(-0.5 * μ * μ) * sqrt(w * (1 - w)) * 2 * half * half
  }

  /// The Kullback–Leibler divergence, in nats.
  ///
  ///     KL = ½ ln(w(1−w)/(u(1−u))) + E_w[ ln cosh(μx + h_w) − ln cosh(μx + h_u) ]
  ///
  /// It is tied to the Fisher divergence by `KL(μ) = 2 ∫₀^μ F(r)/r dr`: noise of variance t turns
  /// modes at distance μ into modes at μ/√(1+t), in units of their own width.
  ///
  /// - Parameters: as for ``fisherDivergence(distance:weight:otherWeight:)``.
  /// - Returns: The divergence; it tends to `w ln(w/u) + (1−w) ln((1−w)/(1−u))` as μ grows.
  /// - Accuracy: absolute error about 1e-14.
  /// - Source: S. Kullback, R. A. Leibler, "On information and sufficiency" (1951).
  public static func divergence(
    distance μ: Double, weight w: Double, otherWeight u: Double
  ) -> Double {
    let (h, k) = tilts(μ, w, u)
    let integral = integrate(from: -12, to: 12, points: 4000) { z in
      let (right, left) = (z + μ, z - μ)
      return exp(-0.5 * z * z)
        * (w * (logCosh(μ * right + h) - logCosh(μ * right + k))
          + (1 - w) * (logCosh(μ * left + h) - logCosh(μ * left + k)))
    }
    return 0.5 * log(w * (1 - w) / (u * (1 - u))) + integral / sqrt(2 * Double.pi)
  }

  /// The divergence of modes that no longer overlap: that of two coins,
  /// `w ln(w/u) + (1−w) ln((1−w)/(1−u))`.
  public static func separatedDivergence(weight w: Double, otherWeight u: Double) -> Double {
    w * log(w / u) + (1 - w) * log((1 - w) / (1 - u))
  }

  private static func tilts(_ μ: Double, _ w: Double, _ u: Double) -> (Double, Double) {
    precondition(μ > 0 && μ <= 30, "needs a distance in (0, 30], got \(μ)")
    precondition(
      w > 0 && w < 1 && u > 0 && u < 1, "needs weights between 0 and 1, got \(w) and \(u)")
    return (0.5 * log(w / (1 - w)), 0.5 * log(u / (1 - u)))
  }

  private static func logCosh(_ y: Double) -> Double {
    y.magnitude + log1p(exp(-2 * y.magnitude)) - log(2)
  }
}
