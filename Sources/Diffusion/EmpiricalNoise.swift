import Elementary
import Tensors

/// The best prediction of the noise if the data are a finite set, each point as probable as another.
///
///     ε*(x, t) = (x − √ᾱ_t Σ_i p_i x_i)/√(1−ᾱ_t),   p = softmax_i(−‖x − √ᾱ_t x_i‖²/(2 (1−ᾱ_t)))
///
/// It is the exact minimiser of the noise loss on a training set. A reverse process that follows it
/// ends at points of that set.
///
/// - Source: Bayes' rule for `x_0` given `x_t`; T. Karras et al., "Elucidating the design space of
///   diffusion-based generative models", NeurIPS 2022, appendix B.3.
public struct EmpiricalNoise: Sendable {
  /// The points `x_i`, `[count, dim]`.
  public let points: Tensor
  /// The levels of `x_0, …, x_T`.
  public let levels: [NoiseLevel]
  private let transposed: Tensor
  private let halfSquares: Tensor

  /// - Parameters:
  ///   - points: the data set, `[count, dim]`, at least one point, all numbers finite.
  ///   - schedule: that of the forward process.
  public init(of points: Tensor, schedule: NoiseSchedule) {
    precondition(
      points.rank == 2 && points.rowCount > 0 && points.sum().isFinite,
      "empirical noise of points \(points.shape): at least one is needed, and all finite")
    self.points = points
    levels = schedule.levels
    transposed = points.transposed()
    halfSquares = 0.5 * points.square().sum(axis: 1).reshaped(1, points.rowCount)
  }

  /// How probable it is that `x_t` came from each of the points.
  ///
  /// - Parameters:
  ///   - x: `x_t`, `[n, dim]`.
  ///   - t: from 1 to T.
  /// - Returns: `[n, count]`, every row with the sum 1.
  // snippet.empirical-noise
  public func weights(_ x: Tensor, _ t: Int) -> Tensor {
    check(x, t)
    let a = Float(levels[t].signalScale)
    // −‖x − a x_i‖²/2 without ‖x‖²/2, which is the same for all i.
    let scores = (a * x.matmul(transposed) - a * a * halfSquares) / Float(levels[t].noise)
    return exp(scores - scores.logSumExp(axis: 1, keepingAxis: true))
  }

  /// ε*, `[n, dim]`.
  public func callAsFunction(_ x: Tensor, _ t: Int) -> Tensor {
    check(x, t)
    let (a, σ) = (Float(levels[t].signalScale), Float(levels[t].noiseScale))
    return x.mapRowBlocks { x in (x - a * weights(x, t).matmul(points)) / σ }
  }
  // snippet.end

  private func check(_ x: Tensor, _ t: Int) {
    precondition(
      1..<levels.count ~= t && x.rank == 2 && x.shape[1] == points.shape[1],
      "empirical noise at time \(t) of \(levels.count - 1) for \(x.shape)")
  }
}
