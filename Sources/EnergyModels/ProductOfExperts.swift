import Autodiff
import Distributions
import Elementary
import Samplers
import Tensors

/// One that knows one thing: an energy that is low where the thing holds.
///
/// Nothing is asked of its integral. A half-plane is an expert, though nothing can be drawn
/// from it alone.
public struct Expert {
  /// E: `[points, …]` → `[points]`.
  public let energy: Energy
  /// −∇ₓE: `[points, …]` → `[points, …]`.
  public let score: Score

  /// - Parameters:
  ///   - energy: E.
  ///   - score: −∇ₓE of the same energy.
  public init(energy: @escaping Energy, score: @escaping Score) {
    self.energy = energy
    self.score = score
  }

  /// An energy that is written with variables; its score comes from the tape.
  public init(_ energy: @escaping (Variable) -> Variable) {
    self.init(energy: { energy(Variable($0)).value }, score: Samplers.score(of: energy))
  }

  /// A distribution as an expert, `E = −ln p`.
  public init(_ distribution: any Distribution) {
    self.init(energy: { -distribution.logDensity($0) }, score: distribution.score)
  }
}

/// Experts that are all heard at once: the product of their densities, each to a power.
///
///     p(x) = ∏_i p_i(x)^γ_i / Z,   E(x) = Σ_i γ_i E_i(x),   s(x) = Σ_i γ_i s_i(x)
///
/// Energies and scores add up and need no Z. That of the product is a new one: it is not the product
/// of the experts' own, and may be infinite, in particular if an exponent is negative.
///
/// Source: G. E. Hinton, "Training products of experts by minimizing contrastive divergence", Neural
/// Computation 14 (2002), 1771, eq. 1; for negative exponents, Y. Du, S. Li, I. Mordatch,
/// "Compositional visual generation with energy based models", NeurIPS 2020.
public struct ProductOfExperts {
  /// At least one.
  public let experts: [Expert]
  /// γ_i: 1 is "and", a negative number "not", and 1/n for each of n takes the mean of the
  /// logarithms. An expert with the exponent 0 is not heard, even where its energy is infinite.
  public let exponents: [Double]

  /// - Parameters:
  ///   - experts: at least one, on the same space.
  ///   - exponents: γ_i, as many; all 1 if left out.
  public init(_ experts: [Expert], exponents: [Double]? = nil) {
    let exponents = exponents ?? [Double](repeating: 1, count: experts.count)
    precondition(
      !experts.isEmpty && exponents.count == experts.count
        && exponents.allSatisfy { Float($0).isFinite },
      "product of \(experts.count) experts with the exponents \(exponents)")
    self.experts = experts
    self.exponents = exponents
  }

  // snippet.product-of-experts
  /// `Σ_i γ_i E_i(x)`.
  public func energy(_ x: Tensor) -> Tensor { weighted { $0.energy(x) } }

  /// `Σ_i γ_i s_i(x)`.
  public func score(_ x: Tensor) -> Tensor { weighted { $0.score(x) } }

  private func weighted(_ part: (Expert) -> Tensor) -> Tensor {
    let parts = zip(exponents, experts).map { γ, expert in
      γ == 0 ? Tensor(repeating: 0, shape: part(expert).shape) : Float(γ) * part(expert)
    }
    return parts.dropFirst().reduce(parts[0], +)
  }
  // snippet.end
}
