import Distributions
import Elementary
import Tensors

/// A prediction of the noise in `x_t`: states `[n, dim]` and their time t → ε̂ `[n, dim]`.
public typealias NoisePrediction = (_ x: Tensor, _ t: Int) -> Tensor

/// A distribution that stays in its family while noise is added.
public protocol Diffusable: Distribution {
  /// The distribution of `√ᾱ x_0 + √(1−ᾱ) ε`.
  func diffused(to level: NoiseLevel) -> Self
}

extension Gaussian: Diffusable {
  /// `N(√ᾱ μ, ᾱ Σ + (1−ᾱ) I)`.
  public func diffused(to level: NoiseLevel) -> Gaussian {
    Gaussian(
      mean: mean.map { level.signalScale * $0 },
      covariance: covariance.indices.map { i in
        covariance.indices.map { j in
          level.signal * covariance[i][j] + (i == j ? level.noise : 0)
        }
      })
  }
}

extension GaussianMixture: Diffusable {
  /// The same weights, every component diffused.
  public func diffused(to level: NoiseLevel) -> GaussianMixture {
    GaussianMixture(weights: weights, components: components.map { $0.diffused(to: level) })
  }
}

/// The best prediction of the noise, for data whose distribution is known.
///
///     ε*(x, t) = E[ε | x_t = x] = −√(1−ᾱ_t) ∇ log q_t(x)
///
/// It is what a network trained on the noise loss can reach at best.
///
/// - Source: Tweedie's formula: B. Efron, "Tweedie's formula and selection bias", JASA 106 (2011).
public struct ExactNoise<Data: Diffusable> {
  /// `q(x_0), …, q(x_T)`.
  public let marginals: [Data]
  /// The levels of these.
  public let levels: [NoiseLevel]

  public init(of data: Data, schedule: NoiseSchedule) {
    levels = schedule.levels
    marginals = levels.map { data.diffused(to: $0) }
  }

  /// ε*.
  ///
  /// - Parameters:
  ///   - x: `[n, dim]`.
  ///   - t: from 0 to T.
  /// - Returns: `[n, dim]`.
  public func callAsFunction(_ x: Tensor, _ t: Int) -> Tensor {
    precondition(
      levels.indices.contains(t), "exact noise at time \(t) of \(levels.count - 1)")
    return Float(-levels[t].noiseScale) * marginals[t].score(at: x)
  }
}
