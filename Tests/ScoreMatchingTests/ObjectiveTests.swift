import Autodiff
import Distributions
import Elementary
import Networks
import ScoreMatching
import Tensors
import TestSupport
import Testing

/// What every objective promises.
@Suite struct ObjectiveTests {
  static func network() -> MLP {
    var random = RandomStream(seed: 31)
    return MLP([2, 8, 2], using: &random)
  }

  /// Terms are one a row, the same whenever they are computed, each row's own; the loss is their
  /// mean, and its error that of as many independent numbers as there are rows.
  private func expectSoundTerms<Goal: Objective>(_ objective: Goal, of model: Goal.Model) {
    var objective = objective
    var random = RandomStream(seed: 32)
    let batch = objective.batch(200, for: model, using: &random)
    #expect(batch.rowCount == 200)
    let terms = objective.terms(of: model, on: batch)
    #expect(terms.shape == [200])
    #expect(terms == objective.terms(of: model, on: batch))
    for i in [0, 127, 128, 199] {
      #expect(objective.terms(of: model, on: batch.rows(i..<i + 1))[0] == terms[i])
    }
    let values = terms.doubles
    let mean = sum(values) / 200
    let variance = sum(values.map { ($0 - mean) * ($0 - mean) }) / 199
    let loss = objective.loss(of: model, on: batch)
    expectClose(loss.value, mean, within: 1e-9)
    expectClose(loss.standardError, sqrt(variance / 200), within: 1e-9)
  }

  @Test func implicitScoreMatching() {
    expectSoundTerms(ImplicitScoreMatching(data: GaussianMixture.running), of: Self.network())
  }

  @Test func denoisingScoreMatching() {
    expectSoundTerms(
      DenoisingScoreMatching(data: GaussianMixture.running, noise: 0.5), of: Self.network())
  }

  @Test(arguments: SlicedForm.allCases, SlicedDerivative.allCases)
  func slicedScoreMatching(form: SlicedForm, derivative: SlicedDerivative) {
    expectSoundTerms(
      SlicedScoreMatching(
        data: GaussianMixture.running, projections: 2, form: form, derivative: derivative),
      of: Self.network())
  }

  @Test func noiseConditionalScoreMatching() {
    expectSoundTerms(
      NoiseConditionalScoreMatching(data: GaussianMixture.running, noise: .logUniform(0.1...2)),
      of: NoiseConditionalScoreTests.network())
  }

  /// A point of three coordinates that are all the same counts once: with the score −x and the noise
  /// z, a term is ½‖−(x + σz) + z/σ‖².
  @Test func errorsCountRowsNotNumbers() {
    let points = Tensor([1.0, -2, 0.5, 3], shape: [4, 1]) * Tensor.ones(1, 3)
    let noise = Tensor([0.5, 1, -1, 0.25], shape: [4, 1]) * Tensor.ones(1, 3)
    let loss = DenoisingScoreMatching(data: DataSet(points), noise: 0.5)
      .loss(of: FixedScore { -$0 }, on: NoisyPoints(clean: points, noise: noise))
    // −1.25 + 1, 1.5 + 2, 0 − 2, −3.125 + 0.5: squares times 3/2.
    let terms = [0.09375, 18.375, 6, 10.3359375]
    let mean = sum(terms) / 4
    let variance = sum(terms.map { ($0 - mean) * ($0 - mean) }) / 3
    expectClose(loss.value, mean, within: 1e-6)
    expectClose(loss.standardError, sqrt(variance / 4), within: 1e-6)

    let divergence = fisherDivergence(from: { 2 * $0 }, to: { $0 }, at: points)
    let halfSquares = [1.5, 6, 0.375, 13.5]
    let average = sum(halfSquares) / 4
    let spread = sum(halfSquares.map { ($0 - average) * ($0 - average) }) / 3
    expectClose(divergence.value, average, within: 1e-6)
    expectClose(divergence.standardError, sqrt(spread / 4), within: 1e-6)
  }

  /// Points may be pictures where no trace is taken.
  @Test func picturesHaveTheTermsOfTheirFlattenedTwins() {
    var random = RandomStream(seed: 33)
    let (pictures, noise) = (random.normal([5, 2, 2]), random.normal([5, 2, 2]))
    let objective = DenoisingScoreMatching<FixedScore>(data: DataSet(pictures), noise: 0.3)
    let model = FixedScore { sin($0) }
    let terms = objective.terms(of: model, on: NoisyPoints(clean: pictures, noise: noise))
    let flat = objective.terms(
      of: model, on: NoisyPoints(clean: pictures.reshaped(5, 4), noise: noise.reshaped(5, 4)))
    #expect(terms.shape == [5] && terms == flat)
    let divergence = fisherDivergence(from: { sin($0) }, to: { $0 }, at: pictures)
    #expect(
      divergence
        == fisherDivergence(from: { sin($0) }, to: { $0 }, at: pictures.reshaped(5, 4)))
  }
}
