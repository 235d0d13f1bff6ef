import Elementary
import TestSupport
import Testing
import Theory

@Suite struct GaussianDivergenceTests {
  @Test(arguments: [(0, 1, 1, 2), (1, 0.25, -0.5, 3), (2, 3, 2, 0.5), (0.1, 1, 0, 1)])
  func agreesWithQuadrature(m1: Double, v1: Double, m2: Double, v2: Double) {
    let p = { normalDensity($0, mean: m1, variance: v1) }
    // As differences of logarithms, since the tails of the narrower density underflow.
    let logRatio = { (x: Double) -> Double in
      0.5 * log(v2 / v1) - (x - m1) * (x - m1) / (2 * v1) + (x - m2) * (x - m2) / (2 * v2)
    }
    let divergence = integrateAcross(mean: m1, variance: v1) { p($0) * logRatio($0) }
    expectClose(
      GaussianDivergence.divergence(mean: m1, variance: v1, fromMean: m2, variance: v2),
      divergence, within: 1e-12)
    let cross = integrateAcross(mean: m1, variance: v1) { x in
      p(x) * (0.5 * log(2 * .pi * v2) + (x - m2) * (x - m2) / (2 * v2))
    }
    expectClose(
      GaussianDivergence.crossEntropy(mean: m1, variance: v1, fromMean: m2, variance: v2),
      cross, within: 1e-12)
  }

  /// KL(r) = ∫₁^r ½(1 − 1/u) du, by quadrature: no cancellation, near 1 either.
  @Test(arguments: [0.02, 0.5, 0.9, 0.95, 1 - 1e-6, 1 + 1e-9, 1.05, 1.0999, 1.1001, 2, 50])
  func varianceRatioIsAnIntegral(ratio: Double) {
    // In w = u − 1, so that 1 − 1/u = w/(1+w) is not a difference.
    let integral = integrate(from: 0, to: ratio - 1, points: 2000) { 0.5 * $0 / (1 + $0) }
    expectClose(GaussianDivergence.varianceRatioDivergence(ratio), integral, within: 1e-13)
  }

  @Test func varianceRatioOfOneIsNothing() {
    #expect(GaussianDivergence.varianceRatioDivergence(1) == 0)
  }

  /// In the plane, by two-dimensional quadrature of `p (ln p − ln q)` with densities written out.
  @Test func agreesWithQuadratureInThePlane() {
    let (m1, s1) = ([1, -0.5], [[1, 0.4], [0.4, 0.25]])
    let (m2, s2) = ([0.2, 0.1], [[0.8, -0.3], [-0.3, 0.6]])
    let logDensity = { (x: Double, y: Double, m: [Double], s: [[Double]]) -> Double in
      let determinant = s[0][0] * s[1][1] - s[0][1] * s[0][1]
      let (u, w) = (x - m[0], y - m[1])
      let square = (s[1][1] * u * u - 2 * s[0][1] * u * w + s[0][0] * w * w) / determinant
      return -0.5 * square - log(2 * .pi) - 0.5 * log(determinant)
    }
    let integral = integrate(x: -9...11, y: -6...5, points: 320) { x, y in
      let logP = logDensity(x, y, m1, s1)
      return exp(logP) * (logP - logDensity(x, y, m2, s2))
    }
    expectClose(
      GaussianDivergence.divergence(mean: m1, covariance: s1, fromMean: m2, covariance: s2),
      integral, within: 1e-10)
  }

  /// Diagonal covariances split into one-dimensional divergences, and a rotation changes nothing.
  @Test func splitsAndIsInvariant() {
    let (m1, m2) = ([1, 2, -1.0], [0.5, 2.5, 0])
    let (v1, v2) = ([1, 0.3, 2.0], [0.7, 0.9, 1.1])
    let split = (0..<3).reduce(0.0) {
      $0
        + GaussianDivergence.divergence(
          mean: m1[$1], variance: v1[$1], fromMean: m2[$1], variance: v2[$1])
    }
    // Givens rotations in two planes.
    let (c, s) = (0.6, 0.8)
    let q = [[c, -s, 0], [s * c, c * c, -s], [s * s, c * s, c]]
    let rotate = { (m: [Double]) in q.map { row in row[0] * m[0] + row[1] * m[1] + row[2] * m[2] } }
    let turn = { (v: [Double]) -> [[Double]] in
      var matrix = [[Double]](repeating: [0, 0, 0], count: 3)
      for i in 0..<3 {
        for j in 0...i {
          let entry = (0..<3).reduce(0.0) { $0 + q[i][$1] * v[$1] * q[j][$1] }
          (matrix[i][j], matrix[j][i]) = (entry, entry)
        }
      }
      return matrix
    }
    expectClose(
      GaussianDivergence.divergence(
        mean: rotate(m1), covariance: turn(v1), fromMean: rotate(m2), covariance: turn(v2)),
      split, within: 1e-12)
  }

  /// By quadrature over the joint distribution of the two estimates, for μ = 0.7 and s = 1.3: `v̂`
  /// from the density of χ², `m̂` from its normal distribution. Nothing of digamma or of inverse
  /// moments.
  @Test(arguments: [5, 10, 50])
  func expectedFitAgreesWithQuadrature(samples: Int) {
    let n = Double(samples)
    let (mean, variance) = (0.7, 1.69)
    let logNorm = logGamma(0.5 * (n - 1)) + 0.5 * (n - 1) * log(2)
    // χ² = e^u, whose density in u is smooth and decays on both sides.
    let integral = integrate(from: -30, to: 6, points: 3600) { u in
      let chi = exp(u)
      let density = exp(0.5 * (n - 1) * u - 0.5 * chi - logNorm)
      if density == 0 { return 0 }
      return density
        * integrateAcross(mean: mean, variance: variance / n, points: 80) { fitted in
          normalDensity(fitted, mean: mean, variance: variance / n)
            * GaussianDivergence.divergence(
              mean: mean, variance: variance, fromMean: fitted, variance: variance * chi / n)
        }
    }
    expectClose(
      GaussianDivergence.expectedAfterMaximumLikelihood(samples: samples), integral, within: 1e-9)
  }

  /// For large n, half a nat per parameter and sample, and a second term of order n⁻².
  @Test func expectedFitTendsToOneOverN() {
    let excess = { (n: Int) in
      Double(n) * GaussianDivergence.expectedAfterMaximumLikelihood(samples: n) - 1
    }
    #expect(excess(1000) > 0 && excess(1000) < 0.01)
    expectClose(excess(1000) / excess(4000), 4, within: 0.01)
  }

  @Test func refusesNonsense() async {
    await #expect(processExitsWith: .failure) {
      _ = GaussianDivergence.expectedAfterMaximumLikelihood(samples: 3)
    }
    await #expect(processExitsWith: .failure) {
      _ = GaussianDivergence.divergence(
        mean: [0, 0], covariance: [[1, 2], [2, 1]], fromMean: [0, 0],
        covariance: [[1, 0], [0, 1]])
    }
    await #expect(processExitsWith: .failure) {
      _ = GaussianDivergence.varianceRatioDivergence(0)
    }
  }
}
