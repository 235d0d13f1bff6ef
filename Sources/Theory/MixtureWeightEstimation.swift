import Elementary

/// Estimating the weight w of two known modes, N(μ, 1) and N(−μ, 1), from independent draws: what
/// score matching pays for not seeing weights.
///
/// With `y = μx + h` and `h = ½ ln(w/(1−w))` the score is `−x + μ tanh y`.
public enum MixtureWeightEstimation {
  /// The variance of two estimates of w from n draws, times n, for large n.
  ///
  ///     score matching      4w²(1−w)² E[sech⁴y (x + μ tanh y)²] / (μ E sech⁴y)²
  ///     maximum likelihood  4w²(1−w)² / Var(tanh y)
  ///
  /// Derivation: by h, the loss `s′ + ½s²` of a point has the derivative
  /// `−μ sech²y (x + μ tanh y)`, of mean 0 and mean slope `E(∂s/∂h)² = μ² E sech⁴y`; the log
  /// density has the derivative `tanh y − (2w − 1)`; and `dw/dh = 2w(1−w)`.
  ///
  /// - Parameters:
  ///   - distance: `μ`, of each mode from the origin, in (0, 30].
  ///   - weight: `w` in (0, 1), that of the mode at μ.
  /// - Returns: The two variances; their quotient is 8.04, 115, 4511 for μ = 2, 3, 4 and w = .8.
  /// - Accuracy: relative error about 1e-12.
  /// - Source: A. W. van der Vaart, "Asymptotic Statistics" (1998), theorem 5.21; for the
  ///   phenomenon, F. Koehler, A. Heckett, A. Risteski, "Statistical efficiency of score matching:
  ///   the view from isoperimetry" (2022).
  public static func asymptoticVariances(
    distance μ: Double, weight w: Double
  ) -> (scoreMatching: Double, maximumLikelihood: Double) {
    requireMode(μ, w)
    let h = 0.5 * log(w / (1 - w))
    let scale = 4 * w * w * (1 - w) * (1 - w)
    // p = 2√(w(1−w)) φ(x) e^{−μ²/2} cosh y; sech³y is below 1e-20 beyond |μx| = 16 + |h|.
    let density = 2 * sqrt(w * (1 - w)) * exp(-0.5 * μ * μ) / sqrt(2 * Double.pi)
    let reach = min(12, (16 + h.magnitude) / μ)
    func mean(_ f: (_ x: Double, _ y: Double) -> Double) -> Double {
      density
        * integrate(from: -reach, to: reach, points: 600) { x in
          let y = μ * x + h
          let cosine = cosh(y)
          return exp(-0.5 * x * x) * f(x, y) / (cosine * cosine * cosine)
        }
    }
    let slope = μ * mean { _, _ in 1 }
    let square = mean { x, y in
      let pull = x + μ * tanh(y)
      return pull * pull
    }
    let information = integrate(from: -12, to: 12, points: 4000) { z in
      let right = tanh(μ * (z + μ) + h) - (2 * w - 1)
      let left = tanh(μ * (z - μ) + h) - (2 * w - 1)
      return exp(-0.5 * z * z) * (w * right * right + (1 - w) * left * left)
    }
    return (
      scale * square / (slope * slope), scale * sqrt(2 * Double.pi) / information
    )
  }

  /// The leading order of their quotient for separated modes.
  ///
  ///     √(2w(1−w)/π) μ e^{μ²/2}
  ///
  /// Derivation: for large μ both integrands are confined to |x| ~ 1/μ, where φ is constant, x is
  /// small beside `μ tanh y`, and `∫ sech³ = π/2`, `∫ sech³ tanh² = π/8`; `Var(tanh y) → 4w(1−w)`.
  ///
  /// - Parameters: as for ``asymptoticVariances(distance:weight:)``.
  /// - Accuracy: relative error of order 1/μ².
  /// - Source: see the derivation.
  public static func separatedQuotient(distance μ: Double, weight w: Double) -> Double {
    requireMode(μ, w)
    return sqrt(2 * w * (1 - w) / Double.pi) * μ * exp(0.5 * μ * μ)
  }

  private static func requireMode(_ μ: Double, _ w: Double) {
    precondition(μ > 0 && μ <= 30, "needs a distance in (0, 30], got \(μ)")
    precondition(w > 0 && w < 1, "needs a weight between 0 and 1, got \(w)")
  }
}
