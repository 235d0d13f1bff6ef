import Distributions
import Elementary
import Tensors
import TestSupport
import Testing

@Suite struct GaussianTests {
  static let distributions = [
    Gaussian.runningInPlane,
    Gaussian(mean: [0, 3], covariance: [[2, -1.1], [-1.1, 0.9]]),
    Gaussian(mean: [-1, 0.5], standardDeviation: 0.4),
  ]

  @Test(arguments: distributions)
  func logDensityAgreesWithTheFormula(distribution: Gaussian) {
    let points = lattice(-2...2, 9)
    let measured = distribution.logDensity(Tensor(rows: points)).doubles
    for (point, value) in zip(points, measured) {
      let exact = log(planeDensity(mixture(of: distribution), point[0], point[1]))
      expectNear(value, exact, within: 2e-6 * (1 + exact.magnitude))
    }
  }

  /// Against the inverse of a 2 × 2 matrix by its formula.
  @Test(arguments: distributions)
  func mahalanobisDistanceIsThatOfTheInverse(distribution: Gaussian) {
    let ((a, b, c), points) = (
      (
        distribution.covariance[0][0], distribution.covariance[0][1], distribution.covariance[1][1]
      ), lattice(-2...2, 9)
    )
    let measured = distribution.mahalanobisDistance(of: Tensor(rows: points)).doubles
    for (point, value) in zip(points, measured) {
      let (u, v) = (point[0] - distribution.mean[0], point[1] - distribution.mean[1])
      let exact = sqrt((c * u * u - 2 * b * u * v + a * v * v) / (a * c - b * b))
      expectNear(value, exact, within: 2e-6 * (1 + exact))
    }
  }

  @Test(arguments: distributions)
  func densityIntegratesToOne(distribution: Gaussian) {
    // A grid of spacing 0.05 over ±8 standard deviations: the rule's error is far below the
    // rounding.
    let total =
      exp(distribution.logDensity(Tensor(rows: lattice(-12...12, 481)))).sum() * 0.05 * 0.05
    expectNear(total, 1, within: 1e-6)
  }

  /// Central differences of the logarithm of the density in Double.
  @Test(arguments: distributions)
  func scoreIsTheSlope(distribution: Gaussian) {
    let points = lattice(-2...2, 5)
    let score = distribution.score(at: Tensor(rows: points))
    let f = { log(planeDensity(mixture(of: distribution), $0, $1)) }
    let h = 1e-4
    for (i, p) in points.enumerated() {
      let slope = [
        (f(p[0] + h, p[1]) - f(p[0] - h, p[1])) / (2 * h),
        (f(p[0], p[1] + h) - f(p[0], p[1] - h)) / (2 * h),
      ]
      for j in 0..<2 {
        expectNear(Double(score[i, j]), slope[j], within: 5e-6 * (5 + slope[j].magnitude))
      }
    }
  }

  /// On the line, density, log density and score agree with each other and with the formula.
  @Test func lineAgreesWithTheFormula() {
    let distribution = Gaussian.running
    let xs = Tensor.linspace(-1, 3, 41)
    let points = xs.reshaped(41, 1)
    let logDensity = distribution.logDensity(points).doubles
    let score = distribution.score(at: points).doubles
    for (i, x) in xs.doubles.enumerated() {
      let exact = exp(-(x - 1) * (x - 1) / 0.5) / sqrt(0.5 * .pi)
      expectNear(distribution.density(x), exact, within: 1e-15)
      expectNear(exp(logDensity[i]), exact, within: 1e-6)
      expectNear(score[i], -(x - 1) / 0.25, within: 2e-6)
    }
    #expect(distribution.standardDeviation == 0.5)
  }

