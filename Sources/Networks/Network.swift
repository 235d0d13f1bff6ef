import Autodiff
import Tensors

/// A function with parameters that can be learned.
///
/// A network is a value. Its parameters are variables: constants as long as the network is merely
/// used, tracked in the copy that `tracked(on:)` makes to learn from. What is infinite or NaN in an
/// input or a parameter gets into the output; nothing is put in its place.
///
/// ```swift
/// struct Quadratic: Network {
///   var precision = Variable(Tensor([1.0]))
///   func callAsFunction(_ x: Variable) -> Variable { x.square() * precision / 2 }
///   mutating func visitParameters(_ visit: (String, inout Variable) -> Void) {
///     visit("precision", &precision)
///   }
/// }
/// ```
public protocol Network: SendableMetatype {
  /// Hands every parameter to `visit` with its name, always in the same order. A network made of
  /// others passes theirs on with a prefix and a point: `layers.0.weight`.
  mutating func visitParameters(_ visit: (_ name: String, _ parameter: inout Variable) -> Void)
}

extension Network {
  /// The parameters with their names, in the order of `visitParameters`.
  public var parameters: [(name: String, variable: Variable)] {
    var copy = self
    var result: [(name: String, variable: Variable)] = []
    copy.visitParameters { result.append(($0, $1)) }
    return result
  }

  /// The number of numbers to learn.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.variable.count } }

  /// The same network with parameters that a tape tracks, and these parameters in order.
  public func tracked(on tape: Tape) -> (network: Self, parameters: [Variable]) {
    var copy = self
    var parameters: [Variable] = []
    copy.visitParameters { _, parameter in
      parameter = tape.variable(parameter.value)
      parameters.append(parameter)
    }
    return (copy, parameters)
  }

  /// The same network with constant parameters: no derivative passes through them.
  public func detached() -> Self {
    var copy = self
    copy.visitParameters { $1 = $1.detached() }
    return copy
  }
}
