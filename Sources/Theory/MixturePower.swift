import Elementary
import LinearAlgebra

/// Powers of a mixture of Gaussians: the Boltzmann distribution of the energy `−ln p` at the
/// temperature 1/n.
public enum MixturePower {
  /// The integral of a mixture's n-th power, which is the partition function of `E = −ln p` at the
  /// temperature `T = 1/n`.
  ///
  ///     ∫ p(x)ⁿ dx = Σ_{j₁…jₙ} w_{j₁} ⋯ w_{jₙ} ∫ Π_i N(x; m_{jᵢ}, Σ_{jᵢ}) dx
  ///
  /// A product of Gaussians is a Gaussian: with `Λ = Σ Σ_i⁻¹` and `h = Σ Σ_i⁻¹ m_i` its integral is
  ///
  ///     exp(½ [hᵀΛ⁻¹h − ln det(Λ/2π) − Σ_i (m_iᵀΣ_i⁻¹m_i + ln det(2πΣ_i))]).
  ///
  /// - Parameters:
  ///   - n: the power, ≥ 1; there are (number of components)ⁿ terms.
  ///   - weights: `w_j`, summing to 1.
  ///   - means: `m_j`, each of d numbers.
  ///   - covariances: `Σ_j`, each d × d, positive definite.
  /// - Returns: the integral; 1 for n = 1.
  /// - Accuracy: relative error about 1e-15 × n × the condition numbers.
  /// - Source: by completing the square.
  public static func integral(
    power n: Int, weights: [Double], means: [[Double]], covariances: [[[Double]]]
  ) -> Double {
    precondition(
      n >= 1 && !weights.isEmpty && means.count == weights.count
        && covariances.count == weights.count,
      "needs n ≥ 1 and as many weights, means and covariances, got \(n), \(weights.count), "
        + "\(means.count) and \(covariances.count)")
    let factors = zip(weights, zip(means, covariances)).map { weight, moments in
      Factor(weight: weight, mean: moments.0, covariance: moments.1)
    }
    let products = (1..<n).reduce(factors) { partial, _ in
      partial.flatMap { left in factors.map { left.multiplied(by: $0) } }
    }
    return sum(products.map(\.integral))
  }

  /// `exp(c + hᵀx − ½ xᵀΛx)`: a weighted Gaussian, or a product of some.
  private struct Factor {
    var logConstant: Double
    var shift: [Double]
    var precision: [[Double]]

    init(weight: Double, mean: [Double], covariance: [[Double]]) {
      guard let factor = Cholesky(covariance) else {
        preconditionFailure("needs a positive definite covariance, got \(covariance)")
      }
      precision = factor.inverse
      shift = factor.solve(mean)
      let square = sum(zip(mean, shift).map { $0 * $1 })
      logConstant =
        log(weight) - (square + factor.logDeterminant + Double(mean.count) * log(2 * .pi)) / 2
    }

    func multiplied(by other: Factor) -> Factor {
      var product = self
      product.logConstant += other.logConstant
      product.shift = zip(shift, other.shift).map { $0 + $1 }
      product.precision = zip(precision, other.precision).map { zip($0, $1).map { $0 + $1 } }
      return product
    }

    var integral: Double {
      let factor = Cholesky(precision)!
      let square = sum(zip(shift, factor.solve(shift)).map { $0 * $1 })
      return exp(
        logConstant + (square - factor.logDeterminant + Double(shift.count) * log(2 * .pi)) / 2)
    }
  }
}
