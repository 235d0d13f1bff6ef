import Elementary
import Tensors

/// The record of a computation: one node for every value, in the order of their making.
///
/// A node knows the nodes it was computed from and, for each, the derivative. Reading the tape
/// backwards gives gradients (`gradient(of:withRespectTo:)`); reading it forwards carries a
/// direction along (`jacobianVectorProduct(of:withRespectTo:along:)`). Derivatives are themselves
/// computed by recorded operations, so they can be differentiated again, to any order.
///
/// A tape keeps every recorded value until `clear()` or its own end. A training loop clears it
/// after each step: its arrays then keep their memory, and the tensors' memory goes to the pool
/// from which the next step takes it.
///
/// Source: R. E. Wengert, "A simple automatic derivative evaluation program", CACM 7 (1964), 463.
public final class Tape {
  struct Node {
    let value: Tensor
    /// The node's share of `edges`; empty for variables and constants.
    let edges: Range<Int>
    let isConstant: Bool
  }

  struct Edge {
    let operand: Int
    let derivative: Derivative
  }

  private(set) var nodes: [Node] = []
  private(set) var edges: [Edge] = []
  /// Counts the calls of `clear()`, so that a variable from before is noticed.
  private(set) var recording = 0

  /// An empty tape.
  public init() {}

  /// The number of nodes recorded.
  public var count: Int { nodes.count }

  /// Begins to track a tensor: derivatives may be taken with respect to the result.
  public func variable(_ value: Tensor) -> Variable {
    nodes.append(Node(value: value, edges: 0..<0, isConstant: false))
    return Variable(value, tape: self, index: nodes.count - 1)
  }

  /// Forgets everything recorded. Variables from before can no longer be operated on, though their
  /// values stay.
  public func clear() {
    nodes.removeAll(keepingCapacity: true)
    edges.removeAll(keepingCapacity: true)
    recording += 1
  }

  /// Adds an edge to the node that comes next.
  func addEdge(to operand: Variable, _ derivative: Derivative) {
    edges.append(Edge(operand: node(of: operand), derivative: derivative))
  }

  /// Adds a node for a value that was computed from the operands of all edges from `first` on.
  func addNode(_ value: Tensor, edgesFrom first: Int) -> Variable {
    nodes.append(Node(value: value, edges: first..<edges.count, isConstant: false))
    return Variable(value, tape: self, index: nodes.count - 1)
  }

  /// The node of an operand. A constant gets one here, since derivatives need its value.
  private func node(of operand: Variable) -> Int {
    guard let tape = operand.tape else {
      nodes.append(Node(value: operand.value, edges: 0..<0, isConstant: true))
      return nodes.count - 1
    }
    precondition(
      tape === self, "a variable of shape \(operand.shape) is on another tape than its partner")
    check(operand)
    return operand.index
  }

  /// Refuses variables of an earlier recording.
  func check(_ variable: Variable) {
    precondition(
      variable.recording == recording,
      "a variable of shape \(variable.shape) was recorded before its tape was cleared")
  }
}
