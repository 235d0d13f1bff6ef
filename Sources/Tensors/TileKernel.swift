/// A row of a tile: one or two vectors.
protocol TileRow {
  init()
  init(at start: UnsafeRawPointer)
  func store(at start: UnsafeMutableRawPointer)
  /// Adds `factor · other`, rounded once.
  mutating func add(_ factor: Float, _ other: Self)
}

struct OneVector: TileRow {
  var x: Lanes

  @inline(__always) init() { x = .zero }
  @inline(__always) init(at start: UnsafeRawPointer) {
    x = start.loadUnaligned(as: Lanes.self)
  }
  @inline(__always) func store(at start: UnsafeMutableRawPointer) {
    start.storeBytes(of: x, as: Lanes.self)
  }
  @inline(__always) mutating func add(_ factor: Float, _ other: OneVector) {
    x.addProduct(Lanes(repeating: factor), other.x)
  }
}

struct TwoVectors: TileRow {
  var x: Lanes
  var y: Lanes

  @inline(__always) init() { (x, y) = (.zero, .zero) }
  @inline(__always) init(at start: UnsafeRawPointer) {
    x = start.loadUnaligned(as: Lanes.self)
    y = start.loadUnaligned(fromByteOffset: 64, as: Lanes.self)
  }
  @inline(__always) func store(at start: UnsafeMutableRawPointer) {
    start.storeBytes(of: x, as: Lanes.self)
    start.storeBytes(of: y, toByteOffset: 64, as: Lanes.self)
  }
  @inline(__always) mutating func add(_ factor: Float, _ other: TwoVectors) {
    let all = Lanes(repeating: factor)
    x.addProduct(all, other.x)
    y.addProduct(all, other.y)
  }
}

/// The heart of the matrix product: a tile that stays in registers while all of `k` goes by.
///
///     C_ij ← C_ij + Σ_k A_ik B_kj,   i = 0 … 11
///
/// Rows that the left factor doesn't have are computed from its last one. The two usual cases, whole
/// rows that are contiguous and whole columns that are, have machine code of their own.
func tileProduct<Row: TileRow>(
  _: Row.Type, _ tile: Tile, _ c: UnsafeMutablePointer<Float>, _ stride: Int
) {
  let a = tile.a
  if a.rows < Tile.height {
    general(Row.self, tile, c, stride)
  } else if a.columnStride == 1 {
    contiguousRows(Row.self, tile, c, stride)
  } else {
    contiguousColumns(Row.self, tile, c, stride)
  }
}

@inline(never)
private func general<Row: TileRow>(
  _: Row.Type, _ tile: Tile, _ c: UnsafeMutablePointer<Float>, _ stride: Int
) {
  kernel(Row.self, tile, c, stride, tile.a.rowStride, tile.a.columnStride, tile.a.rows - 1)
}

@inline(never)
private func contiguousRows<Row: TileRow>(
  _: Row.Type, _ tile: Tile, _ c: UnsafeMutablePointer<Float>, _ stride: Int
) {
  kernel(Row.self, tile, c, stride, tile.a.rowStride, 1, Tile.height - 1)
}

@inline(never)
private func contiguousColumns<Row: TileRow>(
  _: Row.Type, _ tile: Tile, _ c: UnsafeMutablePointer<Float>, _ stride: Int
) {
  kernel(Row.self, tile, c, stride, 1, tile.a.columnStride, Tile.height - 1)
}

/// The sums `c0 … c11` are twelve rows of the tile, `a0 … a11` where the factors of these rows are.
@inline(__always)
private func kernel<Row: TileRow>(
  _: Row.Type, _ tile: Tile, _ c: UnsafeMutablePointer<Float>, _ stride: Int,
  _ rowStride: Int, _ columnStride: Int, _ last: Int
) {
  let a0 = tile.a.start
  let a1 = a0 + min(1, last) &* rowStride
  let a2 = a0 + min(2, last) &* rowStride
  let a3 = a0 + min(3, last) &* rowStride
  let a4 = a0 + min(4, last) &* rowStride
  let a5 = a0 + min(5, last) &* rowStride
  let a6 = a0 + min(6, last) &* rowStride
  let a7 = a0 + min(7, last) &* rowStride
  let a8 = a0 + min(8, last) &* rowStride
  let a9 = a0 + min(9, last) &* rowStride
  let a10 = a0 + min(10, last) &* rowStride
  let a11 = a0 + min(11, last) &* rowStride
  let pitch = 4 &* stride
  var c0 = Row()
  var c1 = Row()
  var c2 = Row()
  var c3 = Row()
  var c4 = Row()
  var c5 = Row()
  var c6 = Row()
  var c7 = Row()
  var c8 = Row()
  var c9 = Row()
  var c10 = Row()
  var c11 = Row()
  var corner = UnsafeMutableRawPointer(c)
  if tile.isContinued {
    var corner = corner
    c0 = Row(at: corner)
    corner += pitch
    c1 = Row(at: corner)
    corner += pitch
    c2 = Row(at: corner)
    corner += pitch
    c3 = Row(at: corner)
    corner += pitch
    c4 = Row(at: corner)
    corner += pitch
    c5 = Row(at: corner)
    corner += pitch
    c6 = Row(at: corner)
    corner += pitch
    c7 = Row(at: corner)
    corner += pitch
    c8 = Row(at: corner)
    corner += pitch
    c9 = Row(at: corner)
    corner += pitch
    c10 = Row(at: corner)
    corner += pitch
    c11 = Row(at: corner)
  }
  var panel = UnsafeRawPointer(tile.b)
  var k = 0
  for _ in 0..<tile.a.columns {
    let row = Row(at: panel)
    c0.add(a0[k], row)
    c1.add(a1[k], row)
    c2.add(a2[k], row)
    c3.add(a3[k], row)
    c4.add(a4[k], row)
    c5.add(a5[k], row)
    c6.add(a6[k], row)
    c7.add(a7[k], row)
    c8.add(a8[k], row)
    c9.add(a9[k], row)
    c10.add(a10[k], row)
    c11.add(a11[k], row)
    panel += MemoryLayout<Row>.size
    k &+= columnStride
  }
  c0.store(at: corner)
  corner += pitch
  c1.store(at: corner)
  corner += pitch
  c2.store(at: corner)
  corner += pitch
  c3.store(at: corner)
  corner += pitch
  c4.store(at: corner)
  corner += pitch
  c5.store(at: corner)
  corner += pitch
  c6.store(at: corner)
  corner += pitch
  c7.store(at: corner)
  corner += pitch
  c8.store(at: corner)
  corner += pitch
  c9.store(at: corner)
  corner += pitch
  c10.store(at: corner)
  corner += pitch
  c11.store(at: corner)
}
