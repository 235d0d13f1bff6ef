import Autodiff
import Elementary
import Tensors

/// A convolution: the same affine map of every patch of a picture.
///
///     Z[b, r, q, ·] = P[(b, r, q), ·] W + b,   P the patches of X
///
/// ```swift
/// let layer = Convolution(inputs: 1, outputs: 32, size: 3, stride: 2, padding: 1, using: &random)
/// let h = layer(x, activation: .silu)      // [64, 8, 8, 1] → [64, 4, 4, 32]
/// ```
public struct Convolution: Network {
  /// `W`, shape `[size · size · inputs, outputs]`: the weights of a patch row by row, the channels of
  /// a pixel side by side.
  public var weight: Variable
  /// `b`, shape `[outputs]`.
  public var bias: Variable
  /// Size, stride and padding of the patches.
  public let window: PatchWindow

  /// A layer of given parameters.
  /// - Parameters:
  ///   - weight: `W`, shape `[size · size · inputs, outputs]`.
  ///   - bias: `b`, shape `[outputs]`.
  ///   - window: size, stride and padding of the patches.
  public init(weight: Tensor, bias: Tensor, window: PatchWindow) {
    precondition(
      weight.rank == 2 && weight.shape[0] % (window.size * window.size) == 0
        && bias.shape == [weight.shape[1]],
      "Convolution: weight \(weight.shape) with bias \(bias.shape) and a window of size "
        + "\(window.size): [size · size · inputs, outputs] and [outputs] expected")
    self.weight = Variable(weight)
    self.bias = Variable(bias)
    self.window = window
  }

  /// A layer with random weights that keep the mean square of what it sees, and no bias.
  ///
  ///     W_ij ~ N(0, 1/(size² · inputs)),   b = 0
  ///
  /// - Parameters:
  ///   - inputs: the channels of x.
  ///   - outputs: the channels of z.
  ///   - size: pixels along each side of a patch.
  ///   - stride: the distance of neighbouring patches.
  ///   - padding: how far patches reach over the edge.
  ///   - random: the stream to draw from.
  /// - Source: as `Linear`.
  public init(
    inputs: Int, outputs: Int, size: Int = 3, stride: Int = 1, padding: Int = 0,
    using random: inout RandomStream
  ) {
    let window = PatchWindow(size: size, stride: stride, padding: padding)
    let layer = Linear(inputs: size * size * inputs, outputs: outputs, using: &random)
    self.init(weight: layer.weight.value, bias: layer.bias.value, window: window)
  }

  /// The channels of the pictures that the layer takes.
  public var inputs: Int { weight.shape[0] / (window.size * window.size) }

  /// The layer's output.
  ///
  /// - Parameter x: `[batch, height, width, inputs]`.
  /// - Returns: `[batch, rows, columns, outputs]`.
  public func callAsFunction(_ x: Variable) -> Variable {
    pictures(linear(patches(x), weight: weight, bias: bias), of: x)
  }

  /// The layer's output, activated.
  public func callAsFunction(_ x: Variable, activation: SigmoidalFunction) -> Variable {
    pictures(linear(patches(x), weight: weight, bias: bias, activation: activation), of: x)
  }

  private func patches(_ x: Variable) -> Variable {
    precondition(
      x.rank == 4 && x.shape[3] == inputs,
      "Convolution: input \(x.shape): [batch, height, width, \(inputs)] expected")
    return x.patches(window)
  }

  private func pictures(_ z: Variable, of x: Variable) -> Variable {
    z.reshaped(
      x.shape[0], window.places(along: x.shape[1]), window.places(along: x.shape[2]), z.shape[1])
  }

  public mutating func visitParameters(_ visit: (String, inout Variable) -> Void) {
    visit("weight", &weight)
    visit("bias", &bias)
  }
}
