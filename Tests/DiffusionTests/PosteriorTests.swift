import Diffusion
import Distributions
import Elementary
import Tensors
import TestSupport
import Testing

@Suite struct PosteriorTests {
  static let schedules: [NoiseSchedule] = [
    .linear(steps: 10), .cosine(steps: 10), .sigmoid(steps: 1000), .linear(steps: 1000),
  ]

  /// Conditions the joint Gaussian of x_s and x_t given x_0 as a 2×2 matrix, formula-free.
  @Test(arguments: schedules) func conditionsTheJoint(schedule: NoiseSchedule) {
    for (s, t) in [(0, 1), (1, 2), (4, 5), (9, 10), (2, 7), (0, 10)] {
      let posterior = Posterior(schedule, at: s, from: t)
      // Given x_0: x_s = √ᾱ_s x_0 + noise, x_t = √α x_s + √β z.
      let (ᾱs, ᾱt) = (schedule.alphaBar(s), schedule.alphaBar(t))
      let α = ᾱt / ᾱs
      let covariance = [[1 - ᾱs, sqrt(α) * (1 - ᾱs)], [sqrt(α) * (1 - ᾱs), 1 - ᾱt]]
      let gain = covariance[0][1] / covariance[1][1]
      expectClose(posterior.noisyFactor, gain, within: 1e-10)
      expectClose(posterior.cleanFactor, sqrt(ᾱs) - gain * sqrt(ᾱt), within: 1e-8)
      expectClose(
        posterior.variance, covariance[0][0] - gain * covariance[0][1], within: 1e-8,
        scale: 1e-5)
    }
  }

  /// The formulas of the paper for one step, as written there.
  @Test(arguments: schedules) func oneStepAsWritten(schedule: NoiseSchedule) {
    for t in [1, 2, 6, schedule.steps] {
      let (ᾱ, before, β) = (schedule.alphaBar(t), schedule.alphaBar(t - 1), schedule.beta(t))
      let posterior = Posterior(schedule, from: t)
      expectClose(posterior.cleanFactor, sqrt(before) * β / (1 - ᾱ), within: 1e-11)
      expectClose(posterior.noisyFactor, sqrt(1 - β) * (1 - before) / (1 - ᾱ), within: 1e-11)
      expectClose(posterior.variance, β * (1 - before) / (1 - ᾱ), within: 1e-11)
    }
    // The last step back knows x_0 exactly.
    expectClose(Posterior(schedule, from: 1).cleanFactor, 1, within: 1e-14)
    #expect(Posterior(schedule, from: 1).noisyFactor == 0)
    #expect(Posterior(schedule, from: 1).variance == 0)
  }

  @Test func meanByHand() {
    // β = (0.36, 0.75): c_0 = 0.8·0.75/0.84, c_t = 0.5·0.36/0.84.
    let posterior = Posterior(ForwardProcessTests.schedule, from: 2)
    let mean = posterior.mean(clean: Tensor(rows: [[1.4]]), noisy: Tensor(rows: [[-2.8]]))
    expectClose(Double(mean.item), 1.0 - 0.6, within: 1e-6)
  }

  /// Stepping forward and then back through the posterior leaves the distribution of x_s where it
  /// was.
  @Test func forwardAndBack() {
    let schedule = NoiseSchedule.cosine(steps: 10)
    let forward = ForwardProcess(schedule)
    var random = RandomStream(seed: 5)
    let n = 40_000
    let x0 = Tensor.ones(n, 1)
    let later = forward.jump(x0, to: 3, using: &random)
    let earlier = Posterior(schedule, from: 3).sample(clean: x0, noisy: later, using: &random)
    let level = schedule.level(2)
    expectMean(
      earlier.mean(), exact: level.signalScale, variance: level.noise, count: n, detecting: 0.06,
      ledger: "posterior: mean")
    // β in the place of β̃ would be seen.
    expectVariance(
      earlier.variance(), degreesOfFreedom: n - 1, exact: level.noise,
      detecting: schedule.beta(3) - schedule.posteriorVariance(3), ledger: "posterior: variance")
  }

  @Test func onlyBackwards() async {
    await #expect(processExitsWith: .failure) {
      _ = Posterior(NoiseSchedule.linear(steps: 5), at: 3, from: 3)
    }
  }
}
