import Cairo
import Elementary

/// Arrows: a vector field.
public struct VectorPlot: Mark {
  /// Which end of an arrow lies at its point.
  public enum Anchor: Sendable { case tail, middle }

  private let x, y, u, v: [Double]
  private let longest: Double
  private let length: Double?
  private let anchor: Anchor
  private let colors: ColorScale?
  private let colorBarLabel: String?
  private let label: String?
  private let style: Style

  /// Arrows.
  ///
  /// An arrow points where the vector points on the page, and its length is proportional to
  /// √(u² + v²). Where axes differ in scale, directions are those on the page and lengths those in numbers.
  /// - Parameters:
  ///   - x, y: where the arrows stand.
  ///   - u, v: their components, equally many; those that are not finite are left out.
  ///   - longest: the √(u² + v²) that is drawn at full length; longer vectors are cut to it. Nil for the
  ///     largest of all. Give it to make two panels comparable.
  ///   - length: full length, in points; nil for the mean distance between neighbours, or less if an
  ///     arrow would reach over the edge of the panel.
  ///   - anchor: which end lies at the point.
  ///   - colorMap: colours for √(u² + v²) from 0 to `longest`; nil for arrows of one colour.
  ///   - colorBar: what the colour bar beside the panel says; nil for no bar.
  ///   - label: their name in the legend; nil to leave it out.
  public init(
    x: [Double], y: [Double], u: [Double], v: [Double], longest: Double? = nil,
    length: Double? = nil, anchor: Anchor = .middle, colorMap: ColorMap? = nil,
    colorBar: String? = nil, label: String? = nil, style: Style = .exact.lineWidth(0.9)
  ) {
    requireEqualCounts("VectorPlot", ("x", x.count), ("y", y.count))
    requireEqualCounts("VectorPlot", ("x", x.count), ("u", u.count))
    requireEqualCounts("VectorPlot", ("u", u.count), ("v", v.count))
    self.x = x
    self.y = y
    self.u = u
    self.v = v
    precondition(
      longest.map { $0 > 0 && Axis.Scale.linear.holds($0) } ?? true
        && length.map { (0...5000).contains($0) } ?? true,
      "VectorPlot: the longest vector, \(longest ?? 1), is drawn \(length ?? 1) points long")
    let magnitudes = zip(u, v).map(magnitude).filter(Axis.Scale.linear.holds)
    self.longest = longest ?? magnitudes.max() ?? 1
    self.length = length
    self.anchor = anchor
    let end = self.longest > 0 ? self.longest : 1
    colors = colorMap.map { ColorScale($0, range: 0...end, scale: .linear, values: []) }
    colorBarLabel = colorBar
    self.label = label
    self.style = style
  }

  public var legend: LegendEntry? { LegendEntry(label, .arrow, style) }

  public var colorBar: ColorBar? {
    guard let colors, let colorBarLabel else { return nil }
    return ColorBar(colors: colors, label: colorBarLabel)
  }

  public var occupiedAxes: OccupiedAxes { x.isEmpty ? [] : .both }

  public func extend(_ bounds: inout Bounds) {
    for (x, y) in zip(x, y) where bounds.x.scale.holds(x) && bounds.y.scale.holds(y) {
      bounds.x.include(x, margin: .arrow)
      bounds.y.include(y, margin: .arrow)
    }
  }

  public func draw(in frame: Frame, with pen: borrowing Context) {
    let arrows = x.indices.compactMap { arrow($0, in: frame) }
    let full = length ?? fitting(meanDistance(arrows.map(\.point)), arrows, in: frame.area)
    for arrow in arrows {
      let reach = full * min(arrow.size / longest, 1)
      let color = colors?.color(arrow.size)?.opacity(style.color.opacity) ?? style.color
      let (point, direction) = (arrow.point, arrow.direction)
      let back = reach * shareBehind
      pen.drawArrow(
        from: Point(x: point.x - back * direction.x, y: point.y - back * direction.y),
        direction: direction, length: reach, width: style.lineWidth, color: color)
    }
  }

  /// The part of an arrow that lies behind its point.
  private var shareBehind: Double { anchor == .middle ? 0.5 : 0 }

