// The error function in single precision.

/// The error function erf x = (2/√π) ∫₀ˣ exp(−t²) dt.
///
/// With a = |x|: for a ≤ 1, erf a = a + aP(a²); beyond, erf a = 1 − e^{−aQ(a)}, aQ = −log erfc a.
///
/// - Accuracy: 1 ULP; exactly odd; erf(±∞) = ±1.
/// - Source: minimax polynomials by Remez exchange: P within 2⁻²⁹·³ of erf, Q within 2⁻³¹.
@inlinable @inline(__always)
public func erf(_ x: SIMD16<Float>) -> SIMD16<Float> {
  var a = magnitude(x)
  a.replace(with: 3.9375, where: a .> 3.9375)  // erf rounds to 1 from 3.84 on
  let p = horner(
    a * a, 0x1.4771fep-14, -0x1.a3515ep-11, 0x1.53f224p-8, -0x1.b7f71ap-6, 0x1.ce2ce6p-4,
    -0x1.81273ep-2, 0x1.06eba8p-3)
  let small = fma(a, p, a)
  let q = horner(
    a, 0x1.d45f6ep-17, -0x1.6f9572p-12, 0x1.ec7b3p-9, -0x1.89605p-6, 0x1.b4596p-4,
    0x1.451acp-1, 0x1.20f21cp+0)
  let exponent = negate(a * q)
  let (n, rounded) = reduceByLog2(exponent)
  let r = rounded - fma(a, q, exponent)  // with the rounding error of the product
  let power = powerOfTwo(n)
  let large = fma(negate(power), r + expTail(r), 1 - power)
  return lanes(bits: bits(small.replacing(with: large, where: a .> 1)) ^ signBits(x))
}

/// The error function, with the bits of a lane of the vector version.
@inlinable
public func erf(_ x: Float) -> Float { erf(SIMD16(repeating: x))[0] }
