// Sine and cosine in single precision.

/// Up to this magnitude the angle is reduced by π/2 in three pieces, beyond it in double precision.
@inlinable var moderateAngle: Float { 0x1p16 }

/// |x| = q·π/2 + r + low with |r| ≤ π/4 and |low| a rounding error of r; only q mod 4 is
/// meaningful.
///
/// q·π/2 is subtracted with π/2 in three pieces of 24 bits (Cody and Waite, Software Manual for the
/// Elementary Functions, 1980, ch. 8): the first subtraction is exact, and the rounding errors of
/// the second product and difference go into `low` (Dekker, 1971; Knuth).
@inlinable @inline(__always)
func reduceByHalfPi(_ a: Lanes) -> (q: SIMD16<Int32>, r: Lanes, low: Lanes) {
  var (n, q) = nearestInteger(a, times: 0x1.45f306p-1)
  n = negate(n)
  let exact = fma(n, splat(0x1.921fb6p+0), a)
  let second = n * -0x1.777a5cp-25
  let secondLow = fma(n, splat(-0x1.777a5cp-25), negate(second))
  var r = exact + second
  let rounded = r - exact
  let differenceLow = (exact - (r - rounded)) + (second - rounded)
  var low = differenceLow + fma(n, splat(-0x1.ee59dap-50), secondLow)
  let isLarge = .!(a .<= moderateAngle)
  if any(isLarge) { reduceLargeAngles(a, where: isLarge, &q, &r, &low) }
  return (q, r, low)
}

/// Replaces q, r, low of the marked lanes by way of the double-precision reduction.
@inline(never) @usableFromInline
func reduceLargeAngles(
  _ a: Lanes, where isLarge: SIMDMask<SIMD16<Int32>>, _ q: inout SIMD16<Int32>, _ r: inout Lanes,
  _ low: inout Lanes
) {
  for i in 0..<16 where isLarge[i] {
    let reduced = reduceByHalfPi(Double(a[i]))
    q[i] = Int32(truncatingIfNeeded: reduced.quadrant)
    r[i] = Float(reduced.r)
    low[i] = Float(reduced.r - Double(r[i]))
  }
}

/// Sine and cosine of r + low for |r| ≤ π/4.
///
/// Minimax polynomials for (sin r − r)/r³ and (cos r − 1 + r²/2)/r⁴ in r² (Remez exchange); errors
/// at most 2⁻²⁷·⁹ and 2⁻³³ of the values.
@inlinable @inline(__always)
func sineAndCosineKernel(_ r: Lanes, _ low: Lanes) -> (sin: Lanes, cos: Lanes) {
  let z = r * r
  let s = horner(z, -0x1.995402p-13, 0x1.110778p-7, -0x1.555546p-3)
  let c = horner(z, 0x1.99e80cp-16, -0x1.6c0c28p-10, 0x1.55554ap-5)
  let half = z * 0.5
  let sine = r + fma(r * z, s, fma(negate(half), low, low))
  let w = 1 - half
  let cosine = w + (((1 - w) - half) + fma(z * z, c, negate(r * low)))
  return (sine, cosine)
}

/// Sine and cosine at once, at the cost of little more than one of them.
///
/// - Accuracy: 1 ULP for every finite x, however large; NaN for ±∞. The sine is exactly odd, the
///   cosine exactly even.
/// - Source: Cody and Waite (1980), ch. 8; huge angles: Payne and Hanek (1983).
@inlinable @inline(__always)
public func sincos(_ x: SIMD16<Float>) -> (sin: SIMD16<Float>, cos: SIMD16<Float>) {
  let (q, r, low) = reduceByHalfPi(magnitude(x))
  let (s, c) = sineAndCosineKernel(r, low)
  // Exchanged in odd quadrants, bit by bit: comparing integer vectors is not compiled to vector
  // code.
  let exchange = (bits(s) ^ bits(c)) & (0 &- (q & 1))
  return (
    lanes(bits: bits(s) ^ exchange ^ signBits(x) ^ ((q & 2) &<< 30)),
    lanes(bits: bits(c) ^ exchange ^ (((q &+ 1) & 2) &<< 30))
  )
}

/// The sine.
///
/// - Accuracy: as ``sincos(_:)-(SIMD16<Float>)``.
@inlinable @inline(__always)
public func sin(_ x: SIMD16<Float>) -> SIMD16<Float> { sincos(x).sin }

/// The cosine.
///
/// - Accuracy: as ``sincos(_:)-(SIMD16<Float>)``.
@inlinable @inline(__always)
public func cos(_ x: SIMD16<Float>) -> SIMD16<Float> { sincos(x).cos }

/// Sine and cosine, with the bits of a lane of the vector version.
@inlinable
public func sincos(_ x: Float) -> (sin: Float, cos: Float) {
  let (s, c) = sincos(SIMD16(repeating: x))
  return (s[0], c[0])
}

/// The sine, with the bits of a lane of the vector version.
@inlinable
public func sin(_ x: Float) -> Float { sincos(x).sin }

/// The cosine, with the bits of a lane of the vector version.
@inlinable
public func cos(_ x: Float) -> Float { sincos(x).cos }
