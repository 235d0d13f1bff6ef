import Elementary
import Tensors

/// A distribution on ℝᵈ whose density, score and samples are exact.
///
/// Rows of points are independent of each other: a NaN in one makes that row's results NaN, and no
/// other's.
public protocol Distribution: DataSource {
  /// d, the number of coordinates of a point.
  var dimension: Int { get }

  /// `log p(x)`, normalised.
  ///
  /// - Parameter x: `[n, dim]`.
  /// - Returns: `[n]`.
  func logDensity(_ x: Tensor) -> Tensor

  /// The score `∇ₓ log p(x)`.
  ///
  /// - Parameter x: `[n, dim]`.
  /// - Returns: `[n, dim]`.
  func score(at x: Tensor) -> Tensor
}

extension Distribution {
  func requirePoints(_ x: Tensor, _ what: String) {
    precondition(
      x.rank == 2 && x.shape[1] == dimension,
      "\(what): points of shape \(x.shape), but the distribution lives on [n, \(dimension)]")
  }
}
