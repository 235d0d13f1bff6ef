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
    func ends(_ axis: Axis, _ range: ClosedRange<Double>) -> (first: Double, span: Double) {
      let low = axis.scale.position(range.lowerBound)
      let high = axis.scale.position(range.upperBound)
      return axis.isReversed ? (high, low - high) : (low, high - low)
    }
    let (xEnds, yEnds) = (ends(x, xRange), ends(y, yRange))
    xFirst = xEnds.first
    xFactor = area.width / xEnds.span
    yFirst = yEnds.first
    yFactor = area.height / yEnds.span
  }

  /// The horizontal place of a number, in points; NaN if it has none on the axis.
  ///
  /// What lies further than `reach` from the page is put there: Cairo's coordinates end at 2²³.
  public func x(_ value: Double) -> Double { limited(exactX(value)) }

  /// The vertical place of a number, in points; NaN if it has none on the axis.
  ///
  /// What lies further than `reach` from the page is put there.
  public func y(_ value: Double) -> Double { limited(exactY(value)) }

  /// The horizontal place where a bar begins: the start of the axis if the number lies below all that
  /// a logarithmic axis holds; NaN if the number is.
  func barStart(_ value: Double) -> Double {
    let place = x(value)
    return place.isNaN && value <= xRange.lowerBound ? x(xRange.lowerBound) : place
  }

  /// How far from the page places may lie, in points.
  public static let reach = 1e5

  private func limited(_ place: Double) -> Double {
    place.isFinite ? min(max(place, -Self.reach), Self.reach) : .nan
  }

  /// The vertical place of the end of a bar; where it has none, or lies beyond the page, the edge on
  /// its side: below for 0 on a logarithmic axis, above for ∞. NaN if the end is.
  func barEnd(_ value: Double) -> Double {
    let place = y(value)
    guard place.isNaN, !value.isNaN else { return place }
    return y(value > yRange.upperBound ? yRange.upperBound : yRange.lowerBound)
  }

  func exactX(_ value: Double) -> Double {
    xScale.holds(value) ? area.x + (xScale.position(value) - xFirst) * xFactor : .nan
  }

  func exactY(_ value: Double) -> Double {
    yScale.holds(value) ? area.bottom - (yScale.position(value) - yFirst) * yFactor : .nan
  }

  /// How far a step of 1 leads to the right at a number, in points.
  func xSlope(at value: Double) -> Double {
    xFactor * slope(at: value, on: xScale)
  }

  /// How far a step of 1 leads downwards at a number, in points.
  func ySlope(at value: Double) -> Double {
    -yFactor * slope(at: value, on: yScale)
  }

  private func slope(at value: Double, on scale: Axis.Scale) -> Double {
    scale == .linear ? 1 : 0.4342944819032518 / value
  }

  /// The number at a horizontal place.
  func value(atX x: Double) -> Double {
    value((x - area.x) / xFactor + xFirst, on: xScale)
  }

  /// The number at a vertical place.
  func value(atY y: Double) -> Double {
    value((area.bottom - y) / yFactor + yFirst, on: yScale)
  }

  private func value(_ position: Double, on scale: Axis.Scale) -> Double {
    scale == .linear ? position : power10(position)
  }

  /// The place of a pair of numbers; nil if it does not lie between the ends of both axes.
  func point(_ xValue: Double, _ yValue: Double) -> Point? {
    guard xRange.contains(xValue), yRange.contains(yValue) else { return nil }
    let (px, py) = (x(xValue), y(yValue))
    return px.isNaN || py.isNaN ? nil : Point(x: px, y: py)
  }
}
