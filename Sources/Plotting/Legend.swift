import Cairo

/// The legend of a panel, arranged.
struct Legend {
  /// How its entries follow each other.
  enum Arrangement: Equatable {
    /// One below the other, in as many columns as the height asks for and the width allows.
    case columns(height: Double, width: Double)
    /// Side by side, in as many rows as the width asks for.
    case rows(width: Double)
  }

  private struct Item {
    let group: [LegendEntry]
    let lines: [String]
    let width: Double
    /// Its left edge and the middle of its first line.
    var place = Point(x: 0, y: 0)
  }

  private(set) var width = 0.0
  private(set) var height = 0.0
  private var items: [Item] = []
  private let padding: Double

  private static let swatchWidth = 24.0
  private static let swatchGap = 6.0
  private static let itemGap = 16.0
  private static let lineHeight = 14.5
  /// A legend beside a panel may be as wide as this, however narrow the panel.
  static let leastRoom = 110.0
  /// Longer texts are broken into lines.
  private static let widestText = 190.0

  init(_ groups: [[LegendEntry]], _ arrangement: Arrangement, with pen: borrowing Context) {
    let swatch = Self.swatchWidth + Self.swatchGap
    var widest = Self.widestText
    if case .rows(let width) = arrangement { widest = max(60, width - swatch) }
    items = groups.map { group in
      let lines = pen.lines(of: group[0].label, .legend, width: widest)
      let text = lines.map { pen.width(of: $0, .legend) }.max() ?? 0
      return Item(group: group, lines: lines, width: swatch + text)
    }
    switch arrangement {
    case .columns(let height, let width):
      padding = 6
      var lines = max(1, Int((height - 2 * padding) / Self.lineHeight))
      arrangeColumns(lines: lines)
      let all = items.reduce(0) { $0 + $1.lines.count }
      while self.width + 2 * padding > width, lines < all {
        lines += 1
        arrangeColumns(lines: lines)
      }
      if !items.isEmpty { self.height += 2 * padding - 3 }
    case .rows(let width):
      padding = 0
      arrangeRows(width: width)
    }
    width += 2 * padding
  }

  private mutating func arrangeColumns(lines most: Int) {
    var (x, line, widest) = (0.0, 0, 0.0)
    (width, height) = (0, 0)
    for index in items.indices {
      if line > 0 && line + items[index].lines.count > most {
        (x, line, widest) = (x + widest + Self.itemGap, 0, 0)
      }
      items[index].place = Point(x: x, y: (Double(line) + 0.5) * Self.lineHeight)
      line += items[index].lines.count
      widest = max(widest, items[index].width)
      width = max(width, x + widest)
      height = max(height, Double(line) * Self.lineHeight)
    }
  }

  private mutating func arrangeRows(width limit: Double) {
    var (x, line, lines) = (0.0, 0, 0)
    for index in items.indices {
      if x > 0 && x + items[index].width > limit { (x, line) = (0, lines) }
      items[index].place = Point(x: x, y: (Double(line) + 0.5) * Self.lineHeight)
      lines = max(lines, line + items[index].lines.count)
      width = max(width, x + items[index].width)
      x += items[index].width + Self.itemGap
    }
    height = Double(lines) * Self.lineHeight
  }

  var isEmpty: Bool { items.isEmpty }

  /// What the legend covers at fractions of the room that it leaves in an area.
  func box(at place: Point, in area: Rectangle) -> Rectangle {
    Rectangle(
      x: area.x + place.x * (area.width - width), y: area.y + place.y * (area.height - height),
      width: width, height: height)
  }

  /// Draws the legend with its top left corner at a place.
  /// - Parameter onGround: whether it lies on a picture and needs paper below it.
  func draw(x: Double, y: Double, with pen: borrowing Context, onGround: Bool = false) {
    if onGround {
      pen.rectangle(x: x + 3, y: y + 3, width: width - 6, height: height - 6)
      pen.setColor(.white.opacity(0.85))
      pen.fill()
    }
    for item in items {
      let left = x + padding + item.place.x
      let middle = y + padding + item.place.y - (padding > 0 ? 1.5 : 0)
      for entry in item.group {
        entry.drawSwatch(x: left, y: middle, width: Self.swatchWidth, with: pen)
      }
      for (number, line) in item.lines.enumerated() {
        pen.write(
          line, .legend, x: left + Self.swatchWidth + Self.swatchGap,
          y: middle + Double(number) * Self.lineHeight, .left, .middle)
      }
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
