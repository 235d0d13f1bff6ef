// Hyperbolic functions, logistic sigmoid and softplus in double precision.

/// The hyperbolic sine ½(eˣ − e⁻ˣ).
///
/// - Accuracy: 2 ULP; exactly odd; overflows to ±∞ beyond ±710.47.
/// - Source: the definition, with t = e^{|x|} − 1: ½(t + t/(t + 1)).
public func sinh(_ x: Double) -> Double {
  if x == 0 || x.isNaN { return x }
  let a = x.magnitude
  let value: Double
  if a < 40 {
    let t = expm1(a)
    value = 0.5 * (t + t / (t + 1))
  } else {
    value = halfExp(a)
  }
  return x.sign == .minus ? -value : value
}

/// The hyperbolic cosine ½(eˣ + e⁻ˣ).
///
/// - Accuracy: 2 ULP; exactly even; overflows to ∞ beyond ±710.47.
/// - Source: the definition.
public func cosh(_ x: Double) -> Double {
  let half = halfExp(x.magnitude)
  return half + 0.25 / half
}

/// ½eᵃ for a ≥ 0, which overflows later than eᵃ.
private func halfExp(_ a: Double) -> Double {
  guard a < 711 else { return a + .infinity }
  let (m, n) = expSignificand(DoubleDouble(a, 0))
  return scale(m.value, byPowerOfTwo: n - 1)
}

/// The hyperbolic tangent.
///
/// With t = e^{2|x|} − 1: tanh x = ± t/(t + 2).
///
/// - Accuracy: 1 ULP; exactly odd; tanh(±∞) = ±1.
/// - Source: the definition, with the rounding error of t carried along.
public func tanh(_ x: Double) -> Double {
  let a = x.magnitude
  if a == 0 || x.isNaN { return x }
  let value: Double
  if a < 0x1p-30 {
    value = a  // a³/3 is below half a unit in the last place
  } else if a < 20 {
    let t = scaledExpm1(2 * a)
    value = t / (t + DoubleDouble(2, 0))
  } else {
    value = 1
  }
  return x.sign == .minus ? -value : value
}

/// The logistic sigmoid 1/(1 + e⁻ˣ).
///
/// With t = e^{−|x|}: 1/(1 + t) for x ≥ 0 and t/(1 + t) for x < 0, so nothing overflows.
///
/// - Accuracy: 2 ULP, also where the result is tiny; sigmoid(∞) = 1, sigmoid(−∞) = 0.
/// - Source: the definition.
public func sigmoid(_ x: Double) -> Double {
  if x.isNaN { return x }
  if x >= 0 { return 1 / (1 + exp(-x)) }
  if x < -40 { return exp(x) }  // 1 + t rounds to 1
  let t = exp(x)
  return t / (1 + t)
}

/// The softplus function log(1 + eˣ) = max(x, 0) + log(1 + e^{−|x|}), whose derivative is the
/// sigmoid.
///
/// - Accuracy: 2 ULP; softplus(−∞) = 0, softplus(∞) = ∞.
/// - Source: the definition; ``exp(_:)-(Double)`` and ``log1p(_:)-(Double)``.
public func softplus(_ x: Double) -> Double {
  if x.isNaN { return x }
  return max(x, 0) + log1p(exp(-x.magnitude))
}
