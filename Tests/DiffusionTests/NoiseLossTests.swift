import Autodiff
import Diffusion
import Distributions
import Elementary
import Networks
import Tensors
import TestSupport
import Testing
import Theory

@Suite struct NoiseLossTests {
  static let schedule = NoiseSchedule.linear(steps: 20)

  static func network(seed: UInt64 = 1) -> TimeConditionedMLP {
    var random = RandomStream(seed: seed)
    return TimeConditionedMLP(
      dimension: 1, hidden: [32, 32], steps: 20,
      embedding: SinusoidalEmbedding(dimension: 8, maximumPeriod: 100), using: &random)
  }

  @Test func theNetworkSeesPointAndTime() {
    let network = Self.network()
    let x = Tensor(rows: [[0.5], [-1]])
    let both = network(Variable(x), times: [3, 17]).value
    let embedding = SinusoidalEmbedding(dimension: 8, maximumPeriod: 100)
    let beside = Tensor.concatenated([x, embedding([3, 17])], axis: 1)
    #expect(both == network.perceptron(beside))
    #expect(both.rows(0..<1) == network.predictNoise(x.rows(0..<1), 3))
    #expect(network.predictNoise(x, 3) != network.predictNoise(x, 4))
    #expect(network.parameters.count == 6)
    #expect(network.parameters[0].name == "perceptron.layers.0.weight")
  }

  @Test func aLargeBatchInBlocksHasTheSameBits() {
    let network = Self.network()
    var random = RandomStream(seed: 8)
    let x = random.normal([1_300, 1])
    let whole = network(Variable(x), times: [Int](repeating: 5, count: 1_300)).value
    #expect(network.predictNoise(x, 5) == whole)
  }

  /// The batch's loss, drawn again by hand.
  @Test func theLossByHand() {
    let network = Self.network()
    let x0 = Tensor(rows: [[1], [0.5], [2]])
    var (random, same) = (RandomStream(seed: 7), RandomStream(seed: 7))
    var objective = NoiseLoss<TimeConditionedMLP>(
      data: WholeDataSet(x0), schedule: Self.schedule)
    let loss = objective.loss(of: network, samples: 3, using: &random)
    let times = same.integers(below: 20, count: 3).map { $0 + 1 }
    let ε = same.normal([3, 1])
    let squares = (0..<3).map { i in
      let ᾱ = Self.schedule.alphaBar(times[i])
      let x = sqrt(ᾱ) * Double(x0[i, 0]) + sqrt(1 - ᾱ) * Double(ε[i, 0])
      let prediction = network.predictNoise(Tensor([x], shape: [1, 1]), times[i])
      let error = Double(prediction.item) - Double(ε[i, 0])
      return error * error
    }
    expectClose(loss.value, sum(squares) / 3, within: 1e-5)
  }

  /// All times from 1 to T occur, and no other.
  @Test func timesAreFromOneToT() {
    var random = RandomStream(seed: 8)
    let objective = NoiseLoss<KnownNoise>(data: Gaussian.running, schedule: Self.schedule)
    let batch = objective.batch(2000, for: KnownNoise { x, _ in x }, using: &random)
    #expect(Set(batch.times) == Set(1...20))
  }

  /// The best prediction has the floor for its loss, and another has more: the prediction 0 has E
  /// ε² = 1.
  @Test(arguments: [1, 10, 20]) func theFloorIsTheBestPredictionsLoss(t: Int) {
    var random = RandomStream(seed: 9)
    let n = 20_000
    let exact = ExactNoise(of: Gaussian.running, schedule: Self.schedule)
    var objective = NoiseLoss<KnownNoise>(
      data: Gaussian.running, schedule: Self.schedule, times: .only(t))
    let best = objective.loss(
      of: KnownNoise(exact.callAsFunction), samples: n, using: &random)
    let floor = GaussianDiffusion(mean: 1, variance: 0.25)
      .noiseLossFloor(at: Self.schedule.level(t))
    // Squares of a normal variable have the variance 2 floor².
    expectMean(
      best.value, exact: floor, variance: 2 * floor * floor, count: n, detecting: 0.1 * floor,
      ledger: "noise loss: floor")
    expectClose(best.standardError, floor * sqrt(2 / Double(n)), within: 0.1)
    let nothing = objective.loss(
      of: KnownNoise { x, _ in Tensor(repeating: 0, shape: x.shape) }, samples: n, using: &random)
    expectMean(
      nothing.value, exact: 1, variance: 2, count: n, detecting: 0.1,
      ledger: "noise loss: no prediction")
  }

