import Distributions
import Elementary
import Tensors

// Every mark on a grid takes its numbers as a list or as a tensor, with as many elements as the grid
// has points, row by row.

extension LinePlot {
  /// Numbers at the points of a line.
  /// - Parameters:
  ///   - grid: the points.
  ///   - values: one for each.
  ///   - label: its name in the legend; nil to leave it out.
  public init(
    _ grid: Grid, _ values: [Double], label: String? = nil, style: Style = .series(0)
  ) {
    grid.requireLine("LinePlot")
    self.init(x: grid.x, y: values, label: label, style: style)
  }

  /// Numbers at the points of a line.
  public init(_ grid: Grid, _ values: Tensor, label: String? = nil, style: Style = .series(0)) {
    self.init(grid, values.doubles, label: label, style: style)
  }

  /// The graph of a function on the points of a line.
  public init(
    _ grid: Grid, label: String? = nil, style: Style = .series(0), _ function: (Double) -> Double
  ) {
    self.init(grid, grid.map(function), label: label, style: style)
  }
}

extension AreaPlot {
  /// The area between numbers at the points of a line and a base.
  /// - Parameters:
  ///   - grid: the points.
  ///   - values: one for each.
  ///   - base: where the area ends; on a logarithmic axis it is the edge of the panel.
  ///   - label: its name in the legend; nil to leave it out.
  public init(
    _ grid: Grid, _ values: [Double], base: Double = 0, label: String? = nil,
    style: Style = .series(0)
  ) {
    grid.requireLine("AreaPlot")
    self.init(x: grid.x, y: values, base: base, label: label, style: style)
  }

  /// The area between numbers at the points of a line and a base.
  public init(
    _ grid: Grid, _ values: Tensor, base: Double = 0, label: String? = nil,
    style: Style = .series(0)
  ) {
    self.init(grid, values.doubles, base: base, label: label, style: style)
  }

  /// The band between two lines over the points of a line.
  /// - Parameter lower, upper: one number for each point.
  public init(
    _ grid: Grid, lower: [Double], upper: [Double], label: String? = nil, style: Style = .series(0)
  ) {
    grid.requireLine("AreaPlot")
    self.init(x: grid.x, lower: lower, upper: upper, label: label, style: style)
  }

  /// The band between two lines over the points of a line.
  public init(
    _ grid: Grid, lower: Tensor, upper: Tensor, label: String? = nil, style: Style = .series(0)
  ) {
    self.init(grid, lower: lower.doubles, upper: upper.doubles, label: label, style: style)
  }
}

extension Heatmap {
  /// Numbers on a grid in the plane.
  /// - Parameters:
  ///   - grid: the middles of the cells.
  ///   - values: one for each of the grid's points; what is not finite stays white.
  ///   - colorMap, range, scale, colorBar, smooth: as for `x`, `y` and `values`.
  public init(
    _ grid: Grid, _ values: [Double], colorMap: ColorMap = .viridis,
    range: ClosedRange<Double>? = nil, scale: Axis.Scale = .linear, colorBar: String? = nil,
    smooth: Bool = false
  ) {
    grid.requirePlane("Heatmap")
    self.init(
      x: grid.x, y: grid.y, values: values, colorMap: colorMap, range: range, scale: scale,
      colorBar: colorBar, smooth: smooth)
  }

  /// Numbers on a grid in the plane.
  public init(
    _ grid: Grid, _ values: Tensor, colorMap: ColorMap = .viridis,
    range: ClosedRange<Double>? = nil, scale: Axis.Scale = .linear, colorBar: String? = nil,
    smooth: Bool = false
  ) {
    self.init(
      grid, values.doubles, colorMap: colorMap, range: range, scale: scale, colorBar: colorBar,
      smooth: smooth)
  }
}

extension ContourPlot {
  /// Contour lines of numbers on a grid in the plane.
  /// - Parameters:
  ///   - grid: the points.
  ///   - values: one for each of the grid's points.
  ///   - levels, label, style, colorMap, colorBar: as for `x`, `y` and `values`.
  public init(
    _ grid: Grid, _ values: [Double], levels: [Double]? = nil, label: String? = nil,
    style: Style = Style(color: .grey(0.3)).lineWidth(0.8), colorMap: ColorMap? = nil,
    colorBar: String? = nil
  ) {
    grid.requirePlane("ContourPlot")
    self.init(
      x: grid.x, y: grid.y, values: values, levels: levels, label: label, style: style,
      colorMap: colorMap, colorBar: colorBar)
  }

  /// Contour lines of numbers on a grid in the plane.
  public init(
    _ grid: Grid, _ values: Tensor, levels: [Double]? = nil, label: String? = nil,
    style: Style = Style(color: .grey(0.3)).lineWidth(0.8), colorMap: ColorMap? = nil,
    colorBar: String? = nil
  ) {
    self.init(
      grid, values.doubles, levels: levels, label: label, style: style, colorMap: colorMap,
      colorBar: colorBar)
  }
}

extension VectorPlot {
  /// Arrows at the points of a grid in the plane.
  /// - Parameters:
  ///   - grid: where the arrows stand.
  ///   - vectors: their components, `[grid.count, 2]`.
  ///   - longest, length, anchor, colorMap, colorBar, label: as for `x`, `y`, `u` and `v`.
  public init(
    _ grid: Grid, _ vectors: Tensor, longest: Double? = nil, length: Double? = nil,
    anchor: Anchor = .middle, colorMap: ColorMap? = nil, colorBar: String? = nil,
    label: String? = nil, style: Style = .exact.lineWidth(0.9)
  ) {
    grid.requirePlane("VectorPlot")
    self.init(
      grid.points, vectors, longest: longest, length: length, anchor: anchor, colorMap: colorMap,
      colorBar: colorBar, label: label, style: style)
  }
}

extension Grid {
  fileprivate func requireLine(_ mark: String) {
    precondition(dimension == 1, "\(mark) on a grid in a plane, of \(axes.map(\.count)) points")
  }

  fileprivate func requirePlane(_ mark: String) {
    precondition(dimension == 2, "\(mark) on a grid on a line, of \(count) points")
  }
}
