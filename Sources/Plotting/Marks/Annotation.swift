import Cairo

/// A note at a point of the panel.
public struct Annotation: Mark {
  /// On which side of the point the note stands.
  public enum Side: Sendable { case left, right, above, below, over }

  private let text: String
  private let x, y: Double
  private let side: Side
  private let color: Color

  /// A note.
  /// - Parameters:
  ///   - text: Unicode mathematics, and `_{…}` and `^{…}` for lowered and raised text.
  ///   - x, y: the point.
  ///   - side: where the note stands beside it.
  public init(
    _ text: String, x: Double, y: Double, side: Side = .right, color: Color = .grey(0.2)
  ) {
    self.text = text
    self.x = x
    self.y = y
    self.side = side
    self.color = color
  }

  /// Notes are not cut off: they may reach over the edges.
  public var overhang: Double { 1000 }

  public func extend(_ bounds: inout Bounds) {
    bounds.x.include(x)
    bounds.y.include(y)
  }

  public func draw(in frame: Frame, with pen: borrowing Context) {
    guard let point = frame.point(x, y) else { return }
    let type = TypeStyle(size: TypeStyle.note.size, color: color)
    let distance = 5.0
    switch side {
    case .left: pen.write(text, type, x: point.x - distance, y: point.y, .right, .middle)
    case .right: pen.write(text, type, x: point.x + distance, y: point.y, .left, .middle)
    case .above: pen.write(text, type, x: point.x, y: point.y - distance, .center, .baseline)
    case .below: pen.write(text, type, x: point.x, y: point.y + distance, .center, .top)
    case .over: pen.write(text, type, x: point.x, y: point.y, .center, .middle)
    }
  }

  public func record(in table: inout NumberTable) {
    table.begin("annotation", label: text)
    table.add(x: x, y: y)
  }
}
