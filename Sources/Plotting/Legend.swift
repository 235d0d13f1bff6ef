import Cairo

/// The legend of a panel, arranged.
struct Legend {
  /// How its lines follow each other.
  enum Arrangement: Equatable {
    case column
    /// Side by side, in as many rows as the width asks for.
    case rows(width: Double)
  }

  let width, height: Double
  private let items: [(group: [LegendEntry], place: Point)]

  private static let padding = 6.0
  private static let swatchWidth = 20.0
  private static let swatchGap = 6.0
  private static let itemGap = 16.0
  private static let lineHeight = 14.5

  init(_ groups: [[LegendEntry]], _ arrangement: Arrangement, with pen: borrowing Context) {
    var items: [(group: [LegendEntry], place: Point)] = []
    var (x, line, widest) = (0.0, 0.0, 0.0)
    for group in groups {
      let width = Self.swatchWidth + Self.swatchGap + pen.width(of: group[0].label, .legend)
      switch arrangement {
      case .column:
        if !items.isEmpty { line += 1 }
        x = 0
      case .rows(let limit):
        if x > 0 && x + width > limit { (x, line) = (0, line + 1) }
      }
      items.append((group, Point(x: x, y: (line + 0.5) * Self.lineHeight)))
      widest = max(widest, x + width)
      x += width + Self.itemGap
    }
    self.items = items
    let padding = arrangement == .column ? Self.padding : 0
    self.padding = padding
    width = widest + 2 * padding
    height = items.isEmpty ? 0 : (line + 1) * Self.lineHeight + 2 * padding - (padding > 0 ? 3 : 0)
  }

  private let padding: Double

  var isEmpty: Bool { items.isEmpty }

  /// Draws the legend with its top left corner at a place.
  /// - Parameter onGround: whether it lies on a picture and needs paper below it.
  func draw(x: Double, y: Double, with pen: borrowing Context, onGround: Bool = false) {
    if onGround {
      pen.rectangle(x: x + 3, y: y + 3, width: width - 6, height: height - 6)
      pen.setColor(.white.opacity(0.85))
      pen.fill()
    }
    for (group, place) in items {
      let left = x + padding + place.x
      let middle = y + padding + place.y - (padding > 0 ? 1.5 : 0)
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
    case .area, .band:
      pen.rectangle(x: x + 2, y: y - 4, width: width - 4, height: 8)
      pen.setColor(style.fillColor)
      pen.fill()
      if swatch == .area {
        pen.move(to: x + 2, y - 4)
        pen.line(to: x + width - 2, y - 4)
        pen.setColor(style.color)
        pen.setLine(width: 1, cap: .square)
        pen.stroke()
      }
    case .bar:
      pen.rectangle(x: x + 3, y: y - 4, width: width - 6, height: 8)
      pen.setColor(style.barColor)
      pen.fill()
    case .arrow:
      pen.drawArrow(
        from: Point(x: x + 1, y: y), direction: Point(x: 1, y: 0), length: width - 2,
        width: style.lineWidth, color: style.color)
    }
  }
}
