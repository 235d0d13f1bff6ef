import Synchronization

/// Keeps the memory of dead tensors for the next ones: a training loop asks for the same sizes
/// again and again, and fresh pages from the system cost more than the arithmetic done in them.
///
/// Size class `c` holds blocks of `16 · (4 + c mod 4) · 2^(c / 4) / 4` floats (rounded up to whole
/// vectors): four steps to an octave, so at most a quarter of a block is wasted. At most
/// `byteLimit` bytes are kept in all; beyond that memory goes back to the system.
enum StoragePool {
  static let byteLimit = 256 << 20

  private struct State {
    var free = [[UnsafeMutablePointer<Float>]](repeating: [], count: 160)
    var bytes = 0
    var reused = 0
  }

  private struct Box: @unchecked Sendable { var state = State() }
  private static let pool = Mutex(Box())

  /// The smallest class that holds `count` floats.
  static func sizeClass(forCount count: Int) -> Int {
    let vectors = max(4, (count + 15) / 16)
    let octave = Int.bitWidth - 1 - vectors.leadingZeroBitCount - 2
    let quarter = (vectors + (1 << octave) - 1) >> octave
    return quarter == 8 ? 4 * (octave + 1) : 4 * octave + quarter - 4
  }

  static func bytes(of sizeClass: Int) -> Int {
    ((4 + sizeClass % 4) << (sizeClass / 4)) * 64
  }

  static func take(_ sizeClass: Int) -> UnsafeMutablePointer<Float> {
    let kept = pool.withLock { box -> UnsafeMutablePointer<Float>? in
      guard let block = box.state.free[sizeClass].popLast() else { return nil }
      box.state.bytes -= bytes(of: sizeClass)
      box.state.reused += 1
      return block
    }
    return kept
      ?? UnsafeMutableRawPointer.allocate(byteCount: bytes(of: sizeClass), alignment: 64)
      .bindMemory(to: Float.self, capacity: bytes(of: sizeClass) / 4)
  }

  static func giveBack(_ block: UnsafeMutablePointer<Float>, _ sizeClass: Int) {
    let size = bytes(of: sizeClass)
    let kept = pool.withLock { box in
      guard box.state.bytes + size <= byteLimit else { return false }
      box.state.free[sizeClass].append(block)
      box.state.bytes += size
      return true
    }
    if !kept { UnsafeMutableRawPointer(block).deallocate() }
  }

  /// Bytes kept and blocks handed out a second time, for tests.
  static var statistics: (bytes: Int, reused: Int) {
    pool.withLock { ($0.state.bytes, $0.state.reused) }
  }
}
