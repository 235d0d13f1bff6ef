/// The matrix product, either factor transposed on request.
///
///     C = A B,   C_ij = Σ_k A_ik B_kj
///
/// - Parameters:
///   - left: `A`, shape `[n, k]`, or `[k, n]` when transposed.
///   - right: `B`, shape `[k, m]`, or `[m, k]` when transposed.
///   - transposeLeft: use `Aᵀ`.
///   - transposeRight: use `Bᵀ`.
/// - Returns: shape `[n, m]`.
/// - Precondition: both are matrices and their inner dimensions agree.
public func matrixProduct(
  _ left: Tensor, _ right: Tensor, transposeLeft: Bool = false, transposeRight: Bool = false
) -> Tensor {
  precondition(
    left.rank == 2 && right.rank == 2,
    "matrix product: \(left.shape) × \(right.shape): both must be matrices")
  let (n, k) = transposeLeft ? (left.shape[1], left.shape[0]) : (left.shape[0], left.shape[1])
  let (k2, m) =
    transposeRight ? (right.shape[1], right.shape[0]) : (right.shape[0], right.shape[1])
  precondition(
    k == k2,
    "matrix product: \(left.shape)\(transposeLeft ? "ᵀ" : "") × \(right.shape)"
      + "\(transposeRight ? "ᵀ" : ""): inner dimensions \(k) and \(k2) differ")
  let result = Tensor(uninitialized: [n, m])
  let (a, b, c) = (left.storage.start, right.storage.start, result.storage.start)
  let (aRow, aColumn) = transposeLeft ? (1, n) : (k, 1)
  let (bRow, bColumn) = transposeRight ? (1, k) : (m, 1)
  for i in 0..<n {
    for j in 0..<m {
      var sum: Float = 0
      for l in 0..<k { sum.addProduct(a[i * aRow + l * aColumn], b[l * bRow + j * bColumn]) }
      c[i * m + j] = sum
    }
  }
  return result
}

extension Tensor {
  /// The matrix product of this matrix `[n, k]` and another `[k, m]`.
  public func matmul(_ other: Tensor) -> Tensor { matrixProduct(self, other) }
}
