import Distributions
import Elementary
import LinearAlgebra
import Tensors
import TestSupport
import Testing

@testable import Samplers

@Suite("Samplers at the edges") struct EdgeTests {
  static func square(_ x: Tensor) -> Tensor { 0.5 * x.square().rowSums() }

  /// What no temperature, step or standard deviation can be.
  static let notPositive: [Double] = [
    .nan, .infinity, -.infinity, 0, -0.0, -1, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
  ]

  private static let ofWhatIsNotPositive: [Refusal] = notPositive.flatMap {
    (x: Double) -> [Refusal] in
    [
      Refusal("Metropolis: the temperature must be positive and finite, not \(x)") {
        _ = Metropolis(energy: square, temperature: x, proposalStandardDeviation: 1)
      },
      Refusal("the proposal's standard deviation must be positive, not \(x)") {
        _ = Metropolis(energy: square, proposalStandardDeviation: x)
      },
      Refusal("Langevin: the step must be positive, not \(x)") {
        _ = Langevin(score: { -$0 }, stepSize: x)
      },
      Refusal("Langevin proposal: the temperature must be positive and finite, not \(x)") {
        _ = Metropolis(
          energy: square, score: { -$0 }, temperature: x, langevinStepSize: 0.1)
      },
    ]
  }

  private static let ofWhatIsNotFinite: [Refusal] = [Double.nan, .infinity, -.infinity].flatMap {
    (x: Double) -> [Refusal] in
    [
      Refusal("Langevin: noise of standard deviation") {
        _ = Langevin(score: { -$0 }, stepSize: 1, temperature: x)
      },
      Refusal("annealed Langevin: the noise must fall and stay positive") {
        _ = AnnealedLangevin(
          score: { _ in { -$0 } }, standardDeviations: [1, x], stepSize: 1, stepsPerLevel: 1)
      },
      Refusal("a mixture of kernels with the weights") {
        _ = KernelMixture([(Langevin(score: { -$0 }, stepSize: 1), x)])
      },
      Refusal("annealing: the schedule must ascend from 0 to 1") {
        _ = AnnealedImportanceSampling(
          path: GeometricPath(from: square, to: square), schedule: [0, x, 1],
          kernel: { _ in IndependentDraws(from: Gaussian.running) })
      },
      Refusal("a path's energy at β = \(x)") {
        _ = GeometricPath(from: square, to: square).energy(at: x)
      },
      Refusal("Metropolis chain: the target's weights must be positive and finite") {
        _ = MarkovMatrix.metropolis(target: [1, x], proposal: [[0, 1], [1, 0]])
      },
      Refusal("Metropolis: a chain is where the energy is") {
        var random = RandomStream(seed: 1)
        var chains = Metropolis(
          energy: { Float(x) + 0 * $0.rowSums() }, proposalStandardDeviation: 1)
        var start = Tensor.zeros(2, 1)
        chains.step(&start, using: &random)
      },
      Refusal("estimate of a mean: 1 of 2 values are infinite or NaN") {
        _ = ThermodynamicIntegration.logRatio(
          differences: [Tensor([1, x]), Tensor([1.0, 2])], schedule: [0, 1])
      },
    ]
  }

