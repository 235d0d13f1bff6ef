import Elementary
import LinearAlgebra
import Statistics
import Tensors

/// Noise-contrastive estimation of a model whose log density is linear in its parameters.
///
///     G(x) = θ · f(x) + r(x) − ln ν,   r what is known of ln p_θ − ln p_n,
///     L(θ) = (1/n) [Σ_data ln(1 + e^{−G}) + Σ_noise ln(1 + e^{G})],   ν = (points of noise)/n
///
/// This is logistic regression with a known offset. L is convex in θ, so Newton's method finds its one
/// minimum. With f = 1 alone, only a constant is unknown and the estimate is Bennett's.
///
/// Source: M. U. Gutmann, A. Hyvärinen (2012), theorem 3, for the covariance; C. H. Bennett,
/// "Efficient estimation of free energy differences from Monte Carlo data", J. Comput. Phys. 22
/// (1976), 245.
public struct LogLinearContrast {
  /// f_1, f_2, …: points `[n, …]` → `[n]` each.
  public let features: [(Tensor) -> Tensor]
  /// r: points `[n, …]` → `[n]`.
  public let knownPart: (Tensor) -> Tensor

  /// - Parameters:
  ///   - features: f_1, f_2, …, at least one, finite at all points; a constant is `{ Tensor(repeating: 1, shape: [$0.rowCount]) }`.
  ///   - knownPart: what is known of ln p_θ − ln p_n; not −∞ at data, nor +∞ at noise.
  public init(features: [(Tensor) -> Tensor], knownPart: @escaping (Tensor) -> Tensor) {
    precondition(!features.isEmpty, "log-linear contrast: no feature, so nothing to learn")
    self.features = features
    self.knownPart = knownPart
  }

  /// A minimum.
  public struct Fit: Sendable {
    /// θ̂.
    public let parameters: [Double]
    /// An estimate of the covariance of θ̂, if data and noise are so many independent draws.
    public let covariance: [[Double]]

    /// θ̂_i and its standard error.
    public func estimate(_ i: Int) -> Estimate {
      precondition(
        parameters.indices.contains(i), "log-linear contrast: parameter \(i) of \(parameters.count)"
      )
      return Estimate(parameters[i], standardError: sqrt(covariance[i][i]))
    }
  }

  /// The minimum of L.
  ///
  ///     Cov θ̂ ≈ H⁻¹ (C_data + C_noise) H⁻¹/n,   C the covariances of the terms' gradients
  ///
  /// - Parameters:
  ///   - data, noise: points `[n, …]` and `[m, …]`; ν = m/n.
  ///   - start: where the search begins, one number for each feature; zeros if left out.
  /// - Returns: the minimum, or nil if there is none: where the features separate data and noise
  ///   without error, ever larger parameters are ever better.
  public func fit(data: Tensor, noise: Tensor, from start: [Double]? = nil) -> Fit? {
    precondition(
      data.rowCount > 0 && noise.rowCount > 0,
      "log-linear contrast: data \(data.shape) and noise \(noise.shape)")
    var θ = start ?? [Double](repeating: 0, count: features.count)
    precondition(
      θ.count == features.count,
      "log-linear contrast: \(features.count) features, a start of \(θ.count) numbers")
    let logRatio = log(Double(noise.rowCount) / Double(data.rowCount))
    let sides = [side(data, logRatio, isData: true), side(noise, logRatio, isData: false)]
    var now = expansion(at: θ, sides)
    for _ in 0..<100 {
      guard let hessian = Cholesky(now.curvature) else { return nil }
      let step = hessian.solve(now.slope)
      var (length, next, best) = (1.0, now, θ)
      // Newton's method may go too far from afar.
      repeat {
        best = zip(θ, step).map { $0 - length * $1 }
        next = expansion(at: best, sides)
        length /= 2
      } while !(next.loss <= now.loss + 1e-6 * now.loss.magnitude) && length > 1e-4
      (θ, now) = (best, next)
      guard θ.allSatisfy({ $0.magnitude < 1e6 }) else { return nil }
      // Close to the minimum a step squares the error: what is left is a millionth.
      if zip(θ, step).allSatisfy({ $1.magnitude <= 1e-3 * (1 + $0.magnitude) }) {
        return Cholesky(now.curvature).map {
          Fit(parameters: θ, covariance: covariance($0, at: θ, sides))
        }
      }
    }
    return nil
  }

  private struct Side {
    let features: [Tensor]
    let offset: Tensor
    let isData: Bool
  }

  /// The loss, and its derivatives by θ.
  private struct Expansion {
    var loss = 0.0
    var slope: [Double]
    var curvature: [[Double]]
  }

  private func side(_ x: Tensor, _ logRatio: Double, isData: Bool) -> Side {
    let (features, known) = (features.map { $0(x) }, knownPart(x))
    precondition(
      known.shape == [x.rowCount] && features.allSatisfy { $0.shape == known.shape },
      "log-linear contrast: features \(features.map(\.shape)) and known part \(known.shape) of points "
        + "\(x.shape), not [points]")
    let impossible = isData ? -Float.infinity : .infinity
    precondition(
      features.allSatisfy { $0.sum().isFinite }
        && known.scalars.allSatisfy { !$0.isNaN && $0 != impossible },
      "log-linear contrast: a feature is infinite or NaN at \(isData ? "data" : "noise"), or the known "
        + "part is NaN or \(impossible)")
    return Side(features: features, offset: known - Float(logRatio), isData: isData)
  }

  private func logOdds(at θ: [Double], _ side: Side) -> Tensor {
    var G = side.offset
    for (f, θ) in zip(side.features, θ) { G.add(f, times: Float(θ)) }
    return G
  }

  private func expansion(at θ: [Double], _ sides: [Side]) -> Expansion {
    let (k, n) = (θ.count, Double(sides[0].offset.count))
    var result = Expansion(slope: zeros(k)[0], curvature: zeros(k))
    for side in sides {
      let G = logOdds(at: θ, side)
      let D = sigmoid(G)
      // dL/dG: −(1 − D) at data, D at noise.
      let pull = side.isData ? D - 1 : D
      let weight = D * (1 - D)
      result.loss += softplus(side.isData ? -G : G).sum() / n
      for i in 0..<k {
        result.slope[i] += (side.features[i] * pull).sum() / n
        let weighted = side.features[i] * weight
        for j in 0...i {
          let entry = (weighted * side.features[j]).sum() / n
          result.curvature[i][j] += entry
          if j < i { result.curvature[j][i] += entry }
        }
      }
    }
    return result
  }

  /// `H⁻¹ (C_data + C_noise) H⁻¹/n`.
  private func covariance(_ hessian: Cholesky, at θ: [Double], _ sides: [Side]) -> [[Double]] {
    let (k, n) = (θ.count, Double(sides[0].offset.count))
    var spread = zeros(k)
    for side in sides {
      let D = sigmoid(logOdds(at: θ, side))
      let slopes = side.features.map { $0 * (side.isData ? D - 1 : D) }
      for i in 0..<k {
        for j in 0..<k {
          let means = slopes[i].sum() * slopes[j].sum() / Double(D.count)
          spread[i][j] += ((slopes[i] * slopes[j]).sum() - means) / n
        }
      }
    }
    // Rows are columns, as all of these are symmetric.
    let half = spread.map(hessian.solve)
    return (0..<k).map { i in hessian.solve(half.map { $0[i] }).map { $0 / n } }
  }
}

private func zeros(_ k: Int) -> [[Double]] {
  [[Double]](repeating: [Double](repeating: 0, count: k), count: k)
}
