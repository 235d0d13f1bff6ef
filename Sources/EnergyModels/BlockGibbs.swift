import Samplers
import Tensors

/// Block Gibbs sampling of a restricted Boltzmann machine: all hidden units given the visible ones,
/// then all visible units given the hidden ones.
///
/// Within a kind the units are independent given the other kind, so each half of a step is a draw
/// from the exact conditional distribution, and the step keeps p(v). As a chain on v it is
/// reversible.
///
/// Source: S. Geman, D. Geman, IEEE Trans. Pattern Analysis and Machine Intelligence 6 (1984), 721,
/// for the Gibbs sampler.
public struct BlockGibbs: MarkovKernel {
  /// What is sampled.
  public var machine: RestrictedBoltzmannMachine

  public init(_ machine: RestrictedBoltzmannMachine) { self.machine = machine }

  // snippet.block-gibbs
  /// Moves every chain by one step; `v` is `[chains, visible]`, zeros and ones.
  public func step(_ v: inout Tensor, using random: inout RandomStream) {
    let h = random.units(machine.hiddenProbabilities(v))
    v = random.units(machine.visibleProbabilities(h))
  }
  // snippet.end
}
