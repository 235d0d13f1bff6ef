import Elementary
import Tensors

/// How far apart two samples lie, and whether chance alone could have put them there.
///
///     D = 2 E‖X − Y‖ − E‖X − X'‖ − E‖Y − Y'‖ ≥ 0
///
/// with means over all pairs of points, a point and itself among them. For distributions in the
/// place of samples it is zero only if they are equal. For samples of one distribution it is
/// `(1/n + 1/m) E‖X − X'‖` on average.
///
/// Source: G. J. Székely, M. L. Rizzo, "Energy statistics", J. Stat. Plan. Inference 143 (2013),
/// 1249, sections 2 and 7; for the test see also their InterStat paper of 2004.
public struct EnergyDistance: Sendable, Equatable {
  /// D.
  public let value: Double
  /// D after the points were dealt to the two samples anew, once for each permutation.
  public let permuted: [Double]

  /// The share of permutations, the one at hand counted among them, with a distance as large: if
  /// both samples are of one distribution, it is at most p with probability p.
  public var pValue: Double {
    Double(1 + permuted.count { $0 >= value }) / Double(1 + permuted.count)
  }

  /// Compares two samples.
  ///
  /// - Parameters:
  ///   - x: `[n, dim]`, n ≥ 1, all numbers finite.
  ///   - y: `[m, dim]`, likewise.
  ///   - permutations: how often the points are dealt anew, ≥ 0.
  /// - Accuracy: distances are rounded to Float; relative error of D about 1e-6 of `E‖X − Y‖/D`.
  public init(
    _ x: Tensor, _ y: Tensor, permutations: Int = 0, using random: inout RandomStream
  ) {
    precondition(
      x.rank == 2 && y.rank == 2 && x.shape[1] == y.shape[1] && x.count > 0 && y.count > 0,
      "energy distance: samples of shapes \(x.shape) and \(y.shape)")
    precondition(permutations >= 0, "energy distance: \(permutations) permutations")
    precondition(
      x.sum().isFinite && y.sum().isFinite, "energy distance: a coordinate is infinite or NaN")
    let (n, m) = (x.shape[0], y.shape[0])
    // Divided by a power of two, so that squares neither over- nor underflow.
    let largest = max(x.abs().max(), y.abs().max())
    let scale = largest > 0 ? largest.binade : 1
    let distances = pairwiseDistances(Tensor.concatenated([x, y]) / scale)
    // D = −aᵀ‖·‖a, where a point of x has the weight 1/n and one of y −1/m; one row of a for each
    // dealing.
    let weights = (0..<n + m).map { $0 < n ? 1 / Double(n) : -1 / Double(m) }
    let dealings =
      [weights]
      + (0..<permutations).map { _ in random.permutation(n + m).map { weights[$0] } }
    let a = Tensor(rows: dealings)
    let values = (-(a.matmul(distances) * a).sum(axis: 1)).doubles.map { Double(scale) * $0 }
    value = values[0]
    permuted = Array(values.dropFirst())
  }
}

/// `‖x_i − x_j‖` for all pairs.
///
/// - Parameter x: `[n, dim]`.
/// - Returns: `[n, n]`.
func pairwiseDistances(_ x: Tensor) -> Tensor {
  let n = x.shape[0]
  var squares = Tensor.zeros(n, n)
  for j in 0..<x.shape[1] {
    let column = x.columns(j..<j + 1)
    squares += (column - column.transposed()).square()
  }
  return sqrt(squares)
}
