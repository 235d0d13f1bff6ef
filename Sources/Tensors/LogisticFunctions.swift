import Elementary

/// What the logistic function σ and its derivatives are made of: one exponential, `e = exp(−|x|)`,
/// and one reciprocal, `1/(1 + e)`.
///
/// This is the inner loop of the activation functions. A processor multiplies and adds while it
/// divides; the reciprocal by Newton's method takes longer.
private struct Logistic {
  let x: FourVectors
  /// `−|x|`, at least −104; below, all derivatives of σ are 0 and must not meet ∞ in a product.
  let a: FourVectors
  let e: FourVectors
  let reciprocal: FourVectors

  @inline(__always)
  init(_ x: FourVectors) {
    self.x = x
    a = x.map { unsafeBitCast(bits($0) | 0x8000_0000, to: Lanes.self).atLeast(-104) }
    e = exp64(a) * 0x1p-64
    reciprocal = (e + 1).map { 1 / $0 }
  }

  /// `σ(−|x|)`: σ on the side where it is small.
  @inline(__always)
  var tail: FourVectors { e * reciprocal }

  /// `σ(x)`.
  @inline(__always)
  var value: FourVectors { reciprocal * x.map(e) { $1.replacing(with: 1, where: $0 .> 0) } }

  /// `x σ(x)`: of x and `a e = −|x| e` the larger one, times the reciprocal.
  @inline(__always)
  var timesArgument: FourVectors {
    reciprocal * x.map(a * e) { $0.replacing(with: $1, where: $1 .> $0) }
  }

  /// x within ±104.
  @inline(__always)
  var bounded: FourVectors { a.map(x) { $0.replacing(with: -$0, where: $1 .> 0) } }
}

/// `2⁶⁴ exp a` for −104 ≤ a ≤ 0, which is never subnormal.
///
/// The power of two comes out of the sum that rounds a/ln 2 to an integer, whose last bits are
/// n + 127 + 64; the minimax polynomial is found as for `Elementary.exp`, its error 2⁻²⁸.
@inline(__always)
private func exp64(_ a: FourVectors) -> FourVectors {
  let shifted = fma(a, 0x1.715476p+0, 0x1.8p23 + 191)
  let n = shifted - (0x1.8p23 + 191)
  let r = fma(n, 0x1.05c61p-29, fma(n, -0x1.62e43p-1, a))
  let square = r * r
  let low = fma(0x1.555492p-3, r, 0x1.fffffcp-2)
  let high = fma(square, 0x1.6a4cb4p-10, fma(0x1.123986p-7, r, 0x1.5558bp-5))
  let power = shifted.map { unsafeBitCast(bits($0) &<< 23, to: Lanes.self) }
  return fma(fma(square, fma(high, square, low), r), power, power)
}

extension Lanes {
  /// The numbers, smaller ones replaced by `least`; NaN stays.
  @inline(__always)
  fileprivate func atLeast(_ least: Float) -> Lanes { replacing(with: least, where: self .< least) }
}

@inline(__always)
private func bits(_ x: Lanes) -> SIMD16<UInt32> { unsafeBitCast(x, to: SIMD16<UInt32>.self) }

struct Tanh: ActivationFunction {
  private let slope = TanhDerivative(1)

  @inline(__always)
  func callAsFunction(_ x: FourVectors) -> FourVectors { x.map { Elementary.tanh($0) } }

  @inline(__always)
  func valueAndSlope(_ x: FourVectors) -> (value: FourVectors, slope: FourVectors) {
    (self(x), slope(x))
  }
}

/// σ, where its last bits do not matter.
struct LogisticValue: LaneFunction {
  @inline(__always)
  func callAsFunction(_ x: FourVectors) -> FourVectors { Logistic(x).value }
}

/// `σ⁽ᵏ⁾` for k ≥ 1, times a factor: `w R(w)` for odd k, `u w R(w)` for even k, with
/// `w = σ(1 − σ)` and `u = 1 − 2σ`.
struct LogisticDerivative: LaneFunction {
  /// R's coefficients from the highest power, times the factor.
  private let coefficients: [Float]
  private let isEven: Bool

