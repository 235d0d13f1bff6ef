import Elementary
import LinearAlgebra
import Tensors

/// The normal distribution `N(μ, Σ)` on ℝᵈ.
///
///     log p(x) = −½ (x−μ)ᵀ Σ⁻¹ (x−μ) − ½ log det Σ − (d/2) log 2π
///
/// Its parameters are Double; points are Float, and so is the arithmetic on them. At a point
/// that is infinite or NaN log density and score are infinite or NaN, never finite numbers.
public struct Gaussian: Distribution, Sendable {
  /// μ, d numbers.
  public let mean: [Double]
  /// Σ, d rows of d numbers, symmetric and positive definite.
  public let covariance: [[Double]]

  /// `Σ = L Lᵀ`.
  let factor: Cholesky
  private let meanRow: Tensor
  /// `Lᵀ`: `z Lᵀ + μ` has the distribution if z is standard normal.
  private let colouring: Tensor
  /// `L⁻ᵀ`: `(x − μ) L⁻ᵀ` is standard normal if x has the distribution.
  private let whitening: Tensor

  /// - Parameters:
  ///   - mean: μ.
  ///   - covariance: Σ.
  /// - Precondition: Σ is `[d, d]`, symmetric and positive definite.
  public init(mean: [Double], covariance: [[Double]]) {
    precondition(
      covariance.count == mean.count && !mean.isEmpty,
      "Gaussian: a mean of \(mean.count) and a covariance of \(covariance.count) coordinates")
    guard let factor = Cholesky(covariance) else {
      preconditionFailure("Gaussian: the covariance must be positive definite, not \(covariance)")
    }
    self.mean = mean
    self.covariance = covariance
    self.factor = factor
    meanRow = Tensor(mean, shape: [1, mean.count])
    colouring = Tensor(rows: factor.lower).transposed()
    whitening = Tensor(rows: factor.inverseLower).transposed()
    // The arithmetic on points is Float.
    precondition(
      meanRow.sum().isFinite && colouring.sum().isFinite && whitening.sum().isFinite,
      "Gaussian: mean \(mean) and covariance \(covariance) are beyond the range of Floats")
  }

  /// `N(μ, s²)` on the line.
  public init(mean: Double, standardDeviation s: Double) {
    precondition(s > 0, "Gaussian: the standard deviation must be positive, not \(s)")
    self.init(mean: [mean], covariance: [[s * s]])
  }

  /// `N(μ, s² I)` on ℝᵈ.
  public init(mean: [Double], standardDeviation s: Double) {
    precondition(s > 0, "Gaussian: the standard deviation must be positive, not \(s)")
    self.init(
      mean: mean,
      covariance: mean.indices.map { i in mean.indices.map { j in i == j ? s * s : 0 } })
  }

  /// `N(0, s² I)` on ℝᵈ.
  public static func isotropic(dimension d: Int, standardDeviation s: Double = 1) -> Gaussian {
    precondition(d >= 1, "Gaussian on ℝ^\(d)")
    return Gaussian(mean: [Double](repeating: 0, count: d), standardDeviation: s)
  }

  public var dimension: Int { mean.count }

  /// s, of a distribution on the line.
  ///
  /// - Precondition: d = 1.
  public var standardDeviation: Double {
    precondition(
      dimension == 1, "a distribution on ℝ^\(dimension) has a covariance, not a standard deviation")
    return covariance[0][0].squareRoot()
  }

  /// The distribution of `x + σ z` with standard normal z: the covariance grows by `σ² I`.
  ///
  /// - Parameter variance: σ² ≥ 0.
  public func noised(by variance: Double) -> Gaussian {
    precondition(variance >= 0, "Gaussian: noise of variance \(variance)")
    var noised = covariance
    for i in mean.indices { noised[i][i] += variance }
    return Gaussian(mean: mean, covariance: noised)
  }

  /// `½ log det 2πΣ`, minus the log density at the mean.
  var logNormalisation: Double {
    0.5 * (factor.logDeterminant + Double(dimension) * log(2 * .pi))
  }

  public func logDensity(_ x: Tensor) -> Tensor {
    requirePoints(x, "log density")
    let white = (x - meanRow).matmul(whitening)
    return -0.5 * white.square().sum(axis: 1) - Float(logNormalisation)
  }

  /// How many standard deviations a point is from the mean, in its direction.
  ///
  ///     √((x−μ)ᵀ Σ⁻¹ (x−μ)), the Mahalanobis distance
  ///
  /// - Parameter x: `[n, dim]`.
  /// - Returns: `[n]`; infinite or NaN at a point that is.
  public func mahalanobisDistance(of x: Tensor) -> Tensor {
    requirePoints(x, "Mahalanobis distance")
    return sqrt((x - meanRow).matmul(whitening).square().sum(axis: 1))
  }

  /// `p(x)` of a distribution on the line, in Double.
  ///
  /// - Precondition: d = 1.
  public func density(_ x: Double) -> Double {
    let standardDeviation = standardDeviation
    let z = (x - mean[0]) / standardDeviation
    return exp(-z * z / 2) / (standardDeviation * sqrt(2 * .pi))
  }

  /// `∇ₓ log p(x) = −Σ⁻¹ (x − μ)`.
  public func score(at x: Tensor) -> Tensor {
    requirePoints(x, "score")
    let white = (x - meanRow).matmul(whitening)
    return -matrixProduct(white, whitening, transposeRight: true)
  }

  public func sample(_ n: Int, using random: inout RandomStream) -> Tensor {
    random.normal([n, dimension]).matmul(colouring) + meanRow
  }
}
