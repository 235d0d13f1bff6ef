import Cairo
import Elementary

/// A histogram: how many samples fall into each bin, or their density.
public struct HistogramPlot: Mark {
  /// What the height of a bin means.
  public enum Normalization: Sendable {
    /// Share of all samples, divided by the bin's width: comparable with a probability density.
    case density
    /// Number of samples.
    case count
  }

  private let edges, heights: [Double]
  private let label: String?
  private let style: Style
  /// Whether there was no sample that has a place: then no axis can be fitted to it.
  private var isEmpty = false
  /// Whether there was no sample at all.
  private var hasNoSamples = false

  /// Bins whose heights are known.
  /// - Parameters:
  ///   - edges: ascending, one more than heights.
  ///   - label: its name in the legend; nil to leave it out.
  public init(edges: [Double], heights: [Double], label: String? = nil, style: Style = .data) {
    precondition(
      edges.count == heights.count + 1,
      "a histogram of \(heights.count) bins needs \(heights.count + 1) edges, got \(edges.count)")
    precondition(
      edges.allSatisfy(\.isFinite) && zip(edges, edges.dropFirst()).allSatisfy(<),
      "a histogram needs ascending finite edges, got \(edges.prefix(3))…")
    self.edges = edges
    self.heights = heights
    self.label = label
    self.style = style
  }

  /// Counts samples in bins of equal width.
  /// - Parameters:
  ///   - samples: those that are not finite are left out.
  ///   - range: where the bins lie, each with its lower edge and without its upper one, except the
  ///     last; samples outside count in the total of a density but fall into no bin. Nil to reach
  ///     from the smallest to the largest sample. It is finite.
  ///   - bins: how many, at least 1.
  public init(
    samples: [Double], range: ClosedRange<Double>? = nil, bins: Int = 50,
    normalization: Normalization = .density, label: String? = nil, style: Style = .data
  ) {
    precondition(bins > 0, "a histogram needs at least 1 bin, got \(bins)")
    precondition(
      range.map { Axis.Scale.linear.holds($0.lowerBound) && Axis.Scale.linear.holds($0.upperBound) }
        ?? true, "a histogram needs a finite range, got \(range!)")
    let finite = samples.filter(Axis.Scale.linear.holds)
    var low = range?.lowerBound ?? finite.min() ?? 0
    var high = range?.upperBound ?? finite.max() ?? 1
    // Equal samples, or all but equal ones, stand in bins that can be told apart.
    let widest = max(abs(low), abs(high))
    if (high - low) / Double(bins) <= 4 * widest.ulp {
      let half = max(0.5, 1e-9 * widest)
      (low, high) = (low - half, high + half)
    }
    let width = (high - low) / Double(bins)
    var counts = [Double](repeating: 0, count: bins)
    for sample in finite where sample >= low && sample <= high {
      counts[min(Int((sample - low) / width), bins - 1)] += 1
    }
    let unit = normalization == .count ? 1 : 1 / (Double(max(finite.count, 1)) * width)
    let edges = (0...bins).map { $0 == bins ? high : low + Double($0) * width }
    self.init(edges: edges, heights: counts.map { $0 * unit }, label: label, style: style)
    isEmpty = finite.isEmpty
    hasNoSamples = samples.isEmpty
  }

  public var legend: LegendEntry? { LegendEntry(label, .area, style) }

  public var occupiedAxes: OccupiedAxes { hasNoSamples ? [] : .both }

  public func extend(_ bounds: inout Bounds) {
    if isEmpty { return }
    bounds.x.includeFoot(edges[0], of: edges)
    bounds.x.include(edges, margin: .none)
    bounds.y.include(heights)
    bounds.y.includeFoot(0, of: heights)
  }

  public func draw(in frame: Frame, with pen: borrowing Context) {
    let foot = frame.y(0).isFinite ? frame.y(0) : frame.area.bottom
    // On a logarithmic axis a bin may reach below everything: it begins at the edge.
    let places = edges.map(frame.barStart)
    // One outline around all bins, so that no seams show between them.
    var corners = [Point(x: places[0], y: foot)]
    for (index, height) in heights.enumerated() {
      let top = frame.y(height)
      let y = top.isNaN ? foot : top
      corners.append(Point(x: places[index], y: y))
      corners.append(Point(x: places[index + 1], y: y))
    }
    corners.append(Point(x: places.last!, y: foot))
    func trace() {
      pen.move(to: corners[0].x, corners[0].y)
      for corner in corners.dropFirst() { pen.line(to: corner.x, corner.y) }
    }
    trace()
    pen.setColor(style.fillColor)
    pen.fill()
    trace()
    pen.setColor(style.color)
    pen.setLine(width: 0.8, join: .miter)
    pen.stroke()
  }

  public func record(in table: inout NumberTable) {
    table.begin("histogram", label: label)
    for (index, height) in heights.enumerated() {
      table.add(y: height, lower: edges[index], upper: edges[index + 1])
    }
  }
}
