/// Four vectors that are treated alike.
///
/// A long formula for one vector is a chain in which every operation waits for the one before. For
/// four at once, written step by step, a processor always has something to do.
struct FourVectors {
  var a: Lanes
  var b: Lanes
  var c: Lanes
  var d: Lanes

  @inline(__always)
  init(_ a: Lanes, _ b: Lanes, _ c: Lanes, _ d: Lanes) {
    (self.a, self.b, self.c, self.d) = (a, b, c, d)
  }

  @inline(__always)
  init(repeating value: Float) {
    let all = Lanes(repeating: value)
    self.init(all, all, all, all)
  }

  @inline(__always)
  func map(_ f: (Lanes) -> Lanes) -> FourVectors { FourVectors(f(a), f(b), f(c), f(d)) }

  @inline(__always)
  func map(_ y: FourVectors, _ f: (Lanes, Lanes) -> Lanes) -> FourVectors {
    FourVectors(f(a, y.a), f(b, y.b), f(c, y.c), f(d, y.d))
  }

  @inline(__always)
  func map(
    _ y: FourVectors, _ z: FourVectors, _ f: (Lanes, Lanes, Lanes) -> Lanes
  ) -> FourVectors {
    FourVectors(f(a, y.a, z.a), f(b, y.b, z.b), f(c, y.c, z.c), f(d, y.d, z.d))
  }
}

extension FourVectors {
  @inline(__always)
  static func * (x: FourVectors, y: FourVectors) -> FourVectors { x.map(y) { $0 * $1 } }
  @inline(__always)
  static func * (x: FourVectors, c: Float) -> FourVectors { x.map { $0 * c } }
  @inline(__always)
  static func + (x: FourVectors, y: FourVectors) -> FourVectors { x.map(y) { $0 + $1 } }
  @inline(__always)
  static func + (x: FourVectors, c: Float) -> FourVectors { x.map { $0 + c } }
  @inline(__always)
  static func - (x: FourVectors, y: FourVectors) -> FourVectors { x.map(y) { $0 - $1 } }
  @inline(__always)
  static func - (x: FourVectors, c: Float) -> FourVectors { x.map { $0 - c } }
  @inline(__always)
  static func - (c: Float, x: FourVectors) -> FourVectors { x.map { c - $0 } }
}

/// x·y + z, rounded once.
@inline(__always)
func fma(_ x: FourVectors, _ y: FourVectors, _ z: FourVectors) -> FourVectors {
  x.map(y, z) { $2.addingProduct($0, $1) }
}

@inline(__always)
func fma(_ x: FourVectors, _ y: FourVectors, _ z: Float) -> FourVectors {
  fma(x, y, FourVectors(repeating: z))
}

@inline(__always)
func fma(_ x: FourVectors, _ y: Float, _ z: FourVectors) -> FourVectors {
  fma(x, FourVectors(repeating: y), z)
}

@inline(__always)
func fma(_ x: FourVectors, _ y: Float, _ z: Float) -> FourVectors {
  fma(x, FourVectors(repeating: y), FourVectors(repeating: z))
}

@inline(__always)
func fma(_ x: Float, _ y: FourVectors, _ z: Float) -> FourVectors {
  fma(FourVectors(repeating: x), y, FourVectors(repeating: z))
}
