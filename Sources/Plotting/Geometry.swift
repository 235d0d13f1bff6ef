/// A place on the page, in points from the top left.
struct Point: Equatable, Sendable {
  var x, y: Double
}

/// A rectangle on the page, in points from the top left.
public struct Rectangle: Equatable, Sendable {
  public var x, y, width, height: Double

  public init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  public var right: Double { x + width }
  public var bottom: Double { y + height }

  /// The rectangle made larger by a distance on all four sides.
  func expanded(by distance: Double) -> Rectangle {
    Rectangle(
      x: x - distance, y: y - distance, width: width + 2 * distance, height: height + 2 * distance)
  }
}
