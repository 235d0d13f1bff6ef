import Elementary
import Tensors

/// Where a step came from, if one knows where it began: the distribution of `x_s` given `x_t` and
/// `x_0`.
///
///     q(x_s | x_t, x_0) = N(c_0 x_0 + c_t x_t, β̃ I),   s < t,
///     c_0 = √ᾱ_s β/(1 − ᾱ_t),   c_t = √α (1 − ᾱ_s)/(1 − ᾱ_t),   β̃ = β (1 − ᾱ_s)/(1 − ᾱ_t)
///
/// with `α = ᾱ_t/ᾱ_s` and `β = 1 − α`, which are `α_t` and `β_t` if `s = t − 1`.
///
/// Source: J. Ho, A. Jain, P. Abbeel (2020), eq. 6 and 7.
public struct Posterior: Sendable, Equatable {
  /// `c_0`, the factor of `x_0`.
  public let cleanFactor: Double
  /// `c_t`, the factor of `x_t`.
  public let noisyFactor: Double
  /// `β̃`.
  public let variance: Double

  // snippet.posterior
  /// - Parameters:
  ///   - s: the earlier time, from 0.
  ///   - t: the later time, to T.
  public init(_ schedule: NoiseSchedule, at s: Int, from t: Int) {
    precondition(s < t, "posterior at time \(s) from time \(t): only from later to earlier")
    let (earlier, later) = (schedule.level(s), schedule.level(t))
    cleanFactor = earlier.signalScale * later.noiseVariance(since: earlier) / later.noise
    noisyFactor = later.signalScale(since: earlier) * earlier.noise / later.noise
    variance = later.posteriorVariance(at: earlier)
  }
  // snippet.end

  /// One step back, from `x_t` to `x_{t−1}`.
  public init(_ schedule: NoiseSchedule, from t: Int) { self.init(schedule, at: t - 1, from: t) }

  /// The mean, `c_0 x_0 + c_t x_t`.
  ///
  /// - Parameters:
  ///   - clean: `x_0`, or an estimate of it, of the shape of `x_t`.
  ///   - noisy: `x_t`.
  public func mean(clean: Tensor, noisy: Tensor) -> Tensor {
    precondition(
      clean.shape == noisy.shape, "posterior: data \(clean.shape) and state \(noisy.shape)")
    return Float(cleanFactor) * clean + Float(noisyFactor) * noisy
  }

  /// A draw of `x_s`.
  public func sample(clean: Tensor, noisy: Tensor, using random: inout RandomStream) -> Tensor {
    mean(clean: clean, noisy: noisy) + Float(sqrt(variance)) * random.normal(noisy.shape)
  }
}
