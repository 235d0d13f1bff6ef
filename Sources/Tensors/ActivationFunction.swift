/// A function with its derivative, which has most of its work in common with it.
protocol ActivationFunction: LaneFunction {
  /// `f(x)` and `f′(x)`: the bits of the separate functions.
  func valueAndSlope(_ x: FourVectors) -> (value: FourVectors, slope: FourVectors)
}

// Not inlined, and without closures: a long formula is else compiled badly.

extension ActivationFunction {
  /// Adds a bias to `x` and writes `f(x)` to `y`, which may be the same place, for rows of two
  /// vectors.
  /// - Parameters:
  ///   - bias: two vectors, the same for every row.
  ///   - stride: the distance of the rows in bytes.
  ///   - rows: their number, even.
  @inline(never)
  func mapPairs(
    _ x: UnsafeMutableRawPointer, bias: UnsafeRawPointer, to y: UnsafeMutableRawPointer,
    stride: Int, rows: Int
  ) {
    let bias = FourVectors(pairs: bias, stride: 0)
    for row in 0..<rows &>> 1 {
      let place = 2 &* row &* stride
      let z = FourVectors(pairs: x + place, stride: stride) + bias
      z.storePairs(x + place, stride: stride)
      self(z).storePairs(y + place, stride: stride)
    }
  }

  /// Writes `f′(x)` to `slopes` as well.
  @inline(never)
  func mapPairs(
    _ x: UnsafeMutableRawPointer, bias: UnsafeRawPointer, to y: UnsafeMutableRawPointer,
    slopes: UnsafeMutableRawPointer, stride: Int, rows: Int
  ) {
    let bias = FourVectors(pairs: bias, stride: 0)
    for row in 0..<rows &>> 1 {
      let place = 2 &* row &* stride
      let z = FourVectors(pairs: x + place, stride: stride) + bias
      z.storePairs(x + place, stride: stride)
      let f = valueAndSlope(z)
      f.value.storePairs(y + place, stride: stride)
      f.slope.storePairs(slopes + place, stride: stride)
    }
  }
}

extension FourVectors {
  /// Two vectors of a row and the two below them.
  @inline(__always)
  fileprivate init(pairs start: UnsafeRawPointer, stride: Int) {
    self.init(
      start.lanes(0), start.lanes(64), start.lanes(stride), start.lanes(stride &+ 64))
  }

  @inline(__always)
  fileprivate func storePairs(_ start: UnsafeMutableRawPointer, stride: Int) {
    start.storeBytes(of: a, as: Lanes.self)
    start.storeBytes(of: b, toByteOffset: 64, as: Lanes.self)
    start.storeBytes(of: c, toByteOffset: stride, as: Lanes.self)
    start.storeBytes(of: d, toByteOffset: stride &+ 64, as: Lanes.self)
  }
}
