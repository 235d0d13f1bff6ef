import Elementary

/// How much of a picture is signal, and how much noise:
/// `x_t = √ᾱ x_0 + √(1−ᾱ) ε` with standard normal ε.
///
/// It is kept as `ln ᾱ`. Early in a diffusion ᾱ is nearly 1, and `1 − ᾱ` computed from ᾱ would have
/// lost most of its digits; computed as `−expm1(ln ᾱ)` it has all of them.
public struct NoiseLevel: Sendable, Equatable {
  /// `ln ᾱ ≤ 0`; −∞ for pure noise.
  public let logSignal: Double
  /// `ᾱ`, the share of the signal in the variance.
  public let signal: Double
  /// `1 − ᾱ`, the variance of the noise.
  public let noise: Double

  /// No noise at all: the data.
  public static let clean = NoiseLevel(logSignal: 0)

  /// - Parameter logSignal: `ln ᾱ ≤ 0`; −∞ is pure noise, NaN is refused.
  public init(logSignal: Double) {
    precondition(logSignal <= 0, "needs ln ᾱ ≤ 0, got \(logSignal)")
    self.logSignal = logSignal
    signal = exp(logSignal)
    noise = logSignal == 0 ? 0 : -expm1(logSignal)
  }

  /// - Parameter signal: `ᾱ` in (0, 1].
  public init(signal: Double) {
    precondition(signal > 0 && signal <= 1, "needs ᾱ in (0, 1], got \(signal)")
    self.init(logSignal: log(signal))
  }

  /// `√ᾱ`, the factor of the data.
  public var signalScale: Double { sqrt(signal) }

  /// `√(1 − ᾱ)`, the factor of the noise.
  public var noiseScale: Double { sqrt(noise) }

  /// `ln (ᾱ/(1−ᾱ))`, the logarithm of the signal-to-noise ratio; +∞ for clean data.
  ///
  /// - Accuracy: relative error about 1e-15 of the larger of the two logarithms.
  public var logSNR: Double { logSignal - log(noise) }

  /// `ᾱ/(1−ᾱ)`, the ratio of the two variances.
  public var signalToNoise: Double { signal / noise }

  /// The variance of the noise that one jump adds.
  ///
  ///     β = 1 − ᾱ_t/ᾱ_s,   x_t = √(1−β) x_s + √β z
  ///
  /// - Parameter earlier: the level of `x_s`, with no more noise than this one.
  /// - Returns: β in [0, 1).
  public func noiseVariance(since earlier: NoiseLevel) -> Double {
    precondition(
      logSignal <= earlier.logSignal,
      "noise only grows: ln ᾱ = \(logSignal) after \(earlier.logSignal)")
    return logSignal == earlier.logSignal ? 0 : -expm1(logSignal - earlier.logSignal)
  }

  /// The factor of `x_s` in that jump, `√(ᾱ_t/ᾱ_s)`.
  public func signalScale(since earlier: NoiseLevel) -> Double {
    logSignal == earlier.logSignal ? 1 : exp((logSignal - earlier.logSignal) / 2)
  }

  /// The variance of `x_s` given `x_t` and `x_0`.
  ///
  ///     β̃ = β (1 − ᾱ_s)/(1 − ᾱ_t)
  ///
  /// - Parameter earlier: the level of `x_s`.
  /// - Source: J. Ho, A. Jain, P. Abbeel (2020), eq. 7.
  public func posteriorVariance(at earlier: NoiseLevel) -> Double {
    earlier.noise == 0 ? 0 : noiseVariance(since: earlier) * earlier.noise / noise
  }
}
