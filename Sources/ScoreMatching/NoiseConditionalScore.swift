import Autodiff
import Distributions
import Elementary
import Networks
import Tensors

/// One network for the scores of all noised densities: it is told the noise's standard deviation.
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

  /// The score at noisy points.
  ///
  /// - Parameters:
  ///   - noisy: x̃, `[points, dim]`.
  ///   - standardDeviations: σ of every point, `[points, 1]`, positive.
  /// - Returns: `[points, dim]`.
  public func callAsFunction(_ noisy: Variable, noise standardDeviations: Tensor) -> Variable {
    precondition(
      standardDeviations.shape == [noisy.shape[0], 1],
      "conditional score: standard deviations \(standardDeviations.shape) for points \(noisy.shape)"
    )
    precondition(
      standardDeviations.min() > 0 && standardDeviations.max() < .infinity,
      "conditional score: standard deviations from \(standardDeviations.min()) to "
        + "\(standardDeviations.max()); they must be positive")
    let scaled = noisy / Variable(sqrt(1 + standardDeviations.square()))
    return body(.concatenated([scaled, Variable(log(standardDeviations))], axis: 1))
      / Variable(standardDeviations)
  }

  /// The score of the density with noise of one standard deviation.
  ///
  /// - Parameter σ: the standard deviation of the noise, positive.
  public func score(noise σ: Double) -> Score {
    precondition(Float(σ) > 0 && Float(σ).isFinite, "conditional score: noise \(σ)")
    // Constants that are only read.
    nonisolated(unsafe) let fixed = detached()
    return { x in
      x.mapRowBlocks { x in
        fixed(Variable(x), noise: Tensor(repeating: Float(σ), shape: [x.shape[0], 1])).value
      }
    }
  }

  public mutating func visitParameters(_ visit: (String, inout Variable) -> Void) {
    body.visitParameters { visit("body.\($0)", &$1) }
  }
}
