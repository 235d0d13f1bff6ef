import Distributions
import Elementary
import Statistics
import Tensors

extension PointPlot {
  /// Estimates over places of an axis, with their standard errors as error bars.
  /// - Parameters:
  ///   - x: the places.
  ///   - estimates: one for each.
  ///   - label: their name in the legend; nil to leave it out.
  public init(
    _ x: [Double], _ estimates: [Estimate], label: String? = nil, style: Style = .measured
  ) {
    self.init(
      x: x, y: estimates.map(\.value), errors: estimates.map(\.standardError), label: label,
      style: style)
  }
}

extension ContourPlot {
  /// Contour lines of a density in the plane.
  /// - Parameters:
  ///   - distribution: whose density.
  ///   - grid: where it is computed.
  ///   - levels: of the lines; unless given, those at which the running mixture shows its shape.
  public init(
    densityOf distribution: some Distribution, on grid: Grid,
    levels: [Double] = [0.005, 0.02, 0.05, 0.1, 0.15], style: Style = .data
  ) {
    self.init(grid, exp(distribution.logDensity(grid.points)), levels: levels, style: style)
  }
}
