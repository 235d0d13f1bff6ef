import Elementary
import LinearAlgebra
import Tensors

/// How far apart two distributions are, judged by their means and covariances alone.
///
///     W² = ‖m_1 − m_2‖² + tr(Σ_1 + Σ_2 − 2 (Σ_1^½ Σ_2 Σ_1^½)^½)
///
/// It is the square of the Wasserstein distance of order 2 between the two Gaussians with these
/// moments, in squared units of x. Distributions that share mean and covariance have distance 0,
/// however different they are.
///
/// - Source: D. C. Dowson, B. V. Landau, "The Fréchet distance between multivariate normal
///   distributions", J. Multivariate Analysis 12 (1982), 450; for pictures, M. Heusel et al., "GANs
///   trained by a two time-scale update rule", NeurIPS 2017, who apply it to features of a network.
public struct FrechetDistance: Sendable {
  /// `‖m_1 − m_2‖²`.
  public let ofMeans: Double
  /// The trace.
  public let ofCovariances: Double

  /// W².
  public var value: Double { ofMeans + ofCovariances }

  /// The distance between two Gaussians.
  ///
  /// - Precondition: means of d numbers, covariances of d × d, symmetric, not negative; all finite.
  /// - Accuracy: absolute error about 1e-7 × the trace of the covariances where one of them is
  ///   singular, since the root of a rounding error is larger than the error.
  public init(
    _ first: (mean: [Double], covariance: [[Double]]),
    _ second: (mean: [Double], covariance: [[Double]])
  ) {
    let d = first.mean.count
    precondition(
      second.mean.count == d
        && [first.covariance, second.covariance].allSatisfy { covariance in
          covariance.count == d && covariance.allSatisfy { $0.count == d }
        },
      "Fréchet distance between \(d) and \(second.mean.count) dimensions")
    precondition(
      [first, second].allSatisfy { moments in
        moments.mean.allSatisfy(\.isFinite) && moments.covariance.joined().allSatisfy(\.isFinite)
      }, "Fréchet distance: a moment is infinite or NaN")
    ofMeans = sum(zip(first.mean, second.mean).map { ($0 - $1) * ($0 - $1) })
    // Divided by a power of two, so that products neither over- nor underflow.
    let entries = (first.covariance + second.covariance).joined()
    let scale = scaled(Array(entries), "Fréchet distance").scale
    let (a, b) = (first.covariance.divided(by: scale), second.covariance.divided(by: scale))
    let root = squareRoot(a)
    let product = matrixProduct(matrixProduct(root, b), root)
    let cross = SymmetricEigen(symmetrized(product)).values.map { sqrt(max(0, $0)) }
    ofCovariances = scale * max(0, trace(a) + trace(b) - 2 * sum(cross))
  }

  /// The distance between two samples, by their means and unbiased covariances.
  ///
  /// - Parameter x, y: `[n, dim]` and `[m, dim]`, at least two points each, all numbers finite.
  public init(_ x: Tensor, _ y: Tensor) {
    self.init(meanAndCovariance(x), meanAndCovariance(y))
  }
}

extension [[Double]] {
  fileprivate func divided(by scale: Double) -> [[Double]] { map { $0.map { $0 / scale } } }
}

/// `A^½ = U Λ^½ Uᵀ` of a symmetric matrix that is not negative.
private func squareRoot(_ a: [[Double]]) -> [[Double]] {
  let eigen = SymmetricEigen(a)
  let roots = eigen.values.map { sqrt(max(0, $0)) }
  return a.indices.map { i in
    a.indices.map { j in
      sum(roots.indices.map { roots[$0] * eigen.vectors[$0][i] * eigen.vectors[$0][j] })
    }
  }
}

private func matrixProduct(_ a: [[Double]], _ b: [[Double]]) -> [[Double]] {
  a.map { row in
    var result = [Double](repeating: 0, count: b[0].count)
    for (x, other) in zip(row, b) {
      for j in result.indices { result[j] += x * other[j] }
    }
    return result
  }
}

private func symmetrized(_ a: [[Double]]) -> [[Double]] {
  a.indices.map { i in a.indices.map { j in (a[i][j] + a[j][i]) / 2 } }
}

private func trace(_ a: [[Double]]) -> Double { sum(a.indices.map { a[$0][$0] }) }
