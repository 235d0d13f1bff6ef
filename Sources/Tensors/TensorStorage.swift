import Synchronization

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
  /// The matrix in the form in which the matrix product reads it, as it is and transposed.
  private let packed = Atomic<Unmanaged<PackedMatrix>?>(nil)
  private let packedTranspose = Atomic<Unmanaged<PackedMatrix>?>(nil)

  /// Uninitialised memory for at least `count` floats.
  @usableFromInline
  init(count: Int) {
    sizeClass = StoragePool.sizeClass(forCount: count)
    start = ThreadBlocks.take(sizeClass)
  }

  deinit {
    discardPacked()
    ThreadBlocks.giveBack(start, sizeClass)
  }

  /// The packed form of a matrix of these elements, made when it is asked for first and kept.
  ///
  /// Threads that ask for it at the same time may all make it; one of them keeps it. It stays until
  /// the elements change, which needs a unique reference, so no product can be using it then.
  func packed(_ matrix: MatrixView) -> PackedMatrix {
    matrix.columnStride == 1 ? keep(matrix, packed) : keep(matrix, packedTranspose)
  }

  private func keep(
    _ matrix: MatrixView, _ slot: borrowing Atomic<Unmanaged<PackedMatrix>?>
  ) -> PackedMatrix {
    if let kept = slot.load(ordering: .acquiring)?.takeUnretainedValue() {
      // A tensor of another shape may share the storage.
      return kept.hasShape(matrix.rows, matrix.columns) ? kept : PackedMatrix(matrix)
    }
    let made = PackedMatrix(matrix)
    let reference = Unmanaged.passRetained(made)
    if !slot.compareExchange(
      expected: nil, desired: reference, ordering: .acquiringAndReleasing
    ).exchanged {
      reference.release()
    }
    return made
  }

  /// Forgets packed forms, as the elements are about to change.
  func discardPacked() {
    discard(packed)
    discard(packedTranspose)
  }

  private func discard(_ slot: borrowing Atomic<Unmanaged<PackedMatrix>?>) {
    guard slot.load(ordering: .relaxed) != nil else { return }
    slot.exchange(nil, ordering: .acquiring)?.release()
  }

  /// The memory as whole vectors.
  @inlinable
  var vectors: UnsafeMutablePointer<Lanes> {
    UnsafeMutableRawPointer(start).assumingMemoryBound(to: Lanes.self)
  }
}

/// Up to 16 floats from memory, the other lanes filled up.
@inline(__always)
func partialLanes(_ start: UnsafePointer<Float>, _ count: Int, padding: Float) -> Lanes {
  let raw = UnsafeRawPointer(start)
  if count == 16 { return raw.loadUnaligned(as: Lanes.self) }
  var lanes = Lanes(repeating: padding)
  var done = 0
  if count >= 8 {
    lanes.lowHalf = raw.loadUnaligned(as: SIMD8<Float>.self)
    done = 8
  }
  if count == 12 {
    lanes.highHalf.lowHalf = raw.loadUnaligned(fromByteOffset: 32, as: SIMD4<Float>.self)
    return lanes
  }
  for lane in done..<count { lanes[lane] = start[lane] }
  return lanes
}

/// Up to 16 floats at equal distances, the other lanes 0.
@inline(__always)
func gatheredLanes(_ start: UnsafePointer<Float>, stride: Int, count: Int) -> Lanes {
  var lanes = Lanes.zero
  if count == 16 {
    for lane in 0..<16 { lanes[lane] = start[lane * stride] }
  } else {
    for lane in 0..<count { lanes[lane] = start[lane * stride] }
  }
  return lanes
}
