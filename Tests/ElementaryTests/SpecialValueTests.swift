import Elementary
import Testing

/// Infinities, zeros, NaN and the edges of the domains, in double precision.
@Suite struct SpecialValueTests {
  typealias Function = @Sendable (Double) -> Double

  struct Value: Sendable, CustomTestStringConvertible {
    let name: String
    let function: Function
    let x: Double
    let expected: Double
    var testDescription: String { "\(name)(\(x)) = \(expected)" }

    init(_ name: String, _ function: @escaping Function, _ x: Double, _ expected: Double) {
      (self.name, self.function, self.x, self.expected) = (name, function, x, expected)
    }
  }

  static let inf = Double.infinity
  static let tiny = Double.leastNonzeroMagnitude

  static let values: [Value] = [
    .init("exp", { exp($0) }, inf, inf), .init("exp", { exp($0) }, -inf, 0),
    .init("exp", { exp($0) }, -0.0, 1), .init("exp", { exp($0) }, 709.7827128933841, inf),
    .init("exp", { exp($0) }, -745.1332191019412, 0),
    .init("exp", { exp($0) }, -745.1332191019411, tiny),
    .init("expm1", { expm1($0) }, inf, inf), .init("expm1", { expm1($0) }, -inf, -1),
    .init("expm1", { expm1($0) }, -0.0, -0.0), .init("expm1", { expm1($0) }, 0, 0),
    .init("log", { log($0) }, 1, 0), .init("log", { log($0) }, inf, inf),
    .init("log", { log($0) }, 0, -inf), .init("log", { log($0) }, -0.0, -inf),
    .init("log", { log($0) }, -tiny, .nan), .init("log", { log($0) }, -inf, .nan),
    .init("log1p", { log1p($0) }, -0.0, -0.0), .init("log1p", { log1p($0) }, 0, 0),
    .init("log1p", { log1p($0) }, -1, -inf),
    .init("log1p", { log1p($0) }, -1.0000000000000002, .nan),
    .init("log1p", { log1p($0) }, inf, inf), .init("log1p", { log1p($0) }, -inf, .nan),
    .init("log2", { log2($0) }, 1, 0), .init("log2", { log2($0) }, tiny, -1074),
    .init("log2", { log2($0) }, 0x1p1000, 1000), .init("log2", { log2($0) }, 0, -inf),
    .init("log2", { log2($0) }, -1, .nan), .init("log2", { log2($0) }, inf, inf),
    .init("log10", { log10($0) }, 1e22, 22), .init("log10", { log10($0) }, 1000, 3),
    .init("log10", { log10($0) }, 0, -inf), .init("log10", { log10($0) }, inf, inf),
    .init("sin", { sin($0) }, 0, 0), .init("sin", { sin($0) }, -0.0, -0.0),
    .init("sin", { sin($0) }, inf, .nan), .init("sin", { sin($0) }, -inf, .nan),
    .init("cos", { cos($0) }, -0.0, 1), .init("cos", { cos($0) }, inf, .nan),
    .init("tan", { tan($0) }, -0.0, -0.0), .init("tan", { tan($0) }, inf, .nan),
    .init("atan", { atan($0) }, -0.0, -0.0), .init("atan", { atan($0) }, inf, .pi / 2),
    .init("atan", { atan($0) }, -inf, -.pi / 2),
    .init("sinh", { sinh($0) }, -0.0, -0.0), .init("sinh", { sinh($0) }, -inf, -inf),
    .init("sinh", { sinh($0) }, 711, inf),
    .init("cosh", { cosh($0) }, 0, 1), .init("cosh", { cosh($0) }, -inf, inf),
    .init("cosh", { cosh($0) }, -711, inf),
    .init("tanh", { tanh($0) }, -0.0, -0.0), .init("tanh", { tanh($0) }, inf, 1),
    .init("tanh", { tanh($0) }, -inf, -1), .init("tanh", { tanh($0) }, tiny, tiny),
    .init("sigmoid", { sigmoid($0) }, 0, 0.5), .init("sigmoid", { sigmoid($0) }, inf, 1),
    .init("sigmoid", { sigmoid($0) }, -inf, 0),
    .init("softplus", { softplus($0) }, inf, inf), .init("softplus", { softplus($0) }, -inf, 0),
    .init("softplus", { softplus($0) }, -746, 0),
    .init("sqrt", { sqrt($0) }, -0.0, -0.0), .init("sqrt", { sqrt($0) }, -tiny, .nan),
    .init("sqrt", { sqrt($0) }, inf, inf), .init("sqrt", { sqrt($0) }, 2, 1.4142135623730951),
    .init("erf", { erf($0) }, -0.0, -0.0), .init("erf", { erf($0) }, inf, 1),
    .init("erf", { erf($0) }, -inf, -1), .init("erf", { erf($0) }, -5.93, -1),
    .init("erfc", { erfc($0) }, 0, 1), .init("erfc", { erfc($0) }, inf, 0),
    .init("erfc", { erfc($0) }, -inf, 2), .init("erfc", { erfc($0) }, 27.3, 0),
    .init("normalCDF", { normalCDF($0) }, 0, 0.5), .init("normalCDF", { normalCDF($0) }, inf, 1),
    .init("normalCDF", { normalCDF($0) }, -inf, 0), .init("normalCDF", { normalCDF($0) }, 9, 1),
    .init("normalCDF", { normalCDF($0) }, -38.6, 0),
    .init("normalQuantile", { normalQuantile($0) }, 0.5, 0),
    .init("normalQuantile", { normalQuantile($0) }, 0, -inf),
    .init("normalQuantile", { normalQuantile($0) }, -0.0, -inf),
    .init("normalQuantile", { normalQuantile($0) }, 1, inf),
    .init("normalQuantile", { normalQuantile($0) }, -tiny, .nan),
    .init("normalQuantile", { normalQuantile($0) }, 1.0000000000000002, .nan),
    .init("gamma", { gamma($0) }, 1, 1), .init("gamma", { gamma($0) }, 5, 24),
    .init("gamma", { gamma($0) }, 23, 1_124_000_727_777_607_680_000),
    .init("gamma", { gamma($0) }, 171, 7.257415615307999e306),
    .init("gamma", { gamma($0) }, 172, inf), .init("gamma", { gamma($0) }, 171.63, inf),
    .init("gamma", { gamma($0) }, inf, inf), .init("gamma", { gamma($0) }, 0, inf),
    .init("gamma", { gamma($0) }, -0.0, -inf), .init("gamma", { gamma($0) }, tiny, inf),
    .init("gamma", { gamma($0) }, -1, .nan), .init("gamma", { gamma($0) }, -1e300, .nan),
    .init("gamma", { gamma($0) }, -inf, .nan), .init("gamma", { gamma($0) }, -201.5, 0),
    .init("gamma", { gamma($0) }, -200.5, -0.0),
    .init("logGamma", { logGamma($0) }, 1, 0), .init("logGamma", { logGamma($0) }, 2, 0),
    .init("logGamma", { logGamma($0) }, 0, inf), .init("logGamma", { logGamma($0) }, -3, inf),
    .init("logGamma", { logGamma($0) }, inf, inf), .init("logGamma", { logGamma($0) }, -inf, inf),
    .init("logGamma", { logGamma($0) }, 2.6e305, inf),
    .init("digamma", { digamma($0) }, 0, .nan), .init("digamma", { digamma($0) }, -2, .nan),
    .init("digamma", { digamma($0) }, inf, inf), .init("digamma", { digamma($0) }, -inf, .nan),
  ]

