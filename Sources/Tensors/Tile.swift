/// One tile of a product: 12 rows, 32 columns.
///
/// The 12 × 32 sums stand in 24 of the 32 registers of AVX-512.
struct Tile {
  static let height = 12
  static let width = 32

  /// The distance of the packed rows of so many columns.
  static func pitch(_ width: Int) -> Int { width > 16 ? 32 : 16 }

  /// The rows of the left factor, at most `Tile.height`.
  let a: MatrixView
  /// The packed columns of the right factor, 16 or 32 wide.
  let b: UnsafePointer<Float>
  /// How many columns there are, at most `Tile.width`.
  let width: Int
  /// Whether the sums go on from what there is, or begin.
  let isContinued: Bool

  /// Brings the tile up to date.
  func compute(to c: UnsafeMutablePointer<Float>, stride: Int) {
    let pitch = Tile.pitch(width)
    if a.rows == Tile.height && width == pitch {
      run(c, stride)
    } else {
      computeOnEdge(c, stride, pitch)
    }
  }

  @inline(__always)
  private func run(_ c: UnsafeMutablePointer<Float>, _ stride: Int) {
    if width > 16 {
      tileProduct(TwoVectors.self, self, c, stride)
    } else {
      tileProduct(OneVector.self, self, c, stride)
    }
  }

  /// A tile on the edge is computed whole in memory of its own.
  private func computeOnEdge(_ c: UnsafeMutablePointer<Float>, _ stride: Int, _ pitch: Int) {
    withUnsafeTemporaryAllocation(byteCount: 4 * Tile.height * pitch, alignment: 64) { memory in
      let whole = memory.bindMemory(to: Float.self).baseAddress!
      if isContinued {
        for i in 0..<a.rows { (whole + i * pitch).update(from: c + i * stride, count: width) }
      }
      run(whole, pitch)
      for i in 0..<a.rows { (c + i * stride).update(from: whole + i * pitch, count: width) }
    }
  }
}
