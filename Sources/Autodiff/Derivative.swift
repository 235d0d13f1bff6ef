import Tensors

/// The derivative of an operation with respect to one of its operands: a linear map J of small
/// changes of the operand to small changes of the result, and its transpose Jᵀ.
///
/// Both are written with operations on variables, never on bare tensors, so that they can be
/// differentiated again, and take the values they depend on from the `Point` where the operation
/// was carried out. They cannot capture a variable, which is not `Sendable`: it would hold the
/// tape that holds them.
struct Derivative: Sendable {
  typealias Map = @Sendable (_ direction: Variable, _ at: Point) -> Variable

  /// `ẋ ↦ J ẋ`: forward mode.
  let pushforward: Map
  /// `g ↦ Jᵀ g`: reverse mode.
  let pullback: Map
}

/// The place on the tape where an operation was carried out.
struct Point {
  let tape: Tape
  let node: Int
  /// Whether what is computed from here is recorded in its turn.
  let isRecording: Bool

  /// The operation's operand number `i`.
  subscript(i: Int) -> Variable {
    variable(tape.edges[tape.nodes[node].edges.lowerBound + i].operand)
  }

  /// The operation's result.
  var result: Variable { variable(node) }

  private func variable(_ index: Int) -> Variable {
    let value = tape.nodes[index].value
    return isRecording && !tape.nodes[index].isConstant
      ? Variable(value, tape: tape, index: index) : Variable(value)
  }
}

extension Variable {
  /// The result of an operation on one operand, recorded if that is tracked.
  static func record(
    _ value: Tensor, of x: Variable, pushforward: @escaping Derivative.Map,
    pullback: @escaping Derivative.Map
  ) -> Variable {
    guard let tape = x.tape else { return Variable(value) }
    let first = tape.edges.count
    tape.addEdge(to: x, Derivative(pushforward: pushforward, pullback: pullback))
    return tape.addNode(value, edgesFrom: first)
  }

  /// The result of an operation on several operands, recorded if any of them is tracked.
  static func record(_ value: Tensor, of operands: [(Variable, Derivative)]) -> Variable {
    guard let tape = operands.lazy.compactMap(\.0.tape).first else { return Variable(value) }
    let first = tape.edges.count
    for (operand, derivative) in operands { tape.addEdge(to: operand, derivative) }
    return tape.addNode(value, edgesFrom: first)
  }

  /// The result of an elementwise operation. Its Jacobian is diagonal, so one map serves as
  /// pushforward and as pullback.
  static func elementwise(
    _ value: Tensor, of x: Variable, dx: @escaping Derivative.Map
  ) -> Variable {
    record(value, of: x, pushforward: dx, pullback: dx)
  }

  /// The result of an elementwise operation on two operands. Where one of them was broadcast, the
  /// sweeps broadcast tangents and sum cotangents.
  static func elementwise(
    _ value: Tensor, of x: Variable, _ y: Variable, dx: @escaping Derivative.Map,
    dy: @escaping Derivative.Map
  ) -> Variable {
    guard let tape = x.tape ?? y.tape else { return Variable(value) }
    let first = tape.edges.count
    tape.addEdge(to: x, Derivative(pushforward: dx, pullback: dx))
    tape.addEdge(to: y, Derivative(pushforward: dy, pullback: dy))
    return tape.addNode(value, edgesFrom: first)
  }
}
