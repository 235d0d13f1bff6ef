import NotebookEvents

/// How far a computed number may lie from the exact one.
public enum Tolerance: Equatable, Sendable {
  /// `|measured − exact| ≤ t`.
  case absolute(Double)
  /// `|measured − exact| ≤ t·|exact|`.
  case relative(Double)
}

/// Claims that a Monte Carlo estimate agrees with theory: |z| ≤ 5 for z = (measured − exact)/SE.
///
/// - Parameters:
///   - label: what is claimed, in a few words.
///   - measured: the estimate.
///   - standardError: its standard deviation, positive; from the exact variance if that is known.
///   - exact: what theory says.
///   - rulesOut: the nearest value that a wrong formula would give. In a full run it must lie at
///     least √95 ≈ 9.7 standard errors from `exact`, else the claim fails as too weak.
@MainActor public func claim(
  _ label: String, measured: Double, standardError: Double, exact: Double,
  rulesOut: Double? = nil, line: Int = #line
) {
  let session = Session.current
  let record = ClaimCheck(label: label, rulesOut: rulesOut, isQuick: session.options.quick)
    .mean(measured: measured, standardError: standardError, exact: exact)
  session.show(record, line: line)
}

/// Claims that a computed number agrees with the exact one: no randomness, only rounding or
/// discretisation.
///
/// - Parameters:
///   - label: what is claimed, in a few words.
///   - measured: the computed number.
///   - exact: what theory says.
///   - tolerance: how far apart they may be, `.absolute(1e-12)` or `.relative(1e-12)`.
///   - rulesOut: the nearest value that a wrong formula would give; it must lie at least two
///     tolerances from `exact`.
@MainActor public func claim(
  _ label: String, measured: Double, exact: Double, tolerance: Tolerance,
  rulesOut: Double? = nil, line: Int = #line
) {
  let session = Session.current
  let record = ClaimCheck(label: label, rulesOut: rulesOut, isQuick: session.options.quick)
    .number(measured: measured, exact: exact, tolerance: tolerance)
  session.show(record, line: line)
}
