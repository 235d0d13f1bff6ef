import Autodiff
import Networks
import Testing

@testable import Tensors

@Suite struct SteadyStateTests {
  /// A step takes all its memory from what earlier ones gave back: after the first steps none comes
  /// from the system. In a process of its own, where no other test uses the pool, and on one thread,
  /// since every thread keeps blocks of its own.
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
      var made: [Int] = []
      for _ in 0..<30 {
        try training.step()
        made.append(StoragePool.shared.blocksMade)
      }
      precondition(made[5] > 20, "only \(made[5]) blocks were made")
      precondition(made[5...].allSatisfy { $0 == made[5] }, "\(made) blocks were made")
    }
  }
}
