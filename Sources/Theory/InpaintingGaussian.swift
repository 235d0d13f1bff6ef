import Diffusion
import Elementary

/// What inpainting makes of two correlated normal coordinates, one of which is known.
///
///     (x, y) ~ N(0, [[1, ρ], [ρ, 1]]),   y known:   x | y ~ N(ρy, 1 − ρ²)
///
/// With the exact prediction of the noise every step is linear, so the distribution of x is Gaussian
/// at every time, and its mean and variance obey a recursion.
public struct InpaintingGaussian: Sendable {
  /// ρ, between −1 and 1.
  public let correlation: Double

  public init(correlation: Double) {
    precondition(correlation.magnitude < 1, "correlation \(correlation) outside of −1…1")
    self.correlation = correlation
  }

  /// The distribution that it should have.
  public func conditional(known y: Double) -> (mean: Double, variance: Double) {
    (correlation * y, 1 - correlation * correlation)
  }

  /// The distribution that it has.
  ///
  ///     x_s = A_xx x_t + A_xy y_t + σ z,   y_t ~ N(√ᾱ_t y, 1 − ᾱ_t) drawn afresh,
  ///     A = a I + b √(1−ᾱ_t) C_t⁻¹,   C_t = [[1, ᾱ_tρ], [ᾱ_tρ, 1]]
  ///
  /// with the factors a, b, σ of the sampler's step, and between repetitions
  /// `x_t = √α x_s + √β z`.
  ///
  /// - Parameters:
  ///   - y: the known coordinate.
  ///   - sampler: ancestral or implicit.
  ///   - repetitions: how often each step is taken.
  public func output(
    known y: Double, sampler: ReverseSampler, repetitions: Int = 1
  ) -> (mean: Double, variance: Double) {
    precondition(repetitions >= 1, "inpainting: every step is taken \(repetitions) times")
    var (m, v) = (0.0, 1.0)
    for (t, s) in zip(sampler.times, sampler.times.dropFirst()) {
      let (later, earlier) = (sampler.schedule.level(t), sampler.schedule.level(s))
      let f = sampler.factors(from: t, to: s)
      let r = later.signal * correlation
      let scale = f.prediction * later.noiseScale / (1 - r * r)
      let (own, other) = (f.state + scale, -scale * r)
      let (α, β) = (later.signalScale(since: earlier), later.noiseVariance(since: earlier))
      for repetition in 1...repetitions {
        m = own * m + other * later.signalScale * y
        v =
          own * own * v + other * other * later.noise
          + f.standardDeviation * f.standardDeviation
        if repetition < repetitions { (m, v) = (α * m, α * α * v + β) }
      }
    }
    return (m, v)
  }
}
