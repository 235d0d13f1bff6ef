import Diffusion
import Elementary
import LinearAlgebra

/// The best prediction of the noise that is affine in `x_t`, and its loss: what second moments alone
/// can do.
///
///     ε̂(x) = √(1−ᾱ) (ᾱΣ + (1−ᾱ)I)⁻¹ (x − √ᾱ m),
///     E‖ε − ε̂‖²/d = (1/d) Σ_i ᾱλ_i/(ᾱλ_i + 1 − ᾱ)
///
/// with the mean m and the covariance `Σ = Σ_i λ_i u_i u_iᵀ` of the data, which need not be Gaussian.
///
/// Derivation: the best affine prediction of ε is `Cov(ε, x_t) Cov(x_t)⁻¹ (x_t − E x_t)`, with
/// `Cov(ε, x_t) = √(1−ᾱ) I` and `Cov(x_t) = ᾱΣ + (1−ᾱ)I`. Its error has the covariance
/// `I − (1−ᾱ) Cov(x_t)⁻¹`.
///
/// - Source: N. Wiener, "Extrapolation, interpolation, and smoothing of stationary time series"
///   (1949), for the filter.
public struct WienerDenoiser: Sendable {
  /// m.
  public let mean: [Double]
  /// `λ_i ≥ 0`, ascending.
  public let eigenvalues: [Double]
  /// `u_i`.
  public let eigenvectors: [[Double]]

  /// - Parameters:
  ///   - mean: m, d numbers.
  ///   - covariance: Σ, symmetric and not negative; eigenvalues that rounding made negative count
  ///     as 0.
  public init(mean: [Double], covariance: [[Double]]) {
    precondition(
      covariance.count == mean.count && !mean.isEmpty,
      "Wiener denoiser: a mean of \(mean.count) and a covariance of \(covariance.count) numbers")
    let eigen = SymmetricEigen(covariance)
    self.mean = mean
    eigenvalues = eigen.values.map { max(0, $0) }
    eigenvectors = eigen.vectors
  }

  /// The loss of the best affine prediction: `(1/d) Σ_i ᾱλ_i/(ᾱλ_i + 1 − ᾱ)`.
  ///
  /// - Parameter level: noisier than the data.
  public func floor(at level: NoiseLevel) -> Double {
    let terms = eigenvalues.map { λ in
      level.signal * λ / (level.signal * λ + level.noise)
    }
    return sum(terms) / Double(mean.count)
  }

  /// The loss of *this* prediction on other data.
  ///
  ///     (1/d) Σ_i (ᾱ²λ_i² + ᾱ(1−ᾱ) q_i)/(ᾱλ_i + 1 − ᾱ)²
  ///
  /// Derivation: along `u_i` the error is `(ᾱλ_i ε_i − √(ᾱ(1−ᾱ)) y_i)/(ᾱλ_i + 1 − ᾱ)` with
  /// `y_i = u_iᵀ(x_0 − m)`, and `q_i = E y_i²`. For the data it was made for, `q_i = λ_i`.
  ///
  /// - Parameters:
  ///   - level: noisier than the data.
  ///   - squares: the `q_i`.
  public func loss(at level: NoiseLevel, squares: [Double]) -> Double {
    precondition(
      squares.count == mean.count, "\(squares.count) squares for \(mean.count) directions")
    let terms = zip(eigenvalues, squares).map { λ, q in
      let total = level.signal * λ + level.noise
      return level.signal * (level.signal * λ * λ + level.noise * q) / (total * total)
    }
    return sum(terms) / Double(mean.count)
  }

  /// The mean squares of other data along the eigenvectors, about this mean: `q_i`.
  ///
  ///     q_i = u_iᵀ (Σ' + (m' − m)(m' − m)ᵀ) u_i
  public func squares(mean other: [Double], covariance: [[Double]]) -> [Double] {
    let shift = zip(other, mean).map { $0 - $1 }
    return eigenvectors.map { u in
      let along = sum(zip(u, shift).map { $0 * $1 })
      let spread = sum(
        zip(u, covariance).map { x, row in x * sum(zip(row, u).map { $0 * $1 }) })
      return spread + along * along
    }
  }
}
