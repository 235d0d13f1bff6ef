import Elementary
import ScoreMatching
import TestSupport
import Testing
import Theory

@Suite struct DoubleWellTests {
  @Test(arguments: [(0.05, 1), (1, 1), (1, 0.1), (1, 5), (4, 0.5), (30, 2), (700, 1.0)])
  func agreesWithQuadrature(barrier: Double, temperature: Double) {
    let energy = { (x: Double) in barrier * (x * x - 1) * (x * x - 1) }
    let edge = sqrt(1 + sqrt(740 * temperature / barrier))
    let integral = { (f: (Double) -> Double) in
      2 * integrate(from: 0, to: edge, points: 4000) { f($0) * exp(-energy($0) / temperature) }
    }
    let z = integral { _ in 1 }
    expectClose(
      DoubleWell.partitionFunction(barrier: barrier, temperature: temperature), z, within: 1e-12)
    expectClose(
      DoubleWell.meanEnergy(barrier: barrier, temperature: temperature), integral(energy) / z,
      within: 2e-13, scale: barrier)
    expectClose(
      DoubleWell.variance(barrier: barrier, temperature: temperature),
      integral { $0 * $0 } / z, within: 1e-12)
  }

  /// A pair of parabolas of curvature 8a, and a quartic: the two limits.
  @Test func hasItsLimits() {
    expectClose(DoubleWell.partitionFunction(barrier: 900), sqrt(.pi / 900), within: 1e-3)
    expectClose(DoubleWell.meanEnergy(barrier: 900), 0.5, within: 1e-3)
    let hot = 1e6
    expectClose(
      DoubleWell.partitionFunction(barrier: 1, temperature: hot),
      Quartic.partitionFunction(temperature: hot), within: 2e-3)
  }

  @Test func refusesWhatOverflows() async {
    await #expect(processExitsWith: .failure) {
      _ = DoubleWell.partitionFunction(barrier: 1001)
    }
    await #expect(processExitsWith: .failure) {
      _ = DoubleWell.partitionFunction(barrier: 1, temperature: 0)
    }
  }
}

@Suite struct QuarticTests {
  @Test(arguments: [0.1, 1, 7])
  func agreesWithQuadrature(temperature: Double) {
    let edge = 6 * sqrt(sqrt(temperature))
    let integral = { (power: Int) in
      2
        * integrate(from: 0, to: edge, points: 1000) { x in
          (0..<power).reduce(exp(-x * x * x * x / temperature)) { y, _ in y * x }
        }
    }
    let z = integral(0)
    expectClose(Quartic.partitionFunction(temperature: temperature), z, within: 1e-13)
    expectClose(Quartic.variance(temperature: temperature), integral(2) / z, within: 1e-13)
    expectClose(Quartic.fourthMoment(temperature: temperature), integral(4) / z, within: 1e-13)
  }
}
