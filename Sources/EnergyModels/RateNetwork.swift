import Autodiff
import Elementary
import Networks
import Tensors

/// A network that says how fast the log density of noised points changes with the noise.
public protocol RateNetwork: Network {
  /// f ≈ `∂ ln q(x; t)/∂ ln t`.
  ///
  /// - Parameters:
  ///   - x: noised points, `[points, dim]`.
  ///   - variances: t of every point, `[points, 1]`, positive.
  /// - Returns: `[points]`.
  func rate(_ x: Variable, variances: Tensor) -> Variable
}

/// A perceptron as a rate.
///
///     f(x, t) = φ(x/√(1 + t), ln t)
///
/// It sees points of about the same size whatever the noise.
public struct RateMLP: RateNetwork {
  /// φ, from d + 1 numbers to one.
  public var body: MLP

  /// A network with random weights.
  ///
  /// - Parameters:
  ///   - dimension: d.
  ///   - hidden: the widths of the hidden layers.
  ///   - random: the stream to draw from.
  public init(dimension d: Int, hidden: [Int], using random: inout RandomStream) {
    body = MLP([d + 1] + hidden + [1], using: &random)
  }

  public func rate(_ x: Variable, variances t: Tensor) -> Variable {
    precondition(
      t.shape == [x.shape[0], 1] && t.min() > 0 && t.max() < .infinity,
      "rate: variances of shape \(t.shape) from \(t.min()) to \(t.max()) for points \(x.shape)")
    let scaled = x / Variable(sqrt(1 + t))
    return body(.concatenated([scaled, Variable(log(t))], axis: 1)).reshaped(to: [x.shape[0]])
  }

  public mutating func visitParameters(_ visit: (String, inout Variable) -> Void) {
    body.visitParameters { visit("body.\($0)", &$1) }
  }
}

extension RateNetwork {
  /// The rates of some points at one variance, with no derivative.
  ///
  /// - Parameters:
  ///   - x: `[points, dim]`.
  ///   - t: the variance of the noise, positive.
  public func rate(_ x: Tensor, variance t: Double) -> Tensor {
    detached().rate(Variable(x), variances: Tensor(repeating: Float(t), shape: [x.shape[0], 1]))
      .value
  }

  /// What the steps of a ladder add up to, `ln q(x; a) − ln q(x; b)`.
  ///
  /// - Parameters:
  ///   - x: `[points, dim]`.
  ///   - variances: a and b, the ends of the ladder, positive.
  ///   - steps: how many lie between them, at least 1; each has the length `h = ln(b/a)/steps`.
  public func logRatio(_ x: Tensor, over variances: ClosedRange<Double>, steps: Int) -> Tensor {
    precondition(
      steps >= 1 && Float(variances.lowerBound) > 0 && Float(variances.upperBound).isFinite,
      "log ratio over variances \(variances) in \(steps) steps")
    let (low, h) = (
      log(variances.lowerBound),
      log(variances.upperBound / variances.lowerBound) / Double(steps)
    )
    var total = Tensor(repeating: 0, shape: [x.shape[0]])
    // snippet.telescope
    for k in 0..<steps {
      total -= Float(h) * rate(x, variance: exp(low + (Double(k) + 0.5) * h))
    }
    // snippet.end
    return total
  }
}
