import Distributions
import Elementary
import Tensors
import TestSupport
import Testing

@Suite struct DiscreteTests {
  @Test func boltzmannOfTwoStatesIsLogistic() {
    let distribution = Discrete(energies: [1, 1.8], temperature: 0.5)
    expectNear(distribution.probabilities[1], sigmoid(-1.6), within: 1e-15)
    expectNear(distribution.logPartitionFunction, log(exp(-2) + exp(-3.6)), within: 1e-15)
    expectNear(distribution.meanEnergy, 1 + 0.8 * sigmoid(-1.6), within: 1e-15)
    expectNear(
      distribution.entropy, distribution.meanEnergy / 0.5 + distribution.logPartitionFunction,
      within: 1e-14)
  }

  @Test func probabilitiesAreNormalised() {
    let distribution = Discrete(probabilities: [1, 2, 5])
    #expect(distribution.probabilities == [0.125, 0.25, 0.625])
    for (p, e) in zip(distribution.probabilities, distribution.energies) {
      expectNear(exp(-e), p, within: 1e-15)
    }
  }

  @Test(arguments: 0..<4)
  func samplesHaveTheRightFrequencies(state: Int) {
    let distribution = Discrete(energies: [0, 1, 1.5, 3], temperature: 2)
    let n = 40_000
    var random = RandomStream(seed: 31)
    let hits = distribution.sample(n, using: &random).count { $0 == state }
    // At temperature 1 the frequencies are off by 0.04 at least.
    expectProportion(
      hits, of: n, exact: distribution.probabilities[state], detecting: 0.03,
      ledger: "discrete samples: frequencies")
  }

  /// States of weight 0 at either end and in the middle are never drawn; the others all are.
  @Test func weightsOfZeroAreNeverChosen() {
    var random = RandomStream(seed: 32)
    let drawn = Set(random.choices(weights: [0, 1, 0, 2, 0], count: 5000))
    #expect(drawn == [1, 3])
    #expect(random.choices(weights: [0, 0, 7], count: 3) == [2, 2, 2])
    #expect(random.choices(weights: [1], count: 0) == [])
  }

  /// Weights whose sum is beyond the largest number, all equal: so are the draws.
  @Test(arguments: 0..<3) func sumsDoNotOverflow(state: Int) {
    let weights = [1e308, 1e308, 1e308]
    let n = 20_000
    var random = RandomStream(seed: 33)
    let hits = random.choices(weights: weights, count: n).count { $0 == state }
    expectProportion(
      hits, of: n, exact: 1.0 / 3, detecting: 0.04, ledger: "discrete samples: huge weights")
    expectNear(Discrete(probabilities: weights).probabilities[state], 1.0 / 3, within: 1e-15)
    let mixture = GaussianMixture(weights: weights, means: [[0], [1], [2]], standardDeviation: 1)
    expectNear(mixture.weights[state], 1.0 / 3, within: 1e-15)
  }

  /// The indices that a search from the first weight on finds.
  @Test(arguments: [1, 2, 3, 7, 8, 9, 33]) func choicesInvertTheCumulativeSum(count: Int) {
    let weights = (0..<count).map { Double(($0 * 5 + 3) % 4) }
    var (random, again) = (RandomStream(seed: 5), RandomStream(seed: 5))
    let total = weights.reduce(0, +)
    let expected = (0..<300).map { _ in
      var rest = random.uniform() * total
      return weights.indices.first {
        rest -= weights[$0]
        return rest < 0
      }!
    }
    #expect(again.choices(weights: weights, count: 300) == expected)
  }

  @Test func refusesNonsense() async {
    await #expect(processExitsWith: .failure) { _ = Discrete(energies: []) }
    await #expect(processExitsWith: .failure) { _ = Discrete(energies: [1], temperature: 0) }
    await #expect(processExitsWith: .failure) { _ = Discrete(probabilities: [1, 0]) }
    await #expect(processExitsWith: .failure) {
      var random = RandomStream(seed: 1)
      _ = random.choices(weights: [0, 0], count: 1)
    }
  }
}
