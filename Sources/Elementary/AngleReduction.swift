// Reduction of an angle by multiples of π/2, in double precision.

/// a = quadrant·π/2 + r + low with |r| ≤ π/4 (and a hair) and |low| a rounding error of r.
///
/// Up to 2²⁰: subtraction of n·π/2 with π/2 in three pieces of 53 bits and the rounding errors kept
/// (Cody and Waite, Software Manual for the Elementary Functions, 1980, ch. 8). Beyond:
/// ``reduceHugeAngle(_:)``.
///
/// - Parameter a: not negative. For ∞ and NaN, r is NaN.
/// - Accuracy: r + low is good to 2⁻⁶⁴ of its value, or better.
func reduceByHalfPi(_ a: Double) -> (quadrant: Int, r: Double, low: Double) {
  if a <= 0x1.921fb54442d18p-1 { return (0, a, 0) }
  guard a < 0x1p20 else { return reduceHugeAngle(a) }
  let n = (a * 0x1.45f306dc9c883p-1).rounded(.toNearestOrEven)
  let exact = a.addingProduct(-n, 0x1.921fb54442d18p+0)  // a multiple of 2⁻⁵³ below 1
  let second = DoubleDouble(productOf: n, and: 0x1.1a62633145c07p-54)
  let difference = DoubleDouble(sumOf: exact, and: -second.high)
  let low = difference.low - second.low.addingProduct(n, -0x1.f1976b7ed8fbcp-110)
  let r = DoubleDouble(sumOf: difference.high, andSmaller: low)
  return (Int(n) & 3, r.high, r.low)
}

/// The binary digits of 2/π after the point, with 64 zeros in front.
private let twoOverPi: [UInt64] = [
  0, 0xa2f9_836e_4e44_1529, 0xfc27_57d1_f534_ddc0, 0xdb62_9599_3c43_9041,
  0xfe51_63ab_debb_c561, 0xb724_6e3a_424d_d2e0, 0x0649_2eea_09d1_921c, 0xfe1d_eb1c_b129_a73e,
  0xe882_35f5_2ebb_4484, 0xe99c_7026_b45f_7e41, 0x3991_d639_8353_39f4, 0x9c84_5f8b_bdf9_283b,
  0x1ff8_97ff_de05_980f, 0xef2f_118b_5a0a_6d1f, 0x6d36_7ecf_27cb_09b7, 0x4f46_3f66_9e5f_ea2d,
  0x7527_bac7_ebe5_f17b, 0x3d07_39f7_8a52_92ea, 0x6bfb_5fb1_1f8d_5d08, 0x5603_3046_fc7b_6bab,
  0xf0cf_bc20_9af4_361d,
]

/// As ``reduceByHalfPi(_:)``, for a ≥ 2²⁰.
///
/// a = m·2ᵉ with an integer m of 53 bits. Of m·(2/π)·2ᵉ only the value mod 4 matters, so those 192
/// digits of 2/π suffice that stand from the weight 2 downwards when shifted by e.
/// - Source: Payne and Hanek, "Radian reduction for trigonometric functions", SIGNUM Newsl. 18
///   (1983) 19.
private func reduceHugeAngle(_ a: Double) -> (quadrant: Int, r: Double, low: Double) {
  guard a.isFinite else { return (0, .nan, .nan) }
  let e = Int(a.exponent) - 52
  let m = a.significandBitPattern | 1 << 52
  // Digit k (from 1) has the weight 2⁻ᵏ: the first one wanted is e − 1, at place 64 + e − 2 from 0.
  let place = 62 + e
  let (index, shift) = (place >> 6, UInt64(place & 63))
  func word(_ i: Int) -> UInt64 {
    let next = shift == 0 ? 0 : twoOverPi[index + i + 1] >> (64 - shift)
    return twoOverPi[index + i] << shift | next
  }
  // The 192 low bits of the product, in units of 2⁻¹⁹⁰.
  let p2 = m.multipliedFullWidth(by: word(2))
  let p1 = m.multipliedFullWidth(by: word(1))
  let (w1, carry) = p1.low.addingReportingOverflow(p2.high)
  let w0 = m &* word(0) &+ p1.high &+ (carry ? 1 : 0)
  // Two bits of quadrant, 128 bits of fraction; round to the nearest quadrant.
  var quadrant = Int(w0 >> 62)
  var fraction = UInt128(w0 << 2 | w1 >> 62) << 64 | UInt128(w1 << 2 | p2.low >> 62)
  let isNegative = fraction >> 127 == 1
  if isNegative {
    quadrant = (quadrant + 1) & 3
    fraction = 0 &- fraction
  }
  // The fraction as a sum of two numbers, times π/2.
  let zeros = fraction.leadingZeroBitCount
  fraction <<= UInt128(zeros)
  let high = Double(UInt64(fraction >> 75)) * powerOfTwo(-53 - zeros)
  let low = Double(UInt64(fraction >> 22 & (1 << 53 - 1))) * powerOfTwo(-106 - zeros)
  let r = DoubleDouble(high, low) * DoubleDouble(0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54)
  return isNegative ? (quadrant, -r.high, -r.low) : (quadrant, r.high, r.low)
}