  /// Where an arrow stands and points to on the page, and the length of its vector; nil if it has no
  /// place or no direction.
  private func arrow(
    _ index: Int, in frame: Frame
  ) -> (point: Point, direction: Point, size: Double)? {
    let size = magnitude(u[index], v[index])
    guard let point = frame.point(x[index], y[index]), Axis.Scale.linear.holds(size), size > 0
    else { return nil }
    // A small step along the vector shows its direction on the page, whatever the axes.
    let dx = 1e-3 * (u[index] / size) * frame.xSlope(at: x[index])
    let dy = 1e-3 * (v[index] / size) * frame.ySlope(at: y[index])
    let norm = magnitude(dx, dy)
    guard norm.isFinite, norm > 0 else { return nil }
    return (point, Point(x: dx / norm, y: dy / norm), size)
  }

  /// The full length with which no arrow reaches over the edge, or the one given if that is shorter. An
  /// arrow that stands at the edge itself is cut off there.
  private func fitting(
    _ length: Double, _ arrows: [(point: Point, direction: Point, size: Double)],
    in area: Rectangle
  ) -> Double {
    arrows.reduce(length) { length, arrow in
      [(1.0, 1 - shareBehind), (-1.0, shareBehind)].reduce(length) { length, end in
        let direction = Point(x: end.0 * arrow.direction.x, y: end.0 * arrow.direction.y)
        let room = distance(from: arrow.point, along: direction, toEdgeOf: area)
        let part = end.1 * min(arrow.size / longest, 1)
        return part * length > room ? room / part : length
      }
    }
  }

  public func record(in table: inout NumberTable) {
    table.begin("vector", label: label)
    for index in x.indices { table.add(x: x[index], y: y[index], u: u[index], v: v[index]) }
  }
}

/// `√(u² + v²)`, without squares that are too large or too small.
private func magnitude(_ u: Double, _ v: Double) -> Double {
  let larger = max(abs(u), abs(v))
  guard larger > 0, larger.isFinite, u.isFinite, v.isFinite else { return abs(u) + abs(v) }
  let (a, b) = (u / larger, v / larger)
  return larger * (a * a + b * b).squareRoot()
}

/// How far it is from a point in a rectangle to the edges at which it does not stand already.
private func distance(
  from point: Point, along direction: Point, toEdgeOf area: Rectangle
) -> Double {
  func along(_ step: Double, _ before: Double, _ behind: Double) -> Double {
    let room = step > 0 ? behind : before
    return room > 1 && step != 0 ? room / abs(step) : .infinity
  }
  return min(
    along(direction.x, point.x - area.x, area.right - point.x),
    along(direction.y, point.y - area.y, area.bottom - point.y))
}

/// The side of the square that each of so many points would have to itself.
private func meanDistance(_ points: [Point]) -> Double {
  guard let left = points.map(\.x).min(), let right = points.map(\.x).max(),
    let top = points.map(\.y).min(), let bottom = points.map(\.y).max()
  else { return 0 }
  // n points on a square grid span √n − 1 spacings, those on a line n − 1.
  let (width, height) = (right - left, bottom - top)
  let count = Double(points.count)
  if min(width, height) < 1 { return max(width, height) / max(count - 1, 1) }
  let perRow = (count * width / height).squareRoot()
  return width / max(perRow - 1, 1)
}

extension Context {
  /// Draws an arrow whose head is never longer than half of it.
  func drawArrow(
    from tail: Point, direction: Point, length: Double, width: Double, color: Color
  ) {
    setColor(color)
    guard length > 1.2 else {
      circle(x: tail.x, y: tail.y, radius: 0.45 * width)
      fill()
      return
    }
    let head = min(3 + 2.2 * width, 0.5 * length)
    let halfWidth = 0.4 * head
    let tip = Point(x: tail.x + length * direction.x, y: tail.y + length * direction.y)
    let neck = Point(x: tip.x - head * direction.x, y: tip.y - head * direction.y)
    setLine(width: width)
    move(to: tail.x, tail.y)
    line(to: neck.x + 0.2 * head * direction.x, neck.y + 0.2 * head * direction.y)
    stroke()
    move(to: tip.x, tip.y)
    line(to: neck.x - halfWidth * direction.y, neck.y + halfWidth * direction.x)
    line(to: neck.x + halfWidth * direction.y, neck.y - halfWidth * direction.x)
    closePath()
    fill()
  }
}
