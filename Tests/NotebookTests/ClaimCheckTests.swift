import Elementary
import NotebookEvents
import Statistics
import Testing

@testable import Notebook

@Suite struct ClaimCheckTests {
  private let check = ClaimCheck(label: "a claim")

  @Test(arguments: [
    (2.49, 0.1, 2.0, 4.9, true), (2.51, 0.1, 2.0, 5.1, false), (1.51, 0.1, 2.0, -4.9, true),
    (1.49, 0.1, 2.0, -5.1, false), (0.5, 1, 0.5, 0, true), (-3, 0.5, -1, -4, true),
  ])
  func mean(measured: Double, standardError: Double, exact: Double, z: Double, holds: Bool) throws {
    let claim = check.mean(measured: measured, standardError: standardError, exact: exact)
    #expect((try #require(claim.z) - z).magnitude < 1e-12)
    #expect(claim.holds == holds)
    #expect(claim.theory == exact && claim.measured == measured && claim.label == "a claim")
    #expect(claim.test == .mean(standardError: standardError))
  }

  /// Chance alone may reach 5 standard errors, no further.
  @Test func fiveStandardErrorsAreTheLimit() {
    #expect(check.mean(measured: 5, standardError: 1, exact: 0).holds)
    #expect(!check.mean(measured: 5.0.nextUp, standardError: 1, exact: 0).holds)
    #expect(check.mean(measured: -5, standardError: 1, exact: 0).holds)
    #expect(!check.mean(measured: -5.0.nextUp - 1e-9, standardError: 1, exact: 0).holds)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func brokenNumbersFail(broken: Double) {
    let claims = [
      check.mean(measured: broken, standardError: 1, exact: 0),
      check.mean(measured: 0, standardError: broken, exact: 0),
      check.mean(measured: 0, standardError: 1, exact: broken),
      check.variance(measured: broken, degreesOfFreedom: 9, exact: 1),
      check.variance(measured: 1, degreesOfFreedom: 9, exact: broken),
      check.number(measured: broken, exact: 0, tolerance: .absolute(1)),
      check.number(measured: 0, exact: broken, tolerance: .absolute(1)),
      check.number(measured: 0, exact: broken, tolerance: .relative(1)),
      check.bound(measured: broken, standardError: 0, bound: 0, sign: 1),
      check.bound(measured: 0, standardError: 0, bound: broken, sign: -1),
      check.bound(measured: 0, standardError: broken, bound: 0, sign: 1),
    ]
    for claim in claims { #expect(!claim.holds, "\(claim.test)") }
  }

  @Test(arguments: [0, -0.1])
  func standardErrorMustBePositive(error: Double) {
    let claim = check.mean(measured: 1, standardError: error, exact: 1)
    #expect(claim.problem?.contains("standard error is \(error)") == true)
    #expect(claim.z == nil)
  }

  @Test(arguments: [
    (9.76, nil), (-9.76, nil), (9.74, "9.7"), (-9.74, "9.7"), (2, "2.0"), (0, "0.0"),
  ])
  func claimsThatRuleNothingOutFail(distance: Double, problem: String?) {
    let check = ClaimCheck(label: "", rulesOut: 3 + 0.5 * distance)
    let claim = check.mean(measured: 3, standardError: 0.5, exact: 3)
    #expect(claim.holds == (problem == nil))
    if let problem {
      #expect(claim.problem?.contains("lies \(problem) standard errors from theory") == true)
    }
    let quick = ClaimCheck(label: "", rulesOut: 3 + 0.5 * distance, isQuick: true)
    #expect(quick.mean(measured: 3, standardError: 0.5, exact: 3).holds)
  }

  /// Twice the distance that is there would need four times the sample.
  @Test func weakClaimsTellTheSampleTheyNeed() {
    let check = ClaimCheck(label: "", rulesOut: ClaimCheck.leastDistance / 2)
    let claim = check.mean(measured: 0, standardError: 1, exact: 0)
    #expect(claim.problem?.hasSuffix("a sample 4 times as large.") == true)
  }

  @Test(arguments: [
    (Tolerance.absolute(0.5), 10.5, true), (.absolute(0.5), 10.51, false),
    (.absolute(0.5), 9.5, true),
    (.absolute(0.5), 9.49, false), (.relative(0.05), 10.5, true), (.relative(0.05), 9.49, false),
    (.absolute(0), 10, true), (.absolute(0), 10.0.nextUp, false), (.absolute(.nan), 10, false),
  ])
  func number(tolerance: Tolerance, measured: Double, holds: Bool) {
    #expect(check.number(measured: measured, exact: 10, tolerance: tolerance).holds == holds)
    #expect(check.number(measured: -measured, exact: -10, tolerance: tolerance).holds == holds)
  }

  /// However small the exact value, the tolerance is relative to it.
  @Test(arguments: [1e-300, 1e-9, 0.001, 1, 1e9])
  func relativeTolerancesHaveNoScaleOfTheirOwn(exact: Double) {
    for sign in [1.0, -1] {
      let close = check.number(
        measured: sign * exact * 1.04, exact: sign * exact, tolerance: .relative(0.05))
      #expect(close.holds)
      let far = check.number(
        measured: sign * exact * 1.06, exact: sign * exact, tolerance: .relative(0.05))
      #expect(!far.holds)
    }
    let near = ClaimCheck(label: "", rulesOut: exact * 1.09)
    #expect(!near.number(measured: exact, exact: exact, tolerance: .relative(0.05)).holds)
    let away = ClaimCheck(label: "", rulesOut: exact * 1.11)
    #expect(away.number(measured: exact, exact: exact, tolerance: .relative(0.05)).holds)
  }

  /// A computed number may not exceed its bound by a unit in the last place.
  @Test(arguments: [0, 1e-300, 1e-7, 1, 12_345.678, -1e-7, -1])
  func boundsOfComputedNumbersAreExact(bound: Double) {
    func holds(_ measured: Double, sign: Double) -> Bool {
      check.bound(measured: measured, standardError: 0, bound: bound, sign: sign).holds
    }
    #expect(holds(bound, sign: 1) && holds(bound, sign: -1))
    #expect(holds(bound.nextDown, sign: 1) && !holds(bound.nextUp, sign: 1))
    #expect(holds(bound.nextUp, sign: -1) && !holds(bound.nextDown, sign: -1))
  }

  /// Five standard errors beyond the bound are the limit, to the last place.
  @Test func boundsOfEstimatesEndAtFiveStandardErrors() {
    func holds(_ measured: Double) -> Bool {
      check.bound(measured: measured, standardError: 1, bound: 0, sign: 1).holds
    }
    #expect(holds(5) && !holds(5.0.nextUp))
  }

  @Test func quickRunsRuleNothingOut() {
    var check = ClaimCheck(label: "", rulesOut: 9)
    #expect(check.mean(measured: 0, standardError: 0.5, exact: 0).rulesOut == 9)
    check.isQuick = true
    let claims = [
      check.mean(measured: 0, standardError: 0.5, exact: 0),
      check.variance(measured: 1, degreesOfFreedom: 9, exact: 1),
      check.number(measured: 1, exact: 1, tolerance: .absolute(0.1)),
    ]
    #expect(claims.allSatisfy { $0.holds && $0.rulesOut == nil })
  }

  @Test(arguments: [(11.1, true), (8.9, true), (10.9, false), (9.1, false)])
  func toleranceMustExcludeTheWrongValue(wrong: Double, holds: Bool) {
    let check = ClaimCheck(label: "", rulesOut: wrong)
    #expect(check.number(measured: 10, exact: 10, tolerance: .absolute(0.5)).holds == holds)
  }

  @Test(arguments: [
    (1.0, 0.0, 1.0, true), (1.1, 0, 1, false), (0.9, 0, 1, true), (1.4, 0.1, 1, true),
    (1.6, 0.1, 1, false), (-9, 0.1, 1, true),
  ])
  func bounds(measured: Double, standardError: Double, bound: Double, holds: Bool) {
    let upper = check.bound(
      measured: measured, standardError: standardError, bound: bound, sign: 1)
    #expect(upper.holds == holds)
    #expect(upper.test == .atMost(standardError: standardError))
    let lower = check.bound(
      measured: -measured, standardError: standardError, bound: -bound, sign: -1)
    #expect(lower.holds == holds)
    #expect(lower.test == .atLeast(standardError: standardError))
  }
}

/// Quantiles of χ² from scipy 1.17, `chi2.ppf(norm.cdf(z), k)` or `chi2.isf(norm.cdf(-z), k)`.
@Suite struct ChiSquaredTests {
  private static let quantiles: [(degreesOfFreedom: Int, z: Double, x: Double)] = [
    (1, -5, 1.2907095762236516e-13), (1, 5, 26.33761216043875), (1, 1.5, 3.359774863333439),
    (3, -5, 0.0001051234191955314), (3, 5, 33.23982506341531), (3, 1.5, 7.165448930092715),
    (10, -5, 0.26169369562060407), (10, 5, 49.83142253743474), (10, 1.5, 17.358053432842915),
    (1000, -5, 792.1592855919523), (1000, 5, 1239.8206267164517),
    (100_000, -5, 97779.90956110938), (100_000, 5, 102252.09023800184),
  ]

