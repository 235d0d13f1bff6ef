import Distributions
import Elementary
import LinearAlgebra
import Samplers
import Tensors
import TestSupport
import Testing
import Theory

@Suite struct DiscretizedLangevinTests {
  /// On a Gaussian: the stationary variance with its bias, and the way there.
  @Test(arguments: [(0.1, 1), (0.5, 1), (0.3, 2.5)])
  func agreesWithTheRecursion(step: Double, temperature: Double) {
    let cells = (-160...160).map { Double($0) * 0.07 }
    let chain = MarkovMatrix.langevin(
      score: { -$0 }, stepSize: step, temperature: temperature, cells: cells)
    func variance(_ distribution: [Double]) -> Double {
      sum(zip(cells, distribution).map { $0 * $0 * $1 })
    }
    let stationary = LangevinGaussian.stationaryVariance(
      standardDeviation: 1, stepSize: step, temperature: temperature)
    expectNear(variance(chain.stationaryDistribution()), stationary, within: 1e-6)
    let start = cells.map { abs($0) < 0.03 ? 1.0 : 0 }
    let after = LangevinGaussian.variance(
      after: 7, startVariance: 0, standardDeviation: 1, stepSize: step,
      noiseStandardDeviation: sqrt(2 * step * temperature))
    expectNear(variance(chain.distribution(after: 7, from: start)), after, within: 1e-6)
  }
}
