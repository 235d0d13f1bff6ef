// The standard normal distribution in double precision.

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
/// - Accuracy: 4 ULP, also near the zero at p = ½ and for subnormal p.
/// - Source: first approximation: Abramowitz and Stegun (1964), 26.2.23 (Hastings), good to
///   4.5·10⁻⁴; then two steps of Halley's method on Φ(x) = p, scaled by the density so that nothing
///   underflows.
public func normalQuantile(_ p: Double) -> Double {
  guard p > 0, p < 1 else { return p == 0 ? -.infinity : p == 1 ? .infinity : .nan }
  if p == 0.5 { return 0 }
  if p > 0.5 { return -lowerQuantile(tail: 1 - p, centre: 0.5 - p) }
  return lowerQuantile(tail: p, centre: p - 0.5)
}

/// x < 0 with Φ(x) = tail = ½ + centre.
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
