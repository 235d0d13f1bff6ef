/// The loops around the tile kernel.
///
/// `B` is taken in blocks, and each is copied into panels of `Tile.width` columns, in the order in
/// which the kernel reads them. The block of `C` that it contributes to is cut into pieces for the
/// threads, so low that the rows of `A` that a piece needs stay in the second-level cache while one
/// panel after the other goes by. The kernel reads both factors from there at full speed.
struct TiledProduct {
  private let a: MatrixView
  private let b: MatrixView
  private let c: UnsafeMutablePointer<Float>

  /// The largest block of `B`; the columns in multiples of `Tile.width`.
  private static let block = (k: 1024, columns: 1024)
  /// The most rows of a piece of `C`, in multiples of `Tile.height`.
  private static let pieceHeight = 16 * Tile.height

  init(_ a: MatrixView, _ b: MatrixView, to c: UnsafeMutablePointer<Float>) {
    (self.a, self.b, self.c) = (a, b, c)
  }

  func compute() {
    let size = (k: min(b.rows, Self.block.k), columns: min(b.columns, Self.block.columns))
    let panels = TensorStorage(count: size.k * roundedUp(size.columns, Tile.width))
    for j in stride(from: 0, to: b.columns, by: size.columns) {
      let columns = j..<min(b.columns, j + size.columns)
      for l in stride(from: 0, to: b.rows, by: size.k) {
        let k = l..<min(b.rows, l + size.k)
        pack(k, columns, panels.start)
        update(k, columns, panels.start)
      }
    }
    withExtendedLifetime(panels) {}
  }

  /// Copies a block of `B` into panels, one behind the other.
  private func pack(_ k: Range<Int>, _ columns: Range<Int>, _ panels: UnsafeMutablePointer<Float>) {
    let size = Tile.width * k.count
    let count = roundedUp(columns.count, Tile.width) / Tile.width
    Parallel.forEachRange(of: count, grain: 1 + 16_384 / size) { range in
      for panel in range {
        let first = columns.lowerBound + panel * Tile.width
        let some = first..<min(columns.upperBound, first + Tile.width)
        b[k, some].transposed.pack(to: panels + panel * size, pitch: Tile.pitch(some.count))
      }
    }
  }

  /// Adds the product of a block of `A` and a block of `B` to a block of `C`, or begins the sums
  /// with it.
  private func update(_ k: Range<Int>, _ columns: Range<Int>, _ panels: UnsafePointer<Float>) {
    // Pieces enough for all threads, if there is work enough for them.
    let work = a.rows * columns.count * k.count
    let wanted = work < 1 << 19 ? 1 : 2 * Parallel.threads
    let height = min(Self.pieceHeight, roundedUp(quotient(a.rows, wanted), Tile.height))
    let rows = quotient(a.rows, height)
    let width = roundedUp(quotient(columns.count, max(1, wanted / rows)), Tile.width)
    let pieces = rows * quotient(columns.count, width)
    Crew.shared.run(pieces, threads: Parallel.threads) { piece in
      let (i, j) = (piece % rows * height, columns.lowerBound + piece / rows * width)
      updatePiece(
        i..<min(a.rows, i + height), k, j..<min(columns.upperBound, j + width),
        panels + piece / rows * width * k.count)
    }
  }

  private func updatePiece(
    _ rows: Range<Int>, _ k: Range<Int>, _ columns: Range<Int>, _ panels: UnsafePointer<Float>
  ) {
    // Rows that are used often are copied too: far apart, they get in each other's way in the cache.
    let packs = columns.count >= 8 * Tile.width
    let packed = TensorStorage(
      count: packs ? roundedUp(rows.count, Tile.height) * k.count + 16 : 0)
    let stripSize = Tile.height * k.count
    func strip(_ first: Int) -> MatrixView {
      a[first..<min(rows.upperBound, first + Tile.height), k]
    }
    if packs {
      for (index, i) in stride(from: rows.lowerBound, to: rows.upperBound, by: Tile.height)
        .enumerated()
      {
        strip(i).pack(to: packed.start + index * stripSize, pitch: Tile.height)
      }
    }
    var panel = panels
    for j in stride(from: columns.lowerBound, to: columns.upperBound, by: Tile.width) {
      var copy = packed.start
      for i in stride(from: rows.lowerBound, to: rows.upperBound, by: Tile.height) {
        var a = strip(i)
        if packs {
          a = MatrixView(
            copy, rows: a.rows, columns: a.columns, rowStride: 1, columnStride: Tile.height)
        }
        Tile(
          a: a, b: panel, width: min(Tile.width, columns.upperBound - j),
          isContinued: k.lowerBound > 0
        ).compute(to: c + i * b.columns + j, stride: b.columns)
        copy += stripSize
      }
      panel += Tile.width * k.count
    }
    withExtendedLifetime(packed) {}
  }
}

private func quotient(_ x: Int, _ y: Int) -> Int { (x + y - 1) / y }

private func roundedUp(_ x: Int, _ unit: Int) -> Int { quotient(x, unit) * unit }
