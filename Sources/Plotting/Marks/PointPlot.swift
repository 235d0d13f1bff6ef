import Cairo

/// Points, with error bars if they have errors.
public struct PointPlot: Mark {
  private let x, y: [Double]
  private let lower, upper: [Double]?
  private let label: String?
  private let style: Style

  /// Points.
  /// - Parameters:
  ///   - x, y: the points, equally many; those with a number that is not finite are left out.
  ///   - errors: half lengths of the error bars, in units of y, one for each point; an infinite one
  ///     reaches from edge to edge, and NaN is none. Nil for none.
  ///   - label: their name in the legend; nil to leave it out.
  public init(
    x: [Double], y: [Double], errors: [Double]? = nil, label: String? = nil,
    style: Style = .measured
  ) {
    if let errors {
      requireEqualCounts("PointPlot", ("y", y.count), ("errors", errors.count))
      requireErrors("PointPlot", errors)
    }
    self.init(
      x: x, y: y, lower: errors.map { zip(y, $0).map(-) }, upper: errors.map { zip(y, $0).map(+) },
      label: label, style: style)
  }

  /// Points with error bars whose ends are given.
  /// - Parameter lower, upper: ends of the error bars, in units of y, in either order; a bar that has
  ///   an end that is no number is left out.
  public init(
    x: [Double], y: [Double], lower: [Double]?, upper: [Double]?, label: String? = nil,
    style: Style = .measured
  ) {
    requireEqualCounts("PointPlot", ("x", x.count), ("y", y.count))
    if let lower { requireEqualCounts("PointPlot", ("y", y.count), ("lower", lower.count)) }
    if let upper { requireEqualCounts("PointPlot", ("y", y.count), ("upper", upper.count)) }
    self.x = x
    self.y = y
    self.lower = lower
    self.upper = upper
    self.label = label
    self.style = style
  }

  public var legend: LegendEntry? {
    LegendEntry(label, lower == nil ? .points : .pointsWithErrors, style)
  }

  public var overhang: Double { style.markerSize }

  public var occupiedAxes: OccupiedAxes { x.isEmpty ? [] : .both }

  public func extend(_ bounds: inout Bounds) {
    for index in x.indices where bounds.x.scale.holds(x[index]) && bounds.y.scale.holds(y[index]) {
      bounds.x.include(x[index], margin: .point)
      bounds.y.include(y[index], margin: .point)
      if let lower, let upper { bounds.y.include([lower[index], upper[index]]) }
    }
  }

  public func draw(in frame: Frame, with pen: borrowing Context) {
    drawErrorBars(in: frame, with: pen)
    let points = zip(x, y).compactMap { frame.point($0, $1) }
    if points.count > PointCloud.threshold {
      PointCloud(points, style: style, in: frame).draw(with: pen)
    } else {
      for point in points { pen.drawMarker(style, at: point) }
    }
  }

  private func drawErrorBars(in frame: Frame, with pen: borrowing Context) {
    guard let lower, let upper else { return }
    pen.setColor(style.color)
    pen.setLine(width: 1)
    for index in x.indices where frame.xRange.contains(x[index]) && y[index].isFinite {
      // On a logarithmic axis a bar may reach below everything: it ends at the edge.
      let ends = [lower[index], upper[index]]
      guard !ends.contains(where: \.isNaN) else { continue }
      let bottom = min(frame.barEnd(ends.min()!), frame.area.bottom)
      let top = max(frame.barEnd(ends.max()!), frame.area.y)
      guard top < bottom else { continue }
      pen.move(to: frame.x(x[index]), top)
      pen.line(to: frame.x(x[index]), bottom)
    }
    pen.stroke()
  }

  public func record(in table: inout NumberTable) {
    table.begin("points", label: label)
    for index in x.indices {
      table.add(x: x[index], y: y[index], lower: lower?[index], upper: upper?[index])
    }
  }
}
