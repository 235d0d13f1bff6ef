import Distributions
import Elementary
import LinearAlgebra
import Tensors
import TestSupport
import Testing

@Suite struct ProductTests {
  static let tilted = Gaussian(mean: [0.5, -0.3], covariance: [[1, 0.4], [0.4, 0.5]])
  static let flat = Gaussian(mean: [-0.4, 0.8], covariance: [[2, -0.3], [-0.3, 0.7]])

  /// Point by point: the powers of the factors' densities against e^ℓ times the product's, which
  /// are written out without a Cholesky factor.
  @Test(arguments: [[1, 1], [0.5, 0.5], [2, -0.4], [1.5, 0]])
  func powersAgreePointByPoint(exponents: [Double]) throws {
    let factors = [Self.tilted, Self.flat]
    let product = try #require(Gaussian.product(of: factors, exponents: exponents))
    for point in lattice(-1.5...1.5, 5) {
      let powers = zip(factors, exponents).reduce(1.0) {
        $0 * pow(planeDensity(mixture(of: $1.0), point[0], point[1]), $1.1)
      }
      let density = planeDensity(mixture(of: product.distribution), point[0], point[1])
      expectClose(exp(product.logIntegral) * density, powers, within: 1e-10)
    }
  }

  /// The integral by quadrature on the line.
  @Test(arguments: [(0, 1, 1.5, 0.5, 1, 1), (0, 1, 1, 2, 1, -1), (-2, 0.3, 2, 0.4, 0.7, 1.2)])
  func integralAgreesWithQuadrature(
    m1: Double, v1: Double, m2: Double, v2: Double, a: Double, b: Double
  ) throws {
    let factors = [
      Gaussian(mean: m1, standardDeviation: sqrt(v1)),
      Gaussian(mean: m2, standardDeviation: sqrt(v2)),
    ]
    let product = try #require(Gaussian.product(of: factors, exponents: [a, b]))
    let integral = integrate(from: -15, to: 15, points: 4000) {
      pow(factors[0].density($0), a) * pow(factors[1].density($0), b)
    }
    expectClose(exp(product.logIntegral), integral, within: 1e-10)
  }

  @Test func divisionHasAnIntegralOnlyUpToAPoint() {
    let (one, two) = (Gaussian.isotropic(dimension: 2), Self.flat)
    // The largest eigenvalue of the precision divided by.
    let edge = 1 / SymmetricEigen(Cholesky(two.covariance)!.inverse).values[1]
    #expect(Gaussian.product(of: [one, two], exponents: [1, -0.999 * edge]) != nil)
    #expect(Gaussian.product(of: [one, two], exponents: [1, -1.001 * edge]) == nil)
  }

  /// Component by component against the densities multiplied.
  @Test func mixturesMultiply() {
    let factors = [GaussianMixture.running, .ring(modes: 5, radius: 2, standardDeviation: 0.6)]
    let bar = GaussianMixture(weights: [0.3, 0.7], components: [Self.tilted, Self.flat])
    for factors in [factors, factors + [bar], [bar]] {
      let product = GaussianMixture.product(of: factors)
      #expect(product.distribution.components.count <= factors.reduce(1) { $0 * $1.weights.count })
      let integral = integrate(x: -9...9, y: -9...9, points: 240) { x, y in
        factors.reduce(1.0) { $0 * planeDensity($1, x, y) }
      }
      expectClose(exp(product.logIntegral), integral, within: 1e-8)
      for point in lattice(-2...2, 4) {
        expectClose(
          planeDensity(product.distribution, point[0], point[1]) * integral,
          factors.reduce(1.0) { $0 * planeDensity($1, point[0], point[1]) }, within: 1e-8)
      }
    }
  }

  /// So far apart that no density is above the smallest Double, and yet a product.
  @Test func componentsThatDoNotCountAreDropped() {
    let far = GaussianMixture(means: [[-60], [60]], standardDeviation: 1)
    let near = GaussianMixture(means: [[60]], standardDeviation: 1)
    let product = GaussianMixture.product(of: [far, near])
    #expect(product.distribution.components.count == 1)
    expectClose(product.distribution.mean[0], 60, within: 1e-14)
    expectClose(product.logIntegral, log(0.5) - 0.5 * log(4 * .pi), within: 1e-12)
    let apart = GaussianMixture.product(of: [
      GaussianMixture(means: [[-60]], standardDeviation: 1), near,
    ])
    expectClose(apart.logIntegral, -3600 - 0.5 * log(4 * .pi), within: 1e-12)
  }

