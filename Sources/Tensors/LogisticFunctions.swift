import Elementary

/// The logistic function σ of a vector, and `tail = σ(−|x|)`, its value on the side where it is
/// small: both from one exponential and one reciprocal.
private struct Logistic {
  /// x within ±104; beyond, all derivatives of σ are 0 and must not meet ∞ in a product.
  let x: Lanes
  let tail: Lanes
  let value: Lanes
  let isMirrored: SIMDMask<SIMD16<Int32>>

  @inline(__always)
  init(_ argument: Lanes) {
    var x = argument.replacing(with: 104, where: argument .> 104)
    x.replace(with: -104, where: x .< -104)
    self.x = x
    isMirrored = x .> 0
    let e = Elementary.exp(x.replacing(with: -x, where: isMirrored))
    let reciprocal = 1 / (1 + e)
    tail = e * reciprocal
    value = tail.replacing(with: reciprocal, where: isMirrored)
  }
}

struct Sigmoid: LaneFunction {
  @inline(__always)
  func callAsFunction(_ x: Lanes) -> Lanes { Elementary.sigmoid(x) }
}

struct Tanh: LaneFunction {
  @inline(__always)
  func callAsFunction(_ x: Lanes) -> Lanes { Elementary.tanh(x) }
}

struct Softplus: LaneFunction {
  @inline(__always)
  func callAsFunction(_ x: Lanes) -> Lanes { Elementary.softplus(x) }
}

/// σ, where its last bits do not matter.
struct LogisticValue: LaneFunction {
  @inline(__always)
  func callAsFunction(_ x: Lanes) -> Lanes { Logistic(x).value }
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
  func callAsFunction(_ x: Lanes) -> Lanes { self(Logistic(x)) }

  @inline(__always)
  fileprivate func callAsFunction(_ logistic: Logistic) -> Lanes {
    let s = logistic.tail
    let w = s - s * s
    var r = Lanes(repeating: coefficients[0])
    for c in coefficients.dropFirst() { r = Lanes(repeating: c).addingProduct(r, w) }
    guard isEven else { return w * r }
    let u = 1 - 2 * s
    return w * r * u.replacing(with: -u, where: logistic.isMirrored)
  }
}

/// `tanh⁽ᵏ⁾(x) = 2ᵏ⁺¹ σ⁽ᵏ⁾(2x)`, k ≥ 1.
struct TanhDerivative: LaneFunction {
  private let logistic: LogisticDerivative

  init(_ order: Int) { logistic = LogisticDerivative(order, scale: Float(2 << order)) }

  @inline(__always)
  func callAsFunction(_ x: Lanes) -> Lanes { logistic(x + x) }
}

/// `x σ(x)`.
struct SiLU: LaneFunction {
  @inline(__always)
  func callAsFunction(_ x: Lanes) -> Lanes {
    let logistic = Logistic(x)
    return x.replacing(with: logistic.x, where: x .< 0) * logistic.value
  }
}

/// `(xσ)′ = σ + xσ′ = σ + x s (1 − s)`.
struct SiLUSlope: LaneFunction {
  @inline(__always)
  func callAsFunction(_ x: Lanes) -> Lanes {
    let logistic = Logistic(x)
    let s = logistic.tail
    return logistic.value.addingProduct(logistic.x, s - s * s)
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
  func callAsFunction(_ x: Lanes) -> Lanes {
    let logistic = Logistic(x)
    return low(logistic).addingProduct(logistic.x, high(logistic))
  }
}
