/// The loops around the tile kernel.
///
/// `B` is taken in blocks, and each is copied into panels of `Tile.width` columns, in the order in
/// which the kernel reads them. The block of `C` that it contributes to is cut into pieces for the
/// threads. A piece goes through `k` in steps short enough for a panel's rows to stay in the
/// first-level cache while the kernel goes down the rows, and is itself small enough for the
/// second-level cache, as it is read and written again at every step.
struct TiledProduct {
  private let a: MatrixView
  private let b: MatrixView
  private let c: UnsafeMutablePointer<Float>

  /// The largest block of `B`, in multiples of `Tile.width` columns.
  private static let block = (k: 2048, columns: 1024)
  /// The largest piece of `C`, in multiples of a tile, and the steps in which it goes through `k`.
  private static let piece = (rows: 16 * Tile.height, columns: 1024, k: 128)

  init(_ a: MatrixView, _ b: MatrixView, to c: UnsafeMutablePointer<Float>) {
    (self.a, self.b, self.c) = (a, b, c)
  }

  func compute() {
    let size = (k: min(b.rows, Self.block.k), columns: min(b.columns, Self.block.columns))
    let panels = TensorStorage(count: size.k * roundedUp(size.columns, Tile.width))
    for columns in ranges(0..<b.columns, size.columns) {
      for k in ranges(0..<b.rows, size.k) {
        pack(k, columns, panels.start)
        update(k, columns, panels.start)
      }
    }
    withExtendedLifetime(panels) {}
  }

  /// Copies a block of `B` into panels, one behind the other.
  private func pack(_ k: Range<Int>, _ columns: Range<Int>, _ panels: UnsafeMutablePointer<Float>) {
    let size = Tile.width * k.count
    Parallel.forEachRange(
      of: roundedUp(columns.count, Tile.width) / Tile.width, grain: 1 + 16_384 / size
    ) { range in
      for panel in range {
        let first = columns.lowerBound + panel * Tile.width
        let some = first..<min(columns.upperBound, first + Tile.width)
        b[k, some].transposed.pack(
          to: panels + panel * size, pitch: some.count > 16 ? Tile.width : 16)
      }
    }
  }

  /// Adds the product of a block of `A` and a block of `B` to a block of `C`, or begins the sums
  /// with it.
  private func update(_ k: Range<Int>, _ columns: Range<Int>, _ panels: UnsafePointer<Float>) {
    // Pieces enough for all threads, if there is work enough for them.
    let work = a.rows * columns.count * k.count
    let wanted = work < 1 << 19 ? 1 : 2 * Parallel.threads
    let rows = pieceLength(a.rows, Tile.height, Self.piece.rows, wanted)
    let width = pieceLength(
      columns.count, Tile.width, Self.piece.columns,
      wanted / ((a.rows + rows - 1) / rows))
    let grid = (
      rows: (a.rows + rows - 1) / rows, columns: (columns.count + width - 1) / width
    )
    Crew.shared.run(grid.rows * grid.columns, threads: Parallel.threads) { index in
      let (i, j) = index.quotientAndRemainder(dividingBy: grid.columns)
      let first = columns.lowerBound + j * width
      updatePiece(
        i * rows..<min(a.rows, (i + 1) * rows), k,
        first..<min(columns.upperBound, first + width), panels + j * width * k.count)
    }
  }

  private func updatePiece(
    _ rows: Range<Int>, _ k: Range<Int>, _ columns: Range<Int>, _ panels: UnsafePointer<Float>
  ) {
    // Rows that are used often are copied too: far apart, they get in each other's way in the cache.
    let packs = columns.count >= 8 * Tile.width
    let packed = TensorStorage(count: packs ? Self.piece.k * (rows.count + Tile.height) + 16 : 0)
    for step in ranges(k, Self.piece.k) {
      if packs {
        for (strip, some) in ranges(rows, Tile.height).enumerated() {
          a[some, step].pack(
            to: packed.start + strip * Tile.height * step.count, pitch: Tile.height)
        }
      }
      for (panel, some) in ranges(columns, Tile.width).enumerated() {
        let pitch = some.count > 16 ? Tile.width : 16
        let b = panels + panel * Tile.width * k.count + (step.lowerBound - k.lowerBound) * pitch
        for (strip, rows) in ranges(rows, Tile.height).enumerated() {
          var view = a[rows, step]
          if packs {
            view = MatrixView(
              packed.start + strip * Tile.height * step.count, rows: rows.count,
              columns: step.count, rowStride: 1, columnStride: Tile.height)
          }
          Tile(a: view, b: b, width: some.count, isContinued: step.lowerBound > 0)
            .compute(
              to: c + rows.lowerBound * self.b.columns + some.lowerBound, stride: self.b.columns)
        }
      }
    }
    withExtendedLifetime(packed) {}
  }
}

private func roundedUp(_ x: Int, _ unit: Int) -> Int { (x + unit - 1) / unit * unit }

/// The length of pieces: a multiple of `unit`, at most `most`, short enough for `wanted` pieces.
private func pieceLength(_ total: Int, _ unit: Int, _ most: Int, _ wanted: Int) -> Int {
  let share = roundedUp((total + max(wanted, 1) - 1) / max(wanted, 1), unit)
  return min(most, share)
}

/// The consecutive ranges of a given length that make up a range; the last may be shorter.
@inline(__always)
private func ranges(_ whole: Range<Int>, _ length: Int) -> some Sequence<Range<Int>> {
  stride(from: whole.lowerBound, to: whole.upperBound, by: length).lazy.map {
    $0..<min(whole.upperBound, $0 + length)
  }
}