  @Test func refusesNonsense() async {
    await #expect(processExitsWith: .failure) { _ = Gaussian.product(of: []) }
    await #expect(processExitsWith: .failure) {
      _ = Gaussian.product(of: [.running, .runningInPlane])
    }
    await #expect(processExitsWith: .failure) {
      _ = Gaussian.product(of: [.running, .running], exponents: [1])
    }
    await #expect(processExitsWith: .failure) { _ = GaussianMixture.product(of: []) }
  }
}

@Suite struct StudentProductTests {
  static let oblique = StudentProduct(
    directions: [[1.2, -0.6], [0.5, 1.5]], exponents: [2, 3.3])

  /// Z by quadrature over the plane, in the coordinates x and not y.
  @Test func densityIntegratesToOne() {
    let product = Self.oblique
    let Z = integrate(
      x: -Double.infinity...Double.infinity, y: -Double.infinity...Double.infinity, points: 600
    ) {
      x, y in
      pow(1 + pow(1.2 * x - 0.6 * y, 2) / 2, -2) * pow(1 + pow(0.5 * x + 1.5 * y, 2) / 2, -3.3)
    }
    expectClose(product.logPartition, log(Z), within: 1e-4)
    let x = Tensor(rows: [[0.3, -1.2], [2, 5]])
    for (i, point) in [(0.3, -1.2), (2, 5)].enumerated() {
      let (y1, y2) = (1.2 * point.0 - 0.6 * point.1, 0.5 * point.0 + 1.5 * point.1)
      expectClose(
        Double(product.logDensity(x)[i]),
        -2 * log(1 + y1 * y1 / 2) - 3.3 * log(1 + y2 * y2 / 2) - log(Z), within: 1e-4)
    }
  }

  @Test func scoreIsTheSlope() {
    let x = Tensor(rows: [[0.3, -1.2], [2, 5], [0, 0.1]])
    let h: Float = 0.01
    for j in 0..<2 {
      let step = Tensor(rows: [[j == 0 ? Double(h) : 0, j == 1 ? Double(h) : 0]])
      let slope =
        (Self.oblique.logDensity(x + step) - Self.oblique.logDensity(x - step)) / (2 * h)
      #expect((Self.oblique.score(at: x).column(j) - slope).abs().max() < 2e-3)
    }
  }

  /// P(|t₃| < 1) in closed form, and the independence of the two coordinates y.
  @Test func samplesHaveTheDistribution() {
    var random = RandomStream(seed: 21)
    let count = 200_000
    let product = StudentProduct(directions: [[1.2, -0.6], [0.5, 1.5]], exponents: [2, 2])
    let x = product.sample(count, using: &random)
    let y = x.matmul(Tensor(rows: product.directions).transposed())
    // y = t √(2/3) with three degrees of freedom.
    let inside = (0..<2).map { j in (y.column(j).abs() .< sqrt(Float(2) / 3)).doubles }
    let share = 1.0 / 3 + 2 / Double.pi * (sqrt(3) / 4)
    // The distribution function of t₃: ½ + (θ + sin θ cos θ)/π with tan θ = t/√3.
    #expect(abs(share - 2 * (Double.pi / 6 + sqrt(3) / 4) / .pi) < 1e-15)
    for j in 0..<2 {
      expectProportion(
        Int(sum(inside[j])), of: count, exact: share, detecting: 0.02,
        ledger: "Student-t samples: shares")
    }
    expectProportion(
      Int(sum(zip(inside[0], inside[1]).map { $0 * $1 })), of: count, exact: share * share,
      detecting: 0.02, ledger: "Student-t samples: shares")
  }

  @Test func refusesNonsense() async {
    await #expect(processExitsWith: .failure) {
      _ = StudentProduct(directions: [[1, 2], [2, 4]], exponents: [1, 1])
    }
    await #expect(processExitsWith: .failure) {
      _ = StudentProduct(directions: [[1]], exponents: [0.5])
    }
    await #expect(processExitsWith: .failure) {
      _ = StudentProduct(directions: [[1, 0]], exponents: [1])
    }
  }
}
