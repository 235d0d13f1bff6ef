import Distributions
import Elementary
import Tensors

/// The unadjusted Langevin algorithm (ULA), for many independent chains at once.
///
///     x' = x + ε s(x) + σ z,   z of mean 0 and variance 1 in every coordinate
///
/// With normal z and `σ = √(2εT)` the chain samples `exp(−E/T)/Z` in the limit ε → 0; at finite ε
/// its stationary distribution is off by O(ε), and beyond a stability edge it has none. Other
/// noises are here so that one can see what they do. A score that is NaN or infinite makes the state
/// so: the step does not hide that a chain has run away.
///
/// Source: G. Parisi, Nucl. Phys. B 180 (1981), 378; G. O. Roberts and R. L. Tweedie, Bernoulli 2
/// (1996), 341, section 1.4.
public struct Langevin: MarkovKernel {
  /// What is added to the step along the score.
  public enum Noise: Sendable, Equatable {
    /// Normal of variance 2εT: the Langevin algorithm at temperature T ≥ 0.
    case tied(temperature: Double)
    /// Nothing: gradient descent on the energy.
    case none
    /// Normal of any standard deviation σ, whatever the step: another temperature, about σ²/(2ε).
    case normal(standardDeviation: Double)
    /// Uniform on (−√3 σ, √3 σ), of standard deviation σ.
    case uniform(standardDeviation: Double)
  }

  /// s = −∇ₓE, the score at T = 1: `[chains, dim]` → `[chains, dim]`.
  public let score: Score
  /// ε > 0, in units of x² at T = 1.
  public let stepSize: Double
  /// What is added to the step along the score.
  public let noise: Noise

  /// - Parameters:
  ///   - score: s = −∇ₓE, also when the temperature is not 1.
  ///   - stepSize: ε > 0.
  ///   - noise: tied to the step at temperature 1 unless said otherwise.
  public init(
    score: @escaping Score, stepSize: Double, noise: Noise = .tied(temperature: 1)
  ) {
    precondition(
      Float(stepSize) > 0 && Float(stepSize).isFinite,
      "Langevin: the step must be positive, not \(stepSize)")
    self.score = score
    self.stepSize = stepSize
    self.noise = noise
    let σ = noiseStandardDeviation
    precondition(
      σ >= 0 && Float(σ).isFinite, "Langevin: noise of standard deviation \(σ) by \(noise)")
  }

  /// The Langevin algorithm at temperature T.
  ///
  /// - Parameters:
  ///   - score: s = −∇ₓE, which does not depend on T.
  ///   - stepSize: ε > 0.
  ///   - temperature: T ≥ 0.
  public init(score: @escaping Score, stepSize: Double, temperature: Double) {
    self.init(score: score, stepSize: stepSize, noise: .tied(temperature: temperature))
  }

  /// σ, the standard deviation of the noise of one step in every coordinate.
  public var noiseStandardDeviation: Double {
    switch noise {
    case .tied(let temperature): sqrt(2 * stepSize * temperature)
    case .none: 0
    case .normal(let standardDeviation), .uniform(let standardDeviation): standardDeviation
    }
  }

  // snippet.langevin-step
  /// Moves every chain by one step; `x` is `[chains, …]`.
  public func step(_ x: inout Tensor, using random: inout RandomStream) {
    let slope = score(x)
    precondition(slope.shape == x.shape, "Langevin: scores \(slope.shape) of states \(x.shape)")
    let (ε, σ) = (Float(stepSize), Float(noiseStandardDeviation))
    x += ε * slope
    switch noise {
    case .tied, .normal: x += σ * random.normal(x.shape)
    case .uniform: x += (σ * Float(12).squareRoot()) * (random.uniform(x.shape) - 0.5)
    case .none: break
    }
  }
  // snippet.end
}
