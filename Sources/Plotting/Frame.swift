import Elementary

/// The area of a panel in which marks are drawn: from numbers to places on the page.
public struct Frame: Equatable, Sendable {
  /// Where it lies on the page, in points.
  public let area: Rectangle
  /// The ends of the axes.
  public let xRange, yRange: ClosedRange<Double>
  private let xScale, yScale: Axis.Scale
  private let xFirst, xFactor, yFirst, yFactor: Double
  /// Pixels per point at which images are made.
  public let resolution: Double

  init(
    area: Rectangle, x: Axis, xRange: ClosedRange<Double>, y: Axis, yRange: ClosedRange<Double>,
    resolution: Double
  ) {
    self.area = area
    self.xRange = xRange
    self.yRange = yRange
    self.resolution = resolution
    xScale = x.scale
    yScale = y.scale
    // Halves, since the span of two finite numbers may be infinite.
    func ends(_ axis: Axis, _ range: ClosedRange<Double>) -> (first: Double, span: Double) {
      let low = axis.scale.position(range.lowerBound) / 2
      let high = axis.scale.position(range.upperBound) / 2
      return axis.isReversed ? (high, low - high) : (low, high - low)
    }
    let (xEnds, yEnds) = (ends(x, xRange), ends(y, yRange))
    xFirst = xEnds.first
    xFactor = area.width / xEnds.span
    yFirst = yEnds.first
    yFactor = area.height / yEnds.span
  }

  /// The horizontal place of a number, in points; NaN if it has none on the axis.
  public func x(_ value: Double) -> Double {
    area.x + (xScale.position(value) / 2 - xFirst) * xFactor
  }

  /// The vertical place of a number, in points; NaN if it has none on the axis.
  public func y(_ value: Double) -> Double {
    area.bottom - (yScale.position(value) / 2 - yFirst) * yFactor
  }

  /// How far a step of 1 leads to the right at a number, in points.
  func xSlope(at value: Double) -> Double {
    xFactor / 2 * slope(at: value, on: xScale)
  }

  /// How far a step of 1 leads downwards at a number, in points.
  func ySlope(at value: Double) -> Double {
    -yFactor / 2 * slope(at: value, on: yScale)
  }

  private func slope(at value: Double, on scale: Axis.Scale) -> Double {
    scale == .linear ? 1 : 0.4342944819032518 / value
  }

  /// The number at a horizontal place.
  func value(atX x: Double) -> Double {
    value(2 * ((x - area.x) / xFactor + xFirst), on: xScale)
  }

  /// The number at a vertical place.
  func value(atY y: Double) -> Double {
    value(2 * ((area.bottom - y) / yFactor + yFirst), on: yScale)
  }

  private func value(_ position: Double, on scale: Axis.Scale) -> Double {
    scale == .linear ? position : power10(position)
  }

  /// The place of a pair of numbers; nil if it has none, or one too far away to matter.
  func point(_ xValue: Double, _ yValue: Double) -> Point? {
    let (px, py) = (x(xValue), y(yValue))
    guard abs(px) < 1e5, abs(py) < 1e5 else { return nil }
    return Point(x: px, y: py)
  }
}
