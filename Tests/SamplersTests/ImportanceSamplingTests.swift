import Distributions
import Elementary
import Samplers
import Statistics
import Tensors
import TestSupport
import Testing
import Theory

@Suite struct LogWeightsTests {
  let weights = [0.5, 2, 1, 4.5]

  /// Mean, error and effective size by plain arithmetic, and unmoved by a factor e^±5000.
  @Test(arguments: [0, 5000, -5000.0])
  func agreeWithPlainArithmetic(shift: Double) {
    let w = LogWeights(weights.map { log($0) + shift })
    expectNear(w.logMean.value - shift, log(2), within: 1e-11)
    // Deviations −1.5, 0, −1, 2.5: squares 2.25 + 0 + 1 + 6.25 = 9.5.
    expectNear(w.logMean.standardError, sqrt(9.5 / 3 / 4) / 2, within: 1e-11)
    expectNear(w.effectiveSampleSize, 64.0 / (0.25 + 4 + 1 + 20.25), within: 1e-11)
  }

  /// Σwf/Σw and the spread of w(f − Σwf/Σw)/w̄, by plain arithmetic, and unmoved by a factor e^±5000.
  @Test(arguments: [0, 5000, -5000.0])
  func meansAgreeWithPlainArithmetic(shift: Double) {
    let w = LogWeights(weights.map { log($0) + shift })
    // (½·4 + 2·1 + 1·2 + 4½·0)/8 = ¾; the deviations times w/2 are 0.8125, 0.25, 0.625, −1.6875.
    let mean = w.mean(of: [4, 1, 2, 0])
    expectNear(mean.value, 0.75, within: 1e-11)
    let squares = 0.8125 * 0.8125 + 0.25 * 0.25 + 0.625 * 0.625 + 1.6875 * 1.6875
    expectNear(mean.standardError, sqrt(squares / 3 / 4), within: 1e-11)
    #expect(w.mean(of: Tensor([4.0, 1, 2, 0])) == mean)
  }

  /// N(0, 0.7²) from N(0, 0.9²): E x² is 0.49 under the target, 0.81 under the proposal.
  @Test func meanIsThatOfTheTarget() {
    var random = RandomStream(seed: 62)
    let x = 0.9 * random.normal([60_000, 1])
    let mean = ImportanceSampling.logWeights(
      x, from: { $0.square().rowSums() * Float(0.5 / 0.81) },
      to: { $0.square().rowSums() * Float(0.5 / 0.49) }
    ).mean(of: x.square())
    #expect(mean.standardScore(against: 0.49).magnitude < 5)
    #expect(mean.standardError < 0.32 / 9.75)
  }

  @Test func extremesOfEffectiveSize() {
    expectNear(
      LogWeights([Double](repeating: 3, count: 50)).effectiveSampleSize, 50, within: 1e-12)
    let one = LogWeights([0, -900, -.infinity])
    expectNear(one.effectiveSampleSize, 1, within: 1e-12)
    expectNear(one.logMean.value, -log(3), within: 1e-15)
  }

  @Test func refusesNonsense() async {
    await #expect(processExitsWith: .failure) { _ = LogWeights([]) }
    await #expect(processExitsWith: .failure) { _ = LogWeights([0, .nan]) }
    await #expect(processExitsWith: .failure) { _ = LogWeights([-.infinity, -.infinity]) }
    await #expect(processExitsWith: .failure) { _ = LogWeights([0, 1]).mean(of: [1, 2, 3]) }
  }
}

@Suite struct ImportanceSamplingTests {
  func energy(_ standardDeviation: Double) -> Energy {
    { $0.square().sum(axis: 1) * Float(0.5 / (standardDeviation * standardDeviation)) }
  }

  /// Weights for Z of N(0, 0.7²I) from N(0, ρ²I).
  func weights(base: Double, dimension: Int, count: Int, seed: UInt64) -> LogWeights {
    var random = RandomStream(seed: seed)
    let x = Float(base) * random.normal([count, dimension])
    return ImportanceSampling.logWeights(x, from: energy(base), to: energy(0.7))
  }

  /// The mean weight is Z₁/Z₀, with the exactly known variance of the weights.
  @Test(arguments: [(0.9, 1), (1.1, 4), (0.6, 2)])
  func meanWeightIsTheRatio(base: Double, dimension: Int) {
    let n = 60_000
    let w = weights(base: base, dimension: dimension, count: n, seed: 61)
    let ratio = pow(0.7 / base, Double(dimension))
    let spread =
      ImportanceWeights.relativeSecondMoment(
        standardDeviation: 0.7, proposalStandardDeviation: base, dimension: dimension) - 1
    expectMean(
      exp(w.logMean.value) / ratio, exact: 1, variance: spread, count: n, detecting: 0.06,
      ledger: "importance sampling: mean weight")
  }

  /// The error that the weights claim for themselves, and their effective number, many times over.
  @Test func weightsKnowTheirSpread() {
    let n = 4000
    let moment = ImportanceWeights.relativeSecondMoment(
      standardDeviation: 0.7, proposalStandardDeviation: 1)
    let runs = (0..<1000).map { weights(base: 1, dimension: 1, count: n, seed: 1000 + $0) }
    let claimed = runs.map {
      $0.logMean.standardError * $0.logMean.standardError * Double(n)
    }
    expectMean(
      of: claimed, exact: moment - 1, detecting: 0.05 * (moment - 1),
      ledger: "importance sampling: claimed error")
    expectMean(
      of: runs.map { $0.effectiveSampleSize / Double(n) }, exact: 1 / moment,
      detecting: 0.02 / moment, ledger: "importance sampling: effective size")
  }

  @Test func refusesEnergiesOfTheWrongShape() async {
    await #expect(processExitsWith: .failure) {
      _ = ImportanceSampling.logWeights(
        Tensor.zeros(5, 1), from: { $0.square() }, to: { $0.sum(axis: 1) })
    }
  }
}
