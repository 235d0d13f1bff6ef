import Elementary
import Tensors

/// Fills in what is missing of a picture, with a model that was trained on whole ones.
///
/// At every step the known part is replaced by the known data, noised afresh to the level of that
/// step:
///
///     x_s ← M ⊙ (√ᾱ_s x_known + √(1−ᾱ_s) z) + (1 − M) ⊙ x_s
///
/// It is an approximation: the step back sees noise in the known part that has nothing to do with
/// the path of the rest. To repeat each step, by noising `x_s` to `x_t` again, brings the two
/// together.
///
/// - Source: A. Lugmayr et al., "RePaint: inpainting using denoising diffusion probabilistic
///   models", CVPR 2022, algorithm 1.
public struct Inpainting: Sendable {
  /// How the steps back are taken.
  public let sampler: ReverseSampler
  /// The known data, `[n, …]`; where the mask is 0 they have no influence, and may be NaN.
  public let known: Tensor
  /// M: 1 where the data are known and 0 where they are not, of the shape of `known`.
  public let mask: Tensor
  /// How often each step is taken, at least once.
  public let repetitions: Int

  /// - Precondition: the mask has the data's shape and holds zeros and ones only.
  public init(_ sampler: ReverseSampler, known: Tensor, mask: Tensor, repetitions: Int = 1) {
    precondition(
      mask.shape == known.shape, "inpainting: a mask \(mask.shape) for data \(known.shape)")
    precondition(
      mask.scalars.allSatisfy { $0 == 0 || $0 == 1 }, "inpainting: a mask of zeros and ones only")
    precondition(repetitions >= 1, "inpainting: every step is taken \(repetitions) times")
    self.sampler = sampler
    self.known = known
    self.mask = mask
    self.repetitions = repetitions
  }

  /// The state with its known part replaced by data at the level of time s.
  func replacingKnown(
    in x: Tensor, at s: Int, using random: inout RandomStream
  ) -> Tensor {
    let noised = ForwardProcess(sampler.schedule).jump(known, to: s, using: &random)
    return Tensor.where(mask, noised, x)
  }

  /// Goes from noise to data, with the known part as it is.
  ///
  /// - Parameter noise: the prediction ε̂(x_t, t).
  /// - Returns: whole pictures, of the shape of `known`.
  // snippet.inpainting
  public func run(
    predicting noise: NoisePrediction, using random: inout RandomStream
  ) -> Tensor {
    let times = sampler.times
    var x = replacingKnown(in: random.normal(known.shape), at: times[0], using: &random)
    for (t, s) in zip(times, times.dropFirst()) {
      for repetition in 1...repetitions {
        sampler.step(&x, from: t, to: s, predicting: noise, using: &random)
        x = replacingKnown(in: x, at: s, using: &random)
        if repetition < repetitions { x = renoised(x, from: s, to: t, using: &random) }
      }
    }
    return x
  }
  // snippet.end

  /// `x_t` from `x_s`, s < t: the forward process once more.
  private func renoised(
    _ x: Tensor, from s: Int, to t: Int, using random: inout RandomStream
  ) -> Tensor {
    let (earlier, later) = (sampler.schedule.level(s), sampler.schedule.level(t))
    return Float(later.signalScale(since: earlier)) * x
      + Float(sqrt(later.noiseVariance(since: earlier))) * random.normal(x.shape)
  }
}
