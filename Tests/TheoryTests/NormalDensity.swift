import Elementary

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
