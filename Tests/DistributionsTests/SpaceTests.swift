import Distributions
import Elementary
import LinearAlgebra
import Tensors
import TestSupport
import Testing

/// Mixtures in three dimensions, of components that are round, stretched along the axes, or
/// stretched anywhere: each a path of its own through the arithmetic.
@Suite struct SpaceTests {
  enum Shape: String, CaseIterable, Sendable {
    case round, alongAxes, anywhere

    var covariances: [[[Double]]] {
      switch self {
      case .round: [diagonal(0.5, 0.5, 0.5), diagonal(1.5, 1.5, 1.5)]
      case .alongAxes: [diagonal(0.5, 0.5, 2), diagonal(0.3, 1.5, 0.7)]
      case .anywhere:
        [
          [[1, 0.3, -0.2], [0.3, 0.8, 0.4], [-0.2, 0.4, 1.2]],
          [[0.6, -0.2, 0.1], [-0.2, 0.9, -0.3], [0.1, -0.3, 0.5]],
        ]
      }
    }

    private func diagonal(_ a: Double, _ b: Double, _ c: Double) -> [[Double]] {
      [[a, 0, 0], [0, b, 0], [0, 0, c]]
    }

    var mixture: GaussianMixture {
      GaussianMixture(
        weights: [1, 3],
        components: zip([[1, 0, -1], [0.5, -0.5, 2.0]], covariances).map {
          Gaussian(mean: $0, covariance: $1)
        })
    }
  }

  /// The density written out in Double, with Cramer's rule in the place of Cholesky's factor.
  static func density(_ mixture: GaussianMixture, _ x: [Double]) -> Double {
    sum(
      zip(mixture.weights, mixture.components).map { weight, component in
        let s = component.covariance
        let u = zip(x, component.mean).map { $0 - $1 }
        let total = determinant(s)
        let square = sum(
          (0..<3).map { i in
            // (Σ⁻¹u)_i: Σ with its column i replaced by u.
            let replaced = (0..<3).map { r in (0..<3).map { $0 == i ? u[r] : s[r][$0] } }
            return u[i] * determinant(replaced) / total
          })
        return weight * exp(-square / 2) / sqrt(8 * .pi * .pi * .pi * total)
      })
  }

  private static func determinant(_ m: [[Double]]) -> Double {
    m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
      - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
      + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
  }

  @Test(arguments: Shape.allCases) func densityAndScoreAreTheFormulas(shape: Shape) {
    let mixture = shape.mixture
    var random = RandomStream(seed: 23)
    let x = 1.5 * random.normal([40, 3])
    let (logDensity, score) = (mixture.logDensity(x), mixture.score(at: x))
    let shares = mixture.responsibilities(x)
    let first = GaussianMixture(weights: [1], components: [mixture.components[0]])
    for i in 0..<40 {
      let point = x.row(i).doubles
      let p = Self.density(mixture, point)
      expectNear(Double(logDensity[i]), log(p), within: 3e-6 * (1 + log(p).magnitude))
      expectNear(
        Double(shares[i, 0]), 0.25 * Self.density(first, point) / p, within: 3e-6)
      for j in 0..<3 {
        var (up, down) = (point, point)
        up[j] += 1e-5
        down[j] -= 1e-5
        let slope = log(Self.density(mixture, up) / Self.density(mixture, down)) / 2e-5
        expectNear(Double(score[i, j]), slope, within: 1e-5 * (3 + slope.magnitude))
      }
    }
    // A Gaussian by itself goes another way than a mixture of one.
    for component in mixture.components {
      let one = GaussianMixture(weights: [1], components: [component])
      for (i, value) in component.logDensity(x).doubles.enumerated() {
        let exact = log(Self.density(one, x.row(i).doubles))
        expectNear(value, exact, within: 3e-6 * (1 + exact.magnitude))
      }
      let difference = (component.score(at: x) - one.score(at: x)).abs().max()
      #expect(difference < 2e-5)
    }
  }

  /// Means and all covariances of samples, of the mixture and of its last component alone.
  @Test(arguments: Shape.allCases) func samplesHaveTheMoments(shape: Shape) {
    let n = 40_000
    let mixture = shape.mixture
    var random = RandomStream(seed: 24)
    let alone = mixture.components[1]
    for (x, mean, covariance) in [
      (mixture.sample(n, using: &random), mixture.mean, mixture.covariance),
      (alone.sample(n, using: &random), alone.mean, alone.covariance),
    ] {
      let centred = (0..<3).map { j in x.column(j).doubles.map { $0 - mean[j] } }
      for j in 0..<2 {
        expectMean(
          sum(centred[j]) / Double(n), exact: 0, variance: covariance[j][j], count: n,
          detecting: 0.1, ledger: "samples in space: mean")
      }
      for (i, j) in [(1, 0), (2, 0), (2, 1), (2, 2)] {
        expectMean(
          of: zip(centred[i], centred[j]).map { $0 * $1 }, exact: covariance[i][j],
          detecting: 0.25, ledger: "samples in space: covariance")
      }
    }
  }
}