  @Test(arguments: quantiles)
  func agreesWithReference(degreesOfFreedom: Int, z: Double, x: Double) {
    let distribution = ChiSquared(degreesOfFreedom: degreesOfFreedom)
    #expect((distribution.normalScore(x) - z).magnitude < 1e-8)
    #expect((distribution.quantile(normalScore: z) / x - 1).magnitude < 1e-8)
  }

  /// With one degree of freedom, χ² is the square of a normal value: P(χ² > z²) = 2Φ(−z).
  @Test(arguments: [0.01, 0.5, 1.25, 3.5, 7])
  func oneDegreeOfFreedom(z: Double) {
    let score = ChiSquared(degreesOfFreedom: 1).normalScore(z * z)
    #expect((score + normalQuantile(2 * normalCDF(-z))).magnitude < 1e-9)
  }

  @Test(arguments: quantiles.filter { $0.z.magnitude == 5 })
  func varianceBoundsAreExact(degreesOfFreedom: Int, z: Double, x: Double) throws {
    let exact = 3.0
    let edge = x * exact / Double(degreesOfFreedom)
    let check = ClaimCheck(label: "")
    func claim(_ measured: Double) -> ClaimRecord {
      check.variance(measured: measured, degreesOfFreedom: degreesOfFreedom, exact: exact)
    }
    let inside = z > 0 ? edge * (1 - 1e-7) : edge * (1 + 1e-7)
    let outside = z > 0 ? edge * (1 + 1e-7) : edge * (1 - 1e-7)
    #expect(claim(inside).holds)
    #expect(!claim(outside).holds)
    #expect((try #require(claim(inside).z) - z).magnitude < 1e-4)
  }

  @Test(arguments: [0, -1.0]) func exactVarianceMustBePositive(exact: Double) {
    #expect(!ClaimCheck(label: "").variance(measured: 1, degreesOfFreedom: 9, exact: exact).holds)
  }

  /// For many degrees of freedom, s² is nearly normal with standard error σ²√(2/k), so that the
  /// rule of means must come out: distances of 9.75 pass, smaller ones don't.
  @Test(arguments: [(1.0, 10.2, true), (1, 9.4, false), (-1, 10.2, true), (-1, 9.4, false)])
  func varianceRuleHasTheSamePower(sign: Double, distance: Double, holds: Bool) {
    let k = 1_000_000
    let check = ClaimCheck(label: "", rulesOut: 1 + sign * distance * (2 / Double(k)).squareRoot())
    #expect(check.variance(measured: 1, degreesOfFreedom: k, exact: 1).holds == holds)
  }

  @Test func rejectsNoDegreesOfFreedom() async {
    await #expect(processExitsWith: .failure) { _ = ChiSquared(degreesOfFreedom: 0) }
  }
}
