#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// How a number is written: correctly rounded (ties to even), and so that it can be pasted into a
/// program: `-1.5`, `2.5e-9`.
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
    switch self {
    case .significant(let digits):
      let digits = min(positive(digits), shortestDigits(of: value))
      let scientific = ScientificText(value, digits: digits)
      return NumberFormat.isPlain(exponent: scientific.exponent)
        ? plain(value, decimals: max(0, digits - 1 - scientific.exponent)) : scientific.text
    case .fixed(let decimals):
      guard decimals >= 0 else {
        fatalError("\(decimals) digits behind the point: at least 0 are needed")
      }
      return plain(value, decimals: decimals)
    case .scientific(let digits): return ScientificText(value, digits: positive(digits)).text
    }
  }

  /// Whether a number with this power of ten is written without an exponent.
  static func isPlain(exponent: Int) -> Bool { (-4..<7).contains(exponent) }

  private func positive(_ digits: Int) -> Int {
    guard digits >= 1 else { fatalError("\(digits) significant digits: at least 1 is needed") }
    return digits
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
  let place = ScientificText(error, digits: 2).exponent - 1
  let exponent =
    value == 0 ? place + 1 : max(ScientificText(value, digits: 17).exponent, place + 1)
  let isPlain = NumberFormat.isPlain(exponent: exponent)
  let shift = isPlain ? 0 : exponent
  let both = [value, error].map { number in
    let shifted = shift == 0 ? number : ScientificText(number, digits: 17).value(shiftedBy: -shift)
    return plain(shifted, decimals: max(0, shift - place))
  }.joined(separator: " ± ")
  return isPlain ? both : "(\(both))e\(exponent)"
}

/// A number in scientific notation, as `printf` rounds it.
private struct ScientificText {
  private let mantissa: Substring
  let exponent: Int

  init(_ value: Double, digits: Int) {
    let parts = printed("%.*e", digits - 1, value).split(separator: "e")
    (mantissa, exponent) = (parts[0], Int(parts[1])!)
  }

  /// `1.25e1`.
  var text: String { withoutSignOfZero(String(mantissa)) + "e\(exponent)" }

  /// The number times 10^shift; with 17 digits nothing else is lost than by its own rounding.
  func value(shiftedBy shift: Int) -> Double { Double("\(mantissa)e\(exponent + shift)")! }
}

private func plain(_ value: Double, decimals: Int) -> String {
  withoutSignOfZero(printed("%.*f", decimals, value))
}

/// How many digits identify a finite value among all doubles.
private func shortestDigits(of value: Double) -> Int {
  let digits = value.magnitude.description.prefix { $0 != "e" }.filter { $0 != "." }
  let significant = digits.drop { $0 == "0" }.reversed().drop { $0 == "0" }
  return max(1, significant.count)
}

private func withoutSignOfZero(_ text: String) -> String {
  text.allSatisfy { "-0.".contains($0) } ? text.replacing("-", with: "") : text
}

/// What C's `printf` makes of a value: correctly rounded in the C libraries of Linux and macOS, and
/// in the C locale, which is in force as long as nobody calls `setlocale`.
private func printed(_ format: String, _ digits: Int, _ value: Double) -> String {
  // A sign, 309 digits before the point, the point, and a null.
  String(unsafeUninitializedCapacity: digits + 320) { buffer in
    buffer.withMemoryRebound(to: CChar.self) { buffer in
      withVaList([Int32(digits), value]) {
        Int(vsnprintf(buffer.baseAddress, buffer.count, format, $0))
      }
    }
  }
}
