/// Thermodynamic integration of a quotient of partition functions along a path `E_β`.
///
///     log(Z₁/Z₀) = −∫₀¹ ⟨E₁ − E₀⟩_β dβ
///
/// Source: J. G. Kirkwood, J. Chem. Phys. 3 (1935), 300; A. Gelman and X.-L. Meng, Statistical
/// Science 13 (1998), 163.
public enum ThermodynamicIntegration {
  // snippet.thermodynamic-integration
  /// `−∫ ⟨E₁ − E₀⟩_β dβ` by the trapezoid rule.
  ///
  /// - Parameters:
  ///   - means: `⟨E₁ − E₀⟩_β` at each value of β.
  ///   - standardErrors: theirs, independent of each other.
  ///   - schedule: the values of β, ascending from 0 to 1.
  /// - Returns: the estimate of `log(Z₁/Z₀)` and its standard error, to which the error of the
  ///   trapezoid rule comes: it shrinks with the square of the spacing.
  public static func logRatio(
    means: [Double], standardErrors: [Double], schedule: [Double]
  ) -> (value: Double, standardError: Double) {
    precondition(
      means.count == schedule.count && standardErrors.count == schedule.count,
      "\(means.count) means and \(standardErrors.count) errors for \(schedule.count) values of β")
    var (value, variance) = (0.0, 0.0)
    for k in schedule.indices {
      let left = schedule[max(k - 1, 0)]
      let right = schedule[min(k + 1, schedule.count - 1)]
      let weight = (right - left) / 2
      value -= weight * means[k]
      variance += weight * weight * standardErrors[k] * standardErrors[k]
    }
    return (value, variance.squareRoot())
  }
  // snippet.end
}
