import Distributions
import Elementary
import Samplers
import Tensors
import TestSupport
import Testing

@Suite struct AnnealedLangevinTests {
  /// N(0, s²) with noise σ has the score −x/(s² + σ²), so the variance follows a recursion.
  @Test func varianceFollowsTheRecursionLevelByLevel() {
    let (s, chains, ε, count) = (0.5, 40_000, 2e-3, 20)
    let noise = [1, 0.4, 0.1]
    var variance = 1.0
    for σ in noise {
      let α = ε * σ * σ / (0.1 * 0.1)
      let a = 1 - α / (2 * (s * s + σ * σ))
      for _ in 0..<count { variance = a * a * variance + α }
    }
    let sampler = AnnealedLangevin(
      score: { σ in { x in x * Float(-1 / (s * s + σ * σ)) } }, standardDeviations: noise,
      stepSize: ε, stepsPerLevel: count)
    var random = RandomStream(seed: 3)
    var x = random.normal([chains, 1])
    sampler.step(&x, using: &random)
    expectVariance(
      x.square().mean(), degreesOfFreedom: chains, exact: variance,
      detecting: (variance - s * s).magnitude, ledger: "annealed Langevin variance")
  }

  @Test func stepsShrinkWithTheSquareOfTheNoise() {
    let sampler = AnnealedLangevin(
      score: { _ in { x in x } }, standardDeviations: [3, 1, 0.5], stepSize: 0.1, stepsPerLevel: 7)
    #expect(sampler.levelStepSizes.map { Float($0) } == [1.8, 0.2, 0.05])
    #expect(sampler.levels.map(\.count) == [7, 7, 7])
  }

  /// The states on the way are those of shorter ladders, and the last is where a step ends.
  @Test func descentStopsAtEveryLevel() {
    func sampler(_ noise: [Double]) -> AnnealedLangevin {
      let σL = noise[noise.count - 1]
      return AnnealedLangevin(
        score: { σ in { x in x * Float(-1 / (1 + σ * σ)) } }, standardDeviations: noise,
        stepSize: 0.1 * σL * σL, stepsPerLevel: 3)
    }
    var random = RandomStream(seed: 5)
    let start = Tensor([3.0, -2, 0, 1], shape: [2, 2])
    let noise = [2, 1, 0.5]
    let states = sampler(noise).descent(from: start, using: &random)
    #expect(states.count == 3)
    for (level, state) in states.enumerated() {
      var (x, random) = (start, RandomStream(seed: 5))
      sampler(Array(noise[...level])).step(&x, using: &random)
      #expect(state == x)
    }
  }
}