  init(_ order: Int, scale: Float = 1) {
    // w′ = u w and u′ = −2w, with u² = 1 − 4w, turn
    //   w R   into  u w (R + w R′)  and
    //   u w R into  w ((1 − 4w)(R + w R′) − 2w R).
    var r: [Float] = [scale]
    for k in 1..<order {
      var next = r.indices.map { Float($0 + 1) * r[$0] }
      if k.isMultiple(of: 2) {
        next.append(0)
        for power in r.indices {
          next[power + 1] -= (4 * Float(power + 1) + 2) * r[power]
        }
      }
      r = next
    }
    coefficients = r.reversed()
    isEven = order.isMultiple(of: 2)
  }

  @inline(__always)
  func callAsFunction(_ x: FourVectors) -> FourVectors { self(Logistic(x)) }

  @inline(__always)
  fileprivate func callAsFunction(_ logistic: Logistic) -> FourVectors {
    let s = logistic.tail
    let w = s - s * s
    var r = FourVectors(repeating: coefficients[0])
    for c in coefficients.dropFirst() { r = fma(r, w, c) }
    guard isEven else { return w * r }
    let u = (1 - s * 2).map(logistic.x) { $0.replacing(with: -$0, where: $1 .> 0) }
    return w * r * u
  }
}

/// `tanh⁽ᵏ⁾(x) = 2ᵏ⁺¹ σ⁽ᵏ⁾(2x)`, k ≥ 1.
struct TanhDerivative: LaneFunction {
  private let logistic: LogisticDerivative

  init(_ order: Int) { logistic = LogisticDerivative(order, scale: Float(2 << order)) }

  @inline(__always)
  func callAsFunction(_ x: FourVectors) -> FourVectors { logistic(x * 2) }
}

/// `x σ(x)`.
struct SiLU: ActivationFunction {
  @inline(__always)
  func callAsFunction(_ x: FourVectors) -> FourVectors { Logistic(x).timesArgument }

  @inline(__always)
  func valueAndSlope(_ x: FourVectors) -> (value: FourVectors, slope: FourVectors) {
    let logistic = Logistic(x)
    return (logistic.timesArgument, SiLUSlope()(logistic))
  }
}

/// `(xσ)′ = σ + xσ′`: with `g = s (1 − |x| (1 − s))` and `s = σ(−|x|)` this is g for x < 0 and 1 − g
/// for x > 0.
struct SiLUSlope: LaneFunction {
  @inline(__always)
  func callAsFunction(_ x: FourVectors) -> FourVectors { self(Logistic(x)) }

  @inline(__always)
  fileprivate func callAsFunction(_ logistic: Logistic) -> FourVectors {
    let s = logistic.tail
    let g = s * fma(logistic.a, 1 - s, 1)
    return g.map(logistic.x) { $0.replacing(with: 1 - $0, where: $1 .> 0) }
  }
}

/// `(xσ)″ = 2σ′ + xσ″ = s (1 − s) (2 − |x| (1 − 2s))`.
struct SiLUCurvature: LaneFunction {
  @inline(__always)
  func callAsFunction(_ x: FourVectors) -> FourVectors {
    let logistic = Logistic(x)
    let s = logistic.tail
    return (s - s * s) * fma(logistic.a, 1 - s * 2, 2)
  }
}

/// `(xσ)⁽ᵏ⁾ = x σ⁽ᵏ⁾ + k σ⁽ᵏ⁻¹⁾`, k ≥ 2.
struct SiLUDerivative: LaneFunction {
  private let (high, low): (LogisticDerivative, LogisticDerivative)

  init(_ order: Int) {
    high = LogisticDerivative(order)
    low = LogisticDerivative(order - 1, scale: Float(order))
  }

  @inline(__always)
  func callAsFunction(_ x: FourVectors) -> FourVectors {
    let logistic = Logistic(x)
    return fma(logistic.bounded, high(logistic), low(logistic))
  }
}
