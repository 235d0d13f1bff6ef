import Autodiff
import Distributions
import Networks
import Tensors

/// A network that gives every point a vector, to be taken as the score of a density.
public protocol ScoreNetwork: Network {
  /// s_θ: `[points, …]` → the same shape, each row for itself.
  func score(at x: Variable) -> Variable
}

extension ScoreNetwork {
  /// The score with no derivative, for samplers: computed for blocks of rows on all cores.
  public func score(at x: Tensor) -> Tensor {
    // Constants that are only read.
    nonisolated(unsafe) let fixed = detached()
    return x.mapRowBlocks { fixed.score(at: Tape().variable($0)).value }
  }
}

/// A perceptron from d numbers to d numbers is a score as it stands.
extension MLP: ScoreNetwork {
  public func score(at x: Variable) -> Variable { self(x) }
}

/// Any field of vectors in the place of a learned score, with nothing to learn: for exact scores,
/// and for wrong ones.
public struct FixedScore: ScoreNetwork {
  private let field: (Variable) -> Variable

  /// - Parameter field: `[points, …]` → the same shape, each row for itself.
  public init(_ field: @escaping (Variable) -> Variable) { self.field = field }

  public func score(at x: Variable) -> Variable { field(x) }

  public func visitParameters(_ visit: (String, inout Variable) -> Void) {}
}
