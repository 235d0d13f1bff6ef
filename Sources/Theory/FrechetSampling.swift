import Elementary

/// The Fréchet distance that chance alone makes.
public enum FrechetSampling {
  /// The mean distance between two samples of one Gaussian, to leading order in their sizes.
  ///
  ///     E W² ≈ (1/n + 1/m) (Σ_i λ_i + ½ Σ_ij λ_iλ_j (1 + δ_ij)/(λ_i + λ_j))
  ///
  /// The first sum comes from the means and is exact for any distribution.
  ///
  /// Derivation: for covariances Σ and Σ + Δ the distance is `½ Σ_ij Δ_ij²/(λ_i + λ_j)` to second
  /// order, in the eigenvectors of Σ, and a sample of n has `E Δ_ij² = λ_iλ_j (1 + δ_ij)/n`. In one
  /// dimension, `(s_1 − s_2)²` with `Var s ≈ λ/(2n)`.
  ///
  /// - Parameters:
  ///   - eigenvalues: those of the covariance; those that are 0 add nothing.
  ///   - n, m: the sizes of the samples, large beside the number of dimensions.
  public static func meanDistance(eigenvalues: [Double], _ n: Int, _ m: Int) -> Double {
    precondition(n > 0 && m > 0, "samples of \(n) and \(m) points")
    let λ = eigenvalues.filter { $0 > 0 }
    let pairs = λ.indices.map { i in
      sum(λ.indices.map { j in λ[i] * λ[j] * (i == j ? 2 : 1) / (λ[i] + λ[j]) })
    }
    return (1 / Double(n) + 1 / Double(m)) * (sum(λ) + sum(pairs) / 2)
  }
}
