import Elementary
import Statistics
import Tensors
import TestSupport
import Testing

@Suite struct EstimateTests {
  private func expect(
    _ estimate: Estimate, _ value: Double, _ standardError: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    expectClose(estimate.value, value, within: 1e-14, sourceLocation: sourceLocation)
    expectClose(
      estimate.standardError, standardError, within: 1e-14, sourceLocation: sourceLocation)
  }

  /// About the mean 3: squares 4 + 1 + 1 + 4.
  @Test func meanByHand() {
    expect(Estimate(meanOf: [1, 2, 4, 5]), 3, sqrt(10.0 / 3 / 4))
    expect(Estimate(meanOf: Tensor([1.0, 2, 4, 5], shape: [2, 2])), 3, sqrt(10.0 / 3 / 4))
  }

  /// About the mean 1: squares 1 + 1 + 1 + 9, so s² = 4; fourth powers 1 + 1 + 1 + 81, so m₄ = 21.
  @Test func varianceByHand() {
    expect(Estimate(varianceOf: [0, 0, 0, 4]), 4, sqrt((21 - 16.0 / 3) / 4))
  }

  @Test func shareByHand() {
    expect(Estimate(share: 3, of: 4), 0.75, sqrt(0.75 * 0.25 / 4))
    #expect(Estimate(share: 0, of: 7) == Estimate(0))
  }

  @Test func knownVarianceByHand() {
    expect(Estimate(-2, variance: 9, draws: 4), -2, 1.5)
    #expect(Estimate(5, variance: 0, draws: 1) == Estimate(5))
  }

  @Test func arithmeticByHand() {
    let (a, b) = (Estimate(3, standardError: 0.3), Estimate(-4, standardError: 0.4))
    expect(-a, -3, 0.3)
    expect(a + b, -1, 0.5)
    expect(a - b, 7, 0.5)
    expect(a * b, -12, sqrt(1.2 * 1.2 + 1.2 * 1.2))
    // Relative errors 0.1 and 0.1.
    expect(a / b, -0.75, 0.75 * sqrt(0.02))
    expect(a + 2, 5, 0.3)
    expect(2 + a, 5, 0.3)
    expect(a - 2, 1, 0.3)
    expect(2 - a, -1, 0.3)
    expect(a * -2, -6, 0.6)
    expect(-2 * a, -6, 0.6)
    expect(a / -2, -1.5, 0.15)
    expect(6 / b, -1.5, 0.15)
    expect(log(a), log(3.0), 0.1)
    expect(exp(b), exp(-4.0), exp(-4.0) * 0.4)
    expect(sqrt(a), sqrt(3.0), 0.3 / (2 * sqrt(3.0)))
    expect(b.map({ $0 * $0 }, slope: { 2 * $0 }), 16, 3.2)
    expect(a.map({ -$0 }, slope: { _ in -1 }), -3, 0.3)
    #expect(a.standardScore(against: 2.4) == (3 - 2.4) / 0.3)
    #expect(b.standardScore(against: -3.8) < 0)
  }

  /// No square of an error over- or underflows.
  @Test(arguments: [1e-200, 1e200])
  func sizeDoesNotMatter(scale: Double) {
    let a = Estimate(scale, standardError: 3 * scale)
    expect(a + Estimate(scale, standardError: 4 * scale), 2 * scale, 5 * scale)
    expect(Estimate(meanOf: [1, 2, 4, 5].map { $0 * scale }), 3 * scale, scale * sqrt(10.0 / 12))
    let small = [0, 0, 0, 4].map { $0 * sqrt(scale) }
    expect(Estimate(varianceOf: small), 4 * scale, scale * sqrt((21 - 16.0 / 3) / 4))
  }

