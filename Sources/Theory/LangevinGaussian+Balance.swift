import Elementary

// What `LangevinTemperature` measures, on a Gaussian. With `v = T s²/(1 − η/2)` and `η = ε/s²`,
//
//     E[x E′(x)] = v/s²,   E[E′(x)²] = v/s⁴,   and   v/s² − (ε/2) v/s⁴ = (v/s²)(1 − η/2) = T.

extension LangevinGaussian {
  /// The virial of the stationary chain, which is the temperature for ε → 0 only.
  ///
  ///     E[x E′(x)] = T/(1 − η/2)
  ///
  /// - Parameters:
  ///   - standardDeviation: `s > 0`.
  ///   - stepSize: `ε` in (0, 2s²).
  ///   - temperature: `T ≥ 0`.
  /// - Returns: the virial of one coordinate; +∞ beyond the stability edge.
  /// - Accuracy: relative error about 1e-16/(1 − η/2).
  /// - Source: `v/s²` with the variance of `stationaryVariance`.
  public static func virial(
    standardDeviation: Double, stepSize: Double, temperature: Double = 1
  ) -> Double {
    stationaryVariance(
      standardDeviation: standardDeviation, stepSize: stepSize, temperature: temperature)
      / (standardDeviation * standardDeviation)
  }
}
