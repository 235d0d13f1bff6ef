import Elementary

/// The Ising model without a field on a torus of m × n spins, `E = −K Σ_⟨ij⟩ y_i y_j`, exactly.
///
///     Z = ½ (2 sinh 2K)^{mn/2} [Π 2cosh(½mγ_{2r+1}) + Π 2sinh(½mγ_{2r+1})
///                               + Π 2cosh(½mγ_{2r}) + Π 2sinh(½mγ_{2r})],   r = 0…n−1,
///
///     cosh γ_l = cosh 2K coth 2K − cos(πl/n),   γ₀ = 2K + ln tanh K,
///
/// where γ₀ changes its sign at `K_c` and all the others are positive.
///
/// - Source: B. Kaufman, Physical Review 76 (1949), 1232, equation (49); for the sign of γ₀ and
///   derivatives, A. E. Ferdinand, M. E. Fisher, Physical Review 185 (1969), 832.
public struct IsingTorus: Sendable {
  public let width, height: Int

  /// - Parameters:
  ///   - width, height: n and m, at least 3 each.
  public init(width: Int, height: Int) {
    precondition(min(width, height) >= 3, "a torus of \(width) × \(height) spins")
    (self.width, self.height) = (width, height)
  }

  /// ln Z.
  ///
  /// - Parameter K: positive.
  public func logPartitionFunction(coupling K: Double) -> Double { terms(K).value }

  /// The energy per spin in units of the coupling, `u = −(1/mn) ∂ ln Z/∂K`: the mean of `−y_i y_j`
  /// over the two pairs that belong to a spin, added.
  public func energy(coupling K: Double) -> Double {
    -terms(K).slope / Double(width * height)
  }

  /// The variance of the sum of `y_i y_j` over all pairs, `∂² ln Z/∂K²`, by central differences of
  /// the first derivative.
  ///
  /// - Accuracy: relative 1e-6.
  public func varianceOfBonds(coupling K: Double) -> Double {
    let step = 1e-4 * K
    return (terms(K + step).slope - terms(K - step).slope) / (2 * step)
  }

  /// ln Z and its derivative.
  private func terms(_ K: Double) -> (value: Double, slope: Double) {
    precondition(K > 0, "a torus with the coupling \(K)")
    let half = Double(height) / 2
    let (s, c) = (sinh(2 * K), cosh(2 * K))
    // γ_l and its derivative; d(cosh 2K coth 2K)/dK = 2 cosh 2K (1 − 1/sinh² 2K).
    let modes = (0..<2 * width).map { l -> (γ: Double, slope: Double) in
      if l == 0 { return (2 * K + log(tanh(K)), 2 + 2 / s) }
      let cosine = c * c / s - cos(.pi * Double(l) / Double(width))
      let sine = sqrt((cosine - 1) * (cosine + 1))
      return (log(cosine + sine), 2 * c * (1 - 1 / (s * s)) / sine)
    }
    // The four products: logarithms, signs and logarithmic derivatives.
    var products: [(log: Double, sign: Double, slope: Double)] = []
    for parity in [1, 0] {
      let chosen = stride(from: parity, to: 2 * width, by: 2).map { modes[$0] }
      let cosines = chosen.map { half * $0.γ.magnitude + log1p(exp(-2 * half * $0.γ.magnitude)) }
      products.append((sum(cosines), 1, sum(chosen.map { half * $0.slope * tanh(half * $0.γ) })))
      if chosen.allSatisfy({ $0.γ != 0 }) {
        let sines = chosen.map {
          half * $0.γ.magnitude + log(-expm1(-2 * half * $0.γ.magnitude))
        }
        products.append(
          (
            sum(sines), chosen.reduce(1) { $1.γ < 0 ? -$0 : $0 },
            sum(chosen.map { half * $0.slope / tanh(half * $0.γ) })
          ))
      }
    }
    let largest = products.map(\.log).max()!
    let weights = products.map { $0.sign * exp($0.log - largest) }
    let total = sum(weights)
    let area = Double(width * height)
    return (
      largest + log(total) - log(2) + area / 2 * log(2 * s),
      sum(zip(weights, products).map { $0 * $1.slope }) / total + area * c / s
    )
  }
}
