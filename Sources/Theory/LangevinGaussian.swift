import Elementary
import LinearAlgebra

/// The Langevin algorithm on a Gaussian, where it is a linear recursion and everything is known.
///
/// On `N(0, s²)` the step `x' = x + ε s(x) + σz` with the score `s(x) = −x/s²` is
///
///     x' = a x + σ z,   a = 1 − η,   η = ε/s²,   σ = √(2εT) if the noise is tied to the step
///
/// whatever the distribution of `z`, as long as it has mean 0 and variance 1.
public enum LangevinGaussian {
  /// The factor by which one step shortens the mean; also the lag-one autocorrelation.
  ///
  ///     a = 1 − ε/s²
  ///
  /// - Parameters:
  ///   - standardDeviation: `s > 0`, the target's standard deviation.
  ///   - stepSize: `ε > 0`.
  /// - Returns: `a`; the chain has a stationary distribution iff `|a| < 1`, that is `0 < ε < 2s²`.
  ///   The lag-k autocorrelation is `aᵏ`.
  /// - Accuracy: absolute error about 1e-16 × max(1, ε/s²).
  /// - Source: G. O. Roberts, R. L. Tweedie, "Exponential convergence of Langevin distributions and
  ///   their discrete approximations" (1996), §3.
  public static func contraction(standardDeviation: Double, stepSize: Double) -> Double {
    precondition(
      standardDeviation > 0 && stepSize > 0,
      "needs standard deviation > 0 and stepSize > 0, got \(standardDeviation) and \(stepSize)")
    return 1 - stepSize / (standardDeviation * standardDeviation)
  }

  /// The variance of the stationary distribution with noise tied to the step.
  ///
  ///     v = T s²/(1 − η/2),   η = ε/s²
  ///
  /// Derivation: `v = a²v + 2εT`, so `v = 2εT/(1−a²) = 2εT/(η(2−η))`.
  ///
  /// - Parameters:
  ///   - standardDeviation: `s > 0`.
  ///   - stepSize: `ε > 0`.
  ///   - temperature: `T ≥ 0`.
  /// - Returns: `v`; +∞ beyond the stability edge `ε ≥ 2s²`.
  /// - Accuracy: relative error about 1e-16/(1 − η/2).
  /// - Source: by the derivation above; Roberts and Tweedie (1996), §3, for the edge.
  public static func stationaryVariance(
    standardDeviation: Double, stepSize: Double, temperature: Double = 1
  ) -> Double {
    precondition(temperature >= 0, "needs temperature ≥ 0, got \(temperature)")
    let half = (1 + contraction(standardDeviation: standardDeviation, stepSize: stepSize)) / 2
    return half > 0 ? temperature * standardDeviation * standardDeviation / half : .infinity
  }

  /// The variance of the stationary distribution with noise of any standard deviation.
  ///
  ///     v = σ²/(1 − a²) = σ² s²/(ε(2 − ε/s²))
  ///
  /// - Parameters:
  ///   - standardDeviation: `s > 0`.
  ///   - stepSize: `ε > 0`.
  ///   - noiseStandardDeviation: `σ ≥ 0`, of one step.
  /// - Returns: `v`; +∞ beyond the stability edge `ε ≥ 2s²`.
  /// - Accuracy: relative error about 1e-16/(1 − η/2).
  /// - Source: as for ``stationaryVariance(standard deviation:stepSize:temperature:)``.
  public static func stationaryVariance(
    standardDeviation: Double, stepSize: Double, noiseStandardDeviation: Double
  ) -> Double {
    precondition(
      noiseStandardDeviation >= 0, "needs noiseStandardDeviation ≥ 0, got \(noiseStandardDeviation)"
    )
    let temperature = effectiveTemperature(
      stepSize: stepSize, noiseStandardDeviation: noiseStandardDeviation)
    return stationaryVariance(
      standardDeviation: standardDeviation, stepSize: stepSize, temperature: temperature)
  }

  /// The temperature that noise of a given standard deviation belongs to.
  ///
  ///     T = σ²/(2ε)
  ///
  /// - Parameters:
  ///   - stepSize: `ε > 0`, the factor of −∇E.
  ///   - noiseStandardDeviation: `σ ≥ 0`, of one step.
  /// - Returns: `T` in units of the energy.
  /// - Accuracy: a few ULP.
  /// - Source: `σ = √(2εT)` solved for `T`.
  public static func effectiveTemperature(stepSize: Double, noiseStandardDeviation: Double)
    -> Double
  {
    noiseStandardDeviation * noiseStandardDeviation / (2 * stepSize)
  }

