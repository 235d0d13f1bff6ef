import Cairo
import Images

extension PlacedPanel {
  /// The legend as it is arranged in its position.
  func legend(with pen: borrowing Context) -> Legend {
    let isInRows = measured.legend == .above || measured.legend == .below
    return Legend(
      measured.panel.legendEntries,
      isInRows ? .rows(width: frame.area.width) : columns, with: pen)
  }

  /// Columns as high as the area, and together no wider than leaves room for it.
  private var columns: Legend.Arrangement {
    .columns(height: frame.area.height, width: max(frame.area.width, Legend.leastRoom))
  }

  /// Where the legend is to stand: in the panel if it covers nothing there, else outside, where it
  /// takes less room from the panel.
  func legendPosition(with pen: borrowing Context) -> LegendPosition {
    let area = frame.area
    let entries = measured.panel.legendEntries
    let column = Legend(entries, columns, with: pen)
    if column.isEmpty { return .none }
    switch measured.panel.legend {
    case .none: return .none
    case .topLeft: return .inside(Point(x: 0, y: 0))
    case .topRight: return .inside(Point(x: 1, y: 0))
    case .bottomLeft: return .inside(Point(x: 0, y: 1))
    case .bottomRight: return .inside(Point(x: 1, y: 1))
    case .above: return .above
    case .below: return .below
    case .beside: return .beside
    case .automatic, .direct:
      if let place = freePlace(for: column) { return .inside(place) }
      let rows = Legend(entries, .rows(width: area.width), with: pen)
      let isBelowSmaller = rows.height * area.width < column.width * area.height
      return isBelowSmaller || column.width > 0.4 * area.width ? .below : .beside
    }
  }

  /// Where in the panel a legend covers nothing, as fractions of the room that it leaves; nil if there
  /// is no such place.
  ///
  /// The marks are drawn once more, small, and the ink is counted: whatever a mark draws is seen, be
  /// it a line, an area or an arrow. Corners are tried first, then places along the edges.
  private func freePlace(for legend: Legend) -> Point? {
    let area = frame.area
    guard legend.width < 0.75 * area.width, legend.height < 0.75 * area.height,
      let ink = InkMap(of: self)
    else { return nil }
    func covered(_ place: Point) -> Int {
      ink.count(
        x: place.x * (area.width - legend.width), y: place.y * (area.height - legend.height),
        width: legend.width, height: legend.height)
    }
    let corners = [Point(x: 1, y: 0), Point(x: 0, y: 0), Point(x: 1, y: 1), Point(x: 0, y: 1)]
    let steps = (1...19).map { Double($0) / 20 }
    let edges =
      steps.map { Point(x: $0, y: 0) } + steps.map { Point(x: $0, y: 1) }
      + steps.map { Point(x: 1, y: $0) } + steps.map { Point(x: 0, y: $0) }
    return (corners + edges).first { covered($0) == 0 }
  }
}

/// Where a panel's marks leave ink, counted over rectangles.
struct InkMap {
  static let scale = 0.5

  private let width, height: Int
  /// Ink above and to the left of each corner between pixels.
  private var sums: [Int]

  /// Draws the marks of a panel, without its grounds; nil if Cairo fails.
  init?(of panel: PlacedPanel) {
    let area = panel.frame.area
    var image: PixelImage?
    do throws(CairoError) {
      let surface = try Surface(.png, width: area.width, height: area.height, scale: Self.scale)
      try surface.draw { pen in
        pen.setColor(.white)
        pen.paint()
        pen.translate(x: -area.x, y: -area.y)
        panel.drawMarks(with: pen, grounds: false)
      }
      image = try surface.finishedImage()
    } catch {
      return nil
    }
    guard let image else { return nil }
    width = image.width
    height = image.height
    sums = [Int](repeating: 0, count: (width + 1) * (height + 1))
    for row in 0..<height {
      var line = 0
      for column in 0..<width {
        if image[column, row] & 0xFFFFFF != 0xFFFFFF { line += 1 }
        sums[(row + 1) * (width + 1) + column + 1] = sums[row * (width + 1) + column + 1] + line
      }
    }
  }

  /// The number of pixels with ink in a rectangle on the page.
  func count(_ rectangle: Rectangle, from area: Rectangle) -> Int {
    count(
      x: rectangle.x - area.x, y: rectangle.y - area.y, width: rectangle.width,
      height: rectangle.height)
  }

  /// The number of pixels with ink in a rectangle, given in points from the area's corner.
  func count(x: Double, y: Double, width: Double, height: Double) -> Int {
    func corner(_ x: Double, _ y: Double) -> Int {
      let column = min(max(Int((x * Self.scale).rounded()), 0), self.width)
      let row = min(max(Int((y * Self.scale).rounded()), 0), self.height)
      return sums[row * (self.width + 1) + column]
    }
    return corner(x + width, y + height) - corner(x, y + height) - corner(x + width, y)
      + corner(x, y)
  }
}
