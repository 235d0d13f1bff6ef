import Elementary
import Tensors

/// The states of many chains that live on from one step of training to the next.
///
/// A step draws some of the chains, moves them and puts them back. Now and then a chain is given up
/// for a fresh start, so that the buffer finds regions that none of its chains would walk to.
public struct ReplayBuffer {
  /// The states of all chains, `[capacity, dim]`.
  public private(set) var states: Tensor
  /// The probability that a chain that is drawn starts afresh, from 0 to 1.
  public let renewal: Double
  /// Fresh starts: a count → `[count, dim]`.
  private let fresh: (Int, inout RandomStream) -> Tensor

  /// A buffer filled with fresh starts.
  ///
  /// - Parameters:
  ///   - capacity: how many chains there are.
  ///   - renewal: the probability that a chain starts afresh when it is drawn.
  ///   - random: the stream to draw from.
  ///   - fresh: draws fresh starts, noise that covers all places where the model may put mass.
  public init(
    capacity: Int, renewal: Double = 0, using random: inout RandomStream,
    fresh: @escaping (_ count: Int, _ random: inout RandomStream) -> Tensor
  ) {
    precondition(
      capacity > 0 && (0...1).contains(renewal),
      "replay buffer: capacity \(capacity), renewal \(renewal): needs > 0 and 0…1")
    states = fresh(capacity, &random)
    precondition(
      states.rank >= 2 && states.shape[0] == capacity,
      "replay buffer: fresh starts \(states.shape) for \(capacity) chains")
    self.renewal = renewal
    self.fresh = fresh
  }

  /// Moves some of the chains, chosen at random; each of them may start afresh.
  ///
  /// - Parameters:
  ///   - count: how many chains, from 1 to the capacity.
  ///   - random: the stream to draw from.
  ///   - move: where chains get from given places, `[count, dim]` → `[count, dim]`.
  /// - Returns: where they got, `[count, dim]`, which the buffer keeps.
  public mutating func advance(
    _ count: Int, using random: inout RandomStream,
    by move: (_ starts: Tensor, _ random: inout RandomStream) -> Tensor
  ) -> Tensor {
    let capacity = states.shape[0]
    precondition(
      (1...capacity).contains(count), "replay buffer: \(count) chains drawn of \(capacity)")
    let order = random.permutation(capacity)
    // How many start afresh is drawn: a rounded mean would be 0 for ever where it is below ½.
    let renewed = (0..<count).count { _ in random.uniform() < renewal }
    let kept = states.gatherRows(Array(order[renewed..<count]))
    let starts = renewed == 0 ? kept : .concatenated([fresh(renewed, &random), kept])
    let ends = move(starts, &random)
    precondition(
      ends.shape == starts.shape, "replay buffer: chains \(starts.shape) moved to \(ends.shape)")
    states = .concatenated([ends, states.gatherRows(Array(order[count...]))])
    return ends
  }
}
