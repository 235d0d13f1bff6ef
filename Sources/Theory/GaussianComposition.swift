import Diffusion
import Elementary

/// A product of normal densities on the line, and what is made of it by adding the scores of the
/// noised factors: everything is Gaussian and known.
///
///     ∏_i N(x; m_i, v_i) ∝ N(x; m, v),   1/v = Σ 1/v_i,   m/v = Σ m_i/v_i
///
/// Noise of variance u on the product gives the variance `v + u`. The sum of the noised factors'
/// scores is the score of another Gaussian, with the precision `Σ 1/(v_i + u)`.
public struct GaussianComposition: Sendable, Equatable {
  /// m_i.
  public let means: [Double]
  /// v_i > 0.
  public let variances: [Double]

  /// - Parameters:
  ///   - means: m_i, at least one.
  ///   - variances: v_i > 0, as many.
  public init(means: [Double], variances: [Double]) {
    precondition(
      !means.isEmpty && means.count == variances.count && variances.allSatisfy { $0 > 0 },
      "composition of Gaussians with means \(means) and variances \(variances)")
    self.means = means
    self.variances = variances
  }

  /// `∫ N(x; m₁, v₁) N(x; m₂, v₂) dx = N(m₁; m₂, v₁ + v₂)`.
  ///
  /// Derivation: it is the density at 0 of the difference of two independent variables.
  public static func overlap(
    mean m1: Double, variance v1: Double, mean m2: Double, variance v2: Double
  ) -> Double {
    requirePositive(v1, v2)
    return exp(-(m1 - m2) * (m1 - m2) / (2 * (v1 + v2))) / sqrt(2 * .pi * (v1 + v2))
  }

  /// Mean and variance of the Gaussian whose score is the sum of the factors' scores after noise.
  ///
  /// - Parameter noise: u ≥ 0, a variance; at 0 this is the product itself.
  public func summed(noise u: Double = 0) -> (mean: Double, variance: Double) {
    let precision = sum(variances.map { 1 / ($0 + u) })
    return (sum(zip(means, variances).map { $0 / ($1 + u) }) / precision, 1 / precision)
  }

  /// The variance of the product of the densities after noise has been added *to the product*.
  public func noisedVariance(noise u: Double) -> Double { summed().variance + u }

  /// Where the reverse of a diffusion ends that follows the summed scores, in the limit of small
  /// steps and of a start at infinite noise.
  ///
  ///     V = ∏v_i² ∫₀^∞ du/P(u)²,   M = ∏v_i ∫₀^∞ Σ_i m_i/(v_i + u) du/P(u),   P(u) = ∏(v_i + u)
  ///
  /// Derivation: with the noise's variance u as time, `dx = s du` and fresh noise of variance du give
  /// `dV/du = 2V Σ 1/(v_i+u) − 1`, which `1/P²` makes a derivative; likewise the mean with `1/P`.
  /// For n equal factors `V = v/(2n − 1)`, where the product has `v/n`. Shrinking the data, as DDPM
  /// does, only changes units: `x_t/√ᾱ_t` follows the same equation.
  /// - Accuracy: relative error about 1e-12, by quadrature over `w = u/(c + u)`, c the geometric mean
  ///   of the variances.
  public var ancestralLimit: (mean: Double, variance: Double) {
    let n = Double(variances.count)
    let c = exp(sum(variances.map(log)) / n)
    func integral(_ f: (Double) -> Double) -> Double {
      integrate(from: 0, to: 1, points: 800) { w in
        f(c * w / (1 - w)) * c / ((1 - w) * (1 - w))
      }
    }
    func shrinkage(_ u: Double) -> Double {
      variances.reduce(1) { $0 * ($1 / ($1 + u)) }
    }
    let pairs = Array(zip(means, variances))
    return (
      integral { u in sum(pairs.map { $0 / ($1 + u) }) * shrinkage(u) },
      integral { u in shrinkage(u) * shrinkage(u) }
    )
  }

  /// The distribution of the states of a reverse sampler if the predicted noises are added.
  ///
  ///     ε̂ = √(1−ᾱ_t) Σ_i (x − √ᾱ_t m_i)/(ᾱ_t v_i + 1 − ᾱ_t),   x_s = a x + b ε̂ + σ z
  ///
  /// - Parameter sampler: ancestral or implicit; a flow by Heun has two predictions a step, which
  ///   this recursion does not follow.
  /// - Returns: mean and variance at the sampler's times, from x_T ~ N(0, 1).
  public func marginals(of sampler: ReverseSampler) -> [(mean: Double, variance: Double)] {
    if case .flowHeun = sampler.rule {
      preconditionFailure("the recursion knows one prediction a step, not \(sampler.rule)")
    }
    let factors = zip(means, variances).map { GaussianDiffusion(mean: $0, variance: $1) }
    var states = [(mean: 0.0, variance: 1.0)]
    for (t, s) in zip(sampler.times, sampler.times.dropFirst()) {
      let (level, f) = (sampler.schedule.level(t), sampler.factors(from: t, to: s))
      let (mean, variance) = states[states.count - 1]
      let precision = sum(factors.map { 1 / $0.variance(at: level) })
      let pull = sum(factors.map { $0.mean(at: level) / $0.variance(at: level) })
      let slope = f.state + f.prediction * level.noiseScale * precision
      states.append(
        (
          slope * mean - f.prediction * level.noiseScale * pull,
          slope * slope * variance + f.standardDeviation * f.standardDeviation
        ))
    }
    return states
  }

  /// The distribution after Langevin steps on the summed scores at one noise after the other.
  ///
  /// - Parameters:
  ///   - noises: the variances u of the levels, in the order in which they are visited.
  ///   - stepSizes: the Langevin step ε of each level, `x + ε s + √(2ε) z`.
  ///   - steps: K, at every level.
  ///   - mean, variance: of the start.
  public func annealed(
    noises: [Double], stepSizes: [Double], steps: Int, mean: Double, variance: Double
  ) -> (mean: Double, variance: Double) {
    precondition(
      noises.count == stepSizes.count && steps >= 0,
      "\(noises.count) noises and \(stepSizes.count) step sizes, \(steps) steps on each")
    var (M, V) = (mean, variance)
    for (u, ε) in zip(noises, stepSizes) {
      let (m, v) = summed(noise: u)
      let kept = LangevinGaussian.contraction(standardDeviation: sqrt(v), stepSize: ε)
      for _ in 0..<steps { M = m + kept * (M - m) }
      V = LangevinGaussian.variance(
        after: steps, startVariance: V, standardDeviation: sqrt(v), stepSize: ε)
    }
    return (M, V)
  }
}
