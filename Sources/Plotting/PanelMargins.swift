import Cairo

/// Space around the area of a panel, in points.
struct Margins: Equatable {
  var left = 0.0
  var right = 0.0
  var top = 0.0
  var bottom = 0.0
}

extension PlacedPanel {
  private var panel: Panel { measured.panel }

  /// The space that ticks, labels, title, colour bars and legend take around the area: whatever is
  /// drawn there makes room for itself.
  func margins(with pen: borrowing Context) -> Margins {
    var margins = Margins()
    margins.top = topNotes(with: pen) + headingHeight(with: pen)
    margins.bottom = axisHeight
    if !panel.x.isHidden {
      // Labels are centred on their ticks and may reach over the edge.
      for tick in xTicks.ticks where !tick.label.isEmpty {
        let half = pen.width(of: tick.label, .tick) / 2
        let x = frame.x(tick.value)
        margins.right = max(margins.right, x + half - frame.area.right)
        margins.left = max(margins.left, frame.area.x - x + half)
      }
    }
    margins.left = max(margins.left, axisWidth(with: pen))
    margins.right = max(margins.right, directLabelsWidth(with: pen))
    margins.right += colorBarsWidth(with: pen)
    switch measured.legend {
    case .above: margins.top += legend(with: pen).height + 1
    case .below: margins.bottom += Spacing.legendGap / 2 + legend(with: pen).height
    case .beside:
      let legend = legend(with: pen)
      margins.right += Spacing.legendGap + legend.width
      margins.bottom = max(margins.bottom, legend.height - frame.area.height)
    case .none, .inside: break
    }
    return margins
  }

  /// Length of the ticks, in points; pictures have none.
  var tickLength: Double { panel.frameStyle == .bare ? 0 : Spacing.tickLength }

  /// The height of the horizontal axis' ticks, their labels, and what it shows.
  var axisHeight: Double {
    guard !panel.x.isHidden else { return 0 }
    var height = 0.0
    if xTicks.ticks.contains(where: { !$0.label.isEmpty }) || !xTicks.multiplier.isEmpty {
      height += tickLength + Spacing.tickGap + TypeStyle.tick.capHeight
    }
    if !panel.x.label.isEmpty || !xTicks.multiplier.isEmpty {
      height += Spacing.labelGap + TypeStyle.label.capHeight + TypeStyle.label.descent
    }
    return height
  }

  /// The width of the vertical axis' ticks, their labels, and what it shows.
  private func axisWidth(with pen: borrowing Context) -> Double {
    guard !panel.y.isHidden else { return 0 }
    let widest = yTicks.ticks.map { pen.width(of: $0.label, .tick) }.max() ?? 0
    var width = widest > 0 ? tickLength + Spacing.tickGap + widest : 0
    if !panel.y.label.isEmpty {
      width += Spacing.labelGap + TypeStyle.label.capHeight + TypeStyle.label.descent
    }
    if yTicks.multiplier.isEmpty { return width }
    return max(width, Spacing.multiplierGap + pen.width(of: yTicks.multiplier, .tick))
  }

  /// The height of what stands directly above the area: the factor of the vertical axis, beside the
  /// title, and what colour bars say.
  private func topNotes(with pen: borrowing Context) -> Double {
    let hasNote =
      !yTicks.multiplier.isEmpty
      || panel.colorBars.contains { $0.hasNote(height: frame.area.height, with: pen) }
    // The title stands on the same line.
    guard measured.heading.isEmpty && hasNote else { return 4 }
    return Spacing.titleGap + TypeStyle.label.capHeight + TypeStyle.label.descent
  }

  /// The height of the title and its distance from the area, less what is there anyway.
  private func headingHeight(with pen: borrowing Context) -> Double {
    if measured.heading.isEmpty { return 0 }
    return Spacing.titleGap + TypeStyle.title.capHeight - 2
      + Double(headingLines(with: pen).count - 1) * TypeStyle.title.lineHeight
  }

  /// The title in as many lines as its panel is wide enough for.
  func headingLines(with pen: borrowing Context) -> [String] {
    let height = frame.area.height
    let isBarFree = panel.colorBars.allSatisfy { !$0.hasNote(height: height, with: pen) }
    let room = frame.area.width + (isBarFree ? colorBarsWidth(with: pen) : 0)
    return pen.lines(of: measured.heading, .title, width: room)
  }

  func colorBarsWidth(with pen: borrowing Context) -> Double {
    panel.colorBars.reduce(0) { $0 + $1.width(height: frame.area.height, with: pen) }
  }
}
