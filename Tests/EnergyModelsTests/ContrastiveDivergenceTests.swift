import Autodiff
import Distributions
import Elementary
import EnergyModels
import Networks
import Tensors
import TestSupport
import Testing
import Theory

@Suite struct ContrastiveDivergenceTests {
  /// Equally probable quantiles stand for draws: the contrast is then the derivative of the
  /// likelihood up to their discreteness.
  private func quantiles(mean: Double, variance: Double, count: Int = 4000) -> Tensor {
    Tensor(
      (0..<count).map {
        mean + sqrt(variance) * normalQuantile((Double($0) + 0.5) / Double(count))
      }, shape: [count, 1])
  }

  @Test(arguments: [(1.0, 0.0, 1.0, 0.25), (3, 1.2, 0.8, 1), (0.5, -1, 0, 2)])
  func gradientIsThatOfTheLikelihood(λ: Double, μ: Double, m: Double, v: Double) {
    let data = quantiles(mean: m, variance: v)
    let samples = quantiles(mean: μ, variance: 1 / λ)
    let (dataMean, dataVariance) = (data.mean(), data.variance(unbiased: false))
    // −ln p averaged over the data, with Z by quadrature.
    func loss(_ λ: Double, _ μ: Double) -> Double {
      let Z = integrate(from: μ - 12 / sqrt(λ), to: μ + 12 / sqrt(λ), points: 400) {
        exp(-λ * ($0 - μ) * ($0 - μ) / 2)
      }
      return λ * (dataVariance + (dataMean - μ) * (dataMean - μ)) / 2 + log(Z)
    }
    let h = 1e-4
    let slopes = [
      (loss(λ + h, μ) - loss(λ - h, μ)) / (2 * h), (loss(λ, μ + h) - loss(λ, μ - h)) / (2 * h),
    ]
    let g = contrast(GaussianEnergy(precision: λ, mean: μ), data: data, negatives: samples)
    for (found, slope) in zip(g, slopes) {
      #expect(abs(Double(found.item) - slope) < 1e-3 * max(1, abs(slope)), "\(found.item) \(slope)")
    }
  }

  /// A perceptron on the line: every parameter's contrast against finite differences of the mean of
  /// −ln p, with Z by a sum over a grid whose points, weighted by their number, are the negatives.
  @Test func gradientOfAPerceptronIsThatOfTheLikelihood() {
    var random = RandomStream(seed: 3)
    let network = EnergyMLP([1, 6], using: &random)
    let data = Tensor([-1.0, -0.2, 0.4, 1.3], shape: [4, 1])
    let grid = Tensor((0..<200).map { -3 + 0.03 * Double($0) }, shape: [200, 1])
    func loss(_ network: EnergyMLP) -> Double {
      let energies = network.energy(grid).doubles
      return network.energy(data).mean() + log(sum(energies.map { exp(-$0) }))
    }
    let distribution = network.energy(grid).doubles.map { exp(-$0) }
    let total = sum(distribution)
    let copies = grid.gatherRows(
      distribution.enumerated().flatMap { i, p in
        [Int](repeating: i, count: Int((p / total * 200_000).rounded()))
      })
    // As many points of the data, each as often as the others but for three in 200 000.
    let rows = (0..<copies.rowCount).map { $0 % 4 }
    let gradients = contrast(network, data: data.gatherRows(rows), negatives: copies)
    for (number, parameter) in network.parameters.enumerated() {
      for i in 0..<parameter.variable.count {
        func moved(by h: Float) -> Double {
          var copy = network
          var seen = 0
          copy.visitParameters { _, variable in
            if seen == number {
              var scalars = variable.value.scalars
              scalars[i] += h
              variable = Variable(Tensor(scalars, shape: variable.shape))
            }
            seen += 1
          }
          return loss(copy)
        }
        let slope = (moved(by: 0.01) - moved(by: -0.01)) / 0.02
        #expect(abs(Double(gradients[number].scalars[i]) - slope) < 1e-3, "\(parameter.name) \(i)")
      }
    }
  }

  @Test(arguments: [(1, 0.05, 1.0, 0.4), (2, 0.1, 3, 1), (10, 0.05, 1, 1), (10, 0.05, 6, 0.4)])
  func expectationIsTheClosedForm(steps: Int, ε: Double, λ: Double, μ: Double) {
    let exact = ContrastiveDivergenceGaussian(
      precision: λ, mean: μ, dataMean: 1, dataVariance: 0.25, stepSize: ε)
    var random = RandomStream(seed: 11, stream: UInt64(steps))
    let count = 200_000
    let network = GaussianEnergy(precision: λ, mean: μ)
    var objective = ContrastiveDivergence<GaussianEnergy>(
      data: Gaussian(mean: 1, standardDeviation: 0.5), steps: steps, stepSize: ε)
    let batch = objective.batch(count, for: network, using: &random)
    let g = contrast(network, data: batch.positives, negatives: batch.negatives)
    let (expected, variance) = (exact.gradient(steps: steps), exact.gradientVariance(steps: steps))
    // To be told apart from the gradient without the factor ½, and of the other sign.
    expectMean(
      Double(g[0].item), exact: expected.precision, variance: variance.precision, count: count,
      detecting: abs(expected.precision), ledger: "contrastive divergence: precision")
    let chainOnly = ContrastiveDivergenceGaussian(
      precision: λ, mean: μ, dataMean: 1, dataVariance: 0.25, stepSize: ε / 2)
    expectMean(
      Double(g[1].item), exact: expected.mean, variance: variance.mean, count: count,
      detecting: max(abs(expected.mean - chainOnly.gradient(steps: steps).mean), 0.05),
      ledger: "contrastive divergence: mean")
  }

