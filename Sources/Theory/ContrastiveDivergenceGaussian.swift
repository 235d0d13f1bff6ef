import Elementary

/// Contrastive divergence (CD) on the line with a Gaussian model, where it is all known exactly.
///
/// The model is `E(x) = ½λ(x − μ)²`, the data have mean m and variance v. Chains start at the data
/// and take k Langevin steps of size ε:
///
///     x' − μ = a (x − μ) + √(2ε) z,   a = 1 − ελ
///
/// Their distribution keeps mean and variance in closed form, and so does the contrast between data
/// and ends.
public struct ContrastiveDivergenceGaussian: Sendable, Equatable {
  /// λ > 0, the model's precision.
  public let precision: Double
  /// μ, the model's mean.
  public let mean: Double
  /// m, the mean of the data.
  public let dataMean: Double
  /// v > 0, the variance of the data.
  public let dataVariance: Double
  /// ε > 0, the step of the chain.
  public let stepSize: Double

  public init(
    precision: Double, mean: Double = 0, dataMean: Double = 0, dataVariance: Double,
    stepSize: Double
  ) {
    precondition(
      precision > 0 && dataVariance > 0 && stepSize > 0,
      "needs precision, dataVariance and stepSize > 0, got \(precision), \(dataVariance), "
        + "\(stepSize)")
    self.precision = precision
    self.mean = mean
    self.dataMean = dataMean
    self.dataVariance = dataVariance
    self.stepSize = stepSize
  }

  /// `a = 1 − ελ`, the factor by which one step shortens the distance of the mean from μ.
  public var contraction: Double { 1 - stepSize * precision }

  /// m − μ.
  private var shift: Double { dataMean - mean }

  /// `v_U`, the variance of the chain's stationary distribution.
  ///
  ///     v_U = 1/(λ(1 − ελ/2))
  ///
  /// - Returns: `v_U`; +∞ beyond the stability edge `ε ≥ 2/λ`.
  /// - Accuracy: relative error about 1e-16/(1 − ελ/2).
  /// - Source: ``LangevinGaussian/stationaryVariance(standard deviation:stepSize:temperature:)``
  ///   with `s² = 1/λ`.
  public var stationaryVariance: Double {
    LangevinGaussian.stationaryVariance(standardDeviation: 1 / sqrt(precision), stepSize: stepSize)
  }

  /// The mean and the variance of the chains' ends.
  ///
  ///     m_k = μ + aᵏ(m − μ),   v_k = a²ᵏ v + (1 − a²ᵏ) v_U
  ///
  /// - Parameter steps: `k ≥ 0`.
  /// - Accuracy: relative error about `k` × 1e-16; it holds beyond the stability edge, too.
  /// - Source: the recursion `v_k = a²v_{k−1} + 2ε`.
  public func negatives(steps: Int) -> (mean: Double, variance: Double) {
    let variance = LangevinGaussian.variance(
      after: steps, startVariance: dataVariance, standardDeviation: 1 / sqrt(precision),
      stepSize: stepSize)
    return (mean + pow(contraction, Double(steps)) * shift, variance)
  }

  /// What CD-k takes for the gradient of the negative log-likelihood: the mean of `∇E` over the
  /// data minus its mean over the chains' ends.
  ///
  ///     g_λ = ½(1 − a²ᵏ)(v − v_U + (m − μ)²),   g_μ = −λ(1 − aᵏ)(m − μ)
  ///
  /// Derivation: `∂E/∂λ = ½(x − μ)²` and `∂E/∂μ = −λ(x − μ)`; subtract their means under the two
  /// distributions.
  ///
  /// - Parameter steps: `k ≥ 0`.
  /// - Returns: the expectation, of data and chains together.
  /// - Accuracy: absolute error about `k` × 1e-16 of the larger variance.
  /// - Source: by the derivation above; for CD, G. E. Hinton, Neural Computation 14 (2002), 1771.
  public func gradient(steps: Int) -> (precision: Double, mean: Double) {
    let ends = negatives(steps: steps)
    let distance = ends.mean - mean
    return (
      0.5 * (dataVariance - ends.variance + shift * shift - distance * distance),
      -precision * (shift - distance)
    )
  }

