import Statistics
import Tensors
import TestSupport
import Testing
import Theory

@Suite struct RankingTests {
  /// Every pair compared, ties counted half.
  @Test func agreesWithAllPairs() {
    let scores = [0.3, 1, 1, -2, 5, 0.3]
    let anomalies = [1, 0.3, 7, -3, 5.5]
    var wins = 0.0
    for a in anomalies {
      for s in scores { wins += a > s ? 1 : a == s ? 0.5 : 0 }
    }
    expectNear(
      areaUnderROC(scores: scores, anomalies: anomalies), wins / 30, within: 1e-15)
    #expect(areaUnderROC(scores: [1, 2], anomalies: [3, 4]) == 1)
    #expect(areaUnderROC(scores: [3, 4], anomalies: [1, 2]) == 0)
    #expect(areaUnderROC(scores: [1, 1], anomalies: [1]) == 0.5)
  }

  /// The energy of N(0,1) against wider and narrower anomalies, with the exact standard error.
  @Test(arguments: [0.5, 2])
  func agreesWithTheAngle(standardDeviation: Double) {
    let (n, m) = (20_000, 15_000)
    var random = RandomStream(seed: 95)
    let scores = random.normal([n]).square().doubles
    let anomalies = (Float(standardDeviation) * random.normal([m])).square().doubles
    expectMean(
      areaUnderROC(scores: scores, anomalies: anomalies),
      exact: AnomalyScore.areaUnderCurve(anomalyStandardDeviation: standardDeviation),
      standardError: AnomalyScore.standardError(
        anomalyStandardDeviation: standardDeviation, normals: n, anomalies: m),
      detecting: 0.05, ledger: "area under the ROC curve")
  }

  /// An infinite score has its place; NaN has none.
  @Test func infiniteScoresAreRanked() {
    #expect(
      areaUnderROC(scores: [.infinity, 1, -.infinity], anomalies: [.infinity]) == 2.5 / 3)
  }

  @Test func refusesNothingAndNaN() async {
    let strange = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = areaUnderROC(scores: [3, .nan, 1, 2], anomalies: [2.5])
    }
    #expect(message(strange).contains("1 scores are NaN"))
    await #expect(processExitsWith: .failure) { _ = areaUnderROC(scores: [1], anomalies: [.nan]) }
    await #expect(processExitsWith: .failure) { _ = areaUnderROC(scores: [], anomalies: [1]) }
  }
}
