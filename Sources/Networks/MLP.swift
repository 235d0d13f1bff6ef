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

  /// A perceptron with random weights and zero biases.
  ///
  /// The weights keep the scale: if x has mean square 1, then every h_l W_{l+1} has mean square 1
  /// over the draws of the weights, in the limit of wide layers, whatever φ is.
  ///
  /// - Parameters:
  ///   - sizes: the lengths of x, h_1, …, y: at least two.
  ///   - activation: φ.
  ///   - random: the stream to draw from.
  public init(
    _ sizes: [Int], activation: SigmoidalFunction = .silu, using random: inout RandomStream
  ) {
    precondition(sizes.count >= 2, "MLP: sizes \(sizes): at least an input and an output size")
    let gain = activation.gain
    self.init(
      layers: zip(sizes, sizes.dropFirst()).enumerated().map { number, size in
        Linear(
          inputs: size.0, outputs: size.1, gain: number == 0 ? 1 : gain, using: &random)
      }, activation: activation)
  }

  // snippet.mlp-forward
  /// The network's output.
  ///
  /// - Parameter x: `[batch, inputs]`.
  /// - Returns: `[batch, outputs]`.
  public func callAsFunction(_ x: Variable) -> Variable {
    var h = x
    for layer in layers.dropLast() { h = layer(h, activation: activation) }
    return layers[layers.count - 1](h)
  }
  // snippet.end

  /// The network's output, with no derivative.
  public func callAsFunction(_ x: Tensor) -> Tensor { self(Variable(x)).value }

  public mutating func visitParameters(_ visit: (String, inout Variable) -> Void) {
    for i in layers.indices {
      layers[i].visitParameters { visit("layers.\(i).\($0)", &$1) }
    }
  }
}

extension SigmoidalFunction {
  /// The factor that undoes what φ does to the mean square of a standard normal number.
  ///
  ///     g = 1/√E[φ(z)²],   z ~ N(0, 1)
  ///
  /// - Accuracy: 1e-12 relative, by quadrature.
  /// - Source: the idea of He et al. (2015) for a function that is not homogeneous.
  public var gain: Double {
    let meanSquare = integrate(from: -12, to: 12) { z in
      let value =
        switch self {
        case .sigmoid: Elementary.sigmoid(z)
        case .tanh: Elementary.tanh(z)
        case .softplus: Elementary.softplus(z)
        case .silu: z * Elementary.sigmoid(z)
        }
      return value * value * exp(-z * z / 2)
    }
    return sqrt(sqrt(2 * .pi) / meanSquare)
  }
}
