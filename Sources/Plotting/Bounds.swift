/// The part of an axis that the marks of a panel need.
public struct AxisBounds: Equatable, Sendable {
  /// How numbers become lengths; numbers without a place are ignored.
  public let scale: Axis.Scale
  private(set) var lower = Double.infinity
  private(set) var upper = -Double.infinity
  /// Whether the outermost number needs no space beyond it.
  private var lowerIsTight = true
  private var upperIsTight = true

  init(scale: Axis.Scale) {
    self.scale = scale
  }

  /// Makes room for a number.
  /// - Parameter tight: whether the axis may end exactly there, as below the foot of a bar.
  public mutating func include(_ value: Double, tight: Bool = false) {
    guard scale.holds(value) else { return }
    if value < lower || (value == lower && !tight) {
      lower = value
      lowerIsTight = tight
    }
    if value > upper || (value == upper && !tight) {
      upper = value
      upperIsTight = tight
    }
  }

  /// Makes room for numbers.
  public mutating func include(_ values: [Double], tight: Bool = false) {
    for value in values { include(value, tight: tight) }
  }

  /// The ends of the axis: the numbers, and 4 % of their span beyond those that need it.
  ///
  /// The margin never reaches across 0: an axis for positive numbers has no negative part.
  /// - Returns: nil if there is no number to show.
  var range: ClosedRange<Double>? {
    guard lower <= upper else { return nil }
    switch scale {
    case .linear:
      if lower == upper {
        let half = lower == 0 ? 1 : abs(lower) * 0.1
        return lower - half...upper + half
      }
      let margin = 0.04 * (upper - lower)
      guard margin.isFinite else { return lower...upper }
      var (low, high) = (lower, upper)
      if !lowerIsTight { low = lower >= 0 ? max(0, lower - margin) : lower - margin }
      if !upperIsTight { high = upper <= 0 ? min(0, upper + margin) : upper + margin }
      return low...high
    case .log:
      if lower == upper { return lower / 2...upper * 2 }
      let factor = power10(0.04 * (scale.position(upper) - scale.position(lower)))
      return (lowerIsTight ? lower : lower / factor)...(upperIsTight ? upper : upper * factor)
    }
  }
}

/// The parts of both axes that the marks of a panel need.
public struct Bounds: Equatable, Sendable {
  public var x: AxisBounds
  public var y: AxisBounds
}
