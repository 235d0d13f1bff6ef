import Distributions
import Tensors

/// New samples from many models at once, every chain from N(0, 1).
extension GaussianRows {
  /// The ends of `count` Langevin chains for every row.
  ///
  /// - Parameters:
  ///   - count: chains for each row.
  ///   - stepSize: ε > 0.
  ///   - steps: k.
  /// - Returns: `[rows, count]`.
  public func langevin(
    _ count: Int, stepSize ε: Double, steps k: Int, using random: inout RandomStream
  ) -> Tensor {
    var x = random.normal([mean.shape[0], count])
    var chain = Langevin(score: score(at:), stepSize: ε)
    chain.run(&x, steps: k, using: &random)
    return x
  }

  /// The ends of random walks of width δ that accept or reject: `[rows, count]`.
  public func metropolis(
    _ count: Int, width δ: Double, steps k: Int, using random: inout RandomStream
  ) -> Tensor {
    let chains = repeated(count)
    return chains.ends(
      Metropolis(energy: chains.rowEnergy, proposalStandardDeviation: δ), steps: k, using: &random
    ).reshaped(mean.shape[0], count)
  }

  /// The ends of Langevin chains of step size ε that accept or reject: `[rows, count]`.
  public func adjustedLangevin(
    _ count: Int, stepSize ε: Double, steps k: Int, using random: inout RandomStream
  ) -> Tensor {
    let chains = repeated(count)
    return chains.ends(
      Metropolis(energy: chains.rowEnergy, score: chains.score(at:), langevinStepSize: ε),
      steps: k, using: &random
    ).reshaped(mean.shape[0], count)
  }

  /// ½λ(x − μ)² of one chain a row: `[rows, 1]` → `[rows]`.
  private func rowEnergy(_ x: Tensor) -> Tensor { energy(at: x).rowSums() }

  /// Rejection is for whole states, so every chain has a row of its own.
  private func ends(
    _ kernel: Metropolis, steps k: Int, using random: inout RandomStream
  ) -> Tensor {
    var (kernel, x) = (kernel, random.normal(mean.shape))
    kernel.run(&x, steps: k, using: &random)
    return x
  }
}
