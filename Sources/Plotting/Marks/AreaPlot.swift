import Cairo

/// The area between a line and its base, or between two lines: a density, or a band of errors.
public struct AreaPlot: Mark {
  private let x, lower, upper: [Double]
  private let base: Double?
  private let label: String?
  private let style: Style

  /// The area between a line and a base.
  /// - Parameters:
  ///   - x, y: the line, equally many numbers.
  ///   - base: where the area ends; on a logarithmic axis it is the edge of the panel.
  ///   - label: its name in the legend; nil to leave it out.
  public init(
    x: [Double], y: [Double], base: Double = 0, label: String? = nil, style: Style = .series(0)
  ) {
    requireEqualCounts("AreaPlot", ("x", x.count), ("y", y.count))
    self.x = x
    lower = [Double](repeating: base, count: x.count)
    upper = y
    self.base = base
    self.label = label
    self.style = style
  }

  /// The band between two lines.
  /// - Parameter lower, upper: the lines, as many numbers as x.
  public init(
    x: [Double], lower: [Double], upper: [Double], label: String? = nil, style: Style = .series(0)
  ) {
    requireEqualCounts("AreaPlot", ("x", x.count), ("lower", lower.count))
    requireEqualCounts("AreaPlot", ("x", x.count), ("upper", upper.count))
    self.x = x
    self.lower = lower
    self.upper = upper
    base = nil
    self.label = label
    self.style = style
  }

  public var legend: LegendEntry? { LegendEntry(label, base == nil ? .band : .area, style) }

  public var occupiedAxes: OccupiedAxes { x.isEmpty ? [] : .both }

  public func extend(_ bounds: inout Bounds) {
    for i in x.indices where hasPlace(i, on: bounds.x.scale, bounds.y.scale) {
      bounds.x.include(x[i], margin: .none)
      bounds.y.include(upper[i])
      bounds.y.include(lower[i], margin: base == nil ? .line : .none)
    }
  }

  /// On a logarithmic axis the base may be 0: the area then ends at the edge.
  private func hasPlace(_ i: Int, on xScale: Axis.Scale, _ yScale: Axis.Scale) -> Bool {
    xScale.holds(x[i]) && yScale.holds(upper[i]) && (base != nil || yScale.holds(lower[i]))
  }

  public func draw(in frame: Frame, with pen: borrowing Context) {
    var run: [(x: Double, low: Double, high: Double)] = []
    func finish() {
      if run.count > 1 {
        pen.move(to: run[0].x, run[0].high)
        for point in run.dropFirst() { pen.line(to: point.x, point.high) }
        for point in run.reversed() { pen.line(to: point.x, point.low) }
        pen.closePath()
        pen.setColor(style.fillColor)
        pen.fill()
        if base != nil {
          pen.move(to: run[0].x, run[0].high)
          for point in run.dropFirst() { pen.line(to: point.x, point.high) }
          pen.setStroke(style.lineWidth(1))
          pen.stroke()
        }
      }
      run = []
    }
    for index in x.indices {
      let (px, high) = (frame.x(x[index]), frame.y(upper[index]))
      var low = frame.y(lower[index])
      if base != nil && low.isNaN { low = frame.area.bottom }
      if px.isFinite, high.isFinite, low.isFinite {
        run.append((px, low, high))
      } else {
        finish()
      }
    }
    finish()
  }

  public func record(in table: inout NumberTable) {
    table.begin("area", label: label)
    for index in x.indices { table.add(x: x[index], lower: lower[index], upper: upper[index]) }
  }
}
