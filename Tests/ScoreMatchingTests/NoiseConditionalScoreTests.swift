import Autodiff
import Distributions
import Elementary
import Networks
import ScoreMatching
import Tensors
import TestSupport
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

  @Test func levelsAreDrawnAsTheyShould() {
    let n = 20_000
    func levels(_ levels: NoiseLevels) -> [Double] {
      var random = RandomStream(seed: 6, stream: 6)
      return NoiseConditionalScoreMatching(data: GaussianMixture.running, noise: levels)
        .batch(n, for: Self.network(), using: &random).standardDeviations.doubles
    }
    #expect(Set(levels(.only(0.25))) == [0.25])
    let rungs = levels(.ladder([0.25, 0.5, 4]))
    #expect(Set(rungs) == [0.25, 0.5, 4])
    expectProportion(
      rungs.count { $0 == 4 }, of: n, exact: 1.0 / 3, detecting: 0.04,
      ledger: "noise levels: frequencies")
    // ln σ is uniform: a third of the way in the logarithm, a third of the draws.
    let draws = levels(.logUniform(0.1...0.8))
    #expect(draws.allSatisfy { $0 >= 0.0999 && $0 <= 0.8001 })
    for (edge, share) in [(0.2, 1.0 / 3), (0.4, 2.0 / 3)] {
      expectProportion(
        draws.count { $0 < edge }, of: n, exact: share, detecting: 0.04,
        ledger: "noise levels: frequencies")
    }
  }

  /// By number, as NaN cannot be handed to a process.
  @Test(arguments: 0..<4) func standardDeviationsMustBePositive(index: Int) async {
    await #expect(processExitsWith: .failure) { [index] in
      let σ = [0, -1, Float.nan, .infinity][index]
      _ = NoiseConditionalScoreTests.network()(
        Variable(.zeros(2, 2)), noise: Tensor([1, σ], shape: [2, 1]))
    }
    await #expect(processExitsWith: .failure) { [index] in
      let σ = [0, -1, Float.nan, .infinity][index]
      _ = LeveledPoints(
        points: NoisyPoints(clean: .zeros(2, 2), noise: .zeros(2, 2)),
        standardDeviations: Tensor([1, σ], shape: [2, 1]))
    }
  }

  @Test func levelsThatCannotBe() async {
    await #expect(processExitsWith: .failure) {
      _ = NoiseConditionalScoreTests.network()(Variable(.zeros(4, 2)), noise: .ones(1, 4))
    }
    await #expect(processExitsWith: .failure) {
      _ = NoiseConditionalScoreTests.network().score(noise: 0)
    }
    await #expect(processExitsWith: .failure) {
      _ = NoiseConditionalScoreMatching(data: GaussianMixture.running, noise: .only(-0.1))
    }
    await #expect(processExitsWith: .failure) {
      _ = NoiseConditionalScoreMatching(data: GaussianMixture.running, noise: .ladder([1, 0]))
    }
    await #expect(processExitsWith: .failure) {
      _ = NoiseConditionalScoreMatching(
        data: GaussianMixture.running, noise: .logUniform(0...1))
    }
  }
}
