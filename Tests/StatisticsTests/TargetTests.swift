import Elementary
import Testing

import Statistics

@Suite struct TargetTests {
  /// The bounds are those of the stated rate: just inside is taken, just outside is not.
  @Test func boundsAreAtTheirRate() {
    let mean = Target.mean(2, standardError: 0.5)
    // P(|z| > 4.8916) = 1e-6.
    #expect(mean.accepts(2 + 0.5 * 4.891, rate: 1e-6))
    #expect(!mean.accepts(2 + 0.5 * 4.892, rate: 1e-6))
    let variance = Target.variance(3, degreesOfFreedom: 1000)
    for side in [-1.0, 1] {
      // Wilson and Hilferty's approximation to χ² is good to a per mille here.
      let cube = 1 - 2.0 / 9000 + side * 4.8916 * sqrt(2.0 / 9000)
      #expect(variance.accepts(3 * pow(cube, 3) * (1 - side * 0.002), rate: 1e-6))
      #expect(!variance.accepts(3 * pow(cube, 3) * (1 + side * 0.002), rate: 1e-6))
    }
  }

  /// Chernoff's bound is above the exact binomial tail, by enumeration.
  @Test func frequenciesAreRefusedNoMoreOftenThanStated() {
    let (n, p, rate) = (200, 0.3, 1e-6)
    var refused = 0.0
    for k in 0...n {
      let logChoose =
        logGamma(Double(n + 1)) - logGamma(Double(k + 1)) - logGamma(Double(n - k + 1))
      let chance = exp(logChoose + Double(k) * log(p) + Double(n - k) * log(1 - p))
      let target = Target.frequency(p, trials: n)
      if !target.accepts(Double(k) / Double(n), rate: rate) { refused += chance }
    }
    #expect(refused < rate)
    #expect(refused > rate / 1000)
    #expect(!Target.frequency(p, trials: n).accepts(1.01, rate: rate))
  }

  @Test func nothingThatIsNotFiniteIsTaken() {
    for target in [
      Target.value(1), .mean(1, standardError: .infinity), .variance(1, degreesOfFreedom: 2),
      .frequency(0.5, trials: 3), .anything,
    ] {
      #expect(!target.accepts(.nan, rate: 1e-6))
      #expect(!target.accepts(.infinity, rate: 1e-6))
    }
  }
}
