import Distributions
import Elementary
import EnergyModels
import Networks
import Statistics
import Tensors
import TestSupport
import Testing
import Theory

@Suite struct DeepBoltzmannMachineTests {
  private let machine = DeepBoltzmannMachine(randomMachine(6, 3), visible: 4)
  private var exact: DeepEnumeration {
    DeepEnumeration(joined: BinaryMachine(machine.joined), visible: 4)
  }
  private let states = binaryStates(4)

  @Test func likelihoodIsTheSumOverBothLayers() {
    for (v, found) in machine.unnormalizedLogLikelihood(states).doubles.enumerated() {
      expectNear(found, exact.unnormalizedLogLikelihood(v), within: 1e-5)
    }
    // And all of them together are Z.
    expectNear(
      logSumExp(machine.unnormalizedLogLikelihood(states).doubles),
      machine.joined.logPartitionFunction, within: 1e-4)
  }

  /// The bound is short of the likelihood by the divergence of its factors from the posterior.
  @Test(arguments: [1, 2, 40]) func gapIsADivergence(sweeps: Int) {
    let means = machine.means(states, sweeps: sweeps)
    let bounds = machine.unnormalizedBound(states, sweeps: sweeps).doubles
    for v in 0..<16 {
      let gap = exact.gap(v, means: means.row(v).doubles)
      #expect(gap >= 0)
      expectNear(bounds[v], exact.unnormalizedLogLikelihood(v) - gap, within: 2e-5)
    }
  }

  /// No other independent units come closer, nearby.
  @Test func meanFieldIsAMinimum() {
    let means = machine.means(states, sweeps: 200)
    for v in [0, 6, 13] {
      let best = means.row(v).doubles
      let least = exact.gap(v, means: best)
      for unit in best.indices {
        for step in [-0.02, 0.02] {
          var moved = best
          moved[unit] = min(1, max(0, moved[unit] + step))
          #expect(exact.gap(v, means: moved) >= least - 1e-6, "unit \(unit) of \(v)")
        }
      }
    }
  }

  /// The gradient of the mean bound less ln Z, for means that are held fixed: data completed.
  @Test func completedDataGiveTheGradientOfTheBound() {
    let data = states.gatherRows([1, 6, 6, 11])
    let joined = BinaryMachine(machine.joined)
    func bound(_ step: Double, _ parameter: Int) -> Double {
      let direction = (0..<27).map { $0 == parameter ? 1.0 : 0 }
      let moved = joined.moved(along: direction, by: step)
      let deep = DeepEnumeration(joined: moved, visible: 4)
      // The least gap moves to first order only by the parameters, not by the means.
      let levels = [1, 6, 6, 11].map { v in
        deep.unnormalizedLogLikelihood(v)
          - deep.gap(v, means: machine.means(states.rows(v..<v + 1), sweeps: 200).row(0).doubles)
      }
      return sum(levels) / 4 - moved.logPartitionFunction
    }
    let completed = machine.completed(data, sweeps: 200)
    let h = machine.joined.hiddenProbabilities(completed)
    let model = joined.correlations(joined.marginal)
    for (i, j) in [(0, 0), (3, 2), (4, 1), (5, 2)] {
      let pairs = (completed.column(i) * h.column(j)).mean()
      let slope = (bound(1e-4, i * 3 + j) - bound(-1e-4, i * 3 + j)) / 2e-4
      expectNear(pairs - model[i * 3 + j], slope, within: 1e-4)
    }
  }

  @Test func greedyBoundOfTheMachineUpsideDownIsExact() {
    let lower = randomMachine(5, 3)
    let upper = RestrictedBoltzmannMachine(
      weight: lower.weight.value.transposed(), visibleBias: lower.hiddenBias.value,
      hiddenBias: lower.visibleBias.value)
    var random = RandomStream(seed: 1)
    let v = binaryStates(5)
    let bound = DeepBeliefNet(lower, upper).unnormalizedBound(v, using: &random).doubles
    for (found, energy) in zip(bound, lower.energy(v).doubles) {
      expectNear(found, -energy, within: 1e-4)
    }
  }

  /// With another upper machine it is below the enumerated likelihood of the net, on average.
  @Test func greedyBoundIsBelowTheLikelihood() {
    let (lower, upper) = (randomMachine(4, 3), randomMachine(3, 2))
    var random = RandomStream(seed: 2)
    let net = DeepBeliefNet(lower, upper)
    let prior = BinaryMachine(upper).negativeFreeEnergies
    let down = lower.visibleProbabilities(binaryStates(3)).doubles
    for v in [0, 5, 15] {
      let exact = logSumExp(
        (0..<8).map { h in
          prior[h]
            + sum((0..<4).map { i in log(v >> i & 1 == 1 ? down[4 * h + i] : 1 - down[4 * h + i]) })
        })
      let rows = states.gatherRows([Int](repeating: v, count: 4_000))
      let bound = Estimate(meanOf: net.unnormalizedBound(rows, using: &random))
      #expect(bound.value < exact + 5 * bound.standardError)
    }
  }

  @Test func hiddenUnitsAreDrivenByData() {
    var random = RandomStream(seed: 3)
    let lower = randomMachine(4, 3)
    let data = states.rows(9..<10)
    let h = HiddenUnits(of: lower, drivenBy: DataSet(data)).sample(20_000, using: &random)
    let p = lower.hiddenProbabilities(data).doubles
    for j in 0..<3 {
      let share = Estimate(meanOf: h.column(j))
      #expect(abs(share.standardScore(against: p[j])) < 5)
    }
  }
}
