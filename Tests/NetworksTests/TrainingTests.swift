import Autodiff
import Networks
import Tensors
import TestSupport
import Testing

@Suite struct TrainingTests {
  static func training(
    seed: UInt64 = 7, spoiledBatch: Int? = nil,
    optimizer: any Optimizer = Adam(learningRate: 0.01),
    clippingNorm: Double? = nil, averageDecay: Double? = nil
  ) -> Training<LineFit> {
    var random = RandomStream(seed: 5)
    return Training(
      of: MLP([1, 16, 16, 1], using: &random), on: LineFit(spoiledBatch: spoiledBatch),
      batchSize: 64, with: optimizer, seed: seed, clippingNorm: clippingNorm,
      averageDecay: averageDecay)
  }

  @Test func learnsALine() throws {
    var training = Self.training(averageDecay: 0.98)
    try training.run(steps: 600)
    #expect(training.losses.count == 600)
    #expect(training.losses[0] > 1)
    let x = Tensor([-1.0, 0, 1], shape: [3, 1])
    for network in [training.network, training.average!.network] {
      expectClose(network(x).doubles, [-3, -1, 1], within: 0.05)
    }
    #expect(values(training.network) != values(training.average!.network))
  }

  /// Exact-trace score matching: second-order gradients learn the score of N(0, ¼), −4x.
  @Test func learnsAScore() throws {
    var random = RandomStream(seed: 5)
    var training = Training(
      of: MLP([1, 16, 1], activation: .tanh, using: &random),
      on: NormalPoints(dimension: 1, standardDeviation: 0.5, terms: scoreMatchingTerms),
      batchSize: 256, with: Adam(learningRate: .cosine(from: 0.02, steps: 800)), seed: 3)
    try training.run(steps: 800)
    let x = Tensor([-0.8, -0.4, 0, 0.4, 0.8], shape: [5, 1])
    expectClose(training.network(x).doubles, x.doubles.map { -4 * $0 }, within: 0.2)
  }

  @Test(arguments: [1, 2, 8]) func sameSeedSameBits(threads: Int) throws {
    // Layers large enough to be worth two threads, and four shards.
    func run(threads: Int, split: Bool) throws -> Training<NormalPoints<MLP>> {
      Parallel.threads = threads
      var random = RandomStream(seed: 5)
      var training = Training(
        of: MLP([2, 128, 128, 1], using: &random),
        on: NormalPoints(dimension: 2) { $0($1).square().rowSums() }, batchSize: 1024,
        with: Adam(learningRate: 0.01, weightDecay: 0.1), seed: 7, clippingNorm: 0.5,
        averageDecay: 0.9)
      for steps in split ? [3, 5] : [8] { try training.run(steps: steps) }
      return training
    }
    let before = Parallel.threads
    defer { Parallel.threads = before }
    let reference = try run(threads: 1, split: false)
    let other = try run(threads: threads, split: true)
    #expect(reference.losses == other.losses)
    #expect(values(reference.network) == values(other.network))
    #expect(values(reference.average!.network) == values(other.average!.network))
  }

  /// Three steps by hand, for −θ on every row, whose slope is −1: θ climbs by η a step, and the
  /// average follows what the step arrived at.
  @Test func threeStepsByHand() throws {
    var training = Training(
      of: Pair([1], [10]),
      on: NormalPoints(dimension: 1) { -($0.first + $0.second) + 0 * $1.rowSums() },
      batchSize: 3, with: SGD(learningRate: 0.5), seed: 1, averageDecay: 0.75)
    var (θ, average) = (1.0, 1.0)
    for t in 0..<3 {
      let loss = try training.step()
      expectClose([loss], [-(2 * θ + 9)], within: 1e-6)
      θ += 0.5
      let decay = Double(1 + t) / Double(10 + t)
      average = decay * average + (1 - decay) * θ
      expectClose(training.network.numbers, [θ, θ + 9], within: 1e-6)
      expectClose(training.average!.network.numbers, [average, average + 9], within: 1e-6)
    }
  }

