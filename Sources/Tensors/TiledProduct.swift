/// The loops around the tile kernel.
///
/// `C` is cut into pieces for the threads, so low that the rows of `A` that a piece needs stay in the
/// second-level cache while one panel of `B` after the other goes by. Long sums are cut into blocks
/// of `k`, so short that a panel's share stays in the first-level cache.
struct TiledProduct<Epilogue: TileEpilogue> {
  let a: MatrixView
  let b: Panels
  /// Where the sums go.
  let c: UnsafeMutablePointer<Float>
  /// What becomes of them.
  let epilogue: Epilogue

  func compute() {
    // Pieces enough for all threads, if there is work enough for them.
    let work = a.rows * b.columns * b.rows
    let wanted = work < 1 << 19 || WorkerPool.shared.isBusy ? 1 : 2 * Parallel.threads
    let strips = quotient(a.rows, Tile.height)
    let rows = max(min(wanted, strips), quotient(strips, 16))
    let width = roundedUp(quotient(b.columns, max(1, wanted / max(1, rows))), Tile.width)
    let pieces = rows * quotient(b.columns, width)
    WorkerPool.shared.run(pieces, threads: Parallel.threads) { piece in
      // Strips are dealt out evenly: with full pieces and a short last one, a thread would wait.
      let (i, j) = (piece % rows, piece / rows * width)
      let first = strips * i / rows * Tile.height
      let end = min(a.rows, strips * (i + 1) / rows * Tile.height)
      computePiece(first..<end, j..<min(b.columns, j + width))
    }
  }

  private func computePiece(_ rows: Range<Int>, _ columns: Range<Int>) {
    let blocks = max(1, quotient(b.rows, columns.count > 256 ? 1024 : 192))
    let depth = max(1, quotient(b.rows, blocks))
    // Strips that are used often are copied where they get in their own way in the cache: rows far
    // apart, and columns.
    let packs = columns.count >= 256 && (a.rowStride == 1 || a.rowStride > 256)
    let strips = PackedStrips(height: packs ? rows.count : 0, depth: depth)
    let scratch = TensorStorage(count: Tile.height * Tile.width)
    defer { withExtendedLifetime(scratch) {} }
    for block in 0..<blocks {
      let k = block * depth..<min(b.rows, (block + 1) * depth)
      if packs { strips.pack(a, rows, k) }
      for j in stride(from: columns.lowerBound, to: columns.upperBound, by: Tile.width) {
        let width = min(Tile.width, columns.upperBound - j)
        let panel = b.panel(j, from: k.lowerBound, width: width)
        for i in stride(from: rows.lowerBound, to: rows.upperBound, by: Tile.height) {
          let strip = i..<min(rows.upperBound, i + Tile.height)
          compute(
            Tile(
              a: packs ? strips[strip, in: rows, k] : a[strip, k], b: panel.start,
              pitch: panel.pitch, width: width, isContinued: block > 0),
            i, j, scratch.start, isComplete: block == blocks - 1)
        }
      }
    }
  }

  /// Brings a tile up to date, in its place or, if it does not fill whole vectors there, beside it.
  ///
  /// Inlined, since a tile that is handed over in memory has to wait until the sums of the one before
  /// have left the processor.
  @inline(__always)
  private func compute(
    _ tile: Tile, _ i: Int, _ j: Int, _ scratch: UnsafeMutablePointer<Float>, isComplete: Bool
  ) {
    let place = c + i * b.columns + j
    let isWhole = tile.isWhole
    let (sums, stride) = isWhole ? (place, b.columns) : (scratch, Tile.pitch(tile.width))
    if !isWhole && tile.isContinued {
      for row in 0..<tile.a.rows {
        (sums + row * stride).update(from: place + row * b.columns, count: tile.width)
      }
    }
    tile.compute(to: sums, stride: stride)
    if isComplete {
      epilogue.finish(sums, stride: stride, i, j, rows: tile.a.rows, columns: tile.width)
    } else if !isWhole {
      for row in 0..<tile.a.rows {
        (place + row * b.columns).update(from: sums + row * stride, count: tile.width)
      }
    }
  }
}

/// Rows of the left factor, copied in strips of `Tile.height` in the order in which the kernel reads
/// them, each column in a vector of its own.
private struct PackedStrips {
  private let storage: TensorStorage
  /// The distance of the strips, no power of two, with which they would get in each other's way in
  /// the cache.
  private let distance: Int

  init(height: Int, depth: Int) {
    distance = 16 * depth + 32
    storage = TensorStorage(count: quotient(height, Tile.height) * distance)
  }

  /// Copies some rows and columns of a matrix.
  func pack(_ a: MatrixView, _ rows: Range<Int>, _ k: Range<Int>) {
    for i in stride(from: rows.lowerBound, to: rows.upperBound, by: Tile.height) {
      a[i..<min(rows.upperBound, i + Tile.height), k].pack(
        to: start(i - rows.lowerBound), pitch: 16)
    }
  }

  /// The copy of a strip.
  subscript(_ strip: Range<Int>, in rows: Range<Int>, _ k: Range<Int>) -> MatrixView {
    MatrixView(
      start(strip.lowerBound - rows.lowerBound), rows: strip.count, columns: k.count, rowStride: 1,
      columnStride: 16)
  }

  private func start(_ row: Int) -> UnsafeMutablePointer<Float> {
    storage.start + row / Tile.height * distance
  }
}

private func quotient(_ x: Int, _ y: Int) -> Int { (x + y - 1) / y }

private func roundedUp(_ x: Int, _ unit: Int) -> Int { quotient(x, unit) * unit }
