import CProcessor

/// Whether the machine code may use AVX-512.
private var hasWideRegisters: Bool { WIDE_REGISTERS == 1 }

/// One tile of a product: at most 12 rows and 32 columns.
///
/// The 12 × 32 sums stand in 24 of the 32 registers of AVX-512; where registers are smaller or fewer,
/// a tile is computed in parts.
struct Tile {
  static let height = 12
  static let width = 32

  /// The distance of the packed rows of so many columns.
  static func pitch(_ width: Int) -> Int { width > 16 ? 32 : 16 }

  /// The rows of the left factor, at most `Tile.height`.
  let a: MatrixView
  /// The columns of the right factor, one or two whole vectors.
  let b: UnsafePointer<Float>
  /// The distance of the right factor's rows.
  let pitch: Int
  /// How many columns there are, at most `Tile.width`.
  let width: Int
  /// Whether the sums go on from what there is, or begin.
  let isContinued: Bool

  /// Whether the tile can be computed where it belongs: the kernel writes whole vectors of four, eight
  /// or twelve rows.
  var isWhole: Bool { a.rows % 4 == 0 && width % 16 == 0 }

  /// Brings the tile up to date.
  /// - Parameters:
  ///   - c: its place, with room for whole vectors and four, eight or twelve rows.
  ///   - stride: the distance of its rows.
  @inline(__always)
  func compute(to c: UnsafeMutablePointer<Float>, stride: Int) {
    if !hasWideRegisters {
      computeNarrow(c, stride)
    } else if width > 16 {
      compute(TwoVectors.self, c, stride)
    } else {
      compute(OneVector.self, c, stride)
    }
  }

  @inline(__always)
  private func compute<Row: TileRow>(
    _: Row.Type, _ c: UnsafeMutablePointer<Float>, _ stride: Int
  ) {
    switch a.rows {
    case 12: run(Stack<Stack<FourRows<Row>>>.self, 0, c, stride)
    case 9...11:
      run(Stack<FourRows<Row>>.self, 0, c, stride)
      run(FourRows<Row>.self, 8, c, stride)
    case 8: run(Stack<FourRows<Row>>.self, 0, c, stride)
    case 5...7:
      run(FourRows<Row>.self, 0, c, stride)
      run(FourRows<Row>.self, 4, c, stride)
    default: run(FourRows<Row>.self, 0, c, stride)
    }
  }

  /// Six rows of one vector at a time: their sums and what is multiplied fill the 16 registers of
  /// AVX2, and those of NEON.
  @inline(__always)
  private func computeNarrow(_ c: UnsafeMutablePointer<Float>, _ stride: Int) {
    for column in Swift.stride(from: 0, to: width, by: 16) {
      if a.rows == 12 {
        run(SixRows<OneVector>.self, 0, column: column, c, stride)
        run(SixRows<OneVector>.self, 6, column: column, c, stride)
      } else {
        for first in Swift.stride(from: 0, to: a.rows, by: 4) {
          run(FourRows<OneVector>.self, first, column: column, c, stride)
        }
      }
    }
  }

  /// Computes the rows from `first` on.
  @inline(__always)
  private func run<Rows: TileRows>(
    _: Rows.Type, _ first: Int, column: Int = 0, _ c: UnsafeMutablePointer<Float>, _ stride: Int
  ) {
    tileKernel(
      Rows.self, TileOperands(a[first..<a.rows, 0..<a.columns], b + column, pitch: pitch),
      c + first * stride + column, stride: 4 * stride, isContinued: isContinued)
  }
}
