import Elementary

/// The Boltzmann distribution over finitely many states, by enumeration.
///
///     p_i = exp(−E_i/T) / Z,   Z = Σ_i exp(−E_i/T)
///
/// Every function takes the energies `E_i` (at least one, each finite or +∞ for a forbidden state)
/// and the temperature `T > 0`. Only differences of energies matter, and large ones do no harm.
///
/// - Source: J. W. Gibbs, "Elementary Principles in Statistical Mechanics" (1902).
public enum DiscreteBoltzmann {
  /// The logarithm of the partition function, `ln Σ exp(−E_i/T)`.
  ///
  /// - Accuracy: see ``logSumExp(_:)``.
  public static func logPartitionFunction(energies: [Double], temperature: Double = 1) -> Double {
    precondition(
      temperature > 0 && energies.contains { $0.isFinite },
      "needs temperature > 0 and a state of finite energy, got \(temperature) and \(energies)")
    return logSumExp(energies.map { -$0 / temperature })
  }

  /// The probabilities, `exp(−E_i/T − ln Z)`.
  ///
  /// - Accuracy: relative error about 1e-16 × (2 + |E_i/T + ln Z|).
  public static func probabilities(energies: [Double], temperature: Double = 1) -> [Double] {
    let logZ = logPartitionFunction(energies: energies, temperature: temperature)
    return energies.map { exp(-$0 / temperature - logZ) }
  }

  /// The mean energy, `U = Σ p_i E_i = T² ∂ ln Z/∂T`.
  ///
  /// - Accuracy: absolute error about 1e-15 × the largest |p_i E_i|.
  public static func meanEnergy(energies: [Double], temperature: Double = 1) -> Double {
    mean(of: energies, energies: energies, temperature: temperature)
  }

  /// The entropy, `S = −Σ p_i ln p_i = U/T + ln Z`, in nats; `ln n` for T → ∞, and the logarithm of
  /// the number of minima for T → 0.
  ///
  /// - Accuracy: absolute error about 1e-15 × ln n.
  public static func entropy(energies: [Double], temperature: Double = 1) -> Double {
    // About the lowest energy, so that U/T and ln Z do not cancel at low temperature.
    let lowest = energies.min() ?? 0
    let raised = energies.map { $0 - lowest }
    let logZ = logPartitionFunction(energies: raised, temperature: temperature)
    return mean(
      of: raised.map { $0 / temperature + logZ }, energies: raised, temperature: temperature)
  }

  /// The heat capacity, `C = ∂U/∂T = Var(E)/T²`.
  ///
  /// Derivation: differentiating `p_i` by `T` gives `p_i (E_i − U)/T²`.
  ///
  /// - Accuracy: relative error about 1e-14.
  public static func heatCapacity(energies: [Double], temperature: Double = 1) -> Double {
    let u = meanEnergy(energies: energies, temperature: temperature)
    let squares = energies.map { ($0 - u) * ($0 - u) }
    return mean(of: squares, energies: energies, temperature: temperature)
      / (temperature * temperature)
  }

  /// The Helmholtz free energy, `F = U − T S = −T ln Z`: what a distribution over the states has to
  /// minimise to be Boltzmann's.
  ///
  /// - Accuracy: see ``logSumExp(_:)``.
  public static func freeEnergy(energies: [Double], temperature: Double = 1) -> Double {
    -temperature * logPartitionFunction(energies: energies, temperature: temperature)
  }

  /// The divergence `KL(p‖q) = Σ p_i ln(p_i/q_i)` between two distributions over the same states.
  ///
  /// - Parameters:
  ///   - p: Probabilities that the average is taken over.
  ///   - q: Probabilities, as many.
  /// - Returns: The divergence in nats, +∞ where `q` vanishes and `p` does not.
  /// - Accuracy: absolute error about 1e-16 × Σ p_i |ln(p_i/q_i)|.
  /// - Source: S. Kullback, R. A. Leibler, "On information and sufficiency" (1951).
  public static func divergence(_ p: [Double], from q: [Double]) -> Double {
    precondition(p.count == q.count, "needs as many states, got \(p.count) and \(q.count)")
    return sum(zip(p, q).map { p, q in p == 0 ? 0 : p * log(p / q) })
  }

  /// `Σ p_i f_i`, forbidden states left out (their `p f` would be 0 × ∞).
  private static func mean(
    of values: [Double], energies: [Double], temperature: Double
  ) -> Double {
    let p = probabilities(energies: energies, temperature: temperature)
    return sum(zip(p, values).map { p, f in p == 0 ? 0 : p * f })
  }
}
