import Diffusion
import Elementary
import TestSupport
import Testing

@Suite struct NoiseScheduleTests {
  static let all: [NoiseSchedule] = [4, 50, 1000].flatMap { T in
    [
      .linear(steps: T), .scaledLinear(steps: T), .cosine(steps: T), .sigmoid(steps: T),
      .linear(steps: T, rescaled: false), .constant(0.01, steps: T),
    ]
  }

  /// The definition, product by product.
  @Test(arguments: all) func levelsAreProducts(schedule: NoiseSchedule) {
    var ᾱ = 1.0
    #expect(schedule.level(0) == .clean && schedule.alphaBar(0) == 1)
    for t in 1...schedule.steps {
      ᾱ *= 1 - schedule.beta(t)
      expectClose(schedule.alphaBar(t), ᾱ, within: 1e-12)
      expectClose(schedule.level(t).noise, 1 - ᾱ, within: 1e-12, scale: 1)
      expectClose(schedule.level(t).logSNR, log(ᾱ / (1 - ᾱ)), within: 1e-9, scale: 1)
      expectClose(schedule.alpha(t), 1 - schedule.betas[t - 1], within: 1e-15)
      #expect(schedule.level(t).signal < schedule.level(t - 1).signal)
    }
    #expect(schedule.terminal == schedule.level(schedule.steps))
  }

  /// 1 − ᾱ by the sum 1 − ᾱ_t = (1 − ᾱ_{t−1}) + ᾱ_{t−1} β_t, in which nothing cancels.
  @Test(arguments: all) func noiseKeepsItsDigits(schedule: NoiseSchedule) {
    var noise = 0.0
    for t in 1...schedule.steps {
      noise += schedule.alphaBar(t - 1) * schedule.beta(t)
      expectClose(schedule.level(t).noise, noise, within: 1e-13)
    }
  }

  /// 1 − ᾱ_1 is β_1 to the last digits, which 1 − (1 − β_1) in Float would not be.
  @Test func theFirstStepIsExact() {
    let schedule = NoiseSchedule("tiny", betas: [1e-9, 1e-9])
    expectClose(schedule.level(1).noise, 1e-9, within: 1e-15)
    expectClose(schedule.level(2).noise, 2e-9 - 1e-18, within: 1e-15)
  }

  /// The noise of x_t over its signal is the ladder's.
  @Test func ladderHasTheNoisesOfScoreMatching() {
    let noises = [5, 1.3, 0.2, 0.05]
    let schedule = NoiseSchedule.ladder(standardDeviations: noises)
    for (σ, t) in zip(noises, [4, 3, 2, 1]) {
      expectClose(sqrt(1 / schedule.level(t).signalToNoise), σ, within: 1e-12)
    }
  }

  /// The betas of the `diffusers` library: `linspace(beta_start, beta_end, T)`,
  /// `linspace(√beta_start, √beta_end, T)²`, and `min(1 − f(t₂)/f(t₁), 0.999)`; products by NumPy.
  @Test func publishedValues() {
    let linear = NoiseSchedule.linear(steps: 1000)
    expectClose(linear.beta(1), 0.0001, within: 1e-15)
    expectClose(linear.beta(1000), 0.02, within: 1e-15)
    expectClose(linear.beta(2) - linear.beta(1), 0.0199 / 999, within: 1e-9)
    expectClose(linear.alphaBar(500), 7.85872429e-02, within: 1e-8)
    expectClose(linear.alphaBar(1000), 4.0358297653756758e-05, within: 1e-12)

    let scaled = NoiseSchedule.scaledLinear(steps: 1000)
    expectClose(scaled.beta(1), 0.00085, within: 1e-14)
    expectClose(scaled.beta(500), 0.00480379, within: 1e-6)
    expectClose(scaled.beta(1000), 0.012, within: 1e-14)
    expectClose(scaled.alphaBar(500), 0.27766965, within: 1e-7)
    expectClose(scaled.alphaBar(1000), 0.0046601, within: 1e-5)

    let cosine = NoiseSchedule.cosine(steps: 1000)
    expectClose(cosine.beta(1), 4.12842248e-05, within: 1e-8)
    expectClose(cosine.beta(501), 3.15569144e-03, within: 1e-8)
    expectClose(cosine.beta(999), 7.49999393e-01, within: 1e-8)
    #expect(cosine.beta(1000) == 0.999)
    expectClose(cosine.alphaBar(1000), 2.42876691e-09, within: 1e-8)
    expectClose(NoiseSchedule.cosine(steps: 10).alphaBar(10), 2.40917241e-05, within: 1e-8)

    let sigmoid = NoiseSchedule.sigmoid(steps: 1000)
    for (t, ᾱ) in [(1, 9.99699721e-1), (250, 8.50853548e-1), (500, 0.5), (999, 3.00279200e-4)] {
      expectClose(sigmoid.alphaBar(t), ᾱ, within: 1e-8)
    }
    #expect(sigmoid.beta(1000) == 0.999)
  }

