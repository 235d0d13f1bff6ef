import Elementary

/// The mean and the unbiased variance of some values, in two passes.
///
///     x̄ = Σ x_i/n,   s² = Σ (x_i − x̄)²/(n − 1)
///
/// - Parameter values: at least two.
public func meanAndVariance(_ values: [Double]) -> (mean: Double, variance: Double) {
  precondition(values.count > 1, "mean and variance of \(values.count) values: two are needed")
  let n = Double(values.count)
  let mean = sum(values) / n
  return (mean, sum(values.map { ($0 - mean) * ($0 - mean) }) / (n - 1))
}
