/// A number on an axis.
struct Tick: Equatable {
  let value: Double
  /// Empty for a minor tick.
  let label: String
  var isMajor = true
}

/// The ticks of an axis, and the power of ten by which their labels are to be multiplied.
struct Ticks: Equatable {
  var ticks: [Tick] = []
  /// Such as "×10⁻⁴"; empty if the labels are the numbers themselves.
  var multiplier = ""
}

/// Labels of evenly spaced ticks, all with the same number of decimals.
///
/// When the largest number reaches 10⁵, or stays below 10⁻³, a common power of ten is taken out.
func labelled(_ ticks: LinearTicks) -> Ticks {
  var integers = ticks.integers
  var exponent = ticks.exponent
  while integers.contains(where: { $0 != 0 }), integers.allSatisfy({ $0 % 10 == 0 }) {
    integers = integers.map { $0 / 10 }
    exponent += 1
  }
  let largest = integers.map(\.magnitude).max() ?? 0
  let order = String(largest).count - 1 + exponent
  let power = order >= 5 || order < -3 ? order : 0
  let labels = integers.map { decimal($0, exponent: exponent - power) }
  return Ticks(
    ticks: zip(ticks.values, labels).map { Tick(value: $0, label: $1) },
    multiplier: power == 0 ? "" : "×10" + superscript(power))
}

/// Writes `integer · 10^exponent` without an exponent.
func decimal(_ integer: Int, exponent: Int) -> String {
  let sign = integer < 0 ? "−" : ""
  var digits = String(integer.magnitude)
  if exponent >= 0 {
    return sign + digits + (integer == 0 ? "" : String(repeating: "0", count: exponent))
  }
  let decimals = -exponent
  if digits.count <= decimals {
    digits = String(repeating: "0", count: decimals + 1 - digits.count) + digits
  }
  return sign + digits.dropLast(decimals) + "." + digits.suffix(decimals)
}

/// Writes an integer in raised digits: ⁻³.
func superscript(_ integer: Int) -> String {
  let raised: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
  let digits = String(integer.magnitude).map { raised[$0.wholeNumberValue!] }
  return (integer < 0 ? "⁻" : "") + String(digits)
}

/// Writes a number as briefly as it can be read back, with a true minus sign and raised exponents.
func brief(_ value: Double) -> String {
  guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "−∞" : "∞" }
  var text = value.description.replacing("-", with: "−")
  if let e = text.firstIndex(of: "e") {
    let exponent = text[text.index(after: e)...].replacing("−", with: "-").replacing("+", with: "")
    var mantissa = String(text[..<e])
    if mantissa.hasSuffix(".0") { mantissa.removeLast(2) }
    let power = "10" + superscript(Int(exponent)!)
    return mantissa == "1" ? power : mantissa == "−1" ? "−" + power : "\(mantissa)·\(power)"
  }
  if text.hasSuffix(".0") { text.removeLast(2) }
  return text
}
