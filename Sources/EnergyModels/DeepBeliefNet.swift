import Distributions
import Elementary
import Tensors

/// Two restricted Boltzmann machines trained one after the other: the second learns the distribution
/// of the first one's hidden units when data drive them.
///
///     p(v) = Σ_h p(v | h) p₂(h)
///
/// Only the upper machine is undirected. p(v | h) is the lower one's, p₂(h) the upper one's marginal,
/// which takes the place of the distribution that the lower machine gives its hidden units.
///
/// Source: G. E. Hinton, S. Osindero, Y.-W. Teh, Neural Computation 18 (2006), 1527.
public struct DeepBeliefNet {
  /// Between v and h.
  public let lower: RestrictedBoltzmannMachine
  /// Between h, its visible side, and a second layer.
  public let upper: RestrictedBoltzmannMachine

  public init(_ lower: RestrictedBoltzmannMachine, _ upper: RestrictedBoltzmannMachine) {
    precondition(
      lower.size.hidden == upper.size.visible,
      "deep belief net: layers \(lower.size) and \(upper.size) have no side in common")
    self.lower = lower
    self.upper = upper
  }

  /// One draw of the bound on `ln p(v) + ln Z₂`, `[batch]`:
  ///
  ///     ln p(v) ≥ E_q[ln p₂(h) + ln p(v | h) − ln q(h)],   q(h) = p(h | v) of the lower machine
  public func unnormalizedBound(_ v: Tensor, using random: inout RandomStream) -> Tensor {
    let q = lower.hiddenProbabilities(v)
    let h = random.units(q)
    let inputs =
      matrixProduct(h, lower.weight.value, transposeRight: true) + lower.visibleBias.value
    let logLikelihood = (v * inputs).rowSums() - softplus(inputs).rowSums()
    let logProposal = log(h * q + (1 - h) * (1 - q)).rowSums()
    return logLikelihood - upper.energy(h) - logProposal
  }
}

/// The hidden units of a machine when data drive them, as data for the next machine.
public struct HiddenUnits: DataSource {
  /// Whose hidden units these are.
  public let machine: RestrictedBoltzmannMachine
  /// Where its visible states come from.
  public let data: any DataSource

  public init(of machine: RestrictedBoltzmannMachine, drivenBy data: any DataSource) {
    self.machine = machine
    self.data = data
  }

  /// Draws of h given draws of v, `[n, hidden]`.
  public func sample(_ n: Int, using random: inout RandomStream) -> Tensor {
    let v = data.sample(n, using: &random)
    return random.units(machine.hiddenProbabilities(v))
  }
}
