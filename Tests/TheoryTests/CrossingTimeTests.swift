import Elementary
import TestSupport
import Testing
import Theory

@Suite struct CrossingTimeTests {
  /// By NumPy, trapezoidal sums over half a million cells.
  @Test(arguments: [
    (2, 5.129285, 4.103589), (4, 17.315911, 15.160824), (6, 80.907248, 74.682788),
    (8, 437.504341, 413.876481),
  ])
  func doubleWell(barrier: Double, exact: Double, kramers: Double) {
    expectClose(CrossingTime.doubleWell(barrier: barrier), exact, within: 1e-6)
    expectClose(CrossingTime.kramersDoubleWell(barrier: barrier), kramers, within: 1e-6)
    expectClose(
      CrossingTime.mean(from: -1, to: 1, lowest: -4) { barrier * ($0 * $0 - 1) * ($0 * $0 - 1) },
      CrossingTime.doubleWell(barrier: barrier), within: 1e-10)
  }

  /// On a parabola `E = x²/2` the time from 0 up to b is a series, Σ (√2 b)ⁿ Γ(n/2)/(2 n!).
  @Test(arguments: [0.3, 1, 2]) func parabola(end b: Double) {
    var (series, factor) = (0.0, 1.0)
    for n in 1...80 {
      factor *= sqrt(2.0) * b / Double(n)
      series += factor * exp(logGamma(Double(n) / 2)) / 2
    }
    expectClose(
      CrossingTime.mean(from: 0, to: b, lowest: -12) { $0 * $0 / 2 }, series, within: 1e-10)
  }

  /// The differential equation −E′τ′ + τ″ = −1, by differences.
  @Test func solvesItsEquation() {
    func τ(_ x: Double) -> Double {
      CrossingTime.mean(from: x, to: 1.2, lowest: -5) { 0.4 * $0 * $0 * $0 * $0 - $0 * $0 / 2 }
    }
    for x in [-1.1, 0, 0.7] {
      let (h, slope) = (1e-3, 1.6 * x * x * x - x)
      let first = (τ(x + h) - τ(x - h)) / (2 * h)
      let second = (τ(x + h) - 2 * τ(x) + τ(x - h)) / (h * h)
      expectNear(-slope * first + second, -1, within: 1e-4)
    }
  }

  /// The higher the barrier, the better Kramers' formula, in proportion to 1/B.
  @Test func kramersErrorFalls() {
    func error(_ B: Double) -> Double {
      B * (CrossingTime.doubleWell(barrier: B) / CrossingTime.kramersDoubleWell(barrier: B) - 1)
    }
    expectClose(error(100), error(200), within: 0.01)
  }
}
