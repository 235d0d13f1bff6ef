import Testing

@testable import Plotting

@Suite("From numbers to places")
struct FrameTests {
  private let area = Rectangle(x: 40, y: 10, width: 200, height: 100)

  private func frame(
    x: Axis = Axis(), _ xRange: ClosedRange<Double>, y: Axis = Axis(), _ yRange: ClosedRange<Double>
  ) -> Frame {
    Frame(area: area, x: x, xRange: xRange, y: y, yRange: yRange, resolution: 2)
  }

  @Test func linear() {
    let frame = frame(-1...3, 0...10)
    #expect(frame.x(-1) == 40 && frame.x(0) == 90 && frame.x(3) == 240)
    #expect(frame.y(0) == 110 && frame.y(2.5) == 85 && frame.y(10) == 10)
    #expect(frame.point(0, 2.5) == Point(x: 90, y: 85))
    #expect(frame.point(4, 2.5) == nil)
  }

  @Test func reversed() {
    let frame = frame(x: Axis().reversed(), -1...3, y: Axis().reversed(), 0...10)
    #expect(frame.x(-1) == 240 && frame.x(3) == 40)
    #expect(frame.y(0) == 10 && frame.y(10) == 110)
  }

  @Test func logarithmic() {
    let frame = frame(x: Axis(scale: .log), 0.01...100, y: Axis(scale: .log), 1...1000)
    #expect(abs(frame.x(1) - 140) < 1e-9)
    #expect(abs(frame.y(10) - (110 - 100.0 / 3)) < 1e-9)
    #expect(frame.x(0).isNaN && frame.x(-1).isNaN && frame.x(.infinity).isNaN)
  }

  @Test(arguments: [Axis.Scale.linear, .log], [false, true])
  func backAgain(scale: Axis.Scale, isReversed: Bool) {
    var axis = Axis(scale: scale)
    axis.isReversed = isReversed
    let frame = frame(x: axis, 0.5...80, y: axis, 0.5...80)
    for value in [0.5, 1, 7.3, 80] {
      #expect(abs(frame.value(atX: frame.x(value)) - value) < 1e-12 * 80)
      #expect(abs(frame.value(atY: frame.y(value)) - value) < 1e-12 * 80)
    }
  }

  /// The slope is what a small step does to the place.
  @Test(arguments: [Axis.Scale.linear, .log])
  func slopes(scale: Axis.Scale) {
    let frame = frame(x: Axis(scale: scale), 1...20, y: Axis(scale: scale), 1...20)
    let step = 1e-6
    let dx = (frame.x(3 + step) - frame.x(3 - step)) / (2 * step)
    let dy = (frame.y(3 + step) - frame.y(3 - step)) / (2 * step)
    #expect(abs(frame.xSlope(at: 3) - dx) < 1e-6)
    #expect(abs(frame.ySlope(at: 3) - dy) < 1e-6)
    #expect(dx > 0 && dy < 0)
  }

  @Test func theWholeRangeOfNumbers() {
    let largest = 1e280
    let frame = frame(-largest...largest, 0...1)
    #expect(frame.x(-largest) == 40 && frame.x(0) == 140 && frame.x(largest) == 240)
    #expect(frame.y(largest) == -Frame.reach && frame.y(-1e200) == Frame.reach)
    #expect(frame.y(.nan).isNaN && frame.y(.infinity).isNaN)
  }
}

@Suite("Ends of axes")
struct BoundsTests {
  private func range(
    _ scale: Axis.Scale, _ values: [(Double, AxisBounds.Margin)]
  ) -> ClosedRange<Double>? {
    var bounds = AxisBounds(scale: scale)
    for (value, margin) in values { bounds.include(value, margin: margin) }
    return bounds.range
  }

  @Test func margins() throws {
    #expect(range(.linear, [(-50, .none), (50, .none)]) == -50...50)
    #expect(range(.linear, [(-50, .line), (50, .none)]) == -54...50)
    #expect(range(.linear, [(-50, .none), (50, .point)]) == -50...54)
  }

  @Test func marginsDoNotCrossZero() {
    #expect(range(.linear, [(1, .line), (101, .none)]) == 0...101)
    #expect(range(.linear, [(0, .line), (100, .none)]) == 0...100)
    #expect(range(.linear, [(0, .point), (100, .none)]) == -4...100)
    #expect(range(.linear, [(-100, .none), (-1, .point)]) == -100...0)
  }

  @Test func theWiderMarginOfEqualNumbersCounts() {
    #expect(range(.linear, [(-50, .none), (-50, .line), (50, .none)]) == -54...50)
    #expect(range(.linear, [(-50, .line), (-50, .none), (50, .none)]) == -54...50)
  }

  @Test func oneNumber() {
    #expect(range(.linear, [(3, .line)]) == 2.7...3.3)
    #expect(range(.linear, [(0, .point)]) == -1...1)
    #expect(range(.log, [(8, .line)]) == 4...16)
  }

  @Test func numbersWithoutAPlaceAreIgnored() throws {
    #expect(range(.linear, [(.nan, .line), (.infinity, .line)]) == nil)
    #expect(range(.log, [(0, .line), (-3, .line)]) == nil)
    #expect(range(.log, [(-3, .none), (1, .none), (100, .none)]) == 1...100)
    let padded = try #require(range(.log, [(1, .line), (100, .line)]))
    #expect(abs(padded.lowerBound - 0.83176377) < 1e-6)
    #expect(abs(padded.upperBound - 120.226443) < 1e-4)
  }

  @Test func barsOnALogarithmicAxisHaveAFoot() throws {
    var bounds = AxisBounds(scale: .log)
    bounds.include([10, 1000], margin: .none)
    bounds.includeFoot(0, of: [10, 1000])
    #expect(bounds.range == 5...1000)
  }
}
