import Distributions
import Elementary
import Networks
import Tensors
import TestSupport
import Testing

@testable import Diffusion

@Suite("Diffusion at the edges") struct EdgeTests {
  static let schedule = NoiseSchedule.linear(steps: 100)

  private static let ofNumbers: [Refusal] = [Double.nan, .infinity, -.infinity].flatMap {
    (x: Double) -> [Refusal] in
    [
      Refusal("β_2 = \(x), not in (0, 1)") { _ = NoiseSchedule("own", betas: [0.1, x]) },
      Refusal("not in (0, 1)") { _ = NoiseSchedule.constant(x, steps: 2) },
      Refusal("not in (0, 1)") { _ = NoiseSchedule.linear(steps: 10, from: x) },
      Refusal("not in (0, 1)") { _ = NoiseSchedule.linear(steps: 10, to: x) },
      Refusal("not in (0, 1)") { _ = NoiseSchedule.scaledLinear(steps: 10, from: x) },
      Refusal("cosine schedule of 10 steps") { _ = NoiseSchedule.cosine(steps: 10, offset: x) },
      Refusal("cosine schedule of 10 steps") { _ = NoiseSchedule.cosine(steps: 10, largest: x) },
      Refusal("sigmoid schedule of 10 steps") { _ = NoiseSchedule.sigmoid(steps: 10, start: x) },
      Refusal("sigmoid schedule of 10 steps") { _ = NoiseSchedule.sigmoid(steps: 10, end: x) },
      Refusal("sigmoid schedule of 10 steps") {
        _ = NoiseSchedule.sigmoid(steps: 10, temperature: x)
      },
      Refusal("needs ᾱ in (0, 1], got \(x)") { _ = NoiseLevel(signal: x) },
      Refusal("reverse step from 1 to 0: noise of variance \(x)") {
        _ = ReverseSampler(schedule, .ancestral(.given { _, s in s == 0 ? x : 0 }))
      },
      Refusal("reverse step from 100 to 99: η = \(x)") {
        _ = ReverseSampler(schedule, .implicit(eta: x))
      },
      Refusal("frequencies [\(x)]") {
        var random = RandomStream(seed: 1)
        _ = FourierNoiseMLP(
          dimension: 1, hidden: [], steps: 1, frequencies: [x], using: &random)
      },
    ]
  }

