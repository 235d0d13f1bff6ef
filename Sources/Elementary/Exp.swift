// Exponential functions in double precision.
//
// x = n ln 2 + r with |r| ≤ ½ ln 2 (Cody and Waite, Software Manual for the Elementary Functions,
// 1980, ch. 6), the rounding error of r kept, then exp x = 2ⁿ(1 + (exp r − 1)).

/// x = n ln 2 + r + low, for |x| < 2¹⁰·⁶; the first piece of ln 2 has 42 bits, so n·ln 2 is exact.
@inline(__always)
func reduceByLog2(_ x: Double, _ xLow: Double = 0) -> (n: Int, r: Double, low: Double) {
  let n = (x * 0x1.71547652b82fep+0).rounded(.toNearestOrEven)  // 1/ln 2
  let high = x.addingProduct(-n, 0x1.62e42fefa38p-1)
  let correction = xLow.addingProduct(-n, 0x1.ef35793c7673p-45)
  let r = high + correction
  return (Int(n), r, (high - r) + correction)
}

/// exp(r + low) − 1 − r for |r| ≤ ½ ln 2 and |low| a rounding error of r.
///
/// Minimax polynomial for (exp r − 1 − r)/r² (Remez exchange with the first coefficient held at ½,
/// coefficients rounded one after another and the others fitted again); error of exp r − 1 at most
/// 2⁻⁵⁹ of its value.
@inline(__always)
func expTail(_ r: Double, _ low: Double) -> Double {
  let p = horner(
    r, 0x1.1fd36644002f5p-29, 0x1.af61743a8df6fp-26, 0x1.27e4c5a764e41p-22,
    0x1.71ddf7020581ap-19, 0x1.a01a01a4ed94ep-16, 0x1.a01a01b0530cfp-13, 0x1.6c16c16c17473p-10,
    0x1.111111110f5ep-7, 0x1.5555555555552p-5, 0x1.5555555555559p-3, 0.5)
  return low.addingProduct(low, r).addingProduct(r * r, p)
}

/// m and n of eˣ = m·2ⁿ with 0.7 < m < 1.5, for −1400 ≤ x ≤ 1400; m is good to about 2⁻⁵⁸.
func expSignificand(_ x: DoubleDouble) -> (m: DoubleDouble, n: Int) {
  let (n, r, rLow) = reduceByLog2(x.high, x.low)
  let p = DoubleDouble(sumOf: r, andSmaller: expTail(r, rLow))
  let m = DoubleDouble(sumOf: 1, andSmaller: p.high)
  return (DoubleDouble(sumOf: m.high, andSmaller: m.low + p.low), n)
}

/// exp(x.high + x.low), rounded once if subnormal, 0 or ∞ outside the range of doubles.
func exp(_ x: DoubleDouble) -> Double {
  if x.high.isNaN || x.high == .infinity { return x.high }
  if x.high > 710 { return .infinity }
  if x.high < -746 { return 0 }
  let (n, r, rLow) = reduceByLog2(x.high, x.low)
  return scale(1 + (r + expTail(r, rLow)), byPowerOfTwo: n)
}

/// The exponential function eˣ.
///
/// - Accuracy: 1 ULP; subnormal results are rounded once. Overflows to ∞ above 709.78, underflows
///   to 0 below −745.13. exp(−∞) = 0.
/// - Source: Cody and Waite (1980), ch. 6; coefficients by Remez exchange.
public func exp(_ x: Double) -> Double { exp(DoubleDouble(x, 0)) }

/// eˣ − 1 without cancellation for small x.
///
/// - Accuracy: 1 ULP. expm1(±0) = ±0, expm1(−∞) = −1; overflows to ∞ above 709.78.
/// - Source: as ``exp(_:)-(Double)``.
public func expm1(_ x: Double) -> Double {
  if x == 0 || x.isNaN { return x }
  if x > 709 { return exp(x) }
  if x < -40 { return -1 }
  return scaledExpm1(x).value
}

/// eˣ − 1 for −40 ≤ x ≤ 709, x ≠ 0, with a relative error of about 2⁻⁵⁸.
func scaledExpm1(_ x: Double) -> DoubleDouble {
  let (n, r, rLow) = reduceByLog2(x)
  let tail = expTail(r, rLow)
  let power = powerOfTwo(n)
  let below = power - 1
  let sum = DoubleDouble(sumOf: below, andSmaller: power * r)
  let low = sum.low + ((power - below) - 1)
  return DoubleDouble(sumOf: sum.high, andSmaller: low.addingProduct(power, tail))
}
