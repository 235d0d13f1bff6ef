import Distributions
import Elementary
import LinearAlgebra
import Samplers
import Tensors
import TestSupport
import Testing
import Theory

@Suite struct LangevinTemperatureTests {
  /// The mean over the stationary distribution of a double well, from the transition matrix: the
  /// temperature, however long the step and wherever the centre.
  @Test(arguments: [(0.02, 0.5, 0.0), (0.1, 0.3, 0.7), (0.08, 0.2, -1.5)])
  func isExactInADoubleWell(step: Double, temperature: Double, centre: Double) {
    let score: Score = { x in 4 * x * (1 - x.square()) }
    let cells = (-120...120).map { Double($0) * 0.02 }
    let chain = MarkovMatrix.langevin(
      score: score, stepSize: step, temperature: temperature, cells: cells)
    let x = Tensor(cells, shape: [cells.count, 1])
    let terms = LangevinTemperature.terms(
      x, score: score(x), centre: Tensor(rows: [[centre]]), stepSize: step)
    let mean = sum(zip(terms.doubles, chain.stationaryDistribution()).map { $0 * $1 })
    expectNear(mean, temperature, within: 2e-5)
  }

  /// Chains in a parabola in several dimensions: the temperature, not the virial.
  @Test func isReadFromChains() {
    let (s, ε, T) = (0.7, 0.3, 2.0)
    var kernel = Langevin(score: { Float(-1 / (s * s)) * $0 }, stepSize: ε, temperature: T)
    var random = RandomStream(seed: 15)
    let v = LangevinGaussian.stationaryVariance(standardDeviation: s, stepSize: ε, temperature: T)
    var x = Float(sqrt(v)) * random.normal([4_000, 5]) + 3
    kernel.run(&x, steps: 40, using: &random)
    let reading = LangevinTemperature.measured(
      of: &x, moving: kernel, steps: 40, every: 4, using: &random)
    let virial = LangevinGaussian.virial(standardDeviation: s, stepSize: ε, temperature: T)
    expectMean(
      reading.value, exact: T, standardError: reading.standardError, detecting: virial - T,
      ledger: "Langevin temperature")
  }

  /// A number at a time.
  @Test func termsAreThoseOfTheFormula() {
    let x = Tensor(rows: [[1.0, 2], [0, -1]])
    let score = Tensor(rows: [[-3.0, 1], [0.5, 2]])
    let terms = LangevinTemperature.terms(
      x, score: score, centre: Tensor(rows: [[0.5, 0]]), stepSize: 0.2)
    // ((½·3 − 2·1) − 0.1·10)/2 and ((0.25 + 2) − 0.1·4.25)/2
    expectNear(terms.doubles[0], -0.75, within: 1e-6)
    expectNear(terms.doubles[1], 0.9125, within: 1e-6)
  }
}
