import Distributions
import Elementary
import TestSupport
import Tensors
import Testing

@Suite struct GridTests {
  /// Ranges and steps of the book, among them those whose last point is lost by adding steps.
  @Test(
    arguments: [
      (-5...5, 0.025), (-4...4, 0.05), (0.1...0.7, 0.1), (-3.3...3.3, 0.03), (0...1, 1.0 / 3),
      (-12...12, 0.1), (0.2...6, 0.1), (-0.1...0.2, 0.1),
    ] as [(ClosedRange<Double>, Double)])
  func endsAreExact(range: ClosedRange<Double>, step: Double) {
    let (low, high) = (range.lowerBound, range.upperBound)
    let grid = Grid(range, step: step)
    #expect(grid.x.first == low && grid.x.last == high)
    #expect(grid.count == Int(((high - low) / step).rounded()) + 1)
    for (i, x) in grid.x.enumerated() {
      #expect(abs(x - (low + Double(i) * step)) <= 4 * max(abs(low), abs(high)).ulp)
    }
    #expect(grid == Grid(low...high, count: grid.count))
    #expect(abs(grid.cellSize - step) <= 1e-15 * max(1, high - low))
  }

  @Test func pointsAreTheDecimalsTheyStandFor() {
    let grid = Grid(-5...5, step: 0.025)
    #expect(grid.x[1] == -4.975 && grid.x[200] == 0 && grid.x[201] == 0.025)
    #expect(grid.x.map { -$0 } == grid.x.reversed())
    #expect(Grid(-1.1...1.1, count: 12).x.map { -$0 } == Grid(-1.1...1.1, count: 12).x.reversed())
  }

  @Test func planesGoRowByRow() {
    let grid = Grid(x: -1...1, y: 0...1.5, step: 0.5)
    #expect(grid.dimension == 2 && grid.x == [-1, -0.5, 0, 0.5, 1] && grid.y == [0, 0.5, 1, 1.5])
    #expect(grid.count == 20 && grid.cellSize == 0.25)
    #expect(grid.points.shape == [20, 2])
    #expect(grid.points.row(7).scalars == [0, 0.5])
    #expect(grid.map { 10 * $1 + $0 }[7] == 5)
    #expect(grid == Grid(x: -1...1, y: 0...1.5, counts: (5, 4)))
    #expect(Grid(square: -1...1, step: 0.5) == Grid(x: -1...1, y: -1...1, step: 0.5))
    #expect(Grid(0...1, count: 3).points == Tensor([0, 0.5, 1.0], shape: [3, 1]))
  }

  /// The trapezoidal rule is exact for what is linear in each coordinate.
  @Test func integralsOfLinearFunctions() {
    expectNear(Grid(-1...2, count: 4).integral { 3 + 2 * $0 }, 12, within: 1e-14)
    let plane = Grid(x: 0...2, y: -1...3, counts: (3, 9))
    expectNear(plane.integral { 1 + $0 + 2 * $1 + 3 * $0 * $1 }, 8 + 8 + 16 + 24, within: 1e-13)
    #expect(Grid(x: 0...2, y: 0...1, counts: (3, 2)).weights == [0.25, 0.5, 0.25, 0.25, 0.5, 0.25])
  }

  /// For x² the rule's error is −(b − a) h²/6.
  @Test func theErrorIsOfSecondOrder() {
    for n in [10, 20] {
      let h = 3 / Double(n)
      expectNear(Grid(0...3, count: n + 1).integral { $0 * $0 }, 9 + 3 * h * h / 6, within: 1e-12)
    }
  }

  @Test func integralsOfDensities() {
    let grid = Grid(square: -10...10, step: 0.1)
    let gaussian = Gaussian(mean: [0.5, -1], covariance: [[2, 0.7], [0.7, 1]])
    let logDensity = gaussian.logDensity(grid.points)
    expectNear(grid.integral(of: exp(logDensity)), 1, within: 1e-6)
    expectNear(grid.logIntegral(of: logDensity), 0, within: 1e-6)
    let x = grid.points.column(0)
    expectNear(grid.mean(of: x, logDensity: logDensity), 0.5, within: 1e-6)
    expectNear(grid.mean(of: x.square(), logDensity: logDensity - 30), 2.25, within: 1e-5)
  }

  /// N(m, v) against the spring E = ½λx², whatever is added to E: ½(λ(v + m²) − 1 − ln λv).
  @Test(arguments: [(0.5, 0.3, 2.0, 0.0), (-1, 1.5, 0.7, 2000)])
  func divergenceFromAnEnergy(m: Double, v: Double, λ: Double, shift: Double) {
    let grid = Grid(-12...12, step: 0.02)
    let p = Gaussian(mean: m, standardDeviation: sqrt(v))
    let energies = Float(λ / 2) * grid.points.column(0).square() + Float(shift)
    expectNear(
      grid.divergence(from: p.logDensity(grid.points), toEnergy: energies),
      (λ * (v + m * m) - 1 - log(λ * v)) / 2, within: shift == 0 ? 1e-6 : 1e-3)
  }

  /// exp(±2000) is beyond the numbers.
  @Test(arguments: [-2000.0, 0, 2000])
  func logarithmsDoNotOverflow(shift: Double) {
    let grid = Grid(-12...12, step: 0.05)
    let logDensity = grid.map { shift - $0 * $0 / 2 }
    expectNear(grid.logIntegral(of: logDensity), shift + log(2 * .pi) / 2, within: 1e-12)
    expectNear(grid.mean(of: grid.map { $0 * $0 }, logDensity: logDensity), 1, within: 1e-12)
    // A region without density is no difficulty.
    let half = zip(grid.x, logDensity).map { $0 < 0 ? -Double.infinity : $1 }
    expectNear(
      grid.logIntegral(of: half), shift + log(2 * .pi) / 2 - log(2), within: 0.021)
  }

  @Test func wrongGridsStopTheProgram() async {
    await #expect(processExitsWith: .failure) { _ = Grid(0...1, step: 0.3) }
    await #expect(processExitsWith: .failure) { _ = Grid(0...1, step: -0.5) }
    await #expect(processExitsWith: .failure) { _ = Grid(0...1, count: 1) }
    await #expect(processExitsWith: .failure) { _ = Grid(1...1, count: 3) }
    await #expect(processExitsWith: .failure) { _ = Grid(0...Double.infinity, count: 3) }
    await #expect(processExitsWith: .failure) { _ = Grid(0...1, count: 3).y }
    await #expect(processExitsWith: .failure) { _ = Grid(0...1, count: 3).integral(of: [1.0]) }
    await #expect(processExitsWith: .failure) {
      _ = Grid(0...1, count: 2).logIntegral(of: [Double.nan, 0])
    }
    await #expect(processExitsWith: .failure) {
      _ = Grid(0...1, count: 2).logIntegral(of: [-Double.infinity, -Double.infinity])
    }
  }
}
