// Sine, cosine and tangent in double precision.

/// sin(r + low) for |r| ≤ π/4 as an unevaluated sum, the second term the smaller one.
///
/// Minimax polynomial for (sin r − r)/r³ in r² (Remez exchange); error at most 2⁻⁵⁷·⁹ of the value.
@inline(__always)
private func sineTerms(_ r: Double, _ low: Double) -> DoubleDouble {
  let z = r * r
  let p = horner(
    z, 0x1.5d8b588a1c022p-33, -0x1.ae5e4b8abd8fep-26, 0x1.71de35553050fp-19,
    -0x1.a01a019be923bp-13, 0x1.111111110f73p-7, -0x1.5555555555548p-3)
  return DoubleDouble(r, low.addingProduct(-0.5 * z, low).addingProduct(r * z, p))
}

/// cos(r + low) for |r| ≤ π/4 as an unevaluated sum, the second term the smaller one.
///
/// Minimax polynomial for (cos r − 1 + r²/2)/r⁴ in r² (Remez exchange); error at most 2⁻⁶³·⁹.
@inline(__always)
private func cosineTerms(_ r: Double, _ low: Double) -> DoubleDouble {
  let z = r * r
  let p = horner(
    z, -0x1.8fa679d106c3dp-37, 0x1.1ee9dbbf9c26ep-29, -0x1.27e4f7f182dcdp-22,
    0x1.a01a019c8f1c7p-16, -0x1.6c16c16c15015p-10, 0x1.555555555554bp-5)
  let half = 0.5 * z
  let w = 1 - half
  return DoubleDouble(w, ((1 - w) - half) + (-r * low).addingProduct(z * z, p))
}

/// Sine and cosine at once.
///
/// - Accuracy: 1 ULP for every finite x, however large; NaN for ±∞. The sine is exactly odd, the
///   cosine exactly even.
/// - Source: Cody and Waite (1980), ch. 8; huge angles: Payne and Hanek (1983); coefficients by
///   Remez exchange.
public func sincos(_ x: Double) -> (sin: Double, cos: Double) {
  let (q, r, low) = reduceByHalfPi(x.magnitude)
  let (s, c) = (sineTerms(r, low).value, cosineTerms(r, low).value)
  let (sine, cosine) = q & 1 == 0 ? (s, c) : (c, s)
  return (
    (q & 2 != 0) != (x.sign == .minus) ? -sine : sine,
    (q + 1) & 2 != 0 ? -cosine : cosine
  )
}

/// The sine.
///
/// - Accuracy: as ``sincos(_:)-(Double)``.
public func sin(_ x: Double) -> Double {
  let (q, r, low) = reduceByHalfPi(x.magnitude)
  let value = (q & 1 == 0 ? sineTerms(r, low) : cosineTerms(r, low)).value
  return (q & 2 != 0) != (x.sign == .minus) ? -value : value
}

/// The cosine.
///
/// - Accuracy: as ``sincos(_:)-(Double)``.
public func cos(_ x: Double) -> Double {
  let (q, r, low) = reduceByHalfPi(x.magnitude)
  let value = (q & 1 == 0 ? cosineTerms(r, low) : sineTerms(r, low)).value
  return (q + 1) & 2 != 0 ? -value : value
}

/// The tangent.
///
/// - Accuracy: 1 ULP for every finite x; exactly odd; NaN for ±∞.
/// - Source: quotient of sine and cosine, each with its correction; as ``sincos(_:)-(Double)``.
public func tan(_ x: Double) -> Double {
  let (q, r, low) = reduceByHalfPi(x.magnitude)
  let (sTerms, cTerms) = (sineTerms(r, low), cosineTerms(r, low))
  let s = DoubleDouble(sumOf: sTerms.high, andSmaller: sTerms.low)
  let c = DoubleDouble(sumOf: cTerms.high, andSmaller: cTerms.low)
  let value = q & 1 == 0 ? s / c : -(c / s)
  return x.sign == .minus ? -value : value
}

/// sin πx and cos πx, exact at multiples of ½; used by reflection formulas.
func sincosOfPi(times x: Double) -> (sin: Double, cos: Double) {
  let turned = x - 2 * (0.5 * x).rounded(.toNearestOrEven)
  let halves = (2 * turned).rounded(.toNearestOrEven)
  let rest = turned - 0.5 * halves
  let r = DoubleDouble(rest, 0) * DoubleDouble(0x1.921fb54442d18p+1, 0x1.1a62633145c07p-53)
  let (s, c) = (sineTerms(r.high, r.low).value, cosineTerms(r.high, r.low).value)
  switch Int(halves) & 3 {
  case 0: return (s, c)
  case 1: return (c, -s)
  case 2: return (-s, -c)
  default: return (-c, s)
  }
}