  @Test func otherSeedsOtherNumbers() throws {
    let losses = try [(7, 0), (8, 0), (7, 1)].map { seed, stream in
      var random = RandomStream(seed: 5)
      var training = Training(
        of: MLP([1, 4, 1], using: &random), on: LineFit(), batchSize: 64,
        with: SGD(learningRate: 0.01), seed: UInt64(seed), stream: UInt64(stream))
      return try training.step()
    }
    #expect(Set(losses).count == 3)
  }

  @Test func stopsAtANaNInTheBatch() throws {
    var training = Self.training(seed: 41, spoiledBatch: 5)
    try training.run(steps: 4)
    let (before, last) = (values(training.network), training.losses[3])
    do throws(NetworkError) {
      try training.run(steps: 10)
      Issue.record("a NaN went unnoticed")
    } catch {
      #expect(
        "\(error)".hasPrefix(
          "training stopped at step 5, seed 41: the loss is nan; the loss before was \(last)."))
    }
    #expect(values(training.network) == before)
    #expect(training.losses.count == 4)
    try training.run(steps: 1)
  }

  @Test func stopsAtANonFiniteGradient() throws {
    var random = RandomStream(seed: 5)
    let objective = NormalPoints<MLP>(dimension: 1) { network, x in
      // √ has an infinite slope at 0.
      let bias = network.layers[2].bias
      return network(x).rowSums() + sqrt(bias - bias.detached()).sum()
    }
    var training = Training(
      of: MLP([1, 16, 16, 1], using: &random), on: objective, batchSize: 4, with: Adam(), seed: 7,
      clippingNorm: 1)
    do throws(NetworkError) {
      try training.step()
      Issue.record("an infinite gradient went unnoticed")
    } catch {
      #expect("\(error)".contains("step 1, seed 7: the gradient of layers.2.bias is not finite"))
      #expect("\(error)".contains("it was the first step"))
    }
  }

  @Test func clippingShortensTheStep() throws {
    let sgd = SGD(learningRate: 1.0)
    var free = Self.training(optimizer: sgd)
    var clipped = Self.training(optimizer: sgd, clippingNorm: 0.01)
    let start = values(free.network)
    func distance(_ training: Training<LineFit>) -> Double {
      zip(start, values(training.network)).reduce(0) { $0 + ($1.0 - $1.1).square().sum() }
        .squareRoot()
    }
    try free.step()
    try clipped.step()
    #expect(distance(free) > 0.1)
    expectClose([distance(clipped)], [0.01], within: 1e-5)
  }

  @Test func progressTellsStepsLossAndTime() throws {
    var training = Self.training()
    try training.run(steps: 3)
    var seen: [TrainingProgress] = []
    try training.run(steps: 5) { seen.append($0) }
    #expect(seen.map(\.done) == [1, 2, 3, 4, 5])
    #expect(seen.allSatisfy { $0.total == 5 && $0.stepsPerSecond > 0 && $0.secondsLeft >= 0 })
    #expect(seen[4].secondsLeft == 0)
    // The running mean begins with the last loss before the run.
    var smooth = training.losses[2]
    for n in 3..<8 { smooth += (training.losses[n] - smooth) / Double(n + 1) }
    expectClose([seen[4].loss], [smooth], within: 1e-12)
    try training.run(steps: 0) { seen.append($0) }
    #expect(seen.count == 5 && training.losses.count == 8)
  }

  /// Terms that are a matrix, and terms that no parameter has a say in.
  @Test func termsThatCannotBe() async {
    let matrix = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var random = RandomStream(seed: 5)
      var training = Training(
        of: MLP([1, 4, 1], using: &random), on: NormalPoints<MLP>(dimension: 1) { $0($1) },
        batchSize: 2, with: Adam(), seed: 1)
      try training.step()
    }
    #expect(message(matrix).contains("terms of shape [2, 1] for 2 rows"))
    let constant = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var random = RandomStream(seed: 5)
      var training = Training(
        of: MLP([1, 4, 1], using: &random),
        on: NormalPoints<MLP>(dimension: 1) { _, x in Variable(x.value).rowSums() },
        batchSize: 2, with: Adam(), seed: 1)
      try training.step()
    }
    #expect(message(constant).contains("do not depend on any parameter"))
  }
}
