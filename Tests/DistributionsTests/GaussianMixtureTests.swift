import Distributions
import Elementary
import Tensors
import TestSupport
import Testing

@Suite struct GaussianMixtureTests {
  static let mixtures = [
    GaussianMixture.running,
    GaussianMixture.ring(modes: 8, radius: 2, standardDeviation: 0.3),
  ]

  @Test(arguments: mixtures)
  func logDensityAgreesWithTheFormula(mixture: GaussianMixture) {
    let points = lattice(-4...4, 17)
    let measured = mixture.logDensity(Tensor(rows: points)).doubles
    for (point, value) in zip(points, measured) {
      let exact = log(planeDensity(mixture, point[0], point[1]))
      expectNear(value, exact, within: 2e-6 * (1 + exact.magnitude))
    }
  }

  @Test(arguments: mixtures)
  func densityIntegratesToOne(mixture: GaussianMixture) {
    let total = exp(mixture.logDensity(Tensor(rows: lattice(-8...8, 321)))).sum() * 0.05 * 0.05
    expectNear(total, 1, within: 1e-6)
  }

  /// Central differences of the logarithm of the density in Double.
  @Test(arguments: mixtures)
  func scoreIsTheSlope(mixture: GaussianMixture) {
    let points = lattice(-3.3...3.3, 12)
    let score = mixture.score(at: Tensor(rows: points))
    let f = { log(planeDensity(mixture, $0, $1)) }
    let h = 1e-5
    for (i, p) in points.enumerated() {
      let slope = [
        (f(p[0] + h, p[1]) - f(p[0] - h, p[1])) / (2 * h),
        (f(p[0], p[1] + h) - f(p[0], p[1] - h)) / (2 * h),
      ]
      for j in 0..<2 {
        expectNear(Double(score[i, j]), slope[j], within: 2e-5 * (3 + slope[j].magnitude))
      }
    }
  }

  /// In three dimensions: every component is the product of its densities along the axes.
  @Test func untiltedComponentsAreProducts() {
    let (center, covariance) = (
      [0.3, -1, 2], [[1, 0.4, 0.1], [0.4, 0.5, -0.2], [0.1, -0.2, 2]]
    )
    let mixture = GaussianMixture(
      weights: [0.7, 0.3],
      components: [
        Gaussian(mean: center, covariance: covariance),
        Gaussian(mean: [0, 0, 0], standardDeviation: 1),
      ]
    ).untilted
    let x = [0.9, -1.5, 0.4]
    func along(_ axis: Int, _ mean: Double, _ variance: Double) -> Double {
      exp(-(x[axis] - mean) * (x[axis] - mean) / (2 * variance)) / sqrt(2 * .pi * variance)
    }
    let products = [0, 1, 2].reduce(into: (0.7, 0.3)) { parts, i in
      parts.0 *= along(i, center[i], covariance[i][i])
      parts.1 *= along(i, 0, 1)
    }
    let measured = mixture.logDensity(Tensor(rows: [x])).doubles[0]
    expectNear(measured, log(products.0 + products.1), within: 1e-5)
  }

  @Test func responsibilitiesAreBayes() {
    let mixture = GaussianMixture.running
    let points = lattice(-3...3, 7)
    let shares = mixture.responsibilities(Tensor(rows: points))
    #expect(shares.shape == [49, 4])
    for (i, p) in points.enumerated() {
      let total = planeDensity(mixture, p[0], p[1])
      for k in 0..<4 {
        let part =
          mixture.weights[k]
          * planeDensity(
            GaussianMixture(weights: [1], components: [mixture.components[k]]), p[0], p[1])
        expectNear(Double(shares[i, k]), part / total, within: 5e-6)
      }
      expectNear(shares.row(i).sum(), 1, within: 5e-7)
    }
  }

