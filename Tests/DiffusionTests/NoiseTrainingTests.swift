import Diffusion
import Distributions
import Networks
import Tensors
import TestSupport
import Testing

@Suite struct NoiseTrainingTests {
  static func training(seed: UInt64) -> NoiseTraining {
    NoiseTraining(
      of: NoiseLossTests.network(), on: Gaussian.running, schedule: NoiseLossTests.schedule,
      batchSize: 32, averageDecay: 0.9, seed: seed)
  }

  /// Side by side, in parts or one after the other: the same bits as a `Training` by hand.
  @Test func isATraining() throws {
    let together = [1, 2].map { Self.training(seed: $0) }
    try NoiseTraining.run(together, steps: [3, 5])
    try NoiseTraining.run(together, steps: [2, 0])
    let x = Tensor([-1, 0, 0.5, 2], shape: [4, 1])
    for (seed, training) in zip([UInt64(1), 2], together) {
      var byHand = Training(
        of: NoiseLossTests.network(),
        on: NoiseLoss(data: Gaussian.running, schedule: NoiseLossTests.schedule), batchSize: 32,
        with: Adam(learningRate: 1e-3), seed: seed, averageDecay: 0.9)
      try byHand.run(steps: 5)
      #expect(training.latest(x, 7) == byHand.network.predictNoise(x, 7))
      #expect(training.average(x, 7) == byHand.average!.network.predictNoise(x, 7))
      #expect(training.average(x, 7) != training.latest(x, 7))
    }
    #expect(together[0].latest(x, 7) != together[1].latest(x, 7))
  }

  @Test func errorsComeOut() {
    let broken = NoiseTraining(
      of: NoiseLossTests.network(), on: DataSet(Tensor([Float.nan], shape: [1, 1])),
      schedule: NoiseLossTests.schedule, seed: 1)
    #expect(throws: NetworkError.self) {
      try NoiseTraining.run([Self.training(seed: 1), broken], steps: [1, 1])
    }
  }

  @Test func refusesTheSameTwice() async {
    await #expect(processExitsWith: .failure) {
      let one = Self.training(seed: 1)
      try NoiseTraining.run([one, one], steps: [1, 1])
    }
  }
}
