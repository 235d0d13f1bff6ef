import Cairo
import Elementary

/// A line through points, in their order.
///
/// It has gaps where a number is not finite, or not positive on a logarithmic axis; a point between
/// two gaps is a dot.
public struct LinePlot: Mark {
  private let x, y: [Double]
  private let label: String?
  private let style: Style
  private var place: LabelPlace?

  /// A line through given points.
  /// - Parameters:
  ///   - x, y: the points, equally many.
  ///   - label: its name in the legend; nil to leave it out.
  public init(x: [Double], y: [Double], label: String? = nil, style: Style = .series(0)) {
    requireEqualCounts("LinePlot", ("x", x.count), ("y", y.count))
    self.x = x
    self.y = y
    self.label = label
    self.style = style
  }

  /// The graph of a function.
  /// - Parameters:
  ///   - range: where it is drawn.
  ///   - count: number of points, evenly spaced; at least 2.
  public init(
    over range: ClosedRange<Double>, count: Int = 401, label: String? = nil,
    style: Style = .series(0), _ function: (Double) -> Double
  ) {
    precondition(count >= 2, "a graph needs at least 2 points, got \(count)")
    let step = (range.upperBound - range.lowerBound) / Double(count - 1)
    let x = (0..<count).map {
      $0 == count - 1 ? range.upperBound : range.lowerBound + Double($0) * step
    }
    self.init(x: x, y: x.map(function), label: label, style: style)
  }

  /// The same line with its label beside it instead of in the legend.
  /// - Parameter place: where on the line.
  public func labelled(at place: LabelPlace = .end) -> LinePlot {
    precondition(label?.isEmpty == false, "a line is to be labelled, but has no label")
    var plot = self
    plot.place = place
    return plot
  }

  public var legend: LegendEntry? { LegendEntry(label, .line, style) }

  public var directLabel: DirectLabel? {
    guard let label, !label.isEmpty else { return nil }
    return DirectLabel(
      text: label, style: style, place: place ?? .end, isRequired: place != nil, x: x, y: y)
  }

  public var occupiedAxes: OccupiedAxes { x.isEmpty ? [] : .both }

  public func extend(_ bounds: inout Bounds) {
    for (x, y) in zip(x, y) where bounds.x.scale.holds(x) && bounds.y.scale.holds(y) {
      bounds.x.include(x, margin: .none)
      bounds.y.include(y)
    }
  }

  public func draw(in frame: Frame, with pen: borrowing Context) {
    pen.setStroke(style)
    let line = Polyline(x: x, y: y, in: frame)
    line.stroke(with: pen, inPieces: style.dash == .solid && style.color.opacity == 1)
    for point in line.lonePoints {
      pen.circle(x: point.x, y: point.y, radius: max(style.lineWidth / 2, 1))
      pen.fill()
    }
  }

  public func record(in table: inout NumberTable) {
    table.begin("line", label: label)
    for (x, y) in zip(x, y) { table.add(x: x, y: y) }
  }
}

extension Context {
  /// Makes lines look as a style says.
  func setStroke(_ style: Style) {
    setColor(style.color)
    setLine(
      width: style.lineWidth, dashes: style.dash.lengths.map { $0 * style.lineWidth },
      cap: style.dash == .solid ? .round : .butt)
  }
}
