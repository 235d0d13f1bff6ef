import Elementary
import Tensors

/// For every point of a sample the nearest one of a set: by which a sample that was copied from the
/// set gives itself away.
public struct NearestNeighbours: Sendable {
  /// The rows of the set.
  public let indices: [Int]
  /// How far away they are, in the Euclidean norm.
  public let distances: [Double]

  /// - Parameters:
  ///   - x: the sample, `[n, dim]`, all numbers finite; perhaps empty.
  ///   - set: `[m, dim]`, at least one point, all numbers finite. Of points at the same distance the
  ///     first is taken.
  /// - Accuracy: distances are those of Float differences. Which of two points is nearer is decided
  ///   up to about 1e-6 of the squares of the norms.
  public init(of x: Tensor, among set: Tensor) {
    precondition(
      x.rank == 2 && set.rank == 2 && x.shape[1] == set.shape[1] && set.shape[0] > 0,
      "nearest neighbours of \(x.shape) among \(set.shape)")
    precondition(
      x.sum().isFinite && set.sum().isFinite,
      "nearest neighbours: a coordinate is infinite or NaN")
    let m = set.shape[0]
    // Divided by a power of two, so that squares neither over- nor underflow.
    let largest = max(x.count > 0 ? x.abs().max() : 0, set.count > 0 ? set.abs().max() : 0)
    let scale = largest > 0 ? largest.binade : 1
    let (x, set) = (x / scale, set / scale)
    // ‖x − y‖² − ‖x‖²: for one x this is least where the distance is.
    let squares = set.square().sum(axis: 1).reshaped(1, m) - 2 * x.matmul(set.transposed())
    let scalars = squares.scalars
    indices = (0..<x.shape[0]).map { row in
      var nearest = row * m
      for i in row * m..<(row + 1) * m where scalars[i] < scalars[nearest] { nearest = i }
      return nearest - row * m
    }
    distances = sqrt((x - set.gatherRows(indices)).square().sum(axis: 1)).doubles
      .map { Double(scale) * $0 }
  }
}
