import Elementary
import Tensors

/// A distribution on finitely many states 0, 1, …, n−1, in most cases the Boltzmann distribution of
/// their energies, `p_i = exp(−E_i/T)/Z`, by enumeration.
public struct Discrete: Sendable {
  /// The probabilities, summing to 1.
  public let probabilities: [Double]
  /// The energies `E_i`; of a distribution given by probabilities, `−log p_i` at T = 1.
  public let energies: [Double]
  /// `log Z`, stable for energies of any size; 0 for a distribution given by probabilities.
  public let logPartitionFunction: Double

  /// The Boltzmann distribution of given energies.
  ///
  /// - Parameters:
  ///   - energies: at least one, finite.
  ///   - temperature: T > 0, in units of the energies; at ∞ all states are equally probable.
  public init(energies: [Double], temperature T: Double = 1) {
    precondition(T > 0, "Boltzmann distribution: the temperature must be positive, not \(T)")
    precondition(
      !energies.isEmpty && energies.allSatisfy { $0.isFinite && ($0 / T).isFinite },
      "Boltzmann distribution: energies must be finite, also as E/T, and at least one; not "
        + "\(energies.first { !($0 / T).isFinite } ?? .nan) at T = \(T)")
    self.energies = energies
    let logZ = logSumExp(energies.map { -$0 / T })
    probabilities = energies.map { exp(-$0 / T - logZ) }
    logPartitionFunction = logZ
  }

  /// A distribution by its probabilities, positive, divided by their sum.
  public init(probabilities: [Double]) {
    precondition(
      !probabilities.isEmpty && probabilities.allSatisfy { $0 > 0 && $0.isFinite },
      "a discrete distribution needs positive probabilities, not \(probabilities)")
    self.probabilities = normalized(probabilities, "a discrete distribution")
    energies = self.probabilities.map { -log($0) }
    logPartitionFunction = 0
  }

  /// `⟨E⟩ = Σ p_i E_i`.
  public var meanEnergy: Double { sum(zip(probabilities, energies).map { $0 * $1 }) }

  /// `H = −Σ p_i log p_i`, in nats.
  public var entropy: Double { -sum(probabilities.map { $0 > 0 ? $0 * log($0) : 0 }) }

  /// Draws independent states.
  public func sample(_ n: Int, using random: inout RandomStream) -> [Int] {
    random.choices(weights: probabilities, count: n)
  }
}
