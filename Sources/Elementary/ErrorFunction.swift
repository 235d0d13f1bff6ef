// The error function in double precision.

/// exp(x²)·erfc x for x ≥ 0.46.
///
/// (1 + 2x)·exp(x²)·erfc x is a smooth function between 1.1 and 1.33:
/// a polynomial in t = (x − K)/(x + K), K = 3.75, after Shepherd and Laframboise, "Chebyshev
/// approximation of (1 + 2x)exp(x²)erfc x in 0 ≤ x < ∞", Math. Comp. 36 (1981) 249; coefficients by
/// Remez exchange on 0.46 ≤ x ≤ 28, the constant one in two pieces; relative error at most 2⁻⁵⁷.
func scaledErfc(_ x: Double) -> Double {
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
func gaussian(square: DoubleDouble, times y: Double) -> Double {
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
/// - Accuracy: 2 ULP wherever the result is a normal number, so its relative error stays small in
///   the tail; underflows to 0 above 27.23. erfc(−∞) = 2.
/// - Source: Shepherd and Laframboise (1981); coefficients by Remez exchange.
public func erfc(_ x: Double) -> Double {
  if x.isNaN { return x }
  if x.magnitude < 0.5 { return 1 - erf(x) }
  if x < 0 { return 2 - erfc(min(-x, 6)) }
  if x > 28 { return 0 }
  return gaussian(square: DoubleDouble(productOf: x, and: x), times: scaledErfc(x))
}
