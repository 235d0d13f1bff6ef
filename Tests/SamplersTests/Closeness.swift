import Testing

func expectClose(
  _ measured: Double, _ exact: Double, within tolerance: Double,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  // Written so that NaN fails.
  #expect(
    measured == exact || (measured - exact).magnitude <= tolerance,
    "\(measured) is not \(exact) within \(tolerance)", sourceLocation: sourceLocation)
}
