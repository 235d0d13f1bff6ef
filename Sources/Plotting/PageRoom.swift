import Cairo

extension Figure {
  /// Refuses a page over whose edges something reaches: it would be cut off.
  func requireRoom(_ page: Page) throws(PlottingError) {
    try requireRoom(on: page, of: "the figure's title", panel: nil) { drawTitle(with: $0) }
    for (index, placed) in page.panels.enumerated() {
      for (part, draw) in placed.textParts {
        try requireRoom(on: page, of: part, panel: index, draw)
      }
    }
  }

  private func requireRoom(
    on page: Page, of part: String, panel: Int?, _ draw: (borrowing Context) -> Void
  ) throws(PlottingError) {
    let ink: (x: Double, y: Double, width: Double, height: Double)?
    do throws(CairoError) { ink = try inkExtents(draw) } catch { throw .cairo(error) }
    guard let ink else { return }
    let over = max(
      -ink.x, -ink.y, ink.x + ink.width - size.width, ink.y + ink.height - page.height.rounded(.up))
    // Rounding of the extents to whole points.
    if over > 1 {
      throw .noRoom(
        PanelName(
          figure: title, number: panel.map { $0 + 1 }, title: panel.map { panels[$0].title }),
        part: part, points: Int(over.rounded(.up)))
    }
  }
}

extension PlacedPanel {
  /// What stands around the marks or may reach over the panel's edges, with its name.
  fileprivate var textParts: [(name: String, draw: (borrowing Context) -> Void)] {
    var parts: [(name: String, draw: (borrowing Context) -> Void)] = [
      ("the axes' labels", { pen in drawAxes(with: pen) }),
      ("the title", { pen in drawHeading(with: pen) }),
      ("the colour bar", { pen in drawColorBars(with: pen) }),
      ("the legend", { pen in drawLegend(with: pen) }),
      ("the labels of lines", { pen in drawDirectLabels(with: pen) }),
    ]
    for mark in measured.panel.marks where mark.overhang > Spacing.border {
      parts.append((mark.name, { pen in mark.draw(in: frame, with: pen) }))
    }
    return parts
  }
}
