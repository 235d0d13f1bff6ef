import Autodiff
import Elementary
import Networks
import Samplers
import Tensors

/// One network for the scores of all noised densities: it is told the noise's deviation.
///
///     s_θ(x̃, σ) = f_θ(x̃/√(1 + σ²), log σ)/σ
///
/// f is a perceptron. It sees points of about the same size whatever the noise, and predicts about
/// −z, a number of order one: s is larger than that by 1/σ.
///
/// Source: Y. Song, S. Ermon, "Generative modeling by estimating gradients of the data
/// distribution", NeurIPS 2019; the division by σ is of their "Improved techniques for training
/// score-based generative models", NeurIPS 2020, technique 3.
public struct NoiseConditionalScore: Network {
  /// f, from d + 1 numbers to d.
  public var body: MLP

  /// A network with random weights.
  ///
  /// - Parameters:
  ///   - dimension: d.
  ///   - hidden: the widths of the hidden layers.
  ///   - random: the stream to draw from.
  public init(dimension d: Int, hidden: [Int], using random: inout RandomStream) {
    body = MLP([d + 1] + hidden + [d], using: &random)
  }

  // snippet.conditional-score
  /// The score at noisy points.
  ///
  /// - Parameters:
  ///   - noisy: x̃, `[points, dim]`.
  ///   - deviations: σ of every point, `[points, 1]`, positive.
  /// - Returns: `[points, dim]`.
  public func callAsFunction(_ noisy: Variable, noise deviations: Tensor) -> Variable {
    precondition(
      deviations.shape == [noisy.shape[0], 1],
      "conditional score: deviations \(deviations.shape) for points \(noisy.shape)")
    let scaled = noisy / Variable(sqrt(1 + deviations.square()))
    return body(.concatenated([scaled, Variable(log(deviations))], axis: 1)) / Variable(deviations)
  }

  /// The score of the density with noise of one deviation.
  public func score(noise σ: Double) -> Score {
    { x in self(Variable(x), noise: Tensor(repeating: Float(σ), shape: [x.shape[0], 1])).value }
  }

  public mutating func visitParameters(_ visit: (String, inout Variable) -> Void) {
    body.visitParameters { visit("body.\($0)", &$1) }
  }
  // snippet.end
}

// snippet.conditional-loss
/// The loss of denoising score matching at many noise levels at once, each weighted by σ².
///
///     L(θ) = ½ E σ²‖s_θ(x̃, σ) + z/σ‖² = ½ E‖σ s_θ(x̃, σ) + z‖²
///
/// The weight makes all levels count about the same: without it the loss is of the order 1/σ², and
/// the smallest noise would drown the rest.
///
/// - Parameters:
///   - score: s_θ of noisy points, `[points, dim]`, and their deviations, `[points, 1]`.
///   - points: draws from the data, clean, `[points, dim]`.
///   - deviations: σ of every point, `[points, 1]`, positive.
///   - random: the stream that the noise is drawn from.
/// - Returns: L, a single number, differentiable by the parameters.
/// - Source: Y. Song, S. Ermon (2019), equations 5 and 6 with λ(σ) = σ².
public func noiseConditionalLoss(
  _ score: (Variable, Tensor) -> Variable, at points: Tensor, noise deviations: Tensor,
  using random: inout RandomStream
) -> Variable {
  precondition(
    deviations.shape == [points.shape[0], 1],
    "conditional loss: deviations \(deviations.shape) for points \(points.shape)")
  let z = random.normal(points.shape)
  let s = score(Variable(points + deviations * z), deviations)
  precondition(s.shape == points.shape, "conditional loss: a score \(s.shape) at \(points.shape)")
  return 0.5 * (Variable(deviations) * s + Variable(z)).square().sum(axis: 1).mean()
}
// snippet.end
