import Diffusion
import Distributions
import Elementary
import Tensors
import TestSupport
import Testing
import Theory

@Suite struct ReverseSamplerTests {
  /// β = (0.36, 0.75), ᾱ = (0.64, 0.16): a step from 2 to 1 with x = 1, ε̂ = 0.5.
  /// x̂_0 = (1 − √0.84·0.5)/0.4 = 1.3543561.
  @Test(arguments: [
    // (1 − 0.75/√0.84·0.5)/0.5
    (ReverseRule.ancestral(.posterior), 1.18168291),
    // 0.8·x̂_0 + 0.6·0.5
    (.implicit(eta: 0), 1.38348486),
    // 1 + ½ ln 4 (1 − 0.5/√0.84)
    (.flowEuler, 1.31500439),
  ])
  func aStepByHand(rule: ReverseRule, exact: Double) {
    let sampler = ReverseSampler(ForwardProcessTests.schedule, rule)
    let f = sampler.factors(from: 2, to: 1)
    expectClose(f.state + f.prediction * 0.5, exact, within: 1e-7)
    if case .ancestral = rule {
      // β̃_2 = 0.75·0.36/0.84.
      expectClose(f.standardDeviation, sqrt(0.75 * 0.36 / 0.84), within: 1e-13)
    } else {
      #expect(f.standardDeviation == 0)
    }
  }

  @Test func noiseOfTheVarianceChoices() {
    let schedule = ForwardProcessTests.schedule
    func standardDeviation(_ rule: ReverseRule, _ t: Int, _ s: Int) -> Double {
      ReverseSampler(schedule, rule).factors(from: t, to: s).standardDeviation
    }
    expectClose(standardDeviation(.ancestral(.beta), 2, 1), sqrt(0.75), within: 1e-13)
    #expect(standardDeviation(.ancestral(.beta), 1, 0) == 0)
    #expect(standardDeviation(.ancestral(.posterior), 1, 0) == 0)
    #expect(standardDeviation(.ancestral(.given { _, _ in 0.09 }), 1, 0) == 0.3)
    expectClose(
      standardDeviation(.implicit(eta: 0.5), 2, 1), 0.5 * sqrt(0.75 * 0.36 / 0.84), within: 1e-13)
    // A longer step: β = 1 − ᾱ_2.
    expectClose(
      standardDeviation(.ancestral(.given { t, s in Double(t - s) }), 2, 0), sqrt(2), within: 1e-15)
  }

  /// Heun's step is written out here with its two slopes.
  @Test func heunByHand() {
    let schedule = ForwardProcessTests.schedule
    let sampler = ReverseSampler(schedule, .flowHeun)
    var random = RandomStream(seed: 1)
    var untouched = random
    var x = Tensor([1.0], shape: [1, 1])
    sampler.step(&x, from: 2, to: 1, predicting: { x, t in x * Float(t) }, using: &random)
    // Slopes ½(x − ε/√(1−ᾱ)): with ε = 2x at x = 1, then with ε = x at Euler's point.
    let Δ = log(4.0)
    let first = (1 - 2 / sqrt(0.84)) / 2
    let euler = 1 + Δ * first
    let second = (euler - euler / 0.6) / 2
    expectClose(Double(x.item), 1 + Δ * (first + second) / 2, within: 1e-6)
    // The last step is Euler's, with one prediction.
    var calls = 0
    sampler.step(
      &x, from: 1, to: 0,
      predicting: { x, _ in
        calls += 1
        return x
      }, using: &random)
    #expect(calls == 1)
    #expect(random.next() == untouched.next())
  }

  /// Simulated with the exact noise of the running Gaussian, against the exact recursion.
  @Test(arguments: [
    (ReverseRule.ancestral(.beta), 4, 4), (.ancestral(.posterior), 4, 4), (.implicit(eta: 0), 4, 4),
    (.implicit(eta: 0.5), 20, 20), (.ancestral(.posterior), 100, 10), (.flowEuler, 20, 20),
    (.flowHeun, 20, 20),
  ])
  func simulationFollowsTheRecursion(rule: ReverseRule, T: Int, steps: Int) {
    let n = 40_000
    for (s, seed) in [(0.5, 1), (1.5, 2)] as [(Double, UInt64)] {
      let schedule = NoiseSchedule.scaledLinear(steps: T)
      let sampler = ReverseSampler(schedule, rule, steps: steps)
      let exact = ExactNoise(of: Gaussian(mean: 1, standardDeviation: s), schedule: schedule)
      var random = RandomStream(seed: seed)
      let x = sampler.sample(n, dimension: 1, predicting: exact.callAsFunction, using: &random)
      let distribution = sampler.outputDistribution(of: GaussianDiffusion(mean: 1, variance: s * s))
      expectMean(
        x.mean(), exact: distribution.mean, variance: distribution.variance, count: n,
        detecting: 0.05 * max(s, 1) * 1.5, ledger: "reverse sampler: mean")
      expectVariance(
        x.variance(), degreesOfFreedom: n - 1, exact: distribution.variance,
        detecting: 0.1 * distribution.variance, ledger: "reverse sampler: variance")
    }
  }

