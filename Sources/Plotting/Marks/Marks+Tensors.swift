import Elementary
import Tensors

extension PointPlot {
  /// Points in the plane.
  /// - Parameters:
  ///   - points: `[n, 2]`.
  ///   - label: their name in the legend; nil to leave it out.
  public init(_ points: Tensor, label: String? = nil, style: Style = .measured) {
    let (x, y) = points.coordinates("PointPlot")
    self.init(x: x, y: y, label: label, style: style)
  }

  /// Points over places of an axis, with error bars if they have errors.
  /// - Parameters:
  ///   - x: the places.
  ///   - y: a number for each, `[x.count]`.
  ///   - errors: half lengths of the error bars, in units of y, one for each point; nil for none.
  ///   - label: their name in the legend; nil to leave it out.
  public init(
    _ x: [Double], _ y: Tensor, errors: Tensor? = nil, label: String? = nil,
    style: Style = .measured
  ) {
    self.init(x: x, y: y.doubles, errors: errors?.doubles, label: label, style: style)
  }
}

extension LinePlot {
  /// The paths of points through the plane.
  /// - Parameters:
  ///   - path: `[steps, 2]`, or `[steps, n, 2]` for n paths.
  ///   - label: its name in the legend; nil to leave it out.
  public init(_ path: Tensor, label: String? = nil, style: Style = .series(0)) {
    precondition(
      path.shape.last == 2 && (path.rank == 2 || path.rank == 3),
      "LinePlot of a path of shape \(path.shape), which is not [steps, 2] or [steps, n, 2]")
    if path.rank == 2 {
      let (x, y) = path.coordinates("LinePlot")
      self.init(x: x, y: y, label: label, style: style)
      return
    }
    // One line, broken after each path.
    let (steps, n) = (path.shape[0], path.shape[1])
    let numbers = path.doubles
    func line(_ axis: Int) -> [Double] {
      (0..<n).flatMap { k in (0..<steps).map { numbers[($0 * n + k) * 2 + axis] } + [.nan] }
    }
    self.init(x: line(0), y: line(1), label: label, style: style)
  }

  /// A line over places of an axis.
  /// - Parameters:
  ///   - x: the places.
  ///   - y: a number for each, `[x.count]`.
  ///   - label: its name in the legend; nil to leave it out.
  public init(_ x: [Double], _ y: Tensor, label: String? = nil, style: Style = .series(0)) {
    self.init(x: x, y: y.doubles, label: label, style: style)
  }
}

extension VectorPlot {
  /// Arrows at points of the plane.
  /// - Parameters:
  ///   - points: where the arrows stand, `[n, 2]`.
  ///   - vectors: their components, `[n, 2]`.
  ///   - longest, length, anchor, colorMap, colorBar, label: as for lists.
  public init(
    _ points: Tensor, _ vectors: Tensor, longest: Double? = nil, length: Double? = nil,
    anchor: Anchor = .middle, colorMap: ColorMap? = nil, colorBar: String? = nil,
    label: String? = nil, style: Style = .exact.lineWidth(0.9)
  ) {
    let (x, y) = points.coordinates("VectorPlot")
    let (u, v) = vectors.coordinates("VectorPlot")
    self.init(
      x: x, y: y, u: u, v: v, longest: longest, length: length, anchor: anchor,
      colorMap: colorMap, colorBar: colorBar, label: label, style: style)
  }
}

extension HistogramPlot {
  /// Counts the elements of a tensor in bins of equal width; see the same for lists.
  public init(
    samples: Tensor, range: ClosedRange<Double>? = nil, bins: Int = 50,
    normalization: Normalization = .density, label: String? = nil, style: Style = .data
  ) {
    self.init(
      samples: samples.doubles, range: range, bins: bins, normalization: normalization,
      label: label, style: style)
  }
}

extension ImageGrid {
  /// Pictures, row by row.
  /// - Parameters:
  ///   - images: `[n, height, width]`, or `[n, height, width, 1]`.
  ///   - columns, colorMap, range, rowLabels, columnLabels: as for lists.
  public init(
    _ images: Tensor, columns: Int? = nil, colorMap: ColorMap = .grey,
    range: ClosedRange<Double> = 0...1, rowLabels: [String]? = nil, columnLabels: [String]? = nil
  ) {
    precondition(
      images.rank == 3 || images.rank == 4 && images.shape[3] == 1,
      "ImageGrid of a tensor of shape \(images.shape), which is not [n, height, width] or "
        + "[n, height, width, 1]")
    self.init(
      (0..<images.shape[0]).map { images.row($0).doubles }, width: images.shape[2],
      height: images.shape[1], columns: columns, colorMap: colorMap, range: range,
      rowLabels: rowLabels, columnLabels: columnLabels)
  }
}

extension Tensor {
  /// The columns of points in the plane.
  func coordinates(_ mark: String) -> (x: [Double], y: [Double]) {
    precondition(
      rank == 2 && shape[1] == 2, "\(mark) of points of shape \(shape), which are not [n, 2]")
    return (column(0).doubles, column(1).doubles)
  }
}
