import Elementary
import TestSupport
import Testing
import Theory

@Suite struct AnomalyScoreTests {
  /// P(|n| < |a|) by one quadrature over the anomaly.
  @Test(arguments: [(0, 1.5), (0, 0.2), (1, 2), (-2, 0.5), (3, 1), (0.5, 8)])
  func shiftedAgreesWithQuadrature(mean: Double, standardDeviation: Double) {
    let variance = standardDeviation * standardDeviation
    // There is a kink at 0, and a range of width 1 about it where the error function moves.
    let reach = mean.magnitude + 12 * standardDeviation
    let area = [-1, 1].reduce(0.0) { total, sign in
      total
        + integrate(from: 0, to: reach, points: 8000) {
          normalDensity(sign * $0, mean: mean, variance: variance) * erf($0 / sqrt(2))
        }
    }
    expectClose(
      AnomalyScore.areaUnderCurve(anomalyMean: mean, anomalyStandardDeviation: standardDeviation),
      area,
      within: 1e-12)
  }

  @Test(arguments: [0.2, 1, 3])
  func centredAgreesWithQuadrature(standardDeviation: Double) {
    let area = integrate(from: 0, to: 12, points: 1600) {
      2 * normalDensity($0) * erf(standardDeviation * $0 / sqrt(2))
    }
    expectClose(
      AnomalyScore.areaUnderCurve(anomalyStandardDeviation: standardDeviation), area, within: 1e-12)
    expectClose(
      AnomalyScore.areaUnderCurve(anomalyMean: 0, anomalyStandardDeviation: standardDeviation),
      area,
      within: 1e-12)
  }

  /// The same with χ² distributions: E P(χ²_d < ρ² R²), through the incomplete gamma function.
  @Test(arguments: [1, 2, 3, 5, 64, 1000], [0.7, 1, 1.2])
  func highDimensionsAgreeWithQuadrature(dimension: Int, standardDeviation: Double) {
    let d = Double(dimension)
    let logNorm = (0.5 * d - 1) * log(2) + logGamma(0.5 * d)
    let area = integrate(from: 0, to: sqrt(d) + 12, points: 2400) { r in
      exp((d - 1) * log(r) - 0.5 * r * r - logNorm)
        * regularizedLowerGamma(shape: 0.5 * d, 0.5 * standardDeviation * standardDeviation * r * r)
    }
    expectClose(
      AnomalyScore.areaUnderCurve(
        anomalyStandardDeviation: standardDeviation, dimension: dimension), area,
      within: 1e-11)
  }

  /// The three probabilities of the Mann–Whitney variance by quadrature over the shared point.
  @Test(arguments: [0.4, 1, 1.5, 3])
  func standardErrorAgreesWithQuadrature(standardDeviation: Double) {
    let (n, m) = (300.0, 200.0)
    let mean = { (f: (Double) -> Double) in
      integrate(from: 0, to: 12, points: 1600) { 2 * normalDensity($0) * f($0) }
    }
    let below = { (z: Double) in erf(standardDeviation * z / sqrt(2)) }
    let above = { (z: Double) in 1 - erf(z / (standardDeviation * sqrt(2))) }
    let area = mean(below)
    let variance =
      (area * (1 - area) + (n - 1) * (mean { below($0) * below($0) } - area * area)
        + (m - 1) * (mean { above($0) * above($0) } - area * area)) / (n * m)
    let error = AnomalyScore.standardError(
      anomalyStandardDeviation: standardDeviation, normals: 300, anomalies: 200)
    expectClose(error * error, variance, within: 1e-11)
  }

  /// T(h, 1) = ½ Φ(h)(1 − Φ(h)), T(0, a) = arctan(a)/2π, and the rule for 1/a.
  @Test(arguments: [0, 0.3, 1.7, 6])
  func owenHasKnownValues(h: Double) {
    expectClose(
      AnomalyScore.owenT(h, 1), 0.5 * normalCDF(h) * normalCDF(-h), within: 1e-14, scale: 0.1)
    expectClose(AnomalyScore.owenT(0, 2.5), atan(2.5) / (2 * .pi), within: 1e-15)
    let a = 0.4
    let sum = AnomalyScore.owenT(h, a) + AnomalyScore.owenT(a * h, 1 / a)
    let expected =
      0.5 * normalCDF(h) + 0.5 * normalCDF(a * h) - normalCDF(h) * normalCDF(a * h)
    expectClose(sum, expected, within: 1e-14, scale: 0.1)
    #expect(AnomalyScore.owenT(h, -a) == -AnomalyScore.owenT(h, a))
  }
}
