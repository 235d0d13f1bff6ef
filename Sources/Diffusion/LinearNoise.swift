import Distributions
import Elementary
import Tensors

/// Predictions of the noise that are linear in `x_t`, fitted at every time that a sampler visits: a
/// diffusion model for data that are nearly Gaussian, one model a row.
///
/// The fit at time t is the regression of z on `√ᾱ_t x + √(1−ᾱ_t) z`.
public struct LinearNoise: Sendable {
  private let fits: [Int: GaussianRows]

  // snippet.linear-noise
  /// - Parameters:
  ///   - data: `[rows, n]`.
  ///   - sampler: whose times are learned.
  ///   - draws: K ≥ 1, noisy copies of every sample at every time.
  public init(
    of data: Tensor, for sampler: ReverseSampler, draws: Int, using random: inout RandomStream
  ) {
    var fits: [Int: GaussianRows] = [:]
    for t in sampler.times.dropLast() {
      let level = sampler.schedule.level(t)
      let noisy = NoisyRows(
        of: data, signal: level.signalScale, noise: level.noiseScale, draws: draws,
        using: &random)
      fits[t] = GaussianRows(regressing: -noisy.noise, on: noisy.points)
    }
    self.fits = fits
  }
  // snippet.end

  /// The predicted noise in `x_t`, `[rows, any]`.
  public func callAsFunction(_ x: Tensor, _ t: Int) -> Tensor {
    guard let fit = fits[t] else {
      preconditionFailure("linear noise: nothing was fitted at time \(t)")
    }
    return -fit.score(at: x)
  }
}
