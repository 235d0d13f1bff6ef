import Elementary
import Tensors

/// A weighted sum of Gaussians, `p(x) = Σ_k w_k N(x; μ_k, Σ_k)`.
///
/// Densities are summed as logarithms with the largest divided out, so that a point far from every
/// component still has a score that leads towards the one that counts there. At infinity the log
/// density is −∞, and shares and score are NaN; so is everything at NaN.
public struct GaussianMixture: Distribution, Sendable {
  /// `w_k`, summing to 1.
  public let weights: [Double]
  /// `N(μ_k, Σ_k)`.
  public let components: [Gaussian]

  private let kernel: MixtureKernel
  /// `x = μ_k + L_k z`: for every component the rows of `(μ_k | L_k)`, one behind the other.
  private let maps: [Double]

  /// - Parameters:
  ///   - weights: positive; divided by their sum.
  ///   - components: as many as weights, all on the same space.
  public init(weights: [Double], components: [Gaussian]) {
    precondition(
      weights.count == components.count && !weights.isEmpty
        && weights.allSatisfy { $0 > 0 && $0.isFinite },
      "mixture: weights \(weights) for \(components.count) components")
    precondition(
      components.allSatisfy { $0.dimension == components[0].dimension },
      "mixture: components on spaces of \(components.map(\.dimension)) dimensions")
    self.weights = normalized(weights, "mixture")
    self.components = components
    kernel = MixtureKernel(weights: self.weights, components: components)
    maps = components.flatMap { component in
      zip(component.mean, component.factor.lower).flatMap { [$0] + $1 }
    }
  }

  /// Components `N(μ_k, s² I)` of one size.
  ///
  /// - Parameters:
  ///   - weights: positive; divided by their sum. Equal if left out.
  ///   - means: `μ_k`, each of d numbers.
  ///   - standardDeviation: s.
  public init(weights: [Double]? = nil, means: [[Double]], standardDeviation s: Double) {
    self.init(
      weights: weights ?? [Double](repeating: 1, count: means.count),
      components: means.map { Gaussian(mean: $0, standardDeviation: s) })
  }

  /// Equal components on a circle about the origin of the plane: `modes` of them, the first on the
  /// positive x axis.
  public static func ring(modes: Int, radius: Double, standardDeviation s: Double)
    -> GaussianMixture
  {
    precondition(modes >= 1, "a ring of \(modes) modes")
    let means = (0..<modes).map { k in
      let angle = 2 * .pi * Double(k) / Double(modes)
      return [radius * cos(angle), radius * sin(angle)]
    }
    return GaussianMixture(means: means, standardDeviation: s)
  }

  /// The mixture without the tilts of its components: the same weights, means and variances along
  /// the axes, but no correlations.
  public var untilted: GaussianMixture {
    GaussianMixture(
      weights: weights,
      components: components.map { component in
        let covariance = component.covariance.enumerated().map { i, row in
          row.enumerated().map { j, entry in i == j ? entry : 0 }
        }
        return Gaussian(mean: component.mean, covariance: covariance)
      })
  }

  /// Two modes of one size on the line, at ±μ.
  ///
  /// - Parameters:
  ///   - distance: μ > 0, of each mode from the origin.
  ///   - weight: that of the mode at +μ, in (0, 1).
  ///   - standardDeviation: s.
  public static func pair(distance μ: Double, weight: Double = 0.5, standardDeviation s: Double = 1)
    -> GaussianMixture
  {
    precondition(
      μ > 0 && weight > 0 && weight < 1,
      "two modes at ±\(μ) with a share of \(weight): needs a positive distance and a share in (0, 1)"
    )
    return GaussianMixture(
      weights: [weight, 1 - weight], means: [[μ], [-μ]], standardDeviation: s)
  }

  public var dimension: Int { components[0].dimension }

  /// `E x = Σ_k w_k μ_k`.
  public var mean: [Double] {
    (0..<dimension).map { j in sum(zip(weights, components).map { $0 * $1.mean[j] }) }
  }

  /// `Cov x = Σ_k w_k (Σ_k + (μ_k − E x)(μ_k − E x)ᵀ)`.
  public var covariance: [[Double]] {
    let centre = mean
    var total = [[Double]](repeating: [Double](repeating: 0, count: dimension), count: dimension)
    for (weight, component) in zip(weights, components) {
      let shift = zip(component.mean, centre).map { $0 - $1 }
      for i in 0..<dimension {
        for j in 0..<dimension {
          total[i][j] += weight * (component.covariance[i][j] + shift[i] * shift[j])
        }
      }
    }
    return total
  }

  /// The distribution of `x + σ z` with standard normal z: every covariance grows by `σ² I`.
  ///
  /// - Parameter variance: σ² ≥ 0.
  public func noised(by variance: Double) -> GaussianMixture {
    GaussianMixture(weights: weights, components: components.map { $0.noised(by: variance) })
  }

  public func logDensity(_ x: Tensor) -> Tensor {
    requirePoints(x, "log density")
    return kernel.evaluate(x, .logDensity)
  }

  /// The probability that x came from each component, `w_k N(x; μ_k, Σ_k) / p(x)`.
  ///
  /// - Parameter x: `[n, dim]`.
  /// - Returns: `[n, K]`, rows summing to 1.
  public func responsibilities(_ x: Tensor) -> Tensor {
    requirePoints(x, "responsibilities")
    return kernel.evaluate(x, .shares)
  }

  /// The scores of the components, weighted by responsibility.
  public func score(at x: Tensor) -> Tensor {
    requirePoints(x, "score")
    return kernel.evaluate(x, .score)
  }

  public func sample(_ n: Int, using random: inout RandomStream) -> Tensor {
    let labels = random.choices(weights: weights, count: n)
    let noise = random.normal([n, dimension])
    let d = dimension
    // x = μ_k + L_k z, in Double and rounded once.
    return Tensor(shape: [n, d]) { points in
      noise.withElements { noise in
        maps.withUnsafeBufferPointer { maps in
          for (i, label) in labels.enumerated() {
            let map = maps.baseAddress! + label * d * (d + 1)
            for j in 0..<d {
              let row = map + j * (d + 1)
              var x = row[0]
              for k in 0...j { x += row[1 + k] * Double(noise[i * d + k]) }
              points[i * d + j] = Float(x)
            }
          }
        }
      }
    }
  }
}
