import Elementary

/// The Boltzmann distribution of the double well `E(x) = a (x² − 1)²`: minima at ±1, a barrier of
/// height `a` between them. At temperature `T` only `a/T` matters for the density.
public enum DoubleWell {
  /// The partition function.
  ///
  ///     Z = ∫ exp(−a(x²−1)²/T) dx = (π/2) e^{−u} [ I_{1/4}(u) + I_{−1/4}(u) ],   u = a/(2T)
  ///
  /// Derivation: with `b = a/T`, `exp(−b(x²−1)²) = e^{−b} exp(−bx⁴ + 2bx²)`; expanding `exp(2bx²)`
  /// and integrating term by term against `exp(−bx⁴)` gives Γ functions at quarter steps, whose
  /// even and odd terms are the two Bessel series.
  ///
  /// - Parameters:
  ///   - barrier: `a > 0`.
  ///   - temperature: `T > 0`.
  /// - Returns: `Z`; `√(πT/a)` for deep wells, `2Γ(5/4)(T/a)^{1/4}` for high temperature.
  /// - Precondition: `a/T ≤ 1000`, where the Bessel functions do not overflow.
  /// - Accuracy: relative error about 1e-13.
  /// - Source: I. S. Gradshteyn, I. M. Ryzhik, "Table of Integrals", 3.469.1 (with imaginary
  ///   argument).
  public static func partitionFunction(barrier: Double, temperature: Double = 1) -> Double {
    let u = halfBarrier(barrier, temperature)
    return 0.5 * .pi * exp(-u) * (besselI(order: 0.25, u) + besselI(order: -0.25, u))
  }

  /// The mean energy.
  ///
  ///     ⟨E⟩ = T² ∂ ln Z/∂T = (a/2) [ 1 − (I'_{1/4}(u) + I'_{−1/4}(u)) / (I_{1/4}(u) + I_{−1/4}(u)) ]
  ///
  /// with `I'_ν = I_{ν+1} + (ν/u) I_ν`. It is `T/2` for deep wells (a parabola each) and `T/4` for
  /// high temperature (a quartic).
  ///
  /// - Parameters:
  ///   - barrier: `a > 0`.
  ///   - temperature: `T > 0`.
  /// - Returns: `⟨E⟩`.
  /// - Precondition: `a/T ≤ 1000`.
  /// - Accuracy: absolute error about `a` × 1e-13: the bracket cancels for deep wells.
  /// - Source: from ``partitionFunction(barrier:temperature:)``.
  public static func meanEnergy(barrier: Double, temperature: Double = 1) -> Double {
    let u = halfBarrier(barrier, temperature)
    let plus = besselI(order: 0.25, u)
    let minus = besselI(order: -0.25, u)
    let slopes =
      besselI(order: 1.25, u) + besselI(order: 0.75, u) + 0.25 / u * (plus - minus)
    return 0.5 * barrier * (1 - slopes / (plus + minus))
  }

  /// The variance, which is `⟨x²⟩` as the mean is 0.
  ///
  ///     ⟨x²⟩ = 1 + (T/4 − ⟨E⟩)/a
  ///
  /// Derivation: integrating `(x p)'` over the line gives `⟨x E'(x)⟩ = T`, that is
  /// `4a⟨x⁴ − x²⟩ = T`; and `⟨E⟩ = a⟨x⁴ − 2x² + 1⟩`.
  ///
  /// - Parameters:
  ///   - barrier: `a > 0`.
  ///   - temperature: `T > 0`.
  /// - Returns: The variance.
  /// - Precondition: `a/T ≤ 1000`.
  /// - Accuracy: relative error about 1e-13.
  /// - Source: the virial theorem, R. Clausius (1870).
  public static func variance(barrier: Double, temperature: Double = 1) -> Double {
    1 + (0.25 * temperature - meanEnergy(barrier: barrier, temperature: temperature)) / barrier
  }

  private static func halfBarrier(_ barrier: Double, _ temperature: Double) -> Double {
    precondition(
      barrier > 0 && temperature > 0 && barrier <= 1000 * temperature,
      "needs barrier > 0, temperature > 0 and barrier/temperature ≤ 1000, "
        + "got \(barrier) and \(temperature)")
    return 0.5 * barrier / temperature
  }
}
