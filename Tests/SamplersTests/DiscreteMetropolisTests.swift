import Distributions
import Elementary
import LinearAlgebra
import Samplers
import Tensors
import TestSupport
import Testing

/// A walk on five states in a row that turns back at the ends: asymmetric there.
@Suite struct DiscreteMetropolisTests {
  let target = Discrete(energies: [0, 1, 0.5, 2, 0.2]).probabilities
  let walk = [
    [0, 1, 0, 0, 0], [0.5, 0, 0.5, 0, 0], [0, 0.5, 0, 0.5, 0], [0, 0, 0.5, 0, 0.5],
    [0, 0, 0, 1.0, 0],
  ]

  @Test func detailedBalanceIsExact() {
    let chain = MarkovMatrix.metropolis(target: target, proposal: walk)
    #expect(chain.detailedBalanceDefect(target) < 1e-16)
    for (a, b) in zip(chain.stationaryDistribution(), target) { expectNear(a, b, within: 1e-15) }
    // The factor in the target does not matter.
    let scaled = MarkovMatrix.metropolis(target: target.map { 7 * $0 }, proposal: walk)
    for (a, b) in zip(scaled.rows.joined(), chain.rows.joined()) {
      expectNear(a, b, within: 1e-15)
    }
  }

  /// It is Metropolis's chain, not just any that is balanced: the larger of each pair of moves is
  /// never rejected.
  @Test func acceptsAsMuchAsPossible() {
    let chain = MarkovMatrix.metropolis(target: target, proposal: walk)
    for i in 0..<4 {
      let (up, down) = (chain.rows[i][i + 1], chain.rows[i + 1][i])
      #expect(up == walk[i][i + 1] || down == walk[i + 1][i])
    }
  }

  /// Without the correction the ends, from which every step is proposed inwards, get half.
  @Test func uncorrectedChainMissesTheTarget() {
    let chain = MarkovMatrix.metropolis(
      target: target, proposal: walk, correctsForAsymmetry: false)
    #expect(chain.detailedBalanceDefect(target) > 0.03)
    let halved = target.enumerated().map { i, p in i == 0 || i == 4 ? p / 2 : p }
    let total = sum(halved)
    for (a, b) in zip(chain.stationaryDistribution(), halved) {
      expectNear(a, b / total, within: 1e-15)
    }
  }

  /// The sampler for tensors, on the same states: where a step leads from each, against its row of
  /// the matrix.
  @Test(arguments: [(0, 1), (1, 0), (1, 1), (2, 3), (4, 3), (4, 4)])
  func samplerFollowsTheMatrix(from: Int, to: Int) {
    let energies = [0, 1, 0.5, 2, 0.2]
    let look = { (table: [Double], x: Tensor) in
      Tensor(x.scalars.map { table[Int($0)] })
    }
    let proposal = Proposal(
      draw: { x, random in
        let moves = random.uniform(x.shape).scalars
        let next = zip(x.scalars, moves).map { here, u -> Float in
          here == 0 ? 1 : here == 4 ? 3 : u < 0.5 ? here - 1 : here + 1
        }
        return Tensor(next, shape: x.shape)
      },
      logRatio: { x, y in
        // log q(x|y) − log q(y|x): leaving an end is certain.
        let ends = [log(1), log(0.5), log(0.5), log(0.5), log(1)]
        return look(ends, y) - look(ends, x)
      })
    let n = 20_000
    var random = RandomStream(seed: 51)
    var x = Tensor(repeating: Float(from), shape: [n, 1])
    var sampler = Metropolis(energy: { look(energies, $0) }, proposal: proposal)
    sampler.step(&x, using: &random)
    let exact = MarkovMatrix.metropolis(target: target, proposal: walk).rows[from][to]
    let hits = x.scalars.count { $0 == Float(to) }
    if exact == 1 || exact == 0 {
      #expect(hits == Int(exact) * n)
    } else {
      expectProportion(
        hits, of: n, exact: exact, detecting: 0.04, ledger: "discrete Metropolis: transitions")
    }
  }
}
