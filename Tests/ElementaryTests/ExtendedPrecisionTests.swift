// Double-precision functions at many random arguments, where the processor has a wider format.
#if arch(x86_64) && canImport(Glibc)
  import Elementary
  import Testing

  @Suite struct ExtendedPrecisionTests {
    struct Case: Sendable, CustomTestStringConvertible {
      let testDescription: String
      let function: @Sendable (Double) -> Double
      let exact: ExtendedOracle.Function
      /// Where to draw arguments; besides, all bit patterns are drawn from.
      let ranges: [ClosedRange<Double>]
      let statedUlps: Double

      init(
        _ name: String, _ function: @escaping @Sendable (Double) -> Double,
        _ exact: @escaping ExtendedOracle.Function, _ ranges: [ClosedRange<Double>], ulps: Double
      ) {
        (testDescription, self.function, self.exact) = (name, function, exact)
        (self.ranges, statedUlps) = (ranges, ulps)
      }
    }

    static let cases: [Case] = [
      .init(
        "exp", { exp($0) }, ExtendedOracle.exp, [-1...1, -40...40, -746 ... -707, 700...711],
        ulps: 1),
      .init(
        "expm1", { expm1($0) }, ExtendedOracle.expm1, [-0.4...0.4, -2...2, 35...40, -45...711],
        ulps: 1),
      .init("log", { log($0) }, ExtendedOracle.log, [0.5...2, 0.99...1.01, 0...100], ulps: 1),
      .init(
        "log1p", { log1p($0) }, ExtendedOracle.log1p, [-1...1, -1e-5...1e-5, 0.41...0.5, 0...9],
        ulps: 1),
      .init("log2", { log2($0) }, ExtendedOracle.log2, [0.5...2, 0...100], ulps: 0.51),
      .init("log10", { log10($0) }, ExtendedOracle.log10, [0.5...2, 0...100], ulps: 0.51),
      .init(
        "sin", { sin($0) }, ExtendedOracle.sin, [-1...1, -10...10, -1e6...1e6, 1e6...1e9], ulps: 1),
      .init(
        "cos", { cos($0) }, ExtendedOracle.cos, [-1...1, -10...10, -1e6...1e6, 1e6...1e9], ulps: 1),
      .init(
        "sincos.sin", { sincos($0).sin }, ExtendedOracle.sin, [-10...10, -1e6...1e6], ulps: 1),
      .init(
        "sincos.cos", { sincos($0).cos }, ExtendedOracle.cos, [-10...10, -1e6...1e6], ulps: 1),
      .init("tan", { tan($0) }, ExtendedOracle.tan, [-1...1, -10...10, -1e6...1e6], ulps: 1),
      .init("atan", { atan($0) }, ExtendedOracle.atan, [-1...1, -10...10, 0.1...0.15], ulps: 1),
      .init("sinh", { sinh($0) }, ExtendedOracle.sinh, [-1...1, -45...45, 700...711], ulps: 2),
      .init("cosh", { cosh($0) }, ExtendedOracle.cosh, [-1...1, -45...45, 700...711], ulps: 2),
      .init("tanh", { tanh($0) }, ExtendedOracle.tanh, [-1...1, -25...25, -1e-6...1e-6], ulps: 1),
      .init(
        "sigmoid", { sigmoid($0) }, ExtendedOracle.sigmoid, [-1...1, -50...50, -746 ... -700],
        ulps: 2),
      .init(
        "softplus", { softplus($0) }, ExtendedOracle.softplus, [-1...1, -50...50, -746 ... -700],
        ulps: 2),
      .init("erf", { erf($0) }, ExtendedOracle.erf, [-1.1...1.1, 0.9...1.1, -6...6], ulps: 1),
      .init(
        "erfc", { erfc($0) }, ExtendedOracle.erfc, [-1...1, 0.4...0.6, 0.5...6, 6...27.3], ulps: 2),
      .init(
        "normalCDF", { normalCDF($0) }, ExtendedOracle.normalCDF, [-1...1, -10...10, -20 ... -5],
        ulps: 3),
      .init(
        "gamma", { gamma($0) }, ExtendedOracle.gamma,
        [0...3, 3...10, 10...12, 12...172, -10...0, -180 ... -10], ulps: 5),
      .init(
        "logGamma", { logGamma($0) }, ExtendedOracle.logGamma,
        [0...0.5, 0.5...1.5, 1.5...2.5, 2.5...10, 10...12, 12...1e4], ulps: 8),
    ]

    @Test(arguments: cases)
    func errorStaysWithinStatedBound(_ test: Case) {
      var random = SplitMix(2024)
      var worst = (error: 0.0, x: 0.0)
      func check(_ x: Double) {
        let error = ulps(test.function(x), exact: test.exact(Float80(x)))
        if error > worst.error { worst = (error, x) }
      }
      for range in test.ranges {
        for _ in 0..<20_000 { check(random.uniform(range)) }
      }
      // log Γ has zeros at negative arguments, near which only its absolute error is small.
      for _ in 0..<20_000 {
        let x = Double(bitPattern: random.next())
        check(test.testDescription == "logGamma" ? x.magnitude : x)
      }
      #expect(worst.error <= test.statedUlps, "\(worst.error) ULP at \(worst.x)")
      #expect(worst.error >= 0.45 * test.statedUlps, "the stated bound is too generous")
    }

    @Test(arguments: [-311.3, -1, 0.37, 1.7, 3, 40.5])
    func powerOfRandomBase(_ y: Double) {
      var random = SplitMix(7)
      var worst = (error: 0.0, x: 0.0)
      for range in [0.9...1.1, 0...9, 0...1e100] {
        for _ in 0..<20_000 {
          let x = random.uniform(range)
          let error = ulps(pow(x, y), exact: ExtendedOracle.pow(Float80(x), Float80(y)))
          if error > worst.error { worst = (error, x) }
        }
      }
      #expect(worst.error <= 1, "\(worst.error) ULP at \(worst.x)")
    }

    @Test func angleOfRandomPoints() {
      var random = SplitMix(8)
      var worst = (error: 0.0, y: 0.0, x: 0.0)
      for isModerate in [true, false] {
        for _ in 0..<100_000 {
          let y = isModerate ? random.uniform(-2...2) : Double(bitPattern: random.next())
          let x = isModerate ? random.uniform(-2...2) : Double(bitPattern: random.next())
          let error = ulps(atan2(y, x), exact: ExtendedOracle.atan2(Float80(y), Float80(x)))
          if error > worst.error { worst = (error, y, x) }
        }
      }
      #expect(worst.error <= 1, "\(worst.error) ULP at \(worst.y), \(worst.x)")
    }

    /// The absolute error, measured by the values on both sides of the zeros between the poles.
    @Test func logGammaOfNegativeNumbers() {
      var random = SplitMix(9)
      expectForAll((0..<20_000).map { _ in random.uniform(-200...0) }) {
        let exact = ExtendedOracle.logGamma(Float80($0))
        return (Float80(logGamma($0)) - exact).magnitude < 1e-14 * (1 + exact.magnitude)
      }
    }
  }
#endif
