import Elementary
import LinearAlgebra
import Samplers
import Tensors
import TestSupport
import Testing

/// Adds its number to every chain, and counts.
private struct Add: MarkovKernel {
  var number: Float
  var calls = 0

  mutating func step(_ x: inout Tensor, using random: inout RandomStream) {
    calls += 1
    x = 2 * x + number
  }
}

@Suite struct MarkovKernelTests {
  /// From 1: 2 + 3 = 5, 10 + 3 = 13, 26 + 3 = 29.
  @Test func runsStatesAndTrajectories() {
    var random = RandomStream(seed: 1)
    var kernel = Add(number: 3)
    var x = Tensor([1.0, 0], shape: [2, 1])
    kernel.run(&x, steps: 3, using: &random)
    #expect(x == Tensor([29.0, 21], shape: [2, 1]))
    #expect(kernel.calls == 3)
    kernel.run(&x, steps: 0, using: &random)
    #expect(kernel.calls == 3)

    let states = kernel.states(from: Tensor([1.0], shape: [1, 1]), steps: 3, using: &random)
    #expect(states.map(\.item) == [5, 13, 29])
    #expect(kernel.calls == 6)
    let picture = Tensor.ones(1, 2, 2)
    let trajectory = kernel.trajectory(from: picture, steps: 3, using: &random)
    #expect(trajectory.shape == [3, 2, 2])
    #expect(trajectory.scalars == [5, 5, 5, 5, 13, 13, 13, 13, 29, 29, 29, 29])
  }

  @Test func aTrajectoryIsThatOfOneChain() async {
    await #expect(processExitsWith: .failure) {
      var random = RandomStream(seed: 1)
      var kernel = Add(number: 3)
      _ = kernel.trajectory(from: .ones(2, 1), steps: 3, using: &random)
    }
  }

  /// Order counts: 2(2x + 1) + 10 = 4x + 12, and the other way round 4x + 21.
  @Test func aCycleGoesInOrderAndKeepsItsKernels() {
    var random = RandomStream(seed: 1)
    var cycle = KernelCycle<Tensor>([Add(number: 1), Add(number: 10)])
    var x = Tensor.zeros(1, 1)
    cycle.step(&x, using: &random)
    #expect(x.item == 12)
    cycle.step(&x, using: &random)
    #expect(cycle.kernels.map { ($0 as! Add).calls } == [2, 2])

    var thrice = Add(number: 1).repeated(3)
    x = .zeros(1, 1)
    thrice.step(&x, using: &random)
    #expect(x.item == 7)
    #expect(thrice.base.calls == 3)
  }

  @Test func whatCannotBeComposed() async {
    await #expect(processExitsWith: .failure) { _ = KernelCycle<Tensor>([]) }
    await #expect(processExitsWith: .failure) { _ = KernelMixture<Tensor>([]) }
    await #expect(processExitsWith: .failure) {
      _ = KernelMixture<Tensor>([(Add(number: 1), 0)])
    }
    await #expect(processExitsWith: .failure) {
      _ = KernelMixture<Tensor>([(Add(number: 1), 1), (Add(number: 1), -1)])
    }
    await #expect(processExitsWith: .failure) { _ = Add(number: 1).repeated(-1) }
  }
}

/// Chains on four states, two Metropolis chains with one target: what is composed of them has a
/// matrix that can be written down.
@Suite struct ComposedKernelsTests {
  static let target = [0.1, 0.2, 0.3, 0.4]
  /// To a neighbour on a ring, and to any other state.
  static let ring = MarkovMatrix.metropolis(
    target: target,
    proposal: (0..<4).map { i in (0..<4).map { j in (i - j + 4) % 2 == 1 ? 0.5 : 0 } })
  static let any = MarkovMatrix.metropolis(
    target: target, proposal: (0..<4).map { i in (0..<4).map { $0 == i ? 0 : 1.0 / 3 } })

  enum Composition: String, CaseIterable, Sendable {
    case cycle, mixture, repeated

