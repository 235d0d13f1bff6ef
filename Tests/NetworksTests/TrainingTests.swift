import Autodiff
import Networks
import Tensors
import Testing

@Suite struct TrainingTests {
  /// Denoising a line: something small to learn, with random batches.
  static func lossOfLine(_ network: MLP, _ step: inout TrainingStep) -> Variable {
    let x = step.random.normal([64, 1])
    let noise = step.random.normal([64, 1])
    return (network(Variable(x)) - Variable(x * 2 - 1 + noise * 0.1)).square().mean()
  }

  static func training(
    seed: UInt64 = 7, optimizer: any Optimizer = Adam(learningRate: 0.01),
    clippingNorm: Double? = nil, averageDecay: Double? = nil
  ) -> Training<MLP> {
    var random = RandomStream(seed: 5)
    return Training(
      of: MLP([1, 16, 16, 1], using: &random), with: optimizer, seed: seed,
      clippingNorm: clippingNorm, averageDecay: averageDecay)
  }

  static func values(_ network: some Network) -> [Tensor] {
    network.parameters.map(\.variable.value)
  }

  @Test func learnsALine() throws {
    var training = Self.training(averageDecay: 0.98)
    try training.run(steps: 600, Self.lossOfLine)
    #expect(training.losses.count == 600)
    #expect(training.losses[0] > 1)
    let x = Tensor([-1.0, 0, 1], shape: [3, 1])
    for network in [training.network, training.average!.network] {
      expectClose(network(x).doubles, [-3, -1, 1], within: 0.05)
    }
    #expect(Self.values(training.network) != Self.values(training.average!.network))
  }

  /// Exact-trace score matching: second-order gradients learn the score of N(0, ¼), −4x.
  @Test func learnsAScore() throws {
    var random = RandomStream(seed: 5)
    var training = Training(
      of: MLP([1, 16, 1], activation: .tanh, using: &random),
      with: Adam(learningRate: .cosine(from: 0.02, steps: 800)), seed: 3)
    try training.run(steps: 800) { network, step in
      let x = step.tape.variable(step.random.normal([256, 1]) * 0.5)
      let score = network(x)
      let divergence = gradient(of: score.sum(), withRespectTo: x)
      return (divergence + score.square() / 2).mean()
    }
    let x = Tensor([-0.8, -0.4, 0, 0.4, 0.8], shape: [5, 1])
    expectClose(training.network(x).doubles, x.doubles.map { -4 * $0 }, within: 0.2)
  }

  @Test(arguments: [1, 2]) func sameSeedSameBits(threads: Int) throws {
    // Layers large enough to be worth two threads.
    func run(threads: Int, split: Bool) throws -> Training<MLP> {
      Parallel.threads = threads
      var random = RandomStream(seed: 5)
      var training = Training(
        of: MLP([2, 128, 128, 1], using: &random),
        with: Adam(learningRate: 0.01, weightDecay: 0.1), seed: 7, clippingNorm: 0.5,
        averageDecay: 0.9)
      for steps in split ? [3, 5] : [8] {
        try training.run(steps: steps) { network, step in
          network(Variable(step.random.normal([512, 2]))).square().mean()
        }
      }
      return training
    }
    let before = Parallel.threads
    defer { Parallel.threads = before }
    let reference = try run(threads: 1, split: false)
    let other = try run(threads: threads, split: true)
    #expect(reference.losses == other.losses)
    #expect(Self.values(reference.network) == Self.values(other.network))
    #expect(Self.values(reference.average!.network) == Self.values(other.average!.network))
  }

  @Test func otherSeedsOtherNumbers() throws {
    let losses = try [(7, 0), (8, 0), (7, 1)].map { seed, stream in
      var random = RandomStream(seed: 5)
      var training = Training(
        of: MLP([1, 4, 1], using: &random), with: SGD(learningRate: 0.01), seed: UInt64(seed),
        stream: UInt64(stream))
      return try training.step(Self.lossOfLine)
    }
    #expect(Set(losses).count == 3)
  }

  @Test func stopsAtANaNInTheBatch() throws {
    var training = Self.training(seed: 41)
    try training.run(steps: 4, Self.lossOfLine)
    let (before, last) = (Self.values(training.network), training.losses[3])
    do throws(NetworkError) {
      try training.run(steps: 10) { network, step in
        var x = step.random.normal([64, 1])
        x[17, 0] = .nan
        return network(Variable(x)).square().mean()
      }
      Issue.record("a NaN went unnoticed")
    } catch {
      #expect(
        "\(error)".hasPrefix(
          "training stopped at step 5, seed 41: the loss is nan; the loss before was \(last)."))
    }
    #expect(Self.values(training.network) == before)
    #expect(training.losses.count == 4)
    try training.run(steps: 1, Self.lossOfLine)
  }

  @Test func stopsAtANonFiniteGradient() throws {
    var training = Self.training(clippingNorm: 1)
    do throws(NetworkError) {
      try training.step { network, step in
        // √ has an infinite slope at 0.
        let bias = network.layers[2].bias
        return sqrt(bias - bias.detached()).sum() + network(Variable(.ones(1, 1))).sum()
      }
      Issue.record("an infinite gradient went unnoticed")
    } catch {
      #expect("\(error)".contains("step 1, seed 7: the gradient of layers.2.bias is not finite"))
      #expect("\(error)".contains("it was the first step"))
    }
  }

  @Test func clippingShortensTheStep() throws {
    let sgd = SGD(learningRate: 1.0)
    var (free, clipped) = (Self.training(optimizer: sgd), Self.training(optimizer: sgd))
    clipped.clippingNorm = 0.01
    let start = Self.values(free.network)
    func distance(_ training: Training<MLP>) -> Double {
      zip(start, Self.values(training.network)).reduce(0) { $0 + ($1.0 - $1.1).square().sum() }
        .squareRoot()
    }
    try free.step(Self.lossOfLine)
    try clipped.step(Self.lossOfLine)
    #expect(distance(free) > 0.1)
    expectClose([distance(clipped)], [0.01], within: 1e-5)
  }

  @Test func progressTellsStepsLossAndTime() throws {
    var training = Self.training()
    try training.run(steps: 3, Self.lossOfLine)
    var seen: [TrainingProgress] = []
    try training.run(steps: 5, progress: { seen.append($0) }, Self.lossOfLine)
    #expect(seen.map(\.done) == [1, 2, 3, 4, 5])
    #expect(seen.allSatisfy { $0.total == 5 && $0.stepsPerSecond > 0 && $0.secondsLeft >= 0 })
    #expect(seen[4].secondsLeft == 0)
    // The running mean begins with the last loss before the run.
    var smooth = training.losses[2]
    for n in 3..<8 { smooth += (training.losses[n] - smooth) / Double(n + 1) }
    expectClose([seen[4].loss], [smooth], within: 1e-12)
    try training.run(steps: 0, progress: { seen.append($0) }, Self.lossOfLine)
    #expect(seen.count == 5 && training.losses.count == 8)
  }

  @Test func lossesThatCannotBe() async {
    await #expect(processExitsWith: .failure) {
      var training = TrainingTests.training()
      try training.step { network, _ in network(Variable(.ones(2, 1))) }
    }
    await #expect(processExitsWith: .failure) {
      var training = TrainingTests.training()
      try training.step { _, _ in Variable(Tensor(1)) }
    }
  }
}
