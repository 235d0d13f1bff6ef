import Distributions
import Elementary
import Samplers
import Tensors
import TestSupport
import Testing
import Theory

/// Between two shifted Gaussians in three dimensions, on a schedule of unequal steps.
@Suite struct AnnealedImportanceSamplingTests {
  let exact = GaussianPath(
    startMean: -0.5, startVariance: 1.5, endMean: 0.4, endVariance: 0.6, dimension: 3)
  let schedule = [0, 0.1, 0.3, 0.7, 1]

  func energy(mean: Double, variance: Double) -> Energy {
    { ($0 - Float(mean)).square().sum(axis: 1) * Float(0.5 / variance) }
  }
  var path: GeometricPath {
    GeometricPath(
      from: energy(mean: exact.startMean, variance: exact.startVariance),
      to: energy(mean: exact.endMean, variance: exact.endVariance))
  }

  /// p_β in three dimensions.
  func distribution(at β: Double) -> Gaussian {
    Gaussian(
      mean: [Double](repeating: exact.mean(at: β), count: 3),
      standardDeviation: sqrt(exact.variance(at: β)))
  }

  /// Its moves forget where they came from.
  func perfectSampler() -> AnnealedImportanceSampling {
    AnnealedImportanceSampling(path: path, schedule: schedule) { β in
      IndependentDraws(from: distribution(at: β))
    }
  }

  func perfectWeights(_ n: Int, seed: UInt64) -> LogWeights {
    var random = RandomStream(seed: seed)
    var x = distribution(at: 0).sample(n, using: &random)
    return perfectSampler().logWeights(&x, using: &random)
  }

  @Test func energiesAreInterpolated() {
    let x = Tensor(rows: [[0.1, -0.4, 2], [1, 1, 1]])
    let (base, target) = (path.base(x).doubles, path.target(x).doubles)
    for (i, value) in path.energy(at: 0.3)(x).doubles.enumerated() {
      expectNear(value, 0.7 * base[i] + 0.3 * target[i], within: 1e-6)
    }
    #expect(GeometricPath.evenly(4) == [0, 0.25, 0.5, 0.75, 1])
  }

  /// E log w = log(Z₁/Z₀) − Σ KL, its variance, and E w = Z₁/Z₀, with perfect moves.
  @Test func perfectMovesGiveTheExactMoments() {
    let n = 60_000
    let w = perfectWeights(n, seed: 71)
    let (mean, variance) = (
      exact.expectedLogWeight(schedule: schedule), exact.varianceOfLogWeight(schedule: schedule)
    )
    // Without the divergences it would be the log ratio.
    expectMean(
      sum(w.values) / Double(n), exact: mean, variance: variance, count: n,
      detecting: min(exact.logRatio - mean, 0.1), ledger: "annealing: mean log weight")
    expectMean(
      of: w.values.map { ($0 - mean) * ($0 - mean) }, exact: variance, detecting: 0.1 * variance,
      ledger: "annealing: variance of the log weight")
    expectMean(
      exp(w.logMean.value - exact.logRatio), exact: 1,
      variance: exact.relativeSecondMoment(schedule: schedule) - 1, count: n, detecting: 0.1,
      ledger: "annealing: mean weight")
  }

  /// One Metropolis step at each level is far from equilibrium, and E w is the ratio all the same.
  @Test func imperfectMovesAreUnbiased() {
    let n = 60_000
    var random = RandomStream(seed: 72)
    var x = distribution(at: 0).sample(n, using: &random)
    let path = path
    let w = AnnealedImportanceSampling(path: path, schedule: schedule) { β in
      Metropolis(energy: path.energy(at: β), proposalStandardDeviation: 0.8)
    }.logWeights(&x, using: &random)
    expectMean(
      of: w.values.map { exp($0 - exact.logRatio) }, exact: 1, detecting: 0.1,
      ledger: "annealing: mean weight, Metropolis")
    // The samples lag behind the target, or the test would prove nothing.
    #expect(x.mean() < exact.endMean - 0.05)
  }

