import Cairo

/// Lines on which numbers on a grid take given values.
public struct ContourPlot: Mark {
  private let grid: GriddedValues
  private let levels: [Double]
  private let lines: [[ContourLine]]
  private let colors: ColorScale?
  private let colorBarLabel: String?
  private let label: String?
  private let style: Style

  /// Contour lines.
  /// - Parameters:
  ///   - x, y: where the columns and rows of the grid lie, both ascending, at least 2 of each.
  ///   - values: row by row, `values[j * x.count + i]` belongs to `x[i]`, `y[j]`.
  ///   - levels: the values on the lines; nil for about eight round ones.
  ///   - label: their name in the legend; nil to leave it out.
  ///   - style: how lines look; its colour gives way to that of the colour map, if there is one.
  ///   - colorMap: colours of the levels; nil for lines of one colour.
  ///   - colorBar: what the colour bar beside the panel says; nil for no bar.
  public init(
    x: [Double], y: [Double], values: [Double], levels: [Double]? = nil, label: String? = nil,
    style: Style = Style(color: .grey(0.3)).lineWidth(0.8), colorMap: ColorMap? = nil,
    colorBar: String? = nil
  ) {
    let grid = GriddedValues("ContourPlot", x: x, y: y, values: values)
    let levels = (levels ?? roundLevels(values)).filter(\.isFinite)
    self.grid = grid
    self.levels = levels
    lines = levels.map { contourLines(of: grid, at: $0) }
    colors = colorMap.map { ColorScale($0, range: nil, scale: .linear, values: levels) }
    colorBarLabel = colorBar
    self.label = label
    self.style = style
  }

  /// Contour lines of a grid given by rows.
  /// - Parameter values: `values[j][i]` belongs to `x[i]`, `y[j]`.
  public init(
    x: [Double], y: [Double], values: [[Double]], levels: [Double]? = nil, label: String? = nil,
    style: Style = Style(color: .grey(0.3)).lineWidth(0.8), colorMap: ColorMap? = nil,
    colorBar: String? = nil
  ) {
    requireRows("ContourPlot", values, columns: x.count)
    self.init(
      x: x, y: y, values: values.flatMap(\.self), levels: levels, label: label, style: style,
      colorMap: colorMap, colorBar: colorBar)
  }

  public var legend: LegendEntry? { LegendEntry(label, .line, style) }

  public var colorBar: ColorBar? {
    guard let colors, let colorBarLabel else { return nil }
    return ColorBar(colors: colors, label: colorBarLabel)
  }

  public var wishes: AxisWishes { AxisWishes(frame: .box) }
  public var isGround: Bool { true }

  public func extend(_ bounds: inout Bounds) {
    bounds.x.include(grid.x, margin: .none)
    bounds.y.include(grid.y, margin: .none)
  }

  public func draw(in frame: Frame, with pen: borrowing Context) {
    pen.setStroke(style)
    for (level, lines) in zip(levels, lines) {
      if let color = colors?.color(level) {
        pen.setColor(color.opacity(style.color.opacity))
      }
      for line in lines {
        let closing = line.isClosed ? [line.points[0]] : []
        let points = line.points + closing
        Polyline(x: points.map(\.x), y: points.map(\.y), in: frame)
          .stroke(with: pen, inPieces: false)
      }
    }
  }

  public func record(in table: inout NumberTable) {
    table.begin("contour", label: label)
    for level in levels { table.add(value: level) }
    table.begin("contour grid", label: label)
    for (j, y) in grid.y.enumerated() {
      for (i, x) in grid.x.enumerated() {
        table.add(x: x, y: y, value: grid.values[j * grid.x.count + i])
      }
    }
  }
}

/// About eight round numbers between the smallest and the largest.
private func roundLevels(_ values: [Double]) -> [Double] {
  let finite = values.filter(\.isFinite)
  guard let low = finite.min(), let high = finite.max(), low < high else { return [] }
  return linearTicks(low...high, wanted: 9)?.values ?? []
}
