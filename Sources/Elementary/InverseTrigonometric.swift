// Inverse tangent in double precision.

/// arctan k/4 for k = 0, …, 4.
private let arctangents = [
  DoubleDouble(0, 0),
  DoubleDouble(0x1.f5b75f92c80ddp-3, 0x1.8ab6e3cf7afbdp-57),
  DoubleDouble(0x1.dac670561bb4fp-2, 0x1.a2b7f222f65e2p-56),
  DoubleDouble(0x1.4978fa3269ee1p-1, 0x1.2419a87f2a458p-56),
  DoubleDouble(0x1.921fb54442d18p-1, 0x1.1a62633145c07p-55),
]

private let halfPi = DoubleDouble(0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54)
private let pi = DoubleDouble(0x1.921fb54442d18p+1, 0x1.1a62633145c07p-53)

/// arctan(y/x) for 0 ≤ y ≤ x, x > 0, without overflow or underflow in 4y or xy.
///
/// With c = k/4 nearest to y/x: arctan(y/x) = arctan c + arctan t, t = (y − cx)/(x + cy), |t| ≤ 1/8
/// (the addition theorem; Cody and Waite, 1980, ch. 11, with more intervals). Minimax polynomial
/// for (arctan t − t)/t³ in t² (Remez exchange); error at most 2⁻⁶⁶ of arctan t.
private func arctangent(of y: Double, over x: Double) -> DoubleDouble {
  let k = (4 * (y / x)).rounded(.toNearestOrEven)
  let c = 0.25 * k
  let cx = DoubleDouble(productOf: c, and: x)
  let cy = DoubleDouble(productOf: c, and: y)
  let d = DoubleDouble(sumOf: x, andSmaller: cy.high)
  let (n, nLow, dLow) = (y - cx.high, -cx.low, d.low + cy.low)
  let t = n / d.high
  let tLow = (n.addingProduct(-t, d.high) + nLow).addingProduct(-t, dLow) / d.high
  let z = t * t
  let p = horner(
    z, -0x1.02de2d7ad5eadp-4, 0x1.3abb895c3fd9p-4, -0x1.745bfc7bbb3efp-4, 0x1.c71c6fda77a27p-4,
    -0x1.24924923b264cp-3, 0x1.99999999993e5p-3, -0x1.5555555555555p-2)
  let base = arctangents[Int(k)]
  let sum = DoubleDouble(sumOf: base.high, andSmaller: t)
  return DoubleDouble(
    sumOf: sum.high, andSmaller: sum.low + (base.low + tLow).addingProduct(t * z, p))
}

/// The inverse tangent, in [−π/2, π/2].
///
/// - Accuracy: 1 ULP; exactly odd; atan(±∞) = ±π/2.
/// - Source: Cody and Waite (1980), ch. 11; coefficients by Remez exchange.
public func atan(_ x: Double) -> Double {
  if x.isNaN { return x }
  let a = x.magnitude
  let value: Double
  if a <= 1 {
    value = arctangent(of: a, over: 1).value
  } else if a < 0x1p60 {
    value = (halfPi + -arctangent(of: 1, over: a)).value
  } else {
    value = halfPi.high
  }
  return x.sign == .minus ? -value : value
}

/// The angle of the point (x, y) in polar coordinates, in [−π, π].
///
/// - Parameters:
///   - y: the ordinate; its sign is that of the result.
///   - x: the abscissa.
/// - Returns: the special values of IEEE 754-2019, §9.2.1: atan2(±0, −0) = ±π,
///   atan2(±∞, ∞) = ±π/4, …
/// - Accuracy: 1 ULP.
/// - Source: as ``atan(_:)``.
public func atan2(_ y: Double, _ x: Double) -> Double {
  if x.isNaN || y.isNaN { return .nan }
  let angle = positiveAngle(y.magnitude, x)
  return y.sign == .minus ? -angle : angle
}

/// The angle of (x, y) for y ≥ +0.
private func positiveAngle(_ y: Double, _ x: Double) -> Double {
  let isLeft = x.sign == .minus
  var (a, b) = (x.magnitude, y)
  if a == .infinity && b == .infinity { (a, b) = (1, 1) }
  if b == 0 || a == .infinity { return isLeft ? pi.high : 0 }
  if a == 0 || b == .infinity { return halfPi.high }
  // Beyond 2⁶⁰ the quotient no longer changes π or π/2; this also keeps the scaled numbers normal.
  let (exponent, difference) = (a.exponent, b.exponent - a.exponent)
  if difference > 60 { return halfPi.high }
  if difference < -60 { return isLeft ? pi.high : b / a }
  a = Double(sign: .plus, exponent: -exponent, significand: a)
  b = Double(sign: .plus, exponent: -exponent, significand: b)
  if b <= a {
    let angle = arctangent(of: b, over: a)
    return isLeft ? (pi + -angle).value : angle.value
  }
  let angle = arctangent(of: a, over: b)
  return (halfPi + (isLeft ? angle : -angle)).value
}
