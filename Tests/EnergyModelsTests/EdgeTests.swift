import Distributions
import Elementary
import Networks
import Samplers
import Tensors
import TestSupport
import Testing

@testable import EnergyModels

@Suite("Energy models at the edges") struct EdgeTests {
  static func machine(_ weight: Double = 1) -> RestrictedBoltzmannMachine {
    RestrictedBoltzmannMachine(
      weight: Tensor(repeating: Float(weight), shape: [2, 3]), visibleBias: .zeros(2),
      hiddenBias: .zeros(3))
  }

  static let one: @Sendable (Tensor) -> Tensor = { Tensor(repeating: 1, shape: [$0.rowCount]) }

  private static let ofNumbers: [Refusal] = [Double.nan, .infinity, -.infinity, 1e300].flatMap {
    (x: Double) -> [Refusal] in
    [
      Refusal("weights of standard deviation \(x)") {
        var random = RandomStream(seed: 1)
        _ = RestrictedBoltzmannMachine(
          visibleBias: .zeros(2), hidden: 2, standardDeviation: x, using: &random)
      },
      Refusal("base rates of data [2, 1]") {
        _ = baseRates(of: Tensor([1, x], shape: [2, 1]))
      },
      Refusal("with the exponents [\(x)]") {
        _ = ProductOfExperts([Expert(Gaussian.running)], exponents: [x])
      },
      Refusal("contrastive divergence: 1 steps, penalty \(x)") {
        _ = ContrastiveDivergence<EnergyMLP>(
          data: Gaussian.running, steps: 1, stepSize: 0.1, penalty: x)
      },
      Refusal("Langevin: the step must be positive, not \(x)") {
        var random = RandomStream(seed: 1)
        _ = GaussianRows(
          contrastiveDivergence: .zeros(1, 2), stepSize: x, rate: 0.1, persistent: true,
          warmUp: 0, updates: 1, using: &random)
      },
      Refusal("contrastive divergence: learning rate \(x)") {
        var random = RandomStream(seed: 1)
        _ = GaussianRows(
          contrastiveDivergence: .zeros(1, 2), stepSize: 0.1, rate: x, persistent: true,
          warmUp: 0, updates: 1, using: &random)
      },
      Refusal("replay buffer: capacity 1, renewal \(x)") {
        var random = RandomStream(seed: 1)
        _ = ReplayBuffer(capacity: 1, renewal: x, using: &random) { n, _ in .zeros(n, 1) }
      },
      Refusal("normalised energy: a constant of \(x)") {
        var random = RandomStream(seed: 1)
        _ = NormalizedEnergy(EnergyMLP([1, 2], using: &random), constant: x)
      },
      Refusal("noise-contrastive estimation: \(x) times") {
        _ = NoiseContrastiveEstimation<EnergyMLP>(
          data: Gaussian.running, noise: Gaussian.running, ratio: x)
      },
      Refusal("noise ladder: variances 1.0...2.0, steps of \(x)") {
        _ = InfinitesimalClassification<RateMLP>(data: Gaussian.running, variances: 1...2, step: x)
      },
    ]
  }

