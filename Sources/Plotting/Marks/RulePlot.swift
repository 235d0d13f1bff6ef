import Cairo

/// A straight line across the whole panel at a number on one axis, with a note beside it if wanted.
public struct RulePlot: Mark {
  private let value: Double
  private let isHorizontal: Bool
  private let label: String?
  private let note: String?
  private let style: Style

  /// A horizontal line.
  /// - Parameters:
  ///   - y: where it stands.
  ///   - label: its name in the legend; nil to leave it out.
  ///   - note: a text beside the line.
  public init(
    y: Double, label: String? = nil, note: String? = nil, style: Style = .exact.dash(.dotted)
  ) {
    self.init(y, true, label, note, style)
  }

  /// A vertical line.
  /// - Parameter x: where it stands.
  public init(
    x: Double, label: String? = nil, note: String? = nil, style: Style = .exact.dash(.dotted)
  ) {
    self.init(x, false, label, note, style)
  }

  private init(
    _ value: Double, _ isHorizontal: Bool, _ label: String?, _ note: String?, _ style: Style
  ) {
    self.value = value
    self.isHorizontal = isHorizontal
    self.label = label
    self.note = note
    self.style = style
  }

  public var legend: LegendEntry? { LegendEntry(label, .line, style) }

  public func extend(_ bounds: inout Bounds) {
    if isHorizontal { bounds.y.include(value) } else { bounds.x.include(value) }
  }

  public func draw(in frame: Frame, with pen: borrowing Context) {
    let area = frame.area
    let place = isHorizontal ? frame.y(value) : frame.x(value)
    guard place.isFinite else { return }
    pen.setStroke(style)
    pen.move(to: isHorizontal ? area.x : place, isHorizontal ? place : area.y)
    pen.line(to: isHorizontal ? area.right : place, isHorizontal ? place : area.bottom)
    pen.stroke()
    guard let note else { return }
    let type = TypeStyle(size: TypeStyle.note.size, color: style.color)
    if isHorizontal {
      let isAbove = place - 16 > area.y
      pen.write(
        note, type, x: area.right - 3, y: isAbove ? place - 3 : place + 3, .right,
        isAbove ? .bottom : .top)
    } else {
      let isLeft = place - 16 > area.x
      pen.write(
        note, type, x: isLeft ? place - 4 : place + 4, y: area.y + 3, .right,
        isLeft ? .baseline : .top, quarterTurns: -1)
    }
  }

  public func record(in table: inout NumberTable) {
    table.begin("rule", label: label ?? note)
    if isHorizontal { table.add(y: value) } else { table.add(x: value) }
  }
}
