import Elementary
import Tensors

// snippet.markov-kernel
/// A random rule that takes a state to the next one and needs to know nothing else.
///
/// The state is that of many independent chains at once: a tensor with one chain a row, or an array
/// with one state of a finite space for each chain. A kernel says how to take one step; running it
/// and following a chain come for free, and what is composed of kernels is a kernel again.
public protocol MarkovKernel<State> {
  /// Where all the chains are.
  associatedtype State

  /// Moves every chain by one step.
  mutating func step(_ x: inout State, using random: inout RandomStream)
}

extension MarkovKernel {
  /// Moves every chain by `steps` steps.
  public mutating func run(_ x: inout State, steps: Int, using random: inout RandomStream) {
    requireSteps(steps)
    for _ in 0..<steps { step(&x, using: &random) }
  }
}
// snippet.end

extension MarkovKernel {
  /// Where all the chains are after each of `steps` steps.
  ///
  /// A chain may run away to ±∞ and from there to NaN, as an unstable one does: its states are then
  /// what it came to, and estimates of them stop the program with a message.
  public mutating func states(
    from start: State, steps: Int, using random: inout RandomStream
  ) -> [State] {
    requireSteps(steps)
    var x = start
    return (0..<steps).map { _ in
      step(&x, using: &random)
      return x
    }
  }
}

private func requireSteps(_ steps: Int) {
  precondition(steps >= 0, "a Markov chain of \(steps) steps")
}

extension MarkovKernel<Tensor> {
  /// The trajectory of one chain.
  ///
  /// - Parameters:
  ///   - start: `[1, …]`.
  ///   - steps: how many steps to take, at least 1.
  /// - Returns: `[steps, …]`, the states after each step.
  public mutating func trajectory(
    from start: Tensor, steps: Int, using random: inout RandomStream
  ) -> Tensor {
    precondition(start.shape.first == 1, "a trajectory is that of one chain, not \(start.shape)")
    return .concatenated(states(from: start, steps: steps, using: &random))
  }
}
