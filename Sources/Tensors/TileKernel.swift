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

/// What the kernel multiplies.
///
/// The distances of the left factor's rows are stored one by one, though all are multiples of the
/// first: a compiler that knows this recomputes them in every iteration, with more instructions than
/// the processor can decode while it multiplies.
struct TileOperands {
  /// The left factor's first element, and the distances of its second, third, fourth and fifth row.
  let a: UnsafePointer<Float>
  let row1: Int
  let row2: Int
  let row3: Int
  let row4: Int
  /// The distance of its columns.
  let columnStride: Int
  /// The right factor's first row.
  let b: UnsafePointer<Float>
  /// The distance of its rows.
  let pitch: Int
  /// The length of the sums.
  let depth: Int

  /// - Parameter a: the rows; if there are fewer than four, the last stands in for the others.
  init(_ a: MatrixView, _ b: UnsafePointer<Float>, pitch: Int) {
    self.a = a.start
    row1 = min(1, a.rows - 1) * a.rowStride
    row2 = min(2, a.rows - 1) * a.rowStride
    row3 = min(3, a.rows - 1) * a.rowStride
    row4 = 4 * a.rowStride
    columnStride = a.columnStride
    depth = a.columns
    self.b = b
    self.pitch = pitch
  }
}

/// The sums of some rows of a tile.
protocol TileRows {
  associatedtype Row: TileRow
  static var height: Int { get }
  init()
  init(at start: UnsafeRawPointer, stride: Int)
  func store(at start: UnsafeMutableRawPointer, stride: Int)
  /// Adds a column of the left factor, which begins at `a`, times a row of the right one.
  mutating func add(_ a: UnsafePointer<Float>, _ operands: TileOperands, _ row: Row)
}

struct FourRows<Row: TileRow>: TileRows {
  static var height: Int { 4 }
  var c0: Row
  var c1: Row
  var c2: Row
  var c3: Row

  @inline(__always) init() { (c0, c1, c2, c3) = (Row(), Row(), Row(), Row()) }
  @inline(__always) init(at start: UnsafeRawPointer, stride: Int) {
    c0 = Row(at: start)
    c1 = Row(at: start + stride)
    c2 = Row(at: start + 2 &* stride)
    c3 = Row(at: start + 3 &* stride)
  }
  @inline(__always) func store(at start: UnsafeMutableRawPointer, stride: Int) {
    c0.store(at: start)
    c1.store(at: start + stride)
    c2.store(at: start + 2 &* stride)
    c3.store(at: start + 3 &* stride)
  }
  @inline(__always)
  mutating func add(_ a: UnsafePointer<Float>, _ operands: TileOperands, _ row: Row) {
    c0.add(a[0], row)
    c1.add(a[operands.row1], row)
    c2.add(a[operands.row2], row)
    c3.add(a[operands.row3], row)
  }
}

/// Two more rows below four.
struct SixRows<Row: TileRow>: TileRows {
  static var height: Int { 6 }
  var upper: FourRows<Row>
  var c4: Row
  var c5: Row

  @inline(__always) init() { (upper, c4, c5) = (FourRows(), Row(), Row()) }
  @inline(__always) init(at start: UnsafeRawPointer, stride: Int) {
    upper = FourRows(at: start, stride: stride)
    c4 = Row(at: start + 4 &* stride)
    c5 = Row(at: start + 5 &* stride)
  }
  @inline(__always) func store(at start: UnsafeMutableRawPointer, stride: Int) {
    upper.store(at: start, stride: stride)
    c4.store(at: start + 4 &* stride)
    c5.store(at: start + 5 &* stride)
  }
  @inline(__always)
  mutating func add(_ a: UnsafePointer<Float>, _ operands: TileOperands, _ row: Row) {
    upper.add(a, operands, row)
    c4.add(a[operands.row4], row)
    c5.add(a[operands.row4 &+ operands.row1], row)
  }
}

/// Four more rows below others.
struct Stack<Upper: TileRows>: TileRows {
  typealias Row = Upper.Row
  static var height: Int { Upper.height + 4 }
  var upper: Upper
  var lower: FourRows<Upper.Row>

  @inline(__always) init() { (upper, lower) = (Upper(), FourRows()) }
  @inline(__always) init(at start: UnsafeRawPointer, stride: Int) {
    upper = Upper(at: start, stride: stride)
    lower = FourRows(at: start + Upper.height &* stride, stride: stride)
  }
  @inline(__always) func store(at start: UnsafeMutableRawPointer, stride: Int) {
    upper.store(at: start, stride: stride)
    lower.store(at: start + Upper.height &* stride, stride: stride)
  }
  @inline(__always)
  mutating func add(_ a: UnsafePointer<Float>, _ operands: TileOperands, _ row: Row) {
    upper.add(a, operands, row)
    lower.add(a + Upper.height / 4 &* operands.row4, operands, row)
  }
}

/// The inner loop of the matrix product: rows of sums that stay in registers for all of `k`.
///
///     C_ij ← C_ij + Σ_k A_ik B_kj
///
/// - Parameters:
///   - c: the sums, whole vectors.
///   - stride: the distance of their rows in bytes.
///   - isContinued: whether they go on from what there is, or begin.
@inline(never)
func tileKernel<Rows: TileRows>(
  _: Rows.Type, _ operands: TileOperands, _ c: UnsafeMutableRawPointer, stride: Int,
  isContinued: Bool
) {
  var sums = isContinued ? Rows(at: c, stride: stride) : Rows()
  var a = operands.a
  var b = UnsafeRawPointer(operands.b)
  for _ in 0..<operands.depth {
    sums.add(a, operands, Rows.Row(at: b))
    a += operands.columnStride
    b += 4 &* operands.pitch
  }
  sums.store(at: c, stride: stride)
}
