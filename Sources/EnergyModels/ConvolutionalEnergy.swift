import Autodiff
import Elementary
import Networks
import Tensors

/// A convolutional network with one output, taken as the energy of a picture.
///
///     h_0 = x,   h_l = φ(W_l ∗ h_{l−1} + b_l),   E(x) = w · h_L + b
///
/// with φ = SiLU, also called swish, and the convolution ∗ in steps of its stride. The picture is a
/// point of a space with one coordinate for each pixel: `[batch, side · side]`.
public struct ConvolutionalEnergy: EnergyNetwork {
  /// The convolutions from the first to the last.
  public var convolutions: [Convolution]
  /// The linear unit.
  public var output: Linear
  /// Pixels along each side of a picture.
  public let side: Int

  /// A network with random weights, as `Convolution` and `Linear` draw them.
  ///
  /// - Parameters:
  ///   - side: pixels along each side of a picture.
  ///   - channels: of the pictures and after each convolution.
  ///   - strides: of each convolution, whose windows have 3 × 3 pixels and reach one over the edge.
  ///   - random: the stream to draw from.
  public init(
    side: Int, channels: [Int] = [1, 32, 32, 64], strides: [Int] = [1, 2, 2],
    using random: inout RandomStream
  ) {
    precondition(
      channels.count == strides.count + 1 && !strides.isEmpty,
      "ConvolutionalEnergy: channels \(channels) with strides \(strides): one more expected")
    convolutions = strides.indices.map { l in
      Convolution(
        inputs: channels[l], outputs: channels[l + 1], stride: strides[l], padding: 1,
        using: &random)
    }
    self.side = side
    let places = convolutions.reduce(side) { $1.window.places(along: $0) }
    output = Linear(inputs: places * places * channels.last!, outputs: 1, using: &random)
  }

  /// A picture of 8 × 8 pixels becomes some ten thousand numbers on the way.
  public var rowsOfBlock: Int { 32 }

  // snippet.convolutional-energy
  public func energy(_ x: Variable) -> Variable {
    precondition(
      x.rank >= 2 && x.count == x.shape[0] * side * side * convolutions[0].inputs,
      "ConvolutionalEnergy: points \(x.shape) for pictures of \(side) × \(side) pixels")
    var h = x.reshaped(x.shape[0], side, side, convolutions[0].inputs)
    for layer in convolutions { h = layer(h, activation: .silu) }
    return output(h.reshaped(x.shape[0], -1)).reshaped(x.shape[0])
  }
  // snippet.end

  public mutating func visitParameters(_ visit: (String, inout Variable) -> Void) {
    for l in convolutions.indices {
      convolutions[l].visitParameters { visit("convolutions.\(l).\($0)", &$1) }
    }
    output.visitParameters { visit("output.\($0)", &$1) }
  }
}
