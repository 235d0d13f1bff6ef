import Elementary
import LinearAlgebra
import ScoreMatching

/// A score `s(x) = −λ̂(x − μ̂)` learned from `n` samples of N(m, v): what it tends to with
/// infinitely many, and how it scatters, for each of the book's ways to learn it.
///
/// The scatter is to first order in `1/n`. The share of the data is what is left if the random
/// numbers of training (noise, directions, chains) are averaged away.
public struct LearnedScore: Sendable, Equatable {
  /// λ*, the limit of λ̂; that of μ̂ is m for all of them.
  public let precision: Double
  /// `Var(μ̂)/v` and `Var(ln λ̂)` because of the data.
  public let data: Spread
  /// The same because of the random numbers of training.
  public let training: Spread

  /// Maximum likelihood, and exact score matching, which has the same minimiser.
  ///
  ///     n Var(μ̂)/v = 1,   n Var(ln λ̂) = 2
  ///
  /// - Source: Fisher's information of a Gaussian.
  public static func maximumLikelihood(variance v: Double, samples n: Int) -> LearnedScore {
    requireSamples(n, variance: v)
    return LearnedScore(precision: 1 / v, data: efficient(n), training: .none)
  }

  /// Sliced score matching, variance-reduced, with M Gaussian directions for each sample.
  ///
  ///     λ̂ = mean(u²)/v̂,   n Var(ln λ̂) = 2 + 2/M
  ///
  /// With u = ±1 nothing is sliced away on the line, and it is exact score matching.
  ///
  /// - Source: ``GaussianSlicing``.
  public static func sliced(
    variance v: Double, samples n: Int, projections: Int
  ) -> LearnedScore {
    requireSamples(n, variance: v)
    let spread =
      v * v
      * GaussianSlicing.asymptoticPrecisionVariance(
        standardDeviation: sqrt(v), dimension: 1, distribution: .gaussian, projections: projections)
    return LearnedScore(
      precision: 1 / v, data: efficient(n),
      training: Spread(mean: 0, logVariance: (spread - 2) / Double(n)))
  }

  /// Denoising score matching at one noise σ, with K draws of it for each sample.
  ///
  ///     λ* = 1/(v + σ²),   with r = σ²/v:
  ///     n Var(ln λ̂) = 2/(1+r)² + [1/r − 2/(1+r)²]/K,   n Var(μ̂)/v = 1 + 1/(rK)
  ///
  /// Derivation: λ̂ as in ``GaussianDenoising``. The regression of `−z/σ` on `x̃` with an intercept
  /// has `μ̂ = mean(x̃) − mean(z)/(σλ̂) ≈ x̄ − (v/σ) z̄`.
  public static func denoising(
    variance v: Double, samples n: Int, noise σ: Double, draws K: Int = 1
  ) -> LearnedScore {
    requireSamples(n, variance: v)
    let (λ, r) = (GaussianDenoising.precision(standardDeviation: sqrt(v), noise: σ), σ * σ / v)
    let ofData = 2 / ((1 + r) * (1 + r))
    let all =
      GaussianDenoising.asymptoticPrecisionVariance(
        draws: K, standardDeviation: sqrt(v), noise: σ) / (λ * λ)
    return LearnedScore(
      precision: λ, data: Spread(mean: 1 / Double(n), logVariance: ofData / Double(n)),
      training: Spread(
        mean: 1 / (r * Double(K) * Double(n)), logVariance: max(0, all - ofData) / Double(n)))
  }

