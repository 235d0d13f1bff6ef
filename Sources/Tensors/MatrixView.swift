/// A matrix in borrowed memory: element `(i, j)` is at `start[i · rowStride + j · columnStride]`. One
/// of the strides is 1.
struct MatrixView {
  let start: UnsafePointer<Float>
  let rows: Int
  let columns: Int
  let rowStride: Int
  let columnStride: Int

  init(_ tensor: Tensor, transposed: Bool) {
    start = UnsafePointer(tensor.storage.start)
    let (height, width) = (tensor.shape[0], tensor.shape[1])
    (rows, columns) = transposed ? (width, height) : (height, width)
    (rowStride, columnStride) = transposed ? (1, width) : (width, 1)
  }

  init(
    _ start: UnsafePointer<Float>, rows: Int, columns: Int, rowStride: Int, columnStride: Int
  ) {
    self.start = start
    self.rows = rows
    self.columns = columns
    self.rowStride = rowStride
    self.columnStride = columnStride
  }

  /// A part of the matrix.
  subscript(_ rows: Range<Int>, _ columns: Range<Int>) -> MatrixView {
    MatrixView(
      start + rows.lowerBound * rowStride + columns.lowerBound * columnStride, rows: rows.count,
      columns: columns.count, rowStride: rowStride, columnStride: columnStride)
  }

  var transposed: MatrixView {
    MatrixView(
      start, rows: columns, columns: rows, rowStride: columnStride, columnStride: rowStride)
  }

  /// Copies the matrix column by column, each column filled up with zeros.
  /// - Parameters:
  ///   - target: room for `columns · pitch` floats and 16 more.
  ///   - pitch: the distance of the columns in the copy, at least the number of rows. Columns are
  ///     written from first to last in whole vectors, so they are filled up to a multiple of 16.
  func pack(to target: UnsafeMutablePointer<Float>, pitch: Int) {
    if rowStride == 1 && rows == 32 && pitch == 32 { return packPairs(to: target) }
    for strip in stride(from: 0, to: pitch, by: 16) {
      let height = min(16, rows - strip)
      if columnStride == 1 {
        transposeStrip(
          start + strip * rowStride, stride: rowStride, rows: height, columns: columns,
          to: target + strip, stride: pitch)
      } else {
        packStrip(start + strip * rowStride, height, to: target + strip, pitch)
      }
    }
  }

  /// The usual case: columns that are two whole vectors.
  private func packPairs(to target: UnsafeMutablePointer<Float>) {
    var from = UnsafeRawPointer(start)
    var to = UnsafeMutableRawPointer(target)
    for _ in 0..<columns {
      to.storeBytes(of: from.loadUnaligned(as: Lanes.self), as: Lanes.self)
      to.storeBytes(
        of: from.loadUnaligned(fromByteOffset: 64, as: Lanes.self), toByteOffset: 64,
        as: Lanes.self)
      from += 4 &* columnStride
      to += 128
    }
  }

  private func packStrip(
    _ start: UnsafePointer<Float>, _ height: Int, to target: UnsafeMutablePointer<Float>,
    _ pitch: Int
  ) {
    var from = start
    var to = UnsafeMutableRawPointer(target)
    for _ in 0..<columns {
      let lanes = partialLanes(from, height, padding: 0)
      to.storeBytes(of: lanes, as: Lanes.self)
      from += columnStride
      to += 4 &* pitch
    }
  }
}
