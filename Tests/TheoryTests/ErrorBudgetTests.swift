import Diffusion
import Elementary
import LinearAlgebra
import TestSupport
import Testing
import Theory

@Suite struct ErrorBudgetTests {
  let data = GaussianDiffusion(mean: 1, variance: 0.25)

  /// The mean of f(v̂/v) over fits to n samples: n v̂/v is χ² with n − 1 degrees of freedom.
  func overFits(_ n: Int, _ f: (Double) -> Double) -> Double {
    let k = Double(n - 1)
    let reach = 14 / sqrt(k)
    return integrate(from: log(k) - 3 * reach, to: log(k) + reach, points: 6000) { u in
      let weight = exp(k / 2 * u - exp(u) / 2 - k / 2 * log(2) - logGamma(k / 2))
      return weight * f(exp(u) / Double(n))
    }
  }

  @Test(arguments: [10, 50, 1000]) func divergenceOfFitByQuadrature(n: Int) {
    let expected = overFits(n) { 0.5 * ($0 - 1 - log($0)) } + 0.5 / Double(n)
    expectClose(ErrorBudget.expectedDivergenceOfFit(samples: n), expected, within: 1e-7)
    expectClose(expected, 1 / Double(n), within: 1.2 / Double(n))
  }

  /// Second order against the exact mean over fits, for a sampler with a bias of its own.
  @Test(arguments: [(0.05, 20), (0.1, 6)]) func langevinAfterFitting(step ε: Double, k: Int) {
    let n = 2000
    let budget = ErrorBudget(
      score: .maximumLikelihood(variance: 0.25, samples: n), data: data,
      sampler: ErrorBudget.langevin(stepSize: ε, steps: k))
    let exact = overFits(n) { ratio in
      let a = 1 - ε / (0.25 * ratio)
      let forgotten = 1 - pow(a, Double(k))
      var V = 1.0
      for _ in 0..<k { V = a * a * V + 2 * ε }
      let mean = (forgotten - 1) * (forgotten - 1) + forgotten * forgotten * 0.25 / Double(n)
      return 0.5 * (V / 0.25 - 1 - log(V / 0.25)) + mean / 0.5
    }
    // What is neglected is the bias of order 1/n of ln v̂, times r − 1.
    expectNear(
      budget.total, exact, within: 1.2 * (budget.varianceRatio - 1).magnitude / Double(n))
    expectClose(
      budget.fromBias,
      GaussianDivergence.divergence(
        mean: budget.meanBias * 0.5, variance: budget.varianceRatio, fromMean: 0, variance: 1)
        + budget.meanBias * budget.meanBias * (0.5 - 0.125), within: 1e-12)
  }

  @Test func signsAddBeforeSquares() {
    // Trained and sampled by one chain, the biases cancel; sampled exactly they do not.
    let (v, ε) = (0.25, 0.05)
    let score = LearnedScore.contrastiveDivergence(
      variance: v, samples: 1000, stepSize: ε, updates: 1000)
    let own = ErrorBudget(
      score: score, data: data, sampler: ErrorBudget.langevin(stepSize: ε, steps: 400))
    let direct = ErrorBudget(score: score, data: data, sampler: ErrorBudget.direct)
    expectClose(own.varianceRatio, 1, within: 1e-9)
    expectClose(own.fromData, 1e-3, within: 1e-4)
    expectClose(direct.varianceRatio, 1 / (score.precision * v), within: 1e-12)
    #expect(direct.fromBias > 1e-3)
  }
}

