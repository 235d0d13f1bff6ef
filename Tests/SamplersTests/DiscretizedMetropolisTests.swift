import Distributions
import Elementary
import LinearAlgebra
import Samplers
import TestSupport
import Testing
import Theory

@Suite struct DiscretizedMetropolisTests {
  private let cells = Grid(-9...9, step: 0.1).x
  private let spring = { (x: Double) in x * x / 2 }

  /// It keeps e^(−E/T), here of variance T.
  @Test(arguments: [1, 0.4])
  func keepsTheTarget(temperature T: Double) {
    let chain = MarkovMatrix.metropolis(
      energy: spring, temperature: T, proposalStandardDeviation: 0.7, cells: cells)
    let settled = chain.stationaryDistribution()
    expectNear(sum(zip(cells, settled).map { $0 * $0 * $1 }), T, within: 1e-10)
  }

  /// What leaves a cell is what is accepted, but for proposals of the cell itself.
  @Test(arguments: [0.3, 1, 2.4])
  func acceptsTheKnownShare(width δ: Double) {
    let chain = MarkovMatrix.metropolis(
      energy: spring, proposalStandardDeviation: δ, cells: cells)
    let target = Discrete(energies: cells.map(spring)).probabilities
    let leaves = sum(target.indices.map { target[$0] * (1 - chain.rows[$0][$0]) })
    let stays = 0.1 / (δ * sqrt(2 * .pi))
    let exact = RandomWalkMetropolis.acceptance(standardDeviation: 1, proposalStandardDeviation: δ)
    // The kink of the acceptance at y = −x costs the trapezoidal rule its second order.
    expectNear(leaves + stays, exact, within: 2e-3)
  }
}
