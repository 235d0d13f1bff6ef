import Elementary

/// The mean and the unbiased variance of some values, in two passes.
///
///     x̄ = Σ x_i/n,   s² = Σ (x_i − x̄)²/(n − 1)
///
/// - Parameter values: at least two, finite.
/// - Returns: both, without overflow on the way: the variance is ∞ only if it is beyond the largest
///   finite number.
public func meanAndVariance(_ values: [Double]) -> (mean: Double, variance: Double) {
  let (values, scale) = scaled(values, "mean and variance")
  let (mean, variance) = plainMeanAndVariance(values)
  return (scale * mean, scale * (scale * variance))
}

/// The same of values that `scaled` has made harmless.
func plainMeanAndVariance(_ values: [Double]) -> (mean: Double, variance: Double) {
  precondition(values.count > 1, "mean and variance of \(values.count) values: two are needed")
  let n = Double(values.count)
  let mean = sum(values) / n
  return (mean, sum(values.map { ($0 - mean) * ($0 - mean) }) / (n - 1))
}

/// The values divided by a power of two, so that the largest is about 1 and squares neither over-
/// nor underflow. The division is exact.
///
/// - Parameters:
///   - values: finite.
///   - what: begins the message about values that are not.
/// - Returns: the scaled values, and the power: 1 if all values are 0.
func scaled(_ values: [Double], _ what: String) -> (values: [Double], scale: Double) {
  let strange = values.count { !$0.isFinite }
  precondition(strange == 0, "\(what): \(strange) of \(values.count) values are infinite or NaN")
  let largest = values.reduce(0) { max($0, $1.magnitude) }
  // Between the ends of the exponents, so that both the power and its reciprocal are normal.
  let scale = largest == 0 ? 1 : min(max(largest.binade, 0x1p-1000), 0x1p1000)
  return (values.map { $0 / scale }, scale)
}
