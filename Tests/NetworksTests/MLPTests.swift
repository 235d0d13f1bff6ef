import Autodiff
import Elementary
import Networks
import Tensors
import TestSupport
import Testing

@Suite struct MLPTests {
  @Test(arguments: SigmoidalFunction.allCases)
  func outputIsTheFormula(activation: SigmoidalFunction) {
    var random = RandomStream(seed: 3)
    var network = MLP([2, 5, 3, 1], activation: activation, using: &random)
    for i in 0..<3 {
      network.layers[i].bias = Variable(random.normal(network.layers[i].bias.shape))
    }
    let x = random.normal([4, 2])
    let y = network(x)
    #expect(y.shape == [4, 1])
    #expect(network(Variable(x)).value == y)
    for row in 0..<4 {
      var h = x.row(row).doubles
      for (number, layer) in network.layers.enumerated() {
        let (w, b) = (layer.weight.value, layer.bias.value)
        h = (0..<b.count).map { j in
          let z = h.indices.reduce(Double(b[j])) { $0 + h[$1] * Double(w[$1, j]) }
          guard number < 2 else { return z }
          switch activation {
          case .sigmoid: return 1 / (1 + exp(-z))
          case .tanh: return Elementary.tanh(z)
          case .softplus: return log(1 + exp(z))
          case .silu: return z / (1 + exp(-z))
          }
        }
      }
      expectClose([Double(y[row, 0])], h, within: 2e-6)
    }
  }

  @Test func parametersHaveNamesInOrder() {
    var random = RandomStream(seed: 3)
    let network = MLP([3, 128, 2], using: &random)
    let parameters = network.parameters
    #expect(
      parameters.map(\.name) == [
        "layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias",
      ])
    #expect(parameters.map(\.variable.shape) == [[3, 128], [128], [128, 2], [2]])
    #expect(network.parameterCount == 3 * 128 + 128 + 128 * 2 + 2)
    #expect(parameters.allSatisfy { !$0.variable.isTracked })
    let (tracked, variables) = network.tracked(on: Tape())
    #expect(variables.count == 4)
    #expect(tracked.parameters.allSatisfy { $0.variable.isTracked })
    #expect(tracked.detached().parameters.allSatisfy { !$0.variable.isTracked })
    #expect(!network.layers[0].weight.isTracked)
  }

  /// z_j ~ N(0, |x|²/inputs) over the draws of the weights.
  @Test func initialScale() {
    var random = RandomStream(seed: 11)
    let layer = Linear(inputs: 4, outputs: 20_000, using: &random)
    #expect(layer.bias.value == Tensor(repeating: 0, shape: [20_000]))
    let z = layer(Variable(Tensor(rows: [[1, -2, 0, 3]]))).value
    expectVariance(
      z.sumOfSquares() / 20_000, degreesOfFreedom: 20_000, exact: 3.5, detecting: 0.4,
      ledger: "Linear: scale of the initial output")
  }

  @Test func transposedParameters() async {
    let layer = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Linear(weight: .ones(128, 3), bias: .ones(128))
    }
    #expect(message(layer).contains("weight [128, 3] [inputs, outputs] with bias [128]"))

    let swapped = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var random = RandomStream(seed: 1)
      var network = MLP([3, 8, 2], using: &random)
      network.layers[0].weight = Variable(network.layers[0].weight.value.transposed())
      _ = network(Tensor.ones(5, 3))
    }
    #expect(message(swapped).contains("input [5, 3] × weight [8, 3]"))

    let chained = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = MLP(layers: [
        Linear(weight: .ones(3, 8), bias: .ones(8)), Linear(weight: .ones(2, 8), bias: .ones(8)),
      ])
    }
    #expect(message(chained).contains("[3, 8] before one of [2, 8]"))
    await #expect(processExitsWith: .failure) {
      var random = RandomStream(seed: 1)
      _ = MLP([3], using: &random)
    }
  }

  @Test func timeEmbedding() {
    let e = SinusoidalEmbedding(dimension: 6, maximumPeriod: 1000)([0, 1, 999])
    #expect(e.shape == [3, 6])
    for (row, t) in [0.0, 1, 999].enumerated() {
      for (i, ω) in [1, 0.1, 0.01].enumerated() {
        expectClose(
          [Double(e[row, i]), Double(e[row, 3 + i])], [sin(ω * t), cos(ω * t)], within: 1e-6)
      }
    }
  }

  @Test(arguments: [503, 504, 505, 1_300])
  func blocksOfRowsHaveTheBitsOfTheWhole(rows: Int) {
    var random = RandomStream(seed: 4)
    let network = MLP([3, 20, 20, 2], activation: .silu, using: &random)
    let x = random.normal([rows, 3])
    #expect(network(x) == network(Variable(x)).value)
  }
}
