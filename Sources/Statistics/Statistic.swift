import Elementary

/// What is told of random numbers: a mean with its standard error, and what it should be. Unlike an
/// `Estimate` it may be infinite or NaN, since the numbers may be wrong.
public struct Statistic: Sendable {
  public let label: String
  public let value: Double
  /// As the numbers themselves show it.
  public let standardError: Double
  public let target: Target

  /// A mean of independent terms.
  ///
  /// - Parameters:
  ///   - label: what was averaged, `mean of z`.
  ///   - terms: one for each row.
  ///   - blur: a further standard error, of what the terms have in common.
  ///   - target: what the mean should be.
  public init(_ label: String, meanOf terms: [Double], blur: Double = 0, is target: Target) {
    let n = Double(terms.count)
    // Simulations take many such means: sums without compensation will do.
    let center = terms.reduce(0, +) / n
    let variance = terms.reduce(0) { $0 + ($1 - center) * ($1 - center) } / n
    self.init(label, center, standardError: sqrt(variance / n + blur * blur), is: target)
  }

  /// A number with its standard error; 0 for one that does not vary.
  public init(_ label: String, _ value: Double, standardError: Double, is target: Target) {
    (self.label, self.value, self.standardError) = (label, value, standardError)
    self.target = target
  }
}