    /// Its matrix, of products and sums.
    var matrix: [[Double]] {
      let (p, q) = (ComposedKernelsTests.ring.rows, ComposedKernelsTests.any.rows)
      switch self {
      case .cycle: return product(p, q)
      case .mixture:
        return zip(p, q).map { zip($0, $1).map { 0.25 * $0 + 0.75 * $1 } }
      case .repeated: return product(p, product(p, p))
      }
    }

    func step(_ x: inout [Int], using random: inout RandomStream) {
      let (ring, any) = (ComposedKernelsTests.ring, ComposedKernelsTests.any)
      switch self {
      case .cycle:
        var kernel = KernelCycle([ring, any])
        kernel.step(&x, using: &random)
      case .mixture:
        var kernel = KernelMixture<[Int]>([(ring, 1), (any, 3)])
        kernel.step(&x, using: &random)
      case .repeated:
        var kernel = ring.repeated(3)
        kernel.step(&x, using: &random)
      }
    }

    private func product(_ p: [[Double]], _ q: [[Double]]) -> [[Double]] {
      p.map { row in (0..<4).map { j in sum((0..<4).map { row[$0] * q[$0][j] }) } }
    }
  }

  /// Where a step leads from each state, against its row of the matrix. Chains share the choice of
  /// a mixture, so each is run alone.
  @Test(arguments: Composition.allCases, 0..<4)
  func aStepFollowsTheMatrix(composition: Composition, from: Int) {
    let n = 20_000
    var random = RandomStream(seed: 110, stream: UInt64(from))
    var counts = [0, 0, 0, 0]
    for _ in 0..<n {
      var x = [from]
      composition.step(&x, using: &random)
      counts[x[0]] += 1
    }
    for (count, exact) in zip(counts, composition.matrix[from]) {
      guard exact > 0 else {
        #expect(count == 0)
        continue
      }
      expectProportion(
        count, of: n, exact: exact, detecting: 0.04, ledger: "composed kernels: transitions")
    }
  }

  @Test(arguments: Composition.allCases)
  func theTargetIsKept(composition: Composition) {
    #expect(MarkovMatrix(composition.matrix).stationarityDefect(Self.target) < 1e-15)
    let n = 20_000
    var random = RandomStream(seed: 111)
    var counts = [0, 0, 0, 0]
    for start in random.choices(weights: Self.target, count: n) {
      var x = [start]
      composition.step(&x, using: &random)
      counts[x[0]] += 1
    }
    for (count, exact) in zip(counts, Self.target) {
      expectProportion(
        count, of: n, exact: exact, detecting: 0.04, ledger: "composed kernels: target kept")
    }
  }
}

@Suite struct DiscreteChainTests {
  /// With a circulation, and with steps that cannot be.
  static let chain = MarkovMatrix([
    [0.1, 0.9, 0, 0], [0, 0.2, 0.5, 0.3], [0.6, 0, 0, 0.4], [0.25, 0.25, 0.25, 0.25],
  ])

  /// Many independent chains, started at 0 and at 1, against the exact distribution.
  @Test(arguments: [1, 2, 5, 40]) func followsTheDistribution(steps: Int) {
    let n = 40_000
    var random = RandomStream(seed: 112)
    var x = (0..<n).map { $0 % 4 == 0 ? 0 : 1 }
    var kernel = Self.chain
    kernel.run(&x, steps: steps, using: &random)
    let exact = Self.chain.distribution(after: steps, from: [0.25, 0.75, 0, 0])
    for (state, p) in exact.enumerated() {
      expectProportion(
        x.count { $0 == state }, of: n, exact: p, detecting: 0.025,
        ledger: "discrete chain: distribution")
    }
  }

  @Test func impossibleStepsAreNotTaken() {
    var random = RandomStream(seed: 113)
    var x = [Int](repeating: 2, count: 5000)
    let kernel = Self.chain
    kernel.step(&x, using: &random)
    #expect(Set(x) == [0, 3])
  }

  @Test func statesThatAreNoneAreRefused() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var random = RandomStream(seed: 1)
      var x = [0, 4]
      DiscreteChainTests.chain.step(&x, using: &random)
    }
    #expect(message(result).contains("state 4 of a chain with 4"))
  }
}
