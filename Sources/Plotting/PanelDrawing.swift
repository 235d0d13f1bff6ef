import Cairo

/// Greys of what is neither data nor text.
enum Ink {
  static let axis = Color.grey(0.35)
  static let grid = Color.grey(0.915)
}

extension Figure {
  /// Draws the whole page.
  func draw(_ panels: [MeasuredPanel], with pen: borrowing Context) {
    pen.setColor(.white)
    pen.paint()
    if !title.isEmpty {
      pen.write(
        title, TypeStyle(size: 13, isBold: true, color: .grey(0.1)), x: Spacing.border,
        y: Spacing.border, .left, .top)
    }
    for panel in withLegends(placed(panels, with: pen), with: pen) {
      panel.draw(with: pen)
    }
  }

  /// Moves legends that find no room within their panels to the side, which makes those narrower.
  private func withLegends(
    _ panels: [PlacedPanel], with pen: borrowing Context
  ) -> [PlacedPanel] {
    var measured = panels.map(\.measured)
    var isChanged = false
    for (index, panel) in panels.enumerated() where measured[index].panel.legend == .automatic {
      let legend = Legend(measured[index].panel.legendEntries, with: pen)
      guard !legend.isEmpty else { continue }
      measured[index].legendCorner = panel.freePlace(for: legend)
      if measured[index].legendCorner == nil {
        measured[index].hasOutsideLegend = true
        isChanged = true
      }
    }
    if !isChanged && measured.allSatisfy({ $0.legendCorner == nil }) { return panels }
    return placed(measured, with: pen)
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

  /// Draws the marks, cut off at the edges of the area, where half a point may reach out.
  func drawMarks(with pen: borrowing Context, grounds: Bool) {
    pen.saving {
      let area = frame.area.expanded(by: 3)
      pen.rectangle(x: area.x, y: area.y, width: area.width, height: area.height)
      pen.clip()
      for mark in measured.panel.marks where grounds || !mark.isGround {
        pen.saving { mark.draw(in: frame, with: pen) }
      }
    }
  }

  private func drawHeading(with pen: borrowing Context) {
    var y = frame.area.y - Spacing.titleGap
    if !yTicks.multiplier.isEmpty {
      pen.write(
        yTicks.multiplier, .tick, x: frame.area.x, y: frame.area.y - 4, .left, .baseline)
      y -= TypeStyle.tick.lineHeight
    }
    pen.write(measured.heading, .title, x: frame.area.x, y: y)
  }

  private func drawLegend(with pen: borrowing Context) {
    let legend = Legend(measured.panel.legendEntries, with: pen)
    guard !legend.isEmpty, measured.panel.legend != .none else { return }
    if measured.hasOutsideLegend {
      legend.draw(
        x: frame.area.right + Spacing.legendGap + colorBarsWidth(with: pen), y: frame.area.y,
        with: pen)
    } else if let corner = measured.legendCorner ?? fixedCorner(of: legend) {
      legend.draw(
        x: frame.area.x + corner.x * (frame.area.width - legend.width),
        y: frame.area.y + corner.y * (frame.area.height - legend.height), with: pen,
        onGround: measured.panel.marks.contains(where: \.isGround))
    }
  }

  private func fixedCorner(of legend: Legend) -> Point? {
    switch measured.panel.legend {
    case .topLeft: Point(x: 0, y: 0)
    case .topRight: Point(x: 1, y: 0)
    case .bottomLeft: Point(x: 0, y: 1)
    case .bottomRight: Point(x: 1, y: 1)
    case .automatic, .none, .outside: nil
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
