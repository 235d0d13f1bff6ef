import Elementary
import Testing

/// Symmetry and monotonicity of the single-precision functions.
@Suite struct LaneShapeTests {
  static func functions(_ names: String...) -> [LaneFunction] {
    LaneFunction.all.filter { names.contains($0.name) }
  }

  @Test(arguments: functions("sin", "sincos.sin", "tanh", "erf"))
  func isExactlyOdd(_ function: LaneFunction) {
    LaneAccuracyTests.forEachVector(step: 9973) { x in
      let sum = function.onLanes(x) + function.onLanes(-1 * x)
      let isNaN = sum .!= sum
      if any((sum .!= 0) .& .!isNaN) { Issue.record("not odd at one of \(x)") }
    }
  }

  @Test(arguments: functions("cos", "sincos.cos"))
  func isExactlyEven(_ function: LaneFunction) {
    LaneAccuracyTests.forEachVector(step: 9973) { x in
      let difference = function.onLanes(x) - function.onLanes(-1 * x)
      let isNaN = difference .!= difference
      if any((difference .!= 0) .& .!isNaN) { Issue.record("not even at one of \(x)") }
    }
  }

  /// Runs of neighbouring numbers, at a thousand places of each sign.
  @Test(arguments: functions("exp", "expm1", "log", "log1p", "tanh", "sigmoid", "sqrt"))
  func isMonotone(_ function: LaneFunction) {
    for start in stride(from: UInt32(0), to: 0x7f80_0000, by: 2_140_000) {
      for sign in [UInt32(0), 0x8000_0000] {
        var last: Float?
        for pattern in start..<start + 4000 {
          let y = function.onFloat(Float(bitPattern: pattern | sign))
          if let last, sign == 0 ? y < last : y > last {
            Issue.record("falls at \(Float(bitPattern: pattern | sign))")
          }
          last = y
        }
      }
    }
  }
}
