import Autodiff
import Elementary
import Networks
import TestSupport
import Tensors
import Testing

/// Windows with every stride and padding.
private let windows = (1...3).flatMap { stride in
  (0...2).map { PatchWindow(size: 3, stride: stride, padding: $0) }
}

@Suite struct ConvolutionTests {
  /// A layer with a bias, and pictures with unequal sides.
  private func setting(_ window: PatchWindow) -> (layer: Convolution, x: Tensor) {
    var random = RandomStream(seed: 5)
    var layer = Convolution(
      inputs: 2, outputs: 3, size: window.size, stride: window.stride, padding: window.padding,
      using: &random)
    layer.bias = Variable(random.normal([3]))
    return (layer, random.normal([2, 5, 7, 2]))
  }

  /// The sum by the definition, in `Double`.
  private func direct(_ layer: Convolution, _ x: Tensor, at index: [Int]) -> Double {
    let (window, w) = (layer.window, layer.weight.value)
    var z = Double(layer.bias.value[index[3]])
    for i in 0..<window.size {
      for j in 0..<window.size {
        let y = index[1] * window.stride + i - window.padding
        let column = index[2] * window.stride + j - window.padding
        guard (0..<x.shape[1]).contains(y), (0..<x.shape[2]).contains(column) else { continue }
        for c in 0..<x.shape[3] {
          let weight = w[(i * window.size + j) * x.shape[3] + c, index[3]]
          z += Double(weight) * Double(x[index[0], y, column, c])
        }
      }
    }
    return z
  }

  @Test(arguments: windows)
  func outputIsTheSum(window: PatchWindow) {
    let (layer, x) = setting(window)
    let z = layer(Variable(x)).value
    let h = layer(Variable(x), activation: .tanh).value
    let (s, p) = (window.stride, window.padding)
    #expect(z.shape == [2, (2 + 2 * p) / s + 1, (4 + 2 * p) / s + 1, 3])
    #expect(h.shape == z.shape && layer.inputs == 2)
    for b in 0..<2 {
      for r in 0..<z.shape[1] {
        for q in 0..<z.shape[2] {
          for c in 0..<3 {
            let exact = direct(layer, x, at: [b, r, q, c])
            expectClose([Double(z[b, r, q, c])], [exact], within: 2e-6)
            expectClose([Double(h[b, r, q, c])], [Elementary.tanh(exact)], within: 2e-6)
          }
        }
      }
    }
  }

  /// Two layers: the parameter gradient of a squared input gradient, as score matching has it,
  /// against differences of that squared gradient, and the input gradient against differences of
  /// the energy.
  @Test(arguments: windows)
  func derivativesOfBothOrders(window: PatchWindow) {
    let (first, x) = setting(window)
    var random = RandomStream(seed: 6)
    let second = Convolution(inputs: 3, outputs: 2, size: 2, padding: 1, using: &random)
    func energy(_ layer: Convolution, _ x: Variable) -> Variable {
      let h = layer(x, activation: .tanh)
      return second(h, activation: .silu).square().sum()
    }
    func squaredScore(_ layer: Convolution, _ x: Tensor, on tape: Tape = Tape()) -> Variable {
      let x = tape.variable(x)
      return gradient(of: energy(layer, x), withRespectTo: x).square().sum()
    }
    /// Central differences of fourth order in a direction.
    func slope(_ f: (Float) -> Double) -> Double {
      let h: Float = 0.02
      return (8 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12 * Double(h))
    }

    let tape = Tape()
    let input = tape.variable(x)
    let score = gradient(of: energy(first, input), withRespectTo: input).value
    let v = random.normal(x.shape) / Float(x.count).squareRoot()
    let along = slope { Double(energy(first, Variable(x + $0 * v)).value.item) }
    expectClose([(score * v).sum()], [along], within: 2e-3 * (1 + along.magnitude))

    let other = Tape()
    let (tracked, parameters) = first.tracked(on: other)
    let loss = squaredScore(tracked, x, on: other)
    let gradients = gradient(of: loss, withRespectTo: parameters, recording: false)
    for (number, g) in gradients.enumerated() {
      let v = random.normal(g.shape) / Float(g.count).squareRoot()
      let exact = slope { t in
        var moved = first
        if number == 0 {
          moved.weight = Variable(first.weight.value + t * v)
        } else {
          moved.bias = Variable(first.bias.value + t * v)
        }
        return Double(squaredScore(moved, x).value.item)
      }
      expectClose([(g.value * v).sum()], [exact], within: 4e-3 * (1 + exact.magnitude))
    }
  }

  @Test func parametersAndScale() {
    var random = RandomStream(seed: 12)
    let layer = Convolution(inputs: 2, outputs: 20_000, size: 2, using: &random)
    #expect(layer.parameters.map(\.name) == ["weight", "bias"])
    #expect(layer.parameters.map(\.variable.shape) == [[8, 20_000], [20_000]])
    // One patch of mean square 3.5.
    let x = Tensor([1, -2, 0, 3, 1, -2, 0, 3.0], shape: [1, 2, 2, 2])
    expectVariance(
      layer(Variable(x)).value.sumOfSquares() / 20_000, degreesOfFreedom: 20_000, exact: 3.5,
      detecting: 0.4, ledger: "Convolution: scale of the initial output")
  }

  @Test func mistakes() async {
    await #expect(processExitsWith: .failure) {
      _ = Convolution(weight: .ones(10, 3), bias: .ones(3), window: PatchWindow(size: 3))
    }
    await #expect(processExitsWith: .failure) {
      _ = Convolution(weight: .ones(9, 3), bias: .ones(9), window: PatchWindow(size: 3))
    }
    let channels = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let layer = Convolution(
        weight: .ones(9, 3), bias: .ones(3), window: PatchWindow(size: 3))
      _ = layer(Variable(.ones(1, 8, 8, 2)))
    }
    #expect(message(channels).contains("input [1, 8, 8, 2]"))
  }
}
