import Autodiff
import Elementary
import Tensors

/// A multilayer perceptron: affine layers with an activation function between them.
///
///     h_0 = x,   h_l = φ(h_{l−1} W_l + b_l),   y = h_{L−1} W_L + b_L
public struct MLP: Network {
  /// The affine layers from the first to the last.
  public var layers: [Linear]
  /// φ, applied after every layer but the last.
  public let activation: SigmoidalFunction

  /// A perceptron of given layers.
  public init(layers: [Linear], activation: SigmoidalFunction = .silu) {
    precondition(!layers.isEmpty, "MLP: no layers")
    for (before, after) in zip(layers, layers.dropFirst()) {
      precondition(
        before.weight.shape[1] == after.weight.shape[0],
        "MLP: a layer of shape \(before.weight.shape) before one of \(after.weight.shape)")
    }
    self.layers = layers
    self.activation = activation
  }

  /// A perceptron with random weights and zero biases, as `Linear` draws them.
  ///
  /// - Parameters:
  ///   - sizes: the lengths of x, h_1, …, y: at least two.
  ///   - activation: φ.
  ///   - random: the stream to draw from.
  public init(
    _ sizes: [Int], activation: SigmoidalFunction = .silu, using random: inout RandomStream
  ) {
    precondition(sizes.count >= 2, "MLP: sizes \(sizes): at least an input and an output size")
    self.init(
      layers: zip(sizes, sizes.dropFirst()).map { inputs, outputs in
        Linear(inputs: inputs, outputs: outputs, using: &random)
      }, activation: activation)
  }

  /// The network's output.
  ///
  /// - Parameter x: `[batch, inputs]`.
  /// - Returns: `[batch, outputs]`.
  public func callAsFunction(_ x: Variable) -> Variable {
    var h = x
    for layer in layers.dropLast() { h = layer(h, activation: activation) }
    return layers[layers.count - 1](h)
  }

  /// The network's output, with no derivative: the same bits, computed for blocks of rows.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    // Constants that are only read.
    nonisolated(unsafe) let network = detached()
    return x.mapRowBlocks { network(Variable($0)).value }
  }

  public mutating func visitParameters(_ visit: (String, inout Variable) -> Void) {
    for i in layers.indices {
      layers[i].visitParameters { visit("layers.\(i).\($0)", &$1) }
    }
  }
}
