import Elementary
import TestSupport
import Testing
import Theory

@Suite struct MixturePowerTests {
  /// Two components on the line, against quadrature of the power itself.
  @Test(arguments: [1, 2, 3, 4])
  func onTheLineIsTheQuadrature(n: Int) {
    let (weights, means, variances) = ([0.3, 0.7], [-1.2, 0.8], [0.25, 0.6])
    let exact = MixturePower.integral(
      power: n, weights: weights, means: means.map { [$0] }, covariances: variances.map { [[$0]] })
    let quadrature = integrate(from: -14, to: 14, points: 1200) { x in
      let density = sum(
        (0..<2).map { weights[$0] * normalDensity(x, mean: means[$0], variance: variances[$0]) })
      return pow(density, Double(n))
    }
    #expect(abs(exact - quadrature) < 1e-12 * quadrature, "\(exact) instead of \(quadrature)")
    if n == 1 { #expect(abs(exact - 1) < 1e-14) }
  }

  /// The running mixture squared and to the fourth, whose components are correlated.
  @Test(arguments: [2, 4])
  func inThePlane(n: Int) {
    let weights = [0.4, 0.25, 0.25, 0.1]
    let means = [[-1.7, -0.8], [1.5, -1.4], [0.1, 1.8], [2.5, 1.1]]
    let covariances = [
      [[0.45, 0.28], [0.28, 0.4]], [[0.3, -0.15], [-0.15, 0.25]], [[0.6, 0], [0, 0.12]],
      [[0.1, 0], [0, 0.2]],
    ]
    let exact = MixturePower.integral(
      power: n, weights: weights, means: means, covariances: covariances)
    func density(_ x: Double, _ y: Double) -> Double {
      sum(
        weights.indices.map { j in
          let ((a, b), d) = ((covariances[j][0][0], covariances[j][0][1]), covariances[j][1][1])
          let (u, v, determinant) = (x - means[j][0], y - means[j][1], a * d - b * b)
          return weights[j] * exp(-(d * u * u - 2 * b * u * v + a * v * v) / (2 * determinant))
            / (2 * .pi * sqrt(determinant))
        })
    }
    let axis = (0...480).map { -6 + 0.025 * Double($0) }
    let quadrature =
      0.025 * 0.025 * sum(axis.map { y in sum(axis.map { x in pow(density(x, y), Double(n)) }) })
    #expect(abs(exact - quadrature) < 1e-9 * quadrature, "\(exact) instead of \(quadrature)")
    if n == 4 { #expect(abs(exact - 0.00136448753) < 1e-11) }
  }
}
