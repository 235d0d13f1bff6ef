import Diffusion
import Distributions
import Elementary
import LinearAlgebra
import Tensors
import TestSupport
import Testing
import Theory

@Suite struct WienerDenoiserTests {
  static let mean = [0.5, -1, 0.2]
  static let covariance = [[1, 0.6, 0.1], [0.6, 0.8, -0.2], [0.1, -0.2, 0.3]]
  static let wiener = WienerDenoiser(mean: mean, covariance: covariance)
  static let levels = [0.999, 0.7, 0.2, 0.01].map { NoiseLevel(signal: $0) }

  /// By the trace of an inverse instead of eigenvalues: `1 − (1−ᾱ) tr(ᾱΣ + (1−ᾱ)I)⁻¹/d`.
  @Test(arguments: levels) func floorByTheInverse(level: NoiseLevel) {
    let inverse = Cholesky(noised(level))!.inverse
    let trace = (0..<3).reduce(0) { $0 + inverse[$1][$1] }
    expectClose(Self.wiener.floor(at: level), 1 - level.noise * trace / 3, within: 1e-10)
  }

  /// By one-dimensional diffusions along independent axes.
  @Test(arguments: levels) func floorByAxes(level: NoiseLevel) {
    let variances = [2, 0.5, 0.01]
    let wiener = WienerDenoiser(
      mean: [0, 0, 0],
      covariance: (0..<3).map { i in (0..<3).map { i == $0 ? variances[i] : 0 } })
    let axes = variances.map {
      GaussianDiffusion(mean: 0, variance: $0).noiseLossFloor(at: level)
    }
    expectClose(wiener.floor(at: level), sum(axes) / 3, within: 1e-12)
  }

  /// The loss of an affine prediction `B x + c` on data with given moments, by matrices:
  /// `tr(I − 2σB + B C Bᵀ) + ‖B√ᾱ m' + c‖²`. The Wiener prediction has the floor, any other more,
  /// and on other data `loss(at:squares:)`.
  @Test(arguments: levels) func lossByMatrices(level: NoiseLevel) {
    let inverse = Cholesky(noised(level))!.inverse
    let (a, σ) = (level.signalScale, level.noiseScale)
    let best = inverse.map { $0.map { σ * $0 } }
    func loss(_ b: [[Double]], mean: [Double], covariance: [[Double]]) -> Double {
      var total = 0.0
      for i in 0..<3 {
        total += 1 - 2 * σ * b[i][i]
        var offset = 0.0
        for j in 0..<3 {
          offset += b[i][j] * a * (mean[j] - Self.mean[j])
          for k in 0..<3 {
            let c = level.signal * covariance[j][k] + (j == k ? level.noise : 0)
            total += b[i][j] * c * b[i][k]
          }
        }
        total += offset * offset
      }
      return total / 3
    }
    let floor = loss(best, mean: Self.mean, covariance: Self.covariance)
    expectClose(Self.wiener.floor(at: level), floor, within: 1e-9)
    for (i, j) in [(0, 0), (0, 1), (2, 2)] {
      for δ in [-0.02, 0.02] {
        var other = best
        other[i][j] += δ
        #expect(loss(other, mean: Self.mean, covariance: Self.covariance) > floor)
      }
    }
    let (mean, covariance) = ([0, 0.3, 1], [[0.5, 0, 0.2], [0, 2, 0], [0.2, 0, 0.4]])
    expectClose(
      Self.wiener.loss(
        at: level, squares: Self.wiener.squares(mean: mean, covariance: covariance)),
      loss(best, mean: mean, covariance: covariance), within: 1e-9)
    expectClose(
      Self.wiener.loss(
        at: level, squares: Self.wiener.squares(mean: Self.mean, covariance: Self.covariance)),
      floor, within: 1e-9)
  }

  /// The exact noise of a Gaussian is affine, and has the floor.
  @Test func floorBySimulation() {
    let schedule = NoiseSchedule.linear(steps: 20)
    let data = Gaussian(mean: Self.mean, covariance: Self.covariance)
    let exact = ExactNoise(of: data, schedule: schedule)
    var random = RandomStream(seed: 1)
    var objective = NoiseLoss<KnownNoise>(data: data, schedule: schedule, times: .only(6))
    let loss = objective.loss(
      of: KnownNoise(exact.callAsFunction), samples: 20_000, using: &random)
    let floor = Self.wiener.floor(at: schedule.level(6))
    expectMean(
      loss.value, exact: floor, standardError: loss.standardError, detecting: 0.07 * floor,
      ledger: "Wiener floor")
  }

  /// A direction in which the data do not vary tells the noise without error.
  @Test func constantDirectionsCostNothing() {
    let wiener = WienerDenoiser(mean: [0, 5], covariance: [[1, 0], [0, 0]])
    let level = NoiseLevel(signal: 0.5)
    expectClose(wiener.floor(at: level), 0.25, within: 1e-14)
  }

  func noised(_ level: NoiseLevel) -> [[Double]] {
    (0..<3).map { i in
      (0..<3).map { level.signal * Self.covariance[i][$0] + (i == $0 ? level.noise : 0) }
    }
  }
}