  /// The variance after a number of steps.
  ///
  ///     v_n = a²ⁿ v₀ + σ² (1 − a²ⁿ)/(1 − a²)
  ///
  /// Derivation: `v_n = a²v_{n−1} + σ²`, a geometric series. It holds beyond the stability edge
  /// too, where it grows without bound.
  ///
  /// - Parameters:
  ///   - steps: `n ≥ 0`.
  ///   - startVariance: `v₀ ≥ 0`.
  ///   - standardDeviation: `s > 0`.
  ///   - stepSize: `ε > 0`.
  ///   - noiseStandardDeviation: `σ ≥ 0`, of one step; √(2ε) if nothing is said.
  /// - Returns: `v_n`.
  /// - Accuracy: relative error about `n` × 1e-16.
  /// - Source: by the derivation above.
  public static func variance(
    after steps: Int, startVariance: Double, standardDeviation: Double, stepSize: Double,
    noiseStandardDeviation: Double? = nil
  ) -> Double {
    precondition(
      steps >= 0 && startVariance >= 0,
      "needs steps ≥ 0 and startVariance ≥ 0, got \(steps) and \(startVariance)")
    let a = contraction(standardDeviation: standardDeviation, stepSize: stepSize)
    let noise = noiseStandardDeviation.map { $0 * $0 } ?? 2 * stepSize
    let square = a * a
    // 1 − a² = η(2 − η) without the cancellation for small η.
    let gap = (1 - a) * (1 + a)
    let power = pow(square, Double(steps))
    let series = gap == 0 ? Double(steps) : (1 - power) / gap
    return power * startVariance + noise * series
  }

  /// The excess kurtosis of the stationary distribution when the noise has one.
  ///
  ///     κ = κ_z (1 − a²)/(1 + a²)
  ///
  /// Derivation: `x = σ Σ aᵏ z_k`, and fourth cumulants add: `κ_z σ⁴/(1 − a⁴)`, over the squared
  /// variance `σ⁴/(1 − a²)²`. Small steps add up many noises, and what is left of `κ_z` is `η κ_z`.
  ///
  /// - Parameters:
  ///   - standardDeviation: `s > 0`.
  ///   - stepSize: `ε` in (0, 2s²).
  ///   - noiseKurtosis: `κ_z = E z⁴/(E z²)² − 3`; −6/5 for uniform noise.
  /// - Returns: `E x⁴/(E x²)² − 3`.
  /// - Accuracy: a few ULP.
  /// - Source: by the derivation above.
  public static func stationaryKurtosis(
    standardDeviation: Double, stepSize: Double, noiseKurtosis: Double
  ) -> Double {
    let a = contraction(standardDeviation: standardDeviation, stepSize: stepSize)
    precondition(a.magnitude < 1, "no stationary distribution: a = 1 − ε/s² is \(a)")
    return noiseKurtosis * (1 - a) * (1 + a) / (1 + a * a)
  }

  /// The covariance of the stationary distribution in d dimensions, noise tied to the step at T =
  /// 1.
  ///
  ///     C = Σ (I − (ε/2) Σ⁻¹)⁻¹
  ///
  /// Derivation: `C = A C A + 2εI` with `A = I − εΣ⁻¹`; along an eigenvector of Σ it is the result
  /// on the line. The narrowest direction sets the stability edge, `ε < 2 λ_min`.
  ///
  /// - Parameters:
  ///   - covariance: `Σ`, `d` rows of `d` numbers, symmetric and positive definite.
  ///   - stepSize: `ε` in (0, 2 λ_min).
  /// - Returns: `C`.
  /// - Accuracy: relative error about 1e-15/(1 − ε/(2λ_min)).
  /// - Source: by the derivation above.
  public static func stationaryCovariance(
    covariance: [[Double]], stepSize: Double
  ) -> [[Double]] {
    let eigen = SymmetricEigen(covariance)
    precondition(
      stepSize > 0 && eigen.values[0] > 0 && stepSize < 2 * eigen.values[0],
      "no stationary distribution: step \(stepSize) on a smallest variance of \(eigen.values[0])")
    let stretched = eigen.values.map {
      stationaryVariance(standardDeviation: sqrt($0), stepSize: stepSize)
    }
    return covariance.indices.map { i in
      covariance.indices.map { j in
        sum(stretched.indices.map { stretched[$0] * eigen.vectors[$0][i] * eigen.vectors[$0][j] })
      }
    }
  }

