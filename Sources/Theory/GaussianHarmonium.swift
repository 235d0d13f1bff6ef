import Elementary
import LinearAlgebra

/// The Gaussian–Gaussian restricted Boltzmann machine, `E = ½‖v‖² + ½‖h‖² − vᵀW h`, in closed form.
///
/// It exists if all singular values w of W are below 1.
public enum GaussianHarmonium {
  /// The covariance of the visible units, `(I − W Wᵀ)⁻¹`.
  ///
  /// Derivation: summing h out leaves `exp(−½ vᵀ(I − W Wᵀ)v)`.
  ///
  /// - Parameter weight: W, n rows of m numbers.
  /// - Returns: n rows of n numbers; `nil` if the density does not exist.
  public static func covariance(weight: [[Double]]) -> [[Double]]? {
    Cholesky(precision(weight: weight))?.inverse
  }

  /// `I − W Wᵀ`.
  public static func precision(weight: [[Double]]) -> [[Double]] {
    weight.indices.map { i in
      weight.indices.map { k in
        (i == k ? 1 : 0) - sum(zip(weight[i], weight[k]).map { $0 * $1 })
      }
    }
  }

  /// The singular value that gives a direction of v the variance λ: `w = √(1 − 1/λ)`, λ ≥ 1.
  public static func singularValue(variance λ: Double) -> Double { sqrt(1 - 1 / λ) }

  /// The autocorrelation of that direction after k steps of block Gibbs sampling, `w²ᵏ`.
  ///
  /// Derivation: `E[v′ | v] = W Wᵀ v`.
  public static func autocorrelation(singularValue w: Double, lag k: Int) -> Double {
    pow(w * w, Double(k))
  }
}
