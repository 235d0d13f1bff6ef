import Cairo
import Elementary
import Images

/// Small pictures side by side, such as digits.
public struct ImageGrid: Mark {
  private let images: [[Double]]
  private let width, height, columns: Int
  private let colors: ColorScale
  private let rowLabels, columnLabels: [String]?
  /// Space between pictures, in pixels of theirs.
  private let gap: Double

  /// Pictures, row by row.
  /// - Parameters:
  ///   - images: each with `width × height` numbers, row by row from the top left.
  ///   - width, height: pixels of one picture.
  ///   - columns: pictures in a row; nil for all in one.
  ///   - colorMap: the colours; `.grey` is white on black.
  ///   - range: the numbers at the ends of the colours.
  ///   - rowLabels, columnLabels: names of the rows and columns; nil for none.
  public init(
    _ images: [[Double]], width: Int, height: Int, columns: Int? = nil,
    colorMap: ColorMap = .grey, range: ClosedRange<Double> = 0...1, rowLabels: [String]? = nil,
    columnLabels: [String]? = nil
  ) {
    precondition(!images.isEmpty, "ImageGrid has no images")
    precondition(
      width > 0 && height > 0 && (columns ?? 1) > 0,
      "ImageGrid needs positive sizes, got \(width) × \(height) in \(columns ?? 1) columns")
    for (index, image) in images.enumerated() {
      precondition(
        image.count == width * height,
        "image \(index) of ImageGrid has \(image.count) numbers for \(width) × \(height) pixels")
    }
    self.images = images
    self.width = width
    self.height = height
    self.columns = columns ?? images.count
    colors = ColorScale(colorMap, range: range, scale: .linear, values: [])
    self.rowLabels = rowLabels
    self.columnLabels = columnLabels
    gap = max(1, Double(width) / 10)
    if let rowLabels {
      requireEqualCounts("ImageGrid", ("rows", rows), ("rowLabels", rowLabels.count))
    }
    if let columnLabels {
      requireEqualCounts(
        "ImageGrid", ("columns", self.columns), ("columnLabels", columnLabels.count))
    }
  }

  private var rows: Int { (images.count + columns - 1) / columns }
  private var stepX: Double { Double(width) + gap }
  private var stepY: Double { Double(height) + gap }

  public var wishes: AxisWishes {
    var wishes = AxisWishes(frame: .bare)
    wishes.isEqual = true
    wishes.yIsReversed = true
    wishes.xLabels = AxisLabels(
      columnLabels ?? [], at: { (Double($0) + 0.5) * stepX })
    wishes.yLabels = AxisLabels(rowLabels ?? [], at: { (Double($0) + 0.5) * stepY })
    return wishes
  }

  public func extend(_ bounds: inout Bounds) {
    bounds.x.include([gap / 2, Double(columns) * stepX - gap / 2], margin: .none)
    bounds.y.include([gap / 2, Double(rows) * stepY - gap / 2], margin: .none)
  }

  public func draw(in frame: Frame, with pen: borrowing Context) {
    for (index, values) in images.enumerated() {
      let left = Double(index % columns) * stepX + gap / 2
      let top = Double(index / columns) * stepY + gap / 2
      let (x0, x1) = (frame.x(left), frame.x(left + Double(width)))
      let (y0, y1) = (frame.y(top), frame.y(top + Double(height)))
      let image = PixelImage(
        width: width, height: height, pixels: values.map { colors.color($0)?.pixel ?? 0 })
      pen.draw(image, x: min(x0, x1), y: min(y0, y1), width: abs(x1 - x0), height: abs(y1 - y0))
    }
  }

  public func record(in table: inout NumberTable) {
    for (index, image) in images.enumerated() {
      table.begin("image", label: "\(index)")
      for (pixel, value) in image.enumerated() {
        table.add(x: Double(pixel % width), y: Double(pixel / width), value: value)
      }
    }
  }
}
