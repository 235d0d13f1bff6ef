import Elementary
import TestSupport
import Testing
import Theory

@Suite struct AnnealedLangevinGaussianTests {
  let ladder = (0..<10).map { pow(0.01, Double($0) / 9) }

  /// Step by step, with the step as the paper writes it.
  @Test(arguments: [(0.25, 1.0), (0, 1), (4, 0.3)])
  func variancesFollowTheSteps(data v: Double, start: Double) {
    let variances = AnnealedLangevinGaussian.variances(
      dataVariance: v, standardDeviations: ladder, stepSize: 2e-5, stepsPerLevel: 100,
      startVariance: start)
    var (V, mean) = (start, 1.0)
    for (σ, variance) in zip(ladder, variances) {
      let α = 2e-5 * σ * σ / 1e-4
      for _ in 0..<100 {
        // x' = x + (α/2) s + √α z with s = −x/(v + σ²)
        let factor = 1 - α / 2 / (v + σ * σ)
        (V, mean) = (factor * factor * V + α, factor * mean)
      }
      expectClose(variance, V, within: 1e-12)
    }
    expectClose(
      AnnealedLangevinGaussian.meanFactor(
        dataVariance: v, standardDeviations: ladder, stepSize: 2e-5, stepsPerLevel: 100),
      mean, within: 1e-12)
  }

  /// By NumPy, for the ladder of Song and Ermon.
  @Test func publishedLadder() {
    let variances = AnnealedLangevinGaussian.variances(
      dataVariance: 0.25, standardDeviations: ladder, stepSize: 2e-5, stepsPerLevel: 100,
      startVariance: 1)
    expectClose(variances[0], 1.3020833160474239, within: 1e-12)
    expectClose(variances[9], 0.2654092653756524, within: 1e-12)
    let slipped = AnnealedLangevinGaussian.Slip.allCases.map {
      AnnealedLangevinGaussian.variances(
        after: $0, dataVariance: 0.25, standardDeviations: ladder, stepSize: 2e-5,
        stepsPerLevel: 100, startVariance: 1
      )[9]
    }
    for (value, numpy) in zip(slipped, [0.12895, 0.25791, 0.00084, 0.67275]) {
      expectNear(value, numpy, within: 5.1e-6)
    }
  }

  /// The fixed point, approached level by level; and no fixed point where noise outruns the chains.
  @Test(arguments: [(0.1, 1.5, 10), (0.5, 3, 2), (1.7, 1.2, 5), (0.02, 1.05, 30)])
  func trackingRatioIsApproached(η: Double, γ: Double, K: Int) {
    let σ = (0..<120).map { pow(γ, -Double($0)) }
    let variances = AnnealedLangevinGaussian.variances(
      dataVariance: 0, standardDeviations: σ, stepSize: 2 * η * σ[119] * σ[119], stepsPerLevel: K,
      startVariance: 3)
    expectClose(
      AnnealedLangevinGaussian.trackingRatio(relativeStep: η, ratio: γ, stepsPerLevel: K),
      variances[119] / (σ[119] * σ[119]), within: 1e-9)
  }

  @Test func noiseOutrunsChains() {
    #expect(
      AnnealedLangevinGaussian.trackingRatio(relativeStep: 0.1, ratio: 1.6, stepsPerLevel: 4)
        == .infinity)
    #expect(
      AnnealedLangevinGaussian.trackingRatio(relativeStep: 0.1, ratio: 1.6, stepsPerLevel: 5)
        < 1e3)
  }
}
