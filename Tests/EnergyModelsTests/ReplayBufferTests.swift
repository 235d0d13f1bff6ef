import Distributions
import EnergyModels
import Tensors
import TestSupport
import Testing
import Theory

@Suite struct ReplayBufferTests {
  /// Chains that can be told apart: 1, 2, 3, …; fresh ones are 0 after the first filling.
  private func numbered(_ capacity: Int, renewal: Double = 0) -> (ReplayBuffer, RandomStream) {
    var random = RandomStream(seed: 5)
    var isFilled = false
    let buffer = ReplayBuffer(capacity: capacity, renewal: renewal, using: &random) { count, _ in
      defer { isFilled = true }
      return isFilled
        ? .zeros(count, 1) : Tensor((1...count).map(Double.init), shape: [count, 1])
    }
    return (buffer, random)
  }

  @Test func everyChainIsKept() {
    var (buffer, random) = numbered(20)
    for _ in 0..<30 {
      let ends = buffer.advance(7, using: &random) { x, _ in x }
      #expect(Set(ends.doubles).count == 7)
    }
    #expect(buffer.states.doubles.sorted() == (1...20).map(Double.init))
  }

  @Test func drawnChainsMoveAndOthersStay() {
    var (buffer, random) = numbered(20)
    let ends = buffer.advance(6, using: &random) { x, _ in x + 100 }
    #expect(ends.doubles.allSatisfy { $0 > 100 })
    let moved = buffer.states.doubles.filter { $0 > 100 }
    #expect(moved.sorted() == ends.doubles.sorted())
    let rest = buffer.states.doubles.filter { $0 <= 100 }
    #expect((rest + moved.map { $0 - 100 }).sorted() == (1...20).map(Double.init))
  }

  @Test func allChainsAreDrawnInTurn() {
    var (buffer, random) = numbered(20)
    for _ in 0..<60 { _ = buffer.advance(5, using: &random) { x, _ in x + 100 } }
    #expect(buffer.states.doubles.allSatisfy { $0 > 100 })
  }

  /// The number of restarts is drawn: 5 % of 8 or 16 chains is no whole number, and its rounded
  /// value would be 0 for ever, or 1.
  @Test(arguments: [(8, 1_000, 0.0), (16, 2_000, 1)])
  func restartsAreDrawn(count: Int, steps: Int, rounded: Double) {
    var (buffer, random) = numbered(100, renewal: 0.05)
    var restarts = 0
    for _ in 0..<steps {
      let starts = buffer.advance(count, using: &random) { x, _ in
        restarts += x.doubles.count { $0 == 0 }
        return x + 1
      }
      #expect(starts.rowCount == count)
    }
    #expect(buffer.states.shape == [100, 1])
    expectProportion(
      restarts, of: count * steps, exact: 0.05,
      detecting: (rounded / Double(count) - 0.05).magnitude, ledger: "replay buffer: restarts")
  }

  @Test(arguments: [(0.0, 0), (1, 20)])
  func allOrNoneStartAfresh(renewal: Double, count: Int) {
    var (buffer, random) = numbered(40, renewal: renewal)
    let starts = buffer.advance(20, using: &random) { x, _ in x }
    #expect(starts.doubles.count { $0 == 0 } == count)
    #expect(buffer.states.doubles.count { $0 == 0 } == count)
    #expect(buffer.states.shape == [40, 1])
  }

  /// Chains under a fixed energy come to the Langevin algorithm's distribution, not to that of
  /// their start.
  @Test func persistentChainsReachEquilibrium() {
    var random = RandomStream(seed: 8)
    let network = GaussianEnergy(precision: 4, mean: 1)
    let count = 20_000
    let buffer = ReplayBuffer(capacity: count, using: &random) { 3 * $1.normal([$0, 1]) }
    var objective = ContrastiveDivergence<GaussianEnergy>(
      data: Gaussian.running, from: .buffer(buffer), steps: 5, stepSize: 0.1)
    for _ in 0..<8 { _ = objective.batch(count, for: network, using: &random) }
    let ends = objective.chains!.doubles.map { $0 - 1 }
    let exact = LangevinGaussian.variance(
      after: 40, startVariance: 9, standardDeviation: 0.5, stepSize: 0.1)
    expectVariance(
      ends.reduce(0) { $0 + $1 * $1 } / Double(count), degreesOfFreedom: count, exact: exact,
      detecting: exact - 0.25, ledger: "persistent chains: variance")
  }

  @Test func wrongNumbersAreRefused() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var random = RandomStream(seed: 1)
      var buffer = ReplayBuffer(capacity: 10, using: &random) { $1.normal([$0, 2]) }
      _ = buffer.advance(4, using: &random) { x, _ in x.rows(0..<3) }
    }
    #expect(message(result).contains("chains [4, 2] moved to [3, 2]"))
    await #expect(processExitsWith: .failure) {
      var random = RandomStream(seed: 1)
      var buffer = ReplayBuffer(capacity: 10, using: &random) { $1.normal([$0, 2]) }
      _ = buffer.advance(11, using: &random) { x, _ in x }
    }
  }
}
