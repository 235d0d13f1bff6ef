/// The part of an axis that the marks of a panel need.
public struct AxisBounds: Equatable, Sendable {
  /// How much room a number needs between itself and the end of the axis.
  public enum Margin: Int, Sendable {
    /// None: the axis may end there, as below the foot of a bar.
    case none
    /// Some, but not across 0: an axis for positive numbers has no negative part.
    case line
    /// Some, also where the number is 0, so that a dot does not lie on the axis.
    case point
    /// As much as an arrow needs that stands there.
    case arrow

    /// The room as a share of what the numbers span.
    var share: Double { self == .arrow ? 0.12 : 0.04 }
  }

  /// How numbers become lengths; numbers without a place are ignored.
  public let scale: Axis.Scale
  private var lower = (value: Double.infinity, margin: Margin.none)
  private var upper = (value: -Double.infinity, margin: Margin.none)

  init(scale: Axis.Scale) {
    self.scale = scale
  }

  /// Makes room for a number.
  public mutating func include(_ value: Double, margin: Margin = .line) {
    guard scale.holds(value) else { return }
    if value < lower.value || value == lower.value && margin.rawValue > lower.margin.rawValue {
      lower = (value, margin)
    }
    if value > upper.value || value == upper.value && margin.rawValue > upper.margin.rawValue {
      upper = (value, margin)
    }
  }

  /// Makes room for numbers.
  public mutating func include(_ values: [Double], margin: Margin = .line) {
    for value in values { include(value, margin: margin) }
  }

  /// Makes room for the foot of bars, or for where bins begin. On a logarithmic axis, where 0 has no
  /// place, there is room for half of the lowest number that has one.
  mutating func includeFoot(_ base: Double, of heights: [Double]) {
    if scale.holds(base) {
      include(base, margin: .none)
    } else if let lowest = heights.filter(scale.holds).min() {
      include(lowest / 2, margin: .none)
    }
  }

  /// The ends of the axis: the numbers, and 4 % of their span beyond those that need it; nil if there
  /// is no number to show.
  var range: ClosedRange<Double>? {
    guard let wide = widened else { return nil }
    // Numbers beyond have no place.
    let least = scale == .log ? 1e-280 : -1e280
    return max(wide.low, least)...min(wide.high, 1e280)
  }

  private var widened: (low: Double, high: Double)? {
    let (low, high) = (lower.value, upper.value)
    guard low <= high else { return nil }
    switch scale {
    case .linear:
      guard scale.separates(low, high) else {
        let tenth = 0.1 * max(abs(low), abs(high))
        let half = tenth < 1e-290 ? 1 : tenth
        return (low - half, high + half)
      }
      let span = high - low
      return (
        extended(low, by: -lower.margin.share * span, lower.margin),
        extended(high, by: upper.margin.share * span, upper.margin)
      )
    case .log:
      guard scale.separates(low, high) else { return (low / 2, high * 2) }
      let decades = scale.position(high) - scale.position(low)
      return (
        lower.margin == .none ? low : low / power10(lower.margin.share * decades),
        upper.margin == .none ? high : high * power10(upper.margin.share * decades)
      )
    }
  }

  private func extended(_ end: Double, by distance: Double, _ margin: Margin) -> Double {
    let extended = end + distance
    if margin == .none { return end }
    let crossesZero = end >= 0 && extended < 0 || end <= 0 && extended > 0
    let mayCross = margin == .arrow || end == 0 && margin == .point
    return crossesZero && !mayCross ? 0 : extended
  }

  public static func == (a: AxisBounds, b: AxisBounds) -> Bool {
    a.scale == b.scale && a.lower == b.lower && a.upper == b.upper
  }
}

/// The parts of both axes that the marks of a panel need.
public struct Bounds: Equatable, Sendable {
  public var x: AxisBounds
  public var y: AxisBounds
}
