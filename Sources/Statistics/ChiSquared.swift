import Elementary

/// The χ² distribution on the scale of the normal one: what tells whether a sample variance fits
/// theory.
public struct ChiSquared: Sendable {
  private let shape: Double

  /// - Precondition: `degreesOfFreedom` is at least 1.
  public init(degreesOfFreedom: Int) {
    precondition(
      degreesOfFreedom >= 1, "\(degreesOfFreedom) degrees of freedom: at least 1 is needed")
    self.init(degrees: Double(degreesOfFreedom))
  }

  init(degrees: Double) { shape = degrees / 2 }

  /// The z with Φ(z) = P(χ² ≤ x), computed from the smaller tail so that both keep their digits;
  /// ±∞ where that tail is below the least double; NaN if x is.
  public func normalScore(_ x: Double) -> Double {
    let lower = regularizedLowerGamma(shape: shape, x / 2)
    return lower < 0.5
      ? normalQuantile(lower) : -normalQuantile(regularizedUpperGamma(shape: shape, x / 2))
  }

  /// The x with P(χ² ≤ x) = Φ(z), the inverse of `normalScore`, by bisection: 0 at −∞ and ∞ at ∞,
  /// NaN if z is.
  public func quantile(normalScore z: Double) -> Double {
    guard z.isFinite else { return z == -.infinity ? 0 : z }
    var low = 0.0
    var high = 2 * shape
    while normalScore(high) < z { high *= 2 }
    while true {
      let middle = low + (high - low) / 2
      if middle <= low || middle >= high { return high }
      if normalScore(middle) < z { low = middle } else { high = middle }
    }
  }
}
