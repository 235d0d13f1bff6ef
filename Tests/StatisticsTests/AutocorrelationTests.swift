import Elementary
import Statistics
import Tensors
import TestSupport
import Testing
import Theory

/// A stationary AR(1) chain of variance 1.
func autoregressive(_ correlation: Double, count: Int, using random: inout RandomStream) -> [Double]
{
  let noise = random.normal([count]).doubles
  let scale = sqrt(1 - correlation * correlation)
  var x = noise[0]
  return noise.enumerated().map { i, z in
    if i > 0 { x = correlation * x + scale * z }
    return x
  }
}

@Suite struct AutocorrelationTests {
  /// Four values about the mean 2.5: −1.5, −0.5, 0.5, 1.5; squares sum to 5.
  @Test func agreesWithPlainArithmetic() {
    let ρ = autocorrelation([1, 2, 3, 4], maxLag: 3)
    for (measured, exact) in zip(ρ, [1, 0.25, -0.3, -0.45]) {
      expectNear(measured, exact, within: 1e-15)
    }
    // Neither shift nor scale matters.
    for (a, b) in zip(autocorrelation([105, 110, 115, 120], maxLag: 3), ρ) {
      expectNear(a, b, within: 1e-14)
    }
  }

  /// Geyer's sequence by hand: pairs Γ₀ = 1 + ρ₁ and so on, until one is not positive.
  @Test func timeIsGeyersSum() {
    // For 1…4: Γ₀ = 1.25, Γ₁ = −0.75, so τ = −1 + 2 × 1.25.
    expectNear(integratedAutocorrelationTime([1, 2, 3, 4]), 1.5, within: 1e-14)
    // A longer chain, by the definition: monotone, and cut at the first that is not positive.
    var random = RandomStream(seed: 91)
    let chain = autoregressive(0.7, count: 300, using: &random)
    let ρ = autocorrelation(chain, maxLag: 299)
    var (total, smallest) = (-1.0, Double.infinity)
    for m in 0..<150 {
      let pair = ρ[2 * m] + ρ[2 * m + 1]
      if pair <= 0 { break }
      smallest = min(smallest, pair)
      total += 2 * smallest
    }
    expectNear(integratedAutocorrelationTime(chain), total, within: 1e-12)
    expectNear(effectiveSampleSize(chain), 300 / total, within: 1e-9)
  }

  /// Long AR(1) chains: (1+ρ)/(1−ρ). Half the sum, or the sum without ρ₀, would be far off. The
  /// standard error stands for two things, the spread of the mean (below 1 %) and the estimator's
  /// own bias at this length (up to 2 %).
  @Test(arguments: [-0.4, 0.5, 0.9])
  func timeOfAnAutoregression(correlation: Double) {
    let n = 4000
    let exact = Autoregression.integratedTime(correlation: correlation)
    let times = (0..<1000).map { run -> Double in
      var random = RandomStream(seed: 92, stream: UInt64(run))
      return integratedAutocorrelationTime(
        autoregressive(correlation, count: n, using: &random))
    }
    expectMean(
      sum(times) / 1000, exact: exact, standardError: 0.01 * exact, detecting: 0.1 * exact,
      ledger: "integrated autocorrelation time")
  }

  /// An alternating chain looks worth any number of values, and is not believed to be.
  @Test func noChainIsWorthMoreThanNLogN() {
    #expect(integratedAutocorrelationTime([0, 1]) == 1)
    #expect(effectiveSampleSize([0, 1, 0, 1]) == 4)
    let n = 2000
    var random = RandomStream(seed: 96)
    let chain = autoregressive(-0.95, count: n, using: &random)
    expectNear(effectiveSampleSize(chain), Double(n) * log10(Double(n)), within: 1e-9)
  }

