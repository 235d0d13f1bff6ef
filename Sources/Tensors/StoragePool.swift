import Synchronization

/// Keeps the memory of dead tensors for the next ones: a training loop asks for the same sizes
/// again and again, and fresh pages from the system cost more than the arithmetic done in them.
///
/// Blocks come in size classes, four to an octave: class `c` holds `(4 + c mod 4) · 2^⌊c/4⌋`
/// vectors of 64 bytes, so at most a fifth of a large block is wasted. Free blocks of a class form
/// a linked list whose links stand in the blocks themselves. At most `byteLimit` bytes are kept;
/// beyond that memory goes back to the system. All threads share the pool; every thread keeps what it
/// used last for itself (`ThreadBlocks`).
final class StoragePool: Sendable {
  static let shared = StoragePool(byteLimit: 256 << 20)

  private struct State: ~Copyable, @unchecked Sendable {
    let heads: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    var bytes = 0
    var reused = 0
    var made = 0

    init() {
      heads = .allocate(capacity: StoragePool.classCount)
      heads.initialize(repeating: nil, count: StoragePool.classCount)
    }

    deinit {
      for c in 0..<StoragePool.classCount {
        while let block = heads[c] {
          heads[c] = block.load(as: UnsafeMutableRawPointer?.self)
          block.deallocate()
        }
      }
      heads.deallocate()
    }
  }

  static let classCount = 4 * 56
  /// Large blocks begin at multiples of this. Otherwise two may happen to lie so that what a loop
  /// has just written into one has the lower 12 address bits of what it reads next from the other;
  /// processors then take the one for the other at first, and a loop runs at a fifth of its speed.
  private static let pageSize = 4096
  private let byteLimit: Int
  private let state = Mutex(State())

  init(byteLimit: Int) { self.byteLimit = byteLimit }

  /// The smallest class that holds `count` floats.
  static func sizeClass(forCount count: Int) -> Int {
    let vectors = max(4, (count + 15) / 16)
    let octave = Int.bitWidth - 3 - vectors.leadingZeroBitCount
    let quarters = (vectors + (1 << octave) - 1) >> octave
    return quarters == 8 ? 4 * (octave + 1) : 4 * octave + quarters - 4
  }

  /// The size of a class's blocks in bytes.
  static func bytes(of sizeClass: Int) -> Int {
    ((4 + sizeClass % 4) << (sizeClass / 4)) * 64
  }

  /// A block of a class, with whatever its last owner left in it.
  func take(_ sizeClass: Int) -> UnsafeMutablePointer<Float> {
    let size = StoragePool.bytes(of: sizeClass)
    let kept = state.withLock { state -> UnsafeMutableRawPointer? in
      guard let block = state.heads[sizeClass] else {
        state.made += 1
        return nil
      }
      state.heads[sizeClass] = block.load(as: UnsafeMutableRawPointer?.self)
      state.bytes -= size
      state.reused += 1
      return block
    }
    let block =
      kept ?? .allocate(byteCount: size, alignment: size < Self.pageSize ? 64 : Self.pageSize)
    return block.bindMemory(to: Float.self, capacity: size / 4)
  }

  /// Takes back a block of a class.
  func giveBack(_ start: UnsafeMutablePointer<Float>, _ sizeClass: Int) {
    let size = StoragePool.bytes(of: sizeClass)
    let block = UnsafeMutableRawPointer(start)
    let kept = state.withLock { state -> Bool in
      guard state.bytes + size <= byteLimit else { return false }
      block.storeBytes(of: state.heads[sizeClass], as: UnsafeMutableRawPointer?.self)
      state.heads[sizeClass] = block
      state.bytes += size
      return true
    }
    if !kept { block.deallocate() }
  }

  /// The bytes that are kept now, and how often a block was used again.
  var statistics: (bytes: Int, reused: Int) { state.withLock { ($0.bytes, $0.reused) } }

  /// How many blocks came from the system.
  var blocksMade: Int { state.withLock { $0.made } }
}
