import NotebookEvents
import Statistics

/// The arithmetic of claims.
struct ClaimCheck {
  var label: String
  var rulesOut: Double?
  /// Quick runs have small samples, which rule nothing out.
  var isQuick = false

  private var ruledOut: Double? { isQuick ? nil : rulesOut }

  /// The largest |z| of a claim that holds: chance alone goes beyond it once in 1.7 million claims.
  static let largestZ = 5.0

  /// The least distance, in standard errors, of a value that is to be ruled out: n ≥ 95 σ²/d².
  /// If that value were the true one, the claim would hold with probability 1e-6.
  static let leastDistance = (95.0).squareRoot()

  /// `|measured − exact| ≤ 5·standardError`.
  func mean(measured: Double, standardError: Double, exact: Double) -> ClaimRecord {
    var record = ClaimRecord(
      label: label, measured: measured, theory: exact, test: .mean(standardError: standardError),
      rulesOut: ruledOut)
    record.problem =
      brokenNumber(measured: measured, exact: exact) ?? brokenError(standardError)
    guard record.problem == nil else { return record }
    let z = (measured - exact) / standardError
    record.z = z
    record.problem =
      disagreement(z: z) ?? weakness { ($0 - exact).magnitude / standardError }
    return record
  }

  /// `degreesOfFreedom·measured/exact` lies between the χ² quantiles of Φ(−5) and Φ(5).
  func variance(measured: Double, degreesOfFreedom: Int, exact: Double) -> ClaimRecord {
    var record = ClaimRecord(
      label: label, measured: measured, theory: exact,
      test: .variance(degreesOfFreedom: degreesOfFreedom), rulesOut: ruledOut)
    record.problem = brokenNumber(measured: measured, exact: exact)
    if !(exact > 0) { record.problem = "The exact variance is \(exact); it must be positive." }
    guard record.problem == nil else { return record }
    let distribution = ChiSquared(degreesOfFreedom: degreesOfFreedom)
    let z = distribution.normalScore(measured / exact * Double(degreesOfFreedom))
    record.z = z
    record.problem =
      disagreement(z: z)
      ?? weakness { wrong in
        // Were `wrong` the true variance, this bound would be where the claim begins to hold.
        let bound = distribution.quantile(
          normalScore: wrong > exact ? ClaimCheck.largestZ : -ClaimCheck.largestZ)
        return ClaimCheck.largestZ + distribution.normalScore(bound * exact / wrong)
          * (wrong > exact ? -1 : 1)
      }
    return record
  }

  /// `|measured − exact| ≤ tolerance`.
  func number(measured: Double, exact: Double, tolerance: Tolerance) -> ClaimRecord {
    let (test, limit): (ClaimRecord.Test, Double) =
      switch tolerance {
      case .absolute(let tolerance): (.absolute(tolerance: tolerance), tolerance)
      case .relative(let tolerance):
        (.relative(tolerance: tolerance), tolerance * exact.magnitude)
      }
    var record = ClaimRecord(
      label: label, measured: measured, theory: exact, test: test, rulesOut: ruledOut)
    record.problem = brokenNumber(measured: measured, exact: exact)
    guard record.problem == nil else { return record }
    if !((measured - exact).magnitude <= limit) {
      record.problem =
        "The computed value misses theory by more than the tolerance: the formula or the code is "
        + "wrong, or the computation too coarse."
    } else if let ruledOut, !((ruledOut - exact).magnitude > 2 * limit) {
      record.problem =
        "Too weak: the wrong value \(ruledOut) lies within two tolerances of theory and might "
        + "pass. Compute more accurately and lower the tolerance."
    }
    return record
  }

  /// `measured ≤ bound + 5·standardError` for `sign` 1; `measured ≥ bound − 5·standardError` for −1.
  func bound(measured: Double, standardError: Double, bound: Double, sign: Double) -> ClaimRecord {
    var record = ClaimRecord(
      label: label, measured: measured, theory: bound,
      test: sign > 0
        ? .atMost(standardError: standardError) : .atLeast(standardError: standardError))
    record.problem = brokenNumber(measured: measured, exact: bound)
    if standardError != 0, record.problem == nil { record.problem = brokenError(standardError) }
    guard record.problem == nil else { return record }
    let excess = (measured - bound) * sign
    if standardError > 0 {
      record.z = (measured - bound) / standardError
      record.problem = disagreement(z: max(0, excess / standardError))
    } else if excess > 0 {
      record.problem =
        "The computed value lies beyond the bound by \(NumberFormat.significant(3)(excess)): the "
        + "formula or the code is wrong."
    }
    return record
  }
}

/// What is said about a claim that fails.
extension ClaimCheck {
  private func brokenNumber(measured: Double, exact: Double) -> String? {
    if !measured.isFinite {
      return "The measured value is \(measured): the computation broke down."
    }
    if !exact.isFinite { return "The exact value is \(exact): the formula broke down." }
    return nil
  }

  private func brokenError(_ standardError: Double) -> String? {
    guard !(standardError > 0 && standardError.isFinite) else { return nil }
    return "The standard error is \(standardError); it must be positive and finite."
  }

  private func disagreement(z: Double) -> String? {
    guard !(z.magnitude <= ClaimCheck.largestZ) else { return nil }
    return
      "The measured value lies \(NumberFormat.fixed(1)(z.magnitude)) standard errors from theory. "
      + "Chance alone goes beyond 5 once in 1.7 million claims: the formula, the code or the "
      + "standard error is wrong."
  }

  /// - Parameter distance: how far from theory the wrong value lies, in standard errors.
  private func weakness(distance: (Double) -> Double) -> String? {
    guard let ruledOut else { return nil }
    let distance = distance(ruledOut)
    guard !(distance >= ClaimCheck.leastDistance) else { return nil }
    let factor = (ClaimCheck.leastDistance / distance) * (ClaimCheck.leastDistance / distance)
    return
      "Too weak: the wrong value \(ruledOut) lies \(NumberFormat.fixed(1)(distance)) standard errors "
      + "from theory and might pass. Needed are 9.75, so a sample "
      + "\(NumberFormat.significant(2)(factor)) times as large."
  }
}
