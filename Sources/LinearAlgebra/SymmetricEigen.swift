import Elementary

/// All eigenvalues and eigenvectors of a symmetric matrix, by Jacobi's rotations.
///
///     A u_i = λ_i u_i,   λ_1 ≤ λ_2 ≤ …,   the u_i orthonormal
///
/// Each rotation makes one off-diagonal element zero; sweeping over all of them converges
/// quadratically. Slow for large matrices, but exact to the last digits and short.
///
/// - Accuracy: absolute error of an eigenvalue about 1e-15 × the largest.
/// - Source: C. G. J. Jacobi (1846); G. H. Golub, C. F. Van Loan, "Matrix Computations", §8.5.
public struct SymmetricEigen: Sendable {
  /// In ascending order.
  public let values: [Double]
  /// `vectors[i]` belongs to `values[i]`.
  public let vectors: [[Double]]

  /// - Parameter matrix: `d` rows of `d` numbers.
  /// - Precondition: The matrix is square and finite; only its upper triangle is trusted to be
  ///   symmetric.
  public init(_ matrix: [[Double]]) {
    let n = matrix.count
    precondition(
      matrix.allSatisfy { $0.count == n },
      "needs a square matrix, got \(n) rows of \(matrix.map(\.count))")
    precondition(
      matrix.joined().allSatisfy(\.isFinite), "eigenvalues: an entry is infinite or NaN")
    // Flat, row by row; rows of `u` are the eigenvectors to be.
    var a = matrix.flatMap { $0 }
    var u = [Double](repeating: 0, count: n * n)
    for i in 0..<n { u[i * n + i] = 1 }
    for _ in 0..<60 {
      var largest = 0.0
      for p in 0..<n {
        for q in (p + 1)..<max(p + 1, n) where a[p * n + q] != 0 {
          let corner = a[p * n + q]
          largest = max(largest, corner.magnitude)
          // tan of the angle, the smaller root of t² + 2ht − 1 = 0.
          let h = (a[q * n + q] - a[p * n + p]) / (2 * corner)
          let t = (h < 0 ? -1.0 : 1.0) / (h.magnitude + sqrt(h * h + 1))
          let c = 1 / sqrt(t * t + 1)
          let s = t * c
          for k in 0..<n { rotate(&a, k * n + p, k * n + q, c, s) }
          for k in 0..<n { rotate(&a, p * n + k, q * n + k, c, s) }
          for k in 0..<n { rotate(&u, p * n + k, q * n + k, c, s) }
        }
      }
      let scale = (0..<n).reduce(0.0) { max($0, a[$1 * n + $1].magnitude) }
      if largest <= 1e-17 * scale { break }
    }
    let order = (0..<n).sorted { a[$0 * n + $0] < a[$1 * n + $1] }
    values = order.map { a[$0 * n + $0] }
    vectors = order.map { Array(u[$0 * n..<($0 + 1) * n]) }
  }
}

private func rotate(_ a: inout [Double], _ i: Int, _ j: Int, _ c: Double, _ s: Double) {
  let x = a[i]
  let y = a[j]
  a[i] = c * x - s * y
  a[j] = s * x + c * y
}