  private static let ofTheRest: [Refusal] = [
    Refusal("needs ln ᾱ ≤ 0, got nan") { _ = NoiseLevel(logSignal: .nan) },
    Refusal("needs ln ᾱ ≤ 0, got inf") { _ = NoiseLevel(logSignal: .infinity) },
    Refusal("noise schedule “own”: no steps") { _ = NoiseSchedule("own", betas: []) },
    Refusal("noise schedule “linear” of 0 steps") { _ = NoiseSchedule.linear(steps: 0) },
    Refusal("cosine schedule of -1 steps") { _ = NoiseSchedule.cosine(steps: -1) },
    Refusal("sigmoid schedule of 10 steps from -3.0 to 3.0 at the temperature 5e-324") {
      _ = NoiseSchedule.sigmoid(steps: 10, temperature: .leastNonzeroMagnitude)
    },
    Refusal("x_t would be multiplied by") {
      var random = RandomStream(seed: 1)
      _ = ReverseSampler(.linear(steps: 10), .implicit(eta: 0), steps: 2)
        .sample(1, dimension: 1, predicting: { x, _ in x }, using: &random)
    },
    Refusal("noise says nothing of clean where ᾱ = 0.0") {
      let x = Tensor.zeros(1, 1)
      _ = Parameterization.noise.convert(
        x, to: .clean, state: x, at: NoiseLevel(logSignal: -.infinity))
    },
    Refusal("clean says nothing of noise where ᾱ = 1.0") {
      let x = Tensor.zeros(1, 1)
      _ = Parameterization.clean.convert(x, to: .noise, state: x, at: .clean)
    },
    Refusal("time-conditioned MLP: 1 dimensions and -1 steps") {
      var random = RandomStream(seed: 1)
      _ = TimeConditionedMLP(dimension: 1, hidden: [], steps: -1, using: &random)
    },
    Refusal("posterior at time 3 from time 3") { _ = Posterior(schedule, at: 3, from: 3) },
    Refusal("level -1 of a schedule of 100 steps") { _ = Posterior(schedule, from: 0) },
    Refusal("noise schedule “constant” of -1 steps") {
      _ = NoiseSchedule.constant(0.1, steps: -1)
    },
    Refusal("spherical interpolation: row 1 is 0, infinite or NaN") {
      _ = sphericalInterpolation(
        Tensor([1.0, 0], shape: [2, 1]), Tensor([1.0, 1], shape: [2, 1]), at: 0.5)
    },
    Refusal("spherical interpolation: row 0 is 0, infinite or NaN") {
      _ = sphericalInterpolation(
        Tensor([Double.infinity], shape: [1, 1]), Tensor([1.0], shape: [1, 1]), at: 0.5)
    },
    Refusal("spherical interpolation of opposite points, row 0") {
      _ = sphericalInterpolation(
        Tensor([1.0], shape: [1, 1]), Tensor([-1.0], shape: [1, 1]), at: 0.5)
    },
    Refusal("spherical interpolation of [1, 1] and [1, 1] at nan") {
      _ = sphericalInterpolation(.zeros(1, 1), .zeros(1, 1), at: .nan)
    },
    Refusal("inpainting: a mask of zeros and ones only") {
      _ = Inpainting(
        ReverseSampler(schedule, .ancestral(.beta)), known: .zeros(1, 1),
        mask: Tensor([Double.nan], shape: [1, 1]))
    },
    Refusal("inpainting: every step is taken 0 times") {
      _ = Inpainting(
        ReverseSampler(schedule, .ancestral(.beta)), known: .zeros(1, 1), mask: .zeros(1, 1),
        repetitions: 0)
    },
    Refusal("encoding: noise [1] for states [2, 1]") {
      _ = ReverseSampler(schedule, .implicit(eta: 0))
        .encode(.zeros(2, 1), predicting: { _, _ in .zeros(1) })
    },
    Refusal("encoding with 0 iterations") {
      _ = ReverseSampler(schedule, .implicit(eta: 0))
        .encode(.zeros(2, 1), iterations: 0, predicting: { x, _ in x })
    },
    Refusal("empirical noise of points [2, 1]: at least one is needed, and all finite") {
      _ = EmpiricalNoise(of: Tensor([1, Double.nan], shape: [2, 1]), schedule: schedule)
    },
    Refusal("empirical noise at time 0 of 100") {
      _ = EmpiricalNoise(of: .zeros(1, 1), schedule: schedule).weights(.zeros(1, 1), 0)
    },
    Refusal("empirical noise at time 101 of 100") {
      _ = EmpiricalNoise(of: .zeros(1, 1), schedule: schedule)(.zeros(1, 1), 101)
    },
    Refusal("trainings by [-1] steps for 1 trainings") {
      var random = RandomStream(seed: 1)
      let network = FourierNoiseMLP(
        dimension: 1, hidden: [], steps: 100, frequencies: [1], using: &random)
      let training = NoiseTraining(
        of: network, on: DataSet(.zeros(1, 1)), schedule: schedule, seed: 1)
      try! NoiseTraining.run([training], steps: [-1])
    },
  ]

  static let refusals = ofNumbers + ofTheRest

