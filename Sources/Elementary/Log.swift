// Logarithms in double precision.
//
// x = 2ᵉ(1 + f) with √½ ≤ 1 + f < √2, and with s = f/(2 + f)
//   log(1 + f) = 2 artanh s = 2s + ⅔ s³ + s⁵M(s²)
// (Cody and Waite, Software Manual for the Elementary Functions, 1980, ch. 5); as 2s = f − sf, the
// leading term can be had without the rounding error of s.

/// M(z) = 2/5 + 2z/7 + 2z²/9 + … for z = s² ≤ 0.0295.
///
/// Minimax polynomial (Remez exchange); error of 2 artanh s at most 2⁻⁶⁶ of its value.
@inline(__always)
private func artanhTail(_ z: Double) -> Double {
  horner(
    z, 0x1.eb104ae028958p-4, 0x1.de3389fbf28e7p-4, 0x1.1120b50516ffcp-3, 0x1.3b1362ba06186p-3,
    0x1.745d18324416dp-3, 0x1.c71c71c58086ap-3, 0x1.2492492493034p-2, 0x1.9999999999996p-2)
}

/// ln 2 in two pieces, the first of 42 bits, so that its product with an exponent is exact.
private let logTwo = (high: 0x1.62e42fefa38p-1, low: 0x1.ef35793c7673p-45)

/// e and 1 + f of x = 2ᵉ(1 + f), for x positive and finite.
@inline(__always)
private func splitExponent(_ x: Double) -> (e: Double, m: Double) {
  let isSubnormal = x < 0x1p-1022
  let bits = (isSubnormal ? x * 0x1p54 : x).bitPattern
  let rootHalf: UInt64 = 0x3fe6_a09e_667f_3bcd
  let e = Int64(bitPattern: bits &- rootHalf) >> 52
  let m = Double(bitPattern: bits &- UInt64(bitPattern: e << 52))
  return (Double(isSubnormal ? e - 54 : e), m)
}

/// e ln 2 + log(1 + f + low) for |low| a rounding error of f.
@inline(__always)
private func logKernel(e: Double, f: Double, low: Double) -> Double {
  let s = f / (2 + f)
  let z = s * s
  let series = z * (0x1.5555555555555p-1).addingProduct(z, artanhTail(z))
  // log(1 + f) = f − f²/2 + s(f²/2 + series); the large terms are added last.
  let halfSquare = 0.5 * f * f
  let small = low.addingProduct(-low, f).addingProduct(e, logTwo.low)
  let tail = small.addingProduct(s, halfSquare + series) - halfSquare
  let whole = DoubleDouble(sumOf: e * logTwo.high, andSmaller: f)
  return whole.high + (whole.low + tail)
}

/// log x to about 2⁻⁶⁵ of its value, for x positive and finite.
func logExtended(_ x: Double) -> DoubleDouble {
  let (e, m) = splitExponent(x)
  let f = m - 1
  let d = DoubleDouble(sumOf: 2, andSmaller: f)
  let s = f / d.high
  let sLow = f.addingProduct(-s, d.high).addingProduct(-s, d.low) / d.high
  let square = DoubleDouble(productOf: s, and: s)
  let cube =
    DoubleDouble(s, sLow) * DoubleDouble(square.high, square.low.addingProduct(2 * s, sLow))
  let third = cube * DoubleDouble(0x1.5555555555555p-1, 0x1.5555555555555p-55)  // ⅔ s³
  let tail = cube.high * square.high * artanhTail(square.high)
  let sum = DoubleDouble(sumOf: e * logTwo.high, andSmaller: 2 * s)
  let whole = DoubleDouble(sumOf: sum.high, andSmaller: third.high)
  let low = sum.low + (whole.low + (third.low + (2 * sLow + tail).addingProduct(e, logTwo.low)))
  return DoubleDouble(sumOf: whole.high, andSmaller: low)
}

/// The natural logarithm.
///
/// - Accuracy: 1 ULP, subnormal arguments included. log(±0) = −∞, log x = NaN for x < 0.
/// - Source: Cody and Waite (1980), ch. 5; coefficients by Remez exchange.
public func log(_ x: Double) -> Double {
  guard x > 0, x < .infinity else { return logOfSpecial(x) }
  let (e, m) = splitExponent(x)
  return logKernel(e: e, f: m - 1, low: 0)
}

/// Logarithm, in whatever base, of 0, a negative number, ∞ or NaN.
private func logOfSpecial(_ x: Double) -> Double {
  x == 0 ? -.infinity : x < 0 ? .nan : x
}

/// log(1 + x), accurate for small x.
///
/// - Accuracy: 1 ULP. log1p(±0) = ±0, log1p(−1) = −∞, NaN below −1.
/// - Source: as ``log(_:)-(Double)``.
public func log1p(_ x: Double) -> Double {
  guard x > -1, x < 0x1p60 else { return x <= -1 ? logOfSpecial(1 + x) : log(x) }
  if x == 0 { return x }
  let u = DoubleDouble(sumOf: 1, and: x)
  let (e, m) = splitExponent(u.high)
  let exact = m - 1
  let scaled = u.low * powerOfTwo(-Int(e))
  let f = exact + scaled
  return logKernel(e: e, f: f, low: (exact - f) + scaled)
}

/// The logarithm to base 2.
///
/// - Accuracy: 0.51 ULP; exact for powers of two. Special values as ``log(_:)-(Double)``.
/// - Source: as ``log(_:)-(Double)``, in extended precision.
public func log2(_ x: Double) -> Double {
  guard x > 0, x < .infinity else { return logOfSpecial(x) }
  return (logExtended(x) * DoubleDouble(0x1.71547652b82fep+0, 0x1.777d0ffda0d24p-56)).value
}

/// The logarithm to base 10.
///
/// - Accuracy: 0.51 ULP; exact for powers of ten. Special values as ``log(_:)-(Double)``.
/// - Source: as ``log(_:)-(Double)``, in extended precision.
public func log10(_ x: Double) -> Double {
  guard x > 0, x < .infinity else { return logOfSpecial(x) }
  return (logExtended(x) * DoubleDouble(0x1.bcb7b1526e50ep-2, 0x1.95355baaafad3p-57)).value
}
