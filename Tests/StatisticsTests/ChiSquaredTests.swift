import Elementary
import Statistics
import TestSupport
import Testing

/// Quantiles of χ² from scipy 1.17, `chi2.ppf(norm.cdf(z), k)` or `chi2.isf(norm.cdf(-z), k)`.
@Suite struct ChiSquaredTests {
  @Test(arguments: [
    (1, -5, 1.2907095762236516e-13), (1, 5, 26.33761216043875), (1, 1.5, 3.359774863333439),
    (3, -5, 0.0001051234191955314), (3, 5, 33.23982506341531), (3, 1.5, 7.165448930092715),
    (10, -5, 0.26169369562060407), (10, 5, 49.83142253743474), (10, 1.5, 17.358053432842915),
    (1000, -5, 792.1592855919523), (1000, 5, 1239.8206267164517),
    (100_000, -5, 97779.90956110938), (100_000, 5, 102252.09023800184),
  ])
  func agreesWithReference(degreesOfFreedom: Int, z: Double, x: Double) {
    let distribution = ChiSquared(degreesOfFreedom: degreesOfFreedom)
    expectNear(distribution.normalScore(x), z, within: 1e-8)
    expectClose(distribution.quantile(normalScore: z), x, within: 1e-8)
  }

  /// With one degree of freedom, χ² is the square of a normal value: P(χ² > z²) = 2Φ(−z).
  @Test(arguments: [0.01, 0.5, 1.25, 3.5, 7])
  func oneDegreeOfFreedom(z: Double) {
    let score = ChiSquared(degreesOfFreedom: 1).normalScore(z * z)
    expectNear(score, -normalQuantile(2 * normalCDF(-z)), within: 1e-9)
  }

  /// With four, P(χ² > x) = (1 + x/2) e^(−x/2), in both tails.
  @Test(arguments: [1e-4, 0.1, 3, 20, 90])
  func fourDegreesOfFreedom(x: Double) {
    let score = ChiSquared(degreesOfFreedom: 4).normalScore(x)
    let upper = (1 + x / 2) * exp(-x / 2)
    // 1 − upper = u²/2 − u³/3 + …, by its series where it is small.
    let u = x / 2
    let lower = x < 0.01 ? u * u * (0.5 - u / 3 + u * u / 8) : 1 - upper
    expectNear(score, upper < 0.5 ? -normalQuantile(upper) : normalQuantile(lower), within: 1e-8)
  }

  @Test func rejectsNoDegreesOfFreedom() async {
    await #expect(processExitsWith: .failure) { _ = ChiSquared(degreesOfFreedom: 0) }
  }
}
