import Cairo
import Elementary

/// Something that a panel draws.
///
/// Marks are plain values: what they draw, and the numbers that they report, are functions of what they
/// were made of and of nothing else.
public protocol Mark: Sendable {
  /// What stands for the mark in the legend; nil if it is not named there.
  var legend: LegendEntry? { get }
  /// What stands at the mark itself, in a panel with direct labels or if the mark asks for it; nil
  /// if it has no line to stand at.
  var directLabel: DirectLabel? { get }
  /// The scale of colours that the mark explains beside the panel.
  var colorBar: ColorBar? { get }
  /// What the mark asks of the axes.
  var wishes: AxisWishes { get }
  /// Whether the mark covers the panel as a ground on which others are drawn, so that a legend may
  /// lie on it.
  var isGround: Bool { get }
  /// How far the mark may reach over the edges of the area, in points: a dot on the edge is drawn whole.
  var overhang: Double { get }

  /// The axes on which the mark has numbers, one of which at least must have a place there: none if
  /// the mark was given no numbers at all.
  var occupiedAxes: OccupiedAxes { get }

  /// Makes room on the axes for what will be drawn.
  func extend(_ bounds: inout Bounds)
  /// Draws, within the area of the panel.
  func draw(in frame: Frame, with pen: borrowing Context)
  /// Writes down every number that is drawn.
  func record(in table: inout NumberTable)
}

extension Mark {
  public var legend: LegendEntry? { nil }
  public var directLabel: DirectLabel? { nil }
  public var colorBar: ColorBar? { nil }
  public var wishes: AxisWishes { AxisWishes() }
  public var isGround: Bool { false }
  public var overhang: Double { 0 }
  public var occupiedAxes: OccupiedAxes { .both }

  /// What errors call the mark.
  var name: String {
    let kind = "\(type(of: self))"
    return legend.map { "\(kind) “\($0.label)”" } ?? kind
  }
}

/// Some of the axes of a panel.
public struct OccupiedAxes: OptionSet, Sendable {
  public let rawValue: Int

  public init(rawValue: Int) { self.rawValue = rawValue }

  public static let x = OccupiedAxes(rawValue: 1)
  public static let y = OccupiedAxes(rawValue: 2)
  /// Colours as a third axis.
  public static let color = OccupiedAxes(rawValue: 4)
  public static let both: OccupiedAxes = [.x, .y]
}

/// What a mark asks of the axes of its panel.
public struct AxisWishes: Equatable, Sendable {
  /// How a panel is framed.
  public enum FrameStyle: Int, Sendable {
    /// A line on the left and below, and a faint grid.
    case open
    /// A line all around and no grid, for what fills the panel.
    case box
    /// No line, for pictures.
    case bare
  }

  /// How the panel is framed.
  public var frame: FrameStyle
  /// Names that stand at the axes instead of numbers.
  public var xLabels, yLabels: AxisLabels?
  /// Whether one unit is to be equally long on both axes.
  public var isEqual = false
  /// Whether the vertical axis is to grow downwards, as rows of pictures are counted.
  public var yIsReversed = false

  public init(frame: FrameStyle = .open) {
    self.frame = frame
  }
}

/// Names at places of an axis.
public struct AxisLabels: Equatable, Sendable {
  public let values: [Double]
  public let labels: [String]

  /// Names at places given by their index.
  public init(_ labels: [String], at place: (Int) -> Double = { Double($0) }) {
    self.labels = labels
    values = labels.indices.map(place)
  }
}

/// A line of a legend.
public struct LegendEntry: Equatable, Sendable {
  /// The little picture in front of the name.
  public enum Swatch: Equatable, Sendable {
    case line, points, pointsWithErrors, area, band, bar, arrow
  }

  public var label: String
  public var swatch: Swatch
  public var style: Style

  /// A line of a legend; nil if there is no name.
  public init?(_ label: String?, _ swatch: Swatch, _ style: Style) {
    guard let label, !label.isEmpty else { return nil }
    self.label = label
    self.swatch = swatch
    self.style = style
  }
}

/// Stops the program if half lengths of error bars are negative.
func requireErrors(_ mark: String, _ errors: [Double]) {
  precondition(
    !errors.contains { $0 < 0 },
    "\(mark) has a negative error, \(errors.first { $0 < 0 } ?? 0): half lengths of error bars are "
      + "at least 0")
}

/// Stops the program if two lists that belong together differ in length.
func requireEqualCounts(
  _ mark: String, _ first: (name: String, count: Int), _ second: (name: String, count: Int)
) {
  precondition(
    first.count == second.count,
    "\(mark) has \(first.count) numbers in \(first.name) but \(second.count) in \(second.name)")
}
