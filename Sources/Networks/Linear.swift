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

  /// A layer with random weights that keep the mean square of its input, and no bias.
  ///
  ///     W_ij ~ N(0, 1/inputs),   b = 0,   so that E[z_j²] = Σ_i x_i²/inputs
  ///
  /// No gain makes up for what activation functions take away between layers: networks that learn
  /// scores did worse with it.
  ///
  /// - Parameters:
  ///   - inputs: the length of a row of x.
  ///   - outputs: the length of a row of z.
  ///   - random: the stream to draw from.
  /// - Source: Y. LeCun, L. Bottou, G. B. Orr, K.-R. Müller, "Efficient BackProp" (1998), eq. 16.
  public init(inputs: Int, outputs: Int, using random: inout RandomStream) {
    precondition(
      inputs > 0 && outputs > 0, "Linear: \(inputs) inputs and \(outputs) outputs")
    self.init(
      weight: random.normal([inputs, outputs]) / Float(inputs).squareRoot(),
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
