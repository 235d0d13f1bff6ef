import Elementary
import Tensors

/// A weighted sum of Gaussians, `p(x) = Σ_k w_k N(x; μ_k, Σ_k)`.
///
/// Densities are summed as logarithms with the largest divided out, so that a point far from every
/// component still has a finite log density and a score that leads to the nearest.
public struct GaussianMixture: Distribution, Sendable {
  /// `w_k`, summing to 1.
  public let weights: [Double]
  /// `N(μ_k, Σ_k)`.
  public let components: [Gaussian]

  /// - Parameters:
  ///   - weights: positive; divided by their sum.
  ///   - components: as many as weights, all on the same space.
  public init(weights: [Double], components: [Gaussian]) {
    precondition(
      weights.count == components.count && !weights.isEmpty && weights.allSatisfy { $0 > 0 },
      "mixture: weights \(weights) for \(components.count) components")
    precondition(
      components.allSatisfy { $0.dimension == components[0].dimension },
      "mixture: components on spaces of \(components.map(\.dimension)) dimensions")
    let total = sum(weights)
    self.weights = weights.map { $0 / total }
    self.components = components
  }

  /// Equal components on a circle about the origin of the plane: `modes` of them, the first on the
  /// positive x axis.
  public static func ring(modes: Int, radius: Double, standardDeviation s: Double)
    -> GaussianMixture
  {
    let components = (0..<modes).map { k in
      let angle = 2 * .pi * Double(k) / Double(modes)
      return Gaussian(
        mean: [radius * cos(angle), radius * sin(angle)], covariance: [[s * s, 0], [0, s * s]])
    }
    return GaussianMixture(
      weights: [Double](repeating: 1, count: modes), components: components)
  }

  public var dimension: Int { components[0].dimension }

  /// The law of `x + σ z` with standard normal z: every covariance grows by `σ² I`.
  ///
  /// - Parameter variance: σ² ≥ 0.
  public func noised(by variance: Double) -> GaussianMixture {
    precondition(variance >= 0, "mixture: noise of variance \(variance)")
    return GaussianMixture(
      weights: weights,
      components: components.map { component in
        var covariance = component.covariance
        for i in covariance.indices { covariance[i][i] += variance }
        return Gaussian(mean: component.mean, covariance: covariance)
      })
  }

  /// `log w_k + log N(x; μ_k, Σ_k)`, `[n, K]`.
  private func logTerms(_ x: Tensor) -> Tensor {
    let columns = zip(weights, components).map { weight, component in
      (component.logDensity(x) + Float(log(weight))).reshaped(x.shape[0], 1)
    }
    return Tensor.concatenated(columns, axis: 1)
  }

  public func logDensity(_ x: Tensor) -> Tensor {
    requirePoints(x, "log density")
    return logTerms(x).logSumExp(axis: 1)
  }

  /// The probability that x came from each component, `w_k N(x; μ_k, Σ_k) / p(x)`.
  ///
  /// - Parameter x: `[n, dim]`.
  /// - Returns: `[n, K]`, rows summing to 1.
  public func responsibilities(_ x: Tensor) -> Tensor {
    requirePoints(x, "responsibilities")
    let terms = logTerms(x)
    return exp(terms - terms.logSumExp(axis: 1, keepingAxis: true))
  }

  /// The scores of the components, weighted by responsibility.
  public func score(at x: Tensor) -> Tensor {
    let shares = responsibilities(x)
    var score = Tensor.zeros(x.shape[0], dimension)
    for (k, component) in components.enumerated() {
      score += shares.columns(k..<k + 1) * component.score(at: x)
    }
    return score
  }

  public func sample(_ n: Int, using random: inout RandomStream) -> Tensor {
    let labels = random.choices(weights: weights, count: n)
    let draws = components.map { $0.sample(n, using: &random) }
    let stacked = Tensor.concatenated(draws)
    return stacked.gatherRows(labels.enumerated().map { i, k in k * n + i })
  }
}
