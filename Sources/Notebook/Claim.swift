import NotebookEvents
import Statistics

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
///     least √95 ≈ 9.75 standard errors from `exact`, else the claim fails as too weak.
///   - line: the caller's line, by which the book finds the place.
@MainActor public func claim(
  _ label: String, measured: Double, standardError: Double, exact: Double,
  rulesOut: Double? = nil, line: Int = #line
) {
  check(label, rulesOut: rulesOut, line: line) {
    $0.mean(measured: measured, standardError: standardError, exact: exact)
  }
}

/// Claims that an estimate agrees with theory: |z| ≤ 5 for z = (value − exact)/SE.
///
/// The parameters are those of the claim with `measured` and `standardError`.
@MainActor public func claim(
  _ label: String, _ estimate: Estimate, exact: Double, rulesOut: Double? = nil, line: Int = #line
) {
  claim(
    label, measured: estimate.value, standardError: estimate.standardError, exact: exact,
    rulesOut: rulesOut, line: line)
}

/// Claims that the sample variance of independent normal values agrees with theory: k·s²/σ² lies
/// within the bounds of the χ² distribution with k degrees of freedom that are as improbable as |z| > 5.
///
/// The bounds are exact for any k. For values that are not normal, claim the mean of the squares.
///
/// - Parameters:
///   - label: what is claimed, in a few words.
///   - measuredVariance: s², the sum of squares divided by `degreesOfFreedom`.
///   - degreesOfFreedom: k: n − 1 if the mean was estimated, n if it is known.
///   - exact: σ², positive.
///   - rulesOut: the nearest variance that a wrong formula would give; were it true, the claim must
///     hold in a full run with a probability of 1e-6 at most, else it fails as too weak.
@MainActor public func claim(
  _ label: String, measuredVariance: Double, degreesOfFreedom: Int, exact: Double,
  rulesOut: Double? = nil, line: Int = #line
) {
  check(label, rulesOut: rulesOut, line: line) {
    $0.variance(measured: measuredVariance, degreesOfFreedom: degreesOfFreedom, exact: exact)
  }
}

/// Claims that a computed number agrees with the exact one: no chance in it, only rounding and
/// discretisation.
///
/// - Parameters:
///   - label: what is claimed, in a few words.
///   - measured: the computed number.
///   - exact: what theory says.
///   - tolerance: how far apart they may be, `.absolute(1e-12)` or `.relative(1e-12)`.
///   - rulesOut: the nearest value that a wrong formula would give; in a full run it must lie more
///     than two tolerances from `exact`.
@MainActor public func claim(
  _ label: String, measured: Double, exact: Double, tolerance: Tolerance,
  rulesOut: Double? = nil, line: Int = #line
) {
  check(label, rulesOut: rulesOut, line: line) {
    $0.number(measured: measured, exact: exact, tolerance: tolerance)
  }
}

/// Claims that a value does not exceed a bound: measured ≤ bound + 5·SE.
///
/// - Parameters:
///   - label: what is claimed, in a few words.
///   - measured: the estimate, or the computed number.
///   - standardError: its standard deviation; 0 for a computed number, which may not exceed the
///     bound at all.
///   - bound: what theory allows.
@MainActor public func claim(
  _ label: String, measured: Double, standardError: Double = 0, atMost bound: Double,
  line: Int = #line
) {
  check(label, line: line) {
    $0.bound(measured: measured, standardError: standardError, bound: bound, sign: 1)
  }
}

/// Claims that a value does not fall below a bound: measured ≥ bound − 5·SE.
///
/// The parameters are those of the claim with `atMost`.
@MainActor public func claim(
  _ label: String, measured: Double, standardError: Double = 0, atLeast bound: Double,
  line: Int = #line
) {
  check(label, line: line) {
    $0.bound(measured: measured, standardError: standardError, bound: bound, sign: -1)
  }
}

/// Claims that an estimate does not exceed a bound: value ≤ bound + 5·SE.
@MainActor public func claim(
  _ label: String, _ estimate: Estimate, atMost bound: Double, line: Int = #line
) {
  claim(
    label, measured: estimate.value, standardError: estimate.standardError, atMost: bound,
    line: line)
}

/// Claims that an estimate does not fall below a bound: value ≥ bound − 5·SE.
@MainActor public func claim(
  _ label: String, _ estimate: Estimate, atLeast bound: Double, line: Int = #line
) {
  claim(
    label, measured: estimate.value, standardError: estimate.standardError, atLeast: bound,
    line: line)
}

@MainActor private func check(
  _ label: String, rulesOut: Double? = nil, line: Int, by compare: (ClaimCheck) -> ClaimRecord
) {
  let session = Session.current
  let claim = ClaimCheck(label: label, rulesOut: rulesOut, isQuick: session.options.quick)
  session.show(compare(claim), line: line)
}
