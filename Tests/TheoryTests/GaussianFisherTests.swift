import Elementary
import TestSupport
import Testing
import Theory

@Suite struct GaussianFisherTests {
  static let pairs = [
    (0, 1, 1, 2), (1, 0.25, -0.5, 3), (2, 3, 2, 0.5), (0.1, 1, 0, 1), (1, 0.25, 1, 0.25),
  ]

  /// Both from their definitions, with the score of the model and its slope written out.
  @Test(arguments: pairs)
  func agreesWithQuadrature(μ: Double, s2: Double, m: Double, v: Double) {
    func mean(_ f: (Double) -> Double) -> Double {
      integrateAcross(mean: μ, variance: s2) { normalDensity($0, mean: μ, variance: s2) * f($0) }
    }
    let model = { (x: Double) in -(x - m) / v }
    let data = { (x: Double) in -(x - μ) / s2 }
    let fisher = mean { 0.5 * (model($0) - data($0)) * (model($0) - data($0)) }
    let loss = mean { -1 / v + 0.5 * model($0) * model($0) }
    expectClose(
      GaussianFisher.divergence(mean: μ, variance: s2, fromMean: m, variance: v), fisher,
      within: 1e-12, scale: 1e-20)
    expectClose(
      GaussianFisher.loss(mean: μ, variance: s2, model: m, variance: v), loss, within: 1e-12)
    expectClose(loss, fisher - 1 / (2 * s2), within: 1e-12)
  }

  /// The minimum by finite differences: the slope vanishes at the data's mean and variance, and any
  /// other model costs more.
  @Test func leastAtTheDataItself() {
    let at = { (m: Double, v: Double) in
      GaussianFisher.loss(mean: 1, variance: 0.25, model: m, variance: v)
    }
    let h = 1e-4
    #expect(abs(at(1 + h, 0.25) - at(1 - h, 0.25)) / (2 * h) < 1e-9)
    #expect(abs(at(1, 0.25 + h) - at(1, 0.25 - h)) / (2 * h) < 1e-4)
    for (m, v) in [(1.01, 0.25), (0.99, 0.25), (1, 0.251), (1, 0.249)] {
      #expect(at(m, v) > at(1, 0.25))
    }
  }

  /// d/dt KL(p_t‖q_t) = −F(p_t‖q_t), by a central difference.
  @Test(arguments: pairs.prefix(4), [0.0, 0.3, 2])
  func isTheRateAtWhichNoiseBlurs(pair: (Double, Double, Double, Double), t: Double) {
    let (μ, s2, m, v) = pair
    let blurred = { (t: Double) in
      GaussianDivergence.divergence(mean: μ, variance: s2 + t, fromMean: m, variance: v + t)
    }
    let h = 1e-4
    expectClose(
      (blurred(t - h) - blurred(t + h)) / (2 * h),
      GaussianFisher.divergence(mean: μ, variance: s2 + t, fromMean: m, variance: v + t),
      within: 1e-5)
  }

  @Test func agreesWithQuadratureInThePlane() {
    let (m1, s1) = ([1, -0.5], [[1, 0.4], [0.4, 0.25]])
    let (m2, s2) = ([0.2, 0.1], [[0.8, -0.3], [-0.3, 0.6]])
    func score(_ x: Double, _ y: Double, _ m: [Double], _ s: [[Double]]) -> (Double, Double) {
      let determinant = s[0][0] * s[1][1] - s[0][1] * s[0][1]
      let (u, w) = (x - m[0], y - m[1])
      return (
        -(s[1][1] * u - s[0][1] * w) / determinant, -(s[0][0] * w - s[0][1] * u) / determinant
      )
    }
    let determinant = s1[0][0] * s1[1][1] - s1[0][1] * s1[0][1]
    let integral = integrate(x: -9...11, y: -6...5, points: 320) { x, y in
      let (p, q) = (score(x, y, m1, s1), score(x, y, m2, s2))
      let exponent = 0.5 * (p.0 * (x - m1[0]) + p.1 * (y - m1[1]))
      let (du, dw) = (p.0 - q.0, p.1 - q.1)
      return exp(exponent) / (2 * .pi * sqrt(determinant)) * 0.5 * (du * du + dw * dw)
    }
    expectClose(
      GaussianFisher.divergence(mean: m1, covariance: s1, fromMean: m2, covariance: s2),
      integral, within: 1e-10)
  }

  /// One dimension is the plane with one coordinate.
  @Test(arguments: pairs)
  func agreesWithItselfInOneDimension(μ: Double, s2: Double, m: Double, v: Double) {
    expectClose(
      GaussianFisher.divergence(mean: [μ], covariance: [[s2]], fromMean: [m], covariance: [[v]]),
      GaussianFisher.divergence(mean: μ, variance: s2, fromMean: m, variance: v), within: 1e-13)
  }

  @Test func refusesNonsense() async {
    await #expect(processExitsWith: .failure) {
      _ = GaussianFisher.divergence(mean: 0, variance: 0, fromMean: 0, variance: 1)
    }
    await #expect(processExitsWith: .failure) {
      _ = GaussianFisher.loss(mean: 0, variance: 1, model: 0, variance: -1)
    }
    await #expect(processExitsWith: .failure) {
      _ = GaussianFisher.divergence(
        mean: [0], covariance: [[1]], fromMean: [0, 1], covariance: [[1]])
    }
  }
}
