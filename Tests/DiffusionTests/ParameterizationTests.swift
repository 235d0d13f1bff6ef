import Diffusion
import Distributions
import Elementary
import Tensors
import TestSupport
import Testing
import Theory

@Suite struct ParameterizationTests {
  /// x_0 = 1.5, ε = −0.5, ᾱ = 0.64: x_t = 1.2 − 0.3, v = 0.8·(−0.5) − 0.6·1.5, score = 0.5/0.6.
  static let values: [Parameterization: Double] = [
    .clean: 1.5, .noise: -0.5, .velocity: -1.3, .score: 5.0 / 6,
  ]

  @Test(arguments: Parameterization.allCases, Parameterization.allCases)
  func byHand(source: Parameterization, target: Parameterization) {
    let level = NoiseLevel(signal: 0.64)
    let (p, q) = source.factors(to: target, at: level)
    expectClose(p * 0.9 + q * Self.values[source]!, Self.values[target]!, within: 1e-14)
    let converted = source.convert(
      Tensor([Self.values[source]!]), to: target, state: Tensor([0.9]), at: level)
    expectClose(Double(converted.item), Self.values[target]!, within: 1e-6)
  }

  /// There and back, at all levels that occur.
  @Test(arguments: [1, 30, 500, 970, 1000]) func roundTrips(t: Int) {
    let level = NoiseSchedule.linear(steps: 1000).level(t)
    for source in Parameterization.allCases {
      for target in Parameterization.allCases {
        let (p, q) = source.factors(to: target, at: level)
        let (p2, q2) = target.factors(to: source, at: level)
        expectClose(q * q2, 1, within: 1e-13)
        expectClose(p2 + q2 * p, 0, within: 1e-12, scale: max(p2.magnitude, 1))
      }
    }
  }

  /// The best prediction in each form, for Gaussian data, from formulas of its own.
  @Test func bestPredictionsOfAGaussian() {
    let data = GaussianDiffusion(mean: 1, variance: 0.25)
    let level = NoiseLevel(signal: 0.3)
    let (x, v) = (0.7, data.variance(at: level))
    let noise = data.bestNoise(x, at: level)
    func value(_ target: Parameterization) -> Double {
      let (p, q) = Parameterization.noise.factors(to: target, at: level)
      return p * x + q * noise
    }
    let shift = x - sqrt(0.3)
    expectClose(value(.score), -shift / v, within: 1e-14)
    expectClose(value(.clean), 1 + sqrt(0.3) * 0.25 / v * shift, within: 1e-14)
    expectClose(
      value(.velocity), sqrt(0.3) * noise - sqrt(0.7) * value(.clean), within: 1e-13)
  }

  /// ε* of a mixture is −√(1−ᾱ) times the score, and its distribution is the mixture's after the
  /// jump.
  @Test func exactNoiseOfAMixture() {
    let schedule = NoiseSchedule.cosine(steps: 10)
    let exact = ExactNoise(of: GaussianMixture.running, schedule: schedule)
    let x = Tensor(rows: [[0.3, -1], [2, 2]])
    for t in [1, 5, 10] {
      let ᾱ = schedule.alphaBar(t)
      // By differences of the log density, whose moments are computed here.
      let distribution = GaussianMixture(
        weights: GaussianMixture.running.weights,
        components: GaussianMixture.running.components.map { component in
          Gaussian(
            mean: component.mean.map { sqrt(ᾱ) * $0 },
            covariance: (0..<2).map { i in
              (0..<2).map { j in ᾱ * component.covariance[i][j] + (i == j ? 1 - ᾱ : 0) }
            })
        })
      let noise = exact(x, t)
      for axis in 0..<2 {
        let h = Tensor([axis == 0 ? 0.02 : 0, axis == 1 ? 0.02 : 0], shape: [1, 2])
        let slope = (distribution.logDensity(x + h) - distribution.logDensity(x - h)) / 0.04
        for i in 0..<2 {
          expectClose(
            Double(noise[i, axis]), -sqrt(1 - ᾱ) * Double(slope[i]), within: 5e-3, scale: 1)
        }
      }
    }
    #expect(exact(x, 0) == Tensor.zeros(2, 2))
  }

  /// Clean data have no noise to be predicted, and noise without a signal no data.
  @Test func levelsThatSayNothing() async {
    await #expect(processExitsWith: .failure) {
      _ = ExactNoise(of: Gaussian.running, schedule: .linear(steps: 5))(.zeros(1, 1), 6)
    }
    await #expect(processExitsWith: .failure) {
      _ = Parameterization.clean.convert(
        .zeros(1, 1), to: .noise, state: .zeros(1, 1), at: .clean)
    }
    await #expect(processExitsWith: .failure) {
      _ = Parameterization.noise.convert(
        .zeros(1, 1), to: .clean, state: .zeros(1, 1), at: NoiseLevel(logSignal: -300))
    }
  }
}
