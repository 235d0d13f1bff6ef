import Distributions
import Elementary
import Tensors

/// The Metropolis–Hastings algorithm, for many independent chains at once.
///
/// A step from x proposes `y ~ q(· | x)` and accepts it with probability
///
///     A(x → y) = min(1, exp(−(E(y) − E(x))/T) · q(x | y)/q(y | x)),
///
/// else the chain stays where it is, and that counts as its next state. The chain then keeps
/// `p ∝ exp(−E/T)`. The energies are Float: differences are exact to about 1e-7 of the energies.
/// Where E is +∞ or NaN no chain ever goes, and none may start.
///
/// Source: N. Metropolis et al., J. Chem. Phys. 21 (1953), 1087; W. K. Hastings, Biometrika 57
/// (1970), 97, eq. (6).
public struct Metropolis: MarkovKernel {
  /// The energy of the target, `[chains, dim]` → `[chains]`.
  public let energy: Energy
  /// T > 0, in units of the energy.
  public let temperature: Double
  /// The conditional distribution of the next candidate.
  public let proposal: Proposal
  /// How many moves were proposed and how many accepted, over all chains and steps.
  public private(set) var (proposed, accepted) = (0, 0)

  /// - Parameters:
  ///   - energy: `[chains, dim]` → `[chains]`.
  ///   - temperature: T > 0.
  ///   - proposal: where to go next.
  public init(energy: @escaping Energy, temperature: Double = 1, proposal: Proposal) {
    precondition(
      temperature > 0 && Float(1 / temperature).isFinite && Float(temperature).isFinite,
      "Metropolis: the temperature must be positive and finite, not \(temperature)")
    self.energy = energy
    self.temperature = temperature
    self.proposal = proposal
  }

  /// A random walk with normal steps of standard deviation τ.
  public init(
    energy: @escaping Energy, temperature: Double = 1, proposalStandardDeviation τ: Double
  ) {
    self.init(energy: energy, temperature: temperature, proposal: .randomWalk(standardDeviation: τ))
  }

  // snippet.metropolis-step
  /// Moves every chain by one step; `x` is `[chains, …]`.
  public mutating func step(_ x: inout Tensor, using random: inout RandomStream) {
    let y = candidates(from: x, using: &random)
    let here = energy(x)
    var logRatio = (here - energy(y)) / Float(temperature)
    if let correction = proposal.logRatio { logRatio += correction(x, y) }
    requireOne(logRatio, perChainOf: x)
    requireFinite(here)

    let isAccepted = log(random.uniform(logRatio.shape)) .< logRatio
    x = Tensor.where(isAccepted.asColumn(for: x), y, x)

    proposed += x.shape[0]
    accepted += Int(isAccepted.sum())
  }
  // snippet.end

  private func candidates(from x: Tensor, using random: inout RandomStream) -> Tensor {
    let y = proposal.draw(x, &random)
    precondition(y.shape == x.shape, "Metropolis: candidates \(y.shape) of states \(x.shape)")
    return y
  }

  private func requireOne(_ logRatio: Tensor, perChainOf x: Tensor) {
    precondition(
      logRatio.shape == [x.shape[0]],
      "Metropolis: log ratios \(logRatio.shape) for states \(x.shape); energies must be [chains]")
  }

  private func requireFinite(_ energies: Tensor) {
    precondition(
      energies.sum().isFinite,
      "Metropolis: a chain is where the energy is "
        + "\(energies.scalars.contains(where: \.isNaN) ? "not a number" : "infinite")")
  }

  /// The share of proposals that were accepted so far; NaN before the first step.
  public var acceptanceRate: Double { Double(accepted) / Double(proposed) }
}
