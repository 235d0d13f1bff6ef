import Elementary
import Testing

/// Single-precision functions over all of their arguments.
@Suite struct LaneAccuracyTests {
  /// Bit patterns in steps of a prime, from −NaN by way of −0, subnormals and infinities to NaN;
  /// the lanes of one vector lie far apart, so that tiny, moderate, huge and undefined arguments
  /// are neighbours.
  static func forEachVector(step: UInt32 = 1999, _ body: (Lanes) -> Void) {
    for low in stride(from: 0, to: 1 << 28, by: Int(step)).lazy.map(UInt32.init) {
      var x = Lanes.zero
      for lane in 0..<16 { x[lane] = Float(bitPattern: low | UInt32(lane) << 28) }
      body(x)
    }
  }

  @Test(arguments: LaneFunction.all)
  func errorStaysWithinStatedBound(_ function: LaneFunction) {
    var worst = (error: 0.0, x: Float.zero)
    Self.forEachVector { x in
      let y = function.onLanes(x)
      for lane in 0..<16 {
        let error = ulps(y[lane], exact: function.exact(Double(x[lane])))
        if error > worst.error { worst = (error, x[lane]) }
      }
    }
    #expect(worst.error <= function.statedUlps, "\(worst.error) ULP at \(worst.x)")
    // A bound far above the truth would let errors slip in.
    #expect(worst.error > 0.45 * function.statedUlps)
  }

  @Test(arguments: LaneFunction.all)
  func scalarHasTheBitsOfALane(_ function: LaneFunction) {
    var lane = 0
    var different: [Float] = []
    Self.forEachVector { x in
      lane = (lane + 7) & 15
      let y = function.onLanes(x)
      if canonical(function.onFloat(x[lane])) != canonical(y[lane]) { different.append(x[lane]) }
    }
    #expect(different.isEmpty, "\(different.count) differ, such as \(different.prefix(4))")
  }

  /// Arguments where branches of the algorithms meet, with their neighbours.
  @Test(arguments: LaneFunction.all)
  func errorStaysWithinBoundAtTheSeams(_ function: LaneFunction) {
    let seams: [Float] = [
      0x1p-149, 0x1p-126, 0x1p-24, 0.34657359, 0.41421356, 0.70710678, 0.78539816, 1, 1.41421356,
      1.57079633, 2, 2.35619449, 3.83, 3.9375, 9.0109, 10, 15.9424, 17.3287, 20, 87.33654, 88,
      88.02969, 88.72283, 89, 103.97208, 104, 65536, 0x1p23, 0x1p24, 0x1.6a09e6p127,
      .greatestFiniteMagnitude,
    ]
    var worst = (error: 0.0, x: Float.zero)
    for seam in seams {
      for step in -300...300 {
        let magnitude = Float(bitPattern: UInt32(max(0, Int(seam.bitPattern) + step)))
        for x in [magnitude, -magnitude] {
          let error = ulps(function.onFloat(x), exact: function.exact(Double(x)))
          if error > worst.error { worst = (error, x) }
        }
      }
    }
    #expect(worst.error <= function.statedUlps, "\(worst.error) ULP at \(worst.x)")
  }
}
