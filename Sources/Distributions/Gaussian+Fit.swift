import Elementary
import Tensors

extension Gaussian {
  /// The normal distribution with the mean and the covariance of some points, blurred by noise.
  ///
  ///     μ = x̄,   Σ = (1/n) Σ_i (x_i − x̄)(x_i − x̄)ᵀ + τ² I
  ///
  /// Without the noise it is the maximum of the likelihood.
  ///
  /// - Parameters:
  ///   - points: `[n, dim]`, all numbers finite.
  ///   - noise: τ ≥ 0, the standard deviation of the noise; large enough for Σ to be positive
  ///     definite.
  public init(fittedTo points: Tensor, noise τ: Double = 0) {
    precondition(
      points.rank == 2 && points.shape[0] > 0,
      "Gaussian fitted to points of shape \(points.shape), not [n, dim]")
    precondition(
      points.sum().isFinite && τ >= 0 && τ.isFinite,
      "Gaussian fitted: a coordinate is infinite or NaN, or the noise, \(τ), is none")
    let centre = points.mean(axis: 0, keepingAxis: true)
    let d = points.shape[1]
    // In Double, since directions in which points hardly differ matter most.
    let (x, mean) = (points.doubles, centre.doubles)
    var sums = [Double](repeating: 0, count: d * d)
    for row in stride(from: 0, to: x.count, by: d) {
      for i in 0..<d {
        let deviation = x[row + i] - mean[i]
        for j in 0...i { sums[i * d + j] += deviation * (x[row + j] - mean[j]) }
      }
    }
    let n = Double(points.shape[0])
    self.init(
      mean: mean,
      covariance: (0..<d).map { i in
        (0..<d).map { j in sums[max(i, j) * d + min(i, j)] / n + (i == j ? τ * τ : 0) }
      })
  }
}