  @Test(arguments: values)
  func hasValue(_ value: Value) {
    let result = value.function(value.x)
    #expect(canonical(result) == canonical(value.expected), "got \(result)")
  }

  @Test func logarithmsOfPowersAreExact() {
    for n in -1074...1023 {
      #expect(log2(Double(sign: .plus, exponent: n, significand: 1)) == Double(n))
    }
    var power = 1.0
    for n in 0...22 {
      #expect(log10(power) == Double(n))
      power *= 10
    }
  }

  @Test(arguments: ReferenceTests.oneArgument)
  func keepsNaN(_ test: ReferenceTests.OneArgument) {
    #expect(test.function(.nan).isNaN)
    #expect(test.function(-.nan).isNaN)
  }

  /// IEEE 754-2019, §9.2.1.
  @Test(
    arguments: [
      (0.0, 0.0, 1.0), (.nan, 0, 1), (.infinity, -0.0, 1), (1, .nan, 1), (1, .infinity, 1),
      (-1, .infinity, 1), (-1, -.infinity, 1), (2, .infinity, .infinity), (2, -.infinity, 0),
      (-0.5, .infinity, 0), (0.5, -.infinity, .infinity), (0, 3, 0), (-0.0, 3, -0.0), (-0.0, 4, 0),
      (-0.0, 2.5, 0), (0, -3, .infinity), (-0.0, -3, -.infinity), (-0.0, -2, .infinity),
      (.infinity, 0.5, .infinity), (.infinity, -0.5, 0), (-.infinity, 3, -.infinity),
      (-.infinity, 2, .infinity), (-.infinity, 0.5, .infinity), (-.infinity, -3, -0.0),
      (-.infinity, -2, 0), (-2, 3, -8), (-2, 2, 4), (-2, 0.5, .nan), (-2, -1, -0.5),
      (.nan, 1, .nan),
      (2, .nan, .nan), (-1, 0x1p53, 1), (-1, 0x1.fffffffffffffp52, -1), (2, 1024, .infinity),
      (-2, 1025, -.infinity), (2, -1075, 0), (-2, -1075, -0.0), (2, -1074, 0x1p-1074),
      (10, 15, 1e15),
    ] as [(Double, Double, Double)])
  func powerHasValue(x: Double, y: Double, expected: Double) {
    #expect(canonical(pow(x, y)) == canonical(expected), "got \(pow(x, y))")
  }

  /// IEEE 754-2019, §9.2.1.
  @Test(
    arguments: [
      (0.0, 0.0, 0.0), (0, -0.0, .pi), (0, -1, .pi), (0, 1, 0), (1, 0, .pi / 2), (1, -0.0, .pi / 2),
      (.infinity, .infinity, .pi / 4), (.infinity, -.infinity, 0.75 * .pi), (.infinity, 1, .pi / 2),
      (1, .infinity, 0), (1, -.infinity, .pi), (.nan, 1, .nan), (1, .nan, .nan),
      (1e300, 1e-300, .pi / 2),
      (1e-300, -1e300, .pi), (0x1p-1074, 0x1p1000, 0),
    ] as [(Double, Double, Double)])
  func angleHasValue(y: Double, x: Double, expected: Double) {
    #expect(canonical(atan2(y, x)) == canonical(expected), "got \(atan2(y, x))")
    #expect(canonical(atan2(-y, x)) == canonical(-expected), "got \(atan2(-y, x))")
  }
}