  @Test(arguments: refusals.indices) func refused(index: Int) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [index] in
      EdgeTests.refusals[index].make()
    }
    #expect(message(result).contains(EdgeTests.refusals[index].description))
  }

  /// Data that are missing may be anything.
  @Test(arguments: edges) func unknownPixels(number: Double) {
    var random = RandomStream(seed: 1)
    let inpainting = Inpainting(
      ReverseSampler(Self.schedule, .implicit(eta: 0), steps: 3),
      known: Tensor([0.5, number, number, 0.5], shape: [2, 2]),
      mask: Tensor([1.0, 0, 0, 1], shape: [2, 2]), repetitions: 2)
    let x = inpainting.run(predicting: { x, _ in 0.5 * x }, using: &random)
    #expect(x.sum().isFinite && x.scalars[0] == 0.5 && x.scalars[3] == 0.5)
  }

  /// The arc is the same in every unit.
  @Test(arguments: [0x1p-149, 0x1p-100, 1, 0x1p100, 0x1p127]) func arcs(unit: Double) {
    let (a, b) = (Tensor([unit, 0], shape: [1, 2]), Tensor([0, unit], shape: [1, 2]))
    let middle = sphericalInterpolation(a, b, at: 0.5).doubles.map { $0 / unit }
    // The smallest number has no digits.
    let accuracy = unit == 0x1p-149 ? 0.5 : 1e-6
    #expect(middle.allSatisfy { abs($0 - 0.5.squareRoot()) < accuracy })
    #expect(sphericalInterpolation(a, a, at: 0.25) == a)
    #expect(sphericalInterpolation(.zeros(0, 2), .zeros(0, 2), at: 0.5).shape == [0, 2])
  }

  /// From clean data to pure noise, with no NaN on the way.
  @Test(arguments: [
    0, -0x1p-1074, -1e-300, -1e-8, -1, -700, -800, -1e300, -Double.infinity,
  ])
  func levelsOfAnySize(logSignal: Double) {
    let level = NoiseLevel(logSignal: logSignal)
    #expect(level.signal >= 0 && level.signal <= 1 && level.noise >= 0 && level.noise <= 1)
    #expect(abs(level.signal + level.noise - 1) < 1e-15)
    #expect(!level.logSNR.isNaN && !level.signalToNoise.isNaN)
    #expect(level.signalScale(since: level) == 1 && level.noiseVariance(since: level) == 0)
    #expect(level.posteriorVariance(at: level) == 0)
    #expect(level.noiseVariance(since: .clean) == level.noise)
    #expect(abs(level.signalScale(since: .clean) - level.signalScale) < 1e-15)
    let noise = NoiseLevel(logSignal: -.infinity)
    if logSignal > -.infinity {
      #expect(noise.signalScale(since: level) == 0 && noise.noiseVariance(since: level) == 1)
      #expect(noise.posteriorVariance(at: level) == level.noise)
    }
  }

  static let betas: [[Double]] = [
    [0x1p-1074, 1e-300, 1e-16], [0.5, 1 - 0x1p-53, 1 - 0x1p-53], [1e-300, 0.999999],
    [Double](repeating: 0.999, count: 200), [0.5],
  ]

  /// Of betas that are tiny or all but 1, everything that follows is finite and in order.
  @Test(arguments: betas)
  func betasAtTheEdges(betas: [Double]) {
    let schedule = NoiseSchedule("edge", betas: betas)
    for t in 1...schedule.steps {
      let (before, level) = (schedule.level(t - 1), schedule.level(t))
      #expect(level.logSignal.isFinite && level.logSignal < before.logSignal)
      #expect(level.noise > 0 && level.noise >= before.noise)
      // β comes back as the difference of sums of logarithms, of up to 1,400: 1e-13 of them is rounding.
      let posterior = Posterior(schedule, from: t)
      #expect(posterior.variance >= 0 && posterior.variance <= betas[t - 1] * (1 + 1e-12))
      #expect(posterior.cleanFactor >= 0 && posterior.cleanFactor <= 1)
      #expect(posterior.noisyFactor >= 0 && posterior.noisyFactor <= 1)
      let outcome = posterior.cleanFactor * 1 + posterior.noisyFactor * level.signalScale
      #expect(abs(outcome - before.signalScale) < 1e-12)
    }
  }

  /// What is not finite in the data or in a prediction is not hidden, and stays in its row.
  @Test(arguments: [Double.nan, .infinity, -.infinity]) func notFiniteStaysSo(bad: Double) {
    var random = RandomStream(seed: 1)
    let x = Tensor([1, bad], shape: [2, 1])
    let process = ForwardProcess(Self.schedule)
    for noised in [
      process.step(x, to: 1, using: &random), process.jump(x, to: 50, using: &random),
      process.jump(x, to: [10, 20], noise: .zeros(2, 1)),
      Posterior(Self.schedule, from: 50).mean(clean: x, noisy: x),
      Parameterization.noise.convert(
        x, to: .velocity, state: .zeros(2, 1), at: Self.schedule.level(9)),
    ] {
      #expect(noised.scalars[0].isFinite && !noised.scalars[1].isFinite)
    }
    for rule in [ReverseRule.ancestral(.beta), .implicit(eta: 0.5), .flowEuler, .flowHeun] {
      var state = Tensor.zeros(2, 1)
      ReverseSampler(Self.schedule, rule)
        .step(&state, from: 50, to: 49, predicting: { _, _ in x }, using: &random)
      #expect(state.scalars[0].isFinite && !state.scalars[1].isFinite)
    }
  }
}
