import Elementary
import Tensors

extension EmpiricalNoise {
  /// The noise loss of a prediction on draws of the points, one number a draw.
  ///
  ///     ‖ε − f(x_t, t)‖²/dim,   x_t = √ᾱ_t x_i + √(1−ᾱ_t) ε,   i uniform,   ε ~ N(0, I)
  ///
  /// - Parameters:
  ///   - prediction: f.
  ///   - t: from 1 to T.
  ///   - count: how many draws.
  ///   - random: the stream to draw from.
  /// - Returns: `[count]`.
  public func losses(
    of prediction: NoisePrediction, at t: Int, draws count: Int, using random: inout RandomStream
  ) -> Tensor {
    let (x, noise) = draw(count, at: t, using: &random)
    return (prediction(x, t) - noise).square().sum(axis: 1) / Float(x.shape[1])
  }

  /// The loss of a prediction less that of another on the same draws, without the noise that is the
  /// same for both.
  ///
  ///     (‖f(x_t) − ε*(x_t)‖² − ‖g(x_t) − ε*(x_t)‖²)/dim
  ///
  /// The difference of the losses is linear in ε, so ε may be replaced by its conditional mean, which
  /// for these data is ε* (Rao–Blackwell). The mean stays; the variance falls to that of x_t, and at
  /// large t, where f, g and ε* nearly agree, hardly anything is left of it.
  ///
  /// - Parameters:
  ///   - prediction: f.
  ///   - reference: g.
  ///   - t: from 1 to T.
  ///   - count: how many draws.
  ///   - random: the stream to draw from.
  /// - Returns: `[count]`.
  public func excess(
    of prediction: NoisePrediction, over reference: NoisePrediction, at t: Int, draws count: Int,
    using random: inout RandomStream
  ) -> Tensor {
    let x = draw(count, at: t, using: &random).state
    let best = self(x, t)
    let difference = (prediction(x, t) - best).square() - (reference(x, t) - best).square()
    return difference.sum(axis: 1) / Float(x.shape[1])
  }

  private func draw(
    _ count: Int, at t: Int, using random: inout RandomStream
  ) -> (state: Tensor, noise: Tensor) {
    precondition(
      1..<levels.count ~= t && count > 0,
      "empirical noise: \(count) draws at time \(t) of \(levels.count - 1)")
    let clean = points.gatherRows(random.integers(below: points.rowCount, count: count))
    let noise = random.normal(clean.shape)
    let level = levels[t]
    return (Float(level.signalScale) * clean + Float(level.noiseScale) * noise, noise)
  }
}
