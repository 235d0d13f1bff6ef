import Elementary

/// The Cholesky factor of a symmetric positive definite matrix, `A = L Lᵀ` with `L` lower
/// triangular: all that a Gaussian needs of linear algebra.
///
/// - Accuracy: backward stable; solutions lose as many digits as the condition number has.
/// - Source: A.-L. Cholesky (1910), published by Benoît (1924).
public struct Cholesky: Sendable, Equatable {
  /// `L` as `d` rows of `d` numbers, zero above the diagonal.
  public let lower: [[Double]]

  /// Factors a matrix.
  ///
  /// - Parameter matrix: `A`, `d` rows of `d` numbers.
  /// - Returns: `nil` if the matrix is not positive definite.
  /// - Precondition: The matrix is square and symmetric.
  public init?(_ matrix: [[Double]]) {
    let dimension = matrix.count
    precondition(
      matrix.allSatisfy { $0.count == dimension },
      "needs a square matrix, got \(dimension) rows of \(matrix.map(\.count))")
    var lower = [[Double]](
      repeating: [Double](repeating: 0, count: dimension), count: dimension)
    for i in 0..<dimension {
      for j in 0...i {
        precondition(
          matrix[i][j] == matrix[j][i] || matrix[i][j].isNaN,
          "needs a symmetric matrix, got \(matrix[i][j]) and \(matrix[j][i]) at \(i), \(j)")
        var rest = matrix[i][j]
        for k in 0..<j { rest -= lower[i][k] * lower[j][k] }
        if i == j {
          guard rest > 0 else { return nil }
          lower[i][i] = sqrt(rest)
        } else {
          lower[i][j] = rest / lower[j][j]
        }
      }
    }
    self.lower = lower
  }

  /// `ln |A| = 2 Σ ln L_ii`.
  public var logDeterminant: Double {
    lower.indices.reduce(0.0) { $0 + 2 * log(lower[$1][$1]) }
  }

  /// Solves `L y = b` by forward substitution: it whitens, as `y` is standard normal for
  /// `b ~ N(0, A)`.
  public func whiten(_ b: [Double]) -> [Double] {
    var y = b
    for i in y.indices {
      for k in 0..<i { y[i] -= lower[i][k] * y[k] }
      y[i] /= lower[i][i]
    }
    return y
  }

  /// Solves `A x = b`.
  public func solve(_ b: [Double]) -> [Double] {
    var x = whiten(b)
    for i in x.indices.reversed() {
      for k in (i + 1)..<max(i + 1, x.count) { x[i] -= lower[k][i] * x[k] }
      x[i] /= lower[i][i]
    }
    return x
  }

  /// `L⁻¹`, lower triangular: `L⁻¹ x` is standard normal for `x ~ N(0, A)`.
  public var inverseLower: [[Double]] {
    let columns = lower.indices.map { j in whiten(lower.indices.map { $0 == j ? 1 : 0 }) }
    return lower.indices.map { i in columns.map { $0[i] } }
  }

  /// `A⁻¹`, symmetric to the last bit.
  public var inverse: [[Double]] {
    let dimension = lower.count
    var inverse = (0..<dimension).map { j in
      solve((0..<dimension).map { $0 == j ? 1 : 0 })
    }
    for i in 0..<dimension {
      for j in 0..<i { inverse[i][j] = inverse[j][i] }
    }
    return inverse
  }
}
