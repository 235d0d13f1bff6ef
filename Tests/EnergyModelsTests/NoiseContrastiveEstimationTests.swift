import Autodiff
import Distributions
import Elementary
import EnergyModels
import Networks
import Tensors
import TestSupport
import Testing
import Theory

@Suite struct NoiseContrastiveEstimationTests {
  private let data = Gaussian(mean: 0, standardDeviation: 1)
  private let noise = Gaussian(mean: 0.5, standardDeviation: 1.5)

  private func model(_ λ: Double, _ c: Double) -> NormalizedEnergy<GaussianEnergy> {
    NormalizedEnergy(GaussianEnergy(precision: λ, mean: 0), constant: c)
  }

  private func objective(_ ν: Double) -> NoiseContrastiveEstimation<GaussianEnergy> {
    NoiseContrastiveEstimation(data: data, noise: noise, ratio: ν)
  }

  /// Two points of data with three of noise each, for ν = 2.5, from the definition of D.
  @Test func termsByHand() {
    let (x, y) = ([0.3, -1.2], [0.1, 2, -0.7, 1.5, -2.5, 0])
    let batch = DataAndNoise(
      data: Tensor(x, shape: [2, 1]), noise: Tensor(y, shape: [6, 1]))
    let terms = objective(2.5).terms(of: model(1.3, -0.4), on: batch).doubles
    func D(_ x: Double) -> Double {
      let p = exp(-0.4 - 1.3 * x * x / 2)
      return p / (p + 2.5 * noise.density(x))
    }
    for row in 0..<2 {
      let atNoise = (0..<3).map { -log(1 - D(y[3 * row + $0])) }
      expectClose(terms[row], -log(D(x[row])) + 2.5 * sum(atNoise) / 3, within: 1e-5)
    }
  }

  @Test func noiseOfEachRow() {
    #expect(objective(0.3).noisePerRow == 1)
    #expect(objective(1).noisePerRow == 1)
    #expect(objective(2.5).noisePerRow == 3)
    var random = RandomStream(seed: 4)
    let batch = objective(2.5).batch(10, for: model(1, 0), using: &random)
    #expect(batch.rowCount == 10 && batch.noise.shape == [30, 1])
    let part = batch.rows(3..<5)
    #expect(part.data == batch.data.rows(3..<5) && part.noise == batch.noise.rows(9..<15))
  }

  /// Terms are one a row, the same whenever they are computed, and each row's own.
  @Test func termsAreThoseOfEachRow() {
    var random = RandomStream(seed: 5)
    let network = NormalizedEnergy(EnergyMLP([2, 8], using: &random), constant: 0.3)
    let objective = NoiseContrastiveEstimation<EnergyMLP>(
      data: GaussianMixture.running, noise: Gaussian.isotropic(dimension: 2, standardDeviation: 2),
      ratio: 2)
    let batch = objective.batch(200, for: network, using: &random)
    let terms = objective.terms(of: network, on: batch)
    #expect(terms.shape == [200] && terms == objective.terms(of: network, on: batch))
    for i in [0, 127, 128, 199] {
      #expect(objective.terms(of: network, on: batch.rows(i..<i + 1))[0] == terms[i])
    }
  }

  /// The loss and its gradient by both parameters, against quadrature.
  @Test(arguments: [1.0, 2.5]) func expectationsAreTheClosedForms(ν: Double) {
    let theory = NoiseContrast(noiseMean: 0.5, noiseVariance: 2.25, ratio: ν)
    let (λ, c) = (1.4, -0.6)
    var random = RandomStream(seed: 6, stream: UInt64(10 * ν))
    let batch = objective(ν).batch(100_000, for: model(λ, c), using: &random)
    let loss = objective(ν).loss(of: model(λ, c), on: batch)
    // To be told apart from the loss with ν forgotten, and of the true model.
    let exact = theory.loss(precision: λ, constant: c)
    expectMean(
      loss.value, exact: exact, standardError: loss.standardError,
      detecting: exact - theory.optimalLoss, ledger: "noise contrast: loss")

    let h: Float = 0.01
    let gradient = theory.gradient(precision: λ, constant: c)
    func slopes(_ up: NormalizedEnergy<GaussianEnergy>, _ down: NormalizedEnergy<GaussianEnergy>)
      -> [Double]
    {
      ((objective(ν).terms(of: up, on: batch) - objective(ν).terms(of: down, on: batch)) / (2 * h))
        .doubles
    }
    let d = Double(h)
    expectMean(
      of: slopes(model(λ + d, c), model(λ - d, c)), exact: gradient.precision,
      detecting: abs(gradient.precision), ledger: "noise contrast: gradient")
    expectMean(
      of: slopes(model(λ, c + d), model(λ, c - d)), exact: gradient.constant,
      detecting: abs(gradient.constant), ledger: "noise contrast: gradient")
  }

  /// The constant is learned together with the precision, from a wrong start, by training.
  @Test func trainingFindsBoth() throws {
    var random = RandomStream(seed: 7)
    let points = data.sample(4_000, using: &random)
    var training = Training(
      of: model(0.4, 1),
      on: NoiseContrastiveEstimation<GaussianEnergy>(
        data: DataSet(points), noise: noise, ratio: 4),
      batchSize: 512, with: Adam(learningRate: .cosine(from: 0.05, steps: 400)), seed: 1)
    try training.run(steps: 400)
    // The model of the test has a mean as well.
    let found = training.network
    #expect(abs(Double(found.constant.value.item) + 0.5 * log(2 * .pi)) < 0.1)
    #expect(abs(Double(found.base.precision.value.item) - 1) < 0.15)
  }

  @Test func normalizedEnergies() {
    let network = model(2, 0.7)
    let x = Tensor([0.0, 1, -3], shape: [3, 1])
    #expect(network.logDensity(x) == Tensor([0.7, -0.3, -8.3]))
    #expect(network.energy(x) == Tensor([-0.7, 0.3, 8.3]))
    #expect(network.parameters.map(\.name) == ["base.precision", "base.mean", "constant"])
  }

  @Test func numbersThatCannotBe() async {
    await #expect(processExitsWith: .failure) {
      _ = NoiseContrastiveEstimation<EnergyMLP>(
        data: Gaussian.running, noise: Gaussian.running, ratio: 0)
    }
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = DataAndNoise(data: .zeros(4, 2), noise: .zeros(6, 2))
    }
    #expect(message(result).contains("data [4, 2] and noise [6, 2]"))
    await #expect(processExitsWith: .failure) {
      var random = RandomStream(seed: 1)
      _ = NormalizedEnergy(EnergyMLP([1, 2], using: &random), constant: .infinity)
    }
  }
}
