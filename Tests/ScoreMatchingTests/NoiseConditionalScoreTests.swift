import Autodiff
import Elementary
import EnergyModels
import Networks
import ScoreMatching
import Tensors
import Testing

@Suite struct NoiseConditionalScoreTests {
  /// With one σ for all it is σ² times the plain loss, for the same draws.
  @Test(arguments: [0.1, 0.5, 2])
  func lossIsWeightedByTheVariance(σ: Double) {
    var random = RandomStream(seed: 6, stream: 3)
    let points = random.normal([50, 2])
    var copy = random
    let standardDeviations = Tensor(repeating: Float(σ), shape: [50, 1])
    let plain = denoisingScoreMatchingLoss({ sin($0) }, at: points, noise: σ, using: &random)
    let weighted = noiseConditionalLoss(
      { x, _ in sin(x) }, at: points, noise: standardDeviations, using: &copy)
    let exact = σ * σ * Double(plain.value.item)
    #expect(abs(Double(weighted.value.item) - exact) < 1e-5 * exact)
  }

  /// Every point has the noise of its own row: the exact score of a single point leaves nothing.
  @Test func everyPointHasItsOwnNoise() {
    var random = RandomStream(seed: 6, stream: 4)
    let standardDeviations = exp(random.uniform([40, 1]))
    let loss = noiseConditionalLoss(
      { x, σ in -x / Variable(σ.square()) }, at: .zeros(40, 3), noise: standardDeviations, using: &random)
    #expect(loss.value.item < 1e-12)
  }

  /// A body that only copies shows what it is given and what is made of its output.
  @Test func scalesItsInputAndOutput() {
    var random = RandomStream(seed: 6, stream: 5)
    var network = NoiseConditionalScore(dimension: 2, hidden: [], using: &random)
    network.body = MLP(layers: [
      Linear(weight: Tensor(rows: [[1, 0], [0, 1], [10, 100]]), bias: .zeros(2))
    ])
    let x = Tensor(rows: [[3, -4]])
    let σ = 0.75  // √(1 + σ²) = 1.25
    let logarithm = log(σ)
    let exact: [Double] = [(2.4 + 10 * logarithm) / σ, (-3.2 + 100 * logarithm) / σ]
    for (measured, exact) in zip(network.score(noise: σ)(x).doubles, exact) {
      #expect(abs(measured - exact) < 1e-5 * abs(exact))
    }
    #expect(network.parameters.map(\.name) == ["body.layers.0.weight", "body.layers.0.bias"])
  }

  @Test func deviationsMustBeAColumn() async {
    await #expect(processExitsWith: .failure) {
      var random = RandomStream(seed: 1)
      _ = noiseConditionalLoss(
        { x, _ in x }, at: .zeros(4, 2), noise: .ones(1, 4), using: &random)
    }
  }
}
