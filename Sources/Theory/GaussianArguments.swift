import Elementary
import LinearAlgebra

/// - Precondition: Both variances are positive.
func requirePositive(_ variance: Double, _ otherVariance: Double) {
  precondition(
    variance > 0 && otherVariance > 0,
    "needs variances > 0, got \(variance) and \(otherVariance)")
}

/// The factors of the covariances of two Gaussians in the same space.
///
/// - Precondition: Shapes agree and both matrices are positive definite.
func choleskyPair(
  _ mean: [Double], _ covariance: [[Double]],
  _ otherMean: [Double], _ otherCovariance: [[Double]]
) -> (Cholesky, Cholesky) {
  let dimension = mean.count
  precondition(
    otherMean.count == dimension && covariance.count == dimension
      && otherCovariance.count == dimension,
    "needs equal dimensions, got means of \(dimension) and \(otherMean.count), "
      + "covariances of \(covariance.count) and \(otherCovariance.count)")
  guard let factor = Cholesky(covariance), let other = Cholesky(otherCovariance) else {
    preconditionFailure(
      "needs positive definite covariances, got \(covariance) and \(otherCovariance)")
  }
  return (factor, other)
}
