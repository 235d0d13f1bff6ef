import Autodiff
import Networks
import Tensors

/// A network that guesses the noise in `x_t`, given `x_t` and t.
public protocol NoisePredictor: Network {
  /// - Parameters:
  ///   - x: `[n, …]`, row i at time `times[i]`.
  ///   - times: n times.
  /// - Returns: ε̂, of the shape of x.
  func callAsFunction(_ x: Variable, times: [Int]) -> Variable

  /// The guess for states that are all at one time, with no derivative: what samplers ask for.
  func predictNoise(_ x: Tensor, _ t: Int) -> Tensor
}

extension NoisePredictor {
  public func predictNoise(_ x: Tensor, _ t: Int) -> Tensor {
    self(Variable(x), times: [Int](repeating: t, count: x.shape[0])).value
  }
}

/// A multilayer perceptron on a point and the embedding of its time, side by side.
///
///     ε̂(x, t) = MLP([x, e(t)])
///
/// - Source: of the embedding, see `SinusoidalEmbedding`.
public struct TimeConditionedMLP: NoisePredictor {
  /// What sees the point and the time.
  public var perceptron: MLP
  /// `e(0), …, e(T)`, `[T + 1, embedding]`.
  public let embeddings: Tensor

  /// A network with random weights.
  ///
  /// - Parameters:
  ///   - dimension: of a point.
  ///   - hidden: the widths of the hidden layers.
  ///   - steps: T.
  ///   - embedding: how times are embedded.
  ///   - activation: between the layers.
  ///   - random: the stream to draw from.
  public init(
    dimension: Int, hidden: [Int], steps: Int,
    embedding: SinusoidalEmbedding = SinusoidalEmbedding(dimension: 32),
    activation: SigmoidalFunction = .silu, using random: inout RandomStream
  ) {
    perceptron = MLP(
      [dimension + embedding.dimension] + hidden + [dimension], activation: activation,
      using: &random)
    embeddings = embedding((0...steps).map(Double.init))
  }

  public func callAsFunction(_ x: Variable, times: [Int]) -> Variable {
    precondition(
      x.rank == 2 && x.shape[0] == times.count,
      "time-conditioned MLP: points \(x.shape) and \(times.count) times")
    return perceptron(Variable.concatenated([x, Variable(embeddings.gatherRows(times))], axis: 1))
  }

  /// The same bits as the network's, computed for blocks of rows.
  public func predictNoise(_ x: Tensor, _ t: Int) -> Tensor {
    // Constants that are only read.
    nonisolated(unsafe) let network = detached()
    return x.mapRowBlocks { x in
      network(Variable(x), times: [Int](repeating: t, count: x.shape[0])).value
    }
  }

  public mutating func visitParameters(_ visit: (String, inout Variable) -> Void) {
    perceptron.visitParameters { visit("perceptron.\($0)", &$1) }
  }
}
