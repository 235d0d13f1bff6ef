import Elementary
import Testing

/// Symmetries, functional equations and monotonicity of the double-precision functions.
@Suite struct IdentityTests {
  static func arguments(_ range: ClosedRange<Double>, count: Int = 20_000) -> [Double] {
    var random = SplitMix(11)
    return (0..<count).map { _ in random.uniform(range) }
  }

  @Test(
    arguments: ReferenceTests.oneArgument.filter {
      ["sin", "tan", "atan", "sinh", "tanh", "erf"].contains($0.testDescription)
    })
  func isExactlyOdd(_ test: ReferenceTests.OneArgument) {
    for scale in [1e-300, 1e-8, 1, 100, 1e10, 1e300] {
      expectForAll(Self.arguments(0...scale, count: 2000)) {
        test.function(-$0) == -test.function($0)
      }
    }
  }

  @Test(
    arguments: ReferenceTests.oneArgument.filter {
      ["cos", "cosh"].contains($0.testDescription)
    })
  func isExactlyEven(_ test: ReferenceTests.OneArgument) {
    for scale in [1e-8, 1, 100, 1e10, 1e300] {
      expectForAll(Self.arguments(0...scale, count: 2000)) {
        test.function(-$0) == test.function($0)
      }
    }
  }

  /// Neighbouring numbers: no step downwards, also where branches meet.
  @Test(
    arguments: ReferenceTests.oneArgument.filter {
      ["exp", "expm1", "log", "log1p", "log2", "log10", "tanh", "atan"].contains($0.testDescription)
    })
  func isMonotone(_ test: ReferenceTests.OneArgument) {
    let seams = [
      1e-9, 0.01, 0.125, 0.34657359027997264, 0.41421356237309503, 0.70710678118654746, 1,
      1.0397207,
      1.4142135623730949, 2, 5, 9.7, 18.7, 37.4, 100, 0x1p53, 0x1p60,
    ]
    for seam in seams + seams.map({ -$0 }) where !test.function(seam).isNaN {
      let steps = stride(from: -1000 * seam.ulp, through: 1000 * seam.ulp, by: seam.ulp)
      expectForAll(steps.map { seam + $0 }) {
        !(test.function($0.nextDown) > test.function($0))
      }
    }
  }

  @Test func sineAndCosineLieOnTheCircle() {
    expectForAll(Self.arguments(-1e6...1e6)) { x in
      let (s, c) = sincos(x)
      return (s * s + c * c - 1).magnitude < 5e-16 && s == sin(x) && c == cos(x)
    }
  }

  @Test func inversesUndo() {
    let xs = Self.arguments(0.001...30)
    expectForAll(xs, "log exp") { (log(exp($0)) - $0).magnitude < 3e-16 * max(1, $0) }
    expectForAll(xs, "log1p expm1") { (log1p(expm1($0)) - $0).magnitude < 4e-16 * max(1, $0) }
    expectForAll(xs, "pow") { (pow(pow($0, 1 / 3), 3) - $0).magnitude < 1e-15 * $0 }
    expectForAll(Self.arguments(-3...3), "atan2") {
      (atan2(sin($0), cos($0)) - $0).magnitude < 1e-15
    }
  }

  @Test func complementsAddUp() {
    let xs = Self.arguments(-8...8)
    expectForAll(xs, "erf") { (erf($0) + erfc($0) - 1).magnitude < 3e-16 }
    expectForAll(xs, "normalCDF") { (normalCDF($0) + normalCDF(-$0) - 1).magnitude < 3e-16 }
    expectForAll(xs, "sigmoid") { (sigmoid($0) + sigmoid(-$0) - 1).magnitude < 3e-16 }
    expectForAll(xs, "softplus") { (softplus($0) - softplus(-$0) - $0).magnitude < 2e-15 }
    expectForAll(xs, "tanh") { (tanh($0) - (2 * sigmoid(2 * $0) - 1)).magnitude < 4e-16 }
    expectForAll(xs, "cosh² − sinh²") {
      (cosh($0) * cosh($0) - sinh($0) * sinh($0) - 1).magnitude < 1e-15 * cosh(2 * $0)
    }
  }

