import Diffusion
import Distributions
import Elementary
import Tensors
import TestSupport
import Testing
import Theory

@Suite struct InpaintingTests {
  static let schedule = NoiseSchedule.linear(steps: 40)

  /// The known part comes out as it went in, in pictures too.
  @Test(arguments: [[5, 4], [5, 2, 2]]) func keepsWhatIsKnown(shape: [Int]) {
    var random = RandomStream(seed: 1)
    let known = random.normal(shape)
    let mask =
      Tensor(rows: [[1, 0, 0, 1]]).reshaped(to: [1] + shape.dropFirst())
      + Tensor(repeating: 0, shape: shape)
    let inpainting = Inpainting(
      ReverseSampler(Self.schedule, .ancestral(.posterior)), known: known, mask: mask,
      repetitions: 2)
    let x = inpainting.run(predicting: { x, _ in 0.5 * x }, using: &random)
    #expect(x.shape == shape && mask * x == mask * known)
    #expect(((1 - mask) * (x - known)).abs().max() > 0.1)
  }

  /// With nothing known it is the sampler itself, in distribution; with the exact noise of a
  /// Gaussian, the variance that its recursion says.
  @Test func withNothingKnownItSamples() {
    var random = RandomStream(seed: 2)
    let data = GaussianDiffusion(mean: 1, variance: 0.25)
    let exact = ExactNoise(of: Gaussian.running, schedule: Self.schedule)
    let sampler = ReverseSampler(Self.schedule, .ancestral(.posterior))
    let n = 20_000
    let nothing = Tensor.zeros(n, 1)
    let x = Inpainting(sampler, known: nothing, mask: nothing)
      .run(predicting: exact.callAsFunction, using: &random)
    let output = sampler.outputDistribution(of: data)
    expectMean(
      x.mean(), exact: output.mean, variance: output.variance, count: n, detecting: 0.1,
      ledger: "inpainting: nothing known, mean")
    expectVariance(
      x.variance(), degreesOfFreedom: n - 1, exact: output.variance,
      detecting: 0.2 * output.variance, ledger: "inpainting: nothing known, variance")
  }

  /// One coordinate of two is known: mean and variance of the other are those of the recursion.
  @Test(arguments: [1, 4]) func agreesWithTheRecursion(repetitions: Int) {
    var random = RandomStream(seed: 3)
    let theory = InpaintingGaussian(correlation: 0.9)
    let pair = Gaussian(mean: [0, 0], covariance: [[1, 0.9], [0.9, 1]])
    let exact = ExactNoise(of: pair, schedule: Self.schedule)
    let sampler = ReverseSampler(Self.schedule, .ancestral(.posterior))
    let n = 20_000
    let x = Inpainting(
      sampler, known: Tensor(rows: [[0, 1.5]]) + .zeros(n, 2),
      mask: Tensor(rows: [[0, 1]]) + .zeros(n, 2), repetitions: repetitions
    ).run(predicting: exact.callAsFunction, using: &random).column(0)
    let output = theory.output(known: 1.5, sampler: sampler, repetitions: repetitions)
    expectMean(
      x.mean(), exact: output.mean, variance: output.variance, count: n, detecting: 0.06,
      ledger: "inpainting: mean")
    expectVariance(
      x.variance(), degreesOfFreedom: n - 1, exact: output.variance,
      detecting: 0.15 * output.variance, ledger: "inpainting: variance")
  }

  @Test func refusesWhatDoesNotFit() async {
    let shown = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Inpainting(
        ReverseSampler(Self.schedule, .implicit(eta: 0)), known: .zeros(2, 4), mask: .zeros(2, 3))
    }
    #expect(message(shown).contains("a mask [2, 3] for data [2, 4]"))
    await #expect(processExitsWith: .failure) {
      _ = Inpainting(
        ReverseSampler(Self.schedule, .implicit(eta: 0)), known: .zeros(2, 4),
        mask: Tensor(repeating: 0.5, shape: [2, 4]))
    }
    await #expect(processExitsWith: .failure) {
      _ = Inpainting(
        ReverseSampler(Self.schedule, .implicit(eta: 0)), known: .zeros(2, 4), mask: .zeros(2, 4),
        repetitions: 0)
    }
  }
}
