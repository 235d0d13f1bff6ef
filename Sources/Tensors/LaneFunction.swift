/// A function of every number of four vectors. A type of its own, unlike a closure, is always compiled
/// into the loop that it is used in, also where the loop is split between cores.
protocol LaneFunction {
  func callAsFunction(_ x: FourVectors) -> FourVectors
}

// Not inlined: where it is used, a long formula would be compiled badly.

extension LaneFunction {
  /// Writes `f(x)` to `y`, which may be the same place.
  @inline(never)
  func map(_ x: UnsafePointer<Lanes>, to y: UnsafeMutablePointer<Lanes>, _ range: Range<Int>) {
    let last = range.upperBound &- 1
    var i = range.lowerBound
    while i <= last {
      // At the end the last vector is computed more than once.
      let (j, k, l) = (min(i &+ 1, last), min(i &+ 2, last), min(i &+ 3, last))
      let f = self(FourVectors(x[i], x[j], x[k], x[l]))
      (y[i], y[j], y[k], y[l]) = (f.a, f.b, f.c, f.d)
      i &+= 4
    }
  }

  /// Writes `g f(x)` to `y`, which may be the place of `x` or `g`.
  @inline(never)
  func map(
    _ x: UnsafePointer<Lanes>, times g: UnsafePointer<Lanes>, to y: UnsafeMutablePointer<Lanes>,
    _ range: Range<Int>
  ) {
    let last = range.upperBound &- 1
    var i = range.lowerBound
    while i <= last {
      let (j, k, l) = (min(i &+ 1, last), min(i &+ 2, last), min(i &+ 3, last))
      let h = FourVectors(g[i], g[j], g[k], g[l]) * self(FourVectors(x[i], x[j], x[k], x[l]))
      (y[i], y[j], y[k], y[l]) = (h.a, h.b, h.c, h.d)
      i &+= 4
    }
  }
}

extension Tensor {
  /// Replaces the elements `x` by `f(x)`.
  mutating func formMap<Function: LaneFunction>(_ f: Function) {
    let (source, target) = exchangeStorage()
    let (from, to) = (source.vectors, target.vectors)
    Parallel.forEachRange(of: vectorCount, grain: Tensor.grain) { range in
      f.map(from, to: to, range)
    }
    withExtendedLifetime((source, target)) {}
  }
}
