import Cairo

/// A line through many places: gaps where there is no number, and no more corners than can be seen.
struct Polyline {
  /// Connected parts, in points; a place between two gaps is a part of its own.
  private(set) var parts: [[Point]] = []

  /// The line through pairs of numbers.
  ///
  /// It breaks where a number is not finite or has no place on its axis. What leaves the page is cut
  /// off far outside, since Cairo's coordinates end at 2²³.
  init(x: [Double], y: [Double], in frame: Frame) {
    let reach = frame.area.expanded(by: 100 + frame.area.width + frame.area.height)
    var part: [Point] = []
    var previous: Point?
    for (xValue, yValue) in zip(x, y) {
      let point = Point(x: frame.exactX(xValue), y: frame.exactY(yValue))
      guard point.x.isFinite, point.y.isFinite else {
        finish(&part)
        previous = nil
        continue
      }
      if let previous {
        if let (start, end) = clipped(previous, point, to: reach) {
          if part.last != start {
            finish(&part)
            part.append(start)
          }
          part.append(end)
        } else {
          finish(&part)
        }
      } else if clipped(point, point, to: reach) != nil {
        part.append(point)
      }
      previous = point
    }
    finish(&part)
  }

  private mutating func finish(_ part: inout [Point]) {
    if !part.isEmpty { parts.append(thinned(part)) }
    part = []
  }

  /// Places that no line leads to or from.
  var lonePoints: [Point] { parts.compactMap { $0.count == 1 ? $0[0] : nil } }

  /// Draws the line in the colour and width that are set; lone places are left to the caller.
  ///
  /// Cairo's time grows with the square of a path's length where it crosses itself, so that opaque
  /// lines are drawn in pieces.
  func stroke(with pen: borrowing Context, inPieces: Bool) {
    let pieceLength = inPieces ? 500 : Int.max
    for part in parts {
      var start = 0
      while start < part.count - 1 {
        let end = min(part.count - 1, start.addingReportingOverflow(pieceLength).partialValue)
        let last = end < start ? part.count - 1 : end
        pen.move(to: part[start].x, part[start].y)
        for point in part[(start + 1)...last] { pen.line(to: point.x, point.y) }
        pen.stroke()
        start = last
      }
    }
  }
}

/// Leaves out corners that lie on the line through their neighbours to within a twentieth of a
/// point, and, among many in one column of that width, all but the first, last, lowest, highest.
private func thinned(_ points: [Point]) -> [Point] {
  guard points.count > 2000 else { return points }
  let width = 0.2
  var result: [Point] = []
  var start = 0
  while start < points.count {
    let column = (points[start].x / width).rounded(.down)
    var end = start
    var (lowest, highest) = (start, start)
    while end + 1 < points.count, (points[end + 1].x / width).rounded(.down) == column {
      end += 1
      if points[end].y < points[lowest].y { lowest = end }
      if points[end].y > points[highest].y { highest = end }
    }
    var kept = [start]
    for index in [min(lowest, highest), max(lowest, highest), end] where index > kept.last! {
      kept.append(index)
    }
    result += kept.map { points[$0] }
    start = end + 1
  }
  return result
}

/// The part of a straight line that lies in a rectangle (Y.-D. Liang, B. Barsky, 1984).
private func clipped(_ a: Point, _ b: Point, to area: Rectangle) -> (Point, Point)? {
  var (enter, leave) = (0.0, 1.0)
  let (dx, dy) = (b.x - a.x, b.y - a.y)
  let edges = [
    (-dx, a.x - area.x), (dx, area.right - a.x), (-dy, a.y - area.y), (dy, area.bottom - a.y),
  ]
  for (slope, distance) in edges {
    if slope == 0 {
      if distance < 0 { return nil }
    } else if slope < 0 {
      enter = max(enter, distance / slope)
    } else {
      leave = min(leave, distance / slope)
    }
  }
  guard enter <= leave else { return nil }
  func at(_ t: Double) -> Point {
    t == 0 ? a : t == 1 ? b : Point(x: a.x + t * dx, y: a.y + t * dy)
  }
  return (at(enter), at(leave))
}
