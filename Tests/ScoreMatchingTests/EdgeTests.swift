import Autodiff
import Distributions
import Elementary
import Networks
import Tensors
import TestSupport
import Testing

@testable import ScoreMatching

@Suite("Score matching at the edges") struct EdgeTests {
  private static let ofNumbers: [Refusal] = [
    Double.nan, .infinity, -.infinity, -1, 1e300,
  ].flatMap { (x: Double) -> [Refusal] in
    [
      Refusal("denoising score matching: noise of standard deviation \(x)") {
        _ = DenoisingScoreMatching<MLP>(data: Gaussian.running, noise: x)
      },
      Refusal("denoising: noise of standard deviation \(x)") {
        _ = denoise(.zeros(1, 1), with: { -$0 }, noise: x)
      },
      Refusal("noise-conditional score matching: levels") {
        _ = NoiseConditionalScoreMatching(data: Gaussian.running, noise: .ladder([1, x]))
      },
      Refusal("conditional score: noise \(x)") {
        var random = RandomStream(seed: 1)
        _ = NoiseConditionalScore(dimension: 1, hidden: [], using: &random).score(noise: x)
      },
      Refusal("denoising: the noise must be positive, not \(x)") {
        var random = RandomStream(seed: 1)
        _ = GaussianRows(denoising: .zeros(1, 2), noise: x, draws: 1, using: &random)
      },
    ]
  }

  private static let ofTheRest: [Refusal] = [
    Refusal("estimate of a mean: 1 of 2 values are infinite or NaN") {
      _ = fisherDivergence(
        from: { -$0 }, to: { 0 * $0 }, at: Tensor([1, Double.infinity], shape: [2, 1]))
    },
    Refusal("estimate of a mean: 1 of 2 values are infinite or NaN") {
      _ = fisherDivergence(
        from: { -$0 }, to: { 0 * $0 }, at: Tensor([1, Double.nan], shape: [2, 1]))
    },
    Refusal("fisherDivergence: scores [2] and [2, 1] at points [2, 1]") {
      _ = fisherDivergence(from: { $0.rowSums() }, to: { $0 }, at: .zeros(2, 1))
    },
    Refusal("denoising: scores [2] of points [2, 1]") {
      _ = denoise(.zeros(2, 1), with: { $0.rowSums() }, noise: 1)
    },
    Refusal("trace of a Jacobian: a score [2] at points [2]") {
      let x = Tape().variable(.zeros(2))
      _ = jacobianTrace(of: x, withRespectTo: x)
    },
    Refusal("sliced score matching: points [2], not [points, dim]") {
      var random = RandomStream(seed: 1)
      _ = SlicedScoreMatching<MLP>(data: DataSet(.zeros(3))).batch(
        2, for: MLP([1, 1], using: &random), using: &random)
    },
    Refusal("sliced score matching: 0 projections") {
      _ = SlicedScoreMatching<MLP>(data: Gaussian.running, projections: 0)
    },
    Refusal("noise-conditional score matching: levels") {
      _ = NoiseConditionalScoreMatching(data: Gaussian.running, noise: .ladder([]))
    },
    Refusal("noise-conditional score matching: levels") {
      _ = NoiseConditionalScoreMatching(data: Gaussian.running, noise: .only(1e-60))
    },
    Refusal("noisy rows: 0 copies of every sample") {
      var random = RandomStream(seed: 1)
      _ = GaussianRows(denoising: .zeros(1, 2), noise: 1, draws: 0, using: &random)
    },
  ]

  static let refusals = ofNumbers + ofTheRest

  @Test(arguments: refusals.indices) func refused(index: Int) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [index] in
      EdgeTests.refusals[index].make()
    }
    #expect(message(result).contains(EdgeTests.refusals[index].description))
  }

  /// A point that is not finite shows in its own term and in no other.
  @Test(arguments: [Double.nan, .infinity, -.infinity]) func termsStayApart(bad: Double) {
    var random = RandomStream(seed: 1)
    let model = MLP([2, 4, 2], using: &random)
    let good = [0.5, -0.25]
    let points = Tensor(good + [bad, 1] + good, shape: [3, 2])
    let noise = Tensor.ones(3, 2)
    let terms = [
      ImplicitScoreMatching(data: DataSet(points)).terms(model, points, on: Tape()),
      DenoisingScoreMatching(data: DataSet(points), noise: 0.5)
        .terms(model, NoisyPoints(clean: points, noise: noise), on: Tape()),
      SlicedScoreMatching(data: DataSet(points))
        .terms(model, ProjectedPoints(points: points, directions: [noise]), on: Tape()),
    ]
    for values in terms.map(\.value.scalars) {
      #expect(values[0] == values[2] && values[0].isFinite && !values[1].isFinite)
    }
    let denoised = denoise(points, with: { -$0 }, noise: 0.5).scalars
    #expect(denoised[0] == denoised[4] && denoised[0].isFinite && !denoised[2].isFinite)
  }
}
