import Cairo

/// The legend of a panel, measured.
struct Legend {
  let entries: [[LegendEntry]]
  let width, height: Double

  private static let padding = 6.0
  private static let swatchWidth = 20.0
  private static let swatchGap = 6.0
  private static let lineHeight = 14.5

  init(_ entries: [[LegendEntry]], with pen: borrowing Context) {
    self.entries = entries
    let widest = entries.map { pen.width(of: $0[0].label, .legend) }.max() ?? 0
    width = 2 * Self.padding + Self.swatchWidth + Self.swatchGap + widest
    height = 2 * Self.padding + Double(entries.count) * Self.lineHeight - 3
  }

  var isEmpty: Bool { entries.isEmpty }

  /// Draws the legend with its top left corner at a place.
  /// - Parameter onGround: whether it lies on a picture and needs paper below it.
  func draw(x: Double, y: Double, with pen: borrowing Context, onGround: Bool = false) {
    if onGround {
      pen.rectangle(x: x + 3, y: y + 3, width: width - 6, height: height - 6)
      pen.setColor(.white.opacity(0.85))
      pen.fill()
    }
    for (line, group) in entries.enumerated() {
      let left = x + Self.padding
      let middle = y + Self.padding + (Double(line) + 0.5) * Self.lineHeight - 1.5
      for entry in group {
        entry.drawSwatch(x: left, y: middle, width: Self.swatchWidth, with: pen)
      }
      pen.write(
        group[0].label, .legend, x: left + Self.swatchWidth + Self.swatchGap, y: middle, .left,
        .middle)
    }
  }
}

extension LegendEntry {
  fileprivate func drawSwatch(x: Double, y: Double, width: Double, with pen: borrowing Context) {
    let middle = x + width / 2
    switch swatch {
    case .line:
      pen.setStroke(style)
      pen.move(to: x, y)
      pen.line(to: x + width, y)
      pen.stroke()
    case .points, .pointsWithErrors:
      if swatch == .pointsWithErrors {
        pen.setColor(style.color)
        pen.setLine(width: 1)
        pen.move(to: middle, y - 5.5)
        pen.line(to: middle, y + 5.5)
        pen.stroke()
      }
      // A name must be findable even for points that are small and pale in the plot.
      let visible = style.opacity(max(style.color.opacity, 0.6)).markerSize(
        max(style.markerSize, 4))
      pen.drawMarker(visible, at: Point(x: middle, y: y))
    case .area:
      pen.rectangle(x: x + 2, y: y - 4, width: width - 4, height: 8)
      pen.setColor(style.color.opacity(style.color.opacity * style.fillOpacity))
      pen.fillPreserve()
      pen.setColor(style.color)
      pen.setLine(width: 0.8, join: .miter)
      pen.stroke()
    case .arrow:
      pen.drawArrow(
        from: Point(x: x + 1, y: y), direction: Point(x: 1, y: 0), length: width - 2,
        width: style.lineWidth, color: style.color)
    }
  }
}
