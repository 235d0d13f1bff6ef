import Elementary
import LinearAlgebra
import TestSupport
import Testing
import Theory

@Suite struct LangevinGaussianTests {
  /// Step by step with the distribution of a linear map, from a start of any variance.
  @Test(arguments: [(1, 0.1), (0.5, 0.2), (2, 7.5), (0.5, 0.75)])
  func varianceFollowsTheRecursion(standardDeviation: Double, step: Double) {
    for (noise, start) in [(nil, 0.0), (nil, 3), (0.4, 0.7)] as [(Double?, Double)] {
      var v = start
      for n in 0...30 {
        expectClose(
          LangevinGaussian.variance(
            after: n, startVariance: start, standardDeviation: standardDeviation, stepSize: step,
            noiseStandardDeviation: noise), v, within: 1e-13)
        let slope = 1 - step / (standardDeviation * standardDeviation)
        v = slope * slope * v + (noise.map { $0 * $0 } ?? 2 * step)
      }
    }
  }

  /// The recursion's end, run until it stands.
  @Test(arguments: [(1, 0.1, 1), (0.5, 0.2, 1), (0.5, 0.45, 3), (2, 1, 0.25), (1, 1, 1)])
  func stationaryVarianceIsTheRecursionsEnd(
    standardDeviation: Double, step: Double, temperature: Double
  ) {
    let noise = sqrt(2 * step * temperature)
    let slope = 1 - step / (standardDeviation * standardDeviation)
    var v = 1.0
    for _ in 0..<3000 { v = slope * slope * v + noise * noise }
    expectClose(
      LangevinGaussian.stationaryVariance(
        standardDeviation: standardDeviation, stepSize: step, temperature: temperature), v,
      within: 1e-13)
    expectClose(
      LangevinGaussian.stationaryVariance(
        standardDeviation: standardDeviation, stepSize: step, noiseStandardDeviation: noise), v,
      within: 1e-13)
    expectClose(
      LangevinGaussian.effectiveTemperature(stepSize: step, noiseStandardDeviation: noise),
      temperature,
      within: 1e-14)
  }

  /// The virial by its integral over the stationary distribution of the discretised chain.
  @Test(arguments: [(1, 0.3, 1), (0.7, 0.4, 2)])
  func virialIsTheMeanOfXTimesSlope(
    standardDeviation: Double, step: Double, temperature: Double
  ) {
    let v = LangevinGaussian.stationaryVariance(
      standardDeviation: standardDeviation, stepSize: step, temperature: temperature)
    let square = standardDeviation * standardDeviation
    let mean = integrate(from: -12 * sqrt(v), to: 12 * sqrt(v), points: 400) { x in
      x * x / square * exp(-x * x / (2 * v)) / sqrt(2 * .pi * v)
    }
    let virial = LangevinGaussian.virial(
      standardDeviation: standardDeviation, stepSize: step, temperature: temperature)
    expectClose(virial, mean, within: 1e-12)
    // Less the correction for the finite step, it is the temperature.
    expectClose(virial - step / 2 * v / (square * square), temperature, within: 1e-14)
  }

  @Test func hasNoStationaryDistributionBeyondTheEdge() {
    #expect(LangevinGaussian.stationaryVariance(standardDeviation: 0.5, stepSize: 0.4999) < 1e5)
    #expect(LangevinGaussian.stationaryVariance(standardDeviation: 0.5, stepSize: 0.5) == .infinity)
    #expect(LangevinGaussian.stationaryVariance(standardDeviation: 0.5, stepSize: 0.6) == .infinity)
    let late = LangevinGaussian.variance(
      after: 500, startVariance: 1, standardDeviation: 0.5, stepSize: 0.6)
    #expect(late > 1e30)
  }

  /// Fourth moments by their own recursion, E(ax + σz)⁴.
  @Test(arguments: [0.05, 0.3, 1, 1.7])
  func kurtosisFollowsTheRecursion(step: Double) {
    let (a, noise) = (1 - step, 2 * step)
    var (m2, m4) = (0.0, 0.0)
    for _ in 0..<3000 {
      m4 = a * a * a * a * m4 + 6 * a * a * m2 * noise + noise * noise * 9 / 5
      m2 = a * a * m2 + noise
    }
    expectClose(
      LangevinGaussian.stationaryKurtosis(
        standardDeviation: 1, stepSize: step, noiseKurtosis: -1.2),
      m4 / (m2 * m2) - 3, within: 1e-11, scale: 1)
  }

