import Elementary
import Autodiff
import Tensors

/// A rule that moves parameters along their gradients, and what it remembers of earlier steps.
public protocol Optimizer: Sendable {
  /// Takes one step downhill.
  ///
  /// - Parameters:
  ///   - network: what is moved; the same network in every call.
  ///   - gradients: one for every parameter, in the order of `visitParameters`; what is NaN or
  ///     infinite gets into the parameters, so `Training` stops before.
  /// - Precondition: there are as many gradients as parameters, of the same shapes.
  mutating func step<N: Network>(_ network: inout N, gradients: [Tensor])
}

extension Network {
  /// Hands every parameter to `change` with its number, its name and its gradient.
  mutating func updateParameters(
    _ gradients: [Tensor],
    _ change: (_ number: Int, _ name: String, _ parameter: inout Tensor, _ gradient: Tensor) -> Void
  ) {
    var number = 0
    visitParameters { name, parameter in
      precondition(
        number < gradients.count && gradients[number].shape == parameter.shape,
        "optimizer: parameter \(number), \(name), has shape \(parameter.shape), "
          + (number < gradients.count
            ? "its gradient \(gradients[number].shape)" : "and there are \(number) gradients"))
      parameter.update { change(number, name, &$0, gradients[number]) }
      number += 1
    }
    precondition(
      number == gradients.count, "optimizer: \(number) parameters, \(gradients.count) gradients")
  }
}

/// Makes the gradients shorter, all by the same factor, if together they are longer than `norm`.
///
///     g ← g min(1, c/‖g‖),   ‖g‖² = Σ g_i² over all gradients
///
/// - Parameters:
///   - gradients: what is clipped.
///   - norm: c > 0; `nil` and ∞ never clip.
/// - Returns: ‖g‖ before clipping, not finite if any gradient is not.
/// - Source: R. Pascanu, T. Mikolov, Y. Bengio, "On the difficulty of training recurrent neural
///   networks", ICML 2013, algorithm 1.
@discardableResult
public func clip(_ gradients: inout [Tensor], toNorm norm: Double? = nil) -> Double {
  let all = gradients
  let squares = Parallel.mapChunks(of: all.count, size: 1) { all[$0.lowerBound].sumOfSquares() }
  let length = squares.reduce(0, +).squareRoot()
  if let norm {
    precondition(norm > 0, "clip: the norm must be positive, not \(norm)")
    if length > norm && length.isFinite {
      for i in gradients.indices { gradients[i] *= Float(norm / length) }
    }
  }
  return length
}
