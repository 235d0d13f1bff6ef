import Networks
import Tensors

// snippet.persistent-contrastive-divergence
/// Persistent contrastive divergence, PCD: the model's samples come from chains that are never sent
/// back to the data.
///
/// Each step of training moves the chains a few Langevin steps with the present θ. As long as θ
/// changes slowly they stay near equilibrium, and the bias of short chains is gone; that of the step
/// size is not.
///
/// Source: T. Tieleman, "Training restricted Boltzmann machines using approximations to the
/// likelihood gradient", ICML 2008; L. Younes (1999) for its convergence.
public struct PersistentContrastiveDivergence {
  /// How the chains move: k Langevin steps of size ε.
  public var moves: ContrastiveDivergence
  /// Where the chains are.
  public private(set) var buffer: ReplayBuffer

  public init(steps: Int, stepSize: Double, buffer: ReplayBuffer) {
    moves = ContrastiveDivergence(steps: steps, stepSize: stepSize)
    self.buffer = buffer
  }

  /// Moves some of the chains, and keeps their ends.
  ///
  /// - Parameters:
  ///   - count: how many chains.
  ///   - network: E_θ.
  ///   - random: the stream to draw from.
  /// - Returns: the ends, `[count, dim]`.
  public mutating func negatives(
    _ count: Int, under network: some EnergyNetwork, using random: inout RandomStream
  ) -> Tensor {
    buffer.advance(count, using: &random) { starts, random in
      moves.negatives(from: starts, under: network, using: &random)
    }
  }
}
// snippet.end
