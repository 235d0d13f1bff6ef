import Elementary
import Tensors

/// The gradient of a log density at many points at once: positions `[chains, dim]` → `[chains, dim]`.
///
///     s(x) = ∇ₓ log p(x) = −∇ₓE(x)
///
/// It is a gradient in the input, and needs no normalisation of p.
public typealias Score = (Tensor) -> Tensor

/// The unadjusted Langevin algorithm (ULA), for many independent chains at once.
///
///     x' = x + ε s(x) + σ z,   z of mean 0 and variance 1 in every coordinate
///
/// With normal z and `σ = √(2εT)` the chain samples `exp(−E/T)/Z` in the limit ε → 0; at finite ε its
/// stationary law is off by O(ε), and beyond a stability edge it has none. Other noises are here so
/// that one can see what they do.
///
/// Source: G. Parisi, Nucl. Phys. B 180 (1981), 378; G. O. Roberts and R. L. Tweedie, Bernoulli 2
/// (1996), 341, section 1.4.
public struct Langevin {
  /// What is added to the step along the score.
  public enum Noise: Sendable, Equatable {
    /// Normal of variance 2εT: the Langevin algorithm at temperature T ≥ 0.
    case tied(temperature: Double)
    /// Nothing: gradient descent on the energy.
    case none
    /// Normal of any deviation σ, whatever the step: another temperature, about σ²/(2ε).
    case normal(deviation: Double)
    /// Uniform on (−√3 σ, √3 σ), of deviation σ.
    case uniform(deviation: Double)
  }

  /// s = −∇ₓE, the score at T = 1: `[chains, dim]` → `[chains, dim]`.
  public var score: Score
  /// ε > 0, in units of x² at T = 1.
  public var stepSize: Double
  /// What is added to the step along the score.
  public var noise: Noise

  /// - Parameters:
  ///   - score: s = −∇ₓE, also when the temperature is not 1.
  ///   - stepSize: ε > 0.
  ///   - noise: tied to the step at temperature 1 unless said otherwise.
  public init(
    score: @escaping Score, stepSize: Double, noise: Noise = .tied(temperature: 1)
  ) {
    precondition(stepSize > 0, "Langevin: the step must be positive, not \(stepSize)")
    self.score = score
    self.stepSize = stepSize
    self.noise = noise
    let σ = noiseDeviation
    precondition(σ >= 0, "Langevin: noise of deviation \(σ) by \(noise)")
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
  public var noiseDeviation: Double {
    switch noise {
    case .tied(let temperature): sqrt(2 * stepSize * temperature)
    case .none: 0
    case .normal(let deviation), .uniform(let deviation): deviation
    }
  }

  // snippet.langevin-step
  /// Moves every chain by one step; `x` is `[chains, dim]`.
  public func step(_ x: inout Tensor, using random: inout RandomStream) {
    let slope = score(x)
    precondition(slope.shape == x.shape, "Langevin: scores \(slope.shape) of states \(x.shape)")
    let (ε, σ) = (Float(stepSize), Float(noiseDeviation))
    x += ε * slope
    switch noise {
    case .tied, .normal: x += σ * random.normal(x.shape)
    case .uniform: x += (σ * Float(12).squareRoot()) * (random.uniform(x.shape) - 0.5)
    case .none: break
    }
  }
  // snippet.end

  /// Moves every chain by `steps` steps.
  public func run(_ x: inout Tensor, steps: Int, using random: inout RandomStream) {
    for _ in 0..<steps { step(&x, using: &random) }
  }

  /// The path of one chain.
  ///
  /// - Parameters:
  ///   - start: `[1, dim]`.
  ///   - steps: how many steps to take.
  /// - Returns: `[steps, dim]`, the states after each step.
  public func trace(from start: Tensor, steps: Int, using random: inout RandomStream) -> Tensor {
    precondition(start.shape.first == 1, "a trace follows one chain, not \(start.shape)")
    var x = start
    let states = (0..<steps).map { _ in
      step(&x, using: &random)
      return x
    }
    return Tensor.concatenated(states)
  }
}
