import Distributions
import Elementary
import LinearAlgebra
import Tensors

extension MarkovMatrix: MarkovKernel {
  /// Moves every chain by one step: from state i to state j with probability `P_ij`.
  ///
  /// - Parameter x: the state of every chain, from 0 to n − 1.
  public func step(_ x: inout [Int], using random: inout RandomStream) {
    for i in x.indices {
      precondition(rows.indices.contains(x[i]), "state \(x[i]) of a chain with \(rows.count)")
      var rest = random.uniform()
      let row = rows[x[i]]
      // Rounding may leave a little of the row's sum: it belongs to its last possible state.
      x[i] =
        row.firstIndex { probability in
          rest -= probability
          return rest < 0
        } ?? row.lastIndex { $0 > 0 }!
    }
  }
}
