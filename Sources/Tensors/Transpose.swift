import Elementary

extension Tensor {
  /// The matrix with rows and columns exchanged.
  /// - Precondition: rank 2.
  public func transposed() -> Tensor {
    precondition(rank == 2, "transpose: shape \(shape) is not a matrix")
    let (rows, columns) = (shape[0], shape[1])
    let result = Tensor(uninitialized: [columns, rows])
    let (from, to) = (storage.start, result.storage.start)
    let whole = rows / 16 * 16
    Parallel.forEachRange(of: whole / 16, grain: 1 + 1024 / (columns + 1)) { strips in
      for i in strips {
        transposeStrip(
          from + 16 * i * columns, stride: columns, rows: 16, columns: columns,
          to: to + 16 * i, stride: rows)
      }
    }
    for i in whole..<rows {
      for j in 0..<columns { to[j * rows + i] = from[i * columns + j] }
    }
    return result
  }
}

/// Writes the transpose of at most 16 rows; each row of the target gets 16 elements, zeros where
/// there are fewer than 16 rows.
func transposeStrip(
  _ from: UnsafePointer<Float>, stride fromStride: Int, rows: Int, columns: Int,
  to: UnsafeMutablePointer<Float>, stride toStride: Int
) {
  let whole = columns / 16 * 16
  if whole > 0 { transposeBlocks(from, fromStride, rows, whole, to, toStride) }
  let target = UnsafeMutableRawPointer(to)
  for j in whole..<columns {
    let lanes = gatheredLanes(from + j, stride: fromStride, count: rows)
    target.storeBytes(of: lanes, toByteOffset: 4 * j * toStride, as: Lanes.self)
  }
}

/// The part of a strip that is made of whole blocks.
private func transposeBlocks(
  _ from: UnsafePointer<Float>, _ fromStride: Int, _ rows: Int, _ columns: Int,
  _ to: UnsafeMutablePointer<Float>, _ toStride: Int
) {
  let target = UnsafeMutableRawPointer(to)
  let memory = TensorStorage(count: 2 * 16 * 16)
  defer { withExtendedLifetime(memory) {} }
  let block = memory.vectors
  for j in stride(from: 0, to: columns, by: 16) {
    for r in 0..<rows {
      block[r] = UnsafeRawPointer(from + r * fromStride + j).loadUnaligned(as: Lanes.self)
    }
    for r in rows..<16 { block[r] = .zero }
    transpose(block, block + 16)
    for r in 0..<16 {
      target.storeBytes(of: block[r], toByteOffset: 4 * (j + r) * toStride, as: Lanes.self)
    }
  }
}

/// Transposes a block of 16 vectors, with room for another one. Each step interleaves the upper half
/// of the rows with the lower: it turns the eight bits of an element's place (row, then column) by
/// one to the left, and after four steps row and column have changed places.
@inline(__always)
private func transpose(_ block: UnsafeMutablePointer<Lanes>, _ other: UnsafeMutablePointer<Lanes>) {
  var (from, to) = (block, other)
  for _ in 0..<4 {
    for i in 0..<8 {
      let (x, y) = (from[i], from[i + 8])
      to[2 * i].evenHalf = x.lowHalf
      to[2 * i].oddHalf = y.lowHalf
      to[2 * i + 1].evenHalf = x.highHalf
      to[2 * i + 1].oddHalf = y.highHalf
    }
    (from, to) = (to, from)
  }
}
