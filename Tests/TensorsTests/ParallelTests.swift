import Synchronization
import Testing

@testable import Tensors

@Suite struct ParallelTests {
  @Test(arguments: [(0, 1), (1, 1), (10, 3), (100, 7), (1000, 1000), (64, 1)], [1, 2, 3, 8])
  func everyChunkOnce(work: (count: Int, size: Int), threads: Int) {
    let calls = (0..<max(1, work.count)).map { _ in Counter() }
    WorkerPool.shared.run((work.count + work.size - 1) / work.size, threads: threads) { chunk in
      for i in chunk * work.size..<min(work.count, (chunk + 1) * work.size) { calls[i].add() }
    }
    #expect(calls.prefix(work.count).allSatisfy { $0.value == 1 })
  }

  final class Counter: Sendable {
    private let count = Atomic<Int>(0)
    func add() { count.add(1, ordering: .relaxed) }
    var value: Int { count.load(ordering: .relaxed) }
  }

  @Test func chunks() {
    let ranges = Parallel.mapChunks(of: 10, size: 4) { $0 }
    #expect(ranges == [0..<4, 4..<8, 8..<10])
    let seen = Mutex<[Range<Int>]>([])
    Parallel.forEachChunk(of: 9, size: 3) { range in seen.withLock { $0.append(range) } }
    #expect(seen.withLock { $0.sorted { $0.lowerBound < $1.lowerBound } } == [0..<3, 3..<6, 6..<9])
    #expect(Parallel.mapChunks(of: 0, size: 4) { $0.count } == [])
  }

  @Test func nested() {
    let sums = Parallel.mapChunks(of: 40, size: 1) { outer in
      Parallel.mapChunks(of: 40, size: 1) { $0.lowerBound }.reduce(0, +) + outer.lowerBound
    }
    #expect(sums == (0..<40).map { 780 + $0 })
  }

  /// Jobs from many threads at once, one after the other as fast as they come.
  @Test func fromManyThreads() async {
    await withTaskGroup(of: Bool.self) { group in
      for seed in 0..<8 {
        group.addTask {
          (0..<500).allSatisfy { round in
            let values = Parallel.mapChunks(of: 20, size: 1) { $0.lowerBound * seed + round }
            return values == (0..<20).map { $0 * seed + round }
          }
        }
      }
      for await isRight in group { #expect(isRight) }
    }
  }

  @Test func setting() async {
    await #expect(processExitsWith: .failure) { Parallel.threads = 0 }
    await #expect(processExitsWith: .success) {
      Parallel.threads = 3
      precondition(Parallel.threads == 3)
      Parallel.threads = 1000
      precondition(Parallel.threads == 8)
    }
  }
}