  /// An error of p moves x by the Mills ratio, which is at most 1.26 and below 1/|x|, times that
  /// error.
  @Test func quantileInvertsDistribution() {
    expectForAll(Self.arguments(-37.5...0)) {
      (normalQuantile(normalCDF($0)) - $0).magnitude < 8e-16 * max(1, -$0)
    }
  }

  @Test func gammaObeysItsRecurrenceAndReflection() {
    let xs = Self.arguments(0.01...140)
    // Here x is rounded in x + 1, which ψ(x) ≈ log x enlarges.
    expectForAll(xs, "Γ(x + 1) = xΓ(x)") {
      (gamma($0 + 1) / ($0 * gamma($0)) - 1).magnitude < 1e-15 + 2 * $0.ulp * log(2 + $0)
    }
    expectForAll(xs, "log Γ") {
      (logGamma($0) - log(gamma($0))).magnitude < 3e-15 * max(1, logGamma($0).magnitude)
    }
    expectForAll(xs, "ψ(x + 1) = ψ(x) + 1/x") {
      (digamma($0 + 1) - digamma($0) - 1 / $0).magnitude < 4e-15 * max(1, 1 / $0)
    }
    expectForAll(Self.arguments(0.01...0.99), "Γ(x)Γ(1 − x) sin πx = π") {
      (gamma($0) * gamma(1 - $0) * sin(.pi * $0) / .pi - 1).magnitude < 1e-14 / (1 - $0)
    }
  }

  /// Γ(n) = (n − 1)! is the nearest number, as exact integers show as far as they fit.
  @Test func gammaOfIntegersIsTheFactorial() {
    var factorial: UInt128 = 1
    for n in 1...34 {
      #expect(gamma(Double(n)) == Double(factorial))
      factorial *= UInt128(n)
    }
  }

  /// I_{½}(x) = √(2/πx) sinh x, I_{−½}(x) = √(2/πx) cosh x.
  @Test func besselOfHalfOrderIsElementary() {
    let xs = Self.arguments(0.001...600, count: 2000)
    expectForAll(xs, "I_{½}") {
      let exact = (2 / (.pi * $0)).squareRoot() * sinh($0)
      return (besselI(order: 0.5, $0) - exact).magnitude < 3e-15 * exact
    }
    expectForAll(xs, "I_{−½}") {
      let exact = (2 / (.pi * $0)).squareRoot() * cosh($0)
      return (besselI(order: -0.5, $0) - exact).magnitude < 3e-15 * exact
    }
  }

  /// I_{ν−1} − I_{ν+1} = (2ν/x) I_ν, across the limits between series and asymptotics.
  @Test(arguments: [0.25, 0.75, 1, 2.3, 5.5, 8])
  func besselObeysItsRecurrence(order: Double) {
    expectForAll(Self.arguments(1...200, count: 2000)) { x in
      let (below, above) = (scaledBesselI(order: order - 1, x), scaledBesselI(order: order + 1, x))
      let middle = 2 * order / x * scaledBesselI(order: order, x)
      return (below - above - middle).magnitude < 5e-15 * below
    }
  }

  @Test func scaledBesselIsTheFunctionTimesAnExponential() {
    expectForAll(Self.arguments(0.1...700, count: 2000)) {
      let product = exp(-$0) * besselI(order: 0.25, $0)
      return (scaledBesselI(order: 0.25, $0) - product).magnitude < 3e-15 * product
    }
    let huge = (1 + 1 / 8e6 + 9 / 128e12) / (2e6 * .pi).squareRoot()
    #expect((scaledBesselI(order: 0, 1e6) / huge - 1).magnitude < 1e-15)
    #expect(besselI(order: 0, 0) == 1)
    #expect(besselI(order: 0.25, 0) == 0)
    #expect(besselI(order: -0.25, 0) == .infinity)
    #expect(besselI(order: 0.25, .infinity) == .infinity)
    #expect(besselI(order: 0, 714) == .infinity)
    #expect(scaledBesselI(order: 0, .infinity) == 0)
  }

  @Test func besselRejectsWhatItCannotDo() async {
    await #expect(processExitsWith: .failure) { _ = besselI(order: -1.5, 1) }
    await #expect(processExitsWith: .failure) { _ = besselI(order: 151, 1) }
    await #expect(processExitsWith: .failure) { _ = besselI(order: 0, -1) }
    await #expect(processExitsWith: .failure) { _ = besselI(order: 0, .nan) }
  }
}
