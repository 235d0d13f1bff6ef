import Diffusion
import Elementary
import TestSupport
import Testing
import Theory

@Suite struct ReverseDistributionTests {
  static let data = GaussianDiffusion(mean: 1, variance: 0.25)

  static func divergence(_ rule: ReverseRule, steps: Int) -> Double {
    let sampler = ReverseSampler(.linear(steps: steps), rule)
    let V = sampler.outputDistribution(of: data).variance
    return GaussianDivergence.varianceRatioDivergence(V / data.variance)
  }

  /// The output's variance computed in NumPy, with products and differences as the papers write
  /// them.
  @Test(arguments: [
    (50, 0.0010052688221071152, 0.013368483265198405, 0.003111251252521846),
    (200, 5.764082831282661e-05, 0.0012108370597679122, 0.00021065397919775228),
    (1000, 2.257940027184215e-06, 6.0683796331263695e-05, 9.065798776436863e-06),
  ])
  func divergencesOfTheOutput(T: Int, β: Double, posterior: Double, ddim: Double) {
    expectClose(Self.divergence(.ancestral(.beta), steps: T), β, within: 1e-7)
    expectClose(Self.divergence(.ancestral(.posterior), steps: T), posterior, within: 1e-7)
    expectClose(Self.divergence(.implicit(eta: 0), steps: T), ddim, within: 1e-7)
  }

  /// The sampler's own factors, with the best noise put in: another road to mean and variance.
  @Test(arguments: [
    ReverseRule.ancestral(.beta), .ancestral(.posterior), .ancestral(.given { _, _ in 0.01 }),
    .implicit(eta: 0), .implicit(eta: 0.5), .implicit(eta: 1), .flowEuler,
  ])
  func marginalsFollowFromTheFactors(rule: ReverseRule) {
    for (schedule, steps) in [
      (NoiseSchedule.linear(steps: 20), 20), (.cosine(steps: 100), 7), (.sigmoid(steps: 9), 9),
    ] {
      let sampler = ReverseSampler(schedule, rule, steps: steps)
      var (M, V) = (0.3, 1.2)
      let marginals = sampler.marginals(of: Self.data, mean: M, variance: V)
      #expect(marginals.count == steps + 1)
      for (i, (t, s)) in zip(sampler.times, sampler.times.dropFirst()).enumerated() {
        let f = sampler.factors(from: t, to: s)
        func image(_ x: Double) -> Double {
          f.state * x + f.prediction * Self.data.bestNoise(x, at: schedule.level(t))
        }
        let slope = image(1) - image(0)
        M = image(M)
        V = slope * slope * V + f.standardDeviation * f.standardDeviation
        expectClose(marginals[i + 1].mean, M, within: 1e-10, scale: 1)
        expectClose(marginals[i + 1].variance, V, within: 1e-10)
      }
    }
  }

  /// With the true reverse variance the chain is exact but for its start.
  @Test(arguments: [1, 5, 60]) func optimalVarianceGivesTheClosedForm(T: Int) {
    let schedule = NoiseSchedule.scaledLinear(steps: T)
    let data = Self.data
    let sampler = ReverseSampler(
      schedule,
      .ancestral(
        .given { t, s in data.reverse(to: schedule.level(s), from: schedule.level(t)).variance }))
    let (mean, variance) = sampler.outputDistribution(of: data)
    let exact = data.exactReverseOfNoise(from: schedule.terminal)
    expectClose(mean, exact.mean, within: 1e-13)
    expectClose(variance, exact.variance, within: 1e-13)
    // Started from q(x_T) it ends at the data.
    let true0 = sampler.outputDistribution(
      of: data, mean: data.mean(at: schedule.terminal),
      variance: data.variance(at: schedule.terminal))
    expectClose(true0.mean, 1, within: 1e-13)
    expectClose(true0.variance, 0.25, within: 1e-13)
    // As the syllabus writes it.
    let (ᾱ, v) = (schedule.alphaBar(T), schedule.alphaBar(T) * 0.25 + 1 - schedule.alphaBar(T))
    expectClose(exact.variance, 0.25 + ᾱ * ᾱ * 0.75 * 0.0625 / (v * v), within: 1e-13)
    expectClose(exact.mean, 1 - ᾱ * 0.25 / v, within: 1e-13)
  }

  /// DDIM with η = 1 is the ancestral sampler with β̃, step for step.
  @Test func implicitWithFullNoiseIsAncestral() {
    let schedule = NoiseSchedule.cosine(steps: 30)
    let (one, other) = (
      ReverseSampler(schedule, .implicit(eta: 1)), ReverseSampler(schedule, .ancestral(.posterior))
    )
    for t in 1...30 {
      let (a, b) = (one.factors(from: t, to: t - 1), other.factors(from: t, to: t - 1))
      expectClose(a.state, b.state, within: 1e-12)
      expectClose(a.prediction, b.prediction, within: 1e-9, scale: 1)
      expectClose(a.standardDeviation, b.standardDeviation, within: 1e-12)
    }
  }

  /// Euler's error falls like 1/T, Heun's like 1/T² and DDIM's like 1/T.
  @Test func ordersOfTheSolvers() {
    func error(_ rule: ReverseRule, _ T: Int) -> Double {
      // A schedule that is smooth, and far from where the last step changes the method.
      let schedule = NoiseSchedule.linear(steps: T)
      let (M, V) = ReverseSampler(schedule, rule).marginals(of: Self.data)[T - T / 10]
      let (later, earlier) = (schedule.terminal, schedule.level(T / 10))
      let mean = Self.data.flow(0, to: earlier, from: later)
      let scale = Self.data.flow(1, to: earlier, from: later) - mean
      return max((M - mean).magnitude, (V / (scale * scale) - 1).magnitude)
    }
    for rule in [ReverseRule.flowEuler, .implicit(eta: 0)] {
      expectClose(error(rule, 1000) / error(rule, 2000), 2, within: 0.03)
    }
    expectClose(error(.flowHeun, 1000) / error(.flowHeun, 2000), 4, within: 0.06)
  }

  @Test func badTimesAreRefused() async {
    await #expect(processExitsWith: .failure) {
      _ = ReverseSampler(.linear(steps: 5), .flowEuler, times: [5, 3])
    }
    await #expect(processExitsWith: .failure) {
      _ = ReverseSampler(.linear(steps: 5), .flowEuler, times: [3, 5, 0])
    }
    await #expect(processExitsWith: .failure) {
      _ = ReverseSampler(.linear(steps: 5), .flowEuler, times: [6, 0])
    }
  }
}
