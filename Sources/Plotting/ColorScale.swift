import Elementary

/// From numbers to colours.
public struct ColorScale: Equatable, Sendable {
  /// The colours.
  public let map: ColorMap
  /// The numbers at the ends of the colours.
  public let range: ClosedRange<Double>
  /// How numbers become colours between the ends.
  public let scale: Axis.Scale

  /// A scale of colours.
  /// - Parameters:
  ///   - range: the numbers at the ends, finite; nil to fit the values.
  ///   - values: the numbers to be shown.
  init(
    _ map: ColorMap, range: ClosedRange<Double>?, scale: Axis.Scale, values: [Double]
  ) {
    self.map = map
    self.scale = scale
    precondition(
      range.map { scale.holds($0.lowerBound) && scale.holds($0.upperBound) } ?? true,
      "a \(scale == .log ? "logarithmic" : "linear") colour scale needs a finite"
        + "\(scale == .log ? ", positive" : "") range, got \(range.map { "\($0)" } ?? "none")")
    let shown = values.filter(scale.holds)
    var low = range?.lowerBound ?? shown.min() ?? 1
    var high = range?.upperBound ?? shown.max() ?? 1
    if range == nil && map == .diverging && scale == .linear {
      let largest = max(abs(low), abs(high))
      (low, high) = (-largest, largest)
    }
    if !scale.separates(low, high) {
      let half = max(0.5, 1e-9 * max(abs(low), abs(high)))
      (low, high) = scale == .log ? (low / 2, high * 2) : (low - half, high + half)
    }
    self.range = low...high
  }

  /// The colour of a number; nil if it has no place on the scale.
  public func color(_ value: Double) -> Color? {
    guard scale.holds(value) else { return nil }
    let low = scale.position(range.lowerBound)
    let high = scale.position(range.upperBound)
    return map((scale.position(value) - low) / (high - low))
  }
}

/// A scale of colours that is explained beside its panel.
public struct ColorBar: Equatable, Sendable {
  public let colors: ColorScale
  public let label: String
  /// Levels that are drawn as lines.
  public var levels: [Double] = []

  public init(colors: ColorScale, label: String) {
    self.colors = colors
    self.label = label
  }
}