  /// Noise-contrastive estimation of λ, μ and ln Z with νn draws from a Gaussian noise.
  ///
  ///     P = νp_n/(p + νp_n),   g = ∇[−½λ(x−μ)² + c],   I = E_p[P g gᵀ],   n Var = (I⁻¹)_ii
  ///
  /// The covariance `I⁻¹ − (1 + 1/ν) I⁻¹ E[Pg] E[Pg]ᵀ I⁻¹` differs from `I⁻¹` for c alone: `E[Pg]` is
  /// the column of I that belongs to c. Noise equal to the data makes every variance `1 + 1/ν` times
  /// that of maximum likelihood. Expectations by the trapezoidal rule.
  ///
  /// - Parameters:
  ///   - mean, variance: m and v of the data.
  ///   - noiseMean, noiseVariance: of the noise.
  ///   - ratio: ν > 0.
  /// - Accuracy: relative error about 1e-12 of I.
  /// - Source: M. U. Gutmann, A. Hyvärinen, JMLR 13 (2012), 307, theorem 3.
  public static func noiseContrastive(
    mean m: Double, variance v: Double, samples n: Int, noiseMean: Double = 0,
    noiseVariance: Double = 1, ratio ν: Double
  ) -> LearnedScore {
    requireSamples(n, variance: v)
    precondition(
      noiseVariance > 0 && ν > 0, "needs noise of variance > 0 and ν > 0: \(noiseVariance), \(ν)")
    var information = [[Double]](repeating: [0, 0, 0], count: 3)
    let (width, points, reach) = (sqrt(v), 600, 10.0)
    for i in 0...points {
      let u = reach * (2 * Double(i) / Double(points) - 1)
      let far = m + width * u - noiseMean
      // ln(νp_n/p), with u = (x − m)/√v.
      let logOdds =
        log(ν) - 0.5 * far * far / noiseVariance - 0.5 * log(noiseVariance / v) + 0.5 * u * u
      let weight =
        sigmoid(logOdds) * exp(-0.5 * u * u) / sqrt(2 * .pi) * 2 * reach / Double(points)
      // By ln λ, by μ in units of √v, and by c.
      let g = [-0.5 * u * u, u, 1]
      for a in 0..<3 { for b in 0..<3 { information[a][b] += weight * (g[a] * g[b]) } }
    }
    guard let inverse = Cholesky(information)?.inverse else {
      preconditionFailure("noise N(\(noiseMean), \(noiseVariance)) says nothing about the data")
    }
    let data = efficient(n)
    return LearnedScore(
      precision: 1 / v, data: data,
      training: Spread(
        mean: max(0, inverse[1][1] / Double(n) - data.mean),
        logVariance: max(0, inverse[0][0] / Double(n) - data.logVariance)))
  }

