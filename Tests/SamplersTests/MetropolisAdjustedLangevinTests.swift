import Distributions
import Elementary
import Samplers
import Tensors
import TestSupport
import Testing
import Theory

@Suite struct MetropolisAdjustedLangevinTests {
  static let chains = 40_000

  @Test(arguments: [0.05, 0.2, 0.4])
  func acceptanceIsTheFormulas(step: Double) {
    let running = Gaussian.running
    var random = RandomStream(seed: 11)
    var sampler = Metropolis(
      energy: { -running.logDensity($0) }, score: running.score, langevinStepSize: step)
    var x = running.sample(Self.chains, using: &random)
    sampler.step(&x, using: &random)
    let exact = LangevinGaussian.adjustedAcceptance(
      standardDeviation: running.standardDeviation, stepSize: step)
    // A random walk with the same noise would be accepted as often as this.
    let walk = RandomWalkMetropolis.acceptance(
      standardDeviation: running.standardDeviation, proposalStandardDeviation: sqrt(2 * step))
    expectProportion(
      sampler.accepted, of: sampler.proposed, exact: exact, detecting: exact - walk,
      ledger: "MALA acceptance")
  }

  /// At a step where the unadjusted algorithm has no stationary distribution, and at T ≠ 1.
  @Test(arguments: [0.25, 2])
  func keepsTheTargetAtAnyStep(temperature: Double) {
    let running = Gaussian.running
    let exact = temperature * 0.25
    var random = RandomStream(seed: 12)
    var sampler = Metropolis(
      energy: { -running.logDensity($0) }, score: running.score, temperature: temperature,
      langevinStepSize: 0.55)
    var x = 1 + Float(sqrt(exact)) * random.normal([Self.chains, 1])
    sampler.run(&x, steps: 20, using: &random)
    expectVariance(
      (x - 1).square().mean(), degreesOfFreedom: Self.chains, exact: exact,
      detecting: 0.1 * exact, ledger: "MALA variance")
    #expect(sampler.acceptanceRate > 0.2 && sampler.acceptanceRate < 0.95)
  }

  /// log q(x|y) − log q(y|x) against the two densities as they stand, in Double.
  @Test(arguments: [0.5, 1, 3]) func theRatioIsThatOfTwoNormalDensities(temperature: Double) {
    let mixture = GaussianMixture.running
    let ε = 0.15
    var random = RandomStream(seed: 13)
    let x = 2 * random.normal([50, 2])
    let y = 2 * random.normal([50, 2])
    let ratio = Proposal.langevin(
      score: mixture.score, stepSize: ε, temperature: temperature
    ).logRatio!(x, y)
    let (here, there) = (mixture.score(at: x).doubles, mixture.score(at: y).doubles)
    for i in 0..<50 {
      var exact = 0.0
      for j in 2 * i..<2 * i + 2 {
        let (a, b) = (Double(x.scalars[j]), Double(y.scalars[j]))
        let forth = b - a - ε * here[j]
        let back = a - b - ε * there[j]
        exact += (forth * forth - back * back) / (4 * ε * temperature)
      }
      #expect((Double(ratio[i]) - exact).magnitude < 2e-5 * max(1, exact.magnitude))
    }
  }

  /// Traffic between two halves of the line balances in equilibrium, cell by cell.
  @Test func isReversible() {
    let running = Gaussian.running
    var random = RandomStream(seed: 14)
    var sampler = Metropolis(
      energy: { -running.logDensity($0) }, score: running.score, langevinStepSize: 0.3)
    let before = running.sample(Self.chains, using: &random)
    var after = before
    sampler.step(&after, using: &random)
    // E[f(x)g(x') − g(x)f(x')] = 0 for all f, g; this pair would see any current.
    let current = before * after.square() - before.square() * after
    expectMean(
      of: current.doubles, exact: 0, detecting: 0.05, ledger: "MALA reversibility")
  }
}
