import Autodiff
import Distributions
import Elementary
import Networks
import ScoreMatching
import Tensors
import TestSupport
import Testing
import Theory

@Suite struct DenoisingScoreMatchingTests {
  /// The terms of given points with given noise.
  private func terms(
    _ score: @escaping (Variable) -> Variable, at points: Tensor, noise σ: Double,
    standardNoise z: Tensor
  ) -> Tensor {
    DenoisingScoreMatching(data: DataSet(points), noise: σ)
      .terms(of: FixedScore(score), on: NoisyPoints(clean: points, noise: z))
  }

  /// For every score the loss is the Fisher divergence of the noised density, plus a constant: by
  /// sums over a grid of x and z.
  @Test(arguments: [0.3, 1.0])
  func lossIsFisherPlusAConstant(σ: Double) {
    let data = GaussianMixture.pair(distance: 1.5, weight: 0.7, standardDeviation: 0.5)
    let noised = data.noised(by: σ * σ)
    let xs = Array(stride(from: -5.0, through: 5, by: 0.05))
    let zs = Array(stride(from: -6.0, through: 6, by: 0.1))
    let points = Tensor(xs.flatMap { x in zs.map { _ in x } }, shape: [xs.count * zs.count, 1])
    let noise = Tensor(xs.flatMap { _ in zs }, shape: points.shape)
    let density = data.logDensity(Tensor(xs, shape: [xs.count, 1])).doubles
    let weights = density.flatMap { logDensity in
      zs.map { exp(logDensity - $0 * $0 / 2) * 0.05 * 0.1 / sqrt(2 * .pi) }
    }
    #expect(abs(sum(weights) - 1) < 1e-6)

    func loss(_ score: @escaping (Variable) -> Variable) -> Double {
      let terms = terms(score, at: points, noise: σ, standardNoise: noise).doubles
      return sum(zip(weights, terms).map { $0 * $1 })
    }
    func fisher(_ score: (Variable) -> Variable) -> (value: Double, ofZero: Double) {
      let grid = Tensor.linspace(-12, 12, 2401).reshaped(2401, 1)
      let q = exp(noised.logDensity(grid)).doubles
      let exact = noised.score(at: grid).doubles
      let model = score(Variable(grid)).value.doubles
      return (
        0.01 * sum(q.indices.map { q[$0] * (exact[$0] - model[$0]) * (exact[$0] - model[$0]) / 2 }),
        0.01 * sum(q.indices.map { q[$0] * exact[$0] * exact[$0] / 2 })
      )
    }
    let scores: [(Variable) -> Variable] = [
      { 0 * $0 }, { -0.7 * $0 + 0.3 }, { 2 * tanh(3 * $0) - $0 }, { sin($0) },
    ]
    for score in scores {
      let (divergence, ofZero) = fisher(score)
      let constant = 0.5 / (σ * σ) - ofZero  // ½E‖z/σ‖² − ½E‖∇log q‖²
      let (measured, exact) = (loss(score), divergence + constant)
      #expect(abs(measured - exact) < 2e-6 * exact, "\(measured) instead of \(exact)")
    }
  }

  /// The gradient by the parameters is that of the noised density's Fisher divergence, on average
  /// over the noise that the objective draws.
  @Test func gradientIsThatOfTheNoisedFisherDivergence() {
    let σ = 0.6
    let data = GaussianMixture.running
    let noised = data.noised(by: σ * σ)
    let model = CubicScore([-0.5, 0.3, 0])
    let objective = DenoisingScoreMatching<CubicScore>(data: data, noise: σ)
    let random = RandomStream(seed: 6, stream: 1)
    let blocks = 2000
    var differences = [[Double]](repeating: [], count: 3)
    for block in 0..<blocks {
      var stream = random.split(UInt64(block))
      let batch = objective.batch(200, for: model, using: &stream)
      let noisy = batch.clean + Float(σ) * batch.noise
      let tape = Tape()
      let (tracked, θ) = model.tracked(on: tape)
      let fisher =
        (tracked.score(at: Variable(noisy)) - Variable(noised.score(at: noisy)))
        .square().sum(axis: 1).mean() * 0.5
      let loss = objective.terms(tracked, batch, on: tape).mean()
      let (one, other) = (
        gradient(of: loss, withRespectTo: θ), gradient(of: fisher, withRespectTo: θ)
      )
      for k in θ.indices {
        differences[k].append(Double(one[k].value.item - other[k].value.item))
      }
    }
    // Uniform noise of the same variance would change the last by 0.7.
    for (k, difference) in [(0, 0.15), (1, 0.05), (2, 1.0)] {
      expectMean(
        of: differences[k], exact: 0, detecting: difference, ledger: "denoising: gradient")
    }
  }