@Suite struct LearnedScoreTests {
  /// The influence of one sample with its noises on λ̂ and μ̂, averaged over K noises: variance over
  /// everything, and of its mean given x, by quadrature.
  @Test(arguments: [(0.1, 1), (0.4, 1), (0.2, 5)]) func denoising(noise σ: Double, K: Int) {
    let v = 0.25
    let w = v + σ * σ
    func influence(_ x: Double, _ z: Double) -> (precision: Double, mean: Double) {
      let y = x + σ * z
      let residual = z / σ - y / w
      // Relative to λ*, and in units of √v: μ̂ = mean(x̃) − mean(z)/(σλ*).
      return (y * residual, (y - z * w / σ) / sqrt(v))
    }
    func variances(_ part: (Double, Double) -> Double) -> (data: Double, all: Double) {
      var (data, all) = (0.0, 0.0)
      data = integrateAcross(variance: v, points: 200) { x in
        let mean = integrateAcross(points: 200) { normalDensity($0) * part(x, $0) }
        return normalDensity(x, variance: v) * mean * mean
      }
      all = integrateAcross(variance: v, points: 200) { x in
        normalDensity(x, variance: v)
          * integrateAcross(points: 200) { normalDensity($0) * part(x, $0) * part(x, $0) }
      }
      return (data, data + (all - data) / Double(K))
    }
    let score = LearnedScore.denoising(variance: v, samples: 1000, noise: σ, draws: K)
    let precision = variances { influence($0, $1).precision }
    let mean = variances { influence($0, $1).mean }
    expectClose(1000 * score.data.logVariance, precision.data, within: 1e-6)
    expectClose(
      1000 * (score.data.logVariance + score.training.logVariance), precision.all, within: 1e-6)
    expectClose(1000 * score.data.mean, mean.data, within: 1e-6)
    expectClose(1000 * (score.data.mean + score.training.mean), mean.all, within: 1e-6)
  }

  @Test func slicing() {
    // λ̂ = mean(u²)/v̂: two independent averages of squares.
    let score = LearnedScore.sliced(variance: 0.25, samples: 100, projections: 4)
    expectClose(score.data.logVariance, 0.02, within: 1e-12)
    expectClose(score.training.logVariance, 2.0 / 400, within: 1e-12)
    #expect(score.training.mean == 0)
  }

  /// The sandwich I⁻¹ S I⁻¹ from the covariance S of the gradients over data and noise.
  @Test(arguments: [(0.0, 1.0, 1.0), (1, 0.5625, 5), (0.5, 2, 0.5)])
  func noiseContrast(mean q: Double, variance s: Double, ratio ν: Double) {
    let (m, v) = (1.0, 0.25)
    func g(_ x: Double) -> [Double] { [-0.5 * (x - m) * (x - m) / v, (x - m) / sqrt(v), 1] }
    func share(_ x: Double) -> Double {
      let noise = ν * normalDensity(x, mean: q, variance: s)
      return noise / (noise + normalDensity(x, mean: m, variance: v))
    }
    func over(_ isNoise: Bool, _ f: (Double) -> Double) -> Double {
      let (mean, variance) = isNoise ? (q, s) : (m, v)
      return integrateAcross(mean: mean, variance: variance, points: 2000) {
        normalDensity($0, mean: mean, variance: variance) * f($0)
      }
    }
    func matrix(_ entry: (Int, Int) -> Double) -> [[Double]] {
      var rows = (0..<3).map { i in (0..<3).map { j in entry(i, j) } }
      for i in 0..<3 { for j in 0..<i { rows[i][j] = rows[j][i] } }
      return rows
    }
    let information = matrix { i, j in over(false) { share($0) * g($0)[i] * g($0)[j] } }
    func covariance(_ isNoise: Bool, _ i: Int, _ j: Int) -> Double {
      func part(_ x: Double) -> Double { isNoise ? 1 - share(x) : share(x) }
      return over(isNoise) { part($0) * part($0) * g($0)[i] * g($0)[j] }
        - over(isNoise) { part($0) * g($0)[i] } * over(isNoise) { part($0) * g($0)[j] }
    }
    let spread = matrix { i, j in covariance(false, i, j) + ν * covariance(true, i, j) }
    let inverse = Cholesky(information)!.inverse
    func sandwich(_ i: Int) -> Double {
      var total = 0.0
      for a in 0..<3 { for b in 0..<3 { total += inverse[i][a] * spread[a][b] * inverse[b][i] } }
      return total
    }
    let score = LearnedScore.noiseContrastive(
      mean: m, variance: v, samples: 1, noiseMean: q, noiseVariance: s, ratio: ν)
    expectClose(score.data.logVariance + score.training.logVariance, sandwich(0), within: 1e-7)
    expectClose(score.data.mean + score.training.mean, sandwich(1), within: 1e-7)
  }

