import Elementary
import ScoreMatching

/// Hutchinson's estimator of a trace, `uᵀAu` with a random u.
///
/// For the first three distributions E uuᵀ = I, so the mean is tr A. Only the symmetric part of A
/// counts, B = (A + Aᵀ)/2. The mean over M independent directions has a variance M times smaller.
public enum Hutchinson {
  /// `E uᵀAu`.
  ///
  ///     tr A;   tr A/d on the unit sphere
  ///
  /// - Parameters:
  ///   - matrix: A, `[d, d]`.
  ///   - distribution: that of u.
  /// - Returns: the mean.
  /// - Accuracy: about 1e-16 × the sum of the entries' magnitudes.
  /// - Source: M. F. Hutchinson, Communications in Statistics 18 (1989), 1059.
  public static func mean(of matrix: [[Double]], distribution: ProjectionDistribution) -> Double {
    requireSquare(matrix)
    let trace = sum(matrix.indices.map { matrix[$0][$0] })
    return distribution == .unitSphere ? trace / Double(matrix.count) : trace
  }

  /// `Var uᵀAu`, divided by the number of directions.
  ///
  ///     Gaussian:      2‖B‖²
  ///     Rademacher:    2(‖B‖² − Σ B_ii²)
  ///     radius √d:     2d/(d+2) (‖B‖² − tr²B/d)
  ///     radius 1:      1/d² of that
  ///
  /// with the Frobenius norm ‖B‖² = Σ B_ij². Derivation: uᵀBu = Σ B_ii u_i² + 2 Σ_{i<j} B_ij u_i
  /// u_j. The products u_i u_j, i < j, are uncorrelated with each other and with the squares, by
  /// their signs, so that Var = Σ_ij B_ii B_jj Cov(u_i², u_j²) + 4 Σ_{i<j} B_ij² E u_i² u_j².
  /// Signs: the squares are 1. Gaussian: Var u_i² = 2. Radius √d: E u_i⁴ = 3d/(d+2), E u_i² u_j² =
  /// d/(d+2).
  ///
  /// - Parameters:
  ///   - matrix: A, `[d, d]`.
  ///   - distribution: that of u.
  ///   - projections: M ≥ 1.
  /// - Returns: the variance of the mean over M directions.
  /// - Accuracy: about 1e-15 × ‖A‖²; signs are exact, 0, for a diagonal matrix.
  /// - Source: Hutchinson (1989); H. Avron, S. Toledo, Journal of the ACM 58 (2011), article 8,
  ///   for Gaussian and Rademacher; the derivation above for the sphere.
  public static func variance(
    of matrix: [[Double]], distribution: ProjectionDistribution, projections: Int = 1
  ) -> Double {
    requireSquare(matrix)
    precondition(projections >= 1, "needs a projection or more, got \(projections)")
    let d = Double(matrix.count)
    let diagonal = sum(matrix.indices.map { matrix[$0][$0] * matrix[$0][$0] })
    let rest = sum(
      matrix.indices.flatMap { i in
        matrix.indices.filter { $0 != i }.map { j in
          let b = (matrix[i][j] + matrix[j][i]) / 2
          return b * b
        }
      })
    let trace = mean(of: matrix, distribution: .gaussian)
    let onSphere = 2 * d / (d + 2) * (diagonal + rest - trace * trace / d)
    let variance =
      switch distribution {
      case .gaussian: 2 * (diagonal + rest)
      case .rademacher: 2 * rest
      case .sphere: onSphere
      case .unitSphere: onSphere / (d * d)
      }
    return variance / Double(projections)
  }

  private static func requireSquare(_ matrix: [[Double]]) {
    precondition(
      !matrix.isEmpty && matrix.allSatisfy { $0.count == matrix.count },
      "needs a square matrix, got \(matrix.count) rows of \(matrix.map(\.count))")
  }
}
