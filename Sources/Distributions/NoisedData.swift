import Elementary
import Tensors

/// Data with normal noise on every coordinate, fresh in each draw: a density where the data
/// themselves have none.
///
///     x + τ z,   z ~ N(0, I)
///
/// Pixels that are always blank, or that take sixteen values, have no density; blurred by τ their
/// density is smooth on the scale of τ, and its curvature is about 1/τ² at most.
public struct NoisedData: DataSource {
  /// The data, `[n, …]` in a draw.
  public let data: any DataSource
  /// τ ≥ 0.
  public let standardDeviation: Double

  /// - Parameters:
  ///   - data: draws of x.
  ///   - standardDeviation: τ ≥ 0.
  public init(_ data: any DataSource, standardDeviation: Double) {
    precondition(
      standardDeviation >= 0 && Float(standardDeviation).isFinite,
      "noised data: noise of standard deviation \(standardDeviation)")
    self.data = data
    self.standardDeviation = standardDeviation
  }

  public func sample(_ n: Int, using random: inout RandomStream) -> Tensor {
    let x = data.sample(n, using: &random)
    return x + Float(standardDeviation) * random.normal(x.shape)
  }
}
