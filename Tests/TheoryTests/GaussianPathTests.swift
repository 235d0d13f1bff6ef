import Elementary
import TestSupport
import Testing
import Theory

@Suite struct GaussianPathTests {
  static let paths = [
    GaussianPath(startVariance: 4, endVariance: 0.25),
    GaussianPath(startMean: -1, startVariance: 1, endMean: 2, endVariance: 1),
    GaussianPath(startMean: 0.5, startVariance: 2, endMean: -0.7, endVariance: 0.3),
  ]
  let schedule = [0, 0.1, 0.3, 0.35, 0.7, 1]

  /// The energies, written out.
  func energy(_ path: GaussianPath, _ beta: Double, _ x: Double) -> Double {
    let start = (x - path.startMean) * (x - path.startMean) / (2 * path.startVariance)
    let end = (x - path.endMean) * (x - path.endMean) / (2 * path.endVariance)
    return (1 - beta) * start + beta * end
  }

  func integral(_ path: GaussianPath, _ beta: Double, _ f: (Double) -> Double) -> Double {
    integrate(from: -30, to: 30, points: 4000) { f($0) * exp(-energy(path, beta, $0)) }
  }

  @Test(arguments: paths, [0, 0.2, 0.5, 1])
  func distributionsAgreeWithQuadrature(path: GaussianPath, beta: Double) {
    let z = integral(path, beta) { _ in 1 }
    let mean = integral(path, beta) { $0 } / z
    let difference = { (x: Double) in energy(path, 1, x) - energy(path, 0, x) }
    let d = integral(path, beta, difference) / z
    let spread =
      integral(path, beta) { (difference($0) - d) * (difference($0) - d) } / z
    expectClose(path.logPartitionFunction(at: beta), log(z), within: 1e-12, scale: 1)
    expectClose(path.mean(at: beta), mean, within: 1e-12, scale: 1)
    expectClose(
      path.variance(at: beta), integral(path, beta) { ($0 - mean) * ($0 - mean) } / z,
      within: 1e-12)
    expectClose(path.meanEnergyDifference(at: beta), d, within: 1e-11, scale: 1)
    expectClose(path.varianceOfEnergyDifference(at: beta), spread, within: 1e-11, scale: 1)
  }

  /// log(Z₁/Z₀) = −∫⟨E₁−E₀⟩ dβ.
  @Test(arguments: paths)
  func thermodynamicIntegrationGivesTheRatio(path: GaussianPath) {
    let integral = integrate(from: 0, to: 1, points: 800) { -path.meanEnergyDifference(at: $0) }
    expectClose(integral, path.logRatio, within: 1e-11, scale: 1)
    expectClose(
      path.logPartitionFunction(at: 1) - path.logPartitionFunction(at: 0), path.logRatio,
      within: 1e-14, scale: 1)
  }

  /// E log w = log(Z₁/Z₀) − Σ KL, with the divergences from another file.
  @Test(arguments: paths)
  func logWeightIsLowByTheDivergences(path: GaussianPath) {
    let divergences = zip(schedule, schedule.dropFirst()).map { here, next in
      GaussianDivergence.divergence(
        mean: path.mean(at: here), variance: path.variance(at: here),
        fromMean: path.mean(at: next), variance: path.variance(at: next))
    }
    expectClose(
      path.expectedLogWeight(schedule: schedule), path.logRatio - sum(divergences),
      within: 1e-12, scale: 1)
  }

  /// Mean, variance and second moment of each step's log weight by quadrature.
  @Test(arguments: paths)
  func weightsAgreeWithQuadrature(path: GaussianPath) {
    var (mean, variance, moment) = (0.0, 0.0, 1.0)
    for (here, next) in zip(schedule, schedule.dropFirst()) {
      let z = integral(path, here) { _ in 1 }
      let logWeight = { (x: Double) in energy(path, here, x) - energy(path, next, x) }
      let step = integral(path, here, logWeight) / z
      mean += step
      variance += integral(path, here) { (logWeight($0) - step) * (logWeight($0) - step) } / z
      let first = integral(path, here) { exp(logWeight($0)) } / z
      moment *= integral(path, here) { exp(2 * logWeight($0)) } / z / (first * first)
    }
    expectClose(path.expectedLogWeight(schedule: schedule), mean, within: 1e-11, scale: 1)
    expectClose(path.varianceOfLogWeight(schedule: schedule), variance, within: 1e-11)
    expectClose(path.relativeSecondMoment(schedule: schedule), moment, within: 1e-10)
  }

  /// One step is importance sampling, infinite variance included.
  @Test func oneStepIsImportanceSampling() {
    let wide = GaussianPath(startVariance: 4, endVariance: 0.25, dimension: 3)
    expectClose(
      wide.relativeSecondMoment(schedule: [0, 1]),
      ImportanceWeights.relativeSecondMoment(
        standardDeviation: 0.5, proposalStandardDeviation: 2, dimension: 3), within: 1e-13)
    let narrow = GaussianPath(startVariance: 0.25, endVariance: 4)
    #expect(narrow.relativeSecondMoment(schedule: [0, 1]) == .infinity)
  }

  @Test func dimensionsAddUp() {
    let one = Self.paths[2]
    let four = GaussianPath(
      startMean: 0.5, startVariance: 2, endMean: -0.7, endVariance: 0.3, dimension: 4)
    expectClose(four.logRatio, 4 * one.logRatio, within: 1e-15)
    expectClose(
      four.expectedLogWeight(schedule: schedule), 4 * one.expectedLogWeight(schedule: schedule),
      within: 1e-14)
    expectClose(
      four.varianceOfLogWeight(schedule: schedule),
      4 * one.varianceOfLogWeight(schedule: schedule), within: 1e-14)
    let moment = one.relativeSecondMoment(schedule: schedule)
    expectClose(
      four.relativeSecondMoment(schedule: schedule), moment * moment * moment * moment,
      within: 1e-12)
  }

  /// The rule's error falls as K⁻² with the coefficient of Euler and Maclaurin.
  @Test(arguments: paths)
  func trapezoidalErrorIsPredicted(path: GaussianPath) {
    let error = { (steps: Int) -> Double in
      let levels = (0...steps).map { Double($0) / Double(steps) }
      return path.trapezoidalLogRatio(schedule: levels) - path.logRatio
    }
    let predicted = path.leadingTrapezoidalError(steps: 400)
    expectClose(error(400), predicted, within: 2e-3, scale: 1e-9)
    // Between forward and backward annealing lies the trapezoidal rule.
    let levels = (0...10).map { Double($0) / 10 }
    let back = GaussianPath(
      startMean: path.endMean, startVariance: path.endVariance, endMean: path.startMean,
      endVariance: path.startVariance)
    expectClose(
      0.5 * (path.expectedLogWeight(schedule: levels) - back.expectedLogWeight(schedule: levels)),
      path.trapezoidalLogRatio(schedule: levels), within: 1e-12, scale: 1)
  }

  @Test func refusesBadSchedules() async {
    await #expect(processExitsWith: .failure) {
      _ = GaussianPath(startVariance: 1, endVariance: 2).expectedLogWeight(schedule: [0, 0.5])
    }
    await #expect(processExitsWith: .failure) {
      _ = GaussianPath(startVariance: 1, endVariance: 2)
        .trapezoidalLogRatio(schedule: [0, 0.7, 0.6, 1])
    }
  }
}
