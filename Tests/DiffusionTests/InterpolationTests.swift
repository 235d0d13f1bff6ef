import Diffusion
import Distributions
import Elementary
import Tensors
import TestSupport
import Testing
import Theory

@Suite struct InterpolationTests {
  /// On the unit circle, a third of the way from 0° to 90° is 30°; norms between are kept.
  @Test func followsTheArc() {
    let a = Tensor(rows: [[1, 0], [2, 0]])
    let b = Tensor(rows: [[0, 1], [-1, 3.0.squareRoot()]])
    let x = sphericalInterpolation(a, b, at: 1.0 / 3)
    expectClose(Double(x[0, 0]), cos(.pi / 6), within: 1e-6)
    expectClose(Double(x[0, 1]), 0.5, within: 1e-6)
    // 120° apart, both of length 2: 40°.
    expectClose(Double(x[1, 0]), 2 * cos(2 * .pi / 9), within: 1e-6)
    expectClose(Double(x[1, 1]), 2 * sin(2 * .pi / 9), within: 1e-6)
    #expect((sphericalInterpolation(a, b, at: 0) - a).abs().max() < 1e-6)
    #expect((sphericalInterpolation(a, b, at: 1) - b).abs().max() < 1e-6)
    #expect(sphericalInterpolation(a, 3 * a, at: 0.5) == 2 * a)
  }

  /// The middle of two standard normal points of many coordinates has the mean square 1, also as
  /// pictures; that of the straight line has ½.
  @Test(arguments: [[40, 400], [40, 20, 20]]) func keepsTheNorm(shape: [Int]) {
    var random = RandomStream(seed: 1)
    let (a, b) = (random.normal(shape), random.normal(shape))
    // In the middle, 2(1 + c) of the squares' mean stands over 4 cos²(φ/2) = 2(1 + c).
    expectNear(
      sphericalInterpolation(a, b, at: 0.5).square().mean(), 1, within: 0.05)
    expectNear(((a + b) / 2).square().mean(), 0.5, within: 0.05)
  }

  @Test func refusesOppositePoints() async {
    await #expect(processExitsWith: .failure) {
      _ = sphericalInterpolation(Tensor(rows: [[1, 0]]), Tensor(rows: [[-1, 0]]), at: 0.5)
    }
  }

  /// The way back from the code leads to the data, the more nearly the more iterations.
  @Test func theCodeMakesTheDataAgain() {
    var random = RandomStream(seed: 2)
    let schedule = NoiseSchedule.linear(steps: 100)
    let mixture = GaussianMixture.running
    let exact = ExactNoise(of: mixture, schedule: schedule)
    let sampler = ReverseSampler(schedule, .implicit(eta: 0), steps: 50)
    let x = mixture.sample(200, using: &random)
    let errors = [1, 2, 6].map { iterations in
      let code = sampler.encode(x, iterations: iterations, predicting: exact.callAsFunction)
      let again = sampler.run(from: code, predicting: exact.callAsFunction, using: &random)
      return sqrt((again - x).square().mean())
    }
    #expect(errors[0] > 2 * errors[1] && errors[1] > 2 * errors[2])
    #expect(errors[2] < 0.01, "\(errors)")
  }

  /// For Gaussian data every step is linear, so the code is known.
  @Test func theCodeOfAGaussian() {
    let schedule = NoiseSchedule.linear(steps: 50)
    let exact = ExactNoise(of: Gaussian.running, schedule: schedule)
    let data = GaussianDiffusion(mean: 1, variance: 0.25)
    let sampler = ReverseSampler(schedule, .implicit(eta: 0), steps: 25)
    var code = 1.7
    for (s, t) in zip(sampler.times.dropFirst(), sampler.times).reversed() {
      let (earlier, later) = (schedule.level(s), schedule.level(t))
      let g = data.implicitFactor(to: earlier, from: later)
      code = data.mean(at: later) + (code - data.mean(at: earlier)) / g
    }
    let x = sampler.encode(
      Tensor([1.7], shape: [1, 1]), iterations: 30, predicting: exact.callAsFunction)
    expectClose(Double(x.item), code, within: 1e-4)
  }

  @Test func encodesWithoutNoiseOnly() async {
    await #expect(processExitsWith: .failure) {
      _ = ReverseSampler(.linear(steps: 10), .implicit(eta: 1)).encode(
        .zeros(1, 1), predicting: { x, _ in x })
    }
  }
}
