import Cairo
import Elementary
import Tensors

/// Straight lines or arrows from points to others: steps, displacements, pairs.
public struct SegmentPlot: Mark {
  private let starts, ends: (x: [Double], y: [Double])
  private let hasArrows: Bool
  private let label: String?
  private let style: Style

  /// Segments in the plane.
  /// - Parameters:
  ///   - starts, ends: `[n, 2]`, one segment a row; those with a number that is not finite, or that has
  ///     no place on its axis, are left out.
  ///   - arrows: whether a head shows where each ends.
  ///   - label: their name in the legend; nil to leave it out.
  public init(
    from starts: Tensor, to ends: Tensor, arrows: Bool = false, label: String? = nil,
    style: Style = .exact.lineWidth(0.7)
  ) {
    precondition(
      starts.shape == ends.shape,
      "SegmentPlot from points of shape \(starts.shape) to points of shape \(ends.shape)")
    self.starts = starts.coordinates("SegmentPlot")
    self.ends = ends.coordinates("SegmentPlot")
    hasArrows = arrows
    self.label = label
    self.style = style
  }

  public var legend: LegendEntry? { LegendEntry(label, hasArrows ? .arrow : .line, style) }

  public var occupiedAxes: OccupiedAxes { starts.x.isEmpty ? [] : .both }

  public func extend(_ bounds: inout Bounds) {
    let (xScale, yScale) = (bounds.x.scale, bounds.y.scale)
    for i in starts.x.indices {
      let (x, y) = ([starts.x[i], ends.x[i]], [starts.y[i], ends.y[i]])
      guard x.allSatisfy(xScale.holds), y.allSatisfy(yScale.holds) else { continue }
      bounds.x.include(x)
      bounds.y.include(y)
    }
  }

  public func draw(in frame: Frame, with pen: borrowing Context) {
    for index in starts.x.indices {
      let line = Polyline(
        x: [starts.x[index], ends.x[index]], y: [starts.y[index], ends.y[index]], in: frame)
      guard let part = line.parts.first, part.count > 1 else { continue }
      let (dx, dy) = (part[1].x - part[0].x, part[1].y - part[0].y)
      let length = (dx * dx + dy * dy).squareRoot()
      if hasArrows, length > 0 {
        pen.drawArrow(
          from: part[0], direction: Point(x: dx / length, y: dy / length), length: length,
          width: style.lineWidth, color: style.color)
      } else {
        pen.setStroke(style)
        line.stroke(with: pen, inPieces: false)
      }
    }
  }

  public func record(in table: inout NumberTable) {
    table.begin("segment", label: label)
    for i in starts.x.indices {
      table.add(
        x: starts.x[i], y: starts.y[i], u: ends.x[i] - starts.x[i], v: ends.y[i] - starts.y[i])
    }
  }
}
