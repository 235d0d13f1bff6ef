// Exponential functions in single precision.
//
// x = n ln 2 + r with |r| ≤ ½ ln 2, by two fused multiply-adds with ln 2 in two pieces (Cody and
// Waite, Software Manual for the Elementary Functions, 1980, ch. 6), then eˣ = 2ⁿ(1 + (eʳ − 1)).

/// n and r of x = n ln 2 + r, for |x| ≤ 2²⁰; the first step of the subtraction is exact.
@inlinable @inline(__always)
func reduceByLog2(_ x: Lanes) -> (n: SIMD16<Int32>, r: Lanes) {
  let (n, integer) = nearestInteger(x, times: 0x1.715476p+0)  // 1/ln 2
  let r = fma(n, splat(-0x1.62e43p-1), x)
  return (integer, fma(n, splat(0x1.05c61p-29), r))
}

/// exp r − 1 − r for |r| ≤ ½ ln 2.
///
/// Minimax polynomial for (exp r − 1 − r)/r² (Remez exchange, coefficients rounded one after
/// another and the others fitted again); error of exp r − 1 at most 2⁻³¹ of its value.
@inlinable @inline(__always)
func expTail(_ r: Lanes) -> Lanes {
  let p = horner(
    r, 0x1.9c5962p-13, 0x1.6d4c6ep-10, 0x1.1113acp-7, 0x1.5554eap-5, 0x1.555554p-3, 0.5)
  return r * r * p
}

/// The exponential function eˣ.
///
/// - Accuracy: 1 ULP; subnormal results are rounded once. Overflows to ∞ above 88.72, underflows
///   to 0 below −103.97. exp(−∞) = 0.
/// - Source: Cody and Waite (1980), ch. 6; coefficients by Remez exchange.
@inlinable @inline(__always)
public func exp(_ x: SIMD16<Float>) -> SIMD16<Float> {
  var bounded = x.replacing(with: 89, where: x .> 89)
  bounded.replace(with: -104, where: x .< -104)
  let (n, r) = reduceByLog2(bounded)
  return scale(1 + (r + expTail(r)), byPowerOfTwo: n)
}

/// eˣ − 1 without cancellation for small x.
///
/// - Accuracy: 1 ULP. expm1(±0) = ±0, expm1(−∞) = −1; overflows to ∞ above 88.72.
/// - Source: as ``exp(_:)-(SIMD16<Float>)``.
@inlinable @inline(__always)
public func expm1(_ x: SIMD16<Float>) -> SIMD16<Float> {
  var bounded = x.replacing(with: 89, where: x .> 89)
  bounded.replace(with: -20, where: x .< -20)  // there it rounds to −1
  let isLarge = bounded .> 88  // where 2ⁿ may overflow: halve, and double at the end
  var (n, r) = reduceByLog2(bounded)
  n.replace(with: n &- 1, where: isLarge)
  let (high, low) = scaledExpm1(n, r)
  var result = high + low
  result.replace(with: result * 2, where: isLarge)
  return result.replacing(with: x, where: x .== 0)
}

/// 2ⁿeʳ − 1 as an unevaluated sum of a number and a small correction, for −127 ≤ n ≤ 127.
@inlinable @inline(__always)
func scaledExpm1(_ n: SIMD16<Int32>, _ r: Lanes) -> (high: Lanes, low: Lanes) {
  let tail = expTail(r)
  let p = r + tail
  let pLow = (r - p) + tail
  let power = powerOfTwo(n)
  let (a, b) = (power - 1, power * p)
  let high = a + b
  return (high, fma(power, pLow, ((a - high) + b) + ((power - a) - 1)))
}

/// The exponential function eˣ, with the bits of a lane of the vector version.
@inlinable
public func exp(_ x: Float) -> Float { exp(SIMD16(repeating: x))[0] }

/// eˣ − 1, with the bits of a lane of the vector version.
@inlinable
public func expm1(_ x: Float) -> Float { expm1(SIMD16(repeating: x))[0] }
