import Cairo

/// Greys of what is neither data nor text.
enum Ink {
  static let axis = Color.grey(0.35)
  static let grid = Color.grey(0.915)
}

extension Figure {
  /// Draws the whole page.
  func draw(_ page: Page, with pen: borrowing Context) {
    pen.setColor(.white)
    pen.paint()
    drawTitle(with: pen)
    for panel in page.panels { panel.draw(with: pen) }
  }

  private static let titleStyle = TypeStyle(size: 13, isBold: true, color: .grey(0.1))

  /// The figure's title in as many lines as the page is wide enough for.
  func titleLines(with pen: borrowing Context) -> [String] {
    title.isEmpty
      ? [] : pen.lines(of: title, Self.titleStyle, width: size.width - 2 * Spacing.border)
  }

  func drawTitle(with pen: borrowing Context) {
    for (index, line) in titleLines(with: pen).enumerated() {
      pen.write(
        line, Self.titleStyle, x: Spacing.border,
        y: Spacing.border + Double(index) * TypeStyle.title.lineHeight, .left, .top)
    }
  }

  /// The page with all legends in their places. Those that stand outside make their panels smaller.
  func pageWithLegends(_ panels: [MeasuredPanel], with pen: borrowing Context) -> Page {
    let first = page(panels, with: pen)
    let measured = first.panels.map { placed in
      var panel = placed.measured
      panel.legend = placed.legendPosition(with: pen)
      return panel
    }
    return page(measured, with: pen)
  }
}

extension PlacedPanel {
  func draw(with pen: borrowing Context) {
    if measured.panel.frameStyle == .open { drawGrid(with: pen) }
    drawMarks(with: pen, grounds: true)
    drawAxes(with: pen)
    drawHeading(with: pen)
    drawColorBars(with: pen)
    drawLegend(with: pen)
    drawDirectLabels(with: pen)
  }

  /// Draws the marks, cut off at the edges of the area.
  func drawMarks(with pen: borrowing Context, grounds: Bool) {
    for mark in measured.panel.marks where grounds || !mark.isGround {
      pen.saving {
        // A line along the edge is drawn whole too.
        let area = frame.area.expanded(by: max(mark.overhang, 1))
        pen.rectangle(x: area.x, y: area.y, width: area.width, height: area.height)
        pen.clip()
        mark.draw(in: frame, with: pen)
      }
    }
  }

  /// Writes the title and, below it, a legend that stands above the panel.
  func drawHeading(with pen: borrowing Context) {
    let line = frame.area.y - Spacing.titleGap
    pen.write(
      yTicks.multiplier, .tick, x: frame.area.x - Spacing.multiplierGap, y: line, .right)
    let legend = legend(with: pen)
    let legendHeight = measured.legend == .above ? legend.height + 1 : 0
    if measured.legend == .above {
      legend.draw(x: frame.area.x, y: line - legendHeight + 4, with: pen)
    }
    for (index, text) in headingLines(with: pen).reversed().enumerated() {
      pen.write(
        text, .title, x: frame.area.x,
        y: line - legendHeight - Double(index) * TypeStyle.title.lineHeight)
    }
  }

  func drawLegend(with pen: borrowing Context) {
    let legend = legend(with: pen)
    let area = frame.area
    switch measured.legend {
    case .none, .above: return
    case .below:
      legend.draw(x: area.x, y: area.bottom + axisHeight + Spacing.legendGap / 2, with: pen)
    case .beside:
      let x = area.right + directLabelsWidth(with: pen) + colorBarsWidth(with: pen)
      legend.draw(x: x + Spacing.legendGap, y: area.y, with: pen)
    case .inside(let place):
      let box = legend.box(at: place, in: area)
      legend.draw(
        x: box.x, y: box.y, with: pen, onGround: measured.panel.marks.contains(where: \.isGround))
    }
  }

  func drawColorBars(with pen: borrowing Context) {
    var x = frame.area.right + directLabelsWidth(with: pen)
    for bar in measured.panel.colorBars {
      bar.draw(x: x, y: frame.area.y, height: frame.area.height, with: pen)
      x += bar.width(height: frame.area.height, with: pen)
    }
  }
}
