import Autodiff
import Elementary
import Networks
import Tensors

/// A multilayer perceptron that is also shown sines and cosines of the coordinates.
///
///     ε̂(x, t) = MLP([x, sin ω_1 x, cos ω_1 x, …, sin ω_k x, cos ω_k x, e(t)])
///
/// A perceptron of x alone learns what changes slowly in x first, and what changes fast hardly at
/// all. The score of thin data changes fast; waves of their size are a better start.
///
/// - Source: M. Tancik et al., "Fourier features let networks learn high frequency functions in low
///   dimensional domains", NeurIPS 2020; of the embedding, see `SinusoidalEmbedding`.
public struct FourierNoiseMLP: NoisePredictor {
  /// What sees the point, its waves and the time.
  public var perceptron: MLP
  /// `ω_1, …, ω_k`, in radians per unit of x.
  public let frequencies: [Double]
  /// `e(0), …, e(T)`, `[T + 1, embedding]`.
  public let embeddings: Tensor

  /// A network with random weights.
  ///
  /// - Parameters:
  ///   - dimension: of a point.
  ///   - hidden: the widths of the hidden layers.
  ///   - steps: T.
  ///   - frequencies: `ω_1, …, ω_k`, finite.
  ///   - embedding: how times are embedded.
  ///   - activation: between the layers.
  ///   - random: the stream to draw from.
  public init(
    dimension: Int, hidden: [Int], steps: Int, frequencies: [Double] = [1, 2, 4],
    embedding: SinusoidalEmbedding = SinusoidalEmbedding(dimension: 32),
    activation: SigmoidalFunction = .silu, using random: inout RandomStream
  ) {
    precondition(
      dimension >= 1 && steps >= 1 && frequencies.allSatisfy { Float($0).isFinite },
      "Fourier noise MLP: \(dimension) dimensions and \(steps) steps, frequencies \(frequencies)")
    let inputs = dimension * (1 + 2 * frequencies.count) + embedding.dimension
    perceptron = MLP([inputs] + hidden + [dimension], activation: activation, using: &random)
    self.frequencies = frequencies
    embeddings = embedding((0...steps).map(Double.init))
  }

  // snippet.fourier-noise
  public func callAsFunction(_ x: Variable, times: [Int]) -> Variable {
    precondition(
      x.rank == 2 && x.shape[0] == times.count,
      "Fourier noise MLP: points \(x.shape) and \(times.count) times")
    let waves = frequencies.flatMap { ω in [sin(Float(ω) * x), cos(Float(ω) * x)] }
    let time = Variable(embeddings.gatherRows(times))
    return perceptron(Variable.concatenated([x] + waves + [time], axis: 1))
  }
  // snippet.end

  public mutating func visitParameters(_ visit: (String, inout Variable) -> Void) {
    perceptron.visitParameters { visit("perceptron.\($0)", &$1) }
  }
}
