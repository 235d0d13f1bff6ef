/// The right factor of a product as the kernel reads it: panels of `Tile.width` columns.
struct Panels {
  let rows: Int
  let columns: Int
  private let start: UnsafePointer<Float>
  /// The distance of a row-major matrix's rows; `nil` for a packed matrix.
  private let rowStride: Int?

  /// Panels that lie packed one behind the other.
  fileprivate init(packed start: UnsafePointer<Float>, rows: Int, columns: Int) {
    (self.start, self.rows, self.columns, rowStride) = (start, rows, columns, nil)
  }

  /// The panels of a matrix in their places.
  /// - Returns: `nil` unless its rows are contiguous and whole vectors.
  init?(_ matrix: MatrixView) {
    guard matrix.columnStride == 1 && matrix.columns % 16 == 0 else { return nil }
    (start, rows, columns) = (matrix.start, matrix.rows, matrix.columns)
    rowStride = matrix.rowStride
  }

  /// The rows from `row` on of the panel that begins with `column`.
  func panel(_ column: Int, from row: Int, width: Int) -> (
    start: UnsafePointer<Float>, pitch: Int
  ) {
    if let rowStride { return (start + row * rowStride + column, rowStride) }
    let pitch = Tile.pitch(width)
    return (start + column * rows + row * pitch, pitch)
  }
}

/// A matrix copied into panels, which the kernel reads at full speed: a panel of 128 rows fits into
/// the first-level cache, and its rows don't get in each other's way there.
final class PackedMatrix: Sendable {
  private let rows: Int
  private let columns: Int
  private let storage: TensorStorage

  init(_ matrix: MatrixView) {
    (rows, columns) = (matrix.rows, matrix.columns)
    let size = Tile.width * rows
    let count = (columns + Tile.width - 1) / Tile.width
    storage = TensorStorage(count: size * count)
    let start = storage.start
    Parallel.forEachRange(of: count, grain: 1 + 16_384 / max(size, 1)) { range in
      for panel in range {
        let first = panel * Tile.width
        let some = first..<min(matrix.columns, first + Tile.width)
        matrix[0..<matrix.rows, some].transposed.pack(
          to: start + panel * size, pitch: Tile.pitch(some.count))
      }
    }
  }

  /// The panels, to be used while the matrix lives.
  var panels: Panels { Panels(packed: storage.start, rows: rows, columns: columns) }

  /// Whether this is a matrix of so many rows and columns.
  func hasShape(_ rows: Int, _ columns: Int) -> Bool {
    self.rows == rows && self.columns == columns
  }
}