  /// The mean acceptance of the Metropolis-adjusted algorithm (MALA) in equilibrium, on N(0, s²I).
  ///
  ///     Ā = (2/π) arctan((2/η)^{3/2})            for d = 1,   η = ε/s²
  ///     Ā = P(|t_d| > c√d),  c = (η/2)^{3/2},    t_d Student's variable, for any d
  ///
  /// Derivation: in units of `s` the log ratio of acceptance is `−(η/4)(|y|² − |x|²)`: steps
  /// towards the middle are always taken, and by detailed balance they are half of those taken, so
  /// `Ā = 2P(|y| < |x|)` with `y = (1−η)x + √(2η)z`. In each coordinate `y² − x²` is a quadratic
  /// form of two normal variables with eigenvalues `½(η² ± √(η⁴ + 8η))`; the sum over coordinates
  /// compares two χ² variables with `d` degrees of freedom, whose quotient is a function of
  /// Student's variable.
  ///
  /// It is the acceptance of a random walk, with `c = (η/2)^{3/2}` in the place of `(η/2)^{1/2}`.
  ///
  /// - Parameters:
  ///   - standardDeviation: `s > 0`, in every coordinate.
  ///   - stepSize: `ε > 0`, in units of `x²` at T = 1.
  ///   - dimension: `d ≥ 1`.
  /// - Returns: The acceptance in (0, 1). For large `d` it depends on `dη³` only.
  /// - Accuracy: absolute error about `d` × 1e-16.
  /// - Source: by the derivation above; the scaling, G. O. Roberts, J. S. Rosenthal, "Optimal
  ///   scaling of discrete approximations to Langevin diffusions" (1998).
  public static func adjustedAcceptance(
    standardDeviation: Double, stepSize: Double, dimension: Int = 1
  ) -> Double {
    let half = (1 - contraction(standardDeviation: standardDeviation, stepSize: stepSize)) / 2
    return RandomWalkMetropolis.acceptance(
      standardDeviation: 1, proposalStandardDeviation: 2 * half * sqrt(half), dimension: dimension)
  }

  /// The even moments of the stationary distribution for noise of any symmetric distribution.
  ///
  ///     (1 − a²ᵐ) M_2m = Σ_{j<m} C(2m, 2j) a²ʲ σ^{2m−2j} M_2j U_{2m−2j}
  ///
  /// Derivation: `M_2m = E(ax + σz)²ᵐ` by the binomial theorem, odd moments being 0; the term
  /// `j = m` is brought to the left.
  ///
  /// - Parameters:
  ///   - standardDeviation: `s > 0`.
  ///   - stepSize: `ε` in (0, 2s²).
  ///   - noiseStandardDeviation: `σ ≥ 0`, of one step.
  ///   - noiseMoments: `U_0 = 1, U_2 = 1, U_4, …` of `z`: 1, 1, 3, 15, 105 if normal; `3ᵐ/(2m+1)`
  ///     if uniform.
  /// - Returns: `M_0 = 1, M_2, M_4, …`, as many as there are `noiseMoments`.
  /// - Accuracy: relative error about 1e-15; nothing cancels.
  /// - Source: by the derivation above.
  public static func stationaryMoments(
    standardDeviation: Double, stepSize: Double, noiseStandardDeviation: Double,
    noiseMoments: [Double]
  ) -> [Double] {
    let a = contraction(standardDeviation: standardDeviation, stepSize: stepSize)
    precondition(a.magnitude < 1, "no stationary distribution: a = 1 − ε/s² is \(a)")
    let (shrink, spread) = (a * a, noiseStandardDeviation * noiseStandardDeviation)
    var moments = [1.0]
    for m in noiseMoments.indices.dropFirst() {
      // C(2m, 2j), from the one before.
      var binomial = 1.0
      var total = 0.0
      for j in 0..<m {
        let (p, k) = (Double(2 * m), Double(2 * j))
        total +=
          binomial * pow(shrink, Double(j)) * pow(spread, Double(m - j)) * moments[j]
          * noiseMoments[m - j]
        binomial *= (p - k) * (p - k - 1) / ((k + 1) * (k + 2))
      }
      moments.append(total / (1 - pow(shrink, Double(m))))
    }
    return moments
  }
}
