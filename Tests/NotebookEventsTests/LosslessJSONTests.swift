import Testing

@testable import NotebookEvents

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Doubles of every exponent, of both signs, and those at the edges of the format.
private let doubles: [Double] = {
  var values: [Double] = [
    0, -0.0, 0.1, 1 / 3.0, .pi, 1e23, -1.5e-7, 123_456_789, .ulpOfOne,
    .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude,
    .leastNormalMagnitude.nextDown, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .infinity,
    -.infinity,
  ]
  var state: UInt64 = 0x9E37_79B9_7F4A_7C15
  while values.count < 100_000 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let value = Double(bitPattern: state ^ (state >> 29))
    if value.isFinite { values.append(value) }
    values.append(Double(bitPattern: state >> 12))  // subnormal
  }
  return values
}()

@Suite struct LosslessJSONTests {
  @Test func theBitsOfDoublesComeBack() throws {
    let text = JSONEncoder.lossless.text(of: doubles)
    let read = try JSONDecoder.lossless.decode([Double].self, from: Data(text.utf8))
    #expect(read.count == doubles.count)
    #expect(zip(read, doubles).count { $0.bitPattern != $1.bitPattern } == 0)
  }

  @Test func notANumberComesBack() throws {
    let event = Event.timing(line: 1, label: "", seconds: .nan)
    guard case .timing(_, _, let read) = try Event(jsonLine: event.jsonLine) else {
      Issue.record("another event came back")
      return
    }
    #expect(read.isNaN)
  }

  /// Equal values give equal text: keys in order, no blanks, one line.
  @Test func textIsStable() {
    struct Example: Encodable {
      var b = [1.0, -0.0, .infinity]
      var a = "\u{1}é/\n\"\\"
      var seed = UInt64.max
    }
    #expect(
      JSONEncoder.lossless.text(of: Example())
        == #"{"a":"\u0001é/\n\"\\","b":[1,-0,"inf"],"seed":18446744073709551615}"#)
  }
}
