// Hyperbolic tangent, logistic sigmoid and softplus in single precision: quotients and logarithms
// of exponentials, with the rounding errors of numerator and denominator carried along.

/// (n + nLow)/(d + dLow), the quotient corrected by its own residual (Markstein, IBM J. Res. Dev.
/// 34 (1990) 111).
@inlinable @inline(__always)
func quotient(_ n: Lanes, _ nLow: Lanes, by d: Lanes, _ dLow: Lanes) -> Lanes {
  let reciprocal = 1 / d
  let q = n * reciprocal
  let residual = fma(negate(q), dLow, fma(negate(q), d, n) + nLow)
  return fma(residual, reciprocal, q)
}

/// The hyperbolic tangent.
///
/// With t = e^{2|x|} − 1: tanh x = ± t/(t + 2).
///
/// - Accuracy: 1 ULP; exactly odd; tanh(±∞) = ±1.
/// - Source: the definition; exponential as in ``exp(_:)-(SIMD16<Float>)``.
@inlinable @inline(__always)
public func tanh(_ x: SIMD16<Float>) -> SIMD16<Float> {
  var a = magnitude(x)
  a.replace(with: 10, where: a .> 10)
  let (n, r) = reduceByLog2(a + a)
  let tail = expTail(r)
  let p = r + tail
  let power = powerOfTwo(n)
  let high = power * p
  let low = power * ((r - p) + tail)
  // t = (2ⁿ − 1) + 2ⁿp and t + 2 = (2ⁿ + 1) + 2ⁿp, each with its two rounding errors
  let (below, above) = (power - 1, power + 1)
  let (t, d) = (below + high, above + high)
  let tLow = ((below - t) + high) + (low + ((power - below) - 1))
  let dLow = ((above - d) + high) + (low + ((power - above) + 1))
  let result = quotient(t, tLow, by: d, dLow)
  return lanes(bits: bits(result) ^ signBits(x))
}

/// The logistic sigmoid 1/(1 + e⁻ˣ).
///
/// With t = e^{−|x|}: 1/(1 + t) for x ≥ 0 and t/(1 + t) for x < 0, so nothing overflows.
///
/// - Accuracy: 1 ULP, also where the result is tiny; sigmoid(∞) = 1, sigmoid(−∞) = 0.
/// - Source: the definition; exponential as in ``exp(_:)-(SIMD16<Float>)``.
@inlinable @inline(__always)
public func sigmoid(_ x: SIMD16<Float>) -> SIMD16<Float> {
  var a = negate(magnitude(x))
  a.replace(with: -104, where: a .< -104)
  var (n, r) = reduceByLog2(a)
  // t = 2ⁿ(e + eLow)
  let tail = expTail(r)
  let p = r + tail
  let e = 1 + p
  let eLow = ((1 - e) + p) + ((r - p) + tail)
  let power = powerOfTwo(n.replacing(with: -127, where: a .< -88))  // 0 there
  let t = power * e
  let d = 1 + t
  let dLow = fma(power, eLow, (1 - d) + t)
  let isPositive = x .>= 0
  n.replace(with: 0, where: isPositive)
  let result = quotient(
    e.replacing(with: 1, where: isPositive), eLow.replacing(with: 0, where: isPositive), by: d, dLow
  )
  return scale(result, byPowerOfTwo: n)
}

/// The softplus function log(1 + eˣ) = max(x, 0) + log(1 + e^{−|x|}), whose derivative is the
/// sigmoid.
///
/// - Accuracy: 2 ULP; softplus(−∞) = 0, softplus(∞) = ∞.
/// - Source: the definition; ``exp(_:)-(SIMD16<Float>)`` and ``log1p(_:)-(SIMD16<Float>)``.
@inlinable @inline(__always)
public func softplus(_ x: SIMD16<Float>) -> SIMD16<Float> {
  let t = exp(negate(magnitude(x)))
  let u = 1 + t
  return x.replacing(with: 0, where: x .< 0) + logKernel(sum: u, error: (1 - u) + t)
}

/// The hyperbolic tangent, with the bits of a lane of the vector version.
@inlinable
public func tanh(_ x: Float) -> Float { tanh(SIMD16(repeating: x))[0] }

/// The logistic sigmoid, with the bits of a lane of the vector version.
@inlinable
public func sigmoid(_ x: Float) -> Float { sigmoid(SIMD16(repeating: x))[0] }

/// The softplus function, with the bits of a lane of the vector version.
@inlinable
public func softplus(_ x: Float) -> Float { softplus(SIMD16(repeating: x))[0] }
