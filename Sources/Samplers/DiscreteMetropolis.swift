import Elementary
import LinearAlgebra

extension MarkovMatrix {
  /// The Metropolis–Hastings chain on finitely many states, exactly: its transition matrix.
  ///
  ///     P_ij = q_ij min(1, π_j q_ji / (π_i q_ij))   for i ≠ j;   what is left stays in P_ii
  ///
  /// - Parameters:
  ///   - target: π, up to a factor: positive and finite numbers.
  ///   - proposal: q, n rows of n probabilities; what a row lacks to 1 is a proposal to stay.
  ///   - correctsForAsymmetry: false leaves out `q_ji/q_ij`, which is a mistake if q is not
  ///     symmetric.
  /// - Returns: the matrix; it keeps π if the correction is made.
  ///
  /// Source: W. K. Hastings, Biometrika 57 (1970), 97, section 2.
  public static func metropolis(
    target: [Double], proposal: [[Double]], correctsForAsymmetry: Bool = true
  ) -> MarkovMatrix {
    precondition(
      !target.isEmpty && target.allSatisfy { $0 > 0 && $0.isFinite },
      "Metropolis chain: the target's weights must be positive and finite, not \(target)")
    precondition(
      proposal.count == target.count
        && proposal.allSatisfy { row in
          row.count == target.count && row.allSatisfy { $0 >= 0 } && sum(row) <= 1 + 1e-12
        },
      "Metropolis chain: a proposal on \(target.count) states needs as many rows of as many "
        + "probabilities, not \(proposal)")
    let states = target.indices
    return MarkovMatrix(
      states.map { i in
        var row = states.map { j in
          guard i != j, proposal[i][j] > 0 else { return 0.0 }
          var ratio = target[j] / target[i]
          if correctsForAsymmetry { ratio *= proposal[j][i] / proposal[i][j] }
          return proposal[i][j] * min(1, ratio)
        }
        row[i] = max(0, 1 - sum(row))
        return row
      })
  }
}