  private static let ofTheRest: [Refusal] = [
    Refusal("binary units: a probability is NaN") {
      var (random, v) = (RandomStream(seed: 1), Tensor.zeros(1, 2))
      BlockGibbs(machine(.nan)).step(&v, using: &random)
    },
    Refusal("base rates of data [0, 2]") { _ = baseRates(of: .zeros(0, 2)) },
    Refusal("all states of 25 binary units") { _ = binaryStates(25) },
    Refusal("all states of -1 binary units") { _ = binaryStates(-1) },
    Refusal("Boltzmann learning: data [0, 2] for 2 visible units") {
      var learning = BoltzmannLearning(
        machine(), with: SGD(learningRate: 0.1), random: RandomStream(seed: 1))
      learning.update(.zeros(0, 2))
    },
    Refusal("Boltzmann learning: data [1, 3] for 2 visible units") {
      var learning = BoltzmannLearning(
        machine(), with: SGD(learningRate: 0.1), random: RandomStream(seed: 1))
      learning.update(.zeros(1, 3))
    },
    Refusal("Boltzmann learning: -1 updates with batches of 100") {
      var learning = BoltzmannLearning(
        machine(), with: SGD(learningRate: 0.1), random: RandomStream(seed: 1))
      learning.run(updates: -1, on: DataSet(.zeros(1, 2)))
    },
    Refusal("mean field of 0 sweeps") {
      _ = DeepBoltzmannMachine(machine(), visible: 1).completed(.zeros(1, 1), sweeps: 0)
    },
    Refusal("log ratio over variances 1.0...2.0 in 0 steps") {
      var random = RandomStream(seed: 1)
      _ = RateMLP(dimension: 1, hidden: [], using: &random)
        .logRatio(.zeros(1, 1), over: 1...2, steps: 0)
    },
    Refusal("log ratio over variances 0.0...2.0") {
      var random = RandomStream(seed: 1)
      _ = RateMLP(dimension: 1, hidden: [], using: &random)
        .logRatio(.zeros(1, 1), over: 0...2, steps: 1)
    },
    Refusal("Gaussian machine: a singular value of the weights is 1 or more") {
      _ = GaussianMachine(weight: Tensor([1.0, 0], shape: [1, 2]))
    },
    Refusal("Gaussian machine: a singular value of the weights is 1 or more, or NaN") {
      _ = GaussianMachine(weight: Tensor([Double.nan], shape: [1, 1]))
    },
    Refusal("Gaussian machine: weights [2], not [visible, hidden]") {
      _ = GaussianMachine(weight: .zeros(2))
    },
    Refusal("log-linear contrast: no feature") {
      _ = LogLinearContrast(features: [], knownPart: one)
    },
    Refusal("a feature is infinite or NaN at noise") {
      _ = LogLinearContrast(features: [{ $0.column(0) }], knownPart: one)
        .fit(data: .zeros(2, 1), noise: Tensor([0, Double.nan], shape: [2, 1]))
    },
    Refusal("the known part is NaN or -inf") {
      _ = LogLinearContrast(features: [one], knownPart: { log($0.column(0)) })
        .fit(data: .zeros(2, 1), noise: .ones(2, 1))
    },
    Refusal("the known part is NaN or inf") {
      _ = LogLinearContrast(features: [one], knownPart: { -log($0.column(0)) })
        .fit(data: .ones(2, 1), noise: .zeros(2, 1))
    },
    Refusal("log-linear contrast: data [0, 1] and noise [1, 1]") {
      _ = LogLinearContrast(features: [one], knownPart: one).fit(
        data: .zeros(0, 1), noise: .zeros(1, 1))
    },
    Refusal("log-linear contrast: parameter 1 of 1") {
      _ = LogLinearContrast.Fit(parameters: [0], covariance: [[1]]).estimate(1)
    },
    Refusal("for data [2], not [rows, n]") {
      var random = RandomStream(seed: 1)
      _ = GaussianRows(contrasting: .zeros(2), ratio: 1, steps: 1, using: &random)
    },
    Refusal("0 Student-t experts in 1 dimensions") {
      var random = RandomStream(seed: 1)
      _ = StudentExperts(dimension: 1, experts: 0, using: &random)
    },
    Refusal("replay buffer: 0 chains drawn of 1") {
      var random = RandomStream(seed: 1)
      var buffer = ReplayBuffer(capacity: 1, using: &random) { n, _ in .zeros(n, 1) }
      _ = buffer.advance(0, using: &random) { x, _ in x }
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

  /// Whatever the weights' size, energies and probabilities are those of the limit.
  @Test(arguments: [-1e30, -1, -0.0, 0, 0x1p-149, 1, 1e30]) func weightsOfAnySize(weight: Double) {
    let (machine, v) = (Self.machine(weight), Tensor.ones(1, 2))
    let probability = 1 / (1 + exp(-2 * weight))
    let p = machine.hiddenProbabilities(v).doubles
    #expect(p.allSatisfy { abs($0 - probability) < 1e-6 })
    let energy = machine.energy(v).doubles[0]
    let expected = -3 * softplus(2 * weight)
    #expect(abs(energy - expected) <= 1e-6 * abs(expected) + 1e-6)
    #expect(machine.logPseudoLikelihood(v).doubles[0] <= 0)
  }

  /// An infinite energy of an expert that is not heard does not make the sum NaN.
  @Test func unheardExperts() {
    let wall = Expert(energy: { .infinity + 0 * $0.rowSums() }, score: { .nan * $0 })
    let product = ProductOfExperts([wall, Expert(Gaussian.running)], exponents: [0, 1])
    let (x, alone) = (Tensor([0.5], shape: [1, 1]), Gaussian.running)
    #expect(product.energy(x) == -alone.logDensity(x))
    #expect(product.score(x) == alone.score(at: x))
    #expect(ProductOfExperts([wall], exponents: [0]).energy(x).scalars == [0])
  }

  /// Noise where the model has no mass, and data where the noise has none, are told apart without error
  /// and do not count.
  @Test func pointsOfOneSideOnly() throws {
    let contrast = LogLinearContrast(features: [Self.one], knownPart: { $0.column(0) })
    let data = Tensor([0.0, 1, 0.5, Double.infinity], shape: [4, 1])
    let noise = Tensor([0.5, -0.5, -Double.infinity, 0.2], shape: [4, 1])
    let fit = try #require(contrast.fit(data: data, noise: noise))
    let finite = try #require(
      contrast.fit(
        data: Tensor([0.0, 1, 0.5, 1e4], shape: [4, 1]),
        noise: Tensor([0.5, -0.5, -1e4, 0.2], shape: [4, 1])))
    #expect(fit.parameters == finite.parameters)
    #expect(fit.covariance == finite.covariance)
  }

  @Test(arguments: edges) func onePixelOfTheWrongSize(number: Double) {
    var random = RandomStream(seed: 1)
    let model = EnergyMLP([1, 4], using: &random)
    let energies = model.energy(Tensor([0.5, number, 0.5], shape: [3, 1])).scalars
    #expect(energies[0] == energies[2] && energies[0].isFinite)
    if !Float(number).isFinite { #expect(!energies[1].isFinite) }
  }
}
