import Elementary
import Tensors

/// Times as vectors that a network can tell apart: sines and cosines of many frequencies.
///
///     e(t) = (sin ω_0 t, …, sin ω_{h−1} t, cos ω_0 t, …, cos ω_{h−1} t),
///     ω_i = M^{−i/h},   h = dimension/2
///
/// - Source: A. Vaswani et al., "Attention is all you need", NeurIPS 2017, section 3.5, in the order
///   of J. Ho, A. Jain, P. Abbeel, "Denoising diffusion probabilistic models", NeurIPS 2020.
public struct SinusoidalEmbedding: Sendable {
  /// The length of e(t), even.
  public let dimension: Int
  /// M: the longest period is nearly 2πM.
  public let maximumPeriod: Double
  private let frequencies: [Double]

  /// - Parameters:
  ///   - dimension: the length of e(t), even and positive.
  ///   - maximumPeriod: M > 1.
  public init(dimension: Int, maximumPeriod: Double = 10_000) {
    precondition(
      dimension > 0 && dimension.isMultiple(of: 2),
      "sinusoidal embedding: dimension \(dimension) must be even and positive")
    precondition(
      maximumPeriod > 1 && maximumPeriod.isFinite,
      "sinusoidal embedding: maximum period \(maximumPeriod) must exceed 1")
    self.dimension = dimension
    self.maximumPeriod = maximumPeriod
    let half = dimension / 2
    frequencies = (0..<half).map { exp(-log(maximumPeriod) * Double($0) / Double(half)) }
  }

  /// The embeddings of some times.
  ///
  /// - Parameter times: the values of t, finite.
  /// - Returns: `[times, dimension]`.
  /// - Accuracy: computed in `Double` and rounded. That costs some time: where the same times come
  ///   again, keep the table of all and pick its rows with `gatherRows`.
  public func callAsFunction(_ times: [Double]) -> Tensor {
    precondition(
      times.allSatisfy(\.isFinite),
      "sinusoidal embedding of the time \(times.first { !$0.isFinite } ?? 0)")
    return Tensor(
      times.flatMap { t in frequencies.map { sin($0 * t) } + frequencies.map { cos($0 * t) } },
      shape: [times.count, dimension])
  }
}
