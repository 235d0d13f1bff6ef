import Elementary
import Tensors

/// Noisy copies of data, `signal·x + noise·z`, and the z in them.
public struct NoisyRows: Sendable {
  /// `[rows, n·draws]`, and the standard normal z of the same shape.
  public let points, noise: Tensor

  /// - Parameters:
  ///   - data: `[rows, n]`.
  ///   - signal: the factor of x, finite.
  ///   - noise: the factor of z, finite.
  ///   - draws: K ≥ 1, noisy copies of every sample.
  public init(
    of data: Tensor, signal: Double = 1, noise: Double, draws: Int = 1,
    using random: inout RandomStream
  ) {
    precondition(
      draws >= 1 && Float(signal).isFinite && Float(noise).isFinite && data.rank == 2,
      "noisy rows: \(draws) copies of every sample of \(data.shape), \(signal) x + \(noise) z")
    let copies =
      draws == 1 ? data : .concatenated(Array(repeating: data, count: draws), axis: 1)
    self.noise = random.normal(copies.shape)
    points = Float(signal) * copies + Float(noise) * self.noise
  }
}
