import Autodiff
import Elementary
import Tensors
import TestSupport
import Testing

@testable import Networks

@Suite("Networks at the edges") struct EdgeTests {
  /// What is no positive and finite `Float`.
  private static let ofNumbers: [Refusal] = [
    Double.nan, .infinity, -.infinity, -1, .greatestFiniteMagnitude, 1e39,
  ].flatMap { (x: Double) -> [Refusal] in
    [
      Refusal("SGD: learning rate") { _ = SGD(learningRate: .constant(x)) },
      Refusal("SGD: weight decay \(x)") { _ = SGD(learningRate: 0.1, weightDecay: x) },
      Refusal("SGD: momentum \(x)") { _ = SGD(learningRate: 0.1, momentum: x) },
      Refusal("Adam: learning rate") { _ = Adam(learningRate: .cosine(from: x, steps: 10)) },
      Refusal("Adam: learning rate") {
        _ = Adam(learningRate: .warmUp(steps: 2, then: .constant(x)))
      },
      Refusal("Adam: weight decay \(x)") { _ = Adam(weightDecay: x) },
      Refusal("Adam: ε = \(x)") { _ = Adam(epsilon: x) },
      Refusal("Adam: decays \(x)") { _ = Adam(decays: (x, 0.9)) },
      Refusal("parameter group: learning rate × \(x)") {
        _ = ParameterGroup.suffix("bias", learningRateFactor: x)
      },
      Refusal("parameter group: learning rate × 1.0, weight decay \(x)") {
        _ = ParameterGroup.suffix("bias", weightDecay: x)
      },
      Refusal("moving average: decay \(x)") { _ = MovingAverage(of: line(1), decay: x) },
    ]
  }

  private static let ofTheRest: [Refusal] = [
    Refusal("Adam: ε = 5e-324") { _ = Adam(epsilon: .leastNonzeroMagnitude) },
    Refusal("Adam: ε = 0.0") { _ = Adam(epsilon: -0.0 + 0) },
    Refusal("Adam: decays 0.9 and 1.0") { _ = Adam(decays: (0.9, 1)) },
    Refusal("clip: the norm must be positive, not nan") {
      var gradients = [Tensor([1.0])]
      clip(&gradients, toNorm: .nan)
    },
    Refusal("clip: the norm must be positive, not 0.0") {
      var gradients = [Tensor([1.0])]
      clip(&gradients, toNorm: 0)
    },
    Refusal("sinusoidal embedding of the time nan") {
      _ = SinusoidalEmbedding(dimension: 2)([1, .nan])
    },
    Refusal("sinusoidal embedding of the time -inf") {
      _ = SinusoidalEmbedding(dimension: 2)([-.infinity])
    },
    Refusal("maximum period nan must exceed 1") {
      _ = SinusoidalEmbedding(dimension: 2, maximumPeriod: .nan)
    },
    Refusal("maximum period inf must exceed 1") {
      _ = SinusoidalEmbedding(dimension: 2, maximumPeriod: .infinity)
    },
    Refusal("dimension 3 must be even") { _ = SinusoidalEmbedding(dimension: 3) },
    Refusal("the learning rate of step -1") { _ = Schedule.constant(1)(-1) },
    Refusal("MLP: no layers") { _ = MLP(layers: []) },
    Refusal("at least an input and an output size") {
      var random = RandomStream(seed: 1)
      _ = MLP([1], using: &random)
    },
    Refusal("Linear: 0 inputs and 1 outputs") {
      var random = RandomStream(seed: 1)
      _ = Linear(inputs: 0, outputs: 1, using: &random)
    },
    Refusal("a window of size 0") {
      var random = RandomStream(seed: 1)
      _ = Convolution(inputs: 1, outputs: 1, size: 0, using: &random)
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

  static func line(_ weight: Float) -> Linear {
    Linear(weight: Tensor(repeating: weight, shape: [1, 1]), bias: Tensor([0.0]))
  }

  /// The numbers of a `Float` at the edges.
  static let edges: [Float] = [
    1, .nan, .infinity, -.infinity, 0, -0.0, .leastNonzeroMagnitude, .leastNormalMagnitude,
    .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
  ]

  /// What is not finite in one row of an input gets into that row of the output, and no other.
  @Test(arguments: edges) func layers(number: Float) {
    var random = RandomStream(seed: 1)
    let mlp = MLP([2, 8, 3], using: &random)
    let good = Tensor([0.5, -1], shape: [1, 2])
    let x = Tensor.concatenated([good, Tensor(repeating: number, shape: [1, 2]), good])
    let y = mlp(x)
    #expect(y.rows(0..<1) == mlp(good) && y.rows(2..<3) == mlp(good))
    if abs(number) <= 1 { #expect(y.sum().isFinite) }
    if number.isNaN { #expect(y.rows(1..<2).scalars.allSatisfy { $0.isNaN }) }
    if number.isInfinite { #expect(!y.rows(1..<2).sum().isFinite) }
    #expect(mlp(Tensor.zeros(0, 2)).shape == [0, 3])
  }

  /// A gradient that is not finite shows in the parameter; one that is moves it by a finite step.
  @Test(arguments: edges) func optimizers(slope: Float) {
    for optimizer in [SGD(learningRate: 0.1), Adam(learningRate: 0.1)] as [any Optimizer] {
      var (network, optimizer) = (Self.line(1), optimizer)
      optimizer.step(
        &network,
        gradients: [Tensor(repeating: slope, shape: [1, 1]), Tensor(repeating: 0, shape: [1])])
      let weight = network.weight.value.scalars[0]
      #expect(weight.isFinite == slope.isFinite)
      #expect(network.bias.value.scalars == [0])
      if slope == 0 { #expect(weight == 1) }
    }
  }

  @Test(arguments: edges) func clipping(slope: Float) {
    var gradients = [Tensor(repeating: slope, shape: [4])]
    let length = clip(&gradients, toNorm: 1)
    #expect(length == 2 * Double(abs(slope)) || slope.isNaN && length.isNaN)
    if slope.isFinite {
      #expect(
        abs(gradients[0].sumOfSquares().squareRoot() - min(1, length)) <= 1e-6 * min(1, length))
    }
    var whole = [Tensor(repeating: slope, shape: [4])]
    clip(&whole, toNorm: .infinity)
    #expect(whole[0].scalars[3].bitPattern == slope.bitPattern)
  }

  @Test(arguments: [0, -0.0, .leastNonzeroMagnitude, 1, 1e15, .greatestFiniteMagnitude])
  func embeddings(time: Double) {
    let embedding = SinusoidalEmbedding(dimension: 8)([time])
    #expect(embedding.scalars.allSatisfy { abs($0) <= 1 })
    for i in 0..<4 {
      let (sine, cosine) = (embedding.doubles[i], embedding.doubles[i + 4])
      #expect(abs(sine * sine + cosine * cosine - 1) < 1e-6)
    }
    #expect(SinusoidalEmbedding(dimension: 8)([]).shape == [0, 8])
  }

  /// All the bits of every number come back from a file.
  @Test func parametersOfAllKinds() throws {
    let values = Tensor(Self.edges.map(Double.init), shape: [10])
    let bytes = ParameterFile.encode([("a", values)])
    let back = try ParameterFile.decode(bytes, expecting: [("a", [10])], path: "x")
    #expect(back[0].scalars.map(\.bitPattern) == values.scalars.map(\.bitPattern))
  }
}
