import Autodiff
import Networks
import Testing

@testable import Tensors

@Suite struct SteadyStateTests {
  /// A step takes all its memory from the pool: what the pool keeps between steps, when everything
  /// has been given back, stops growing after the first steps. In a process of its own, where no
  /// other test uses the pool, and on one thread, so that the shards take turns.
  @Test func stepsAllocateNothingAnew() async {
    await #expect(processExitsWith: .success) {
      Parallel.threads = 1
      var random = RandomStream(seed: 1)
      let objective = NormalPoints<MLP>(dimension: 2) { network, x in
        let score = network(x)
        let trace = gradient(of: score.column(0).sum(), withRespectTo: x).column(0)
        return trace + score.square().sum(axis: 1)
      }
      var training = Training(
        of: MLP([2, 64, 64, 2], using: &random), on: objective, batchSize: 256, with: Adam(),
        seed: 1, clippingNorm: 1, averageDecay: 0.9)
      var kept: [Int] = []
      for _ in 0..<30 {
        try training.step()
        kept.append(StoragePool.shared.statistics.bytes)
      }
      precondition(kept[5] > 128 * 64 * 4, "the pool keeps \(kept[5]) bytes only")
      precondition(kept[5...].allSatisfy { $0 == kept[5] }, "the pool keeps \(kept) bytes")
    }
  }
}
