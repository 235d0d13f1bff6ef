/// The power xʸ = exp(y log x).
///
/// - Parameters:
///   - x: the base; if negative, y must be an integer, else the result is NaN.
///   - y: the exponent.
/// - Returns: the special values of IEEE 754-2019, §9.2.1: x⁰ = 1 and 1ʸ = 1 even for NaN,
///   (−1)^{±∞} = 1, (±0)ʸ and (±∞)ʸ keep the sign for odd integers y.
/// - Accuracy: 1 ULP.
/// - Source: Cody and Waite, Software Manual for the Elementary Functions (1980), ch. 7: the
///   logarithm and its product with y are kept in about 65 bits, as an error of y log x is a
///   relative error of the power.
public func pow(_ x: Double, _ y: Double) -> Double {
  if y == 0 || x == 1 { return 1 }
  if x.isNaN || y.isNaN { return .nan }
  let a = x.magnitude
  let isInteger = y.rounded(.towardZero) == y
  let isOdd = isInteger && y.magnitude < 0x1p53 && (0.5 * y).rounded(.towardZero) != 0.5 * y
  let magnitude: Double
  if a == 1 {
    magnitude = 1
  } else if a == 0 || a == .infinity || y.isInfinite {
    magnitude = (a > 1) == (y > 0) ? .infinity : 0
  } else {
    if x < 0 && !isInteger { return .nan }
    let logarithm = logExtended(a)
    let product = DoubleDouble(productOf: y, and: logarithm.high)
    magnitude = exp(DoubleDouble(product.high, product.low.addingProduct(y, logarithm.low)))
  }
  return x.sign == .minus && isOdd ? -magnitude : magnitude
}
