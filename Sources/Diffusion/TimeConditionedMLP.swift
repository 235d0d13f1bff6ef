import Autodiff
import Elementary
import Networks
import Tensors

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
    precondition(
      dimension >= 1 && steps >= 1,
      "time-conditioned MLP: \(dimension) dimensions and \(steps) steps")
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

  public mutating func visitParameters(_ visit: (String, inout Variable) -> Void) {
    perceptron.visitParameters { visit("perceptron.\($0)", &$1) }
  }
}
