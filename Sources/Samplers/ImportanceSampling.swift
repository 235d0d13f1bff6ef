import Distributions
import Elementary
import Tensors

/// Importance sampling of a quotient of partition functions.
///
///     Z₁/Z₀ = E_{x ~ p₀}[ w(x) ],   w(x) = exp(−(E₁(x) − E₀(x)))
public enum ImportanceSampling {
  /// The weights of samples of p₀ as samples of p₁.
  ///
  /// - Parameters:
  ///   - x: `[n, dim]`, drawn from `p₀ = exp(−E₀)/Z₀`.
  ///   - base: E₀.
  ///   - target: E₁.
  /// - Returns: n log weights, `E₀(x) − E₁(x)`.
  public static func logWeights(_ x: Tensor, from base: Energy, to target: Energy) -> LogWeights {
    LogWeights(energyDifference(from: base, to: target, at: x))
  }
}
