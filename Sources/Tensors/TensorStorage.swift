/// The width of every kernel: 16 floats, one register of AVX-512, two of AVX2, four of Neon.
@usableFromInline typealias Lanes = SIMD16<Float>

/// The memory of a tensor: aligned to 64 bytes and padded to whole vectors, so that a kernel may
/// load and store the last vector of a contiguous run in full. What stands in the padding is never
/// seen.
///
/// Thread safety: written only while uniquely referenced (`Tensor` copies before it writes), so
/// sharing it between threads for reading is safe.
@usableFromInline
final class TensorStorage: @unchecked Sendable {
  @usableFromInline let start: UnsafeMutablePointer<Float>
  private let sizeClass: Int

  /// Uninitialised memory for at least `count` floats.
  @usableFromInline
  init(count: Int) {
    sizeClass = StoragePool.sizeClass(forCount: count)
    start = StoragePool.shared.take(sizeClass)
  }

  deinit { StoragePool.shared.giveBack(start, sizeClass) }

  /// The memory as whole vectors.
  @inlinable
  var vectors: UnsafeMutablePointer<Lanes> {
    UnsafeMutableRawPointer(start).assumingMemoryBound(to: Lanes.self)
  }
}
