import Autodiff
import Distributions
import Elementary
import Networks
import Tensors

/// Denoising score matching: how far a score is from pointing back to where noisy points came from.
///
///     L(θ) = ½ E‖s_θ(x̃) + z/σ‖²,   x̃ = x + σz,   z ~ N(0, I)
///          = F(q_σ‖s_θ) + a constant,   q_σ the density of x̃
///
/// The target −z/σ is the score of the perturbation, −(x̃ − x)/σ², without its rounding error.
///
/// - Source: P. Vincent, "A connection between score matching and denoising autoencoders", Neural
///   Computation 23 (2011), 1661, equations 9 to 11.
public struct DenoisingScoreMatching<Model: ScoreNetwork>: Objective {
  /// Draws from the data.
  public var data: any DataSource
  /// σ > 0, the standard deviation of the noise.
  public let noise: Double

  public init(data: any DataSource, noise σ: Double) {
    precondition(
      Float(σ) > 0 && Float(σ).isFinite && Float(1 / σ).isFinite,
      "denoising score matching: noise of standard deviation \(σ)")
    self.data = data
    noise = σ
  }

  public func batch(
    _ count: Int, for model: Model, using random: inout RandomStream
  ) -> NoisyPoints {
    NoisyPoints(data.sample(count, using: &random), using: &random)
  }

  // snippet.denoising-terms
  /// `½‖s(x + σz) + z/σ‖²`.
  public func terms(_ model: Model, _ batch: NoisyPoints, on tape: Tape) -> Variable {
    let s = model.checkedScore(at: tape.variable(batch.clean + Float(noise) * batch.noise))
    return 0.5 * (s + Variable(Float(1 / noise) * batch.noise)).square().rowSums()
  }
  // snippet.end
}

/// Points and standard normal noise for each of them.
public struct NoisyPoints: RowBatch, Sendable {
  /// x, `[points, …]`.
  public let clean: Tensor
  /// z, of the same shape.
  public let noise: Tensor

  /// - Parameters:
  ///   - clean: x.
  ///   - noise: z, of the same shape.
  public init(clean: Tensor, noise: Tensor) {
    precondition(clean.shape == noise.shape, "noise \(noise.shape) for points \(clean.shape)")
    self.clean = clean
    self.noise = noise
  }

  /// Points with noise drawn for them.
  public init(_ clean: Tensor, using random: inout RandomStream) {
    self.init(clean: clean, noise: random.normal(clean.shape))
  }

  public var rowCount: Int { clean.rowCount }

  public func rows(_ range: Range<Int>) -> NoisyPoints {
    NoisyPoints(clean: clean.rows(range), noise: noise.rows(range))
  }
}

// snippet.denoise
/// The best prediction of what noisy points were, by Tweedie's formula.
///
///     E[x|x̃] = x̃ + σ² ∇log q_σ(x̃)
///
/// - Parameters:
///   - noisy: x̃, `[points, …]`; rows that are infinite or NaN stay so.
///   - score: ∇log q_σ, or a network that stands for it.
///   - σ: the standard deviation of the noise, ≥ 0.
/// - Returns: the shape of the points.
/// - Source: H. Robbins, "An empirical Bayes approach to statistics" (1956); B. Efron, "Tweedie's
///   formula and selection bias", JASA 106 (2011), 1602.
public func denoise(_ noisy: Tensor, with score: Score, noise σ: Double) -> Tensor {
  precondition(σ >= 0 && Float(σ * σ).isFinite, "denoising: noise of standard deviation \(σ)")
  let s = score(noisy)
  precondition(s.shape == noisy.shape, "denoising: scores \(s.shape) of points \(noisy.shape)")
  return noisy + Float(σ * σ) * s
}
// snippet.end
