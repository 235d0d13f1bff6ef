import Elementary

/// The matrix product, either factor transposed on request.
///
///     C = A B,   C_ij = Σ_k A_ik B_kj
///
/// Every element is the sum in order of `k` by fused multiply-adds that starts from 0: the bits are
/// those of the naive loop, whatever the tiles, the number of threads or the instruction set.
/// - Parameters:
///   - left: `A`, shape `[n, k]`, or `[k, n]` when transposed.
///   - right: `B`, shape `[k, m]`, or `[m, k]` when transposed.
///   - transposeLeft: use the transpose of `left`.
///   - transposeRight: use the transpose of `right`.
/// - Returns: shape `[n, m]`.
/// - Precondition: both are matrices and their inner dimensions agree.
/// - Accuracy: the error of an element is at most `k · 2⁻²⁴ · Σ_k |A_ik B_kj|` to first order.
public func matrixProduct(
  _ left: Tensor, _ right: Tensor, transposeLeft: Bool = false, transposeRight: Bool = false
) -> Tensor {
  func refuse(_ reason: String) -> Never {
    preconditionFailure(
      "matrix product: \(left.shape)\(transposeLeft ? "ᵀ" : "") × "
        + "\(right.shape)\(transposeRight ? "ᵀ" : ""): \(reason)")
  }
  guard left.rank == 2, right.rank == 2 else { refuse("both must be matrices") }
  let (n, k) = transposeLeft ? (left.shape[1], left.shape[0]) : (left.shape[0], left.shape[1])
  let (depth, m) =
    transposeRight ? (right.shape[1], right.shape[0]) : (right.shape[0], right.shape[1])
  guard k == depth else { refuse("inner dimensions \(k) and \(depth) differ") }
  if k == 0 { return Tensor(repeating: 0, shape: [n, m]) }
  let result = Tensor(uninitialized: [n, m])
  if result.count > 0 {
    TiledProduct(
      MatrixView(left, transposed: transposeLeft), MatrixView(right, transposed: transposeRight),
      to: result.storage.start
    ).compute()
  }
  return result
}

extension Tensor {
  /// The matrix product of this matrix `[n, k]` and another `[k, m]`.
  /// - Precondition: both are matrices and their inner dimensions agree.
  public func matmul(_ other: Tensor) -> Tensor { matrixProduct(self, other) }
}
