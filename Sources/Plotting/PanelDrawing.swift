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
    if !title.isEmpty {
      pen.write(
        title, TypeStyle(size: 13, isBold: true, color: .grey(0.1)), x: Spacing.border,
        y: Spacing.border, .left, .top)
    }
    for panel in page.panels { panel.draw(with: pen) }
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
  private func drawHeading(with pen: borrowing Context) {
    var bottom = frame.area.y - Spacing.titleGap
    if !yTicks.multiplier.isEmpty {
      pen.write(
        yTicks.multiplier, .tick, x: frame.area.x, y: frame.area.y - 4, .left, .baseline)
      bottom -= TypeStyle.tick.lineHeight
    }
    let legend = legend(with: pen)
    let legendHeight = measured.legend == .above ? legend.height + 1 : 0
    let line = min(
      bottom - legendHeight, top.map { $0 + TypeStyle.title.capHeight + 2 } ?? .infinity)
    if measured.legend == .above { legend.draw(x: frame.area.x, y: line + 4, with: pen) }
    // A title that is too long for its panel is set smaller rather than over its neighbour.
    var style = TypeStyle.title
    let room = frame.area.width + 20 + colorBarsWidth(with: pen)
    style.size *= min(1, max(0.75, room / pen.width(of: measured.heading, style)))
    pen.write(measured.heading, style, x: frame.area.x, y: line)
  }

  private func drawLegend(with pen: borrowing Context) {
    let legend = legend(with: pen)
    switch measured.legend {
    case .none, .above: return
    case .beside:
      legend.draw(
        x: frame.area.right + Spacing.legendGap + colorBarsWidth(with: pen), y: frame.area.y,
        with: pen)
    case .inside(let place):
      legend.draw(
        x: frame.area.x + place.x * (frame.area.width - legend.width),
        y: frame.area.y + place.y * (frame.area.height - legend.height), with: pen,
        onGround: measured.panel.marks.contains(where: \.isGround))
    }
  }

  private func drawColorBars(with pen: borrowing Context) {
    var x = frame.area.right
    for bar in measured.panel.colorBars {
      bar.draw(x: x, y: frame.area.y, height: frame.area.height, with: pen)
      x += bar.width(height: frame.area.height, with: pen)
    }
  }

  private func colorBarsWidth(with pen: borrowing Context) -> Double {
    measured.panel.colorBars.reduce(0) { $0 + $1.width(height: frame.area.height, with: pen) }
  }
}
