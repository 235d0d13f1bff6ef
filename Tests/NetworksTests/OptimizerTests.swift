import Autodiff
import Networks
import Tensors
import TestSupport
import Testing

/// A network of two parameters that computes nothing: what optimizers move.
struct Pair: Network {
  var first: Variable
  var second: Variable

  init(_ first: [Double], _ second: [Double]) {
    self.first = Variable(Tensor(first))
    self.second = Variable(Tensor(second))
  }

  var numbers: [Double] { first.value.doubles + second.value.doubles }

  mutating func visitParameters(_ visit: (String, inout Variable) -> Void) {
    visit("first", &first)
    visit("second", &second)
  }
}

func expectClose(
  _ measured: [Double], _ expected: [Double], within tolerance: Double,
  _ what: @autoclosure () -> String = "", sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(measured.count == expected.count, sourceLocation: sourceLocation)
  for (m, e) in zip(measured, expected) {
    // Written so that NaN fails.
    #expect(
      (m - e).magnitude <= tolerance * (1 + e.magnitude), "\(what()): \(m) instead of \(e)",
      sourceLocation: sourceLocation)
  }
}

@Suite struct OptimizerTests {
  /// Three gradients for a parameter of two elements and one of one.
  static let gradients: [[Double]] = [[0.5, -4, 0.25], [-1.5, 2, 0.125], [3, 1, -2]]

  static func tensors(_ g: [Double]) -> [Tensor] { [Tensor([g[0], g[1]]), Tensor([g[2]])] }

  /// Computed with pencil and paper, for g = 0.5 then −1.5, η = 0.1, β = (0.9, 0.999):
  ///
  /// t = 1: m = 0.05, v = 0.00025; m̂ = 0.5, v̂ = 0.25; step 0.1 · 0.5/0.5 = 0.1.
  /// t = 2: m = −0.105, v = 0.00249975; m̂ = −0.105/0.19 = −0.552631579,
  ///        v̂ = 0.00249975/0.001999 = 1.250500250; step 0.1 · (−0.552631579/1.118257685).
  @Test func adamByHand() {
    var network = Pair([1, 0], [0])
    var adam = Adam(learningRate: 0.1)
    adam.step(&network, gradients: Self.tensors([0.5, 0, 0]))
    expectClose([network.numbers[0]], [0.9], within: 1e-7)
    adam.step(&network, gradients: Self.tensors([-1.5, 0, 0]))
    expectClose([network.numbers[0]], [0.9 + 0.0494189833], within: 1e-7)
    #expect(network.numbers[1...] == [0, 0])
    #expect(adam.stepCount == 2)
  }

  static let adams: [(Adam, gradientScale: Double)] = [
    (Adam(learningRate: 0.1), 100),
    (Adam(learningRate: 0.02, decays: (0.7, 0.9), epsilon: 0.5), 1),
    (Adam(learningRate: 0.05, decays: (0, 0.99), weightDecay: 0.3), 1),
    (Adam(learningRate: .cosine(from: 0.1, to: 0.01, steps: 20), weightDecay: 0.1), 1),
  ]

  /// The published update in `Double`, for settings that tell all of its parts apart.
  @Test(arguments: adams.indices) func adamIsThePublishedUpdate(index: Int) {
    var (adam, gradientScale) = Self.adams[index]
    var network = Pair([1, -2], [3])
    var θ = network.numbers
    var (m, v) = ([0.0, 0, 0], [0.0, 0, 0])
    let (β1, β2) = adam.decays
    var (power1, power2) = (1.0, 1.0)
    for t in 0..<30 {
      let g = Self.gradients[t % 3].map { $0 * gradientScale }
      adam.step(&network, gradients: Self.tensors(g))
      power1 *= β1
      power2 *= β2
      for i in 0..<3 {
        m[i] = β1 * m[i] + (1 - β1) * g[i]
        v[i] = β2 * v[i] + (1 - β2) * g[i] * g[i]
        let direction =
          m[i] / (1 - power1) / ((v[i] / (1 - power2)).squareRoot() + adam.epsilon)
        θ[i] -= adam.learningRate(t) * (direction + adam.weightDecay * θ[i])
      }
      expectClose(network.numbers, θ, within: 2e-6, "step \(t)")
    }
  }

  @Test(arguments: [(0.0, 0.0), (0.9, 0.0), (0.5, 0.2)])
  func gradientDescent(momentum: Double, decay: Double) {
    var network = Pair([1, -2], [3])
    var sgd = SGD(
      learningRate: .warmUp(steps: 2, then: 0.1), momentum: momentum, weightDecay: decay)
    var (θ, u) = (network.numbers, [0.0, 0, 0])
    for (t, rate) in [0.05, 0.1, 0.1].enumerated() {
      sgd.step(&network, gradients: Self.tensors(Self.gradients[t]))
      for i in 0..<3 {
        u[i] = momentum * u[i] + Self.gradients[t][i] + decay * θ[i]
        θ[i] -= rate * u[i]
      }
      expectClose(network.numbers, θ, within: 1e-6, "step \(t)")
    }
  }

