import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@testable import Tensors

@Suite struct StoragePoolTests {
  @Test func sizeClasses() {
    for count in [
      0, 1, 15, 16, 17, 64, 65, 80, 81, 96, 112, 113, 128, 1000, 65_536, 65_537, 1 << 30,
    ] {
      let size = StoragePool.sizeClass(forCount: count)
      let vectors = (count + 15) / 16
      #expect(StoragePool.bytes(of: size) >= 64 * vectors, "\(count)")
      #expect(size == 0 || StoragePool.bytes(of: size - 1) < 64 * vectors, "\(count)")
    }
    #expect(StoragePool.bytes(of: StoragePool.sizeClass(forCount: 65_536)) == 4 * 65_536)
  }

  @Test func reuse() {
    let pool = StoragePool(byteLimit: 1 << 20)
    let first = pool.take(8)
    let second = pool.take(8)
    #expect(first != second)
    #expect(UInt(bitPattern: first) % 64 == 0)
    pool.giveBack(first, 8)
    #expect(pool.statistics == (StoragePool.bytes(of: 8), 0))
    #expect(pool.take(8) == first)
    #expect(pool.statistics == (0, 1))
    pool.giveBack(second, 8)
    #expect(pool.take(9) != second)
    pool.giveBack(first, 8)
    #expect(pool.take(8) == first)
    #expect(pool.take(8) == second)
    pool.giveBack(first, 8)
    pool.giveBack(second, 8)
  }

  @Test func limit() {
    let pool = StoragePool(byteLimit: 3 * StoragePool.bytes(of: 8))
    let blocks = (0..<5).map { _ in pool.take(8) }
    for block in blocks { pool.giveBack(block, 8) }
    #expect(pool.statistics.bytes == 3 * StoragePool.bytes(of: 8))
  }

  @Test func inPlaceKeepsTheStorage() {
    var x = sample([1000, 10])
    let (row, column, y) = (sample([10]), sample([1000, 1]), sample([1000, 10]))
    let place = x.storage.start
    x += y
    x -= 1
    x *= row
    x /= column
    x.add(y, times: 2)
    x[3, 4] = 1
    #expect(x.storage.start == place)
    let copy = x
    x += 1
    #expect(x.storage.start != place)
    #expect(copy.storage.start == place)
  }

  @Test func temporariesAreUsedAgain() {
    let x = sample([1000, 10])
    let y = x + 1
    let place = y.storage.start
    let z = 3 - exp(-(consume y) * x + 2)
    #expect(z.storage.start == place)
    #expect(z.reshaped(10, 1000).storage.start == place)
  }

  /// What a thread kept for itself goes back to all when it ends. In a process of its own, where no
  /// other test fills the pool.
  @Test func endOfAThread() async {
    await #expect(processExitsWith: .success) {
      let size = StoragePool.sizeClass(forCount: 3_000_001)
      nonisolated(unsafe) var place: UnsafeMutablePointer<Float>?
      inNewThread {
        let block = ThreadBlocks.take(size)
        ThreadBlocks.giveBack(block, size)
        precondition(ThreadBlocks.take(size) == block)
        ThreadBlocks.giveBack(block, size)
        place = block
      }
      precondition(ThreadBlocks.take(size) == place)
    }
  }

  /// A thread keeps only so much; a block may be given back by another thread than took it.
  @Test func manyBlocks() async {
    await #expect(processExitsWith: .success) {
      let size = StoragePool.sizeClass(forCount: 1_500_001)
      nonisolated(unsafe) var blocks: [UnsafeMutablePointer<Float>] = []
      inNewThread { blocks = (0..<6).map { _ in ThreadBlocks.take(size) } }
      precondition(Set(blocks).count == 6)
      for block in blocks { ThreadBlocks.giveBack(block, size) }
      let again = (0..<6).map { _ in ThreadBlocks.take(size) }
      precondition(Set(again) == Set(blocks))
    }
  }
}

/// Does something in a thread of its own and waits for its end.
private func inNewThread(_ work: @escaping @Sendable () -> Void) {
  let job = Unmanaged.passRetained(Job(work: work)).toOpaque()
  #if canImport(Glibc)
    var thread = pthread_t()
    pthread_create(&thread, nil, { Job.run($0!) }, job)
    pthread_join(thread, nil)
  #else
    var thread: pthread_t?
    pthread_create(&thread, nil, { Job.run($0) }, job)
    pthread_join(thread!, nil)
  #endif
}

private final class Job: Sendable {
  let work: @Sendable () -> Void
  init(work: @escaping @Sendable () -> Void) { self.work = work }

  static func run(_ job: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    Unmanaged<Job>.fromOpaque(job).takeRetainedValue().work()
    return nil
  }
}
