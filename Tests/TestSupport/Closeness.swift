import Testing

/// Expects agreement relative to the larger of the two, and of `scale` where both may vanish.
public func expectClose(
  _ measured: Double, _ exact: Double, within tolerance: Double, scale: Double = 0,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let unit = max(measured.magnitude, exact.magnitude, scale)
  expectNear(measured, exact, within: tolerance * unit, sourceLocation: sourceLocation)
}

/// Expects agreement up to an absolute difference; infinities must be the same.
public func expectNear(
  _ measured: Double, _ exact: Double, within tolerance: Double,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  // Written so that NaN fails.
  #expect(
    measured == exact || (measured - exact).magnitude <= tolerance,
    "\(measured) is not \(exact) within \(tolerance)", sourceLocation: sourceLocation)
}