  /// Terms are one a row, the same whenever they are computed, and each row's own.
  @Test(arguments: [0, 0.5]) func termsAreThoseOfEachRow(penalty: Double) {
    var random = RandomStream(seed: 16)
    let network = EnergyMLP([2, 8], using: &random)
    var objective = ContrastiveDivergence<EnergyMLP>(
      data: GaussianMixture.running, steps: 2, stepSize: 0.1, penalty: penalty)
    let batch = objective.batch(200, for: network, using: &random)
    let terms = objective.terms(of: network, on: batch)
    #expect(terms.shape == [200] && terms == objective.terms(of: network, on: batch))
    for i in [0, 127, 128, 199] {
      #expect(objective.terms(of: network, on: batch.rows(i..<i + 1))[0] == terms[i])
    }
    // The mean and its standard error, in Double.
    let values = terms.doubles
    let mean = sum(values) / 200
    let variance = sum(values.map { ($0 - mean) * ($0 - mean) }) / 199
    let loss = objective.loss(of: network, on: batch)
    expectClose(loss.value, mean, within: 1e-9)
    expectClose(loss.standardError, sqrt(variance / 200), within: 1e-9)
  }

  @Test func numbersThatCannotBe() async {
    await #expect(processExitsWith: .failure) {
      _ = ContrastiveDivergence<EnergyMLP>(data: Gaussian.running, steps: -1, stepSize: 0.1)
    }
    await #expect(processExitsWith: .failure) {
      _ = ContrastiveDivergence<EnergyMLP>(
        data: Gaussian.running, steps: 1, stepSize: 0.1, penalty: -1)
    }
    await #expect(processExitsWith: .failure) {
      _ = ContrastiveDivergence<EnergyMLP>(data: Gaussian.running, steps: 1, stepSize: 0)
    }
  }

  /// No step, no contrast.
  @Test func withoutAStepThereIsNoContrast() {
    var random = RandomStream(seed: 1)
    let network = EnergyMLP([2, 4], using: &random)
    let data = random.normal([10, 2])
    var objective = ContrastiveDivergence<EnergyMLP>(
      data: WholeDataSet(data), steps: 0, stepSize: 0.1)
    let batch = objective.batch(10, for: network, using: &random)
    #expect(batch.positives == data && batch.negatives == data)
    for g in contrast(network, data: data, negatives: batch.negatives) {
      #expect(g.abs().max() == 0)
    }
  }

  /// E = 2 and 8 on data, ½ on negatives: with α = ¼, 2 − ½ + ¼(4 + ¼) and 8 − ½ + ¼(64 + ¼).
  @Test func penaltyIsTheSquareOfBoth() {
    let network = GaussianEnergy(precision: 1, mean: 0)
    let batch = ContrastedPoints(
      positives: Tensor([2.0, -4], shape: [2, 1]), negatives: Tensor([1.0, -1], shape: [2, 1]))
    func terms(_ penalty: Double) -> Tensor {
      ContrastiveDivergence(
        data: DataSet(batch.positives), steps: 1, stepSize: 0.1, penalty: penalty
      ).terms(of: network, on: batch)
    }
    #expect(terms(0) == Tensor([1.5, 7.5]))
    #expect(terms(0.25) == Tensor([2.5625, 23.5625]))
  }

  @Test func shapesAreNamed() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = ContrastedPoints(positives: .zeros(5, 2), negatives: .zeros(7, 3))
    }
    #expect(message(result).contains("data [5, 2] and samples [7, 3]"))
  }

  @Test func energiesOfAnotherShapeAreRefused() async {
    struct Wrong: EnergyNetwork {
      func energy(_ x: Variable) -> Variable { x.square() }
      mutating func visitParameters(_ visit: (String, inout Variable) -> Void) {}
    }
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = ContrastiveDivergence<Wrong>(data: DataSet(.zeros(5, 2)), steps: 1, stepSize: 0.1)
        .terms(of: Wrong(), on: ContrastedPoints(positives: .zeros(5, 2), negatives: .zeros(5, 2)))
    }
    #expect(message(result).contains("energies [5, 2] of points [5, 2]"))
  }

  @Test func energyOfAPerceptronIsItsOutput() {
    var random = RandomStream(seed: 4)
    let network = EnergyMLP([3, 5, 4], using: &random)
    #expect(network.parameterCount == 3 * 5 + 5 + 5 * 4 + 4 + 4 + 1)
    let x = random.normal([7, 3])
    #expect(network.energy(x) == network.perceptron(x).reshaped(7))
    // With SiLU between the layers: x/(1 + e⁻ˣ), written out for a perceptron of one path.
    var path = EnergyMLP([1, 1], using: &random)
    path.perceptron.layers = [
      Linear(weight: Tensor(rows: [[1.5]]), bias: Tensor([0.25])),
      Linear(weight: Tensor(rows: [[2]]), bias: Tensor([-1.0])),
    ]
    for x in [-2.0, 0.3, 4] {
      let z = 1.5 * x + 0.25
      let exact = 2 * z / (1 + exp(-z)) - 1
      expectClose(
        path.energy(Tensor([x], shape: [1, 1])).doubles[0], exact, within: 1e-6, scale: 1)
    }
    // The score against differences of the energy.
    let h: Float = 1e-2
    let step = Tensor(rows: [[0, Double(h), 0]])
    let slope = (network.energy(x - step) - network.energy(x + step)) / (2 * h)
    #expect((network.score(x).column(1) - slope).abs().max() < 1e-3)
  }
}
