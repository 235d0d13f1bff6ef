/// The Cholesky factor of a covariance matrix, `Σ = L Lᵀ`, in Double.
struct Cholesky: Sendable {
  /// The lower triangle L, row by row; zeros above.
  let lower: [[Double]]

  /// - Precondition: the matrix is square, symmetric and positive definite.
  init(_ matrix: [[Double]]) {
    let n = matrix.count
    precondition(
      matrix.allSatisfy { $0.count == n }, "a covariance must be square, not \(matrix)")
    var lower = [[Double]](repeating: [Double](repeating: 0, count: n), count: n)
    for i in 0..<n {
      for j in 0...i {
        precondition(matrix[i][j] == matrix[j][i], "a covariance must be symmetric, not \(matrix)")
        var rest = matrix[i][j]
        for k in 0..<j { rest -= lower[i][k] * lower[j][k] }
        if i == j {
          precondition(rest > 0, "a covariance must be positive definite, not \(matrix)")
          lower[i][i] = rest.squareRoot()
        } else {
          lower[i][j] = rest / lower[j][j]
        }
      }
    }
    self.lower = lower
  }

  /// `L⁻¹`, by forward substitution on the columns of the identity.
  var inverseLower: [[Double]] {
    let n = lower.count
    var inverse = [[Double]](repeating: [Double](repeating: 0, count: n), count: n)
    for column in 0..<n {
      for i in column..<n {
        var rest = i == column ? 1.0 : 0
        for k in column..<i { rest -= lower[i][k] * inverse[k][column] }
        inverse[i][column] = rest / lower[i][i]
      }
    }
    return inverse
  }
}
