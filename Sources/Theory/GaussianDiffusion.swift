import Diffusion
import Elementary

/// A diffusion whose data are Gaussian, where every distribution is Gaussian and everything is
/// known.
///
///     x_0 ~ N(μ, s²),   x_t = √ᾱ_t x_0 + √(1−ᾱ_t) ε,   q(x_t) = N(m_t, v_t),
///     m_t = √ᾱ_t μ,     v_t = ᾱ_t s² + 1 − ᾱ_t
///
/// Levels say how noisy `x_t` is. Source of all: the rule for conditioning a joint Gaussian, as
/// derived at each function.
public struct GaussianDiffusion: Sendable, Equatable {
  /// μ, the mean of the data.
  public let mean: Double
  /// s², the variance of the data.
  public let variance: Double

  /// - Parameters:
  ///   - mean: μ.
  ///   - variance: s² > 0.
  public init(mean: Double, variance: Double) {
    precondition(variance > 0, "needs a variance > 0, got \(variance)")
    self.mean = mean
    self.variance = variance
  }

  /// `m_t = √ᾱ_t μ`.
  public func mean(at level: NoiseLevel) -> Double { level.signalScale * mean }

  /// `v_t = ᾱ_t s² + 1 − ᾱ_t`.
  public func variance(at level: NoiseLevel) -> Double {
    level.signal * variance + level.noise
  }

  /// The divergence of `q(x_t)` from N(0, 1).
  ///
  ///     KL = ½ (v_t − 1 − ln v_t + ᾱ_t μ²)
  ///
  /// - Accuracy: relative error about 1e-14, also where `v_t` is nearly 1: then `v_t − 1` is taken
  ///   as `ᾱ_t (s² − 1)`.
  public func divergenceFromNoise(at level: NoiseLevel) -> Double {
    let excess = level.signal * (variance - 1)
    let spread: Double
    if excess.magnitude < 0.05 {
      // u − ln(1+u) = u²/2 − u³/3 + …, in u itself and not in the rounded 1 + u.
      var total = 0.0
      for k in stride(from: 16.0, through: 2, by: -1) { total = 1 / k - excess * total }
      spread = excess * excess * total
    } else {
      spread = excess - log(variance(at: level))
    }
    return (spread + level.signal * mean * mean) / 2
  }

  /// The best prediction of the noise in `x_t`, `E[ε | x_t]`.
  ///
  ///     ε*(x) = √(1−ᾱ_t) (x − m_t)/v_t
  ///
  /// Derivation: ε and `x_t` have the covariance `√(1−ᾱ_t)`.
  public func bestNoise(_ x: Double, at level: NoiseLevel) -> Double {
    level.noiseScale * (x - mean(at: level)) / variance(at: level)
  }

  /// The mean square error of that prediction: no network can have a smaller loss.
  ///
  ///     E(ε − ε*)² = ᾱ_t s²/v_t
  ///
  /// Derivation: `1 − (1−ᾱ_t)/v_t`, the variance of ε less what `x_t` explains.
  public func noiseLossFloor(at level: NoiseLevel) -> Double {
    level.signal * variance / variance(at: level)
  }

  /// The variance of `x_0` given `x_t`.
  ///
  ///     Var(x_0 | x_t) = s² (1−ᾱ_t)/v_t
  public func cleanVariance(given level: NoiseLevel) -> Double {
    variance * level.noise / variance(at: level)
  }

  /// The distribution of `x_s` given `x_t`: `N(m_s + c (x_t − m_t), w)`.
  ///
  ///     c = √α v_s/v_t,   w = β v_s/v_t,   α = ᾱ_t/ᾱ_s = 1 − β
  ///
  /// Derivation: `x_s` and `x_t` have the covariance `√α v_s`, and `v_s − α v_s²/v_t` is
  /// `v_s (v_t − α v_s)/v_t` with `v_t = α v_s + β`.
  ///
  /// - Parameters:
  ///   - earlier: the level of `x_s`.
  ///   - later: the level of `x_t`.
  public func reverse(
    to earlier: NoiseLevel, from later: NoiseLevel
  ) -> (factor: Double, variance: Double) {
    let ratio = variance(at: earlier) / variance(at: later)
    return (later.signalScale(since: earlier) * ratio, later.noiseVariance(since: earlier) * ratio)
  }

  /// By how much a DDIM step with the best noise moves `x_t − m_t` towards `x_s − m_s`.
  ///
  ///     g = [√(ᾱ_s ᾱ_t) s² + √((1−ᾱ_s−σ²)(1−ᾱ_t))]/v_t,   σ² = η² β̃
  ///
  /// Derivation: `x_s = √ᾱ_s x̂_0 + √(1−ᾱ_s−σ²) ε* + σz`, with
  /// `x̂_0 − μ = √ᾱ_t s² (x_t − m_t)/v_t`.
  ///
  /// - Parameters:
  ///   - earlier, later: the levels of `x_s` and `x_t`.
  ///   - eta: η in [0, 1]; 0 adds no noise, 1 is the ancestral step with variance β̃.
  /// - Source: J. Song, C. Meng, S. Ermon, "Denoising diffusion implicit models", ICLR 2021, eq.
  ///   12.
  public func implicitFactor(
    to earlier: NoiseLevel, from later: NoiseLevel, eta: Double = 0
  ) -> Double {
    let rest = earlier.noise - eta * eta * later.posteriorVariance(at: earlier)
    return
      (earlier.signalScale * later.signalScale * variance
      + sqrt(max(rest, 0)) * later.noiseScale) / variance(at: later)
  }

  /// The slope of the probability-flow equation, `dx/d ln ᾱ`.
  ///
  ///     dx/d ln ᾱ = ½ (x + ∇ log q(x)) = ½ (x − (x − m)/v)
  ///
  /// - Source: Y. Song et al., "Score-based generative modeling through stochastic differential
  ///   equations", ICLR 2021, eq. 13, with `d ln ᾱ = −β dt`.
  public func flowSlope(_ x: Double, at level: NoiseLevel) -> Double {
    (x - (x - mean(at: level)) / variance(at: level)) / 2
  }

  /// Where the probability flow brings a point, solved exactly.
  ///
  ///     x_s = m_s + √(v_s/v_t) (x_t − m_t)
  ///
  /// Derivation: `d(x−m)/(x−m) = ½ (1 − 1/v) d ln ᾱ` and `dv = (v − 1) d ln ᾱ`, so `x − m ∝ √v`.
  public func flow(_ x: Double, to earlier: NoiseLevel, from later: NoiseLevel) -> Double {
    mean(at: earlier)
      + sqrt(variance(at: earlier) / variance(at: later)) * (x - mean(at: later))
  }

  /// What the *exact* reverse chain makes of N(0, 1) in the place of `q(x_T)`.
  ///
  ///     V_0 = s² + ᾱ_T² (1−s²) s⁴/v_T²,   mean μ (1 − ᾱ_T s²/v_T)
  ///
  /// Derivation: it maps `x_T` to `N(μ + √ᾱ_T s² (x_T − m_T)/v_T, s²(1−ᾱ_T)/v_T)`, however many
  /// steps it takes; average over `x_T`.
  public func exactReverseOfNoise(from terminal: NoiseLevel) -> (mean: Double, variance: Double) {
    let (ᾱ, v) = (terminal.signal, variance(at: terminal))
    let shrunk = ᾱ * variance / v
    return (mean * (1 - shrunk), variance + shrunk * shrunk * (1 - variance))
  }
}
