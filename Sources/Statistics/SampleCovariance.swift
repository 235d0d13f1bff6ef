import Elementary
import Tensors

/// The mean and the covariance of a sample.
///
///     m = (1/n) Σ x_i,   S = (1/(n − k)) Σ (x_i − m)(x_i − m)ᵀ
///
/// - Parameters:
///   - x: `[n, dim]`, all numbers finite.
///   - unbiased: k = 1; else k = 0, which makes them those of the empirical distribution itself.
/// - Returns: in Double, computed in two passes.
public func meanAndCovariance(
  _ x: Tensor, unbiased: Bool = true
) -> (mean: [Double], covariance: [[Double]]) {
  precondition(
    x.rank == 2 && x.shape[0] > (unbiased ? 1 : 0), "mean and covariance of \(x.shape)")
  precondition(x.sum().isFinite, "mean and covariance: a coordinate is infinite or NaN")
  let (n, d) = (x.shape[0], x.shape[1])
  let columns = (0..<d).map { x.column($0).doubles }
  let mean = columns.map { sum($0) / Double(n) }
  let centred = zip(columns, mean).map { column, m in column.map { $0 - m } }
  var covariance = [[Double]](repeating: [Double](repeating: 0, count: d), count: d)
  for i in 0..<d {
    for j in 0...i {
      var total = 0.0
      for k in 0..<n { total += centred[i][k] * centred[j][k] }
      covariance[i][j] = total / Double(unbiased ? n - 1 : n)
      covariance[j][i] = covariance[i][j]
    }
  }
  return (mean, covariance)
}