  /// Fifty standard deviations away every weight underflows; the nearest component is still known,
  /// and its score is the whole score.
  @Test func farPointsAreFinite() {
    let ring = GaussianMixture.ring(modes: 8, radius: 2, standardDeviation: 0.3)
    let far = Tensor(rows: [[30, 1], [-500, 20], [0.4, -3000]])
    let logDensity = ring.logDensity(far).doubles
    let score = ring.score(at: far)
    // The first, fifth and seventh components: at angles 0, π and −π/2.
    for (i, mean) in [[2, 0], [-2, 0], [0, -2.0]].enumerated() {
      let u = [Double(far[i, 0]) - mean[0], Double(far[i, 1]) - mean[1]]
      let square = (u[0] * u[0] + u[1] * u[1]) / 0.09
      let exact = -square / 2 - log(2 * .pi * 0.09 * 8)
      expectNear(logDensity[i], exact, within: 1e-6 * exact.magnitude)
      for j in 0..<2 {
        expectNear(
          Double(score[i, j]), -u[j] / 0.09, within: 1e-5 * (u[j].magnitude / 0.09 + 1))
      }
    }
    #expect(ring.logDensity(Tensor(rows: [[.nan, 0]])).scalars[0].isNaN)
  }

  /// Blocks of sixteen and chunks of 1024 leave no trace: each row has the bits it has alone.
  @Test(arguments: [1, 15, 16, 17, 1023, 1025, 2500])
  func rowsDoNotDependOnEachOther(count: Int) {
    let mixture = GaussianMixture.running
    var random = RandomStream(seed: 5)
    let x = mixture.sample(count, using: &random)
    let (logDensity, score) = (mixture.logDensity(x), mixture.score(at: x))
    for i in Set([0, count / 2, count - 1]) {
      let row = x.rows(i..<i + 1)
      #expect(mixture.logDensity(row)[0] == logDensity[i])
      #expect(mixture.score(at: row) == score.rows(i..<i + 1))
    }
    #expect(mixture.logDensity(Tensor.zeros(0, 2)).shape == [0])
    #expect(mixture.score(at: Tensor.zeros(0, 2)).shape == [0, 2])
  }

  /// One dimension and three, against sums of products of densities on the line.
  @Test func otherDimensionsAgree() {
    let pair = GaussianMixture.pair(distance: 1.5, weight: 0.8, standardDeviation: 0.7)
    let xs = Tensor.linspace(-4, 4, 33)
    let p = exp(pair.logDensity(xs.reshaped(33, 1))).doubles
    let (right, left) = (
      Gaussian(mean: 1.5, standardDeviation: 0.7), Gaussian(mean: -1.5, standardDeviation: 0.7)
    )
    for (x, value) in zip(xs.doubles, p) {
      expectNear(value, 0.8 * right.density(x) + 0.2 * left.density(x), within: 1e-6)
    }

    let means = [[1, 0, -1], [0.5, -0.5, 2.0]]
    let space = GaussianMixture(weights: [1, 3], means: means, standardDeviation: 0.6)
    let point = [0.3, 0.1, 0.7]
    let exact = zip([0.25, 0.75], means).reduce(0.0) { total, part in
      total
        + part.0
        * zip(part.1, point).reduce(1.0) {
          $0 * Gaussian(mean: $1.0, standardDeviation: 0.6).density($1.1)
        }
    }
    expectNear(space.logDensity(Tensor(rows: [point])).doubles[0], log(exact), within: 3e-6)
  }

  /// The convolution with the noise by quadrature.
  @Test(arguments: [0.05, 0.5])
  func noisedIsAConvolution(variance: Double) {
    let mixture = GaussianMixture.running
    let noised = mixture.noised(by: variance)
    for p in [[0, 0], [1.5, -1], [2.4, 1.3], [-3, 2]] {
      let convolution = integrate(x: p[0] - 5...p[0] + 5, y: p[1] - 5...p[1] + 5, points: 160) {
        x, y in
        let square = (x - p[0]) * (x - p[0]) + (y - p[1]) * (y - p[1])
        return planeDensity(mixture, x, y) * exp(-square / (2 * variance))
          / (2 * .pi * variance)
      }
      expectNear(
        exp(noised.logDensity(Tensor(rows: [p])).doubles[0]), convolution,
        within: 2e-6 * (convolution + 1e-3))
    }
  }

