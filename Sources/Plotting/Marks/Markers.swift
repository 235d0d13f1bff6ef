import Cairo

extension Context {
  /// Draws one point.
  func drawMarker(_ style: Style, at point: Point) {
    let r = style.markerSize / 2
    setColor(style.color)
    switch style.marker {
    case .circle:
      circle(x: point.x, y: point.y, radius: r)
      fill()
    case .square:
      rectangle(x: point.x - 0.9 * r, y: point.y - 0.9 * r, width: 1.8 * r, height: 1.8 * r)
      fill()
    case .triangle:
      polygon(point, [(0, -1.25), (1.1, 0.75), (-1.1, 0.75)], r)
    case .diamond:
      polygon(point, [(0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)], r)
    case .cross:
      setLine(width: 1.2)
      move(to: point.x - 0.9 * r, point.y - 0.9 * r)
      line(to: point.x + 0.9 * r, point.y + 0.9 * r)
      move(to: point.x - 0.9 * r, point.y + 0.9 * r)
      line(to: point.x + 0.9 * r, point.y - 0.9 * r)
      stroke()
    case .ring:
      setLine(width: 1.2)
      circle(x: point.x, y: point.y, radius: max(r - 0.6, 0.3))
      stroke()
    }
  }

  private func polygon(_ center: Point, _ corners: [(x: Double, y: Double)], _ radius: Double) {
    for (index, corner) in corners.enumerated() {
      let (x, y) = (center.x + corner.x * radius, center.y + corner.y * radius)
      if index == 0 { move(to: x, y) } else { line(to: x, y) }
    }
    closePath()
    fill()
  }
}
