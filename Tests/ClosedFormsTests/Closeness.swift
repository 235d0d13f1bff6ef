import Elementary
import Testing

/// Expects agreement relative to the larger of the two, and of `scale` where both may vanish.
func expectClose(
  _ measured: Double, _ exact: Double, within tolerance: Double, scale: Double = 0,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let unit = max(measured.magnitude, exact.magnitude, scale)
  // Written so that NaN fails.
  #expect(
    measured == exact || (measured - exact).magnitude <= tolerance * unit,
    "\(measured) is not \(exact) within \(tolerance) × \(unit)", sourceLocation: sourceLocation)
}

/// The density of N(m, v).
func normalDensity(_ x: Double, mean: Double = 0, variance: Double = 1) -> Double {
  exp(-(x - mean) * (x - mean) / (2 * variance)) / sqrt(2 * .pi * variance)
}

/// `∫ f` over a range that holds all but 1e-30 of N(m, v).
func integrateAcross(
  mean: Double = 0, variance: Double = 1, points: Int = 800, _ f: (Double) -> Double
) -> Double {
  let reach = 12 * sqrt(variance)
  return integrate(from: mean - reach, to: mean + reach, points: points, f)
}
