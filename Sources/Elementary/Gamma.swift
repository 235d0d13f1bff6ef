// The gamma function, its logarithm and the digamma function.

/// log Γ(z + zLow) for 10 ≤ z < 10³⁰⁵ and |zLow| a rounding error of z; in extended precision but
/// for the series, good to about 2⁻⁵⁶ absolutely.
///
/// Stirling's series (z − ½) log z − z + ½ log 2π + Σ B₂ₖ/(2k(2k − 1)z²ᵏ⁻¹), seven terms.
private func stirling(_ z: Double, _ zLow: Double = 0) -> DoubleDouble {
  let w = 1 / (z * z)
  let series =
    horner(
      w, 1.0 / 156, -691.0 / 360360, 1.0 / 1188, -1.0 / 1680, 1.0 / 1260, -1.0 / 360, 1.0 / 12) / z
  let logarithm = logExtended(z)
  let shift = zLow * (logarithm.high - 0.5 / z)  // zLow·ψ(z)
  let product = logarithm * DoubleDouble(sumOf: z, and: -0.5)
  let constant = DoubleDouble(0x1.d67f1c864beb5p-1, -0x1.65b5a1b7ff5dfp-55)  // ½ log 2π
  return product + DoubleDouble(-z, 0) + constant + DoubleDouble(series + shift, 0)
}

/// log Γ(2 + d) for |d| ≤ ½, with small relative error also at its zero d = 0.
///
/// Minimax polynomial for log Γ(2 + d)/d (Remez exchange), its constant 1 − γ in two pieces;
/// relative error at most 2⁻⁵⁴.
private func logGammaNearTwo(_ d: Double) -> Double {
  let p = horner(
    d, -0x1.33b4079e86e89p-23, 0x1.2b07a5e335ap-22, -0x1.c3075afc99de2p-22,
    0x1.ee174251191acp-21, -0x1.131cddf5cc139p-19, 0x1.263eab494e27ap-18, -0x1.3ca941719d36p-17,
    0x1.5806f4e3ad6afp-16, -0x1.78defd99927a2p-15, 0x1.a127dc2a12bc8p-14, -0x1.d3fd4943f4377p-13,
    0x1.0b36af367aa1dp-11, -0x1.38ac5c309bf4p-10, 0x1.7add6eae559e5p-9, -0x1.e404fc21888bbp-8,
    0x1.51322ac7d8008p-6, -0x1.13e001a557616p-4, 0x1.4a34cc4a60fa7p-2)
  return d * (0x1.b0ee6072093cep-2 + (0x1.846ef78aca967p-58).addingProduct(d, p))
}

/// The logarithm of the absolute value of the gamma function, log |Γ(x)|.
///
/// - Parameter x: any number; at 0 and the negative integers the result is ∞.
/// - Accuracy: relative error below 2·10⁻¹⁵ for x > 0; for x < 0, where it has zeros
///   between the poles, an absolute error below 10⁻¹⁴·(1 + |log |Γ||).
/// - Source: Abramowitz and Stegun (1964), 6.1.15 (recurrence), 6.1.17 (reflection), 6.1.41
///   (Stirling).
public func logGamma(_ x: Double) -> Double {
  if x.isNaN { return x }
  if x > 1e300 { return x * (log(x) - 1) }
  if x == -.infinity { return .infinity }
  if x >= 10 { return stirling(x).value }
  if x >= 1.5 {
    // Γ(x) = (x − 1)(x − 2)⋯ Γ(2 + d)
    var z = x
    var product = 1.0
    while z > 2.5 {
      z -= 1
      product *= z
    }
    return product == 1 ? logGammaNearTwo(z - 2) : log(product) + logGammaNearTwo(z - 2)
  }
  if x >= 0.5 { return logGammaNearTwo(x - 1) - log1p(x - 1) }
  if x == 0 { return .infinity }
  if x > -0.5 { return logGammaNearTwo(x) - log1p(x) - log(x.magnitude) }
  if x == x.rounded() { return .infinity }
  return log(Double.pi / (x * sincosOfPi(times: x).sin).magnitude) - logGamma(-x)
}

