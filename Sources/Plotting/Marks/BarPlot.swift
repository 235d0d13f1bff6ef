import Cairo
import Elementary

/// Bars that stand on a base: amounts of named things, or of places on an axis.
///
/// Several bar plots with names in one panel stand side by side.
public struct BarPlot: Mark {
  private let x, heights: [Double]
  private let errors: [Double]?
  private let width: Double
  private let base: Double
  private let categories: [String]?
  private let label: String?
  private let style: Style
  /// Which of how many bar plots in the panel this is.
  private var place = (index: 0, count: 1)

  /// Bars of named things, from left to right.
  /// - Parameters:
  ///   - categories: the names, the same for all bar plots of a panel.
  ///   - values: heights, one for each name.
  ///   - errors: half lengths of error bars, one for each name; an infinite one reaches from edge to
  ///     edge, and NaN is none. Nil for none.
  ///   - base: where the bars stand; on a logarithmic axis the edge of the panel.
  ///   - label: their name in the legend; nil to leave it out.
  public init(
    categories: [String], values: [Double], errors: [Double]? = nil, base: Double = 0,
    label: String? = nil, style: Style = .series(0)
  ) {
    requireEqualCounts("BarPlot", ("categories", categories.count), ("values", values.count))
    self.init(
      x: categories.indices.map(Double.init), heights: values, width: 0.76, errors: errors,
      base: base, categories: categories, label: label, style: style)
  }

  /// Bars at places on an axis.
  /// - Parameters:
  ///   - x: the middles of the bars.
  ///   - heights: one for each bar.
  ///   - width: of every bar, in units of x.
  public init(
    x: [Double], heights: [Double], width: Double, errors: [Double]? = nil, base: Double = 0,
    label: String? = nil, style: Style = .series(0)
  ) {
    self.init(
      x: x, heights: heights, width: width, errors: errors, base: base, categories: nil,
      label: label, style: style)
  }

  private init(
    x: [Double], heights: [Double], width: Double, errors: [Double]?, base: Double,
    categories: [String]?, label: String?, style: Style
  ) {
    requireEqualCounts("BarPlot", ("x", x.count), ("heights", heights.count))
    if let errors {
      requireEqualCounts("BarPlot", ("heights", heights.count), ("errors", errors.count))
      requireErrors("BarPlot", errors)
    }
    precondition(width > 0, "bars need a positive width, got \(width)")
    self.x = x
    self.heights = heights
    self.errors = errors
    self.width = width
    self.base = base
    self.categories = categories
    self.label = label
    self.style = style
  }

  /// The same bars, narrowed to stand beside those of other bar plots.
  func sideBySide(_ index: Int, of count: Int) -> BarPlot {
    var plot = self
    plot.place = (index, count)
    return plot
  }

  /// Whether the bars share their places with those of other bar plots of the panel.
  var isNamed: Bool { categories != nil }

  public var legend: LegendEntry? { LegendEntry(label, .bar, style) }

  public var wishes: AxisWishes {
    var wishes = AxisWishes()
    wishes.xLabels = categories.map { AxisLabels($0) }
    return wishes
  }

  public var occupiedAxes: OccupiedAxes { x.isEmpty ? [] : .both }

  public func extend(_ bounds: inout Bounds) {
    let (xScale, yScale) = (bounds.x.scale, bounds.y.scale)
    let places = x.indices.filter {
      xScale.holds(x[$0] + width / 2) && x[$0].isFinite && yScale.holds(heights[$0])
    }
    bounds.y.includeFoot(base, of: places.map { heights[$0] })
    for index in places {
      let left = x[index] - 0.62 * width
      bounds.x.include(
        [xScale.holds(left) ? left : (x[index] + width / 2) / 2, x[index] + 0.62 * width],
        margin: .none)
      bounds.y.include(heights[index])
      if let errors {
        bounds.y.include([heights[index] - errors[index], heights[index] + errors[index]])
      }
    }
  }

  public func draw(in frame: Frame, with pen: borrowing Context) {
    let share = width / Double(place.count)
    for index in x.indices {
      let left = x[index] - width / 2 + Double(place.index) * share
      // On a logarithmic axis a bar may reach below everything: it begins at the edge.
      let (x0, x1) = (x[index].isFinite ? frame.barStart(left) : .nan, frame.x(left + share))
      let (top, foot) = (frame.y(heights[index]), frame.barEnd(base))
      guard x0.isFinite, x1.isFinite, top.isFinite else { continue }
      let gap = place.count > 1 ? 0.5 : 0
      pen.setColor(style.barColor)
      pen.rectangle(x: x0 + gap, y: top, width: x1 - x0 - 2 * gap, height: foot - top)
      pen.fill()
      guard let errors else { continue }
      let low = frame.barEnd(heights[index] - errors[index])
      let high = frame.barEnd(heights[index] + errors[index])
      guard high.isFinite else { continue }
      pen.setColor(.grey(0.1))
      pen.setLine(width: 1)
      pen.move(to: (x0 + x1) / 2, high)
      pen.line(to: (x0 + x1) / 2, low)
      pen.stroke()
    }
  }

  public func record(in table: inout NumberTable) {
    for index in x.indices {
      // A bar's own name says more than its number.
      table.begin(
        "bar", label: [label, categories?[index]].compactMap(\.self).joined(separator: ": "))
      table.add(
        x: x[index], y: heights[index], lower: errors.map { heights[index] - $0[index] },
        upper: errors.map { heights[index] + $0[index] })
    }
  }
}
