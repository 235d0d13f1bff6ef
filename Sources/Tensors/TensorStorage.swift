/// The memory of a tensor: aligned to 64 bytes and padded to whole vectors of 16 floats, so that a
/// kernel may load and store the last vector of a contiguous run in full. What stands in the
/// padding is never seen.
///
/// Thread safety: written only while uniquely referenced (`Tensor` copies before it writes), so
/// sharing it between threads for reading is safe.
@usableFromInline
final class TensorStorage: @unchecked Sendable {
  @usableFromInline let start: UnsafeMutablePointer<Float>
  private let sizeClass: Int

  /// Uninitialised memory for at least `count` floats.
  init(count: Int) {
    sizeClass = StoragePool.sizeClass(forCount: count)
    start = StoragePool.take(sizeClass)
  }

  /// The memory as whole vectors.
  @inline(__always)
  var vectors: UnsafeMutablePointer<Vector> {
    UnsafeMutableRawPointer(start).assumingMemoryBound(to: Vector.self)
  }

  deinit { StoragePool.giveBack(start, sizeClass) }
}
