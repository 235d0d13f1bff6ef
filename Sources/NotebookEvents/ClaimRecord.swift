/// One claim: what theory says, what was measured, and whether the two agree.
public struct ClaimRecord: Equatable, Sendable {
  /// How the measured value is compared with theory.
  public enum Test: Equatable, Sendable {
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
  public static let columns = ["claim", "theory", "measured", "z", ""]

  /// The claim as a row of the table of claims: label, theory, measured, z (or the difference and
  /// its tolerance) and the verdict ✓ or ✗.
  public var cells: [String] { [label, theoryText, measuredText, zText, holds ? "✓" : "✗"] }

  public var theoryText: String {
    let value = NumberFormat.significant(digits)(theory)
    switch test {
    case .mean, .variance, .absolute, .relative: return value
    case .atMost: return "≤ " + value
    case .atLeast: return "≥ " + value
    }
  }

  public var measuredText: String {
    switch test {
    case .mean(let error), .atMost(let error), .atLeast(let error):
      error == 0 ? NumberFormat.significant(digits)(measured) : format(measured, error: error)
    case .variance(let degreesOfFreedom):
      // The relative standard error of a sample variance is √(2/k).
      format(measured, error: measured * (2 / Double(degreesOfFreedom)).squareRoot())
    case .absolute, .relative: NumberFormat.significant(digits)(measured)
    }
  }

  public var zText: String {
    if let z { return NumberFormat.fixed(2)(z) }
    let difference = measured - theory
    switch test {
    case .absolute(let tolerance):
      return "|Δ| = \(short(difference.magnitude)), tolerance \(short(tolerance))"
    case .relative(let tolerance):
      return
        "|Δ/theory| = \(short((difference / theory).magnitude)), tolerance \(short(tolerance))"
    case .mean, .variance, .atMost, .atLeast: return "–"
    }
  }

  /// Enough digits that theory can be compared with what was measured.
  private var digits: Int {
    switch test {
    case .absolute, .relative: 10
    case .mean, .variance, .atMost, .atLeast: 6
    }
  }

  private func short(_ value: Double) -> String { NumberFormat.significant(2)(value) }
}
