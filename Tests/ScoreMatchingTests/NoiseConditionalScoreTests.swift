import Autodiff
import Distributions
import Elementary
import Networks
import ScoreMatching
import Tensors
import Testing

@Suite struct NoiseConditionalScoreTests {
  static func network() -> NoiseConditionalScore {
    var random = RandomStream(seed: 6, stream: 3)
    return NoiseConditionalScore(dimension: 2, hidden: [8], using: &random)
  }

  /// Every row is σ² times its plain term, for the same draws and its own σ.
  @Test(arguments: [NoiseLevels.only(0.1), .only(2), .ladder([0.2, 1, 5]), .logUniform(0.1...3)])
  func termsAreWeightedByTheVariance(levels: NoiseLevels) {
    let network = Self.network()
    var random = RandomStream(seed: 6, stream: 4)
    let objective = NoiseConditionalScoreMatching(data: GaussianMixture.running, noise: levels)
    let batch = objective.batch(40, for: network, using: &random)
    let terms = objective.terms(of: network, on: batch).doubles
    for i in 0..<40 {
      let σ = Double(batch.standardDeviations[i, 0])
      let model = FixedScore { network($0, noise: Tensor(repeating: Float(σ), shape: [1, 1])) }
      let plain = DenoisingScoreMatching(data: DataSet(batch.points.clean), noise: σ)
        .terms(of: model, on: batch.points.rows(i..<i + 1))
      let exact = σ * σ * Double(plain[0])
      #expect(abs(terms[i] - exact) < 1e-5 * exact)
    }
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

  @Test func standardDeviationsMustBeAColumn() async {
    await #expect(processExitsWith: .failure) {
      _ = NoiseConditionalScoreTests.network()(Variable(.zeros(4, 2)), noise: .ones(1, 4))
    }
  }
}
