import Diffusion
import Elementary

/// Error budgets of the samplers that climb down a ladder of noises, with scores learned by
/// regression at every rung.
extension ReverseSampler {
  /// The budget of a diffusion whose prediction of the noise is fitted at every visited time, by
  /// linear regression on K noisy copies of each of n samples.
  ///
  /// A step is `x_s = a x_t + b ε̂(x_t) + σz` with `ε̂(x) = k(x − m_t) + j`. At the limit
  /// `k = √(1−ᾱ)/v_t` and `j = 0`; the random numbers of training make them scatter by
  ///
  ///     nK Var k = ᾱv/v_t² − 2(1−ᾱ)ᾱ²v²/v_t⁴,   nK Var j = ᾱ²v²/v_t²
  ///
  /// independently at every time, and the recursion `M ← cM + …`, `V ← c²V + σ²` with `c = a + bk`
  /// carries that to the output. The data shift all the times together: the chain is that of
  /// `N(x̄, v̂)`, and its output is differentiated.
  ///
  /// Derivation: as for denoising score matching; the variances for one draw, `ᾱv/v_t²` and
  /// `ᾱv/v_t`, less the share that more draws of the noise leave alone.
  ///
  /// - Parameters:
  ///   - data: N(m, v).
  ///   - samples: n.
  ///   - draws: K, of the noise for each sample and time.
  /// - Precondition: not for `flowHeun`, which asks for two predictions a step.
  public func budget(
    of data: GaussianDiffusion, samples n: Int, draws K: Int
  ) -> ErrorBudget {
    if case .flowHeun = rule {
      preconditionFailure("the budget is for samplers with one prediction a step")
    }
    precondition(n > 1 && K >= 1, "needs samples > 1 and draws ≥ 1, got \(n) and \(K)")
    let v = data.variance
    let (h, output) = (1e-5, outputDistribution(of: data))
    func shifted(_ mean: Double, _ variance: Double) -> (mean: Double, variance: Double) {
      outputDistribution(of: GaussianDiffusion(mean: mean, variance: variance))
    }
    let (left, right) = (shifted(data.mean - h, v), shifted(data.mean + h, v))
    let (less, more) = (shifted(data.mean, v * (1 - h)), shifted(data.mean, v * (1 + h)))
    let meanSlope = (right.mean - left.mean) / (2 * h)
    let spreadSlope = log(more.variance / less.variance) / (2 * h)

    var (meanSpread, varianceSpread) = (0.0, 0.0)
    let marginals = marginals(of: data)
    for (index, (t, s)) in zip(times, times.dropFirst()).enumerated() {
      let (later, f) = (schedule.level(t), factors(from: t, to: s))
      let (ᾱ, vt) = (later.signal, data.variance(at: later))
      let c = f.state + f.prediction * later.noiseScale / vt
      let left = 1 - 2 * ᾱ * v * later.noise / (vt * vt)
      let slope = ᾱ * v / (vt * vt) * left
      let offset = ᾱ * v / vt * (ᾱ * v / vt)
      let reach = 2 * c * marginals[index].variance * f.prediction
      meanSpread = c * c * meanSpread + f.prediction * f.prediction * offset
      varianceSpread = c * c * c * c * varianceSpread + reach * reach * slope
    }
    let draws = Double(n) * Double(K)
    return ErrorBudget(
      meanBias: (output.mean - data.mean) / sqrt(v), varianceRatio: output.variance / v,
      data: Spread(
        mean: meanSlope * meanSlope / Double(n),
        logVariance: 2 * spreadSlope * spreadSlope / Double(n)),
      training: Spread(
        mean: meanSpread / v / draws,
        logVariance: varianceSpread / (output.variance * output.variance) / draws))
  }
}

/// Annealed Langevin dynamics on Gaussian data, as a recursion.
///
///     x' = x + (α_i/2) s_i(x) + √α_i z,   α_i = ε σ_i²/σ_L²,   K times at each of σ_1 > … > σ_L
///
/// With `s_i = −(x − m)/w_i`, `w_i = v + σ_i²` and `a_i = 1 − α_i/(2w_i)` a rung makes
///
///     M ← m + a_iᴷ (M − m),   V ← a_i²ᴷ V + (1 − a_i²ᴷ) w_i/(1 − α_i/(4w_i))
///
/// Source: Y. Song, S. Ermon, NeurIPS 2019, algorithm 1, for the algorithm.
public struct LearnedAnnealing: Sendable, Equatable {
  /// σ_1 > … > σ_L > 0.
  public let standardDeviations: [Double]
  /// ε > 0, the α of the last rung.
  public let stepSize: Double
  /// K ≥ 1, steps at each rung.
  public let stepsPerLevel: Int

