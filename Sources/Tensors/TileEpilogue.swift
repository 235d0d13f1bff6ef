/// What becomes of a tile's sums when they are complete, while they stand in the first-level cache.
protocol TileEpilogue {
  /// - Parameters:
  ///   - sums: whole vectors, in the tile's place or beside it.
  ///   - stride: the distance of their rows.
  ///   - i: the tile's first row in the result.
  ///   - j: its first column.
  ///   - rows: how many rows it has.
  ///   - columns: how many columns.
  func finish(
    _ sums: UnsafePointer<Float>, stride: Int, _ i: Int, _ j: Int, rows: Int, columns: Int)
}

/// The sums are the result.
struct Sums: TileEpilogue {
  /// The result, which the sums of whole tiles are written to already.
  let c: UnsafeMutablePointer<Float>
  /// The length of its rows.
  let width: Int

  func finish(
    _ sums: UnsafePointer<Float>, stride: Int, _ i: Int, _ j: Int, rows: Int, columns: Int
  ) {
    let place = c + i * width + j
    if UnsafePointer(place) == sums { return }
    for row in 0..<rows {
      for column in 0..<columns { place[row * width + column] = sums[row * stride + column] }
    }
  }
}

/// A layer: the bias is added to every row, and a function applied.
struct LayerEpilogue<Function: ActivationFunction>: TileEpilogue {
  /// One for every column, padded to whole vectors.
  let bias: UnsafePointer<Float>
  let f: Function
  /// Where the function's arguments go; if they are not needed, where its values go.
  let affine: UnsafeMutablePointer<Float>
  /// Where its values go.
  let values: UnsafeMutablePointer<Float>
  /// Where its derivatives go, if they are wanted.
  let slopes: UnsafeMutablePointer<Float>?
  /// The length of the result's rows.
  let width: Int

  func finish(
    _ sums: UnsafePointer<Float>, stride: Int, _ i: Int, _ j: Int, rows: Int, columns: Int
  ) {
    let offset = i * width + j
    if rows % 4 == 0 && columns == 32 {
      // The tile is whole: its sums stand where the arguments go.
      let (z, h) = (UnsafeMutableRawPointer(affine + offset), values + offset)
      if let slopes {
        f.mapPairs(
          z, bias: bias + j, to: h, slopes: slopes + offset, stride: 4 * width, rows: rows)
      } else {
        f.mapPairs(z, bias: bias + j, to: h, stride: 4 * width, rows: rows)
      }
    } else {
      finishEdge(sums, stride, bias + j, offset, rows: rows, columns)
    }
  }

  /// Four rows of at most one vector at a time. There is room for them beside the tile, if it has
  /// fewer.
  @inline(never)
  private func finishEdge(
    _ sums: UnsafePointer<Float>, _ stride: Int, _ bias: UnsafePointer<Float>, _ offset: Int,
    rows: Int, _ columns: Int
  ) {
    for first in Swift.stride(from: 0, to: columns, by: 16) {
      let count = min(16, columns - first)
      let b = UnsafeRawPointer(bias + first).lanes(0)
      for row in Swift.stride(from: 0, to: rows, by: 4) {
        let from = UnsafeRawPointer(sums + row * stride + first)
        let z =
          FourVectors(
            from.lanes(0), from.lanes(4 * stride), from.lanes(8 * stride), from.lanes(12 * stride))
          + FourVectors(b, b, b, b)
        let place = offset + row * width + first
        put(z, affine + place, rows - row, count)
        let f = f.valueAndSlope(z)
        put(f.value, values + place, rows - row, count)
        if let slopes { put(f.slope, slopes + place, rows - row, count) }
      }
    }
  }

  private func put(
    _ x: FourVectors, _ start: UnsafeMutablePointer<Float>, _ rows: Int, _ count: Int
  ) {
    withUnsafeBytes(of: x) { vectors in
      for row in 0..<min(4, rows) {
        let lanes = vectors.baseAddress! + 64 * row
        UnsafeMutableRawPointer(start + row * width).copyMemory(from: lanes, byteCount: 4 * count)
      }
    }
  }
}

extension UnsafeRawPointer {
  @inline(__always)
  func lanes(_ offset: Int) -> Lanes { loadUnaligned(fromByteOffset: offset, as: Lanes.self) }
}

/// No activation.
struct Identity: ActivationFunction {
  @inline(__always)
  func callAsFunction(_ x: FourVectors) -> FourVectors { x }

  @inline(__always)
  func valueAndSlope(_ x: FourVectors) -> (value: FourVectors, slope: FourVectors) {
    (x, FourVectors(repeating: 1))
  }
}
