import Elementary

/// How much two numbers scatter from one data set to the next: those of a Gaussian fit or output.
public struct Spread: Sendable, Equatable {
  /// The variance of the mean, in units of the data's variance `v`.
  public let mean: Double
  /// The variance of the logarithm of the variance, or of the precision.
  public let logVariance: Double

  public static let none = Spread(mean: 0, logVariance: 0)

  public init(mean: Double, logVariance: Double) {
    precondition(
      mean >= 0 && logVariance >= 0,
      "needs variances ≥ 0, got \(mean) of the mean and \(logVariance) of the logarithm")
    self.mean = mean
    self.logVariance = logVariance
  }
}

/// Where the error of new samples comes from, on the way from samples of N(m, v) to new ones.
///
/// Given its data, a way ends at new samples from some N(M, V), and its error is the divergence of
/// that from N(m, v), averaged over data sets and over all that is random in training:
///
///     KL = ½ [V/v − 1 − ln(V/v)] + ½ (M − m)²/v
///     E KL ≈ KL(r) + ½ b²  +  ½ Var(M)/v + ¼ r Var(ln V),   r = V/v and b = (M − m)/√v at their
///                                                           limits for infinitely many data
///
/// Derivation: put `V = r v e^δ` with `E δ = 0`; then `E e^δ ≈ 1 + ½ Var δ`. What shifts the limits
/// adds up with its sign before it is squared, what is random adds up as variances.
///
/// - Accuracy: of second order, so relative errors are about `Var δ` and the bias of order `1/n` of
///   a fit, times `r − 1`.
public struct ErrorBudget: Sendable, Equatable {
  /// b, what is left of the distance to the mean, in units of √v.
  public let meanBias: Double
  /// r = V/v.
  public let varianceRatio: Double
  /// What scatters because the data are few.
  public let data: Spread
  /// What scatters because training draws random numbers of its own.
  public let training: Spread

  public init(meanBias: Double, varianceRatio: Double, data: Spread, training: Spread = .none) {
    precondition(varianceRatio > 0, "needs a ratio of variances > 0, got \(varianceRatio)")
    self.meanBias = meanBias
    self.varianceRatio = varianceRatio
    self.data = data
    self.training = training
  }

  /// What no data and no further training would take away.
  public var fromBias: Double {
    GaussianDivergence.varianceRatioDivergence(varianceRatio) + 0.5 * meanBias * meanBias
  }
  /// The share of the data.
  public var fromData: Double { divergence(of: data) }
  /// The share of the random numbers of training.
  public var fromTraining: Double { divergence(of: training) }
  /// E KL.
  public var total: Double { fromBias + fromData + fromTraining }

  private func divergence(of spread: Spread) -> Double {
    0.5 * spread.mean + 0.25 * varianceRatio * spread.logVariance
  }

  /// What a sampler makes of a score `−λ(x − μ)`: `(μ, λ)` ↦ mean and variance of its output.
  public typealias Sampler = (_ mean: Double, _ precision: Double) -> (
    mean: Double, variance: Double
  )

  /// Draws from N(μ, 1/λ) itself.
  public static var direct: Sampler { { μ, λ in (μ, 1 / λ) } }

  /// k Langevin steps of size ε from N(0, 1).
  ///
  ///     M = μ (1 − aᵏ),   V = a²ᵏ + 2ε (1 − a²ᵏ)/(1 − a²),   a = 1 − ελ
  public static func langevin(stepSize ε: Double, steps k: Int) -> Sampler {
    { μ, λ in
      let a = 1 - ε * λ
      return (
        μ * (1 - pow(a, Double(k))),
        LangevinGaussian.variance(
          after: k, startVariance: 1, standardDeviation: 1 / sqrt(λ), stepSize: ε)
      )
    }
  }

  /// The budget of a learned linear score and a sampler that follows it.
  ///
  /// - Parameters:
  ///   - score: how it was learned.
  ///   - data: N(m, v).
  ///   - sampler: what follows it. The spreads are carried through it by central differences; those
  ///     of μ and λ are uncorrelated.
  public init(score: LearnedScore, data: GaussianDiffusion, sampler: Sampler) {
    let (m, λ) = (data.mean, score.precision)
    let output = sampler(m, λ)
    let h = 1e-5
    let (left, right) = (sampler(m - h, λ), sampler(m + h, λ))
    let (less, more) = (sampler(m, λ * (1 - h)), sampler(m, λ * (1 + h)))
    let meanSlope = (right.mean - left.mean) / (2 * h)
    let spreadSlope = log(more.variance / less.variance) / (2 * h)
    // A sampler that has not quite forgotten its start turns errors of λ into errors of the mean.
    let mixedSlope = (more.mean - less.mean) / (2 * h)
    func carried(_ spread: Spread) -> Spread {
      Spread(
        mean: meanSlope * meanSlope * spread.mean
          + mixedSlope * mixedSlope * spread.logVariance / data.variance,
        logVariance: spreadSlope * spreadSlope * spread.logVariance)
    }
    self.init(
      meanBias: (output.mean - m) / sqrt(data.variance),
      varianceRatio: output.variance / data.variance, data: carried(score.data),
      training: carried(score.training))
  }

  /// The expected divergence from N(m, v) of the Gaussian that is fitted to `n` of its samples: the
  /// error of maximum likelihood with exact draws.
  ///
  ///     E KL(N(m̂,v̂) ‖ N(m,v)) = ½ [ln(n/2) − ψ((n−1)/2)] ≈ 1/n,   v̂ = (1/n) Σ (x − m̂)²
  ///
  /// Derivation: `E v̂/v = 1 − 1/n` and `E (m̂−m)²/v = 1/n` cancel the rest of `E v̂/v − 1`; `n v̂/v`
  /// is χ² with `n−1` degrees of freedom, whose logarithm has the mean `ψ((n−1)/2) + ln 2`.
  ///
  /// - Parameter samples: `n ≥ 2`.
  /// - Accuracy: absolute error about 1e-15.
  /// - Source: by the derivation above.
  public static func expectedDivergenceOfFit(samples: Int) -> Double {
    precondition(samples > 1, "a fit needs two samples or more, got \(samples)")
    let n = Double(samples)
    return 0.5 * (log(n / 2) - digamma((n - 1) / 2))
  }
}
