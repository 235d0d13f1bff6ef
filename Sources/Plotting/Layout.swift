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
  static let multiplierGap = 4.0
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
  /// The height of the page that is used.
  let height: Double

  init(_ size: Figure.Size, columns: Int, top: Double, panels: [MeasuredPanel], margins: [Margins])
  {
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
      margins: byColumn.map { $0.left + $0.right }, least: 60, total: size.width)
    let height = Self.share(
      of: size.height - top - Spacing.border, among: rows, gap: Spacing.rowGap,
      margins: byRow.map { $0.top + $0.bottom }, least: 90, total: size.height)
    var cells: [Rectangle] = []
    var y = top
    for (row, margin) in byRow.enumerated() {
      let rowPanels = panels[(row * columns)..<min((row + 1) * columns, panels.count)]
      let used = rowPanels.map { $0.fitted(width: width, height: height).height }.max() ?? height
      var x = Spacing.border
      for column in byColumn.prefix(rowPanels.count) {
        cells.append(
          Rectangle(x: x + column.left, y: y + margin.top, width: width, height: used))
        x += column.left + width + column.right + Spacing.columnGap
      }
      y += margin.top + used + margin.bottom + Spacing.rowGap
    }
    self.cells = cells
    self.height = y - Spacing.rowGap + Spacing.border
  }

  /// Never less than panels need, `least` or on a small page two fifths of its share: rather a page
  /// grows than that a large legend leaves no panel.
  private static func share(
    of length: Double, among count: Int, gap: Double, margins: [Double], least: Double,
    total: Double
  ) -> Double {
    let count = Double(count)
    return max(
      min(least, 0.4 * total / count),
      (length - margins.reduce(0, +) - (count - 1) * gap) / count)
  }
}

/// All panels with their places.
struct Page {
  let panels: [PlacedPanel]
  let height: Double
}

extension Figure {
  /// Gives every panel its place on the page.
  func page(_ panels: [MeasuredPanel], with pen: borrowing Context) -> Page {
    let lines = titleLines(with: pen).count
    let top =
      Spacing.border + (lines == 0 ? 0 : Double(lines) * TypeStyle.title.lineHeight + 4)
    var margins = [Margins](
      repeating: Margins(left: 40, right: 10, top: 20, bottom: 35), count: panels.count)
    var page = Page(panels: [], height: size.height)
    // Ticks depend on the sizes and the sizes on the ticks' labels: the third round settles it,
    // and a fourth the lines of large legends.
    for _ in 0..<4 {
      let grid = PageGrid(size, columns: columns, top: top, panels: panels, margins: margins)
      let placed = panels.indices.map { index in
        let (panel, cell) = (panels[index], grid.cells[index])
        let frame = panel.frame(in: cell)
        return PlacedPanel(
          measured: panel, frame: frame, xTicks: panel.xTicks(frame, with: pen),
          yTicks: panel.yTicks(frame))
      }
      margins = placed.map { $0.margins(with: pen) }
      page = Page(panels: placed, height: grid.height)
    }
    return page
  }
}

extension MeasuredPanel {
  /// The part of a cell that the panel fills: all of it, or as much as equal units on both axes leave.
  func fitted(width: Double, height: Double) -> (width: Double, height: Double) {
    guard panel.isEqual else { return (width, height) }
    let aspect = length(xRange, panel.x.scale) / length(yRange, panel.y.scale)
    guard aspect.isFinite && aspect > 0 else { return (width, height) }
    return (min(width, height * aspect), min(height, width / aspect))
  }

  /// The area of the panel, in the middle of its cell and as high as that, so that in a row all titles
  /// stand on one line.
  func frame(in cell: Rectangle) -> Frame {
    let size = fitted(width: cell.width, height: cell.height)
    return Frame(
      area: Rectangle(
        x: cell.x + (cell.width - size.width) / 2, y: cell.y, width: size.width,
        height: size.height), x: panel.x, xRange: xRange, y: panel.y, yRange: yRange,
      resolution: Figure.scale)
  }

  private func length(_ range: ClosedRange<Double>, _ scale: Axis.Scale) -> Double {
    scale.position(range.upperBound) - scale.position(range.lowerBound)
  }
}