  /// Terms are one a row, the same whenever they are computed, and each row's own; the loss is their
  /// mean.
  @Test func termsAreThoseOfEachRow() {
    let network = Self.network()
    var random = RandomStream(seed: 10)
    let objective = NoiseLoss<TimeConditionedMLP>(
      data: Gaussian.running, schedule: Self.schedule)
    let batch = objective.batch(200, for: network, using: &random)
    let terms = objective.terms(of: network, on: batch)
    #expect(terms.shape == [200] && terms == objective.terms(of: network, on: batch))
    for i in [0, 127, 128, 199] {
      #expect(objective.terms(of: network, on: batch.rows(i..<i + 1))[0] == terms[i])
    }
    expectClose(objective.loss(of: network, on: batch).value, terms.mean(), within: 1e-9)
  }

  /// The standard error is that of as many numbers as there are rows, not coordinates: with
  /// predictions that are off by 1, 2, 4 and 5 in each of three coordinates, the terms are 1, 4, 16
  /// and 25.
  @Test(arguments: [[4, 3], [4, 3, 1]]) func errorsCountRowsNotNumbers(shape: [Int]) {
    let off = Tensor([1.0, 2, 4, 5]).asColumn(for: .zeros(4, 1)) * Tensor.ones(1, 3)
    let noise = Tensor(repeating: 0.5, shape: shape)
    let batch = TimedPoints(
      clean: Tensor(repeating: 0, shape: shape), noise: noise, times: [3, 3, 3, 3])
    let model = KnownNoise { x, t in noise + off.reshaped(to: shape) }
    let loss = NoiseLoss<KnownNoise>(data: DataSet(batch.clean), schedule: Self.schedule)
      .loss(of: model, on: batch)
    // About the mean 11.5: squares 110.25 + 56.25 + 20.25 + 182.25 = 369.
    expectClose(loss.value, 11.5, within: 1e-6)
    expectClose(loss.standardError, sqrt(369.0 / 3 / 4), within: 1e-6)
  }

  /// A known prediction is asked once for each time, and its rows come back where they were.
  @Test(arguments: [[5, 2], [5, 2, 2]]) func knownNoiseAtManyTimes(shape: [Int]) {
    var random = RandomStream(seed: 11)
    let x = random.normal(shape)
    var asked: [Int] = []
    let model = KnownNoise { x, t in
      asked.append(t)
      return x * Float(t) + 1
    }
    let times = [4, 2, 4, 20, 2]
    let prediction = model(Variable(x), times: times)
    #expect(!prediction.isTracked && prediction.shape == shape)
    #expect(asked == [2, 4, 20])
    for (i, t) in times.enumerated() {
      #expect(prediction.value.rows(i..<i + 1) == x.rows(i..<i + 1) * Float(t) + 1)
    }
    #expect(model.predictNoise(x, 7) == x * 7 + 1)
    #expect(model.parameterCount == 0)
  }

  @Test func whatDoesNotFitIsRefused() async {
    await #expect(processExitsWith: .failure) {
      _ = NoiseLoss<KnownNoise>(
        data: Gaussian.running, schedule: .linear(steps: 20), times: .only(0))
    }
    await #expect(processExitsWith: .failure) {
      _ = NoiseLoss<KnownNoise>(
        data: Gaussian.running, schedule: .linear(steps: 20), times: .only(21))
    }
    await #expect(processExitsWith: .failure) {
      _ = TimedPoints(clean: .zeros(2, 1), noise: .zeros(2, 1), times: [1])
    }
    await #expect(processExitsWith: .failure) {
      var random = RandomStream(seed: 1)
      var objective = NoiseLoss<KnownNoise>(
        data: GaussianMixture.running, schedule: .linear(steps: 20), times: .only(3))
      _ = objective.loss(
        of: KnownNoise { x, _ in x.columns(0..<1) }, samples: 4, using: &random)
    }
  }

  /// A short training comes near to the floor, and its moving average with it.
  @Test func learnsTheNoiseOfAGaussian() throws {
    var training = Training(
      of: Self.network(), on: NoiseLoss(data: Gaussian.running, schedule: Self.schedule),
      batchSize: 256, with: Adam(learningRate: .cosine(from: 0.01, steps: 400)), seed: 3,
      averageDecay: 0.97)
    try training.run(steps: 400)
    let data = GaussianDiffusion(mean: 1, variance: 0.25)
    for network in [training.network, training.average!.network] {
      for t in [2, 10, 20] {
        let level = Self.schedule.level(t)
        let (m, v) = (data.mean(at: level), data.variance(at: level))
        let xs = [-1.5, -0.5, 0, 0.5, 1.5].map { m + $0 * sqrt(v) }
        let predictions = network.predictNoise(Tensor(xs, shape: [5, 1]), t).doubles
        for (x, prediction) in zip(xs, predictions) {
          expectClose(prediction, data.bestNoise(x, at: level), within: 0.12, scale: 1)
        }
      }
    }
  }
}
