import Elementary
import Testing

@Test(arguments: [-3.0, -0.5, 0.1, 0.9, 2.5])
func functionsAgreeWithIdentities(x: Double) {
  #expect(abs(log(exp(x)) - x) < 1e-13)
  #expect(abs(sin(x) * sin(x) + cos(x) * cos(x) - 1) < 1e-14)
  #expect(abs(erf(x) + erfc(x) - 1) < 1e-14)
  #expect(abs(tanh(x) - (2 * sigmoid(2 * x) - 1)) < 1e-14)
  #expect(abs(normalQuantile(normalCDF(x)) - x) < 1e-12)
  #expect(abs(atan2(sin(x), cos(x)) - x) < 1e-13)
  #expect(abs(log1p(expm1(x)) - x) < 1e-12)
}

@Test func specialFunctionsHaveKnownValues() {
  #expect(abs(gamma(5) - 24) < 1e-11)
  #expect(abs(logGamma(0.5) - 0.5723649429247001) < 1e-13)
  #expect(abs(digamma(1) + 0.5772156649015329) < 1e-13)
  #expect(abs(besselI(order: 0, 1) - 1.2660658777520084) < 1e-13)
  #expect(abs(besselI(order: 0.5, 1) - 0.9376748882454876) < 1e-13)
  #expect(abs(pow(2, 0.5) - 1.4142135623730951) < 1e-14)
  #expect(abs(pow(-2, 3) + 8) < 1e-13)
  #expect(
    abs(integrate(from: -.infinity, to: .infinity) { exp(-$0 * $0 / 2) } - 2.5066282746310002)
      < 1e-12)
  #expect(abs(integrate(from: 0, to: 1) { $0 * $0 } - 1.0 / 3) < 1e-15)
}
