import Elementary
import Statistics
import Tensors
import TestSupport
import Testing
import Theory

@Suite struct PairedRankingTests {
  @Test func termsHaveTheAreaAsTheirMean() {
    let scores = [0.3, 1, 1, -2, 5, 0.3]
    let anomalies = [1, 0.3, 7, -3, 5.5, 1]
    let terms = areaUnderROCTerms(scores: scores, anomalies: anomalies)
    let area = areaUnderROC(scores: scores, anomalies: anomalies)
    expectNear(sum(terms) / 6, area, within: 1e-15)
    // The first pair, 0.3 with 1: five anomalies are above 0.3 or equal; four scores below 1, two equal.
    expectNear(terms[0], (4.5 + 4) / 6 - area, within: 1e-15)
  }

  /// Independent groups: the standard error is the exact one, on average over many data sets.
  @Test func errorIsThatOfIndependentGroups() {
    let (n, ρ) = (200, 2.0)
    var random = RandomStream(seed: 6)
    let squares = (0..<400).map { _ in
      let error = Estimate(
        meanOf: areaUnderROCTerms(
          scores: random.normal([n]).square().doubles,
          anomalies: (Float(ρ) * random.normal([n])).square().doubles)
      ).standardError
      return error * error
    }
    let exact = AnomalyScore.standardError(
      anomalyStandardDeviation: ρ, normals: n, anomalies: n)
    expectNear(sqrt(sum(squares) / 400) / exact, 1, within: 0.02)
  }

  /// Pairs that have much to do with each other: the error is that of many repetitions, which is a
  /// third smaller than for independent groups.
  @Test func errorKnowsOfThePairs() {
    let (n, sets) = (100, 2_000)
    var random = RandomStream(seed: 7)
    var (areas, squares): ([Double], [Double]) = ([], [])
    for _ in 0..<sets {
      let common = random.normal([n])
      let scores = (common + 0.5 * random.normal([n])).doubles
      let anomalies = (common + 0.5 * random.normal([n]) + 0.7).doubles
      let estimate = Estimate(
        meanOf: areaUnderROCTerms(scores: scores, anomalies: anomalies))
      areas.append(estimate.value)
      squares.append(estimate.standardError * estimate.standardError)
    }
    let spread = Estimate(varianceOf: areas)
    expectNear(sum(squares) / Double(sets) / spread.value, 1, within: 0.15)
    #expect(5 * spread.standardError < 0.17 * spread.value)
  }

  @Test func pairsAreComplete() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = areaUnderROCTerms(scores: [1, 2], anomalies: [1]) }
    #expect(message(result).contains("2 normal and 1"))
  }
}
