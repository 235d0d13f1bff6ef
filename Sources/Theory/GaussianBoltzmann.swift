import Elementary

/// The Boltzmann distribution of the parabola `E(x) = |x|²/(2s²)` in `d` dimensions.
///
///     p(x) = exp(−|x|²/(2s²T)) / Z,   which is N(0, T s² I)
///
/// Temperature multiplies the variance and does nothing else, so every quantity of the general
/// theory (partition function, energy, entropy, free energy) can be written down.
public enum GaussianBoltzmann {
  /// The partition function.
  ///
  ///     Z = ∫ exp(−|x|²/(2s²T)) dx = (s√(2πT))^d
  ///
  /// Derivation: the square of the one-dimensional integral is an integral over the plane, which in
  /// polar coordinates is `2π∫ r exp(−r²/(2s²T)) dr = 2πs²T`; and `d` coordinates are independent.
  ///
  /// - Parameters:
  ///   - standardDeviation: `s > 0`, the standard deviation at temperature 1.
  ///   - temperature: `T > 0`.
  ///   - dimension: `d ≥ 1`.
  /// - Returns: `Z`, which overflows for large `d`: then use ``logPartitionFunction``.
  /// - Accuracy: a few ULP for `d = 1`, relative error about `d` × 1e-16.
  /// - Source: L. Boltzmann (1868); P. S. Laplace (1774) for the integral.
  public static func partitionFunction(
    standardDeviation: Double, temperature: Double = 1, dimension: Int = 1
  ) -> Double {
    check(standardDeviation, temperature, dimension)
    let factor = standardDeviation * sqrt(2 * .pi * temperature)
    return (0..<dimension).reduce(1) { product, _ in product * factor }
  }

  /// The logarithm of the partition function.
  ///
  ///     ln Z = d/2 · ln(2π T s²)
  ///
  /// - Parameters: As for ``partitionFunction(standard deviation:temperature:dimension:)``.
  /// - Returns: `ln Z`.
  /// - Accuracy: a few ULP.
  public static func logPartitionFunction(
    standardDeviation: Double, temperature: Double = 1, dimension: Int = 1
  ) -> Double {
    check(standardDeviation, temperature, dimension)
    return 0.5 * Double(dimension)
      * log(2 * .pi * temperature * standardDeviation * standardDeviation)
  }

  /// The variance of each coordinate.
  ///
  ///     Var x_i = T s²
  ///
  /// - Parameters:
  ///   - standardDeviation: `s > 0`.
  ///   - temperature: `T > 0`.
  /// - Returns: The variance; its own estimate from `n` samples about the known mean has variance
  ///   `2(T s²)²/n`.
  /// - Accuracy: exact up to rounding.
  public static func variance(standardDeviation: Double, temperature: Double = 1) -> Double {
    check(standardDeviation, temperature, 1)
    return temperature * standardDeviation * standardDeviation
  }

  /// The mean energy, which does not depend on the width of the parabola.
  ///
  ///     ⟨E⟩ = d T/2
  ///
  /// Derivation: equipartition, `⟨x_i²⟩/(2s²) = T/2` for each coordinate. The energy itself is
  /// `T/2` times a χ² variable with `d` degrees of freedom, so its variance is `d T²/2`.
  ///
  /// - Parameters:
  ///   - temperature: `T > 0`.
  ///   - dimension: `d ≥ 1`.
  /// - Returns: `⟨E⟩`.
  /// - Accuracy: exact up to rounding.
  /// - Source: J. C. Maxwell (1860), L. Boltzmann (1876): equipartition of energy.
  public static func meanEnergy(temperature: Double = 1, dimension: Int = 1) -> Double {
    check(1, temperature, dimension)
    return 0.5 * Double(dimension) * temperature
  }

  /// The differential entropy.
  ///
  ///     S = −∫ p ln p = d/2 · ln(2πe T s²)
  ///
  /// Derivation: `−ln p = E/T + ln Z`, whose mean is `d/2 + ln Z`. It may be negative, as a
  /// density may exceed 1.
  ///
  /// - Parameters: As for ``partitionFunction(standard deviation:temperature:dimension:)``.
  /// - Returns: `S` in nats.
  /// - Accuracy: a few ULP of the larger of `d/2` and `|ln Z|`.
  /// - Source: C. E. Shannon, "A mathematical theory of communication" (1948), §20.
  public static func entropy(
    standardDeviation: Double, temperature: Double = 1, dimension: Int = 1
  ) -> Double {
    0.5 * Double(dimension)
      + logPartitionFunction(
        standardDeviation: standardDeviation, temperature: temperature, dimension: dimension)
  }

  /// The largest value of the density, at `x = 0`; above 1 for a narrow parabola.
  ///
  ///     p(0) = 1/Z
  ///
  /// - Parameters: As for ``partitionFunction(standard deviation:temperature:dimension:)``.
  /// - Returns: `p(0)` in units of one over volume.
  /// - Accuracy: relative error about `d` × 1e-16.
  public static func peakDensity(
    standardDeviation: Double, temperature: Double = 1, dimension: Int = 1
  ) -> Double {
    1
      / partitionFunction(
        standardDeviation: standardDeviation, temperature: temperature, dimension: dimension)
  }

  private static func check(_ standardDeviation: Double, _ temperature: Double, _ dimension: Int) {
    precondition(
      standardDeviation > 0 && temperature > 0 && dimension >= 1,
      "needs standard deviation > 0, temperature > 0 and dimension ≥ 1, "
        + "got \(standardDeviation), \(temperature) and \(dimension)")
  }
}
