import Elementary
import Statistics
import Tensors
import TestSupport
import Testing
import Theory

@Suite struct FrechetDistanceTests {
  /// On a line, and along the axes, it is `Σ (m_1 − m_2)² + (s_1 − s_2)²`.
  @Test func alongTheAxes() {
    let d = FrechetDistance(
      ([1, 0, 2], [[4, 0, 0], [0, 9, 0], [0, 0, 0]]),
      ([0, 0, 2], [[1, 0, 0], [0, 16, 0], [0, 0, 25]]))
    expectClose(d.ofMeans, 1, within: 1e-14)
    expectClose(d.ofCovariances, 1 + 1 + 25, within: 1e-7)
    expectClose(d.value, 28, within: 1e-7)
  }

  /// In the plane the trace of the root of M is `√(tr M + 2 √|M|)`, with M = Σ_1 Σ_2.
  @Test func inThePlane() {
    let (a, b) = ([[2, 0.5], [0.5, 1]], [[1, -0.3], [-0.3, 3]])
    let product = (0..<2).map { i in
      (0..<2).map { j in a[i][0] * b[0][j] + a[i][1] * b[1][j] }
    }
    let determinant = product[0][0] * product[1][1] - product[0][1] * product[1][0]
    let root = sqrt(product[0][0] + product[1][1] + 2 * sqrt(determinant))
    let exact = 3 + 4 - 2 * root
    expectClose(
      FrechetDistance(([0, 0], a), ([0, 0], b)).value, exact, within: 1e-12)
    expectClose(
      FrechetDistance(([0, 0], b), ([0, 0], a)).value, exact, within: 1e-12)
    expectNear(FrechetDistance(([3, 1], a), ([3, 1], a)).value, 0, within: 1e-12)
  }

  /// The covariance by hand, and the distance of a sample from a shifted one.
  @Test func ofSamples() {
    let x = Tensor(rows: [[0, 0], [2, 0], [1, 3]])
    let moments = meanAndCovariance(x)
    #expect(moments.mean == [1, 1])
    #expect(moments.covariance == [[1, 0], [0, 3]])
    #expect(meanAndCovariance(x, unbiased: false).covariance[1][1] == 2)
    // n = 3 and a covariance that is not zero.
    let y = Tensor(rows: [[0, 0], [2, 1], [1, 5]])
    #expect(meanAndCovariance(y).covariance == [[1, 0.5], [0.5, 7]])
    expectClose(FrechetDistance(x, x + 2).value, 8, within: 1e-7)
  }

  /// What chance makes of two samples of one Gaussian.
  @Test func betweenSamplesOfOneGaussian() {
    let deviations: [Double] = [2, 1, 0.5, 0.1, 0]
    var random = RandomStream(seed: 1)
    let scale = Tensor(deviations, shape: [1, 5])
    let runs = (0..<1_000).map { _ in
      FrechetDistance(random.normal([300, 5]) * scale, random.normal([200, 5]) * scale).value
    }
    let exact = FrechetSampling.meanDistance(eigenvalues: deviations.map { $0 * $0 }, 300, 200)
    expectMean(of: runs, exact: exact, detecting: 0.25 * exact, ledger: "Fréchet by chance")
  }

  @Test func refusesOtherDimensions() async {
    await #expect(processExitsWith: .failure) {
      _ = FrechetDistance(([0], [[1]]), ([0, 0], [[1, 0], [0, 1]]))
    }
    await #expect(processExitsWith: .failure) { _ = meanAndCovariance(.zeros(1, 3)) }
  }
}
