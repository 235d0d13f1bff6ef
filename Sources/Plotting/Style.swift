import Elementary

/// How a mark looks.
///
/// The named styles mean the same thing through the whole book, so that a reader who has seen one
/// figure can read the next: black is what theory says, blue is what was measured or learned, grey
/// is data, dashed vermilion is what is wrong.
public struct Style: Equatable, Sendable {
  /// Patterns of lines.
  public enum Dash: Equatable, Sendable {
    case solid, dashed, dotted, dashDotted, longDashed, doubleDotted

    /// Lengths on and off in units of the line's width. No two patterns share their longest dash, so
    /// that three side by side can be told apart.
    var lengths: [Double] {
      switch self {
      case .solid: []
      case .dashed: [4, 2.5]
      case .dotted: [1, 2]
      case .dashDotted: [6, 2, 1, 2]
      case .longDashed: [9, 3]
      case .doubleDotted: [7, 2, 1, 2, 1, 2]
      }
    }
  }

  /// Shapes of points.
  public enum Marker: Equatable, Sendable, CaseIterable {
    case circle, square, triangle, diamond, cross, ring
  }

  /// Colour of lines, points and fillings.
  public var color: Color
  /// In points, from 0 to 1000.
  public var lineWidth: Double = 1.5 {
    didSet { requireSize("line", lineWidth) }
  }
  /// Pattern of lines.
  public var dash: Dash = .solid
  /// Shape of points.
  public var marker: Marker = .circle
  /// Diameter of points, in points, from 0 to 1000.
  public var markerSize: Double = 4.5 {
    didSet { requireSize("marker", markerSize) }
  }
  /// Opacity of areas and bars, times the colour's own, from 0 to 1.
  public var fillOpacity: Double = 0.3 {
    didSet {
      precondition(
        (0...1).contains(fillOpacity), "an opacity lies between 0 and 1, got \(fillOpacity)")
    }
  }

  private func requireSize(_ what: String, _ size: Double) {
    precondition(
      (0...1000).contains(size), "a \(what) is 0 to 1000 points wide, got \(size)")
  }

  /// A plain style of one colour.
  public init(color: Color) {
    self.color = color
  }

  /// What theory says: a black line.
  public static let exact = Style(color: .black).lineWidth(1.2)
  /// What was measured: dots with error bars.
  public static let measured = Style(color: Palette.blue).lineWidth(1)
  /// What was learned: a line of colour 1.
  public static let learned = Style(color: Palette.blue).lineWidth(1.8)
  /// Data, from which something is learned: grey.
  public static let data = Style(color: .grey(0.55)).lineWidth(1).markerSize(3).fillOpacity(0.45)
  /// What is wrong, and shown to be: dashed vermilion.
  public static let wrong = Style(color: Palette.vermilion).dash(.dashed)

  /// One of several things of equal rank.
  /// - Parameter index: from 0. There are five colours; from the sixth thing on they come again,
  ///   with other dashes and markers.
  public static func series(_ index: Int) -> Style {
    precondition(index >= 0, "series are counted from 0, got \(index)")
    let colors = Palette.series
    let round = index / colors.count
    var style = Style(color: colors[index % colors.count])
    style.dash = [.solid, .dashed, .dotted, .dashDotted, .longDashed][round % 5]
    style.marker = Marker.allCases[round % Marker.allCases.count]
    return style
  }

  /// One of several things that have an order, such as temperatures or times.
  /// - Parameters:
  ///   - index: from 0.
  ///   - count: how many there are.
  ///   - map: the colours; its pale end, hard to see on white, is left out.
  public static func sequence(_ index: Int, of count: Int, map: ColorMap = .viridis) -> Style {
    precondition(
      index >= 0 && index < count, "an index from 0 to below \(count) is needed, got \(index)")
    return Style(color: map(0.85 * Double(index) / Double(max(count - 1, 1))))
  }

  /// The same style with another line width, in points.
  public func lineWidth(_ width: Double) -> Style { with(\.lineWidth, width) }
  /// The same style with another pattern of lines.
  public func dash(_ dash: Dash) -> Style { with(\.dash, dash) }
  /// The same style with another shape of points.
  public func marker(_ marker: Marker) -> Style { with(\.marker, marker) }
  /// The same style with points of another diameter.
  public func markerSize(_ size: Double) -> Style { with(\.markerSize, size) }
  /// The same style with another opacity of areas and bars.
  public func fillOpacity(_ opacity: Double) -> Style { with(\.fillOpacity, opacity) }
  /// The same style, more or less transparent.
  public func opacity(_ opacity: Double) -> Style { with(\.color.opacity, opacity) }
  /// The same style in another colour.
  public func color(_ color: Color) -> Style { with(\.color, color) }

  /// The colour of areas.
  var fillColor: Color { color.opacity(color.opacity * fillOpacity) }

  /// The colour of bars: a little paler than that of lines, since they are large, and opaque, so that
  /// no grid shows through.
  var barColor: Color {
    func mixed(_ component: Double) -> Double { 1 - 0.78 * (1 - component) }
    return Color(
      red: mixed(color.red), green: mixed(color.green), blue: mixed(color.blue),
      opacity: color.opacity)
  }

  private func with<Value>(_ property: WritableKeyPath<Style, Value>, _ value: Value) -> Style {
    var style = self
    style[keyPath: property] = value
    return style
  }
}

/// Colours that people of every colour vision can tell apart.
///
/// Source: M. Okabe, K. Ito, *Color Universal Design* (2002, 2008). Their yellow is left out, since it
/// cannot be seen as a line on white.
public enum Palette {
  public static let blue = Color(0x0072B2)
  public static let orange = Color(0xE69F00)
  public static let green = Color(0x009E73)
  public static let purple = Color(0xCC79A7)
  public static let sky = Color(0x56B4E9)
  /// Kept for what is wrong.
  public static let vermilion = Color(0xD55E00)

  /// The colours of `Style.series`, in order.
  public static let series = [blue, orange, green, purple, sky]
}
