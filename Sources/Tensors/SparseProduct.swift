import Elementary

/// The matrix product for a left factor with many zeros, such as binary units: rows of the right
/// factor are skipped where the left one is 0.
///
///     C_i = Σ_{k: A_ik ≠ 0} A_ik B_k
///
/// The sums run in order of `k` by fused multiply-adds, so for finite numbers the bits are those of
/// `matrixProduct`. With two zeros in three it is several times as fast as that for factors of a
/// hundred rows and columns, since nothing is packed; for a left factor without zeros it is slower.
/// - Parameters:
///   - left: `A`, shape `[n, k]`, or `[k, n]` when transposed.
///   - right: `B`, shape `[k, m]`.
///   - transposeLeft: use the transpose of `left`.
/// - Returns: shape `[n, m]`.
/// - Precondition: both are matrices and their inner dimensions agree.
public func sparseProduct(
  _ left: Tensor, _ right: Tensor, transposeLeft: Bool = false
) -> Tensor {
  precondition(
    left.rank == 2 && right.rank == 2 && left.shape[transposeLeft ? 0 : 1] == right.shape[0],
    "sparse product: \(left.shape)\(transposeLeft ? "ᵀ" : "") × \(right.shape)")
  let a = MatrixView(left, transposed: transposeLeft)
  let result = Tensor(uninitialized: [a.rows, right.shape[1]])
  let sums = RowSums(
    a: a, b: UnsafePointer(right.storage.start), c: result.storage.start, width: right.shape[1])
  Parallel.forEachRange(of: a.rows, grain: 1 + (1 << 19) / max(1, a.columns * sums.width)) {
    sums.compute($0)
  }
  withExtendedLifetime((left, right)) {}
  return result
}

/// Weighted sums of rows of B.
private struct RowSums {
  let a: MatrixView
  let b: UnsafePointer<Float>
  let c: UnsafeMutablePointer<Float>
  let width: Int

  func compute(_ rows: Range<Int>) {
    withUnsafeTemporaryAllocation(of: (place: Int, factor: Float).self, capacity: a.columns + 1) {
      let terms = $0.baseAddress!
      for i in rows {
        // The row's non-zero elements, without a jump that would be mispredicted.
        var (count, place) = (0, 0)
        var element = a.start + i * a.rowStride
        for _ in 0..<a.columns {
          let factor = element.pointee
          terms[count] = (place, factor)
          count &+= factor == 0 ? 0 : 1
          place &+= width
          element += a.columnStride
        }
        sum(terms, count, to: c + i * width)
      }
    }
  }

  /// Adds up rows, as many columns at a time as there are registers for their sums.
  @inline(__always)
  private func sum(
    _ terms: UnsafePointer<(place: Int, factor: Float)>, _ count: Int,
    to target: UnsafeMutablePointer<Float>
  ) {
    var j = 0
    while j &+ 64 <= width {
      var s = FourVectors(repeating: 0)
      for n in 0..<count {
        let row = UnsafeRawPointer(b + terms[n].place + j)
        let factor = Lanes(repeating: terms[n].factor)
        s.a.addProduct(factor, row.loadUnaligned(as: Lanes.self))
        s.b.addProduct(factor, row.loadUnaligned(fromByteOffset: 64, as: Lanes.self))
        s.c.addProduct(factor, row.loadUnaligned(fromByteOffset: 128, as: Lanes.self))
        s.d.addProduct(factor, row.loadUnaligned(fromByteOffset: 192, as: Lanes.self))
      }
      let to = UnsafeMutableRawPointer(target + j)
      to.storeBytes(of: s.a, as: Lanes.self)
      to.storeBytes(of: s.b, toByteOffset: 64, as: Lanes.self)
      to.storeBytes(of: s.c, toByteOffset: 128, as: Lanes.self)
      to.storeBytes(of: s.d, toByteOffset: 192, as: Lanes.self)
      j &+= 64
    }
    while j &+ 16 <= width {
      var s = Lanes.zero
      for n in 0..<count {
        s.addProduct(
          Lanes(repeating: terms[n].factor),
          UnsafeRawPointer(b + terms[n].place + j).loadUnaligned(as: Lanes.self))
      }
      UnsafeMutableRawPointer(target + j).storeBytes(of: s, as: Lanes.self)
      j &+= 16
    }
    for j in j..<width {
      var s: Float = 0
      for n in 0..<count { s.addProduct(terms[n].factor, b[terms[n].place + j]) }
      target[j] = s
    }
  }
}
