import Elementary
import Tensors

/// Where training data come from: anything that independent points can be drawn from.
public protocol DataSource {
  /// Draws independent points.
  ///
  /// - Parameters:
  ///   - n: how many.
  ///   - random: the stream to draw from.
  /// - Returns: `[n, …]`.
  func sample(_ n: Int, using random: inout RandomStream) -> Tensor
}

/// A finite data set, drawn from with replacement.
public struct DataSet: DataSource, Sendable {
  /// All points, `[count, …]`.
  public let points: Tensor

  /// - Parameter points: at least one, `[count, …]`.
  public init(_ points: Tensor) {
    precondition(
      points.rank >= 1 && points.shape[0] > 0, "a data set of the shape \(points.shape)")
    self.points = points
  }

  public func sample(_ n: Int, using random: inout RandomStream) -> Tensor {
    points.gatherRows(random.integers(below: points.rowCount, count: n))
  }
}

/// All points of a finite data set in every batch, in their order: for gradient descent without
/// noise.
public struct WholeDataSet: DataSource, Sendable {
  /// All points, `[count, …]`.
  public let points: Tensor

  public init(_ points: Tensor) { self.points = points }

  /// - Precondition: n is the number of points.
  public func sample(_ n: Int, using random: inout RandomStream) -> Tensor {
    precondition(n == points.rowCount, "a batch of \(n) of all \(points.rowCount) points")
    return points
  }
}