/// The gamma function Γ(x) = ∫₀^∞ tˣ⁻¹e⁻ᵗ dt, continued to x < 0.
///
/// - Returns: Γ(±0) = ±∞; NaN at the negative integers and −∞; ∞ above 171.62. Γ(n) = (n − 1)! is
///   correctly rounded for integers n.
/// - Accuracy: relative error below 10⁻¹⁵.
/// - Source: Abramowitz and Stegun (1964), 6.1.15 (recurrence), 6.1.17 (reflection), 6.1.41
///   (Stirling).
public func gamma(_ x: Double) -> Double {
  if x.isNaN { return x }
  if x.magnitude < 0x1p-60 { return 1 / x }
  if x > 171.7 { return .infinity }
  if x == x.rounded() {
    guard x > 0 else { return .nan }
    return risingFactorial(from: 1, factors: Int(x) - 1).value
  }
  if x >= 10 { return exp(stirling(x)) }
  if x > -10 {
    // Γ(x) = Γ(x + n)/(x(x + 1)⋯(x + n − 1))
    let steps = (10 - x).rounded(.up)
    let z = DoubleDouble(sumOf: x, and: steps)
    return DoubleDouble(exp(stirling(z.high, z.low)), 0)
      / risingFactorial(from: x, factors: Int(steps))
  }
  // Γ(x)Γ(−x) = −π/(x sin πx), with Γ(−x) as a square lest it overflow.
  let logarithm = stirling(-x)
  let root = exp(DoubleDouble(0.5 * logarithm.high, 0.5 * logarithm.low))
  return -Double.pi / (x * sincosOfPi(times: x).sin) / root / root
}

/// x(x + 1)(x + 2)⋯ over so many factors.
private func risingFactorial(from x: Double, factors: Int) -> DoubleDouble {
  (0..<factors).reduce(DoubleDouble(1, 0)) { $0 * DoubleDouble(sumOf: x, and: Double($1)) }
}

/// The digamma function ψ(x) = d log Γ(x)/dx.
///
/// - Returns: NaN at 0, the negative integers and −∞.
/// - Accuracy: relative error below 4·10⁻¹⁵ for x > 0, also near the zero at 1.4616; for x < 0, an
///   absolute error below 10⁻¹⁴·(1 + |ψ|).
/// - Source: Abramowitz and Stegun (1964), 6.3.5 (recurrence), 6.3.7 (reflection), 6.3.18
///   (asymptotic series, seven terms); on 1 ≤ x ≤ 2 (x − x₀)·polynomial (Remez exchange, relative
///   error 2⁻⁵⁴) with the zero x₀ in two pieces.
public func digamma(_ x: Double) -> Double {
  if x.isNaN || x == .infinity { return x }
  if x <= 0 {
    if x == x.rounded() { return .nan }
    let (s, c) = sincosOfPi(times: x)
    return digamma(1 - x) - Double.pi * (c / s)
  }
  if x >= 10 {
    let w = 1 / (x * x)
    let series =
      w
      * horner(
        w, 1.0 / 12, -691.0 / 32760, 1.0 / 132, -1.0 / 240, 1.0 / 252, -1.0 / 120, 1.0 / 12)
    return log(x) - (0.5 / x + series)
  }
  if x < 1 { return digamma(1 + x) - 1 / x }
  var z = x
  var shift = 0.0
  while z > 2 {
    z -= 1
    shift += 1 / z
  }
  return digammaFromOneToTwo(z) + shift
}

private func digammaFromOneToTwo(_ x: Double) -> Double {
  let p = horner(
    x - 1.5, 0x1.fc3dd8b48aac9p-14, -0x1.7601a1102ed97p-13, 0x1.874df9c2be2b5p-14,
    -0x1.2f593325d8c69p-13, 0x1.55b5fffdf1458p-12, -0x1.fda62ebf0f1afp-12, 0x1.69e81b32ce78p-11,
    -0x1.0fb1adfa83131p-10, 0x1.99dcef4db84adp-10, -0x1.336dec78bb79ap-9, 0x1.cd1f77ee402d1p-9,
    -0x1.5a06a30a5d715p-8, 0x1.03c0b0f893d6ap-7, -0x1.8635640f8e199p-7, 0x1.256471622362bp-6,
    -0x1.b9f8b11b5da93p-6, 0x1.4de9aa17d34eap-5, -0x1.fb44202a2509p-5, 0x1.8512e590384cdp-4,
    -0x1.2feeeb98a78d2p-3, 0x1.eca189b8e6f76p-3, -0x1.b1cb63005ee98p-2, 0x1.e6f0cbb873616p-1)
  return ((x - 0x1.762d86356be3fp+0) - 0x1.b86a722197829p-54) * p
}
