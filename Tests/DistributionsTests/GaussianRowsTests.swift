import Distributions
import Tensors
import TestSupport
import Testing

@Suite struct GaussianRowsTests {
  let rows = GaussianRows(
    likeliest: Tensor([[1.0, 3, 5], [0, 0, 6]].flatMap { $0 }, shape: [2, 3]))

  @Test func likeliest() {
    #expect(rows.mean.doubles == [3, 2])
    expectClose(rows.precision.doubles[0], 3.0 / 8, within: 1e-6)
    expectClose(rows.precision.doubles[1], 1.0 / 8, within: 1e-6)
  }

  @Test func scoreIsMinusTheSlopeOfTheEnergy() {
    let (x, h) = (Tensor([0.5, 2, -1, 4], shape: [2, 2]), Float(1e-2))
    let slopes = (rows.energy(at: x + h) - rows.energy(at: x - h)) / (2 * h)
    for (slope, score) in zip(slopes.doubles, rows.score(at: x).doubles) {
      expectNear(-slope, score, within: 1e-4)
    }
  }

  @Test func drawsAndRepetitions() {
    var (random, again) = (RandomStream(seed: 1), RandomStream(seed: 1))
    let x = rows.draws(4, using: &random)
    let z = again.normal([2, 4])
    let score = rows.score(at: x).doubles
    for i in 0..<8 {
      let scale = i < 4 ? 3.0 / 8 : 1.0 / 8
      expectNear(score[i], -z.doubles[i] * scale.squareRoot(), within: 1e-5)
    }
    let repeated = rows.repeated(2)
    #expect(repeated.mean.doubles == [3, 3, 2, 2])
    #expect(repeated.precision.shape == [4, 1])
  }
}
