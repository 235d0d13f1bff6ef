import Elementary

/// One of the two axes of a panel.
public struct Axis: Equatable, Sendable {
  /// How numbers become lengths.
  public enum Scale: Equatable, Sendable {
    case linear
    /// Decimal logarithm; numbers that are not positive have no place on it and are left out.
    case log

    /// Whether a number has a place on the axis.
    ///
    /// Magnitudes beyond 10²⁸⁰, which no quantity has, count as infinite, so that spans and margins
    /// are finite.
    func holds(_ value: Double) -> Bool {
      abs(value) <= 1e280 && (self == .linear || value >= 1e-280)
    }

    /// Whether numbers have different places, the lower first, on an axis from one to the other: not
    /// if they are all but equal, or if no factor makes points of their difference.
    func separates(_ low: Double, _ high: Double) -> Bool {
      self == .linear
        ? high - low >= max(1e-290, 1e-14 * max(abs(low), abs(high)))
        : position(high) - position(low) > 1e-12
    }

    /// The coordinate in which lengths are even; NaN or infinite if the number has no place.
    func position(_ value: Double) -> Double {
      self == .linear ? value : log10(value)
    }
  }

  /// What the axis shows, with its unit.
  public var label: String
  /// How numbers become lengths.
  public var scale: Scale {
    didSet { requireRange() }
  }
  /// The ends; nil to fit what is drawn.
  public var range: ClosedRange<Double>? {
    didSet { requireRange() }
  }
  /// Numbers that the axis must reach when it fits what is drawn.
  public var including: [Double]
  /// Where ticks stand; nil to choose round numbers.
  public var ticks: [Double]? {
    didSet { requireTicks() }
  }
  /// What stands at the ticks, one for each; nil to print the numbers.
  public var tickLabels: [String]? {
    didSet { requireTicks() }
  }
  /// Whether numbers grow to the left, or downwards.
  public var isReversed = false
  /// Whether the axis is drawn at all.
  public var isHidden = false

  /// An axis.
  /// - Parameters:
  ///   - label: what it shows; Unicode mathematics, and `_{…}` and `^{…}` for lowered and raised text.
  ///   - scale: linear or logarithmic.
  ///   - range: its ends; nil to fit what is drawn.
  ///   - including: numbers that it must reach when it fits what is drawn, such as 0.
  ///   - ticks: where ticks stand; nil to choose round numbers.
  ///   - tickLabels: what stands at them, one for each.
  /// - Precondition: the range is finite and not empty, and positive on a logarithmic axis.
  public init(
    _ label: String = "", scale: Scale = .linear, range: ClosedRange<Double>? = nil,
    including: [Double] = [], ticks: [Double]? = nil, tickLabels: [String]? = nil
  ) {
    self.label = label
    self.scale = scale
    self.range = range
    self.including = including
    self.ticks = ticks
    self.tickLabels = tickLabels
    requireRange()
    requireTicks()
  }

  private func requireTicks() {
    precondition(
      tickLabels == nil || tickLabels?.count == ticks?.count,
      "axis “\(label)” has \(ticks?.count ?? 0) ticks but \(tickLabels?.count ?? 0) tick labels")
  }

  private func requireRange() {
    guard let range else { return }
    precondition(
      scale.separates(range.lowerBound, range.upperBound) && scale.holds(range.lowerBound)
        && scale.holds(range.upperBound),
      "the \(scale) axis “\(label)” needs a finite\(scale == .log ? ", positive" : "") range that is "
        + "not empty, got \(range)")
  }

  /// An axis that is not drawn, for pictures.
  public static var hidden: Axis {
    var axis = Axis()
    axis.isHidden = true
    return axis
  }

  /// An axis that is not drawn and has given ends.
  public static func hidden(range: ClosedRange<Double>) -> Axis {
    var axis = Axis(range: range)
    axis.isHidden = true
    return axis
  }

  /// The axis the other way round: numbers grow to the left, or downwards.
  public func reversed() -> Axis {
    var axis = self
    axis.isReversed.toggle()
    return axis
  }
}
