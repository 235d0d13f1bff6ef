import Elementary
import Samplers
import Tensors
import TestSupport
import Testing
import Theory

@Suite struct ThermodynamicIntegrationTests {
  /// Two chains, three levels, by hand: trapezoids of widths 0.2 and 0.8.
  @Test func integratesByTrapezoids() {
    let differences = [Tensor([1.0, 2]), Tensor([3.0, 5]), Tensor([-1.0, 0])]
    let result = ThermodynamicIntegration.logRatio(
      differences: differences, schedule: [0, 0.2, 1])
    // −0.1(1+3) − 0.4(3−1) = −1.2 and −0.1(2+5) − 0.4(5+0) = −2.7.
    expectNear(result.value, -1.95, within: 1e-15)
    expectNear(result.standardError, 0.75, within: 1e-15)
  }

  /// With independent samples at every level: the trapezoidal rule's value, its error included,
  /// and a standard error that is a weighted sum of known variances.
  @Test func agreesWithTheExactRule() {
    let path = GaussianPath(
      startMean: -0.5, startVariance: 1.5, endMean: 0.4, endVariance: 0.4, dimension: 2)
    let schedule = [0, 0.15, 0.5, 1]
    let chains = 60_000
    var random = RandomStream(seed: 81)
    let differences = schedule.map { β in
      let x =
        random.normal([chains, 2]) * Float(sqrt(path.variance(at: β))) + Float(path.mean(at: β))
      let toEnd = (x - Float(path.endMean)).square().sum(axis: 1)
      let toStart = (x - Float(path.startMean)).square().sum(axis: 1)
      return toEnd * Float(0.5 / path.endVariance) - toStart * Float(0.5 / path.startVariance)
    }
    let result = ThermodynamicIntegration.logRatio(differences: differences, schedule: schedule)
    let widths = [0.075, 0.25, 0.425, 0.25]
    let variance = sum(
      zip(schedule, widths).map { $1 * $1 * path.varianceOfEnergyDifference(at: $0) })
    let rule = path.trapezoidalLogRatio(schedule: schedule)
    expectMean(
      result.value, exact: rule, variance: variance, count: chains,
      detecting: (rule - path.logRatio).magnitude, ledger: "thermodynamic integration: value")
    // The integrals are sums of squares of normals, of kurtosis below 9.
    expectMean(
      result.standardError * result.standardError * Double(chains), exact: variance,
      variance: 8 * variance * variance, count: chains, detecting: 0.15 * variance,
      ledger: "thermodynamic integration: error")
  }

  @Test(arguments: [[0, 1, 0.5], [0, 0.5, 0.5], [0.1, 0.5, 1], [0, 0.5, 0.9]])
  func schedulesAscendFrom0To1(schedule: [Double]) async {
    await #expect(processExitsWith: .failure) { [schedule] in
      _ = ThermodynamicIntegration.logRatio(
        differences: [Tensor.zeros(3), Tensor.zeros(3), Tensor.zeros(3)], schedule: schedule)
    }
  }

  @Test func refusesNonsense() async {
    await #expect(processExitsWith: .failure) {
      _ = ThermodynamicIntegration.logRatio(
        differences: [Tensor.zeros(3), Tensor([1, Double.nan, 2])], schedule: [0, 1])
    }
    await #expect(processExitsWith: .failure) {
      _ = ThermodynamicIntegration.logRatio(
        differences: [Tensor.zeros(3), Tensor.zeros(3)], schedule: [0, 0.5, 1])
    }
    await #expect(processExitsWith: .failure) {
      _ = ThermodynamicIntegration.logRatio(
        differences: [Tensor.zeros(3), Tensor.zeros(4)], schedule: [0, 1])
    }
    await #expect(processExitsWith: .failure) {
      _ = ThermodynamicIntegration.logRatio(
        differences: [Tensor.zeros(1), Tensor.zeros(1)], schedule: [0, 1])
    }
  }
}