  private static let ofTheRest: [Refusal] = [
    Refusal("none is finite, or one is +∞ or NaN") { _ = LogWeights([]) },
    Refusal("none is finite, or one is +∞ or NaN") { _ = LogWeights([-.infinity]) },
    Refusal("none is finite, or one is +∞ or NaN") { _ = LogWeights([1, .infinity]) },
    Refusal("none is finite, or one is +∞ or NaN") { _ = LogWeights([1, .nan]) },
    Refusal("mean and variance of 1 values") { _ = LogWeights([1]).logMean },
    Refusal("a Markov chain of -1 steps") {
      var (random, x) = (RandomStream(seed: 1), Tensor.zeros(1, 1))
      var walk = Langevin(score: { -$0 }, stepSize: 1)
      walk.run(&x, steps: -1, using: &random)
    },
    Refusal("a Markov chain of -1 steps") {
      var random = RandomStream(seed: 1)
      var walk = Langevin(score: { -$0 }, stepSize: 1)
      _ = walk.states(from: .zeros(1, 1), steps: -1, using: &random)
    },
    Refusal("Metropolis: candidates [1, 1] of states [2, 1]") {
      var (random, x) = (RandomStream(seed: 1), Tensor.zeros(2, 1))
      var walk = Metropolis(energy: square, proposal: Proposal(draw: { x, _ in x.rows(0..<1) }))
      walk.step(&x, using: &random)
    },
    Refusal("a proposal on 2 states needs as many rows") {
      _ = MarkovMatrix.metropolis(target: [1, 1], proposal: [[0, 1]])
    },
    Refusal("a proposal on 2 states needs as many rows") {
      _ = MarkovMatrix.metropolis(target: [1, 1], proposal: [[0, 1], [.nan, 0]])
    },
    Refusal("step 0.0 and temperature 1.0 must be positive") {
      _ = MarkovMatrix.langevin(score: { -$0 }, stepSize: 0, cells: [0, 1])
    },
    Refusal("leads to none of the cells") {
      _ = MarkovMatrix.langevin(score: { $0 + 1e6 }, stepSize: 1, cells: [0, 1])
    },
    Refusal("leads to none of the cells") {
      _ = MarkovMatrix.langevin(score: { $0 + .nan }, stepSize: 1, cells: [0, 1])
    },
    Refusal("temperature 0.0 and proposal 1.0 must be positive") {
      _ = MarkovMatrix.metropolis(
        energy: { $0 }, temperature: 0, proposalStandardDeviation: 1, cells: [0, 1])
    },
    Refusal("Langevin chain on 0 cells") {
      _ = MarkovMatrix.langevin(score: { -$0 }, stepSize: 1, cells: [])
    },
    Refusal("a cycle of no kernels") { _ = KernelCycle<Tensor>([]) },
    Refusal("first passage: after 1 steps a chain is at NaN") {
      var random = RandomStream(seed: 1)
      var walk = Langevin(score: { .nan * $0 }, stepSize: 1)
      _ = walk.firstPassages(from: .zeros(2, 1), using: &random) { $0.rowSums() .> .zeros(2) }
    },
    Refusal("there are [2, 1] answers for [2, 1]") {
      var random = RandomStream(seed: 1)
      var walk = Langevin(score: { -$0 }, stepSize: 1)
      _ = walk.firstPassages(from: .zeros(2, 1), using: &random) { $0 }
    },
    Refusal("a ladder from 5.0 to 1e-60") { _ = NoiseLadder(to: 1e-60) },
    Refusal("a ladder from nan to 0.05") { _ = NoiseLadder(from: .nan) },
    Refusal("a ladder from 5.0 to 0.05 in 1 levels") { _ = NoiseLadder(levels: 1) },
    Refusal("of the relative size inf") { _ = NoiseLadder(relativeStep: .infinity) },
    Refusal("temperature: scores [2, 1] and centre [2] of chains [2, 1]") {
      let x = Tensor.zeros(2, 1)
      _ = LangevinTemperature.terms(x, score: x, centre: .zeros(2), stepSize: 1)
    },
    Refusal("a path of 0 steps") { _ = GeometricPath.evenly(0) },
  ]

  static let refusals = ofWhatIsNotPositive + ofWhatIsNotFinite + ofTheRest

  @Test(arguments: refusals.indices) func refused(index: Int) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [index] in
      EdgeTests.refusals[index].make()
    }
    #expect(message(result).contains(EdgeTests.refusals[index].description))
  }

  /// A candidate whose energy is +∞ or NaN is never accepted.
  @Test(arguments: [Float.nan, .infinity]) func noChainGoesWhereThereIsNoEnergy(wall: Float) {
    var random = RandomStream(seed: 1)
    var x = Tensor.zeros(200, 1)
    var walk = Metropolis(
      energy: { x in
        Tensor.where(x.rowSums() .> Tensor([0.5]), Tensor([Double(wall)]), 0 * x.rowSums())
      },
      proposalStandardDeviation: 1)
    walk.run(&x, steps: 20, using: &random)
    #expect(x.max() <= 0.5 && x.min() < -0.5)
    #expect(walk.accepted > 0 && walk.accepted < walk.proposed)
  }

  /// Where one energy is infinite and has the weight 0, the other counts alone.
  @Test func endsOfAPath() {
    let wall: Energy = { .infinity + 0 * $0.rowSums() }
    let x = Tensor([3.0], shape: [1, 1])
    #expect(GeometricPath(from: Self.square, to: wall).energy(at: 0)(x).doubles == [4.5])
    #expect(GeometricPath(from: wall, to: Self.square).energy(at: 1)(x).doubles == [4.5])
    #expect(GeometricPath(from: wall, to: Self.square).energy(at: 0.5)(x).doubles == [.infinity])
  }

  /// The logarithms of weights may be of any size, and −∞.
  @Test(arguments: [-1e300, -1, 0, 1e300]) func weightsOfAnySize(shift: Double) {
    let weights = LogWeights([shift, shift, -.infinity, -.greatestFiniteMagnitude])
    #expect(abs(weights.logMean.value - (shift + log(0.5))) <= abs(shift) * 1e-15 + 1e-15)
    #expect(weights.effectiveSampleSize == 2)
  }

  /// What a runaway chain comes to is not hidden.
  @Test(arguments: [Float.nan, .infinity, -.infinity]) func runaway(slope: Float) {
    var random = RandomStream(seed: 1)
    var x = Tensor.zeros(2, 1)
    Langevin(score: { slope + 0 * $0 }, stepSize: 1).step(&x, using: &random)
    #expect(x.scalars.allSatisfy { slope.isNaN ? $0.isNaN : $0 == slope })
  }
}
