/// The logarithm of a sum of exponentials, without overflow or underflow.
///
///     ln Σ exp(x_i) = m + ln Σ exp(x_i − m),   m = max x_i
///
/// - Parameter values: The exponents; −∞ stands for a term that is zero.
/// - Returns: The logarithm; −∞ for no values, or none above −∞; NaN if one is.
/// - Accuracy: a few ULP of the largest of `|m|` and the logarithm of the count.
/// - Source: folklore; P. Blanchard, D. J. Higham, N. J. Higham, "Accurately computing the
///   log-sum-exp and softmax functions" (2021).
public func logSumExp(_ values: [Double]) -> Double {
  guard let largest = values.max() else { return -.infinity }
  guard largest.isFinite else { return values.contains(where: \.isNaN) ? .nan : largest }
  return largest + log(sum(values.map { exp($0 - largest) }))
}
