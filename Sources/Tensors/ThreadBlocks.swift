import Elementary

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The blocks that a thread keeps for itself: those that it gave back last, still in its core's
/// cache, and without waiting for other threads. What it has no room for goes to the pool of all
/// threads; so does the rest when it ends.
struct ThreadBlocks {
  /// At most so many bytes are kept by a thread.
  private static let byteLimit = 16 << 20

  private let heads: UnsafeMutablePointer<UnsafeMutableRawPointer?>
  private var bytes = 0

  private init() {
    heads = .allocate(capacity: StoragePool.classCount)
    heads.initialize(repeating: nil, count: StoragePool.classCount)
  }

  /// A block of a size class, with whatever its last owner left in it.
  static func take(_ sizeClass: Int) -> UnsafeMutablePointer<Float> {
    let blocks = current
    guard let block = blocks.pointee.heads[sizeClass] else {
      return StoragePool.shared.take(sizeClass)
    }
    blocks.pointee.heads[sizeClass] = block.load(as: UnsafeMutableRawPointer?.self)
    let size = StoragePool.bytes(of: sizeClass)
    blocks.pointee.bytes -= size
    return block.bindMemory(to: Float.self, capacity: size / 4)
  }

  /// Takes back a block of a size class.
  static func giveBack(_ start: UnsafeMutablePointer<Float>, _ sizeClass: Int) {
    let blocks = current
    let size = StoragePool.bytes(of: sizeClass)
    guard blocks.pointee.bytes + size <= byteLimit else {
      return StoragePool.shared.giveBack(start, sizeClass)
    }
    let block = UnsafeMutableRawPointer(start)
    block.storeBytes(of: blocks.pointee.heads[sizeClass], as: UnsafeMutableRawPointer?.self)
    blocks.pointee.heads[sizeClass] = block
    blocks.pointee.bytes += size
  }

  /// This thread's blocks.
  private static var current: UnsafeMutablePointer<ThreadBlocks> {
    if let blocks = pthread_getspecific(key) {
      return blocks.assumingMemoryBound(to: ThreadBlocks.self)
    }
    let blocks = UnsafeMutablePointer<ThreadBlocks>.allocate(capacity: 1)
    blocks.initialize(to: ThreadBlocks())
    pthread_setspecific(key, blocks)
    return blocks
  }

  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    let error = pthread_key_create(&key) { ThreadBlocks.leave($0) }
    precondition(error == 0, "no room for a thread's own storage: error \(error)")
    return key
  }()

  /// Hands the blocks of a thread that ends to the pool.
  private static func leave(_ memory: UnsafeMutableRawPointer?) {
    guard let blocks = memory?.assumingMemoryBound(to: ThreadBlocks.self) else { return }
    for sizeClass in 0..<StoragePool.classCount {
      while let block = blocks.pointee.heads[sizeClass] {
        blocks.pointee.heads[sizeClass] = block.load(as: UnsafeMutableRawPointer?.self)
        StoragePool.shared.giveBack(block.assumingMemoryBound(to: Float.self), sizeClass)
      }
    }
    blocks.pointee.heads.deallocate()
    blocks.deallocate()
  }
}