  @Test func groupsHaveSettingsOfTheirOwn() {
    let groups: [ParameterGroup] = [
      .prefix("sec", learningRateFactor: 0.5, weightDecay: 0), .suffix("nd", learningRateFactor: 9),
    ]
    let g = Self.tensors([1, 1, 1])
    var network = Pair([1, -2], [3])
    var sgd = SGD(learningRate: 0.1, weightDecay: 0.5, groups: groups)
    sgd.step(&network, gradients: g)
    expectClose(network.numbers, [1 - 0.15, -2 - 0, 3 - 0.05], within: 1e-6)

    network = Pair([1, -2], [3])
    var adam = Adam(learningRate: 0.1, weightDecay: 0.5, groups: groups)
    adam.step(&network, gradients: g)
    expectClose(network.numbers, [1 - 0.15, -2 - 0, 3 - 0.05], within: 1e-6)

    network = Pair([1, -2], [3])
    var frozen = Adam(groups: [ParameterGroup(learningRateFactor: 0) { _ in true }])
    frozen.step(&network, gradients: g)
    #expect(network.numbers == [1, -2, 3])
  }

  @Test func clipping() {
    var gradients = [Tensor([3.0, 0]), Tensor([4.0])]
    #expect(clip(&gradients) == 5)
    #expect(clip(&gradients, toNorm: 6) == 5)
    #expect(gradients == [Tensor([3.0, 0]), Tensor([4.0])])
    #expect(clip(&gradients, toNorm: 2.5) == 5)
    #expect(gradients == [Tensor([1.5, 0]), Tensor([2.0])])
    gradients[0][0] = .nan
    #expect(clip(&gradients, toNorm: 2.5).isNaN)
  }

  @Test func schedules() {
    #expect(Schedule.constant(0.3)(1000) == 0.3)
    let cosine = Schedule.cosine(from: 1, to: 0.2, steps: 8)
    expectClose(
      [0, 2, 4, 8, 9].map { cosine($0) },
      [1, 0.2 + 0.4 * (1 + 0.5.squareRoot()), 0.6, 0.2, 0.2], within: 1e-14)
    let warm = Schedule.warmUp(steps: 4, then: cosine)
    expectClose(
      [0, 1, 3, 4, 8, 12].map { warm($0) }, [0.25, 0.5, 1, 1, 0.6, 0.2], within: 1e-14)
  }

  @Test func movingAverage() {
    var average = MovingAverage(of: Pair([1, 2], [3]), decay: 0.75)
    var expected = [1.0, 2, 3]
    for t in 0..<60 {
      let latest = Pair([Double(t), 1], [-Double(t)])
      average.update(with: latest)
      let d = min(0.75, Double(1 + t) / Double(10 + t))
      for i in 0..<3 { expected[i] = d * expected[i] + (1 - d) * latest.numbers[i] }
      expectClose(average.network.numbers, expected, within: 1e-5)
    }
    #expect(average.updateCount == 60)
  }

  @Test func mistakes() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var network = Pair([1, 2], [3])
      var sgd = SGD(learningRate: 0.1)
      sgd.step(&network, gradients: [.ones(3), .ones(1)])
    }
    #expect(message(result).contains("first, has shape [2], its gradient [3]"))
    await #expect(processExitsWith: .failure) {
      var network = Pair([1, 2], [3])
      var adam = Adam()
      adam.step(&network, gradients: [.ones(2)])
    }
    await #expect(processExitsWith: .failure) {
      var network = Pair([1, 2], [3])
      var sgd = SGD(learningRate: 0.1)
      sgd.step(&network, gradients: [.ones(2), .ones(1), .ones(1)])
    }
    await #expect(processExitsWith: .failure) { _ = SGD(learningRate: 0.1, momentum: 1) }
    await #expect(processExitsWith: .failure) { _ = Adam(decays: (0.9, 1)) }
  }

  /// With a gradient of 0, ε alone stands in the denominator: it must not round to 0.
  @Test func settingsThatCannotBe() async {
    await #expect(processExitsWith: .failure) { _ = Adam(epsilon: 1e-50) }
    await #expect(processExitsWith: .failure) { _ = Adam(weightDecay: -0.1) }
    await #expect(processExitsWith: .failure) { _ = SGD(learningRate: 0.1, weightDecay: .nan) }
    await #expect(processExitsWith: .failure) {
      _ = ParameterGroup(learningRateFactor: -1) { _ in true }
    }
    await #expect(processExitsWith: .failure) {
      _ = ParameterGroup(weightDecay: -0.1) { _ in true }
    }
    var network = Pair([1, 2], [3])
    var adam = Adam(epsilon: 1e-40)
    adam.step(&network, gradients: [.zeros(2), .zeros(1)])
    #expect(network.numbers == [1, 2, 3])
  }

  @Test(arguments: schedulesThatCannotBe.indices)
  func learningRatesThatCannotBe(index: Int) async {
    await #expect(processExitsWith: .failure) { [index] in
      _ = Adam(learningRate: OptimizerTests.schedulesThatCannotBe[index])
    }
    await #expect(processExitsWith: .failure) { [index] in
      _ = SGD(learningRate: OptimizerTests.schedulesThatCannotBe[index])
    }
  }

  static let schedulesThatCannotBe: [Schedule] = [
    -0.1, .constant(.nan), .constant(.infinity), .cosine(from: 1, to: -1, steps: 10),
    .cosine(from: 1, steps: 0), .warmUp(steps: 0, then: 0.1), .warmUp(steps: 3, then: -0.1),
  ]

  @Test func aLearningRateOfZeroMovesNothing() {
    var network = Pair([1, 2], [3])
    var sgd = SGD(learningRate: 0.0)
    sgd.step(&network, gradients: [.ones(2), .ones(1)])
    #expect(network.numbers == [1, 2, 3])
  }
}