  public init(standardDeviations: [Double], stepSize: Double, stepsPerLevel: Int) {
    precondition(
      !standardDeviations.isEmpty && standardDeviations.allSatisfy { $0 > 0 } && stepSize > 0
        && stepsPerLevel >= 1,
      "needs noises, stepSize > 0 and stepsPerLevel ≥ 1, got \(standardDeviations), \(stepSize) "
        + "and \(stepsPerLevel)")
    self.standardDeviations = standardDeviations
    self.stepSize = stepSize
    self.stepsPerLevel = stepsPerLevel
  }

  /// α_i/2, the step of a rung in the sense of ``LangevinGaussian``.
  public func step(at σ: Double) -> Double {
    let ratio = σ / standardDeviations[standardDeviations.count - 1]
    return stepSize * ratio * ratio / 2
  }

  /// The distribution of the output with exact scores.
  ///
  /// - Parameters:
  ///   - data: N(m, v).
  ///   - mean, variance: those of the start.
  public func outputDistribution(
    of data: GaussianDiffusion, mean: Double = 0, variance: Double = 1
  ) -> (mean: Double, variance: Double) {
    var (M, V) = (mean, variance)
    for σ in standardDeviations { (M, V) = rung(M, V, σ, data.mean, data.variance + σ * σ) }
    return (M, V)
  }

  private func rung(
    _ M: Double, _ V: Double, _ σ: Double, _ mean: Double, _ width: Double
  ) -> (Double, Double) {
    let ε = step(at: σ)
    let a = LangevinGaussian.contraction(standardDeviation: sqrt(width), stepSize: ε)
    return (
      mean + pow(a, Double(stepsPerLevel)) * (M - mean),
      LangevinGaussian.variance(
        after: stepsPerLevel, startVariance: V, standardDeviation: sqrt(width), stepSize: ε)
    )
  }

  /// The budget with a score fitted at every rung by denoising score matching, with `draws` draws
  /// of the noise for each of n samples.
  ///
  /// The random numbers of training make the score of each rung scatter as in
  /// ``LearnedScore/denoising(variance:samples:noise:draws:)``, independently; the data shift all
  /// rungs together. All are carried to the output by central differences.
  public func budget(
    of data: GaussianDiffusion, samples n: Int, draws: Int
  ) -> ErrorBudget {
    let (h, v, output) = (1e-5, data.variance, outputDistribution(of: data))
    func shifted(_ mean: Double, _ variance: Double) -> (mean: Double, variance: Double) {
      outputDistribution(of: GaussianDiffusion(mean: mean, variance: variance))
    }
    let (left, right) = (shifted(data.mean - h, v), shifted(data.mean + h, v))
    let (less, more) = (shifted(data.mean, v * (1 - h)), shifted(data.mean, v * (1 + h)))
    let meanSlope = (right.mean - left.mean) / (2 * h)
    let spreadSlope = log(more.variance / less.variance) / (2 * h)

    var (M, V, meanSpread, varianceSpread) = (0.0, 1.0, 0.0, 0.0)
    for σ in standardDeviations {
      let width = v + σ * σ
      let score = LearnedScore.denoising(variance: v, samples: n, noise: σ, draws: draws)
      let contraction = pow(
        LangevinGaussian.contraction(standardDeviation: sqrt(width), stepSize: step(at: σ)),
        Double(stepsPerLevel))
      let (narrow, wide) = (
        rung(M, V, σ, data.mean, width * (1 - h)), rung(M, V, σ, data.mean, width * (1 + h))
      )
      let slopes = ((wide.0 - narrow.0) / (2 * h), (wide.1 - narrow.1) / (2 * h))
      meanSpread =
        contraction * contraction * meanSpread
        + (1 - contraction) * (1 - contraction) * score.training.mean * v
        + slopes.0 * slopes.0 * score.training.logVariance
      varianceSpread =
        pow(contraction, 4) * varianceSpread + slopes.1 * slopes.1 * score.training.logVariance
      (M, V) = rung(M, V, σ, data.mean, width)
    }
    return ErrorBudget(
      meanBias: (output.mean - data.mean) / sqrt(v), varianceRatio: output.variance / v,
      data: Spread(
        mean: meanSlope * meanSlope / Double(n),
        logVariance: 2 * spreadSlope * spreadSlope / Double(n)),
      training: Spread(
        mean: meanSpread / v, logVariance: varianceSpread / (output.variance * output.variance)))
  }
}