  @Test(arguments: [1e-200, 1e200, 1e305])
  func squaresDoNotOverflow(scale: Double) {
    let chain = [1, 2, 4, 3, 3, 2, 5, 4.0]
    let scaled = chain.map { $0 * scale }
    for (a, b) in zip(autocorrelation(scaled, maxLag: 7), autocorrelation(chain, maxLag: 7)) {
      expectNear(a, b, within: 1e-14)
    }
    expectNear(effectiveSampleSize(scaled), effectiveSampleSize(chain), within: 1e-12)
    expectNear(
      splitRHat([scaled, scaled.reversed()]), splitRHat([chain, chain.reversed()]), within: 1e-13)
    let error = batchMeansStandardError(chain, batches: 2)
    expectClose(batchMeansStandardError(scaled, batches: 2), scale * error, within: 1e-13)
  }

  @Test func refusesNonsense() async {
    await #expect(processExitsWith: .failure) { _ = integratedAutocorrelationTime([1]) }
    await #expect(processExitsWith: .failure) { _ = effectiveSampleSize([]) }
    let strange = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = effectiveSampleSize([1, .nan, 3, .infinity])
    }
    #expect(message(strange).contains("2 of 4 values are infinite or NaN"))
    await #expect(processExitsWith: .failure) { _ = autocorrelation([1, 1, 1], maxLag: 1) }
    await #expect(processExitsWith: .failure) { _ = autocorrelation([1, 2], maxLag: 2) }
  }
}

@Suite struct DiagnosticsTests {
  /// Two chains of four values, so four pieces of two: means 1, 3, 2, 4 and variances 2, 2, 2, 2.
  @Test func splitRHatByHand() {
    let chains: [[Double]] = [[0, 2, 2, 4], [1, 3, 3, 5]]
    // W = 2, B/n = Var(1, 3, 2, 4) = 5/3: R̂² = (½·2 + 5/3)/2 = 4/3.
    expectNear(splitRHat(chains), sqrt(4.0 / 3), within: 1e-15)
    // A last odd value is left out.
    expectNear(splitRHat(chains.map { $0 + [100] }), sqrt(4.0 / 3), within: 1e-15)
  }

  /// Chains of the same distribution pass, a shifted one does not, and neither do chains that drift
  /// together.
  @Test func splitRHatSeesDisagreement() {
    var random = RandomStream(seed: 93)
    let chains = (0..<4).map { _ in autoregressive(0.5, count: 2000, using: &random) }
    #expect(splitRHat(chains) < 1.01)
    #expect(splitRHat([chains[0].map { $0 + 1 }] + chains.dropFirst()) > 1.05)
    let drifting = chains.map { $0.enumerated().map { i, x in x + Double(i) / 1000 } }
    #expect(splitRHat(drifting) > 1.05)
  }

  /// E SE² = (Var of a batch's mean − Var of the whole mean)/(b−1), both known for AR(1).
  @Test func batchMeansOfAnAutoregression() {
    let (n, batches) = (1000, 20)
    let squares = (0..<2000).map { run -> Double in
      var random = RandomStream(seed: 94, stream: UInt64(run))
      let error = batchMeansStandardError(
        autoregressive(0.6, count: n, using: &random), batches: batches)
      return error * error
    }
    let part = Autoregression.varianceOfMean(samples: n / batches, correlation: 0.6)
    let whole = Autoregression.varianceOfMean(samples: n, correlation: 0.6)
    let exact = (part - whole) / Double(batches - 1)
    expectMean(
      of: squares, exact: exact, detecting: 0.1 * exact, ledger: "batch means: squared error")
    expectNear(batchMeansStandardError([1, 3, 5, 7, 100], batches: 2), 2, within: 1e-15)
  }

  @Test func refusesNonsense() async {
    await #expect(processExitsWith: .failure) { _ = splitRHat([[1, 2, 3, 4], [1, 2, 3]]) }
    await #expect(processExitsWith: .failure) { _ = splitRHat([[1, 1, 1, 1]]) }
    await #expect(processExitsWith: .failure) { _ = batchMeansStandardError([1], batches: 2) }
  }
}
