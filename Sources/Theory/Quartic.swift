import Elementary

/// The Boltzmann distribution of `E(x) = x⁴`: the simplest that is not Gaussian.
public enum Quartic {
  /// The partition function.
  ///
  ///     Z = ∫ exp(−x⁴/T) dx = 2 Γ(5/4) T^{1/4}
  ///
  /// Derivation: `y = x⁴/T` on the half line turns it into `½ T^{1/4} ∫ y^{−3/4} e^{−y} dy =
  /// ½ T^{1/4} Γ(1/4)`, and `Γ(5/4) = Γ(1/4)/4`.
  ///
  /// - Parameter temperature: `T > 0`.
  /// - Returns: `Z`; 1.8128… at `T = 1`.
  /// - Accuracy: relative error about 1e-15.
  /// - Source: L. Euler (1729), the Γ integral.
  public static func partitionFunction(temperature: Double = 1) -> Double {
    precondition(temperature > 0, "needs temperature > 0, got \(temperature)")
    return 2 * gamma(1.25) * sqrt(sqrt(temperature))
  }

  /// The variance.
  ///
  ///     ⟨x²⟩ = √T Γ(3/4)/Γ(1/4)
  ///
  /// Derivation: the same substitution in `∫ x² exp(−x⁴/T) dx`. It grows as `√T` only: the walls
  /// are steeper than a parabola's, for which it is `T`.
  ///
  /// - Parameter temperature: `T > 0`.
  /// - Returns: The variance; 0.33799… at `T = 1`.
  /// - Accuracy: relative error about 1e-15.
  /// - Source: L. Euler (1729), the Γ integral.
  public static func variance(temperature: Double = 1) -> Double {
    precondition(temperature > 0, "needs temperature > 0, got \(temperature)")
    return sqrt(temperature) * gamma(0.75) / gamma(0.25)
  }

  /// The fourth moment, from which the mean energy `⟨E⟩ = ⟨x⁴⟩` follows.
  ///
  ///     ⟨x⁴⟩ = T/4
  ///
  /// Derivation: `⟨x E'(x)⟩ = T` (virial theorem), and `x E'(x) = 4x⁴`.
  ///
  /// - Parameter temperature: `T > 0`.
  /// - Returns: The fourth moment.
  /// - Accuracy: exact.
  /// - Source: the virial theorem, R. Clausius (1870).
  public static func fourthMoment(temperature: Double = 1) -> Double {
    precondition(temperature > 0, "needs temperature > 0, got \(temperature)")
    return 0.25 * temperature
  }
}
