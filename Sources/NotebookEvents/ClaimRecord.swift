/// One claim: what theory says, what was measured, and whether the two agree.
public struct ClaimRecord: Hashable, Codable, Sendable {
  /// How the measured value is compared with theory.
  public enum Test: Hashable, Codable, Sendable {
    /// `|measured − theory| ≤ 5·standardError`: a Monte Carlo mean.
    case mean(standardError: Double)
    /// `degreesOfFreedom·measured/theory` follows χ²: the sample variance of normal values.
    case variance(degreesOfFreedom: Int)
    /// `|measured − theory| ≤ tolerance`: a computed number.
    case absolute(tolerance: Double)
    /// `|measured − theory| ≤ tolerance·|theory|`: a computed number.
    case relative(tolerance: Double)
    /// `measured ≤ theory + 5·standardError`; a standard error of 0 marks a computed number.
    case atMost(standardError: Double)
    /// `measured ≥ theory − 5·standardError`; a standard error of 0 marks a computed number.
    case atLeast(standardError: Double)
  }

  public var label: String
  public var measured: Double
  /// The exact value, or the bound of a one-sided claim.
  public var theory: Double
  public var test: Test
  /// Standard errors from theory (for variances: the normal quantile of the same tail
  /// probability); `nil` for computed numbers.
  public var z: Double?
  /// The nearest value that a wrong formula would give, if the chapter named one.
  public var rulesOut: Double?
  /// Why the claim fails, or `nil` if it holds.
  public var problem: String?

  public var holds: Bool { problem == nil }

  public init(
    label: String, measured: Double, theory: Double, test: Test, z: Double? = nil,
    rulesOut: Double? = nil, problem: String? = nil
  ) {
    self.label = label
    self.measured = measured
    self.theory = theory
    self.test = test
    self.z = z
    self.rulesOut = rulesOut
    self.problem = problem
  }
}

/// How a claim is printed, the same in the terminal and in the book.
extension ClaimRecord {
  /// The heads of the columns of `cells`.
  public static let columns = ["", "claim", "theory", "measured", "z, or |Δ|"]

  /// The claim as a row of the table of claims: ✓ or ✗, label, theory, measured and deviation.
  public var cells: [String] {
    [holds ? "✓" : "✗", label, theoryText, measuredText, deviationText]
  }

  /// The claim in a line of text: `✓ share: 0.2493 ± 0.0011, theory 0.25, z = -0.64, rules out 0.3`.
  public var statement: String { (holds ? "✓" : "✗") + " \(label): \(comparison)" }

  /// The claim in a line of text, without label and verdict; what a computed number that passes
  /// misses theory by is left to `cells`.
  public var comparison: String {
    let agreement =
      switch test {
      case .absolute(let tolerance) where holds:
        "|Δ| ≤ \(NumberFormat.significant(2)(tolerance))"
      case .relative(let tolerance) where holds:
        "|Δ/theory| ≤ \(NumberFormat.significant(2)(tolerance))"
      default: deviationText
      }
    let ruledOut = holds ? rulesOut.map { "rules out " + NumberFormat.significant(4)($0) } : nil
    return [measuredText, "theory " + theoryText, agreement, ruledOut ?? ""]
      .filter { !$0.isEmpty }.joined(separator: ", ")
  }

  /// The exact value: `0.25`; or the bound: `≤ 0.25`.
  public var theoryText: String {
    let value = NumberFormat.significant(digits)(theory)
    return switch test {
    case .mean, .variance, .absolute, .relative: value
    case .atMost: "≤ " + value
    case .atLeast: "≥ " + value
    }
  }

  /// The measured value: `0.2493 ± 0.0011`, or without an error if it was computed.
  public var measuredText: String {
    switch test {
    case .mean(let error): format(measured, error: error)
    case .atMost(let error), .atLeast(let error):
      error == 0 ? NumberFormat.significant(digits)(measured) : format(measured, error: error)
    case .variance(let degreesOfFreedom):
      // The relative standard error of a sample variance is √(2/k).
      format(measured, error: measured * (2 / Double(degreesOfFreedom)).squareRoot())
    case .absolute, .relative: NumberFormat.significant(digits)(measured)
    }
  }

  /// How far the measured value lies from theory: `z = -0.64`, or for computed numbers
  /// `|Δ| = 3.1e-16 ≤ 1e-12`.
  public var deviationText: String {
    if let z { return "z = " + NumberFormat.fixed(2)(z) }
    switch test {
    case .absolute(let tolerance):
      return comparison("|Δ|", (measured - theory).magnitude, tolerance)
    case .relative(let tolerance):
      return comparison("|Δ/theory|", ((measured - theory) / theory).magnitude, tolerance)
    case .mean, .variance, .atMost, .atLeast: return ""
    }
  }

  private func comparison(_ name: String, _ difference: Double, _ tolerance: Double) -> String {
    let format = NumberFormat.significant(2)
    return
      "\(name) = \(format(difference)) \(difference <= tolerance ? "≤" : ">") \(format(tolerance))"
  }

  /// Enough digits to compare theory with what was measured.
  private var digits: Int {
    switch test {
    case .absolute, .relative: 8
    case .mean, .variance, .atMost, .atLeast: 6
    }
  }
}
