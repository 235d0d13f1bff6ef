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

  public var occupiedAxes: OccupiedAxes { isHorizontal ? .y : .x }

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
    // As many lines as the panel is long enough for, the last of them above the rule or the first
    // below it.
    let lines = pen.lines(of: note, type, width: (isHorizontal ? area.width : area.height) - 6)
    let height = type.lineHeight
    let start = place - 16 - Double(lines.count - 1) * height
    let isBefore = start > (isHorizontal ? area.y : area.x)
    for (index, line) in (isBefore ? lines.reversed() : lines).enumerated() {
      let shift = Double(index) * height * (isBefore ? -1 : 1)
      if isHorizontal {
        pen.write(
          line, type, x: area.right - 3, y: (isBefore ? place - 3 : place + 3) + shift, .right,
          isBefore ? .bottom : .top)
      } else {
        pen.write(
          line, type, x: (isBefore ? place - 4 : place + 4) + shift, y: area.y + 3, .right,
          isBefore ? .baseline : .top, quarterTurns: -1)
      }
    }
  }

  public func record(in table: inout NumberTable) {
    table.begin("rule", label: label ?? note)
    if isHorizontal { table.add(y: value) } else { table.add(x: value) }
  }
}
