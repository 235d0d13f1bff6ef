// Logarithms in single precision.
//
// x = 2ᵉ(1 + f) with √½ ≤ 1 + f < √2, and log x = e ln 2 + f − f²/2 + f³P(f), the large terms added
// last with their rounding error (Cody and Waite, 1980, ch. 5, with a polynomial in place of their
// quotient).

/// e and 1 + f of x = 2ᵉ(1 + f), for x positive and normal.
@inlinable @inline(__always)
func splitExponent(_ x: Lanes) -> (e: SIMD16<Int32>, m: Lanes) {
  let rootHalf: SIMD16<Int32> = SIMD16(repeating: 0x3f35_04f3)
  let e = (bits(x) &- rootHalf) &>> 23
  return (e, lanes(bits: bits(x) &- (e &<< 23)))
}

/// e ln 2 + log(1 + f + low) for |low| a rounding error of f.
///
/// P: minimax polynomial (Remez exchange, coefficients rounded one after another and the others
/// fitted again); error at most 2⁻²⁹·⁸ of log(1 + f). ln 2 has 16 bits in its first piece, so e ln
/// 2 is exact.
@inlinable @inline(__always)
func logKernel(e: Lanes, f: Lanes, low: Lanes) -> Lanes {
  let p = horner(
    f, 0x1.1360a4p-4, -0x1.dd288ap-4, 0x1.e6d68cp-4, -0x1.fc526ap-4, 0x1.233c5ap-3,
    -0x1.555afep-3, 0x1.99a468p-3, -0x1.00000ap-2, 0x1.555548p-2)
  let square = f * f
  let tail = fma(square, splat(-0.5), fma(f * square, p, fma(e, splat(0x1.7f7d1cp-20), low)))
  let whole = e * 0x1.62e4p-1
  let high = whole + f
  return high + (((whole - high) + f) + tail)
}

/// The natural logarithm.
///
/// - Accuracy: 1 ULP, subnormal arguments included. log(±0) = −∞, log x = NaN for x < 0.
/// - Source: Cody and Waite (1980), ch. 5; coefficients by Remez exchange.
@inlinable @inline(__always)
public func log(_ x: SIMD16<Float>) -> SIMD16<Float> {
  let isTiny = x .< 0x1p-126
  let (n, m) = splitExponent(x.replacing(with: x * 0x1p23, where: isTiny))
  var e = float(n)
  e.replace(with: e - 23, where: isTiny)
  var result = logKernel(e: e, f: m - 1, low: .zero)
  result.replace(with: -.infinity, where: x .== 0)
  result.replace(with: .nan, where: x .< 0)
  return result.replacing(with: x, where: .!(x .< .infinity))
}

/// log(1 + x), accurate for small x.
///
/// - Accuracy: 1 ULP. log1p(±0) = ±0, log1p(−1) = −∞, NaN below −1.
/// - Source: as ``log(_:)-(SIMD16<Float>)``.
@inlinable @inline(__always)
public func log1p(_ x: SIMD16<Float>) -> SIMD16<Float> {
  let u = 1 + x
  let xRounded = u - 1
  var result = logKernel(sum: u, error: (1 - (u - xRounded)) + (x - xRounded))  // Knuth
  result.replace(with: -.infinity, where: x .== -1)
  result.replace(with: .nan, where: x .< -1)
  result.replace(with: x, where: x .== 0)
  return result.replacing(with: x, where: .!(x .< .infinity))
}

/// log(u + error) for normal u > 0 and its rounding error; NaN if that is NaN.
@inlinable @inline(__always)
func logKernel(sum u: Lanes, error: Lanes) -> Lanes {
  let (e, m) = splitExponent(u)
  // The error times 2⁻ᵉ, which is made from 2¹⁻ᵉ and ½ as e may be 128.
  let scaled = error * lanes(bits: 0x4000_0000 &- (e &<< 23)) * 0.5
  let exact = m - 1
  let f = exact + scaled
  return logKernel(e: float(e), f: f, low: (exact - f) + scaled)
}

/// The natural logarithm, with the bits of a lane of the vector version.
@inlinable
public func log(_ x: Float) -> Float { log(SIMD16(repeating: x))[0] }

/// log(1 + x), with the bits of a lane of the vector version.
@inlinable
public func log1p(_ x: Float) -> Float { log1p(SIMD16(repeating: x))[0] }
