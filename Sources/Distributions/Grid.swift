import Elementary
import Tensors

/// Evenly spaced points on a line or in a plane, both ends included.
///
///     x_i = (a (n − 1 − i) + b i)/(n − 1),   i = 0 … n − 1
///
/// The first and last are exactly a and b, those of an interval around 0 lie exactly symmetric, and
/// where a and b are whole numbers every point is the `Double` nearest to the decimal it stands for.
/// Adding a step again and again, as `stride` does, may miss the last point by rounding.
///
/// In a plane points are counted row by row, x fastest: number `j · x.count + i` is `(x[i], y[j])`.
///
/// ```swift
/// let line = Grid(-4...4, step: 0.05)                      // 161 points
/// let plane = Grid(x: -4...4, y: -3...3, step: 0.05)       // 161 × 121 points
/// Heatmap(plane, mixture.logDensity(plane.points))
/// ```
public struct Grid: Equatable, Sendable {
  /// The coordinates along each axis, ascending: one list for a line, two for a plane.
  public let axes: [[Double]]

  private init(_ lines: [(range: ClosedRange<Double>, count: Int)]) {
    axes = lines.map { evenlySpaced($0.range, count: $0.count) }
  }

  /// Points on a line.
  /// - Parameters:
  ///   - range: from the first to the last.
  ///   - count: how many, at least 2.
  public init(_ range: ClosedRange<Double>, count: Int) {
    self.init([(range, count)])
  }

  /// Points on a line.
  /// - Parameters:
  ///   - range: from the first to the last.
  ///   - step: their distance.
  /// - Precondition: the range is a whole number of steps, to within a millionth of a step.
  public init(_ range: ClosedRange<Double>, step: Double) {
    self.init([(range, pointCount(range, step: step))])
  }

  /// Points in a plane.
  /// - Parameters:
  ///   - x, y: the sides of the rectangle.
  ///   - counts: how many points along x and along y, at least 2 each.
  public init(x: ClosedRange<Double>, y: ClosedRange<Double>, counts: (x: Int, y: Int)) {
    self.init([(x, counts.x), (y, counts.y)])
  }

  /// Points in a plane.
  /// - Parameters:
  ///   - x, y: the sides of the rectangle.
  ///   - step: the distance of neighbours, along x and along y.
  /// - Precondition: both sides are a whole number of steps, to within a millionth of a step.
  public init(x: ClosedRange<Double>, y: ClosedRange<Double>, step: Double) {
    self.init([(x, pointCount(x, step: step)), (y, pointCount(y, step: step))])
  }

  /// Points in a square of the plane.
  /// - Parameters:
  ///   - square: its sides, the same for x and y.
  ///   - step: the distance of neighbours.
  /// - Precondition: the side is a whole number of steps, to within a millionth of a step.
  public init(square: ClosedRange<Double>, step: Double) {
    self.init(x: square, y: square, step: step)
  }

  /// The number of axes: 1 for a line, 2 for a plane.
  public var dimension: Int { axes.count }

  /// The number of points.
  public var count: Int { axes.reduce(1) { $0 * $1.count } }

  /// The coordinates along the first axis.
  public var x: [Double] { axes[0] }

  /// The coordinates along the second axis of a plane.
  public var y: [Double] {
    precondition(dimension == 2, "y of a grid on a line of \(count) points")
    return axes[1]
  }

  /// The length (area) that each inner point stands for: the product of the distances along the axes.
  public var cellSize: Double {
    axes.reduce(1) { $0 * ($1[$1.count - 1] - $1[0]) / Double($1.count - 1) }
  }

  /// The points, `[count, dimension]`, rounded to `Float`.
  public var points: Tensor {
    dimension == 1
      ? Tensor(x, shape: [count, 1])
      : Tensor(y.flatMap { y in x.flatMap { [$0, y] } }, shape: [count, 2])
  }

  /// A function's values at the points of a line.
  public func map(_ function: (Double) -> Double) -> [Double] {
    precondition(dimension == 1, "a function of x on a grid in a plane, which has x and y")
    return x.map(function)
  }

  /// A function's values at the points of a plane, row by row.
  public func map(_ function: (Double, Double) -> Double) -> [Double] {
    precondition(dimension == 2, "a function of x and y on a grid on a line, which has only x")
    return y.flatMap { y in x.map { function($0, y) } }
  }
}

private func evenlySpaced(_ range: ClosedRange<Double>, count: Int) -> [Double] {
  let (a, b) = (range.lowerBound, range.upperBound)
  precondition(
    count >= 2 && a < b && (abs(a) * Double(count)).isFinite && (abs(b) * Double(count)).isFinite,
    "a grid of \(count) points on \(range): at least 2 on a finite range that is not a point")
  let last = Double(count - 1)
  let inner = (1..<count - 1).map { (a * (last - Double($0)) + b * Double($0)) / last }
  return [a] + inner + [b]
}

private func pointCount(_ range: ClosedRange<Double>, step: Double) -> Int {
  let steps = (range.upperBound - range.lowerBound) / step
  let whole = steps.rounded()
  precondition(
    step > 0 && whole >= 1 && whole < 1e9 && abs(steps - whole) <= 1e-6,
    "a grid on \(range) in steps of \(step): that is \(steps) steps, not a whole number")
  return Int(whole) + 1
}