  /// Mean and covariance by quadrature of the density.
  @Test func momentsAgreeWithQuadrature() {
    let mixture = GaussianMixture.running
    let moment = { (f: (Double, Double) -> Double) in
      integrate(x: -9...9, y: -9...9, points: 320) { planeDensity(mixture, $0, $1) * f($0, $1) }
    }
    let mean = [moment { x, _ in x }, moment { _, y in y }]
    let covariance = mixture.covariance
    for j in 0..<2 { expectNear(mixture.mean[j], mean[j], within: 1e-9) }
    expectNear(
      covariance[0][0], moment { x, _ in (x - mean[0]) * (x - mean[0]) }, within: 1e-9)
    expectNear(
      covariance[0][1], moment { x, y in (x - mean[0]) * (y - mean[1]) }, within: 1e-9)
    expectNear(
      covariance[1][1], moment { _, y in (y - mean[1]) * (y - mean[1]) }, within: 1e-9)
    #expect(covariance[0][1] == covariance[1][0])
  }

  /// Shares of half-planes a·x > c, which are sums of normal probabilities: three through the
  /// middle and three that cut off a single mode.
  @Test(arguments: [
    [1, 0, 0], [0, 1, 0.3], [1, 1, 0], [1, 0.4, 2], [-1, -0.5, 1.5], [0, 1, 1.5],
  ])
  func samplesFallWhereTheyShould(plane: [Double]) {
    let mixture = GaussianMixture.running
    let (a, b, c) = (plane[0], plane[1], plane[2])
    let exact = sum(
      zip(mixture.weights, mixture.components).map { weight, part in
        let s = part.covariance
        let variance = a * a * s[0][0] + 2 * a * b * s[0][1] + b * b * s[1][1]
        return weight * normalCDF((a * part.mean[0] + b * part.mean[1] - c) / sqrt(variance))
      })
    let n = 40_000
    var random = RandomStream(seed: 21)
    let x = mixture.sample(n, using: &random)
    let hits = (0..<n).reduce(0) {
      $0 + (a * Double(x[$1, 0]) + b * Double(x[$1, 1]) > c ? 1 : 0)
    }
    expectProportion(
      hits, of: n, exact: exact, detecting: 0.025, ledger: "mixture samples: half-planes")
  }

  @Test func ringIsARing() {
    let ring = GaussianMixture.ring(modes: 8, radius: 2, standardDeviation: 0.3)
    #expect(ring.components[0].mean == [2, 0])
    for (k, c) in ring.components.enumerated() {
      expectNear(c.mean[0] * c.mean[0] + c.mean[1] * c.mean[1], 4, within: 1e-14)
      let next = ring.components[(k + 1) % 8].mean
      expectNear(
        c.mean[0] * next[1] - c.mean[1] * next[0], 4 * sin(.pi / 4), within: 1e-14)
    }
    #expect(ring.weights == [Double](repeating: 0.125, count: 8))
  }

  @Test func refusesNonsense() async {
    // 1/s² is beyond the range of Floats.
    await #expect(processExitsWith: .failure) {
      _ = GaussianMixture(means: [[0], [1]], standardDeviation: 1e-25)
    }
    await #expect(processExitsWith: .failure) {
      _ = GaussianMixture(weights: [1], components: [.running, .running])
    }
    await #expect(processExitsWith: .failure) {
      _ = GaussianMixture(weights: [1, 0], components: [.running, .running])
    }
    await #expect(processExitsWith: .failure) {
      _ = GaussianMixture(weights: [1, 1], components: [.running, .runningInPlane])
    }
    await #expect(processExitsWith: .failure) {
      _ = GaussianMixture.running.score(at: Tensor.zeros(4, 3))
    }
  }
}
