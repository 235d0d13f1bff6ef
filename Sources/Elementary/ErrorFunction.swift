// The error function and the normal distribution in double precision.

/// exp(x²)·erfc x for x ≥ 0.46.
///
/// (1 + 2x)·exp(x²)·erfc x is a smooth function between 1.1 and 1.33:
/// a polynomial in t = (x − K)/(x + K), K = 3.75, after Shepherd and Laframboise, "Chebyshev approximation
/// of (1 + 2x)exp(x²)erfc x in 0 ≤ x < ∞", Math. Comp. 36 (1981) 249; coefficients by Remez exchange on
/// 0.46 ≤ x ≤ 28, the constant one in two pieces; relative error at most 2⁻⁵⁷.
private func scaledErfc(_ x: Double) -> Double {
  let t = (x - 3.75) / (x + 3.75)
  let p = horner(
    t, -0x1.09b42b5999c84p-28, -0x1.80a2976974327p-29, 0x1.3e86f42ea849ap-25,
    0x1.7b80a8135b915p-26, -0x1.14ced0f8f138dp-22, -0x1.e53c317bf9342p-25, 0x1.d6305afaa21e7p-20,
    -0x1.0563ef436c0c4p-20, -0x1.80025f287e21fp-17, 0x1.778b7792b8a8cp-16, 0x1.b143e637b9f22p-15,
    -0x1.303fa2298d10ap-12, 0x1.33fb2666f9fe6p-12, 0x1.cc3a0e4ba80d1p-10, -0x1.3f603c35571fbp-7,
    0x1.d0b0037d9362dp-6, -0x1.e0d0fa6dfa2acp-5, 0x1.7a14188a9a616p-4, -0x1.bda9309a28a5cp-4,
    0x1.510169d0967c6p-4, 0x1.d5f2948159de4p-9, -0x1.1f367683f89a7p-3)
  let smooth = DoubleDouble(
    sumOf: 0x1.3ccda0b5d5dc2p+0, andSmaller: (0x1.e55e7229b98aap-54).addingProduct(t, p))
  return smooth / DoubleDouble(sumOf: 1, and: 2 * x)
}

/// exp(−square)·y, rounded once if subnormal.
private func gaussian(square: DoubleDouble, times y: Double) -> Double {
  let (m, n) = expSignificand(-square)
  return scale((m.low * y).addingProduct(m.high, y), byPowerOfTwo: n)
}

/// (erf x − x)/x for |x| ≤ 1.
///
/// Minimax polynomial in x² (Remez exchange); error at most 2⁻⁵⁶ of erf x.
private func errorFunctionRatio(_ x: Double) -> Double {
  horner(
    x * x, 0x1.0579b144a0e4cp-34, -0x1.386ac33a4efccp-30, 0x1.f7a413127b144p-27,
    -0x1.5f1d36dcb3559p-23, 0x1.b9def1a22eac1p-20, -0x1.f4d1df39c44d5p-17, 0x1.f9a321a127108p-14,
    -0x1.c02db3d8ed9c5p-11, 0x1.565bcd0db0321p-8, -0x1.b82ce3128499fp-6, 0x1.ce2f21a042b2p-4,
    -0x1.812746b0379e6p-2, 0x1.06eba8214db69p-3)
}

/// The error function erf x = (2/√π) ∫₀ˣ exp(−t²) dt.
///
/// - Accuracy: 1 ULP; exactly odd; erf(±∞) = ±1.
/// - Source: minimax polynomial up to |x| = 1; beyond, 1 − ``erfc(_:)``.
public func erf(_ x: Double) -> Double {
  let a = x.magnitude
  if a <= 1 { return x.addingProduct(x, errorFunctionRatio(x)) }
  if x.isNaN { return x }
  let value = 1 - erfc(min(a, 6))
  return x.sign == .minus ? -value : value
}

/// The complementary error function erfc x = 1 − erf x.
///
/// - Accuracy: 2 ULP wherever the result is a normal number, so its relative error stays small in the
///   tail; underflows to 0 above 27.23. erfc(−∞) = 2.
/// - Source: Shepherd and Laframboise (1981); coefficients by Remez exchange.
public func erfc(_ x: Double) -> Double {
  if x.isNaN { return x }
  if x.magnitude < 0.5 { return 1 - erf(x) }
  if x < 0 { return 2 - erfc(min(-x, 6)) }
  if x > 28 { return 0 }
  return gaussian(square: DoubleDouble(productOf: x, and: x), times: scaledErfc(x))
}

/// The standard normal distribution function Φ(x) = ½ erfc(−x/√2).
///
/// - Accuracy: 3 ULP wherever the result is a normal number; underflows to 0 below −38.48.
/// - Source: as ``erfc(_:)``, with x²/2 in extended precision in the exponent.
public func normalCDF(_ x: Double) -> Double {
  if x.isNaN { return x }
  let scaled = 0x1.6a09e667f3bcdp-1 * x.magnitude  // |x|/√2
  if scaled < 0.5 {
    return (0.5).addingProduct(0.5, erf(x.sign == .minus ? -scaled : scaled))
  }
  if scaled > 28 { return x < 0 ? 0 : 1 }
  let square = DoubleDouble(productOf: x, and: x)
  let half = DoubleDouble(0.5 * square.high, 0.5 * square.low)
  let upper = gaussian(square: half, times: 0.5 * scaledErfc(scaled))
  return x < 0 ? upper : 1 - upper
}

/// The quantile function of the standard normal distribution: x with Φ(x) = p.
///
/// - Parameter p: probability in [0, 1]; else the result is NaN. normalQuantile(0) = −∞.
/// - Accuracy: 4 ULP of x, near p = ½ and in the lower tail; in the upper tail p itself, being rounded
///   near 1, limits what can be known of x.
/// - Source: first approximation: Hastings, Approximations for Digital Computers (1955), sheet 68; then
///   two steps of Halley's method on Φ(x) = p, scaled by the density so that nothing underflows.
public func normalQuantile(_ p: Double) -> Double {
  guard p > 0, p < 1 else { return p == 0 ? -.infinity : p == 1 ? .infinity : .nan }
  if p > 0.5 { return -lowerQuantile(tail: 1 - p, centre: 0.5 - p) }
  return lowerQuantile(tail: p, centre: p - 0.5)
}

/// x ≤ 0 with Φ(x) = tail = ½ + centre.
private func lowerQuantile(tail p: Double, centre: Double) -> Double {
  let t = (-2 * log(p)).squareRoot()
  var x =
    horner(t, 0.010328, 0.802853, 2.515517) / horner(t, 0.001308, 0.189269, 1.432788, 1) - t
  let rootTwoPi = 0x1.40d931ff62706p+1
  for _ in 0..<2 {
    // u = (Φ(x) − p)/φ(x)
    let u: Double
    if centre > -0.25 {
      let scaled = 0x1.6a09e667f3bcdp-1 * x
      u = (0.5 * erf(scaled) - centre) * rootTwoPi * exp(0.5 * x * x)
    } else {
      let scaled = -0x1.6a09e667f3bcdp-1 * x
      let mills = 0.5 * rootTwoPi * scaledErfc(scaled)
      let root = exp(0.25 * x * x)
      u = mills - rootTwoPi * (p * root) * root
    }
    x -= u / (1).addingProduct(0.5 * x, u)
  }
  return x
}