  struct Operation: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let onEstimates: @Sendable (Estimate, Estimate) -> Estimate
    let onNumbers: @Sendable (Double, Double) -> Double
  }

  static let operations = [
    Operation(testDescription: "a + b", onEstimates: { $0 + $1 }, onNumbers: { $0 + $1 }),
    Operation(testDescription: "a − b", onEstimates: { $0 - $1 }, onNumbers: { $0 - $1 }),
    Operation(testDescription: "a b", onEstimates: { $0 * $1 }, onNumbers: { $0 * $1 }),
    Operation(testDescription: "a/b", onEstimates: { $0 / $1 }, onNumbers: { $0 / $1 }),
    Operation(
      testDescription: "log a − 2 √b", onEstimates: { log($0) - 2 * sqrt($1) },
      onNumbers: { log($0) - 2 * sqrt($1) }),
    Operation(
      testDescription: "e^−a (1 − b)", onEstimates: { exp(-$0) * (1 - $1) },
      onNumbers: { exp(-$0) * (1 - $1) }),
  ]

  /// What is computed from many draws of the estimates has the spread that the arithmetic says.
  @Test(arguments: operations)
  func spreadOfManyDraws(operation: Operation) {
    let (a, b) = (Estimate(1.5, standardError: 0.004), Estimate(2.5, standardError: 0.005))
    let n = 20_000
    var random = RandomStream(seed: 101)
    let (u, v) = (random.normal([n]).doubles, random.normal([n]).doubles)
    let values = zip(u, v).map {
      operation.onNumbers(a.value + a.standardError * $0, b.value + b.standardError * $1)
    }
    let exact = operation.onEstimates(a, b)
    expectVariance(
      meanAndVariance(values).variance, degreesOfFreedom: n - 1,
      exact: exact.standardError * exact.standardError,
      detecting: 0.15 * exact.standardError * exact.standardError,
      ledger: "estimate: propagated error")
  }

  /// Uniform values, which have no normal's fourth moment: var s² = (μ₄ − σ⁴ (n − 3)/(n − 1))/n with
  /// σ² = 1/12 and μ₄ = 1/80, against the spread of s² and the mean of SE² over many samples.
  @Test func varianceKnowsItsSpread() {
    let (n, replicas) = (200, 4000)
    var random = RandomStream(seed: 102)
    let estimates = (0..<replicas).map { _ in
      Estimate(varianceOf: random.uniform([n]).doubles)
    }
    let exact = (1.0 / 80 - 197.0 / 199 / 144) / Double(n)
    expectMean(
      of: estimates.map { $0.value }, exact: 1.0 / 12, detecting: 1.0 / 12 / 100,
      ledger: "estimate: variance")
    expectMean(
      of: estimates.map { ($0.value - 1.0 / 12) * ($0.value - 1.0 / 12) }, exact: exact,
      detecting: 0.3 * exact, ledger: "estimate: variance")
    // Exactly, E m₄ = (n − 1)((n² − 3n + 3)μ₄ + 3(2n − 3)σ⁴)/n³ and E s⁴ = σ⁴ + var s².
    let (N, μ4, σ4) = (Double(n), 1.0 / 80, 1.0 / 144)
    let fourth = (N - 1) * ((N * N - 3 * N + 3) * μ4 + 3 * (2 * N - 3) * σ4) / (N * N * N)
    let expected = (fourth - (N - 3) / (N - 1) * (σ4 + exact)) / N
    expectMean(
      of: estimates.map { $0.standardError * $0.standardError }, exact: expected,
      detecting: 0.05 * expected, ledger: "estimate: variance")
  }

  @Test func whatIsNoEstimateIsRefused() async {
    await #expect(processExitsWith: .failure) { _ = Estimate(1, standardError: -1) }
    await #expect(processExitsWith: .failure) { _ = Estimate(1, standardError: .nan) }
    await #expect(processExitsWith: .failure) { _ = Estimate(.nan) }
    await #expect(processExitsWith: .failure) { _ = Estimate(meanOf: [1.0]) }
    await #expect(processExitsWith: .failure) { _ = Estimate(meanOf: Tensor([1.0])) }
    await #expect(processExitsWith: .failure) { _ = Estimate(varianceOf: [1, 2, 3]) }
    await #expect(processExitsWith: .failure) { _ = Estimate(share: 3, of: 2) }
    await #expect(processExitsWith: .failure) { _ = Estimate(share: 0, of: 0) }
    let numbers = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Estimate(meanOf: [1, .nan, 2, .infinity])
    }
    #expect(message(numbers).contains("2 of 4 values are infinite or NaN"))
    let tensor = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Estimate(meanOf: Tensor([1, Double.infinity, -.infinity]))
    }
    #expect(message(tensor).contains("2 of 3 values are infinite or NaN"))
    await #expect(processExitsWith: .failure) { _ = Estimate(varianceOf: [1, 2, 3, .nan]) }
  }
}
