import Autodiff
import Elementary
import Tensors

// snippet.noise-loss
/// The simple loss of a denoising diffusion model on a batch: guess the noise.
///
///     L = E ‖ε − ε̂(√ᾱ_t x_0 + √(1−ᾱ_t) ε, t)‖²/dim,   t uniform on 1, …, T,   ε ~ N(0, I)
///
/// ```swift
/// try training.run(steps: 2_000) { network, step in
///   noiseLoss(network, on: data.sample(256, using: &step.random), schedule, using: &step.random)
/// }
/// ```
///
/// - Parameters:
///   - network: the network, tracked.
///   - x0: a batch of data, `[n, …]`.
///   - schedule: that of the forward process.
/// - Returns: the mean over rows and coordinates, a single number.
/// - Source: J. Ho, A. Jain, P. Abbeel (2020), eq. 14 and algorithm 1.
public func noiseLoss<Network: NoisePredictor>(
  _ network: Network, on x0: Tensor, _ schedule: NoiseSchedule, using random: inout RandomStream
) -> Variable {
  let times = random.integers(below: schedule.steps, count: x0.shape[0]).map { $0 + 1 }
  let ε = random.normal(x0.shape)
  let x = ForwardProcess(schedule).jump(x0, to: times, noise: ε)
  return (network(Variable(x), times: times) - Variable(ε)).square().mean()
}
// snippet.end

/// The noise loss at one time, of any guess.
///
/// - Parameters:
///   - noise: the guess ε̂(x_t, t).
///   - x0: data, `[n, dim]`, one draw of the noise for each.
///   - t: from 1 to T.
///   - schedule: that of the forward process.
/// - Returns: the mean over rows of the mean over coordinates, and its standard error.
public func noiseLoss(
  of noise: NoisePrediction, on x0: Tensor, at t: Int, _ schedule: NoiseSchedule,
  using random: inout RandomStream
) -> (value: Double, standardError: Double) {
  let ε = random.normal(x0.shape)
  let guess = noise(ForwardProcess(schedule).jump(x0, to: t, noise: ε), t)
  precondition(guess.shape == ε.shape, "noise loss: a guess \(guess.shape) of noise \(ε.shape)")
  let n = x0.shape[0]
  precondition(n > 1, "noise loss: a standard error needs two rows or more, not \(n)")
  let errors = (guess - ε).square().reshaped(n, ε.count / n).mean(axis: 1)
  return (errors.mean(), sqrt(errors.variance() / Double(n)))
}
