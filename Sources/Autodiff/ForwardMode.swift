import Elementary
import Tensors

/// The Jacobian of y times a vector, by forward mode: the rate at which y changes when x moves
/// along v.
///
///     u_j = Σ_i ∂y_j/∂x_i v_i = d/dt y(x + t v) at t = 0
///
/// One sweep forwards over the tape, which carries the tangent of every node along: it costs about
/// what computing y did, whatever the sizes of x and y.
///
/// - Parameters:
///   - y: any shape.
///   - x: the variable that moves, tracked on y's tape.
///   - v: the direction, of x's shape.
///   - recording: whether the result is tracked in its turn, so that it can be differentiated.
/// - Returns: the product, of y's shape; a constant zero if y does not depend on x.
/// - Precondition: v has x's shape; x is tracked on the same tape as y.
/// - Source: R. E. Wengert, "A simple automatic derivative evaluation program", CACM 7 (1964), 463.
public func jacobianVectorProduct(
  of y: Variable, withRespectTo x: Variable, along v: Variable, recording: Bool = true
) -> Variable {
  precondition(
    v.shape == x.shape,
    "Jacobian–vector product: the direction has shape \(v.shape), the variable \(x.shape)")
  guard let path = Path(from: [x], to: y) else { return Variable(zeroLike: y) }
  let tape = path.tape
  // The tangent of every node, d(node)/dt.
  var tangents = [Variable?](repeating: nil, count: y.index + 1)
  tangents[x.index] = v
  for node in path.nodes.dropFirst() where path.isReached[node] {
    let point = Point(tape: tape, node: node, isRecording: recording)
    for edge in tape.nodes[node].edges {
      guard let tangent = tangents[tape.edges[edge].operand] else { continue }
      let part = tape.edges[edge].derivative.pushforward(tangent, point)
        .broadcast(to: tape.nodes[node].value.shape)
      tangents[node] = tangents[node].map { $0 + part } ?? part
    }
  }
  return tangents[y.index]!
}
