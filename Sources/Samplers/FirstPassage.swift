import Elementary
import Tensors

extension MarkovKernel<Tensor> {
  /// How many steps each chain takes until it arrives somewhere for the first time.
  ///
  /// Chains that have arrived are taken out, so the work is in proportion to the sum of all steps.
  ///
  /// - Parameters:
  ///   - start: `[chains, …]`.
  ///   - isThere: 1 for states that have arrived, 0 for others: `[chains, …]` → `[chains]`. A chain
  ///     that comes to NaN, and so to nowhere, stops the program.
  /// - Returns: the number of steps of each chain in the order of arrival, at least 1.
  public mutating func firstPassages(
    from start: Tensor, using random: inout RandomStream, to isThere: (Tensor) -> Tensor
  ) -> [Int] {
    var (x, steps, arrivals) = (start, 0, [Int]())
    while x.rowCount > 0 {
      step(&x, using: &random)
      steps += 1
      let arrived = isThere(x)
      precondition(
        arrived.shape == [x.rowCount] && !x.sum().isNaN && !arrived.sum().isNaN,
        "first passage: after \(steps) steps a chain is at NaN, or there are \(arrived.shape) "
          + "answers for \(x.shape)")
      guard arrived.max() > 0 else { continue }
      let flags = arrived.scalars
      let staying = flags.indices.filter { flags[$0] == 0 }
      arrivals += [Int](repeating: steps, count: x.rowCount - staying.count)
      if staying.isEmpty { break }
      x = x.gatherRows(staying)
    }
    return arrivals
  }
}
