import Distributions
import Elementary
import EnergyModels
import Tensors
import TestSupport
import Testing
import Theory

@Suite struct LogLinearContrastTests {
  private let noise = Gaussian(mean: 0, standardDeviation: 1.5)
  private let data = Gaussian(mean: 0, standardDeviation: 1)

  private func contrast() -> LogLinearContrast {
    LogLinearContrast(
      features: [
        { -0.5 * $0.square().rowSums() }, { Tensor(repeating: 1, shape: [$0.rowCount]) },
      ], knownPart: { [noise] in -noise.logDensity($0) })
  }

  /// At the minimum the loss, from its definition and in Double, is lower than all around.
  @Test func isTheMinimum() throws {
    var random = RandomStream(seed: 21)
    let (x, y) = (data.sample(50, using: &random), noise.sample(150, using: &random))
    let fit = try #require(contrast().fit(data: x, noise: y))
    func loss(_ λ: Double, _ c: Double) -> Double {
      func G(_ x: Double) -> Double { c - λ * x * x / 2 - log(3 * noise.density(x)) }
      return sum(x.doubles.map { softplus(-G($0)) }) + sum(y.doubles.map { softplus(G($0)) })
    }
    let (λ, c) = (fit.parameters[0], fit.parameters[1])
    let (h, least) = (1e-2, loss(λ, c))
    #expect(loss(λ + h, c) > least && loss(λ - h, c) > least)
    #expect(loss(λ, c + h) > least && loss(λ, c - h) > least)
    expectNear((loss(λ + h, c) - loss(λ - h, c)) / (2 * h), 0, within: 1e-2)
    expectNear((loss(λ, c + h) - loss(λ, c - h)) / (2 * h), 0, within: 1e-2)
    // From elsewhere, too far for Newton's method without damping.
    let other = try #require(contrast().fit(data: x, noise: y, from: [9, -7]))
    expectNear(other.parameters[0], λ, within: 1e-4)
    expectNear(other.parameters[1], c, within: 1e-4)
  }

  /// The squared errors of many fits, and the covariance that each of them claims.
  @Test(arguments: [1, 3]) func errorsAreTheAsymptoticOnes(ν: Int) throws {
    let n = 2_000
    var random = RandomStream(seed: 22, stream: UInt64(ν))
    let exact = NoiseContrast(noiseVariance: 2.25, ratio: Double(ν)).covariance
    let truth = [1, NoiseContrast.trueConstant]
    let fits = (0..<1_500).compactMap { _ in
      contrast().fit(
        data: data.sample(n, using: &random), noise: noise.sample(ν * n, using: &random),
        from: truth)
    }
    #expect(fits.count == 1_500)
    for i in 0..<2 {
      expectMean(
        of: fits.map { Double(n) * pow($0.parameters[i] - truth[i], 2) }, exact: exact[i][i],
        detecting: 0.4 * exact[i][i], ledger: "log-linear contrast: variance")
      let claimed = sum(fits.map { Double(n) * $0.covariance[i][i] }) / 1_500
      expectClose(claimed, exact[i][i], within: 0.04)
    }
  }

  /// Data and noise that a constant and a slope can tell apart without error.
  @Test func separatedPointsHaveNoMinimum() {
    let contrast = LogLinearContrast(
      features: [{ $0.rowSums() }, { Tensor(repeating: 1, shape: [$0.rowCount]) }],
      knownPart: { Tensor(repeating: 0, shape: [$0.rowCount]) })
    let fit = contrast.fit(
      data: Tensor([1.0, 2, 3], shape: [3, 1]), noise: Tensor([-1.0, -2, -3], shape: [3, 1]))
    #expect(fit == nil)
  }

  /// ln Z of e^{−x²/2} from far away, and the error that is claimed for it.
  @Test func bridgesAcrossTheChasm() throws {
    func place(_ k: Int) -> Gaussian { Gaussian(mean: 3 - Double(k), standardDeviation: 1) }
    let energies: [Energy] =
      (0..<3).map { k in { -place(k).logDensity($0) } } + [{ 0.5 * $0.square().rowSums() }]
    var random = RandomStream(seed: 23)
    let n = 500
    let estimates = try (0..<1_000).map { _ in
      try #require(
        bridgedLogPartition(of: energies, samples: n, using: &random) { k, count, random in
          place(k).sample(count, using: &random)
        })
    }
    let exact = NoiseContrast.bridgedVariance(distance: 3, bridges: 3)
    let errors = estimates.map { $0.value - 0.5 * log(2 * .pi) }
    expectMean(
      of: errors, exact: 0, detecting: 0.05, ledger: "bridges: constant")
    expectMean(
      of: errors.map { Double(n) * $0 * $0 }, exact: exact, detecting: exact / 2,
      ledger: "bridges: variance")
    let claimed = sum(estimates.map { Double(n) * $0.standardError * $0.standardError }) / 1_000
    expectClose(claimed, exact, within: 0.03)
  }

  @Test func numbersThatCannotBe() async {
    await #expect(processExitsWith: .failure) {
      _ = LogLinearContrast(features: [], knownPart: { $0 })
    }
    await #expect(processExitsWith: .failure) {
      _ = LogLinearContrast(features: [{ $0.rowSums() }], knownPart: { $0.rowSums() })
        .fit(data: .zeros(2, 1), noise: .zeros(2, 1), from: [0, 0])
    }
    await #expect(processExitsWith: .failure) {
      var random = RandomStream(seed: 1)
      _ = bridgedLogPartition(of: [{ $0.rowSums() }], samples: 9, using: &random) { _, count, _ in
        .zeros(count, 1)
      }
    }
  }
}
