import Elementary
import Tensors

/// The gradient of a scalar, by reverse mode.
///
///     g_i = ∂y/∂x_i
///
/// - Parameters:
///   - y: a variable with one element.
///   - inputs: the variables to differentiate by, each tracked on y's tape.
///   - recording: whether the gradients are tracked in their turn, so that they can be
///     differentiated again. A training step needs no more than their values: `false` then saves
///     time and memory.
/// - Returns: for each input the gradient, of the input's shape; a constant zero where y does not
///   depend on it.
/// - Precondition: y has one element; the inputs are tracked on the same tape as y.
/// - Source: S. Linnainmaa, "Taylor expansion of the accumulated rounding error", BIT 16 (1976),
///   146.
public func gradient(
  of y: Variable, withRespectTo inputs: [Variable], recording: Bool = true
) -> [Variable] {
  precondition(
    y.count == 1,
    "gradient: only of a single number, not of shape \(y.shape): take its sum, "
      + "or vectorJacobianProduct(of:withRespectTo:with:)")
  return vectorJacobianProduct(
    of: y, withRespectTo: inputs, with: Variable(Tensor(repeating: 1, shape: y.shape)),
    recording: recording)
}

/// A vector times the Jacobian of y, by reverse mode: the gradient of `vᵀy` for a fixed v.
///
///     g_i = Σ_j v_j ∂y_j/∂x_i
///
/// One sweep backwards over the tape: it costs a few times what computing y did, whatever the
/// number of inputs.
///
/// - Parameters:
///   - y: any shape.
///   - inputs: the variables to differentiate by, each tracked on y's tape.
///   - v: the vector, of y's shape.
///   - recording: whether the results are tracked in their turn.
/// - Returns: for each input the product, of the input's shape; a constant zero where y does not
///   depend on it.
/// - Precondition: v has y's shape; the inputs are tracked on the same tape as y.
public func vectorJacobianProduct(
  of y: Variable, withRespectTo inputs: [Variable], with v: Variable, recording: Bool = true
) -> [Variable] {
  precondition(
    v.shape == y.shape,
    "vector–Jacobian product: the vector has shape \(v.shape), the variable \(y.shape)")
  guard let path = Path(from: inputs, to: y) else { return inputs.map(Variable.init(zeroLike:)) }
  let tape = path.tape
  // The cotangent of every node, ∂(vᵀy)/∂node, complete when the sweep comes to the node.
  var cotangents = [Variable?](repeating: nil, count: y.index + 1)
  cotangents[y.index] = v
  for node in path.nodes.reversed() where path.isReached[node] {
    guard let cotangent = cotangents[node] else { continue }
    if !path.isInput[node] { cotangents[node] = nil }
    let point = Point(tape: tape, node: node, isRecording: recording)
    for edge in tape.nodes[node].edges {
      let operand = tape.edges[edge].operand
      guard path.isReached[operand] else { continue }
      let part = tape.edges[edge].derivative.pullback(cotangent, point)
        .sum(to: tape.nodes[operand].value.shape)
      if let sum = cotangents[operand].take() {
        cotangents[operand] = sum + part
      } else {
        cotangents[operand] = part
      }
    }
  }
  return inputs.map { input in
    (input.index <= y.index ? cotangents[input.index] : nil) ?? Variable(zeroLike: input)
  }
}

/// The gradient of a scalar with respect to one variable.
public func gradient(
  of y: Variable, withRespectTo input: Variable, recording: Bool = true
) -> Variable {
  gradient(of: y, withRespectTo: [input], recording: recording)[0]
}

extension Variable {
  /// A constant zero of the same shape.
  init(zeroLike other: Variable) { self.init(Tensor(repeating: 0, shape: other.shape)) }
}
