import Testing

@testable import Plotting

@Suite("Lines through many places")
struct PolylineTests {
  private func line(
    _ x: [Double], _ y: [Double], yAxis: Axis = Axis(), yRange: ClosedRange<Double> = 0...10
  ) -> Polyline {
    Polyline(
      x: x, y: y,
      in: Frame(
        area: Rectangle(x: 0, y: 0, width: 100, height: 100), x: Axis(), xRange: 0...10, y: yAxis,
        yRange: yRange, resolution: 2))
  }

  @Test func gaps() {
    let parts = line([0, 1, 2, 3, 4, 5, 6], [0, 1, .nan, 3, 4, .infinity, 6]).parts
    #expect(parts.map { $0.map(\.x) } == [[0, 10], [30, 40], [60]])
    #expect(line([0, 1, .nan, 3, 4], [0, 1, 2, 3, 4]).parts.count == 2)
    #expect(
      line([0, 1, 2, 3, 4], [1, 1, -1, 1, 1], yAxis: Axis(scale: .log), yRange: 0.1...10).parts
        .count
        == 2)
  }

  /// What leaves the page is cut off on the way, with its direction kept.
  @Test func farAway() {
    let parts = line([0, 1e9], [0, 2e9]).parts
    #expect(parts.count == 1)
    let (start, end) = (parts[0][0], parts[0][1])
    #expect(start == Point(x: 0, y: 100))
    #expect(abs(end.x) < 1000 && abs(end.y) < 1000)
    #expect(abs((end.y - 100) / end.x + 2) < 1e-9)
  }

  /// A line whose ends are both off the page may cross it.
  @Test func acrossThePage() {
    let parts = line([-1e6, 1e6], [5, 5]).parts
    #expect(parts.count == 1)
    #expect(parts[0].allSatisfy { $0.y == 50 })
    #expect(parts[0][0].x < 0 && parts[0][1].x > 100)
    #expect(line([-1e6, 1e6], [1e6, 1e6]).parts.isEmpty)
  }

  /// Of a hundred thousand steps as many remain as can be seen, highs and lows among them.
  @Test func manyPoints() {
    let n = 100_000
    var y = noise(n).map { 5 + $0 }
    y[40_000] = 9.9
    y[70_001] = 0.1
    let part = line(spaced(0, 10, n), y).parts[0]
    #expect(part.count < 2600)
    #expect(abs(part.map(\.y).min()! - 1) < 1e-9)
    #expect(abs(part.map(\.y).max()! - 99) < 1e-9)
    #expect(part.first == Point(x: 0, y: 100 - 10 * y[0]))
    #expect(part.last == Point(x: 100, y: 100 - 10 * y[n - 1]))
  }
}
