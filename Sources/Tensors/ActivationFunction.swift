/// A function with its derivative, which has most of its work in common with it.
protocol ActivationFunction: LaneFunction {
  /// `f(x)` and `f′(x)`: the bits of the separate functions.
  func valueAndSlope(_ x: FourVectors) -> (value: FourVectors, slope: FourVectors)
}

// Not inlined, and without closures: a long formula is else compiled badly.

extension ActivationFunction {
  /// Writes `f(x)` to `y`, which may be the same place, for rows of two vectors.
  /// - Parameters:
  ///   - stride: the distance of the rows in bytes.
  ///   - rows: their number, even.
  @inline(never)
  func mapPairs(_ x: UnsafeRawPointer, to y: UnsafeMutableRawPointer, stride: Int, rows: Int) {
    var upper = 0
    for _ in 0..<rows &>> 1 {
      let lower = upper &+ stride
      let f = self(
        FourVectors(x.lanes(upper), x.lanes(upper &+ 64), x.lanes(lower), x.lanes(lower &+ 64)))
      y.storeBytes(of: f.a, toByteOffset: upper, as: Lanes.self)
      y.storeBytes(of: f.b, toByteOffset: upper &+ 64, as: Lanes.self)
      y.storeBytes(of: f.c, toByteOffset: lower, as: Lanes.self)
      y.storeBytes(of: f.d, toByteOffset: lower &+ 64, as: Lanes.self)
      upper = lower &+ stride
    }
  }

  /// Writes `f(x)` to `y` and `f′(x)` to `slopes`, for rows of two vectors.
  @inline(never)
  func mapPairs(
    _ x: UnsafeRawPointer, to y: UnsafeMutableRawPointer, slopes: UnsafeMutableRawPointer,
    stride: Int, rows: Int
  ) {
    var upper = 0
    for _ in 0..<rows &>> 1 {
      let lower = upper &+ stride
      let f = valueAndSlope(
        FourVectors(x.lanes(upper), x.lanes(upper &+ 64), x.lanes(lower), x.lanes(lower &+ 64)))
      y.storeBytes(of: f.value.a, toByteOffset: upper, as: Lanes.self)
      y.storeBytes(of: f.value.b, toByteOffset: upper &+ 64, as: Lanes.self)
      y.storeBytes(of: f.value.c, toByteOffset: lower, as: Lanes.self)
      y.storeBytes(of: f.value.d, toByteOffset: lower &+ 64, as: Lanes.self)
      slopes.storeBytes(of: f.slope.a, toByteOffset: upper, as: Lanes.self)
      slopes.storeBytes(of: f.slope.b, toByteOffset: upper &+ 64, as: Lanes.self)
      slopes.storeBytes(of: f.slope.c, toByteOffset: lower, as: Lanes.self)
      slopes.storeBytes(of: f.slope.d, toByteOffset: lower &+ 64, as: Lanes.self)
      upper = lower &+ stride
    }
  }
}
