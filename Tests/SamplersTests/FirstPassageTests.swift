import Distributions
import Elementary
import Samplers
import Statistics
import Tensors
import TestSupport
import Testing
import Theory

@Suite struct FirstPassageTests {
  /// Every chain moves up by its own speed, without chance.
  struct Climb: MarkovKernel {
    func step(_ x: inout Tensor, using random: inout RandomStream) {
      x = Tensor.concatenated([x.columns(0..<1) + x.columns(1..<2), x.columns(1..<2)], axis: 1)
    }
  }

  @Test func countsEachChainsSteps() {
    var (kernel, random) = (Climb(), RandomStream(seed: 1))
    let start = Tensor(rows: [[0, 1], [0, 4], [8, 1], [0, 0.5]])
    let steps = kernel.firstPassages(from: start, using: &random) { $0.column(0) .>= 9 }
    #expect(steps == [1, 3, 9, 18])
  }

  @Test func crossingTimeOfTheDoubleWell() {
    let (B, ε) = (2.0, 0.002)
    var sampler = Langevin(score: { x in Float(-4 * B) * x * (x.square() - 1) }, stepSize: ε)
    var random = RandomStream(seed: 5)
    let times = sampler.firstPassages(
      from: Tensor(repeating: -1, shape: [4_000, 1]), using: &random
    ) { $0.column(0) .>= 1 }.map { ε * Double($0) }
    let exact = CrossingTime.doubleWell(barrier: B)
    expectMean(
      of: times, exact: exact, detecting: exact - CrossingTime.kramersDoubleWell(barrier: B),
      ledger: "first passages")
  }

  @Test func ladderIsGeometric() {
    let ladder = NoiseLadder(
      from: 1, to: 0.01, levels: 5, stepsPerLevel: 7, relativeStep: 0.2)
    for (σ, exact) in zip(ladder.standardDeviations, [1, 0.316227766, 0.1, 0.0316227766, 0.01]) {
      expectClose(σ, exact, within: 1e-9)
    }
    expectClose(ladder.ratio, 3.16227766, within: 1e-9)
    let sampler = ladder.sampler { _ in { $0 } }
    expectClose(sampler.stepSize, 4e-5, within: 1e-15)
    // η is every level's step, in the sense of Langevin, over the variance of its noise.
    for (σ, step) in zip(sampler.standardDeviations, sampler.levelStepSizes) {
      expectClose(step / (σ * σ), 0.2, within: 1e-12)
    }
    #expect(sampler.levels.map(\.count) == [7, 7, 7, 7, 7])
  }
}
