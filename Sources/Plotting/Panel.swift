/// One plot of a figure: a title, two axes and the marks between them.
public struct Panel: Sendable {
  /// How the two axes' units compare.
  public enum Aspect: Sendable {
    /// The panel fills its place.
    case free
    /// One unit is equally long on both axes, as in a plane.
    case equal
  }

  /// Where the legend stands.
  public enum LegendPlace: Sendable, Hashable {
    /// Where it covers nothing; below or beside the panel if there is no such place in it.
    case automatic
    case none
    case topLeft, topRight, bottomLeft, bottomRight
    /// Between the title and the panel, in rows.
    case above
    /// Below the panel and what its axis says, in rows.
    case below
    /// On the right of the panel.
    case beside
    /// No legend: every line has its label at its end. What is no line stands in a legend as usual.
    case direct
  }

  let title: String
  let x, y: Axis
  let aspect: Aspect
  let legend: LegendPlace
  let marks: [any Mark]

  /// A panel.
  /// - Parameters:
  ///   - title: stands above it; may be empty.
  ///   - x, y: the axes.
  ///   - aspect: `.equal` for planes and pictures.
  ///   - legend: where it stands; it lists the marks that have a label.
  ///   - marks: what is drawn, the first below.
  public init(
    _ title: String = "", x: Axis = Axis(), y: Axis = Axis(), aspect: Aspect = .free,
    legend: LegendPlace = .automatic, @MarkBuilder marks: () throws -> [any Mark]
  ) rethrows {
    self.title = title
    self.aspect = aspect
    self.legend = legend
    var marks = try marks()
    // Bars of named things share their places.
    let named = marks.enumerated().compactMap { index, mark in
      (mark as? BarPlot).flatMap { $0.isNamed ? (index, $0) : nil }
    }
    for (place, (index, bars)) in named.enumerated() {
      marks[index] = bars.sideBySide(place, of: named.count)
    }
    self.marks = marks
    self.x = x.fulfilling(marks.lazy.compactMap { $0.wishes.xLabels }.first)
    var y = y.fulfilling(marks.lazy.compactMap { $0.wishes.yLabels }.first)
    if marks.contains(where: { $0.wishes.yIsReversed }) { y.isReversed = true }
    self.y = y
  }

  var isEqual: Bool { aspect == .equal || marks.contains { $0.wishes.isEqual } }

  var frameStyle: AxisWishes.FrameStyle {
    AxisWishes.FrameStyle(rawValue: marks.map(\.wishes.frame.rawValue).max() ?? 0)!
  }

  /// The labels that stand at their lines.
  var directLabels: [DirectLabel] { marks.compactMap(directLabel) }

  private func directLabel(of mark: any Mark) -> DirectLabel? {
    guard legend != .none, let label = mark.directLabel else { return nil }
    return legend == .direct || label.isRequired ? label : nil
  }

  /// Lines of the legend: marks with the same label share one, and what is named by a direct label
  /// needs none.
  var legendEntries: [[LegendEntry]] {
    let direct = Set(directLabels.map(\.text))
    var groups: [[LegendEntry]] = []
    for entry in marks.compactMap(\.legend) where !direct.contains(entry.label) {
      if let index = groups.firstIndex(where: { $0[0].label == entry.label }) {
        groups[index].append(entry)
      } else {
        groups.append([entry])
      }
    }
    return groups
  }

  var colorBars: [ColorBar] { marks.compactMap(\.colorBar) }
}

extension Axis {
  /// The axis with the names that a mark asks for, unless it has ticks of its own.
  fileprivate func fulfilling(_ labels: AxisLabels?) -> Axis {
    guard let labels, ticks == nil else { return self }
    var axis = self
    axis.ticks = labels.values
    axis.tickLabels = labels.labels
    return axis
  }
}
