import Cairo

extension PlacedPanel {
  private var area: Rectangle { frame.area }
  private var panel: Panel { measured.panel }

  /// Draws faint lines at the ticks that have labels.
  func drawGrid(with pen: borrowing Context) {
    pen.setColor(Ink.grid)
    pen.setLine(width: 0.7)
    if panel.x.tickLabels == nil {
      for tick in xTicks.ticks where tick.isMajor {
        pen.move(to: frame.x(tick.value), area.y)
        pen.line(to: frame.x(tick.value), area.bottom)
      }
    }
    if panel.y.tickLabels == nil {
      for tick in yTicks.ticks where tick.isMajor {
        pen.move(to: area.x, frame.y(tick.value))
        pen.line(to: area.right, frame.y(tick.value))
      }
    }
    pen.stroke()
  }

  /// Draws the lines, ticks and labels of both axes.
  func drawAxes(with pen: borrowing Context) {
    drawLines(with: pen)
    if !panel.x.isHidden { drawXAxis(with: pen) }
    if !panel.y.isHidden { drawYAxis(with: pen) }
  }

  private func drawLines(with pen: borrowing Context) {
    pen.setColor(Ink.axis)
    pen.setLine(width: 0.8, cap: .square, join: .miter)
    switch panel.frameStyle {
    case .bare: return
    case .box:
      pen.rectangle(x: area.x, y: area.y, width: area.width, height: area.height)
    case .open where panel.x.isHidden && panel.y.isHidden:
      pen.setColor(.grey(0.85))
      pen.rectangle(x: area.x, y: area.y, width: area.width, height: area.height)
    case .open:
      if !panel.y.isHidden {
        pen.move(to: area.x, area.y)
        pen.line(to: area.x, area.bottom)
      }
      if !panel.x.isHidden {
        pen.move(to: area.x, area.bottom)
        pen.line(to: area.right, area.bottom)
      }
    }
    pen.stroke()
  }

  private func drawXAxis(with pen: borrowing Context) {
    var y = area.bottom
    for tick in xTicks.ticks where tickLength > 0 {
      let length = tick.isMajor ? tickLength : 0.55 * tickLength
      pen.move(to: frame.x(tick.value), area.bottom)
      pen.line(to: frame.x(tick.value), area.bottom + length)
    }
    pen.setColor(Ink.axis)
    pen.setLine(width: 0.8)
    pen.stroke()
    y += tickLength + Spacing.tickGap
    for tick in xTicks.ticks where !tick.label.isEmpty {
      pen.write(tick.label, .tick, x: frame.x(tick.value), y: y, .center, .top)
    }
    if !xTicks.multiplier.isEmpty {
      pen.write(
        xTicks.multiplier, .tick, x: area.right,
        y: y + TypeStyle.tick.capHeight + Spacing.labelGap, .right, .top)
    }
    if xTicks.ticks.contains(where: { !$0.label.isEmpty }) { y += TypeStyle.tick.capHeight }
    pen.write(
      panel.x.label, .label, x: area.x + area.width / 2, y: y + Spacing.labelGap, .center, .top)
  }

  private func drawYAxis(with pen: borrowing Context) {
    for tick in yTicks.ticks where tickLength > 0 {
      let length = tick.isMajor ? tickLength : 0.55 * tickLength
      pen.move(to: area.x - length, frame.y(tick.value))
      pen.line(to: area.x, frame.y(tick.value))
    }
    pen.setColor(Ink.axis)
    pen.setLine(width: 0.8)
    pen.stroke()
    let x = area.x - tickLength - Spacing.tickGap
    var widest = 0.0
    for tick in yTicks.ticks where !tick.label.isEmpty {
      pen.write(tick.label, .tick, x: x, y: frame.y(tick.value), .right, .middle)
      widest = max(widest, pen.width(of: tick.label, .tick))
    }
    let labelRight = widest > 0 ? x - widest - Spacing.labelGap : area.x - Spacing.labelGap
    pen.write(
      panel.y.label, .label, x: labelRight - TypeStyle.label.descent, y: area.y + area.height / 2,
      .center, .baseline, quarterTurns: -1)
  }
}
