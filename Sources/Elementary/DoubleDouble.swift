/// A number of about 106 bits, kept as the unevaluated sum of two of 53 with |low| ≤ ½ ulp(high).
///
/// Just what the functions here need for an exact product or a sum with its rounding error.
/// - Source: Dekker, "A floating-point technique for extending the available precision" (1971);
///   Knuth, The Art of Computer Programming, vol. 2, §4.2.2, theorem B.
struct DoubleDouble {
  var high: Double
  var low: Double

  init(_ high: Double, _ low: Double) {
    self.high = high
    self.low = low
  }

  /// a + b exactly, for |a| ≥ |b| or a = 0.
  init(sumOf a: Double, andSmaller b: Double) {
    high = a + b
    low = (a - high) + b
  }

  /// a + b exactly.
  init(sumOf a: Double, and b: Double) {
    high = a + b
    let bRounded = high - a
    low = (a - (high - bRounded)) + (b - bRounded)
  }

  /// a·b exactly, barring underflow.
  init(productOf a: Double, and b: Double) {
    high = a * b
    low = (-high).addingProduct(a, b)
  }

  /// The sum as one number.
  var value: Double { high + low }

  static prefix func - (x: Self) -> Self { Self(-x.high, -x.low) }

  /// Relative error below 2⁻¹⁰¹ if the terms have one sign; otherwise relative to the larger one.
  static func + (x: Self, y: Self) -> Self {
    let sum = Self(sumOf: x.high, and: y.high)
    return Self(sumOf: sum.high, andSmaller: sum.low + (x.low + y.low))
  }

  /// Relative error below 2⁻¹⁰⁰.
  static func * (x: Self, y: Self) -> Self {
    let p = Self(productOf: x.high, and: y.high)
    return Self(
      sumOf: p.high, andSmaller: p.low.addingProduct(x.high, y.low).addingProduct(x.low, y.high))
  }

  /// The quotient as one number, rounded almost correctly (error below 0.5001 ULP).
  static func / (x: Self, y: Self) -> Double {
    let q = x.high / y.high
    let residual = (x.high.addingProduct(-q, y.high) + x.low).addingProduct(-q, y.low)
    return q + residual / y.high
  }
}

/// The polynomial cₙxⁿ + … + c₁x + c₀ by Horner's rule, its coefficients given from cₙ down to c₀.
@inline(__always)
func horner(_ x: Double, _ leading: Double, _ coefficients: Double...) -> Double {
  var sum = leading
  for c in coefficients { sum = c.addingProduct(sum, x) }
  return sum
}

/// 2ⁿ for −1022 ≤ n ≤ 1023.
@inline(__always)
func powerOfTwo(_ n: Int) -> Double {
  Double(bitPattern: UInt64(truncatingIfNeeded: n &+ 1023) &<< 52)
}

/// x·2ⁿ rounded once, for 2⁻⁴⁰⁰ < |x| < 4 and |n| ≤ 2000, with overflow to infinity and
/// gradual underflow: the first factor never leaves the normal range.
@inline(__always)
func scale(_ x: Double, byPowerOfTwo n: Int) -> Double {
  let half = n >> 1
  return x * powerOfTwo(half) * powerOfTwo(n - half)
}