  /// The formulas as they stand in the papers, differences and all.
  @Test(arguments: [7, 100]) func cosineAndSigmoidAsWritten(T: Int) {
    func f(_ t: Int) -> Double {
      let c = cos((Double(t) / Double(T) + 0.008) / 1.008 * .pi / 2)
      return c * c
    }
    func g(_ t: Int) -> Double {
      let (a, b, τ) = (-2.0, 4.0, 0.7)
      let x = a + (b - a) * Double(t) / Double(T)
      return (sigmoid(b / τ) - sigmoid(x / τ)) / (sigmoid(b / τ) - sigmoid(a / τ))
    }
    let (cosine, logistic) = (
      NoiseSchedule.cosine(steps: T),
      NoiseSchedule.sigmoid(steps: T, start: -2, end: 4, temperature: 0.7)
    )
    for t in 1..<T {
      expectClose(cosine.alphaBar(t), f(t) / f(0), within: 1e-12)
      expectClose(logistic.alphaBar(t), g(t) / g(0), within: 1e-11)
    }
  }

  /// Far from the sigmoid's middle its differences are tiny, and must not be differences. From
  /// Python's `decimal` with 60 digits.
  @Test(arguments: [
    (1.0, 1, 0.00030027919974918603), (1, 501, 0.0033143642358607938),
    (0.1, 1, 5.7864308826660843e-15), (0.1, 2, 6.1442437852735343e-15),
    (0.1, 700, 0.058235109442152405), (0.05, 1, 1.116427553064724e-27),
    (0.05, 999, 0.52996405176457173), (0.005, 1, 6.1492298945879148e-261),
    (0.005, 501, 0.5370495669980353),
  ])
  func steepSigmoids(temperature: Double, t: Int, exact: Double) {
    let schedule = NoiseSchedule.sigmoid(steps: 1000, temperature: temperature)
    expectClose(schedule.beta(t), exact, within: 1e-12)
  }

  /// With 1000/T the whole adds about the same noise; without, a short schedule adds little.
  @Test func rescalingKeepsTheWhole() {
    for T in [100, 250, 4000] {
      expectClose(NoiseSchedule.linear(steps: T).beta(1), 0.1 / Double(T), within: 1e-14)
      expectClose(NoiseSchedule.linear(steps: T).terminal.logSignal, -10.1, within: 0.08)
      expectClose(
        NoiseSchedule.linear(steps: T, rescaled: false).terminal.logSignal, -0.0101 * Double(T),
        within: 0.02)
    }
    #expect(NoiseSchedule.linear(steps: 10).betas.max() == 0.999)
    #expect(NoiseSchedule.linear(steps: 1, rescaled: false).betas == [1e-4])
  }

  @Test func timesOfAShorterWalk() {
    let schedule = NoiseSchedule.linear(steps: 10)
    #expect(schedule.times(10) == Array((0...10).reversed()))
    #expect(schedule.times(1) == [10, 0])
    #expect(schedule.times(4) == [10, 8, 5, 3, 0])
  }

  @Test func levelsOfJumps() {
    let schedule = NoiseSchedule.cosine(steps: 20)
    for t in 1...20 {
      let (earlier, later) = (schedule.level(t - 1), schedule.level(t))
      expectClose(later.noiseVariance(since: earlier), schedule.beta(t), within: 1e-13)
      expectClose(later.signalScale(since: earlier), sqrt(schedule.alpha(t)), within: 1e-13)
      // β̃ as the papers write it.
      let β̃ =
        schedule.beta(t) * (1 - schedule.alphaBar(t - 1)) / (1 - schedule.alphaBar(t))
      expectClose(schedule.posteriorVariance(t), β̃, within: 1e-12)
    }
    // Two jumps merge into one: variances add after the first is shrunk.
    let (a, b, c) = (schedule.level(3), schedule.level(9), schedule.level(17))
    let κ = c.signalScale(since: b)
    expectClose(
      c.noiseVariance(since: a), κ * κ * b.noiseVariance(since: a) + c.noiseVariance(since: b),
      within: 1e-14)
    expectClose(NoiseLevel(signal: 0.3).signalToNoise, 0.3 / 0.7, within: 1e-14)
    #expect(NoiseLevel.clean.logSNR == .infinity)
  }

  @Test func badSchedulesAreRefused() async {
    await #expect(processExitsWith: .failure) { _ = NoiseSchedule("none", betas: []) }
    await #expect(processExitsWith: .failure) { _ = NoiseSchedule("one", betas: [0.5, 1]) }
    await #expect(processExitsWith: .failure) { _ = NoiseSchedule("zero", betas: [0, 0.5]) }
    await #expect(processExitsWith: .failure) { _ = NoiseSchedule.linear(steps: 5).beta(0) }
    await #expect(processExitsWith: .failure) { _ = NoiseSchedule.linear(steps: 5).level(6) }
    await #expect(processExitsWith: .failure) { _ = NoiseLevel(signal: 0) }
  }
}
