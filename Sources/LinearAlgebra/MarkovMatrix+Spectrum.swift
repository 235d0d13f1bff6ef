import Elementary

/// What the eigenvalues of a reversible chain say about its mixing.
///
/// With detailed balance `√π_i P_ij /√π_j = √(P_ij P_ji)` is a symmetric matrix, so its
/// eigenvalues, which are those of `P`, are real: `1 = λ_1 > λ_2 ≥ … ≥ λ_n ≥ −1`.
extension MarkovMatrix {
  /// All eigenvalues in ascending order; the last is 1.
  ///
  /// - Precondition: The chain is irreducible, and reversible to within 1e-10.
  /// - Accuracy: absolute error about 1e-15.
  /// - Source: D. A. Levin, Y. Peres, E. L. Wilmer, "Markov Chains and Mixing Times" (2009), ch.
  ///   12.
  public func eigenvalues() -> [Double] {
    let defect = detailedBalanceDefect(stationaryDistribution())
    precondition(
      defect < 1e-10, "needs a reversible chain, but detailed balance fails by \(defect)")
    let symmetric = rows.indices.map { i in
      rows.indices.map { j in sqrt(rows[i][j] * rows[j][i]) }
    }
    return SymmetricEigen(symmetric).values
  }

  /// The spectral gap, `1 − λ_2`: what is slowest decays as `(1 − gap)ⁿ`.
  ///
  /// - Returns: A number in [0, 2]; 1/gap is the relaxation time in steps.
  /// - Precondition: As for ``eigenvalues()``, and at least two states.
  /// - Accuracy: absolute error about 1e-15.
  /// - Source: D. A. Levin, Y. Peres, E. L. Wilmer, "Markov Chains and Mixing Times" (2009), ch.
  ///   12.
  public func spectralGap() -> Double {
    precondition(rows.count >= 2, "one state has no gap")
    return 1 - eigenvalues()[rows.count - 2]
  }
}
