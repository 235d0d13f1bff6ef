import Distributions
import Elementary
import Samplers
import Tensors
import TestSupport
import Testing
import Theory

/// The random walk on E(x) = |x|²/(2s²), started in equilibrium: N(0, Ts²I).
@Suite struct MetropolisTests {
  static let chains = 60_000
  let s = 0.5

  var energy: Energy { { [s] x in x.square().sum(axis: 1) * Float(0.5 / (s * s)) } }

  func equilibrium(
    _ temperature: Double, dimension: Int = 1, using random: inout RandomStream
  ) -> Tensor {
    Float(s * sqrt(temperature)) * random.normal([Self.chains, dimension])
  }

  @Test(arguments: [(0.3, 1, 1), (1.2, 1, 1), (5, 1, 1), (1.2, 3, 1), (0.5, 1, 4)])
  func acceptanceIsAnAngle(width: Double, temperature: Double, dimension: Int) {
    var random = RandomStream(seed: 41)
    var x = equilibrium(temperature, dimension: dimension, using: &random)
    var sampler = Metropolis(
      energy: energy, temperature: temperature, proposalStandardDeviation: width)
    sampler.step(&x, using: &random)
    #expect(sampler.proposed == Self.chains)
    expectProportion(
      sampler.accepted, of: Self.chains,
      exact: RandomWalkMetropolis.acceptance(
        standardDeviation: s * sqrt(temperature), proposalStandardDeviation: width,
        dimension: dimension),
      detecting: 0.02, ledger: "Metropolis acceptance")
  }

  /// The mean squared jump says that what was accepted is also where the chain goes.
  @Test(arguments: [(0.3, 1), (1.2, 1), (1.2, 4)])
  func jumpsAreAsLongAsTheyShouldBe(width: Double, dimension: Int) {
    var random = RandomStream(seed: 42)
    let start = equilibrium(1, dimension: dimension, using: &random)
    var x = start
    var sampler = Metropolis(energy: energy, proposalStandardDeviation: width)
    sampler.step(&x, using: &random)
    let exact = RandomWalkMetropolis.expectedSquaredJump(
      standardDeviation: s, proposalStandardDeviation: width, dimension: dimension)
    expectMean(
      of: (x - start).square().sum(axis: 1).doubles, exact: exact, detecting: 0.2 * exact,
      ledger: "Metropolis squared jump")
  }

  /// Twenty steps change nothing about a distribution that the chain keeps, at any temperature.
  @Test(arguments: [0.5, 1, 3])
  func equilibriumIsKept(temperature: Double) {
    var random = RandomStream(seed: 43)
    var x = equilibrium(temperature, using: &random)
    var sampler = Metropolis(
      energy: energy, temperature: temperature, proposalStandardDeviation: 1)
    sampler.run(&x, steps: 20, using: &random)
    let exact = GaussianBoltzmann.variance(standardDeviation: s, temperature: temperature)
    expectVariance(
      x.square().mean(), degreesOfFreedom: Self.chains, exact: exact, detecting: 0.06 * exact,
      ledger: "Metropolis variance kept")
  }

  /// From the wrong place, the double well is found; ⟨x²⟩ by its closed form.
  @Test func doubleWellIsFound() {
    let n = 20_000
    var random = RandomStream(seed: 44)
    var x = Tensor.ones(n, 1)
    var sampler = Metropolis(
      energy: { ($0.square() - 1).square().sum(axis: 1) }, temperature: 0.5,
      proposalStandardDeviation: 1)
    sampler.run(&x, steps: 60, using: &random)
    expectMean(
      of: x.square().doubles, exact: DoubleWell.variance(barrier: 1, temperature: 0.5),
      detecting: 0.05, ledger: "Metropolis double well")
    expectProportion(
      Int((x .< 0).sum()), of: n, exact: 0.5, detecting: 0.05, ledger: "Metropolis double well")
  }

  /// On a flat energy everything is accepted, so steps are proposals: normal, of standard deviation
  /// τ. The fourth power of a normal variable has variance 96; a uniform one would have mean 1.8.
  @Test func proposalsAreNormal() {
    let n = 20_000
    var random = RandomStream(seed: 45)
    var x = Tensor.zeros(n, 1)
    var sampler = Metropolis(energy: { Tensor.zeros($0.shape[0]) }, proposalStandardDeviation: 2)
    sampler.step(&x, using: &random)
    #expect(sampler.acceptanceRate == 1)
    let z = (x / 2).square()
    expectVariance(
      z.mean(), degreesOfFreedom: n, exact: 1, detecting: 0.1,
      ledger: "Metropolis proposals: variance")
    expectMean(
      z.square().mean(), exact: 3, variance: 96, count: n, detecting: 1.2,
      ledger: "Metropolis proposals: fourth moment")
  }

