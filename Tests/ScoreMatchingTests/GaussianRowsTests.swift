import Distributions
import ScoreMatching
import Tensors
import TestSupport
import Testing

@Suite struct GaussianRowsScoreMatchingTests {
  let data = Tensor([[1.0, 2, 4, 1], [0, -1, 3, 2]].flatMap { $0 }, shape: [2, 4])

  @Test func regressionFindsALine() {
    let points = Tensor([[0.0, 1, 3], [2, 4, 7]].flatMap { $0 }, shape: [2, 3])
    let fit = GaussianRows(regressing: -2 * (points - 0.5), on: points)
    for row in 0..<2 {
      expectClose(fit.precision.doubles[row], 2, within: 1e-5)
      expectClose(fit.mean.doubles[row], 0.5, within: 1e-5)
    }
  }

  @Test func noisyCopies() {
    var (random, again) = (RandomStream(seed: 3), RandomStream(seed: 3))
    let noisy = NoisyRows(of: data, signal: 0.5, noise: 2, draws: 3, using: &random)
    let z = again.normal([2, 12])
    #expect(noisy.noise.doubles == z.doubles)
    for row in 0..<2 {
      for i in 0..<12 {
        let x = Double(data[row, i % 4])
        expectNear(Double(noisy.points[row, i]), 0.5 * x + 2 * Double(z[row, i]), within: 1e-5)
      }
    }
  }

  /// The minimiser of Σ (s(x̃) + z/σ)²: a disturbed fit has a larger loss.
  @Test func denoisingMinimises() {
    var (random, again) = (RandomStream(seed: 5), RandomStream(seed: 5))
    let fit = GaussianRows(denoising: data, noise: 0.5, draws: 2, using: &random)
    let noisy = NoisyRows(of: data, noise: 0.5, draws: 2, using: &again)
    func loss(_ precision: Float, _ mean: Float) -> [Double] {
      let model = GaussianRows(mean: fit.mean + mean, precision: fit.precision * precision)
      return (model.score(at: noisy.points) + 2 * noisy.noise).square().rowMeans.doubles
    }
    for (precision, mean) in [(1.05, 0.0), (0.95, 0), (1, 0.05), (1, -0.05)] as [(Float, Float)] {
      for (other, best) in zip(loss(precision, mean), loss(1, 0)) { #expect(other > best) }
    }
  }

  @Test func slicing() {
    var (random, again) = (RandomStream(seed: 7), RandomStream(seed: 7))
    let fit = GaussianRows(slicing: data, draws: 2, using: &random)
    let squares = [again.normal([2, 4]), again.normal([2, 4])].map { $0.square().rowMeans.doubles }
    let exact = GaussianRows(likeliest: data)
    for row in 0..<2 {
      expectClose(
        fit.precision.doubles[row],
        exact.precision.doubles[row] * (squares[0][row] + squares[1][row]) / 2, within: 1e-5)
    }
    #expect(fit.mean.doubles == exact.mean.doubles)
  }
}