  /// What is known of y moves the mean of x: the slope of the joint density in x is that of the
  /// conditional distribution N(μ₁ + Σ₁₂/Σ₂₂ (y − μ₂), Σ₁₁ − Σ₁₂²/Σ₂₂).
  @Test func conditionsAndMarginals() {
    let distribution = Gaussian.runningInPlane
    let points = lattice(-1...1, 5)
    let score = distribution.score(at: Tensor(rows: points))
    for (i, p) in points.enumerated() {
      let conditional = Gaussian(
        mean: 1 + 0.4 / 0.25 * (p[1] + 0.5), standardDeviation: sqrt(1 - 0.16 / 0.25))
      let slope = conditional.score(at: Tensor([p[0]], shape: [1, 1]))[0, 0]
      expectNear(Double(score[i, 0]), Double(slope), within: 2e-5)
    }
    // Integrated over x, the joint density leaves N(−½, ½²).
    for y in [-1.5, -0.5, 0.2] {
      let column = stride(from: -9, through: 11, by: 0.02).map { [$0, y] }
      let marginal = exp(distribution.logDensity(Tensor(rows: column))).sum() * 0.02
      expectNear(
        marginal, Gaussian(mean: -0.5, standardDeviation: 0.5).density(y), within: 2e-6)
    }
  }

  @Test func highDimensionsAreProducts() {
    let distribution = Gaussian.isotropic(dimension: 64, standardDeviation: 2)
    var random = RandomStream(seed: 3)
    let x = distribution.sample(5, using: &random)
    let line = Gaussian(mean: 0, standardDeviation: 2)
    let parts = line.logDensity(x.reshaped(320, 1)).reshaped(5, 64).sum(axis: 1)
    for (a, b) in zip(distribution.logDensity(x).doubles, parts.doubles) {
      expectNear(a, b, within: 1e-6 * b.magnitude)
    }
  }

  @Test func noiseAddsVariance() {
    let noised = Gaussian.runningInPlane.noised(by: 0.3)
    #expect(noised.covariance == [[1.3, 0.4], [0.4, 0.55]])
    #expect(noised.mean == Gaussian.runningInPlane.mean)
  }

  /// Mean, variances and covariance of samples; the product of two normal variables has variance
  /// σ₁²σ₂² + σ₁₂². An error of a twentieth of each would be seen.
  @Test(arguments: [0, 1])
  func samplesHaveTheRightMoments(which: Int) {
    let distribution = [Gaussian.runningInPlane, Self.distributions[1]][which]
    let n = 80_000
    var random = RandomStream(seed: 11, stream: UInt64(which))
    let x = distribution.sample(n, using: &random)
    #expect(x.shape == [n, 2])
    var centred: [[Double]] = []
    for j in 0..<2 {
      let column = x.column(j).doubles
      let variance = distribution.covariance[j][j]
      expectMean(
        sum(column) / Double(n), exact: distribution.mean[j], variance: variance, count: n,
        detecting: 0.05 * sqrt(variance), ledger: "Gaussian samples: mean")
      centred.append(column.map { $0 - distribution.mean[j] })
      expectVariance(
        sum(centred[j].map { $0 * $0 }) / Double(n), degreesOfFreedom: n, exact: variance,
        detecting: 0.05 * variance, ledger: "Gaussian samples: variance")
    }
    let c = distribution.covariance
    expectMean(
      sum(zip(centred[0], centred[1]).map { $0 * $1 }) / Double(n), exact: c[0][1],
      variance: c[0][0] * c[1][1] + c[0][1] * c[0][1], count: n,
      detecting: 0.05 * sqrt(c[0][0] * c[1][1]), ledger: "Gaussian samples: covariance")
  }

  @Test func refusesNonsense() async {
    await #expect(processExitsWith: .failure) {
      _ = Gaussian(mean: [0, 0], covariance: [[1, 2], [2, 1]])
    }
    await #expect(processExitsWith: .failure) { _ = Gaussian(mean: 0, standardDeviation: 0) }
    // 1/s is beyond the range of Floats, with which points are whitened.
    await #expect(processExitsWith: .failure) { _ = Gaussian(mean: 0, standardDeviation: 1e-50) }
    await #expect(processExitsWith: .failure) { _ = Gaussian(mean: 1e50, standardDeviation: 1) }
    await #expect(processExitsWith: .failure) { _ = Gaussian.running.noised(by: -1) }
    await #expect(processExitsWith: .failure) {
      _ = Gaussian.running.logDensity(Tensor.zeros(3, 2))
    }
    await #expect(processExitsWith: .failure) { _ = Gaussian.runningInPlane.standardDeviation }
  }
}
