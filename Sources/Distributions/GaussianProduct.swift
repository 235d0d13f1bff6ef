import Elementary
import LinearAlgebra
import Tensors

extension Gaussian {
  /// The product of powers of normal densities, normalised, and the logarithm of its integral.
  ///
  ///     ∏_i N(x; μ_i, Σ_i)^γ_i = e^ℓ N(x; μ, Λ⁻¹),   Λ = Σ_i γ_i Λ_i,   Λμ = Σ_i γ_i Λ_i μ_i,
  ///
  /// where `Λ_i = Σ_i⁻¹` are precisions.
  ///
  /// - Parameters:
  ///   - factors: at least one, all on the same space.
  ///   - exponents: γ_i, of either sign; all 1 if left out.
  /// - Returns: `N(μ, Λ⁻¹)` and ℓ, or nil if Λ is not positive definite: then the product has no
  ///   integral.
  /// - Accuracy: ℓ is the difference of log densities at μ, where none of them is far out.
  public static func product(of factors: [Gaussian], exponents: [Double]? = nil)
    -> (distribution: Gaussian, logIntegral: Double)?
  {
    let exponents = requireFactors(factors, exponents)
    let d = factors[0].dimension
    var precision = [[Double]](repeating: [Double](repeating: 0, count: d), count: d)
    var pull = [Double](repeating: 0, count: d)
    for (γ, factor) in zip(exponents, factors) {
      let own = factor.factor.inverse
      for i in 0..<d {
        for j in 0..<d {
          precision[i][j] += γ * own[i][j]
          pull[i] += γ * own[i][j] * factor.mean[j]
        }
      }
    }
    guard let root = Cholesky(precision) else { return nil }
    let product = Gaussian(mean: root.solve(pull), covariance: root.inverse)
    let peak = sum(zip(exponents, factors).map { $0 * $1.logDensity(at: product.mean) })
    return (product, peak - product.logDensity(at: product.mean))
  }

  /// `log p(x)` of one point, in Double.
  func logDensity(at x: [Double]) -> Double {
    let white = factor.whiten(zip(x, mean).map { $0 - $1 })
    return -0.5 * sum(white.map { $0 * $0 }) - logNormalisation
  }

  private static func requireFactors(_ factors: [Gaussian], _ exponents: [Double]?) -> [Double] {
    let exponents = exponents ?? [Double](repeating: 1, count: factors.count)
    precondition(
      !factors.isEmpty && exponents.count == factors.count && exponents.allSatisfy(\.isFinite),
      "product of \(factors.count) Gaussians with the exponents \(exponents)")
    precondition(
      factors.allSatisfy { $0.dimension == factors[0].dimension },
      "product of Gaussians on spaces of \(factors.map(\.dimension)) dimensions")
    return exponents
  }
}

extension GaussianMixture {
  /// Components whose share is below this are dropped from a product: no Double sees them.
  private static let negligible = 1e-40

  // snippet.mixture-product
  /// The product of mixtures, normalised: a mixture again, with one component for every choice of
  /// one component from each factor.
  ///
  ///     w_j w'_k N(x; μ_j, Σ_j) N(x; μ'_k, Σ'_k) = w_j w'_k e^{ℓ_jk} N(x; μ_jk, Σ_jk)
  ///
  /// - Parameter factors: at least one, all on the same space.
  /// - Returns: the product, with components of a share below 1e-40 left out, and the logarithm of
  ///   the integral of the product of densities.
  public static func product(of factors: [GaussianMixture])
    -> (distribution: GaussianMixture, logIntegral: Double)
  {
    precondition(!factors.isEmpty, "a product of no mixtures")
    var logIntegral = 0.0
    var product = factors[0]
    for factor in factors.dropFirst() {
      var (logWeights, components): ([Double], [Gaussian]) = ([], [])
      for (w, one) in zip(product.weights, product.components) {
        for (v, other) in zip(factor.weights, factor.components) {
          guard let pair = Gaussian.product(of: [one, other]) else { continue }
          logWeights.append(log(w) + log(v) + pair.logIntegral)
          components.append(pair.distribution)
        }
      }
      logIntegral += logSumExp(logWeights)
      product = kept(logWeights, components)
    }
    return (product, logIntegral)
  }
  // snippet.end

  /// The mixture of the components that count.
  private static func kept(_ logWeights: [Double], _ components: [Gaussian]) -> GaussianMixture {
    let largest = logWeights.max() ?? 0
    let shares = logWeights.map { exp($0 - largest) }
    let indices = shares.indices.filter { shares[$0] >= negligible }
    return GaussianMixture(
      weights: indices.map { shares[$0] }, components: indices.map { components[$0] })
  }
}