  /// The gradient of the negative log-likelihood itself, with no chain.
  ///
  ///     g_λ = ½(v + (m − μ)² − 1/λ),   g_μ = −λ(m − μ)
  ///
  /// Derivation: of `½λ(v + (m − μ)²) − ½ ln λ + ½ ln 2π`.
  ///
  /// - Accuracy: a few ULP of the largest term.
  public var exactGradient: (precision: Double, mean: Double) {
    (0.5 * (dataVariance + shift * shift - 1 / precision), -precision * shift)
  }

  /// The variance of the gradient from a single datum and the chain that starts there.
  ///
  ///     Var ½(u² − w²) = ½(v² + v_k² − 2a²ᵏv²) + d²(v + a²ᵏv_k − 2a²ᵏv),   u = x − μ,  d = m − μ
  ///     Var λ(u − w) = λ²(v + v_k − 2aᵏv)
  ///
  /// Derivation: `u` and the end `w` are normal with covariance `aᵏv`, and
  /// `Cov(u², w²) = 2 Cov(u, w)² + 4 E u E w Cov(u, w)`. The two cancel for short chains: CD's
  /// noise is small where its signal is.
  ///
  /// - Parameter steps: `k ≥ 0`.
  /// - Returns: both variances, for normal data; of a batch of n, divide by n.
  /// - Accuracy: relative error about 1e-15/(1 − aᵏ).
  public func gradientVariance(steps: Int) -> (precision: Double, mean: Double) {
    let power = pow(contraction, Double(steps))
    let (v, w, square) = (dataVariance, negatives(steps: steps).variance, power * power)
    return (
      0.5 * (v * v + w * w - 2 * square * v * v)
        + shift * shift * (v + square * w - 2 * square * v),
      precision * precision * (v + w - 2 * power * v)
    )
  }

  /// The curl of CD-k's vector field in the plane of λ and μ, which a gradient would not have.
  ///
  ///     ∂g_μ/∂λ − ∂g_λ/∂μ = −(m − μ)(a²ᵏ − aᵏ + kελ aᵏ⁻¹);   −(m − μ) ε²λ² for k = 1
  ///
  /// Derivation: `∂a/∂λ = −ε`; `∂g_μ/∂λ = −(m − μ)(1 − aᵏ + kελ aᵏ⁻¹)` and
  /// `∂g_λ/∂μ = −(1 − a²ᵏ)(m − μ)`.
  ///
  /// - Parameter steps: `k ≥ 1`.
  /// - Accuracy: absolute error about `k` × 1e-16 × |m − μ|.
  /// - Source: by the derivation above; that CD is no gradient of any function, I. Sutskever, T.
  ///   Tieleman, "On the convergence properties of contrastive divergence" (2010).
  public func curl(steps: Int) -> Double {
    precondition(steps >= 1, "needs steps ≥ 1, got \(steps)")
    let (a, k) = (contraction, Double(steps))
    let power = pow(a, k)
    return -shift * (power * power - power + k * stepSize * precision * pow(a, k - 1))
  }

  /// The precisions where the CD gradient vanishes at μ = m: the same for every k.
  ///
  ///     λ* = (1 − √(1 − 2ε/v))/ε ≈ 1/v + ε/(2v²),   λ⁺ = (1 + √(1 − 2ε/v))/ε
  ///
  /// Derivation: `v_U = v`, that is `ελ²/2 − λ + 1/v = 0`. Descent goes to λ*; from beyond λ⁺ it
  /// runs away, since there the chain's stationary distribution *widens* with λ.
  ///
  /// - Parameters:
  ///   - dataVariance: `v > 0`.
  ///   - stepSize: `ε > 0`.
  /// - Returns: λ* and λ⁺; `nil` if `ε > v/2`, where no λ makes the chain as narrow as the data.
  /// - Accuracy: relative error about 1e-16/√(1 − 2ε/v).
  /// - Source: by the derivation above.
  public static func fixedPoints(
    dataVariance v: Double, stepSize ε: Double
  ) -> (stable: Double, unstable: Double)? {
    precondition(v > 0 && ε > 0, "needs dataVariance and stepSize > 0, got \(v) and \(ε)")
    let discriminant = 1 - 2 * ε / v
    guard discriminant >= 0 else { return nil }
    let root = sqrt(discriminant)
    return (2 / (v * (1 + root)), (1 + root) / ε)
  }
}
