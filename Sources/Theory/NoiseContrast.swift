import Elementary
import LinearAlgebra

/// Noise-contrastive estimation of the precision and the constant of standard normal data:
///
///     data p_d = N(0, 1),   noise p_n = N(m, v),   ln p_θ(x) = −λx²/2 + c,   true λ = 1, c = −½ ln 2π
///
/// Any other Gaussian data are these in another unit. Integrals are by quadrature.
public struct NoiseContrast: Sendable {
  /// m, the mean of the noise.
  public let noiseMean: Double
  /// v, its variance.
  public let noiseVariance: Double
  /// ν, the points of noise for each point of data.
  public let ratio: Double

  /// The true c, `−½ ln 2π`.
  public static let trueConstant = -0.5 * log(2 * .pi)

  /// What n times the variance cannot fall below for any unbiased estimate of λ and of `−ln Z(λ)`:
  /// the Cramér–Rao bound, 2 and ½, reached by maximum likelihood with Z known.
  public static let efficientVariances = (precision: 2.0, constant: 0.5)

  /// - Parameters:
  ///   - noiseMean: `m`, |m| ≤ 12.
  ///   - noiseVariance: `v > 0`.
  ///   - ratio: `ν > 0`.
  public init(noiseMean m: Double = 0, noiseVariance v: Double = 1, ratio ν: Double = 1) {
    precondition(
      abs(m) <= 12 && v > 0 && ν > 0, "needs |m| ≤ 12, v > 0 and ν > 0, got \(m), \(v), \(ν)")
    noiseMean = m
    noiseVariance = v
    ratio = ν
  }

  /// `ln p_n(x) + ln ν`.
  private func logNoise(_ x: Double) -> Double {
    let u = x - noiseMean
    return log(ratio) - u * u / (2 * noiseVariance) - 0.5 * log(2 * .pi * noiseVariance)
  }

  private func logModel(_ x: Double, _ λ: Double, _ c: Double) -> Double { c - λ * x * x / 2 }

  /// The best log-odds, `ln p_d − ln p_n − ln ν`.
  public func logOdds(_ x: Double) -> Double {
    logModel(x, 1, NoiseContrast.trueConstant) - logNoise(x)
  }

  /// Integrands never exceed a polynomial times the data or the model: `ν p_n softplus(G) ≤ p_θ`.
  private func overLine(_ λ: Double = 1, _ f: (Double) -> Double) -> Double {
    let reach = 13 / min(1, sqrt(λ))
    return integrate(from: -reach, to: reach, points: 2000, f)
  }

  /// The loss of a model.
  ///
  ///     L(λ, c) = ∫ [p_d ln(1 + e^{−G}) + νp_n ln(1 + e^G)] dx,   G = ln p_θ − ln νp_n
  ///
  /// - Parameters:
  ///   - precision: `λ > 0`.
  ///   - constant: `c`.
  /// - Accuracy: relative error about 1e-12.
  /// - Source: M. U. Gutmann, A. Hyvärinen, JMLR 13 (2012), equation 8, with the sign turned.
  public func loss(precision λ: Double, constant c: Double) -> Double {
    overLine(λ) { x in
      let G = logModel(x, λ, c) - logNoise(x)
      return exp(logModel(x, 1, NoiseContrast.trueConstant)) * softplus(-G)
        + exp(logNoise(x)) * softplus(G)
    }
  }

  /// The least loss, at the true λ and c; for ν = 1 it is `2 ln 2 − 2 JSD(p_d, p_n)`.
  public var optimalLoss: Double { loss(precision: 1, constant: NoiseContrast.trueConstant) }

  /// The gradient of the loss by λ and c.
  ///
  ///     ∇L = ∫ (p_θ − p_d) P g dx,   g = ∇ln p_θ = (−x²/2, 1),   P = νp_n/(p_θ + νp_n)
  ///
  /// - Parameters: as for ``loss(precision:constant:)``.
  /// - Accuracy: relative to the larger of two terms, about 1e-12.
  /// - Source: the derivative of the loss; P is what the model's classifier thinks is noise.
  public func gradient(precision λ: Double, constant c: Double) -> (
    precision: Double, constant: Double
  ) {
    func mean(_ g: (Double) -> Double) -> Double {
      overLine(λ) { x in
        let model = logModel(x, λ, c)
        let excess = exp(model) - exp(logModel(x, 1, NoiseContrast.trueConstant))
        return excess * sigmoid(logNoise(x) - model) * g(x)
      }
    }
    return (mean { -$0 * $0 / 2 }, mean { _ in 1 })
  }

  /// `I = ∫ g gᵀ P p_d dx` at the truth: the Hessian of the loss, by λ and c.
  public var information: [[Double]] {
    func moment(_ power: Int) -> Double {
      overLine { x in
        let weight = exp(logModel(x, 1, NoiseContrast.trueConstant)) * sigmoid(-logOdds(x))
        return weight * pow(-x * x / 2, Double(power))
      }
    }
    let (zeroth, first, second) = (moment(0), moment(1), moment(2))
    return [[second, first], [first, zeroth]]
  }

  /// n times the covariance of the estimates from n data and νn draws of noise, for large n.
  ///
  ///     I⁻¹ − (1 + 1/ν) I⁻¹ E[Pg] E[Pg]ᵀ I⁻¹ = I⁻¹ − (1 + 1/ν) (0, 1)(0, 1)ᵀ
  ///
  /// Derivation: the gradient of the loss has the covariance `I − (1 + 1/ν) E[Pg] E[Pg]ᵀ` over n.
  /// E[Pg] is the column of I that belongs to c, because g is 1 there, so I⁻¹ makes (0, 1) of it.
  ///
  /// - Returns: the covariance of λ̂ and ĉ.
  /// - Accuracy: relative error about 1e-10; less where the noise is far away.
  /// - Source: M. U. Gutmann, A. Hyvärinen, JMLR 13 (2012), theorem 3.
  public var covariance: [[Double]] {
    guard var result = Cholesky(information)?.inverse else {
      preconditionFailure("the noise N(\(noiseMean), \(noiseVariance)) says nothing about the data")
    }
    result[1][1] -= 1 + 1 / ratio
    return result
  }

  /// n times the variance of ĉ if λ = 1 is known, `1/I − (1 + 1/ν)` with `I = E_d[P]`.
  ///
  /// - Accuracy: absolute error about 1e-11.
  /// - Source: C. H. Bennett, J. Comput. Phys. 22 (1976), 245.
  public var constantVarianceAlone: Double { 1 / information[1][1] - (1 + 1 / ratio) }

  /// n times the variance of ĉ by bridges: λ = 1 known, N(m, 1) as far away as m, and the way there cut
  /// into equal pieces, each with n draws of its own on either side and ν = 1.
  ///
  /// - Parameters:
  ///   - distance: `m`.
  ///   - bridges: K ≥ 1.
  /// - Returns: K times the variance over the distance m/K. K² times it, the variance for a fixed number
  ///   of draws in all, has the limit m²/2 as K → ∞.
  public static func bridgedVariance(distance m: Double, bridges K: Int) -> Double {
    precondition(K >= 1, "needs a bridge or more, got \(K)")
    return Double(K) * NoiseContrast(noiseMean: m / Double(K)).constantVarianceAlone
  }
}
