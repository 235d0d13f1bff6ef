import Elementary
import Testing

/// How far a correct measurement may lie from the truth, in standard errors.
private let acceptedDeviation = 5.0

/// A check must see an error of `detecting` with √95 = 9.75 standard errors: then a program that
/// is wrong by that much passes with probability Φ(5 − 9.75) = 1e-6 only.
private let requiredPower = 95.0

/// Why a measurement is rejected, or `nil`.
func verdict(
  measured: Double, exact: Double, standardError: Double, detecting difference: Double
) -> String? {
  guard standardError > 0, difference > 0, exact.isFinite else {
    return "needs standardError > 0, detecting > 0 and a finite exact value; "
      + "got \(standardError), \(difference), \(exact)"
  }
  let ratio = difference / standardError
  guard ratio * ratio >= requiredPower else {
    return "too weak: an error of \(difference) is only \(ratio) standard errors; "
      + "take \(requiredPower / (ratio * ratio)) times as many samples"
  }
  let z = (measured - exact) / standardError
  // Written so that NaN fails.
  guard z.magnitude <= acceptedDeviation else {
    return "measured \(measured), exact \(exact), standard error \(standardError): z = \(z)"
  }
  return nil
}

/// Expects a mean, or any estimate that is nearly normal, within five standard errors.
///
/// - Parameters:
///   - measured: The estimate.
///   - exact: What theory says.
///   - standardError: The estimate's standard error; an exact one where theory gives it.
///   - difference: The smallest error that has to be seen: the check is refused if this is less
///     than √95 standard errors.
///   - name: The check's name in the ledger.
public func expectMean(
  _ measured: Double, exact: Double, standardError: Double, detecting difference: Double,
  ledger name: String, in ledger: StatisticalLedger = .shared,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let reason =
    ledger.spend(name)
    ?? verdict(
      measured: measured, exact: exact, standardError: standardError, detecting: difference)
  if let reason { Issue.record("\(name): \(reason)", sourceLocation: sourceLocation) }
}

/// Expects a mean of `count` independent values of known variance.
public func expectMean(
  _ measured: Double, exact: Double, variance: Double, count: Int, detecting difference: Double,
  ledger name: String, in ledger: StatisticalLedger = .shared,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  expectMean(
    measured, exact: exact, standardError: sqrt(variance / Double(count)), detecting: difference,
    ledger: name, in: ledger, sourceLocation: sourceLocation)
}

/// Expects the mean of independent samples whose variance theory does not give; the sample
/// variance stands in, which for fewer than 1000 samples would not do at five standard errors.
public func expectMean(
  of samples: [Double], exact: Double, detecting difference: Double,
  ledger name: String, in ledger: StatisticalLedger = .shared,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard samples.count >= 1000 else {
    Issue.record(
      "\(name): \(samples.count) samples are too few to estimate their own variance",
      sourceLocation: sourceLocation)
    return
  }
  let count = Double(samples.count)
  let mean = sum(samples) / count
  let variance = sum(samples.map { ($0 - mean) * ($0 - mean) }) / (count - 1)
  expectMean(
    mean, exact: exact, variance: variance, count: samples.count, detecting: difference,
    ledger: name, in: ledger, sourceLocation: sourceLocation)
}

/// Expects a relative frequency: `hits` of `count` independent trials of probability `exact`.
public func expectProportion(
  _ hits: Int, of count: Int, exact: Double, detecting difference: Double,
  ledger name: String, in ledger: StatisticalLedger = .shared,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  expectMean(
    Double(hits) / Double(count), exact: exact, variance: exact * (1 - exact), count: count,
    detecting: difference, ledger: name, in: ledger, sourceLocation: sourceLocation)
}

/// Expects the variance of independent *normal* samples.
///
/// Deviations are judged by the distribution of χ² itself, through Wilson and Hilferty's cube root, which
/// is good at five standard deviations already for a few dozen degrees of freedom.
///
/// - Parameters:
///   - measured: Sum of squares over degrees of freedom.
///   - degreesOfFreedom: `n − 1` about the sample's mean, `n` about the known one.
/// - Source: E. B. Wilson, M. M. Hilferty, "The distribution of chi-square" (1931).
public func expectVariance(
  _ measured: Double, degreesOfFreedom: Int, exact: Double, detecting difference: Double,
  ledger name: String, in ledger: StatisticalLedger = .shared,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let spread = 2 / (9 * Double(degreesOfFreedom))
  let z = (pow(measured / exact, 1.0 / 3) - (1 - spread)) / sqrt(spread)
  let standardError = exact * sqrt(2 / Double(degreesOfFreedom))
  expectMean(
    exact + z * standardError, exact: exact, standardError: standardError, detecting: difference,
    ledger: name, in: ledger, sourceLocation: sourceLocation)
}
