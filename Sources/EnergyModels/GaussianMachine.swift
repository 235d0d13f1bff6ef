import Elementary
import LinearAlgebra
import Samplers
import Tensors

/// A restricted Boltzmann machine whose units are real numbers, all of variance 1 given the others:
///
///     E(v, h) = ½‖v‖² + ½‖h‖² − vᵀW h,   v | h ~ N(W h, I),   h | v ~ N(Wᵀv, I)
///
/// Its density exists only if all singular values of W are below 1. The visible units are then
/// normal with covariance (I − W Wᵀ)⁻¹.
///
/// Source: for such machines in general, M. Welling, M. Rosen-Zvi, G. E. Hinton, "Exponential family
/// harmoniums with an application to information retrieval", NIPS 2004.
public struct GaussianMachine: MarkovKernel {
  /// W, `[visible, hidden]`.
  public let weight: Tensor

  /// - Parameter weight: W, `[visible, hidden]`, all singular values below 1.
  public init(weight: Tensor) {
    precondition(
      weight.rank == 2, "Gaussian machine: weights \(weight.shape), not [visible, hidden]")
    // W Wᵀ and WᵀW have the same eigenvalues, but for zeros.
    let W = weight.shape[0] < weight.shape[1] ? weight.transposed() : weight
    let rows = (0..<W.shape[1]).map { W.column($0).doubles }
    let rest = rows.indices.map { i in
      rows.indices.map { j in (i == j ? 1 : 0) - sum(zip(rows[i], rows[j]).map { $0 * $1 }) }
    }
    precondition(
      Cholesky(rest) != nil,
      "Gaussian machine: a singular value of the weights is 1 or more, or NaN")
    self.weight = weight
  }

  /// One step of block Gibbs sampling; `v` is `[chains, visible]`.
  public func step(_ v: inout Tensor, using random: inout RandomStream) {
    let h = v.matmul(weight) + random.normal([v.rowCount, weight.shape[1]])
    v = matrixProduct(h, weight, transposeRight: true) + random.normal(v.shape)
  }
}
