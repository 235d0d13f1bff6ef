import Autodiff
import Distributions
import Elementary
import Networks
import ScoreMatching
import Tensors
import Testing
import Theory

@Suite struct ImplicitScoreMatchingTests {
  /// A network with a Jacobian that is neither diagonal nor symmetric.
  static func network(outputs: Int = 3, seed: UInt64 = 1) -> MLP {
    var random = RandomStream(seed: seed)
    return MLP([3, 6, outputs], activation: .tanh, using: &random)
  }

  /// tanh(x W₁ + b₁) W₂ + b₂ in Double, from the network's own numbers.
  static func reference(_ network: MLP, _ x: [Double]) -> [Double] {
    func apply(_ layer: Linear, _ x: [Double]) -> [Double] {
      (0..<layer.weight.shape[1]).map { j in
        Double(layer.bias.value[j])
          + sum(x.indices.map { x[$0] * Double(layer.weight.value[$0, j]) })
      }
    }
    return apply(network.layers[1], apply(network.layers[0], x).map { tanh($0) })
  }

  /// Every point's tr ∇s + ½‖s‖² by central differences in Double.
  static func terms(_ score: ([Double]) -> [Double], _ x: Tensor) -> [Double] {
    (0..<x.shape[0]).map { i in
      let point = x.row(i).doubles
      let s = score(point)
      var total = 0.5 * sum(s.map { $0 * $0 })
      for j in point.indices {
        var (up, down) = (point, point)
        up[j] += 1e-5
        down[j] -= 1e-5
        total += (score(up)[j] - score(down)[j]) / 2e-5
      }
      return total
    }
  }

  @Test func everyTermIsTraceAndHalfTheSquare() {
    var random = RandomStream(seed: 2)
    let network = Self.network()
    let x = random.normal([7, 3])
    let objective = ImplicitScoreMatching<MLP>(data: WholeDataSet(x))
    let terms = objective.terms(of: network, on: x)
    #expect(terms.shape == [7])
    let exact = Self.terms({ Self.reference(network, $0) }, x)
    for (a, b) in zip(terms.doubles, exact) { #expect(abs(a - b) < 2e-6 * (1 + abs(b))) }
    #expect(abs(objective.loss(of: network, on: x).value - sum(exact) / 7) < 2e-6)
  }

  /// Gauss–Hermite's three nodes are exact here: J = F − ½E‖∇log p‖² for Gaussians.
  @Test(arguments: [(0.0, 1.0, 0.5, 1.0), (1, 0.5, 1, 2), (-1, 2, 0.5, 0.7)])
  func isTheFisherDivergenceUpToAConstant(μ: Double, s: Double, m: Double, v: Double) {
    let h = s * 3.0.squareRoot()
    let points = Tensor([μ - h, μ, μ, μ, μ, μ + h], shape: [6, 1])
    let model = FixedScore { -1 / Float(v) * ($0 - Float(m)) }
    let loss = ImplicitScoreMatching(data: DataSet(points)).loss(of: model, on: points)
    let fisher = GaussianFisher.divergence(
      mean: μ, variance: s * s, fromMean: m, variance: v)
    #expect(abs(loss.value - (fisher - 1 / (2 * s * s))) < 1e-5 * (1 + fisher))
  }

  /// The gradient by the parameters of a score network, against differences of a loss in Double.
  @Test func parameterGradientOfAScore() {
    var random = RandomStream(seed: 3)
    let x = random.normal([5, 3])
    expectGradient(of: Self.network(), at: x) { network in
      sum(Self.terms({ Self.reference(network, $0) }, x)) / 5
    }
  }

  /// The gradient for an energy network: third derivatives of E, once in θ and twice in x.
  @Test func parameterGradientOfAnEnergy() {
    var random = RandomStream(seed: 4)
    let x = random.normal([5, 3])
    // The score of E = w·tanh(x W + b) in closed form, so that the reference differentiates once.
    func slope(_ network: MLP, _ point: [Double]) -> [Double] {
      let (first, second) = (network.layers[0], network.layers[1])
      let hidden = (0..<6).map { k in
        tanh(
          Double(first.bias.value[k])
            + sum((0..<3).map { point[$0] * Double(first.weight.value[$0, k]) }))
      }
      return (0..<3).map { j in
        -sum(
          (0..<6).map { k in
            Double(second.weight.value[k, 0]) * (1 - hidden[k] * hidden[k])
              * Double(first.weight.value[j, k])
          })
      }
    }
    expectGradient(of: EnergyScore(network: Self.network(outputs: 1)), at: x) { model in
      sum(Self.terms({ slope(model.network, $0) }, x)) / 5
    }
  }

  /// Compares ∂J/∂θ on the tape with central differences of `reference`, for every parameter.
  func expectGradient<Model: ScoreNetwork>(
    of network: Model, at x: Tensor, reference: (Model) -> Double
  ) {
    let tape = Tape()
    let (tracked, parameters) = network.tracked(on: tape)
    let loss = ImplicitScoreMatching<Model>(data: DataSet(x)).terms(tracked, x, on: tape).mean()
    let gradients = gradient(of: loss, withRespectTo: parameters, recording: false)
    var largest = 0.0
    for (p, computed) in gradients.enumerated() {
      for i in 0..<computed.count {
        func moved(_ h: Float) -> Double {
          var (copy, index) = (network, 0)
          copy.visitParameters { _, parameter in
            if index == p {
              var scalars = parameter.value.scalars
              scalars[i] += h
              parameter = Variable(Tensor(scalars, shape: parameter.shape))
            }
            index += 1
          }
          return reference(copy)
        }
        let h: Float = 1 / 512
        let value = Double(computed.value.scalars[i])
        let difference = (moved(h) - moved(-h)) / (2 * Double(h))
        largest = max(largest, abs(difference))
        #expect(abs(value - difference) < 2e-4 * (1 + abs(difference)))
      }
    }
    #expect(largest > 0.1)
  }

  /// A constant added to the energy, and the energy's own score, change nothing.
  @Test func scoreOfAnEnergyIsMinusItsGradient() {
    let tape = Tape()
    let x = tape.variable(Tensor([1.0, 2, -0.5, 3], shape: [2, 2]))
    let s = differentiableScore { ($0.column(0).square() * $0.column(1)) + 7 }(x)
    #expect(s.value == Tensor([-4.0, -1, 3, -0.25], shape: [2, 2]))
    #expect(jacobianTrace(of: s, withRespectTo: x).value == Tensor([-4.0, -6]))
  }

  @Test func refusesWrongShapes() async {
    await #expect(processExitsWith: .failure) {
      let objective = ImplicitScoreMatching<FixedScore>(data: DataSet(.zeros(4, 2)))
      _ = objective.loss(of: FixedScore { $0.columns(0..<1) }, on: .zeros(4, 2))
    }
    await #expect(processExitsWith: .failure) {
      let objective = ImplicitScoreMatching<FixedScore>(data: DataSet(.zeros(4, 2)))
      _ = objective.loss(
        of: FixedScore(differentiableScore { $0.square() }), on: .zeros(4, 2))
    }
  }
}

/// The score of an energy, which is the only output of a perceptron.
private struct EnergyScore: ScoreNetwork {
  var network: MLP

  func score(at x: Variable) -> Variable { differentiableScore { network($0).column(0) }(x) }

  mutating func visitParameters(_ visit: (String, inout Variable) -> Void) {
    network.visitParameters(visit)
  }
}
