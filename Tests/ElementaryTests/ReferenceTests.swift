import Elementary
import Testing

/// Double-precision functions against tables made with many digits: on every machine.
@Suite struct ReferenceTests {
  struct OneArgument: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let function: @Sendable (Double) -> Double
    let rows: [(Double, Double, Double)]
    let statedUlps: Double

    init(
      _ name: String, _ function: @escaping @Sendable (Double) -> Double,
      _ rows: [(Double, Double, Double)], ulps: Double
    ) {
      (testDescription, self.function, self.rows, statedUlps) = (name, function, rows, ulps)
    }
  }

  struct TwoArguments: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let function: @Sendable (Double, Double) -> Double
    let rows: [(Double, Double, Double, Double)]
    let statedUlps: Double
  }

  static let oneArgument: [OneArgument] = [
    .init("exp", { exp($0) }, ReferenceExponential.exp, ulps: 1),
    .init("expm1", { expm1($0) }, ReferenceExponential.expm1, ulps: 1),
    .init("log", { log($0) }, ReferenceExponential.log, ulps: 1),
    .init("log1p", { log1p($0) }, ReferenceExponential.log1p, ulps: 1),
    .init("log2", { log2($0) }, ReferenceExponential.log2, ulps: 0.51),
    .init("log10", { log10($0) }, ReferenceExponential.log10, ulps: 0.51),
    .init("sinh", { sinh($0) }, ReferenceExponential.sinh, ulps: 2),
    .init("cosh", { cosh($0) }, ReferenceExponential.cosh, ulps: 2),
    .init("tanh", { tanh($0) }, ReferenceExponential.tanh, ulps: 1),
    .init("sigmoid", { sigmoid($0) }, ReferenceExponential.sigmoid, ulps: 2),
    .init("softplus", { softplus($0) }, ReferenceExponential.softplus, ulps: 2),
    .init("sin", { sin($0) }, ReferenceTrigonometric.sin, ulps: 1),
    .init("cos", { cos($0) }, ReferenceTrigonometric.cos, ulps: 1),
    .init("tan", { tan($0) }, ReferenceTrigonometric.tan, ulps: 1),
    .init("atan", { atan($0) }, ReferenceTrigonometric.atan, ulps: 1),
    .init("erf", { erf($0) }, ReferenceSpecial.erf, ulps: 1),
    .init("erfc", { erfc($0) }, ReferenceSpecial.erfc, ulps: 2),
    .init("normalCDF", { normalCDF($0) }, ReferenceSpecial.normalCDF, ulps: 3),
    .init("normalQuantile", { normalQuantile($0) }, ReferenceSpecial.normalQuantile, ulps: 4),
    .init("gamma", { gamma($0) }, ReferenceSpecial.gamma, ulps: 5),
    .init("logGamma", { logGamma($0) }, ReferenceSpecial.logGamma, ulps: 8),
    .init("digamma", { digamma($0) }, ReferenceSpecial.digamma, ulps: 5),
  ]

  static let twoArguments: [TwoArguments] = [
    .init(
      testDescription: "pow", function: { pow($0, $1) }, rows: ReferenceTwoArguments.pow,
      statedUlps: 1),
    .init(
      testDescription: "atan2", function: { atan2($0, $1) }, rows: ReferenceTwoArguments.atan2,
      statedUlps: 1),
    .init(
      testDescription: "besselI", function: { besselI(order: $0, $1) },
      rows: ReferenceTwoArguments.besselI, statedUlps: 20),
  ]

  @Test(arguments: oneArgument)
  func agreesWithTable(_ test: OneArgument) {
    for (x, exact, rest) in test.rows {
      let error = ulps(test.function(x), exact: exact, and: rest)
      #expect(error <= test.statedUlps, "at \(x): \(test.function(x)), not \(exact)")
    }
  }

  @Test(arguments: twoArguments)
  func agreesWithTable(_ test: TwoArguments) {
    for (x, y, exact, rest) in test.rows {
      let error = ulps(test.function(x, y), exact: exact, and: rest)
      #expect(error <= test.statedUlps, "at \(x), \(y): \(test.function(x, y)), not \(exact)")
    }
  }
}