  /// Contrastive divergence with one chain for each sample: CD-k, or PCD with k steps between
  /// updates. λ̂ and μ̂ are the means of the parameters over U updates.
  ///
  ///     λ* v = 1/(1 − η/2),   η = ελ*,   a = 1 − η
  ///     n Var(ln λ̂) ≈ 2 [(1 − η/2)/a]² [1 + (1/U)(1 + a²ᵏ)/(1 − a²ᵏ)]
  ///     n Var(μ̂)/v  ≈ 1 + (1/U)(1 + aᵏ)/(1 − aᵏ)
  ///
  /// for many updates, with restarts at the data and without. Derivation: an averaged stochastic
  /// approximation has the variance `Var(ĝ)/(U H²)`, for slope H of the mean gradient. Given the
  /// data, `Var(½w²) = ½v²(1 − a⁴ᵏ)` for the ends w of the chains and `H = ½(1 − a²ᵏ) a v²`;
  /// `Var(λw) = λ²v(1 − a²ᵏ)` and `H = λ(1 − aᵏ)`. The data set the fixed point, `v_U(λ̂) = v̂`.
  ///
  /// For few updates the learning rate matters. The variance is then that of the linearised
  /// recursions, p being 1 if the chains persist and 0 if they restart,
  ///
  ///     x' = p a²ᵏ x − (1 − a²ᵏ) aλ*v y + ξ,   y' = y + γλ*v x',   Var ξ = 2(1 − a⁴ᵏ)/n
  ///     x' = p aᵏ x + (1 − aᵏ) y + ξ,          y' = y − γ x',      Var ξ = (1 − a²ᵏ)/n
  ///
  /// of `x = δV/v, y = δ ln λ` and of `x = δM/√v, y = δμ/√v`, from 0 through the warm-up.
  ///
  /// - Parameters:
  ///   - stepSize: ε in (0, v/2).
  ///   - steps: k ≥ 1.
  ///   - updates: U ≥ 1, over which the parameters are averaged.
  ///   - training: the rate γ of steps `μ += γ(x̄ − w̄)` and `λ *= 1 − γλ(⟨u²⟩ − ⟨w²⟩)`, the updates
  ///     before the average, and whether chains persist; many updates if left out.
  /// - Source: ``ContrastiveDivergenceGaussian``; for averaging, B. T. Polyak, A. B. Juditsky, SIAM
  ///   J. Control Optim. 30 (1992), 838.
  public static func contrastiveDivergence(
    variance v: Double, samples n: Int, stepSize ε: Double, steps k: Int = 1, updates U: Int,
    training: (rate: Double, warmUp: Int, persistent: Bool)? = nil
  ) -> LearnedScore {
    requireSamples(n, variance: v)
    precondition(k >= 1 && U >= 1, "needs steps and updates ≥ 1, got \(k) and \(U)")
    guard
      let λ = ContrastiveDivergenceGaussian.fixedPoints(dataVariance: v, stepSize: ε)?.stable,
      ε * λ < 1
    else {
      preconditionFailure("needs stepSize in (0, variance/2), got \(ε) and \(v)")
    }
    let a = 1 - ε * λ
    let (once, twice) = (pow(a, Double(k)), pow(a, Double(2 * k)))
    /// The variance of the average, without the factor 1/n.
    func averaged(memory: Double, pull: Double, gain: Double, noise: Double) -> Double {
      guard let training else { return noise / (pull * pull * Double(U)) }
      return varianceOfAverage(
        memory: training.persistent ? memory : 0, pull: pull, gain: training.rate * gain,
        noise: noise, warmUp: training.warmUp, updates: U)
    }
    let stretch = 1 / (a * λ * v)
    return LearnedScore(
      precision: λ,
      data: Spread(mean: 1 / Double(n), logVariance: 2 * stretch * stretch / Double(n)),
      training: Spread(
        mean: averaged(memory: once, pull: 1 - once, gain: -1, noise: 1 - twice) / Double(n),
        logVariance: averaged(
          memory: twice, pull: -(1 - twice) * a * λ * v, gain: λ * v, noise: 2 * (1 - twice * twice)
        ) / Double(n)))
  }

  /// The variance of the mean of y over the last updates of
  ///
  ///     x' = memory·x + pull·y + ξ,   y' = y + gain·x',   x = y = 0 at first
  ///
  /// by the recursion of the covariance of x, y and the sum.
  private static func varianceOfAverage(
    memory: Double, pull: Double, gain: Double, noise: Double, warmUp: Int, updates U: Int
  ) -> Double {
    var (xx, xy, yy, xs, ys, ss) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    for update in 0..<(warmUp + U) {
      // x', which depends on x, y and fresh noise.
      (xx, xy, xs) = (
        memory * memory * xx + 2 * memory * pull * xy + pull * pull * yy + noise,
        memory * xy + pull * yy, memory * xs + pull * ys
      )
      // y' = y + gain·x'.
      (xy, yy, ys) = (
        xy + gain * xx, yy + 2 * gain * xy + gain * gain * xx, ys + gain * xs
      )
      if update >= warmUp {
        // The sum grows by y'.
        (xs, ys, ss) = (xs + xy, ys + yy, ss + 2 * ys + yy)
      }
    }
    return ss / (Double(U) * Double(U))
  }

  private static func efficient(_ n: Int) -> Spread {
    Spread(mean: 1 / Double(n), logVariance: 2 / Double(n))
  }

  private static func requireSamples(_ n: Int, variance v: Double) {
    precondition(n >= 1 && v > 0, "needs samples and variance > 0, got \(n) and \(v)")
  }
}
