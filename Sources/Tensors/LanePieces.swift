/// A piece of a tensor's elements, as `Tensor.update` hands it out.
public struct LanePiece {
  @usableFromInline let x: UnsafeMutablePointer<SIMD16<Float>>
  @usableFromInline let to: UnsafeMutablePointer<SIMD16<Float>>
  @usableFromInline let range: Range<Int>

  init(
    _ x: UnsafeMutablePointer<SIMD16<Float>>, to: UnsafeMutablePointer<SIMD16<Float>>,
    _ range: Range<Int>
  ) {
    (self.x, self.to, self.range) = (x, to, range)
  }

  /// Replaces the elements `x` by `body(x)`, sixteen at a time.
  @inlinable @inline(__always)
  public func map(_ body: (SIMD16<Float>) -> SIMD16<Float>) {
    for i in range { to[i] = body(x[i]) }
  }
}

/// A piece of a tensor's elements together with the elements of another tensor that belong to them.
public struct LanePair {
  /// Where the other tensor's elements are.
  @usableFromInline
  enum Partner {
    /// In the same places.
    case sameShape(UnsafeMutablePointer<SIMD16<Float>>)
    /// There is one for all.
    case number(SIMD16<Float>)
    /// They come again after a period of whole vectors.
    case cycle(UnsafeMutablePointer<SIMD16<Float>>, period: Int)
    /// Each is there for a run of whole vectors.
    case runs(UnsafeMutablePointer<Float>, length: Int)
  }

  @usableFromInline let x: UnsafeMutablePointer<SIMD16<Float>>
  @usableFromInline let y: Partner
  @usableFromInline let isExchanged: Bool
  @usableFromInline let to: UnsafeMutablePointer<SIMD16<Float>>
  @usableFromInline let range: Range<Int>

  init(
    _ x: UnsafeMutablePointer<SIMD16<Float>>, _ y: Partner, isExchanged: Bool,
    to: UnsafeMutablePointer<SIMD16<Float>>, _ range: Range<Int>
  ) {
    (self.x, self.y, self.isExchanged, self.to, self.range) = (x, y, isExchanged, to, range)
  }

  /// Replaces the elements `x` by `body(x, y)`, sixteen at a time.
  @inlinable @inline(__always)
  public func map(_ body: (SIMD16<Float>, SIMD16<Float>) -> SIMD16<Float>) {
    if isExchanged { loop { body($1, $0) } } else { loop(body) }
  }

  @inlinable @inline(__always)
  func loop(_ body: (SIMD16<Float>, SIMD16<Float>) -> SIMD16<Float>) {
    switch y {
    case .sameShape(let y):
      for i in range { to[i] = body(x[i], y[i]) }
    case .number(let y):
      for i in range { to[i] = body(x[i], y) }
    case .cycle(let y, let period):
      var i = range.lowerBound
      var phase = i % period
      while i < range.upperBound {
        let end = min(range.upperBound, i + period - phase)
        let shifted = y + (phase - i)
        for k in i..<end { to[k] = body(x[k], shifted[k]) }
        (i, phase) = (end, 0)
      }
    case .runs(let y, let length):
      var i = range.lowerBound
      while i < range.upperBound {
        let run = i / length
        let value = SIMD16<Float>(repeating: y[run])
        let end = min(range.upperBound, (run + 1) * length)
        for k in i..<end { to[k] = body(x[k], value) }
        i = end
      }
    }
  }
}

/// A piece of a tensor's elements together with the elements of two other tensors.
public struct LaneTriple {
  @usableFromInline let x: UnsafeMutablePointer<SIMD16<Float>>
  @usableFromInline let y: UnsafeMutablePointer<SIMD16<Float>>
  @usableFromInline let z: UnsafeMutablePointer<SIMD16<Float>>
  @usableFromInline let to: UnsafeMutablePointer<SIMD16<Float>>
  @usableFromInline let range: Range<Int>

  init(
    _ x: UnsafeMutablePointer<SIMD16<Float>>, _ y: UnsafeMutablePointer<SIMD16<Float>>,
    _ z: UnsafeMutablePointer<SIMD16<Float>>, to: UnsafeMutablePointer<SIMD16<Float>>,
    _ range: Range<Int>
  ) {
    (self.x, self.y, self.z, self.to, self.range) = (x, y, z, to, range)
  }

  /// Replaces the elements `x` by `body(x, y, z)`, sixteen at a time.
  @inlinable @inline(__always)
  public func map(
    _ body: (SIMD16<Float>, SIMD16<Float>, SIMD16<Float>) -> SIMD16<Float>
  ) {
    for i in range { to[i] = body(x[i], y[i], z[i]) }
  }
}