  /// The matrix recursion C ← A C A + 2εI, and the formula's own inverse.
  @Test(arguments: [
    [[1, 0.4], [0.4, 0.25]], [[2, -0.3, 0.1], [-0.3, 0.5, 0.2], [0.1, 0.2, 0.7]],
  ])
  func covarianceFollowsTheMatrixRecursion(covariance: [[Double]]) {
    let step = 0.06
    let d = covariance.count
    let precision = Cholesky(covariance)!.inverse
    let a = (0..<d).map { i in (0..<d).map { j in (i == j ? 1 : 0) - step * precision[i][j] } }
    func product(_ p: [[Double]], _ q: [[Double]]) -> [[Double]] {
      (0..<d).map { i in (0..<d).map { j in sum((0..<d).map { p[i][$0] * q[$0][j] }) } }
    }
    var c = covariance
    for _ in 0..<2000 {
      c = product(product(a, c), a)
      for i in 0..<d { c[i][i] += 2 * step }
    }
    let formula = LangevinGaussian.stationaryCovariance(covariance: covariance, stepSize: step)
    for i in 0..<d {
      for j in 0..<d { expectClose(formula[i][j], c[i][j], within: 1e-12, scale: 1) }
    }
  }

  /// The definition, ∬ p(x) q(y|x) min(1, p(y)q(x|y)/p(x)q(y|x)), the densities as they stand.
  @Test(arguments: [(1, 0.1), (1, 1), (0.5, 0.4), (2, 12)])
  func adjustedAcceptanceAgreesWithQuadrature(standardDeviation: Double, step: Double) {
    let (v, a) = (
      standardDeviation * standardDeviation, 1 - step / (standardDeviation * standardDeviation)
    )
    let total = integrate(from: 0, to: 12 * standardDeviation, points: 400) {
      (x: Double) -> Double in
      let reach = 12 * sqrt(2 * step)
      // The acceptance has a kink at y = ±x.
      let edges = [a * x - reach, -x, x, a * x + reach].sorted()
      return zip(edges, edges.dropFirst()).reduce(0.0) { part, edge in
        part
          + integrate(from: edge.0, to: edge.1, points: 200) { (y: Double) -> Double in
            let there = normalDensity(x, variance: v) * normalDensity(y - a * x, variance: 2 * step)
            let back = normalDensity(y, variance: v) * normalDensity(x - a * y, variance: 2 * step)
            return min(there, back)
          }
      }
    }
    expectClose(
      LangevinGaussian.adjustedAcceptance(standardDeviation: standardDeviation, stepSize: step),
      2 * total,
      within: 1e-9)
  }

  /// In three dimensions, along x and across it, where |across|² is an exponential variable that
  /// can be integrated by hand.
  @Test(arguments: [0.1, 0.7, 1.5])
  func adjustedAcceptanceInThreeDimensions(step: Double) {
    let norm = sqrt(2 / Double.pi)
    let total = integrate(from: 0, to: 10, points: 400) { (r: Double) -> Double in
      norm * r * r * exp(-r * r / 2)
        * integrate(from: -10, to: 10, points: 2000) { (z: Double) -> Double in
          let along = (1 - step) * r + sqrt(2 * step) * z
          let excess = along * along - r * r
          let start = max(0, -excess / (2 * step))
          let rest =
            exp(-step * excess / 4 - start * (1 + step * step) / 2) / (1 + step * step)
          return normalDensity(z) * (1 - exp(-start / 2) + rest)
        }
    }
    expectClose(
      LangevinGaussian.adjustedAcceptance(standardDeviation: 1, stepSize: step, dimension: 3),
      total,
      within: 1e-6)
    expectClose(
      LangevinGaussian.adjustedAcceptance(standardDeviation: 0.5, stepSize: step / 4, dimension: 3),
      total, within: 1e-6)
  }

  /// Through cumulants, which add: those of uniform noise are B_2m (2√3)²ᵐ/(2m).
  @Test(arguments: [0.05, 0.6, 1.7])
  func momentsAgreeWithCumulants(step: Double) {
    let noise = 0.4
    let square = (1 - step) * (1 - step)
    let k = [1, -1.2, 48.0 / 7, -86.4].enumerated().map { m, cumulant in
      cumulant * pow(noise, Double(2 * m + 2)) / (1 - pow(square, Double(m + 1)))
    }
    let moments = LangevinGaussian.stationaryMoments(
      standardDeviation: 1, stepSize: step, noiseStandardDeviation: noise,
      noiseMoments: (0...4).map { pow(3, Double($0)) / Double(2 * $0 + 1) })
    let exact = [
      1, k[0], k[1] + 3 * k[0] * k[0],
      k[2] + 15 * k[1] * k[0] + 15 * pow(k[0], 3),
      k[3] + 28 * k[2] * k[0] + 35 * k[1] * k[1] + 210 * k[1] * k[0] * k[0] + 105 * pow(k[0], 4),
    ]
    for (moment, value) in zip(moments, exact) { expectClose(moment, value, within: 1e-12) }
    expectClose(
      moments[2] / (moments[1] * moments[1]) - 3,
      LangevinGaussian.stationaryKurtosis(
        standardDeviation: 1, stepSize: step, noiseKurtosis: -1.2),
      within: 1e-11, scale: 1)
  }
}
