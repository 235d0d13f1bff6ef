import NotebookEvents

/// The arithmetic of claims.
struct ClaimCheck {
  var label: String
  var rulesOut: Double?
  /// Quick runs have small samples, of which no power is asked.
  var isQuick: Bool

  /// The largest |z| of a claim that holds: by chance, one true claim in 1.7 million is beyond.
  static let largestZ = 5.0

  /// The least distance, in standard errors, of a value that is to be ruled out: n ≥ 95 σ²/d².
  /// If the wrong value were the true one, the claim would hold with probability 1e-6.
  static let leastPower = (95.0).squareRoot()

  func mean(measured: Double, standardError: Double, exact: Double) -> ClaimRecord {
    var record = ClaimRecord(
      label: label, measured: measured, theory: exact, test: .mean(standardError: standardError),
      rulesOut: rulesOut)
    record.problem = brokenNumber(measured: measured, exact: exact)
    guard record.problem == nil else { return record }
    guard standardError > 0, standardError.isFinite else {
      record.problem = "The standard error is \(standardError); it must be positive."
      return record
    }
    let z = (measured - exact) / standardError
    record.z = z
    if z.magnitude > ClaimCheck.largestZ {
      record.problem = disagreement(z: z)
    } else if let rulesOut, !isQuick {
      record.problem = weakness(distance: (rulesOut - exact).magnitude / standardError)
    }
    return record
  }

  func number(measured: Double, exact: Double, tolerance: Tolerance) -> ClaimRecord {
    let (test, limit): (ClaimRecord.Test, Double) =
      switch tolerance {
      case .absolute(let tolerance): (.absolute(tolerance: tolerance), tolerance)
      case .relative(let tolerance):
        (.relative(tolerance: tolerance), tolerance * exact.magnitude)
      }
    var record = ClaimRecord(
      label: label, measured: measured, theory: exact, test: test, rulesOut: rulesOut)
    record.problem = brokenNumber(measured: measured, exact: exact)
    guard record.problem == nil else { return record }
    if !((measured - exact).magnitude <= limit) {
      record.problem =
        "The computed value misses theory by more than its tolerance: the formula or the code is "
        + "wrong, or the computation too coarse."
    } else if let rulesOut, !((rulesOut - exact).magnitude >= 2 * limit) {
      record.problem =
        "Too weak: the wrong value \(rulesOut) lies within two tolerances of theory and might "
        + "pass; compute more accurately and lower the tolerance."
    }
    return record
  }

  private func brokenNumber(measured: Double, exact: Double) -> String? {
    if !measured.isFinite {
      return "The measured value is \(measured): the computation broke down."
    }
    if !exact.isFinite { return "The exact value is \(exact): the formula broke down." }
    return nil
  }

  private func disagreement(z: Double) -> String {
    let distance = NumberFormat.fixed(1)(z.magnitude)
    return "The measured value lies \(distance) standard errors from theory. Chance alone goes "
      + "beyond 5 once in 1.7 million claims: the formula, the code or the standard error is wrong."
  }

  private func weakness(distance: Double) -> String? {
    guard !(distance >= ClaimCheck.leastPower) else { return nil }
    let factor = (ClaimCheck.leastPower / distance) * (ClaimCheck.leastPower / distance)
    return "Too weak: the wrong value \(rulesOut!) lies only \(NumberFormat.fixed(1)(distance)) "
      + "standard errors from theory and might pass; 9.75 are needed, "
      + "\(NumberFormat.significant(2)(factor)) times the sample."
  }
}
