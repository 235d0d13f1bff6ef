/// The decimal digits of a `Double`, correctly rounded.
///
/// Every finite double is m·2ᵉ, hence m·5ᵏ/10ᵏ with k = −e when e < 0: its decimal expansion is
/// finite and is computed exactly, then rounded once, ties to even.
struct Decimal {
  /// Digits 0…9, the most significant first; the first is not 0 unless the value is.
  private(set) var digits: [UInt8]
  /// The value is 0.d₁d₂d₃… × 10^point.
  var point: Int

  /// The exact expansion of the magnitude of a finite `value`.
  init(exactly value: Double) {
    guard value.isFinite else { fatalError("\(value) has no decimal digits") }
    let exponent =
      Int(value.exponentBitPattern == 0 ? 1 : value.exponentBitPattern) - 1023 - 52
    let significand =
      value.significandBitPattern | (value.exponentBitPattern == 0 ? 0 : 1 << 52)

    // Limbs to the base 10⁹, the least significant first.
    let base: UInt64 = 1_000_000_000
    var limbs = [significand % base, significand / base]
    func multiply(by factor: UInt64) {
      var carry: UInt64 = 0
      for i in limbs.indices {
        (carry, limbs[i]) = (limbs[i] * factor + carry).quotientAndRemainder(dividingBy: base)
      }
      if carry > 0 { limbs.append(carry) }
    }
    let factor: UInt64 = exponent < 0 ? 5 : 2
    for _ in 0..<exponent.magnitude / 10 {
      multiply(by: factor == 5 ? 9_765_625 : 1024)
    }
    for _ in 0..<exponent.magnitude % 10 { multiply(by: factor) }

    digits = []
    for limb in limbs.reversed() {
      let text = String(limb).utf8.map { $0 - UInt8(ascii: "0") }
      digits += Array(repeating: 0, count: 9 - text.count) + text
    }
    point = digits.count + min(exponent, 0)
    removeLeadingZeros()
  }

  /// The shortest digits that identify a finite `value` among all doubles.
  init(shortest value: Double) {
    let parts = value.magnitude.description.split(separator: "e")
    let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    digits = mantissa.joined().utf8.map { $0 - UInt8(ascii: "0") }
    point = mantissa[0].utf8.count + (parts.count > 1 ? Int(parts[1])! : 0)
    while digits.count > 1, digits.last == 0 { digits.removeLast() }
    removeLeadingZeros()
  }

  private mutating func removeLeadingZeros() {
    guard let first = digits.firstIndex(where: { $0 != 0 }) else {
      (digits, point) = ([0], 1)
      return
    }
    digits.removeFirst(first)
    point -= first
  }

  var isZero: Bool { digits.allSatisfy { $0 == 0 } }

  /// The power of ten of the leading digit: 2 for 123.4.
  var exponent: Int { point - 1 }

  /// Rounds to `count` ≥ 1 significant digits, padding with zeros.
  mutating func round(significant count: Int) {
    keep(count)
    if digits.count > count { digits.removeLast() }
  }

  /// Rounds to `count` ≥ 0 digits behind the point, padding with zeros, and puts at least one
  /// digit before it.
  mutating func round(decimals count: Int) {
    if point + count < 0 {
      (digits, point) = ([], -count)
    } else {
      keep(point + count)
    }
    if point < 1 {
      digits.insert(contentsOf: repeatElement(0, count: 1 - point), at: 0)
      point = 1
    }
  }

  /// Keeps the first `count` digits, and one more if rounding up carries beyond the first.
  private mutating func keep(_ count: Int) {
    guard count < digits.count else {
      digits += repeatElement(0, count: count - digits.count)
      return
    }
    let next = digits[count]
    let isTie = next == 5 && digits[(count + 1)...].allSatisfy { $0 == 0 }
    let isOdd = count > 0 && !digits[count - 1].isMultiple(of: 2)
    digits.removeSubrange(count...)
    guard next > 5 || (next == 5 && (!isTie || isOdd)) else { return }
    var i = count
    while i > 0, digits[i - 1] == 9 {
      digits[i - 1] = 0
      i -= 1
    }
    if i > 0 {
      digits[i - 1] += 1
    } else {
      digits.insert(1, at: 0)
      point += 1
    }
  }
}
