// The modified Bessel function of the first kind.

/// The modified Bessel function of the first kind, I_ν(x).
///
/// - Parameters:
///   - order: ν, any real number above −1, or an integer (I₋ₙ = Iₙ).
///   - x: argument, not negative.
/// - Precondition: ν > −1 or ν integer, |ν| ≤ 150, x ≥ 0.
/// - Returns: I_ν(0) = 0 for ν > 0, 1 for ν = 0, ∞ for −1 < ν < 0; overflows to ∞ above x ≈ 713.
/// - Accuracy: relative error below 10⁻¹⁴.
/// - Source: Abramowitz and Stegun (1964), 9.6.10 (power series, all terms positive), 9.7.1
///   (asymptotic series), 9.6.26 (recurrence, downwards).
public func besselI(order: Double, _ x: Double) -> Double {
  let (value, root) = besselTimesRoots(order: order, x)
  return value * root * root
}

/// The exponentially scaled function e⁻ˣI_ν(x), which does not overflow.
///
/// - Parameters, precondition, accuracy, source: as ``besselI(order:_:)``.
public func scaledBesselI(order: Double, _ x: Double) -> Double {
  besselTimesRoots(order: order, x, isScaled: true).value
}

/// I_ν(x), or e⁻ˣI_ν(x) if so wished, as value·root².
private func besselTimesRoots(
  order: Double, _ x: Double, isScaled: Bool = false
) -> (value: Double, root: Double) {
  let isInteger = order == order.rounded()
  precondition(
    x >= 0 && (order > -1 || isInteger) && order.magnitude <= 150,
    "besselI needs x ≥ 0 and an order above -1, or an integer, of magnitude at most 150; "
      + "got order \(order), x \(x)")
  let order = isInteger ? order.magnitude : order
  if x == .infinity { return isScaled ? (0, 1) : (x, 1) }
  if x <= 30 { return (powerSeries(order, x) * (isScaled ? exp(-x) : 1), 1) }
  let value: Double
  if order * order <= x {
    value = asymptoticSeries(order, x)
  } else {
    let steps = order.rounded(.down)
    value = asymptoticSeries(order - steps, x) * ratio(from: order - steps, steps: Int(steps), x)
  }
  return (value, isScaled ? 1 : exp(0.5 * x))
}

/// I_ν(x) = (x/2)^ν Σₖ (x²/4)ᵏ/(k! Γ(ν + k + 1)); all terms have one sign.
private func powerSeries(_ order: Double, _ x: Double) -> Double {
  let q = 0.25 * x * x
  var term = 1.0
  var sum = 1.0
  var k = 1.0
  while term > 0x1p-60 * sum {
    term *= q / (k * (k + order))
    sum += term
    k += 1
  }
  return pow(0.5 * x, order) / gamma(order + 1) * sum
}

/// e⁻ˣI_ν(x) = (2πx)^{−½} Σₖ aₖ, aₖ = −aₖ₋₁(4ν² − (2k − 1)²)/(8kx), for x > 30 and ν² ≤ x.
///
/// The terms fall until k ≈ 2x, where they are e⁻²ˣ.
private func asymptoticSeries(_ order: Double, _ x: Double) -> Double {
  let fourSquare = 4 * order * order
  var term = 1.0
  var sum = 1.0
  var k = 1.0
  while term.magnitude > 0x1p-60 {
    let odd = 2 * k - 1
    term *= (odd * odd - fourSquare) / (8 * k * x)
    sum += term
    k += 1
  }
  return sum / ((2 * Double.pi).squareRoot() * x.squareRoot())
}

/// I_{ν+steps}(x)/I_ν(x), from I_{μ+1}/I_μ = 1/(2(μ + 1)/x + I_{μ+2}/I_{μ+1}) taken downwards,
/// where errors of the start die out.
private func ratio(from order: Double, steps: Int, _ x: Double) -> Double {
  var quotient = 0.0
  var product = 1.0
  for step in (0..<steps + 50 + Int(x)).reversed() {
    quotient = 1 / (2 * (order + Double(step) + 1) / x + quotient)
    if step < steps { product *= quotient }
  }
  return product
}