  /// Level by level, a step at a time, it is what `logWeights` does in one go, and each level's
  /// weight is the energy difference at the points before the move.
  @Test func aStepIsALevel() {
    let sampler = AnnealedImportanceSampling(path: path, schedule: schedule) { [path] β in
      Metropolis(energy: path.energy(at: β), proposalStandardDeviation: 0.8)
    }
    var random = RandomStream(seed: 74)
    let start = distribution(at: 0).sample(50, using: &random)
    var same = random
    var points = start
    let weights = sampler.logWeights(&points, using: &same)

    var state = AnnealedImportanceSampling.State(start)
    #expect(state.logWeights == [Double](repeating: 0, count: 50) && state.level == 0)
    for (level, step) in [0.1, 0.2, 0.4, 0.3].enumerated() {
      let before = state
      sampler.step(&state, using: &random)
      #expect(state.level == level + 1)
      let gains = (path.base(before.points) - path.target(before.points)).doubles
      for i in 0..<50 {
        expectNear(
          state.logWeights[i], before.logWeights[i] + step * gains[i], within: 1e-12)
      }
      #expect(state.points != before.points)
    }
    #expect(state.points == points && state.logWeights == weights.values)
    #expect(random.next() == same.next())
  }

  /// Points may be pictures.
  @Test func picturesAreWeighedAsWell() {
    let sampler = AnnealedImportanceSampling(
      path: GeometricPath(
        from: { $0.square().rowSums() / 2 }, to: { ($0 - 0.2).square().rowSums() }),
      schedule: [0, 0.5, 1]
    ) { β in
      Langevin(score: { -$0 }, stepSize: 0.1, noise: .none)
    }
    var random = RandomStream(seed: 75)
    var pictures = random.normal([6, 2, 2])
    var flat = pictures.reshaped(6, 4)
    let weights = sampler.logWeights(&pictures, using: &random)
    #expect(weights.values == sampler.logWeights(&flat, using: &random).values)
    #expect(pictures.shape == [6, 2, 2] && pictures.reshaped(6, 4) == flat)
  }

  @Test func theTargetIsTheEnd() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let path = GeometricPath(from: { $0.rowSums() }, to: { $0.rowSums() })
      let sampler = AnnealedImportanceSampling(path: path, schedule: [0, 1]) { _ in
        IndependentDraws(from: Gaussian.running)
      }
      var random = RandomStream(seed: 1)
      var state = AnnealedImportanceSampling.State(.zeros(3, 1))
      sampler.step(&state, using: &random)
      sampler.step(&state, using: &random)
    }
    #expect(message(result).contains("at the target already"))
  }

  /// The last move is at β = 1: with perfect moves the samples are the target's.
  @Test func samplesArriveAtTheTarget() {
    let n = 20_000
    var random = RandomStream(seed: 73)
    var x = distribution(at: 0).sample(n, using: &random)
    var visited: [Double] = []
    _ = AnnealedImportanceSampling(path: path, schedule: schedule) { β in
      visited.append(β)
      return IndependentDraws(from: distribution(at: β))
    }.logWeights(&x, using: &random)
    #expect(visited == [0.1, 0.3, 0.7, 1])
    expectMean(
      x.mean(), exact: exact.endMean, variance: exact.endVariance, count: 3 * n, detecting: 0.05,
      ledger: "annealing: final samples")
  }

  @Test func refusesBadSchedules() async {
    await #expect(processExitsWith: .failure) {
      let path = GeometricPath(from: { $0.sum(axis: 1) }, to: { $0.sum(axis: 1) })
      _ = AnnealedImportanceSampling(path: path, schedule: [0, 0.5]) { _ in
        IndependentDraws(from: Gaussian.running)
      }
    }
    await #expect(processExitsWith: .failure) {
      let path = GeometricPath(from: { $0.sum(axis: 1) }, to: { $0.sum(axis: 1) })
      _ = AnnealedImportanceSampling(path: path, schedule: [0, 0.5, 0.5, 1]) { _ in
        IndependentDraws(from: Gaussian.running)
      }
    }
  }
}
