import Elementary
import Testing

@testable import Plotting

@Suite("Contour lines")
struct MarchingSquaresTests {
  private func grid(
    _ count: Int, _ extent: Double, _ function: (Double, Double) -> Double
  ) -> GriddedValues {
    let line = spaced(-extent, extent, count)
    return GriddedValues(
      "test", x: line, y: line, values: line.flatMap { y in line.map { function($0, y) } })
  }

  /// On a grid of spacing h, linear interpolation of x² + y² misses the circle of radius r by at most
  /// h²/(8r) along an edge of the grid, a little more across it.
  @Test(arguments: [0.3, 1.0, 1.7])
  func circle(radius: Double) {
    let grid = grid(81, 2) { $0 * $0 + $1 * $1 }
    let lines = contourLines(of: grid, at: radius * radius)
    #expect(lines.count == 1)
    #expect(lines[0].isClosed)
    let h = 4.0 / 80
    for (x, y) in lines[0].points {
      #expect(abs((x * x + y * y).squareRoot() - radius) < 1.5 * h * h / (8 * radius))
    }
    // The points go once around.
    #expect(abs(windingNumber(lines[0]) - 1) < 1e-9)
  }

  /// How often a closed line goes around the origin, in magnitude.
  private func windingNumber(_ line: ContourLine) -> Double {
    let points = line.points
    let turns = points.indices.map { k in
      let (a, b) = (points[k], points[(k + 1) % points.count])
      return atan2(a.x * b.y - a.y * b.x, a.x * b.x + a.y * b.y)
    }
    return abs(turns.reduce(0, +)) / (2 * Double.pi)
  }

  /// f = xy has its saddle at 0, where two cells' corners meet in the middle of one cell: above 0 the
  /// lines lie in the first and third quadrant, below it in the others.
  @Test(arguments: [0.05, -0.05])
  func saddle(level: Double) {
    // An even number of points puts the saddle in the middle of a cell.
    let lines = contourLines(of: grid(8, 1) { $0 * $1 }, at: level)
    #expect(lines.count == 2)
    for line in lines {
      #expect(!line.isClosed)
      #expect(line.points.allSatisfy { $0.x * $0.y * level > 0 })
    }
  }

  /// The bilinear interpolant of the corners 1, 0, 1, 0.5 has its saddle at 2/3, which is not the mean.
  @Test(arguments: [(0.6, true), (0.66, true), (0.67, false), (0.9, false)])
  func theSaddleOfTheInterpolantDecides(level: Double, isHighJoined: Bool) {
    // Counterclockwise from the lower left: 1, 0, 1, 0.5.
    let grid = GriddedValues("test", x: [0, 1], y: [0, 1], values: [1, 0, 0.5, 1])
    let lines = contourLines(of: grid, at: level)
    #expect(lines.count == 2)
    // Where the high corners are joined, each line cuts off one low corner.
    let cutsLowCorner = lines.contains { line in
      line.points.contains { $0.y == 0 } && line.points.contains { $0.x == 1 }
    }
    #expect(cutsLowCorner == isHighJoined)
  }

  @Test func openLinesEndAtTheBorder() {
    let lines = contourLines(of: grid(21, 1) { x, y in x + 0.3 * y }, at: 0.1)
    #expect(lines.count == 1 && !lines[0].isClosed)
    for (x, y) in lines[0].points { #expect(abs(x + 0.3 * y - 0.1) < 1e-12) }
    for end in [lines[0].points.first!, lines[0].points.last!] { #expect(abs(end.y) == 1) }
  }

  @Test func cellsWithoutNumbersAreLeftOut() {
    let lines = contourLines(of: grid(41, 2) { $0 > 0.9 ? .nan : $0 * $0 + $1 * $1 }, at: 1)
    #expect(lines.count == 1 && !lines[0].isClosed)
    #expect(lines[0].points.allSatisfy { $0.x <= 0.9 && $0.x.isFinite && $0.y.isFinite })
  }

  @Test func aLevelThatMeetsGridPoints() {
    // 1 is reached exactly at grid points on both axes.
    let lines = contourLines(of: grid(9, 2) { $0 * $0 + $1 * $1 }, at: 1)
    #expect(lines.count == 1 && lines[0].isClosed)
    #expect(lines[0].points.allSatisfy { $0.x.isFinite && $0.y.isFinite })
  }

  @Test func severalLines() {
    let lines = contourLines(of: grid(101, 3) { x, _ in sin(4 * x) }, at: 0)
    #expect(lines.count == 7)
    #expect(contourLines(of: grid(11, 1) { _, _ in 2 }, at: 2).isEmpty)
    let column = GriddedValues("test", x: [0], y: [0, 1], values: [0, 1])
    #expect(contourLines(of: column, at: 0.5).isEmpty)
  }
}
