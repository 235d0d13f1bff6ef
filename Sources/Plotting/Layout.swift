import Cairo

/// Distances on the page, in points.
enum Spacing {
  static let border = 6.0
  static let tickLength = 3.5
  static let tickGap = 3.0
  static let labelGap = 5.0
  static let titleGap = 7.0
  static let columnGap = 18.0
  static let rowGap = 14.0
  static let colorBarGap = 9.0
  static let colorBarWidth = 9.0
  static let legendGap = 12.0
}

/// Space around the area of a panel, in points.
struct Margins: Equatable {
  var left = 0.0
  var right = 0.0
  var top = 0.0
  var bottom = 0.0
}

/// A panel with its place on the page.
struct PlacedPanel {
  let measured: MeasuredPanel
  let frame: Frame
  let xTicks, yTicks: Ticks
}

/// A page divided into cells: in a column they are equally wide and begin on one line, in a row they
/// are equally high.
private struct PageGrid {
  /// The cells, row by row, each without its margins.
  let cells: [Rectangle]

  init(_ size: Figure.Size, columns: Int, top: Double, margins: [Margins]) {
    let rows = (margins.count + columns - 1) / columns
    var byColumn = [Margins](repeating: Margins(), count: columns)
    var byRow = [Margins](repeating: Margins(), count: rows)
    for (index, margin) in margins.enumerated() {
      let (row, column) = (index / columns, index % columns)
      byColumn[column].left = max(byColumn[column].left, margin.left)
      byColumn[column].right = max(byColumn[column].right, margin.right)
      byRow[row].top = max(byRow[row].top, margin.top)
      byRow[row].bottom = max(byRow[row].bottom, margin.bottom)
    }
    let width = Self.share(
      of: size.width - 2 * Spacing.border, among: columns, gap: Spacing.columnGap,
      margins: byColumn.map { $0.left + $0.right })
    let height = Self.share(
      of: size.height - top - Spacing.border, among: rows, gap: Spacing.rowGap,
      margins: byRow.map { $0.top + $0.bottom })
    var cells: [Rectangle] = []
    var y = top
    for row in byRow {
      var x = Spacing.border
      for column in byColumn {
        cells.append(Rectangle(x: x + column.left, y: y + row.top, width: width, height: height))
        x += column.left + width + column.right + Spacing.columnGap
      }
      y += row.top + height + row.bottom + Spacing.rowGap
    }
    self.cells = Array(cells.prefix(margins.count))
  }

  private static func share(
    of length: Double, among count: Int, gap: Double, margins: [Double]
  ) -> Double {
    max(10, (length - margins.reduce(0, +) - Double(count - 1) * gap) / Double(count))
  }
}

extension Figure {
  /// Gives every panel its place on the page.
  func placed(_ panels: [MeasuredPanel], with pen: borrowing Context) -> [PlacedPanel] {
    let top = Spacing.border + (title.isEmpty ? 0 : TypeStyle.title.lineHeight + 4)
    var margins = [Margins](
      repeating: Margins(left: 40, right: 10, top: 20, bottom: 35), count: panels.count)
    var placed: [PlacedPanel] = []
    // Ticks depend on the sizes and the sizes on the ticks' labels: the third round settles it.
    for _ in 0..<3 {
      let grid = PageGrid(size, columns: columns, top: top, margins: margins)
      placed = []
      for (index, panel) in panels.enumerated() {
        let frame = panel.frame(in: grid.cells[index])
        placed.append(
          PlacedPanel(
            measured: panel, frame: frame, xTicks: panel.xTicks(frame, with: pen),
            yTicks: panel.yTicks(frame)))
        margins[index] = placed[index].margins(with: pen)
      }
    }
    return placed
  }
}

extension MeasuredPanel {
  /// The area of the panel within its cell: all of it, or as much as equal units on both axes leave,
  /// in the middle.
  func frame(in cell: Rectangle) -> Frame {
    var area = cell
    if panel.isEqual {
      let aspect = length(xRange, panel.x.scale) / length(yRange, panel.y.scale)
      if aspect.isFinite && aspect > 0 {
        area.width = min(cell.width, cell.height * aspect)
        area.height = min(cell.height, cell.width / aspect)
        area.x += (cell.width - area.width) / 2
        area.y += (cell.height - area.height) / 2
      }
    }
    return Frame(
      area: area, x: panel.x, xRange: xRange, y: panel.y, yRange: yRange,
      resolution: Figure.scale)
  }

  private func length(_ range: ClosedRange<Double>, _ scale: Axis.Scale) -> Double {
    scale.position(range.upperBound) - scale.position(range.lowerBound)
  }
}

extension PlacedPanel {
  /// The space that ticks, labels, title, colour bars and legend take around the area.
  func margins(with pen: borrowing Context) -> Margins {
    let panel = measured.panel
    var margins = Margins()
    let hasTopNote = !yTicks.multiplier.isEmpty
    margins.top = measured.heading.isEmpty ? 4 : TypeStyle.title.capHeight + Spacing.titleGap + 2
    if hasTopNote { margins.top += TypeStyle.tick.lineHeight }
    if !panel.x.isHidden {
      if xTicks.ticks.contains(where: { !$0.label.isEmpty }) || !xTicks.multiplier.isEmpty {
        margins.bottom += tickLength + Spacing.tickGap + TypeStyle.tick.capHeight
        // Labels are centred on their ticks and may reach over the edge.
        for tick in xTicks.ticks where !tick.label.isEmpty {
          let half = pen.width(of: tick.label, .tick) / 2
          let x = frame.x(tick.value)
          margins.right = max(margins.right, x + half - frame.area.right)
          margins.left = max(margins.left, frame.area.x - x + half)
        }
      }
      if !panel.x.label.isEmpty {
        margins.bottom += Spacing.labelGap + TypeStyle.label.capHeight + TypeStyle.label.descent
      }
    }
    if !panel.y.isHidden {
      let widest = yTicks.ticks.map { pen.width(of: $0.label, .tick) }.max() ?? 0
      var left = widest > 0 ? tickLength + Spacing.tickGap + widest : 0
      if !panel.y.label.isEmpty {
        left += Spacing.labelGap + TypeStyle.label.capHeight + TypeStyle.label.descent
      }
      margins.left = max(margins.left, left)
    }
    for bar in panel.colorBars { margins.right += bar.width(height: frame.area.height, with: pen) }
    if measured.hasOutsideLegend {
      margins.right += Spacing.legendGap + Legend(panel.legendEntries, with: pen).width
    }
    return margins
  }

  /// Length of the ticks, in points; pictures have none.
  var tickLength: Double {
    measured.panel.frameStyle == .bare ? 0 : Spacing.tickLength
  }
}