  /// Noise equal to the data, and a number from the literature on optimal noise.
  @Test func noiseContrastSpecialCases() {
    let equal = LearnedScore.noiseContrastive(
      mean: 1, variance: 0.25, samples: 1, noiseMean: 1, noiseVariance: 0.25, ratio: 3)
    expectClose(equal.data.logVariance + equal.training.logVariance, 2 * 4.0 / 3, within: 1e-10)
    expectClose(equal.data.mean + equal.training.mean, 4.0 / 3, within: 1e-10)
    let wide = LearnedScore.noiseContrastive(
      mean: 0, variance: 1, samples: 1, noiseVariance: 2.25, ratio: 1)
    expectClose(wide.data.logVariance + wide.training.logVariance, 2.978, within: 2e-4)
  }

  /// The average of y over the kept updates is linear in the noises: add up squared impulse
  /// responses.
  @Test(arguments: [false, true]) func contrastiveDivergence(persistent: Bool) {
    let (v, ε, rate, W, U) = (0.25, 0.05, 0.5, 30, 12)
    let λ = ContrastiveDivergenceGaussian.fixedPoints(dataVariance: v, stepSize: ε)!.stable
    let a = 1 - ε * λ
    func average(impulse at: Int, memory: Double, pull: Double, gain: Double) -> Double {
      var (x, y, total) = (0.0, 0.0, 0.0)
      for t in 0..<(W + U) {
        x = memory * x + pull * y + (t == at ? 1 : 0)
        y += gain * x
        if t >= W { total += y }
      }
      return total / Double(U)
    }
    func variance(memory: Double, pull: Double, gain: Double, noise: Double) -> Double {
      noise
        * sum(
          (0..<(W + U)).map {
            let response = average(
              impulse: $0, memory: persistent ? memory : 0, pull: pull, gain: gain)
            return response * response
          })
    }
    let score = LearnedScore.contrastiveDivergence(
      variance: v, samples: 1, stepSize: ε, updates: U, training: (rate, W, persistent))
    expectClose(
      score.training.mean,
      variance(memory: a, pull: 1 - a, gain: -rate, noise: 1 - a * a), within: 1e-10)
    let shrink = (1 - a * a) * a * λ * v
    expectClose(
      score.training.logVariance,
      variance(memory: a * a, pull: -shrink, gain: rate * λ * v, noise: 2 * (1 - pow(a, 4))),
      within: 1e-10)
  }

  /// With many updates, restarts or not, the variance is that of a chain's autocorrelation time; the
  /// data's share is the slope of the fixed point.
  @Test(arguments: [false, true]) func manyUpdates(persistent: Bool) {
    let (v, ε, U) = (0.25, 0.04, 4000)
    let limit = LearnedScore.contrastiveDivergence(
      variance: v, samples: 1, stepSize: ε, updates: U)
    let exact = LearnedScore.contrastiveDivergence(
      variance: v, samples: 1, stepSize: ε, updates: U, training: (0.3, 200, persistent))
    expectClose(exact.training.mean, limit.training.mean, within: 0.02)
    expectClose(exact.training.logVariance, limit.training.logVariance, within: 0.02)
    let h = 1e-5
    func fixed(_ v: Double) -> Double {
      ContrastiveDivergenceGaussian.fixedPoints(dataVariance: v, stepSize: ε)!.stable
    }
    let slope = log(fixed(v * (1 + h)) / fixed(v * (1 - h))) / (2 * h)
    expectClose(limit.data.logVariance, 2 * slope * slope, within: 1e-6)
  }
}