  /// Each chain has its own luck: of two neighbours both are accepted with probability α².
  @Test func chainsAreIndependent() {
    var random = RandomStream(seed: 46)
    let start = equilibrium(1, using: &random)
    var x = start
    var sampler = Metropolis(energy: energy, proposalStandardDeviation: 1.2)
    sampler.step(&x, using: &random)
    let moved = (x - start).scalars.map { $0 != 0 }
    let both = stride(from: 0, to: Self.chains, by: 2).count { moved[$0] && moved[$0 + 1] }
    let α = RandomWalkMetropolis.acceptance(standardDeviation: s, proposalStandardDeviation: 1.2)
    expectProportion(
      both, of: Self.chains / 2, exact: α * α, detecting: 0.05, ledger: "Metropolis pairs")
  }

  /// y = x eᵗᶻ on the exponential distribution E(x) = x: a step up is proposed as often as a step
  /// down by the same *factor*, so q(x|y)/q(y|x) = y/x.
  @Test func asymmetricProposalsAreCorrected() {
    let multiplicative = Proposal(
      draw: { x, random in x * exp(0.8 * random.normal(x.shape)) },
      logRatio: { x, y in (log(y) - log(x)).sum(axis: 1) })
    let n = 20_000
    var random = RandomStream(seed: 47)
    var x = -log(random.uniform([n, 1]))
    var sampler = Metropolis(energy: { $0.sum(axis: 1) }, proposal: multiplicative)
    sampler.run(&x, steps: 20, using: &random)
    // Mean and variance are 1, and the fourth central moment is 9.
    expectMean(
      x.mean(), exact: 1, variance: 1, count: n, detecting: 0.1, ledger: "Metropolis–Hastings mean")
    expectMean(
      (x - 1).square().mean(), exact: 1, variance: 8, count: n, detecting: 0.3,
      ledger: "Metropolis–Hastings variance")
  }

  /// Where the energy is no number, no chain goes.
  @Test func impossibleStatesAreNotEntered() {
    // A box: E = ∞ outside [−1, 1], NaN beyond 3.
    let box: Energy = { x in
      let far = x.abs()
      let walls = Tensor.where(far .> 1, Tensor(repeating: .infinity, shape: x.shape), 0 * x)
      return Tensor.where(far .> 3, Tensor(repeating: .nan, shape: x.shape), walls).sum(axis: 1)
    }
    var random = RandomStream(seed: 48)
    var x = Tensor.zeros(1000, 1)
    var sampler = Metropolis(energy: box, proposalStandardDeviation: 2)
    sampler.run(&x, steps: 20, using: &random)
    #expect(x.abs().max() <= 1)
    #expect(sampler.acceptanceRate > 0.2)
  }

  /// Nor may one start there: with NaN it would stay for ever, without a word.
  @Test func impossibleStartsAreRefused() async {
    let undefined = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var random = RandomStream(seed: 1)
      var x = Tensor([0.5, -2], shape: [2, 1])
      var sampler = Metropolis(energy: { -log($0 + 1).rowSums() }, proposalStandardDeviation: 1)
      sampler.step(&x, using: &random)
    }
    #expect(message(undefined).contains("a chain is where the energy is not a number"))
    let infinite = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var random = RandomStream(seed: 1)
      var x = Tensor([0.5, -1], shape: [2, 1])
      var sampler = Metropolis(energy: { -log($0 + 1).rowSums() }, proposalStandardDeviation: 1)
      sampler.step(&x, using: &random)
    }
    #expect(message(infinite).contains("a chain is where the energy is infinite"))
  }

  @Test func aTrajectoryIsTheSameChain() {
    var (a, b) = (RandomStream(seed: 49), RandomStream(seed: 49))
    var sampler = Metropolis(energy: energy, proposalStandardDeviation: 1)
    let trajectory = sampler.trajectory(from: Tensor.zeros(1, 2), steps: 50, using: &a)
    #expect(trajectory.shape == [50, 2])
    #expect(sampler.proposed == 50)
    var x = Tensor.zeros(1, 2)
    var again = Metropolis(energy: energy, proposalStandardDeviation: 1)
    for step in 0..<50 {
      again.step(&x, using: &b)
      #expect(x == trajectory.rows(step..<step + 1))
    }
    #expect(again.accepted == sampler.accepted)
  }

  @Test func refusesNonsense() async {
    await #expect(processExitsWith: .failure) {
      _ = Metropolis(energy: { $0.sum(axis: 1) }, temperature: 0, proposalStandardDeviation: 1)
    }
    await #expect(processExitsWith: .failure) {
      _ = Metropolis(energy: { $0.sum(axis: 1) }, proposalStandardDeviation: 0)
    }
    // Neither may round to 0 as a Float.
    await #expect(processExitsWith: .failure) {
      _ = Metropolis(energy: { $0.sum(axis: 1) }, temperature: 1e-50, proposalStandardDeviation: 1)
    }
    await #expect(processExitsWith: .failure) {
      _ = Metropolis(energy: { $0.sum(axis: 1) }, proposalStandardDeviation: 1e-50)
    }
    await #expect(processExitsWith: .failure) {
      _ = Proposal.langevin(score: { $0 }, stepSize: 0.1, temperature: 1e-50)
    }
    await #expect(processExitsWith: .failure) {
      var random = RandomStream(seed: 1)
      var x = Tensor.zeros(5, 1)
      var sampler = Metropolis(energy: { $0.square() }, proposalStandardDeviation: 1)
      sampler.step(&x, using: &random)
    }
  }
}
