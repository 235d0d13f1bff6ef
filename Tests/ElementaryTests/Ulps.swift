import Testing

/// Distance of a result from the exact value in units in the last place of the exact value.
///
/// An infinite result counts as the power of two next to the largest number, so that the place
/// where a function overflows is held to the same measure. Disagreement about NaN, an exact
/// infinity, an exact zero or the sign is an infinite distance.
func ulps(_ result: Float, exact: Double) -> Double {
  if exact.isNaN || result.isNaN { return exact.isNaN == result.isNaN ? 0 : .infinity }
  if result.sign != exact.sign { return .infinity }
  if exact.isInfinite || exact == 0 { return Double(result) == exact ? 0 : .infinity }
  let (found, target) = (min(Double(result.magnitude), 0x1p128), min(exact.magnitude, 0x1p128))
  let exponent = max(target.exponent, -126) - 23
  return (found - target).magnitude * Double(sign: .plus, exponent: -exponent, significand: 1)
}

/// As for single precision; the exact value is the sum of its two arguments.
func ulps(_ result: Double, exact: Double, and rest: Double) -> Double {
  if exact.isNaN || result.isNaN { return exact.isNaN == result.isNaN ? 0 : .infinity }
  if result.sign != exact.sign { return .infinity }
  if exact.isInfinite || exact == 0 { return result == exact ? 0 : .infinity }
  return ((result - exact) - rest).magnitude / exact.magnitude.ulp
}

#if arch(x86_64)
  /// As for single precision.
  func ulps(_ result: Double, exact: Float80) -> Double {
    if exact.isNaN || result.isNaN { return exact.isNaN == result.isNaN ? 0 : .infinity }
    if result.sign != exact.sign { return .infinity }
    if exact.isInfinite || exact == 0 { return Float80(result) == exact ? 0 : .infinity }
    let (found, target) = (
      min(Float80(result.magnitude), 0x1p1024), min(exact.magnitude, 0x1p1024)
    )
    let exponent = max(target.exponent, -1022) - 52
    let unit = Float80(sign: .plus, exponent: exponent, significand: 1)
    return Double((found - target).magnitude / unit)
  }
#endif

/// A small generator for test arguments (Steele, Lea and Flood, SplitMix64, 2014).
struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  init(_ seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
  mutating func uniform(_ range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * (Double(next() >> 11) * 0x1p-53)
  }
}

/// Records one issue, with examples, if the condition fails for some of the arguments.
func expectForAll(
  _ arguments: [Double], _ comment: String = "", sourceLocation: SourceLocation = #_sourceLocation,
  _ holds: (Double) -> Bool
) {
  let failing = arguments.filter { !holds($0) }
  let count = failing.count
  #expect(
    count == 0, "\(comment): such as \(failing.prefix(3))",
    sourceLocation: sourceLocation)
}
