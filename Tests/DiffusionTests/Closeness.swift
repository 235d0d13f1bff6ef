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
