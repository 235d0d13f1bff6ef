import Autodiff
import Elementary
import Samplers
import Tensors

// snippet.denoising-loss
/// The loss of denoising score matching: how far a score is from pointing back to where the noisy
/// points came from.
///
///     L(θ) = ½ E‖s_θ(x̃) + z/σ‖²,   x̃ = x + σz,   z ~ N(0, I)
///          = F(q_σ‖s_θ) + a constant,   q_σ the density of x̃
///
/// - Parameters:
///   - score: s_θ, `[points, dim]` → `[points, dim]`.
///   - points: draws from the data, clean, `[points, dim]`.
///   - σ: the deviation of the noise, positive.
///   - random: the stream that the noise is drawn from.
/// - Returns: L, a single number, differentiable by the parameters: to be made small.
/// - Source: P. Vincent, "A connection between score matching and denoising autoencoders", Neural
///   Computation 23 (2011), 1661, equation 11.
public func denoisingScoreMatchingLoss(
  _ score: (Variable) -> Variable, at points: Tensor, noise σ: Double,
  using random: inout RandomStream
) -> Variable {
  denoisingScoreMatchingTerms(
    score, at: points, noise: σ, standardNoise: random.normal(points.shape)
  ).mean()
}

/// What every point adds to the loss for given z, `½‖s(x + σz) + z/σ‖²`: `[points]`.
///
/// The target −z/σ is the score of the perturbation, −(x̃ − x)/σ², without its rounding error.
public func denoisingScoreMatchingTerms(
  _ score: (Variable) -> Variable, at points: Tensor, noise σ: Double, standardNoise z: Tensor
) -> Variable {
  precondition(σ > 0, "denoising score matching: noise of deviation \(σ)")
  precondition(
    z.shape == points.shape, "denoising score matching: noise \(z.shape) for \(points.shape)")
  let s = score(Variable(points + Float(σ) * z))
  precondition(
    s.shape == points.shape, "denoising score matching: a score \(s.shape) at \(points.shape)")
  return 0.5 * (s + Variable(Float(1 / σ) * z)).square().sum(axis: 1)
}
// snippet.end

// snippet.denoise
/// The best guess of what noisy points were, by Tweedie's formula.
///
///     E[x|x̃] = x̃ + σ² ∇log q_σ(x̃)
///
/// - Parameters:
///   - noisy: x̃, `[points, dim]`.
///   - score: ∇log q_σ, or a network that stands for it.
///   - σ: the deviation of the noise.
/// - Returns: `[points, dim]`.
/// - Source: H. Robbins, "An empirical Bayes approach to statistics" (1956); B. Efron, "Tweedie's
///   formula and selection bias", JASA 106 (2011), 1602.
public func denoise(_ noisy: Tensor, with score: Score, noise σ: Double) -> Tensor {
  noisy + Float(σ * σ) * score(noisy)
}
// snippet.end
