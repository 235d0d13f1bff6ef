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
  matrixProduct(
    left, right, transposeLeft: transposeLeft, transposeRight: transposeRight, keepsPacked: false)
}

/// The matrix product; with `keepsPacked`, the right factor keeps the form into which it is brought
/// for it until its elements change. That is worth its memory for the weights of a layer.
package func matrixProduct(
  _ left: Tensor, _ right: Tensor, transposeLeft: Bool, transposeRight: Bool, keepsPacked: Bool
) -> Tensor {
  func refuse(_ reason: String) -> Never {
    preconditionFailure(
      "matrix product: \(left.shape)\(transposeLeft ? "ᵀ" : "") × "
        + "\(right.shape)\(transposeRight ? "ᵀ" : ""): \(reason)")
  }
  guard left.rank == 2, right.rank == 2 else { refuse("both must be matrices") }
  let (a, b) = (
    MatrixView(left, transposed: transposeLeft), MatrixView(right, transposed: transposeRight)
  )
  guard a.columns == b.rows else { refuse("inner dimensions \(a.columns) and \(b.rows) differ") }
  if b.columns < 16 && a.rowStride == 1 && a.rows >= 32 {
    // Few columns would leave most of a vector empty; as rows of the transpose they don't.
    return matrixProduct(
      right, left, transposeLeft: !transposeRight, transposeRight: !transposeLeft
    ).transposed()
  }
  let result = Tensor(uninitialized: [a.rows, b.columns])
  if result.count > 0 {
    let c = result.storage.start
    right.withPanels(of: b, forRows: a.rows, keepsPacked: keepsPacked) { panels in
      TiledProduct(a: a, b: panels, c: c, epilogue: Sums(c: c, width: b.columns)).compute()
    }
  }
  return result
}

extension Tensor {
  /// Lends this tensor as the right factor of a product.
  /// - Parameters:
  ///   - matrix: the tensor or its transpose.
  ///   - rows: the number of rows of the left factor: the more, the more packing pays.
  ///   - keepsPacked: whether a packed form is kept for the next product.
  func withPanels(
    of matrix: MatrixView, forRows rows: Int, keepsPacked: Bool, _ body: (Panels) -> Void
  ) {
    defer { withExtendedLifetime(storage) {} }
    if rows < (keepsPacked ? 32 : 192), matrix.columns <= 512, let panels = Panels(matrix) {
      return body(panels)
    }
    let packed = keepsPacked ? storage.packed(matrix) : PackedMatrix(matrix)
    withExtendedLifetime(packed) { body(packed.panels) }
  }
}

extension Tensor {
  /// The matrix product of this matrix `[n, k]` and another `[k, m]`.
  /// - Precondition: both are matrices and their inner dimensions agree.
  public func matmul(_ other: Tensor) -> Tensor { matrixProduct(self, other) }
}
