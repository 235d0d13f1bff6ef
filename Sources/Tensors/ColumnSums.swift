/// The column sums of a row-major matrix in `Double`.
///
/// As many rows are taken together as make whole vectors, so that narrow matrices (points in the
/// plane) are added sixteen numbers at a time as well. The rows are cut into chunks by a rule that
/// knows the shape only, each chunk is summed from top to bottom, and the chunks are added in order.
struct ColumnSums {
  private let storage: TensorStorage
  private let matrix: UnsafePointer<Float>
  private let columns: Int

  /// The sums, one for each column.
  var total: UnsafeMutablePointer<Double> {
    UnsafeMutableRawPointer(storage.start).assumingMemoryBound(to: Double.self)
  }

  /// - Parameters:
  ///   - matrix: the first element of the first row.
  ///   - rows: how many rows.
  ///   - columns: how many columns; the rows lie one directly behind the other.
  init(of matrix: UnsafePointer<Float>, rows: Int, columns: Int) {
    self.matrix = matrix
    self.columns = columns
    let group = 16 >> min(4, columns.trailingZeroBitCount)
    let width = group * columns
    let size = columns > 4096 ? max(rows, 1) : max(1, (1 << 16) / max(width, 1)) * group
    let chunks = max(1, (rows + size - 1) / size)
    storage = TensorStorage(count: 2 * width * chunks)
    let place = self
    WorkerPool.shared.run(chunks, threads: Parallel.threads) { chunk in
      place.sum(chunk * size..<min(rows, (chunk + 1) * size), group, chunk * width)
    }
    for chunk in 1..<max(chunks, 1) {
      for i in 0..<columns { total[i] += total[chunk * width + i] }
    }
  }

  /// Leaves the sums of some rows at an offset that has room for `group` rows of `Double`s.
  private func sum(_ rows: Range<Int>, _ group: Int, _ offset: Int) {
    let sums = total + offset
    let vectors = UnsafeMutableRawPointer(sums).assumingMemoryBound(to: SIMD8<Double>.self)
    let width = group * columns / 16
    for v in 0..<2 * width { vectors[v] = .zero }
    let first = UnsafeRawPointer(matrix + rows.lowerBound * columns)
    for g in 0..<rows.count / group {
      for v in 0..<width {
        let x = widened(first.loadUnaligned(fromByteOffset: 64 * (g * width + v), as: Lanes.self))
        vectors[2 * v] += x.low
        vectors[2 * v + 1] += x.high
      }
    }
    for i in columns..<max(columns, group * columns) { sums[i % columns] += sums[i] }
    for row in rows.suffix(rows.count % group) {
      for i in 0..<columns { sums[i] += Double(matrix[row * columns + i]) }
    }
  }
}
