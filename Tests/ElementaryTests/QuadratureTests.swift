import Elementary
import Testing

@Suite struct QuadratureTests {
  struct Integral: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let limits: (Double, Double)
    let exact: Double
    var tolerance = 2e-15
    var points = 400
    let integrand: @Sendable (Double) -> Double
  }

  static let integrals: [Integral] = [
    .init(testDescription: "x³⁹, one panel", limits: (0, 1), exact: 1 / 40, points: 20) {
      pow($0, 39)
    },
    .init(testDescription: "exp", limits: (0, 1), exact: expm1(1)) { exp($0) },
    .init(testDescription: "1/(1 + x²)", limits: (0, 1), exact: .pi / 4) { 1 / (1 + $0 * $0) },
    .init(
      testDescription: "sin, many waves", limits: (0, 200), exact: 2 * pow(sin(100), 2),
      tolerance: 1e-14
    ) {
      sin($0)
    },
    .init(
      testDescription: "narrow Gaussian", limits: (-1, 1), exact: 0.01 * (2 * .pi).squareRoot(),
      tolerance: 1e-12
    ) {
      exp(-0.5 * pow($0 / 0.01, 2))
    },
    .init(testDescription: "√x", limits: (0, 1), exact: 2 / 3, tolerance: 1e-6) { $0.squareRoot() },
    .init(
      testDescription: "Gaussian", limits: (-.infinity, .infinity), exact: (2 * .pi).squareRoot()
    ) { exp(-0.5 * $0 * $0) },
    .init(
      testDescription: "shifted Gaussian", limits: (-.infinity, .infinity),
      exact: (2 * .pi).squareRoot()
    ) { exp(-0.5 * pow($0 - 3, 2)) },
    .init(testDescription: "quartic", limits: (-.infinity, .infinity), exact: 2 * gamma(1.25)) {
      exp(-pow($0, 4))
    },
    .init(testDescription: "Cauchy", limits: (-.infinity, .infinity), exact: .pi) {
      1 / (1 + $0 * $0)
    },
    .init(testDescription: "exponential", limits: (0, .infinity), exact: 1) { exp(-$0) },
    .init(testDescription: "exponential from 2", limits: (2, .infinity), exact: exp(-2)) {
      exp(-$0)
    },
    .init(testDescription: "exponential to 2", limits: (-.infinity, 2), exact: exp(2)) { exp($0) },
    .init(
      testDescription: "x^{−½}e^{−x}", limits: (0, .infinity), exact: Double.pi.squareRoot(),
      tolerance: 1e-11
    ) {
      exp(-$0) / $0.squareRoot()
    },
  ]

  @Test(arguments: integrals)
  func agreesWithKnownIntegral(_ test: Integral) {
    let (a, b) = test.limits
    let result = integrate(from: a, to: b, points: test.points, test.integrand)
    #expect((result - test.exact).magnitude <= test.tolerance * test.exact.magnitude, "\(result)")
    #expect(integrate(from: b, to: a, points: test.points, test.integrand) == -result)
  }

  /// ∫exp(−a(x² − 1)²)dx = (π/2)e^{−a/2}[I_{¼}(a/2) + I_{−¼}(a/2)]: Bessel function and quadrature
  /// check each other.
  @Test(arguments: [0.1, 1, 4, 20, 59, 61, 500])
  func doubleWellIsASumOfBesselFunctions(a: Double) {
    let numeric = integrate(from: -7, to: 7, points: 4000) { x in exp(-a * pow(x * x - 1, 2)) }
    let exact =
      0.5 * .pi * (scaledBesselI(order: 0.25, a / 2) + scaledBesselI(order: -0.25, a / 2))
    #expect((numeric - exact).magnitude < 4e-15 * exact)
  }

  @Test func rectangle() {
    let polynomial = integrate(x: -1...1, y: 0...2, points: 20) { x, y in x * x * y * y * y }
    #expect((polynomial - 8.0 / 3).magnitude < 2e-15)
    let plane = -Double.infinity ... .infinity
    // Covariance [[1, ρ], [ρ, 1]]: 2π√(1 − ρ²)
    let gaussian = integrate(x: plane, y: plane, points: 200) { x, y in
      exp(-0.5 * (x * x - 2 * 0.6 * x * y + y * y) / (1 - 0.36))
    }
    #expect((gaussian - 2 * .pi * 0.8).magnitude < 1e-13)
    // x runs over the first range, y over the second.
    #expect((integrate(x: 0...1, y: 5...6, points: 20) { x, _ in x } - 0.5).magnitude < 1e-15)
  }

  @Test func roundsPointsUpToWholePanels() {
    var evaluations = 0
    _ = integrate(from: 0, to: 1, points: 41) {
      evaluations += 1; return $0
    }
    #expect(evaluations == 60)
  }

  @Test func emptyIntervalIsZero() {
    #expect(integrate(from: 2, to: 2) { _ in .nan } == 0)
  }

  @Test func rejectsNonsense() async {
    await #expect(processExitsWith: .failure) { _ = integrate(from: 0, to: 1, points: 0) { $0 } }
    await #expect(processExitsWith: .failure) { _ = integrate(from: .nan, to: 1) { $0 } }
  }
}

@Suite struct SumTests {
  @Test func keepsWhatPlainAdditionLoses() {
    #expect(sum([1, 1e100, 1, -1e100]) == 2)
    #expect(sum([1] + Array(repeating: 1e-17, count: 1000)) == 1 + 1e-14)
    #expect(sum([]) == 0)
    #expect(sum([0.1]) == 0.1)
  }

  /// Σ 1/k² for k ≤ n against π²/6 − 1/n + 1/(2n²) − 1/(6n³), to the last bit.
  @Test func inverseSquares() {
    let n = 100_000.0
    let terms = (1...100_000).map { 1 / (Double($0) * Double($0)) }
    let exact = .pi * .pi / 6 - 1 / n + 1 / (2 * n * n) - 1 / (6 * n * n * n)
    #expect((sum(terms) - exact).magnitude <= 4.5e-16)
    #expect((terms.reduce(0, +) - exact).magnitude > 4.5e-16, "plain addition is no worse")
  }

  @Test func infinitiesAndNaN() {
    #expect(sum([.infinity, 1]) == .infinity)
    #expect(sum([1e308, 1e308]) == .infinity)
    #expect(sum([.infinity, -.infinity]).isNaN)
    #expect(sum([.nan, 1]).isNaN)
  }
}
