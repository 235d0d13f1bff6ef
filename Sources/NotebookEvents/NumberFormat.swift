/// How a number is written: correctly rounded (ties to even), the same in every locale, and so that
/// it can be pasted into a program: `-1.5`, `2.5e-9`.
public enum NumberFormat: Equatable, Sendable {
  /// As many significant digits, with fewer only if the value has no more (`0.5`, `100000`); in
  /// scientific notation below 10⁻⁴ and from 10⁷ on. No digit before the point is ever dropped.
  case significant(Int)
  /// As many digits behind the point.
  case fixed(Int)
  /// As many significant digits, always in scientific notation.
  case scientific(Int)

  /// Writes a value; those that are not finite are `nan`, `inf` and `-inf`, and a zero has no sign.
  public func callAsFunction(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
    var decimal = Decimal(exactly: value)
    let text: String
    switch self {
    case .significant(let digits):
      guard digits >= 1 else { fatalError("\(digits) significant digits: at least 1 is needed") }
      let shortest = Decimal(shortest: value)
      if shortest.digits.count <= digits {
        decimal = shortest
      } else {
        decimal.round(significant: digits)
      }
      if NumberFormat.isPlain(exponent: decimal.exponent) || decimal.isZero {
        let decimals = max(0, decimal.digits.count - decimal.point)
        decimal = Decimal(exactly: value)
        decimal.round(decimals: decimals)
        text = decimal.plainText
      } else {
        text = decimal.scientificText
      }
    case .fixed(let decimals):
      guard decimals >= 0 else {
        fatalError("\(decimals) digits behind the point: at least 0 are needed")
      }
      decimal.round(decimals: decimals)
      text = decimal.plainText
    case .scientific(let digits):
      guard digits >= 1 else { fatalError("\(digits) significant digits: at least 1 is needed") }
      decimal.round(significant: digits)
      text = decimal.scientificText
    }
    return (value < 0 && !decimal.isZero ? "-" : "") + text
  }

  /// Whether a number with this power of ten is written without an exponent.
  static func isPlain(exponent: Int) -> Bool { (-4..<7).contains(exponent) }
}

extension Decimal {
  /// `12.5`; the digits must reach to the point at least.
  fileprivate var plainText: String {
    let text = digits.map(String.init)
    let fraction = text[point...].joined()
    return text[..<point].joined() + (fraction.isEmpty ? "" : "." + fraction)
  }

  /// `1.25e1`.
  fileprivate var scientificText: String {
    let text = digits.map(String.init)
    let fraction = text[1...].joined()
    return text[0] + (fraction.isEmpty ? "" : "." + fraction) + "e\(isZero ? 0 : exponent)"
  }
}

/// A value with its standard error, the error to two significant digits and the value to the same
/// place: `0.2493 ± 0.0011`, `(1.270 ± 0.011)e-8`.
///
/// - Parameters:
///   - value: the measured value.
///   - error: its standard error; if it is not positive and finite, both are written in full.
public func format(_ value: Double, error: Double) -> String {
  guard value.isFinite, error.isFinite, error > 0 else {
    return NumberFormat.significant(6)(value) + " ± " + NumberFormat.significant(2)(error)
  }
  var rounded = Decimal(exactly: error)
  rounded.round(significant: 2)
  let exponent =
    value == 0 ? rounded.exponent : max(Decimal(exactly: value).exponent, rounded.exponent)
  let isPlain = NumberFormat.isPlain(exponent: exponent)
  let shift = isPlain ? 0 : exponent
  let decimals = max(0, shift - rounded.exponent + 1)
  func text(_ number: Double) -> String {
    var decimal = Decimal(exactly: number)
    if !decimal.isZero { decimal.point -= shift }
    decimal.round(decimals: decimals)
    return (number < 0 && !decimal.isZero ? "-" : "") + decimal.plainText
  }
  let both = text(value) + " ± " + text(error)
  return isPlain ? both : "(\(both))e\(exponent)"
}