  /// A schedule that leaves hardly any signal, ᾱ_T = 1e-17: in all its steps the way back is right,
  @Test func backFromAlmostNoSignal() {
    let n = 40_000
    let schedule = NoiseSchedule.linear(steps: 10)
    let exact = ExactNoise(of: Gaussian(mean: 1, standardDeviation: 2), schedule: schedule)
    let sampler = ReverseSampler(schedule, .implicit(eta: 0))
    var random = RandomStream(seed: 5)
    let x = sampler.sample(n, dimension: 1, predicting: exact.callAsFunction, using: &random)
    let distribution = sampler.outputDistribution(of: GaussianDiffusion(mean: 1, variance: 4))
    expectMean(
      x.mean(), exact: distribution.mean, variance: distribution.variance, count: n,
      detecting: 0.15, ledger: "reverse sampler: mean")
    expectVariance(
      x.variance(), degreesOfFreedom: n - 1, exact: distribution.variance,
      detecting: 0.1 * distribution.variance, ledger: "reverse sampler: variance")
  }

  /// and a step over too many of them is refused, where x_0 would be a difference of rounding
  /// errors.
  @Test func stepsThatWouldAmplifyRoundingAreRefused() async {
    for rule in [ReverseRule.implicit(eta: 0), .ancestral(.posterior)] {
      // Theory in Double knows the way all the same.
      let sampler = ReverseSampler(.linear(steps: 10), rule, steps: 2)
      #expect(sampler.factors(from: 10, to: 5).state > 1e6)
    }
    let long = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var random = RandomStream(seed: 1)
      _ = ReverseSampler(.linear(steps: 10), .implicit(eta: 0), steps: 2)
        .sample(10, dimension: 1, predicting: { x, _ in x }, using: &random)
    }
    #expect(message(long).contains("reverse step from 10 to 5: x_t would be multiplied by"))
    await #expect(processExitsWith: .failure) {
      var random = RandomStream(seed: 1)
      let schedule = NoiseSchedule.linear(steps: 1000, from: 1e-4, to: 0.5, rescaled: false)
      _ = ReverseSampler(schedule, .ancestral(.beta), steps: 5)
        .sample(10, dimension: 1, predicting: { x, _ in x }, using: &random)
    }
  }

  /// DDIM that redraws more noise than there is, and variances that are none.
  @Test func variancesThatCannotBe() async {
    let eta = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = ReverseSampler(.linear(steps: 20), .implicit(eta: 3))
    }
    #expect(message(eta).contains("η = 3.0"))
    await #expect(processExitsWith: .failure) {
      _ = ReverseSampler(.linear(steps: 20), .implicit(eta: -0.5))
    }
    await #expect(processExitsWith: .failure) {
      _ = ReverseSampler(.linear(steps: 20), .implicit(eta: .nan))
    }
    let given = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = ReverseSampler(.linear(steps: 20), .ancestral(.given { t, s in t == 7 ? -1 : 1 }))
    }
    #expect(message(given).contains("reverse step from 7 to 6: noise of variance -1.0"))
    await #expect(processExitsWith: .failure) {
      _ = ReverseSampler(.linear(steps: 20), .ancestral(.given { _, _ in .infinity }))
    }
    // All that there is may be redrawn, at every step of any schedule.
    for schedule in NoiseScheduleTests.all {
      #expect(ReverseSampler(schedule, .implicit(eta: 1)).times.count == schedule.steps + 1)
    }
  }

  @Test func aPathEndsWhereTheRunDoes() {
    let schedule = NoiseSchedule.cosine(steps: 12)
    let sampler = ReverseSampler(schedule, .ancestral(.beta), steps: 5)
    let exact = ExactNoise(of: GaussianMixture.running, schedule: schedule)
    var (one, other) = (RandomStream(seed: 3), RandomStream(seed: 3))
    let start = Tensor(rows: [[0.1, -1], [1, 1]])
    let path = sampler.trajectory(from: start, predicting: exact.callAsFunction, using: &one)
    let end = sampler.run(from: start, predicting: exact.callAsFunction, using: &other)
    #expect(path.count == 6 && path[0] == start && path[5] == end)
  }

  /// The mixture comes back: shares of half-planes, against the mixture's own samples.
  @Test func theMixtureComesBack() {
    let schedule = NoiseSchedule.linear(steps: 200)
    let exact = ExactNoise(of: GaussianMixture.running, schedule: schedule)
    var random = RandomStream(seed: 4)
    let n = 20_000
    let x = ReverseSampler(schedule, .ancestral(.beta), steps: 100)
      .sample(n, dimension: 2, predicting: exact.callAsFunction, using: &random)
    // Component 4 sits alone at the right: P(x₁ > 2.1), by the normal distribution of each
    // component.
    let mixture = GaussianMixture.running
    let share = sum(
      zip(mixture.weights, mixture.components).map { weight, component in
        weight * normalCDF((component.mean[0] - 2.1) / sqrt(component.covariance[0][0]))
      })
    let hits = x.column(0).doubles.filter { $0 > 2.1 }.count
    expectProportion(
      hits, of: n, exact: share, detecting: share / 3, ledger: "reverse sampler: mixture")
  }
}
