import Distributions
import Elementary
import LinearAlgebra
import Samplers
import Tensors
import TestSupport
import Testing
import Theory

@Suite struct LangevinTests {
  static let chains = 40_000
  let s = 0.5

  /// −∇E of N(1, s²), in closed form and not by the library's Gaussian.
  var score: Score { { [s] x in (x - 1) * Float(-1 / (s * s)) } }

  /// Final states of independent chains, all started at 1.
  func final(_ sampler: Langevin, steps: Int, seed: UInt64) -> Tensor {
    var (sampler, random) = (sampler, RandomStream(seed: seed))
    var x = Tensor.ones(Self.chains, 1)
    sampler.run(&x, steps: steps, using: &random)
    return x - 1
  }

  func expectSecondMoment(_ x: Tensor, exact: Double, insteadOf wrong: Double, _ name: String) {
    expectVariance(
      x.square().mean(), degreesOfFreedom: Self.chains, exact: exact,
      detecting: (exact - wrong).magnitude, ledger: name)
  }

  @Test(arguments: [1, 4, 60])
  func varianceFollowsTheTransient(steps: Int) {
    let ε = 0.05
    let x = final(Langevin(score: score, stepSize: ε), steps: steps, seed: 1)
    let exact = LangevinGaussian.variance(
      after: steps, startVariance: 0, standardDeviation: s, stepSize: ε)
    // The bias itself must be seen: the target's own variance, or noise √ε, is wrong.
    expectSecondMoment(x, exact: exact, insteadOf: steps == 60 ? s * s : exact / 2, "ULA variance")
  }

  @Test(arguments: [0.25, 3])
  func temperatureScalesTheVariance(temperature: Double) {
    let ε = 0.1
    let sampler = Langevin(score: score, stepSize: ε, temperature: temperature)
    let exact = LangevinGaussian.stationaryVariance(
      standardDeviation: s, stepSize: ε, temperature: temperature)
    expectSecondMoment(
      final(sampler, steps: 40, seed: 2), exact: exact, insteadOf: temperature * s * s,
      "ULA temperature")
  }

  @Test func untiedNoiseHasItsOwnVariance() {
    let (ε, σ) = (0.1, 0.2)
    let exact = LangevinGaussian.stationaryVariance(
      standardDeviation: s, stepSize: ε, noiseStandardDeviation: σ)
    let wrong = LangevinGaussian.stationaryVariance(standardDeviation: s, stepSize: ε)
    let normal = final(
      Langevin(score: score, stepSize: ε, noise: .normal(standardDeviation: σ)), steps: 40, seed: 3)
    expectSecondMoment(normal, exact: exact, insteadOf: wrong, "ULA untied noise")
  }

  @Test func uniformNoiseHasTheVarianceButNotTheKurtosis() {
    let (ε, σ) = (0.1, 0.3)
    let x = final(
      Langevin(score: score, stepSize: ε, noise: .uniform(standardDeviation: σ)), steps: 40, seed: 4
    )
    let v = LangevinGaussian.stationaryVariance(
      standardDeviation: s, stepSize: ε, noiseStandardDeviation: σ)
    let kurtosis = LangevinGaussian.stationaryKurtosis(
      standardDeviation: s, stepSize: ε, noiseKurtosis: -1.2)
    expectMean(
      of: x.square().doubles, exact: v, detecting: v * 0.2, ledger: "ULA uniform variance")
    expectMean(
      of: x.square().square().doubles, exact: (3 + kurtosis) * v * v,
      detecting: -kurtosis * v * v, ledger: "ULA uniform fourth moment")
    // No draw leaves the support √3 σ/(1 − a), and a normal variable would.
    let reach = Float(3.0.squareRoot() * σ / (ε / (s * s)))
    #expect(x.max() < reach && x.min() > -reach)
  }

  @Test func withoutNoiseItDescendsToTheMinimum() {
    var random = RandomStream(seed: 5)
    var untouched = random
    var x = Tensor(rows: [[3], [-1]])
    var sampler = Langevin(score: score, stepSize: 0.05, noise: .none)
    sampler.step(&x, using: &random)
    // 1 + (1 − ε/s²)(x − 1) with ε/s² = 0.2.
    for (i, exact) in [2.6, -0.6].enumerated() {
      #expect((Double(x[i, 0]) - exact).magnitude < 1e-6)
    }
    sampler.run(&x, steps: 200, using: &random)
    #expect((x - 1).abs().max() < 1e-6)
    // Nothing was drawn.
    #expect(random.next() == untouched.next())
  }

  @Test func covarianceInThePlaneIsTheFormulas() {
    let gaussian = Gaussian.runningInPlane
    let ε = 0.03
    var random = RandomStream(seed: 6)
    var x = Tensor.zeros(Self.chains, 2) + Tensor(gaussian.mean, shape: [1, 2])
    var sampler = Langevin(score: gaussian.score, stepSize: ε)
    sampler.run(&x, steps: 300, using: &random)
    let exact = LangevinGaussian.stationaryCovariance(
      covariance: gaussian.covariance, stepSize: ε)
    // Along the narrowest direction the bias is largest.
    let eigen = SymmetricEigen(gaussian.covariance)
    for (value, direction) in zip(eigen.values, eigen.vectors) {
      let along = x.matmul(Tensor(direction, shape: [2, 1]))
      let variance = sum(
        (0..<2).flatMap { i in (0..<2).map { j in direction[i] * exact[i][j] * direction[j] } })
      expectVariance(
        along.variance(), degreesOfFreedom: Self.chains - 1, exact: variance,
        detecting: value == eigen.values[0] ? variance - value : 0.1 * variance,
        ledger: "ULA covariance")
    }
  }

  @Test func aTrajectoryIsTheRunOfOneChain() {
    var sampler = Langevin(score: score, stepSize: 0.1)
    var (one, other) = (RandomStream(seed: 7), RandomStream(seed: 7))
    let trajectory = sampler.trajectory(from: Tensor.zeros(1, 1), steps: 5, using: &one)
    var x = Tensor.zeros(1, 1)
    for i in 0..<5 {
      sampler.step(&x, using: &other)
      #expect(trajectory[i, 0] == x[0, 0])
    }
    #expect(trajectory.shape == [5, 1])
  }

  @Test func refusesBadParameters() async {
    await #expect(processExitsWith: .failure) { _ = Langevin(score: { $0 }, stepSize: 0) }
    await #expect(processExitsWith: .failure) { _ = Langevin(score: { $0 }, stepSize: 1e-50) }
    await #expect(processExitsWith: .failure) {
      _ = Langevin(score: { $0 }, stepSize: 1, noise: .normal(standardDeviation: .nan))
    }
    await #expect(processExitsWith: .failure) {
      _ = Langevin(score: { $0 }, stepSize: 1, temperature: -1)
    }
    await #expect(processExitsWith: .failure) {
      _ = Langevin(score: { $0 }, stepSize: 1, noise: .uniform(standardDeviation: -1))
    }
  }
}
