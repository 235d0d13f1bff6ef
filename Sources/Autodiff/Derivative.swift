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
  let push: Map
  /// `g ↦ Jᵀ g`: reverse mode.
  let pull: Map

  init(_ push: @escaping Map, pull: @escaping Map) {
    self.push = push
    self.pull = pull
  }

  /// An elementwise operation: J is diagonal, its own transpose. Where the operand was broadcast,
  /// the sweeps broadcast and sum.
  static func elementwise(_ map: @escaping Map) -> Derivative {
    Derivative(map, pull: map)
  }
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
  /// The result of an operation with its derivatives, recorded if any operand is tracked.
  static func record(_ value: Tensor, _ operands: [(Variable, Derivative)]) -> Variable {
    for (operand, _) in operands {
      if let tape = operand.tape { return tape.append(value, operands) }
    }
    return Variable(value)
  }
}
