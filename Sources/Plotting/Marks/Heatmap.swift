import Cairo
import Images

/// Numbers on a grid as colours.
public struct Heatmap: Mark {
  private let grid: GriddedValues
  private let colors: ColorScale
  private let colorBarLabel: String?
  private let isSmooth: Bool

  /// Numbers on a grid.
  /// - Parameters:
  ///   - x, y: where the middles of columns and rows lie, both ascending, at least 1 of each.
  ///   - values: row by row, `values[j * x.count + i]` belongs to `x[i]`, `y[j]`; what is not finite
  ///     stays white, unless nothing is: then the figure is refused.
  ///   - colorMap: the colours.
  ///   - range: the numbers at the ends of the colour map; nil for the smallest and largest number
  ///     (for `.diverging`, the largest magnitude on both sides). Numbers beyond take the colour
  ///     of the end.
  ///   - scale: how numbers become colours between the ends.
  ///   - colorBar: what the colour bar beside the panel says; nil for no bar, "" for a bar alone.
  ///   - smooth: whether colours change gradually from middle to middle, as fits a field that is
  ///     smooth, or each number fills its cell.
  public init(
    x: [Double], y: [Double], values: [Double], colorMap: ColorMap = .viridis,
    range: ClosedRange<Double>? = nil, scale: Axis.Scale = .linear, colorBar: String? = nil,
    smooth: Bool = false
  ) {
    grid = GriddedValues("Heatmap", x: x, y: y, values: values)
    colors = ColorScale(colorMap, range: range, scale: scale, values: values)
    colorBarLabel = colorBar
    isSmooth = smooth
  }

  /// Numbers on a grid, given by rows.
  /// - Parameter values: `values[j][i]` belongs to `x[i]`, `y[j]`.
  public init(
    x: [Double], y: [Double], values: [[Double]], colorMap: ColorMap = .viridis,
    range: ClosedRange<Double>? = nil, scale: Axis.Scale = .linear, colorBar: String? = nil,
    smooth: Bool = false
  ) {
    requireRows("Heatmap", values, columns: x.count)
    self.init(
      x: x, y: y, values: values.flatMap(\.self), colorMap: colorMap, range: range, scale: scale,
      colorBar: colorBar, smooth: smooth)
  }

  public var colorBar: ColorBar? { colorBarLabel.map { ColorBar(colors: colors, label: $0) } }
  public var isGround: Bool { true }
  public var wishes: AxisWishes { AxisWishes(frame: .box) }

  public var occupiedAxes: OccupiedAxes {
    grid.values.contains(where: colors.scale.holds) ? .both : [.x, .y, .color]
  }

  public func extend(_ bounds: inout Bounds) {
    bounds.x.include(isSmooth ? grid.x : grid.xEdges, margin: .none)
    bounds.y.include(isSmooth ? grid.y : grid.yEdges, margin: .none)
  }

  /// The grid is sampled at every pixel of the page, so that cells meet without seams and may be of
  /// any width on any axis.
  public func draw(in frame: Frame, with pen: borrowing Context) {
    let area = frame.area
    let width = max(1, Int((area.width * frame.resolution).rounded()))
    let height = max(1, Int((area.height * frame.resolution).rounded()))
    let columns = (0..<width).map {
      grid.xPosition(
        frame.value(atX: area.x + (Double($0) + 0.5) * area.width / Double(width)),
        smooth: isSmooth)
    }
    let rows = (0..<height).map {
      grid.yPosition(
        frame.value(atY: area.y + (Double($0) + 0.5) * area.height / Double(height)),
        smooth: isSmooth)
    }
    var image = PixelImage(width: width, height: height)
    for (row, v) in rows.enumerated() {
      guard let v else { continue }
      for (column, u) in columns.enumerated() {
        guard let u, let color = colors.color(grid.value(u, v)) else { continue }
        image[column, row] = color.pixel
      }
    }
    pen.draw(image, x: area.x, y: area.y, width: area.width, height: area.height)
  }

  public func record(in table: inout NumberTable) {
    table.begin("heatmap", label: colorBarLabel)
    for (j, y) in grid.y.enumerated() {
      for (i, x) in grid.x.enumerated() {
        table.add(x: x, y: y, value: grid.values[j * grid.x.count + i])
      }
    }
  }
}
