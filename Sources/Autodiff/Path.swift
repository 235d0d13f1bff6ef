import Elementary

/// The part of a tape that leads from some inputs to a result.
struct Path {
  let tape: Tape
  /// From the first input to the result; nodes outside have no part in the derivative.
  let nodes: ClosedRange<Int>
  /// For every node up to the result, whether it is an input or depends on one.
  private(set) var isReached: [Bool]
  /// For every node up to the result, whether it is an input.
  private(set) var isInput: [Bool]

  /// - Returns: `nil` if the result does not depend on any of the inputs.
  /// - Precondition: the inputs are tracked on the result's tape, unless the result is constant.
  init?(from inputs: [Variable], to result: Variable) {
    for input in inputs {
      precondition(
        input.isTracked, "derivative: the input of shape \(input.shape) is a constant")
      input.tape!.check(input)
    }
    guard let tape = result.tape else { return nil }
    tape.check(result)
    isInput = [Bool](repeating: false, count: result.index + 1)
    for input in inputs {
      precondition(
        input.tape === tape,
        "derivative: the input of shape \(input.shape) is on another tape than the result "
          + "of shape \(result.shape)")
      if input.index <= result.index { isInput[input.index] = true }
    }
    guard let first = isInput.firstIndex(of: true) else { return nil }
    isReached = isInput
    for node in first...result.index where !isReached[node] {
      for edge in tape.nodes[node].edges where isReached[tape.edges[edge].operand] {
        isReached[node] = true
        break
      }
    }
    guard isReached[result.index] else { return nil }
    self.tape = tape
    nodes = first...result.index
  }
}
