import Cairo
import Images

extension ColorBar {
  /// The space beside the panel that the bar takes, in points.
  func width(height: Double, with pen: borrowing Context) -> Double {
    let labels = ticks(height: height).ticks.map { pen.width(of: $0.label, .tick) }
    var width =
      Spacing.colorBarGap + Spacing.colorBarWidth + Spacing.tickLength + Spacing.tickGap
      + (labels.max() ?? 0)
    if isLabelBeside(with: pen) {
      width += Spacing.labelGap + TypeStyle.label.capHeight + TypeStyle.label.descent
    }
    return max(width, Spacing.colorBarGap + noteWidth(height: height, with: pen))
  }

  /// Whether something stands above the bar.
  func hasNote(height: Double, with pen: borrowing Context) -> Bool {
    noteWidth(height: height, with: pen) > 0
  }

  /// The width of what stands above the bar: a factor, and a short label.
  private func noteWidth(height: Double, with pen: borrowing Context) -> Double {
    let factor = pen.width(of: ticks(height: height).multiplier, .tick)
    let name = isLabelBeside(with: pen) ? 0 : pen.width(of: label, .label)
    return factor + name + (factor > 0 && name > 0 ? 4 : 0)
  }

  /// Draws the bar beside a panel whose right edge is at `x`.
  func draw(x: Double, y: Double, height: Double, with pen: borrowing Context) {
    let left = x + Spacing.colorBarGap
    let right = left + Spacing.colorBarWidth
    let image = PixelImage(
      width: 1, height: 256,
      pixels: (0..<256).map { colors.map(Double(255 - $0) / 255).pixel })
    pen.draw(image, x: left, y: y, width: Spacing.colorBarWidth, height: height)
    pen.rectangle(x: left, y: y, width: Spacing.colorBarWidth, height: height)
    pen.setColor(Ink.axis)
    pen.setLine(width: 0.6, join: .miter)
    pen.stroke()

    let frame = frame(y: y, height: height)
    let ticks = ticks(height: height)
    for tick in ticks.ticks {
      pen.move(to: right, frame.y(tick.value))
      pen.line(
        to: right + (tick.isMajor ? 1 : 0.55) * Spacing.tickLength, frame.y(tick.value))
    }
    pen.stroke()
    let labelLeft = right + Spacing.tickLength + Spacing.tickGap
    var widest = 0.0
    for tick in ticks.ticks where !tick.label.isEmpty {
      pen.write(tick.label, .tick, x: labelLeft, y: frame.y(tick.value), .left, .middle)
      widest = max(widest, pen.width(of: tick.label, .tick))
    }
    pen.write(ticks.multiplier, .tick, x: left, y: y - Spacing.titleGap)
    if isLabelBeside(with: pen) {
      pen.write(
        label, .label, x: labelLeft + widest + Spacing.labelGap + TypeStyle.label.capHeight,
        y: y + height / 2, .center, .baseline, quarterTurns: -1)
    } else {
      let shift = ticks.multiplier.isEmpty ? 0 : pen.width(of: ticks.multiplier, .tick) + 4
      pen.write(label, .label, x: left + shift, y: y - Spacing.titleGap)
    }
  }

  /// A short label stands above the bar, where it reads without turning the head.
  private func isLabelBeside(with pen: borrowing Context) -> Bool {
    pen.width(of: label, .label) > 26
  }

  private func ticks(height: Double) -> Ticks {
    let wanted = max(2, Int(height / 38))
    return switch colors.scale {
    case .linear: linearTicks(colors.range, wanted: wanted).map(labelled) ?? Ticks()
    case .log: logTicks(colors.range, wanted: wanted)
    }
  }

  private func frame(y: Double, height: Double) -> Frame {
    Frame(
      area: Rectangle(x: 0, y: y, width: 1, height: height), x: Axis(), xRange: 0...1,
      y: Axis(scale: colors.scale), yRange: colors.range, resolution: 1)
  }
}
