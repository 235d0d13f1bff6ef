import Autodiff
import Elementary
import Tensors

/// An affine layer.
///
///     z = x W + b
public struct Linear: Network {
  /// `W`, shape `[inputs, outputs]`.
  public var weight: Variable
  /// `b`, shape `[outputs]`.
  public var bias: Variable

  /// A layer of given parameters.
  public init(weight: Tensor, bias: Tensor) {
    precondition(
      weight.rank == 2 && bias.shape == [weight.shape[1]],
      "Linear: weight \(weight.shape) [inputs, outputs] with bias \(bias.shape): "
        + "[outputs] expected")
    self.weight = Variable(weight)
    self.bias = Variable(bias)
  }

  /// A layer with random weights that keep the variance of its input.
  ///
  ///     W_ij ~ N(0, g²/inputs),   b = 0
  ///
  /// - Parameters:
  ///   - inputs: the length of a row of x.
  ///   - outputs: the length of a row of z.
  ///   - gain: g: 1 if the input has mean square 1, else one over the root of its mean square.
  ///   - random: the stream to draw from.
  /// - Source: K. He, X. Zhang, S. Ren, J. Sun, "Delving deep into rectifiers", ICCV 2015, eq. 10,
  ///   where g = √2 is the value for the rectifier.
  public init(
    inputs: Int, outputs: Int, gain: Double = 1, using random: inout RandomStream
  ) {
    precondition(
      inputs > 0 && outputs > 0, "Linear: \(inputs) inputs and \(outputs) outputs")
    self.init(
      weight: random.normal([inputs, outputs]) * Float(gain / sqrt(Double(inputs))),
      bias: Tensor(repeating: 0, shape: [outputs]))
  }

  /// The layer's output.
  ///
  /// - Parameter x: `[batch, inputs]`.
  /// - Returns: `[batch, outputs]`.
  public func callAsFunction(_ x: Variable) -> Variable { linear(x, weight: weight, bias: bias) }

  /// The layer's output, activated.
  public func callAsFunction(_ x: Variable, activation: SigmoidalFunction) -> Variable {
    linear(x, weight: weight, bias: bias, activation: activation)
  }

  public mutating func visitParameters(_ visit: (String, inout Variable) -> Void) {
    visit("weight", &weight)
    visit("bias", &bias)
  }
}
