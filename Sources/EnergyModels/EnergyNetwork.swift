import Autodiff
import Distributions
import Networks
import Samplers
import Tensors

/// A network that gives every point an energy.
public protocol EnergyNetwork: Network {
  /// E_θ: points `[batch, …]` → `[batch]`, each for itself.
  func energy(_ x: Variable) -> Variable

  /// How many points a core should take at once, so that what is computed from them stays in its
  /// cache; 504 unless the network knows better.
  var rowsOfBlock: Int { get }
}

extension EnergyNetwork {
  public var rowsOfBlock: Int { 504 }

  /// The score of the density that the energy stands for, `−∇ₓE_θ(x)`, at fixed θ: computed for
  /// blocks of rows on all cores.
  public var score: Score {
    // Constants that are only read.
    nonisolated(unsafe) let score = Samplers.score(of: detached().energy)
    let rows = rowsOfBlock
    return { x in x.mapRowBlocks(of: rows) { score($0) } }
  }

  /// The energies of some points, with no derivative.
  public func energy(_ x: Tensor) -> Tensor {
    // Constants that are only read.
    nonisolated(unsafe) let fixed = detached()
    return x.mapRowBlocks(of: rowsOfBlock) { fixed.energy(Variable($0)).value }
  }
}

/// A multilayer perceptron with one output, taken as an energy.
///
///     E(x) = φ(… φ(x W_1 + b_1) …) W_L + b_L
///
/// With φ = SiLU the energy is smooth, so that its gradient in x, by which a chain moves, has a
/// gradient in θ.
public struct EnergyMLP: EnergyNetwork {
  /// The perceptron, `[batch, dim]` → `[batch, 1]`.
  public var perceptron: MLP

  /// A perceptron with random weights, as `MLP` draws them.
  ///
  /// - Parameters:
  ///   - sizes: the lengths of x and of the hidden layers; the output is added.
  ///   - random: the stream to draw from.
  public init(_ sizes: [Int], using random: inout RandomStream) {
    perceptron = MLP(sizes + [1], activation: .silu, using: &random)
  }

  public func energy(_ x: Variable) -> Variable { perceptron(x).reshaped(to: [x.shape[0]]) }

  public mutating func visitParameters(_ visit: (String, inout Variable) -> Void) {
    perceptron.visitParameters(visit)
  }
}
