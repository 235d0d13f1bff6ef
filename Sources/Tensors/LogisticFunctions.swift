import Elementary

/// The logistic function σ, and `tail = σ(−|x|)`, its value on the side where it is small: both from
/// one exponential and one reciprocal.
///
/// This is the inner loop of the activation functions, so it is made of multiplications and
/// additions alone, about thirty: a division of vectors takes longer than half of them.
private struct Logistic {
  /// x within ±104; beyond, all derivatives of σ are 0 and must not meet ∞ in a product.
  let x: FourVectors
  let tail: FourVectors
  let value: FourVectors

  @inline(__always)
  init(_ argument: FourVectors) {
    x = argument.map { $0.atLeast(-104).replacing(with: 104, where: $0 .> 104) }
    let e = exp64(x.map { unsafeBitCast(bits($0) | 0x8000_0000, to: Lanes.self) })
    let small = e * 0x1p-64
    let reciprocal = Logistic.negativeReciprocal(-1 - small)
    tail = small * reciprocal
    value = argument.map(tail, reciprocal) { $1.replacing(with: $2, where: $0 .> 0) }
  }

  /// `−1/d` for −2 ≤ d ≤ −1: the best parabola, within 1/99, and two steps of Newton's method, which
  /// square the error.
  @inline(__always)
  private static func negativeReciprocal(_ d: FourVectors) -> FourVectors {
    // 1 + d y = T₃(3 + 2d)/T₃(3), with Chebyshev's polynomial T₃(t) = 4t³ − 3t.
    var y = fma(fma(32.0 / 99, d, 144.0 / 99), d, 210.0 / 99)
    for _ in 0..<2 { y = y * fma(y, d, 2) }
    return y
  }
}

/// `2⁶⁴ exp a` for −104 ≤ a ≤ 0, which is never subnormal.
///
/// The polynomial is that of `Elementary.exp`; the power of two comes out of the sum that rounds
/// a/ln 2 to an integer, whose last bits are n + 127 + 64.
@inline(__always)
private func exp64(_ a: FourVectors) -> FourVectors {
  let shifted = fma(a, 0x1.715476p+0, 0x1.8p23 + 191)
  let n = shifted - (0x1.8p23 + 191)
  let r = fma(n, 0x1.05c61p-29, fma(n, -0x1.62e43p-1, a))
  let square = r * r
  let low = fma(0x1.555554p-3, r, 0.5)
  let middle = fma(0x1.1113acp-7, r, 0x1.5554eap-5)
  let high = fma(0x1.9c5962p-13, r, 0x1.6d4c6ep-10)
  let p = fma(fma(high, square, middle), square, low)
  let power = shifted.map { unsafeBitCast(bits($0) &<< 23, to: Lanes.self) }
  return fma(fma(square, p, r), power, power)
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
  func callAsFunction(_ x: FourVectors) -> FourVectors {
    value(x, Logistic(x))
  }

  @inline(__always)
  func valueAndSlope(_ x: FourVectors) -> (value: FourVectors, slope: FourVectors) {
    let logistic = Logistic(x)
    return (value(x, logistic), SiLUSlope()(logistic))
  }

  @inline(__always)
  private func value(_ x: FourVectors, _ logistic: Logistic) -> FourVectors {
    x.map { $0.atLeast(-104) } * logistic.value
  }
}

/// `(xσ)′ = σ + xσ′ = σ + x s (1 − s)`.
struct SiLUSlope: LaneFunction {
  @inline(__always)
  func callAsFunction(_ x: FourVectors) -> FourVectors { self(Logistic(x)) }

  @inline(__always)
  fileprivate func callAsFunction(_ logistic: Logistic) -> FourVectors {
    let s = logistic.tail
    return fma(logistic.x, s - s * s, logistic.value)
  }
}

/// `(xσ)″ = 2σ′ + xσ″ = s (1 − s) (2 − |x| (1 − 2s))`.
struct SiLUCurvature: LaneFunction {
  @inline(__always)
  func callAsFunction(_ x: FourVectors) -> FourVectors {
    let logistic = Logistic(x)
    let s = logistic.tail
    let negative = logistic.x.map { $0.replacing(with: -$0, where: $0 .> 0) }
    return (s - s * s) * fma(negative, 1 - s * 2, 2)
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
    return fma(logistic.x, high(logistic), low(logistic))
  }
}
