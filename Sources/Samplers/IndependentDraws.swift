import Distributions
import Tensors

/// The kernel of a sampler that needs no chain: every step draws all points anew.
///
/// It mixes perfectly, and is what theory about annealing assumes.
public struct IndependentDraws: MarkovKernel {
  /// What is drawn from.
  public var distribution: any Distribution

  public init(from distribution: any Distribution) { self.distribution = distribution }

  public func step(_ x: inout Tensor, using random: inout RandomStream) {
    x = distribution.sample(x.rowCount, using: &random)
  }
}
