import Elementary

/// The Ising model on the infinite square lattice without a field, `E = −K Σ_⟨ij⟩ y_i y_j`.
///
/// - Source: L. Onsager, Physical Review 65 (1944), 117; C. N. Yang, Physical Review 85 (1952), 808.
public enum SquareLattice {
  /// The critical coupling, `K_c = ½ ln(1 + √2) = 0.440687`.
  public static let criticalCoupling = log(1 + sqrt(2.0)) / 2

  /// Onsager's energy per spin in units of the coupling, `−⟨y_i y_j⟩` summed over the two pairs that
  /// belong to a spin:
  ///
  ///     u(K) = −coth 2K [1 + (2/π)(2 tanh² 2K − 1) K(κ)],   κ = 2 sinh 2K / cosh² 2K
  ///
  /// with the complete elliptic integral K of modulus κ; `−√2` at `K_c`.
  ///
  /// - Parameter K: positive.
  public static func energy(coupling K: Double) -> Double {
    precondition(K > 0, "the energy at the coupling \(K)")
    let t = tanh(2 * K)
    // 1 − κ² = (2 tanh² 2K − 1)², without cancellation.
    let slope = 2 * t * t - 1
    guard slope != 0 else { return -1 / t }
    return -(1 + 2 / .pi * slope * ellipticK(complementaryModulus: slope.magnitude)) / t
  }

  /// Yang's spontaneous magnetisation, `(1 − sinh⁻⁴ 2K)^{1/8}` above `K_c` and 0 below.
  public static func magnetization(coupling K: Double) -> Double {
    guard K > criticalCoupling else { return 0 }
    let square = sinh(2 * K) * sinh(2 * K)
    return pow(1 - 1 / (square * square), 0.125)
  }

  /// The complete elliptic integral of the first kind, `∫₀^{π/2} dφ/√(1 − κ² sin² φ)`, from
  /// `κ′ = √(1 − κ²)`, by the arithmetic-geometric mean: `π/(2 AGM(1, κ′))`.
  ///
  /// - Parameter complementaryModulus: κ′, 0 < κ′ ≤ 1.
  /// - Source: C. F. Gauss; M. Abramowitz, I. A. Stegun, "Handbook of Mathematical Functions"
  ///   (1964), 17.6.3.
  public static func ellipticK(complementaryModulus: Double) -> Double {
    precondition(
      complementaryModulus > 0 && complementaryModulus <= 1,
      "an elliptic integral of complementary modulus \(complementaryModulus), not in 0…1")
    var (a, b) = (1.0, complementaryModulus)
    while a - b > 1e-15 * a { (a, b) = ((a + b) / 2, sqrt(a * b)) }
    return .pi / (a + b)
  }
}