  /// The fitted precision of many small data sets: λ̂ from three values of the loss's parabola.
  @Test func fittedPrecisionHasTheExactVariance() {
    let (s, σ, n, replicas) = (0.5, 0.3, 12, 40_000)
    var random = RandomStream(seed: 6, stream: 2)
    let x = Float(s) * random.normal([replicas * n, 1])
    let z = random.normal(x.shape)
    func loss(_ λ: Float) -> [Double] {
      terms({ -λ * $0 }, at: x, noise: σ, standardNoise: z)
        .reshaped(replicas, n).mean(axis: 1).doubles
    }
    let (low, middle, high) = (loss(-1), loss(0), loss(1))
    let exact = GaussianDenoising.precision(standardDeviation: s, noise: σ)
    let errors = (0..<replicas).map { r -> Double in
      let curvature = low[r] + high[r] - 2 * middle[r]
      return (low[r] - high[r]) / (2 * curvature) - exact
    }
    let variance = GaussianDenoising.precisionVariance(samples: n, standardDeviation: s, noise: σ)
    expectMean(
      sum(errors) / Double(replicas), exact: 0, variance: variance, count: replicas,
      detecting: 0.1 * sqrt(variance), ledger: "denoising: fitted precision")
    expectMean(
      of: errors.map { $0 * $0 }, exact: variance, detecting: 0.15 * variance,
      ledger: "denoising: variance of the precision")
  }

  @Test(arguments: [0.1, 0.8])
  func denoisesToThePosteriorMean(σ: Double) {
    let distribution = Gaussian.running
    let noisy = [-1.0, 0, 0.4, 2.5]
    let predictions = denoise(
      Tensor(noisy, shape: [4, 1]), with: { distribution.noised(by: σ * σ).score(at: $0) }, noise: σ
    )
    for (x, prediction) in zip(noisy, predictions.doubles) {
      let exact = GaussianDenoising.posteriorMean(
        noisy: x, mean: distribution.mean[0], standardDeviation: distribution.standardDeviation,
        noise: σ)
      #expect(abs(prediction - exact) < 1e-6)
    }
  }

  /// Mixtures: the posterior mean by Bayes' rule on a grid of origins.
  @Test func denoisesMixturesToThePosteriorMean() {
    let (σ, noisy) = (0.7, 0.4)
    let distribution = GaussianMixture.pair(distance: 1.5, weight: 0.3, standardDeviation: 0.4)
    let xs = Array(stride(from: -6.0, through: 6, by: 0.01))
    let prior = distribution.logDensity(Tensor(xs, shape: [xs.count, 1])).doubles
    let weights = zip(xs, prior).map { exp($1 - ($0 - noisy) * ($0 - noisy) / (2 * σ * σ)) }
    let exact = sum(zip(xs, weights).map { $0 * $1 }) / sum(weights)
    let prediction = denoise(
      Tensor([noisy], shape: [1, 1]), with: { distribution.noised(by: σ * σ).score(at: $0) },
      noise: σ)
    #expect(abs(Double(prediction[0, 0]) - exact) < 1e-5)
  }

  @Test func badArgumentsAreRefused() async {
    await #expect(processExitsWith: .failure) {
      _ = NoisyPoints(clean: .zeros(4, 2), noise: .zeros(4, 1))
    }
    await #expect(processExitsWith: .failure) {
      _ = DenoisingScoreMatching<MLP>(data: DataSet(.zeros(4, 2)), noise: 0)
    }
    // 1/σ is beyond the range of Floats.
    await #expect(processExitsWith: .failure) {
      _ = DenoisingScoreMatching<MLP>(data: DataSet(.zeros(4, 2)), noise: 1e-40)
    }
    await #expect(processExitsWith: .failure) {
      var random = RandomStream(seed: 1)
      var objective = DenoisingScoreMatching<FixedScore>(data: DataSet(.zeros(4, 2)), noise: 1)
      _ = objective.loss(of: FixedScore { $0.columns(0..<1) }, samples: 4, using: &random)
    }
  }
}

/// s(x) = θ₀x + θ₁ sin x + θ₂x³, coordinate by coordinate.
struct CubicScore: ScoreNetwork {
  var θ: [Variable]

  init(_ θ: [Float]) { self.θ = θ.map { Variable(Tensor($0)) } }

  func score(at x: Variable) -> Variable { θ[0] * x + θ[1] * sin(x) + θ[2] * x.square() * x }

  mutating func visitParameters(_ visit: (String, inout Variable) -> Void) {
    for i in θ.indices { visit("θ\(i)", &θ[i]) }
  }
}
