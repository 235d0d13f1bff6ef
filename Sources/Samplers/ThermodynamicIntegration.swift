import Elementary
import Statistics
import Tensors

/// Thermodynamic integration of a quotient of partition functions along a path `E_β`.
///
///     log(Z₁/Z₀) = −∫₀¹ ⟨E₁ − E₀⟩_β dβ
///
/// Source: J. G. Kirkwood, J. Chem. Phys. 3 (1935), 300; A. Gelman and X.-L. Meng, Statistical
/// Science 13 (1998), 163.
public enum ThermodynamicIntegration {
  /// `−∫ (E₁ − E₀) dβ` along each chain by the trapezoid rule, averaged over the chains.
  ///
  /// - Parameters:
  ///   - differences: for each β, `E₁ − E₀` of the chains' states there, `[chains]`. The chains must
  ///     be independent of each other; one chain's states at different β need not be.
  ///   - schedule: the values of β, ascending from 0 to 1.
  /// - Returns: the estimate of `log(Z₁/Z₀)` and its standard error. It does not know of two
  ///   errors: the trapezoid rule's, and that of chains not yet in equilibrium.
  public static func logRatio(differences: [Tensor], schedule: [Double]) -> Estimate {
    let chains = differences.first?.shape ?? []
    precondition(
      differences.count == schedule.count && differences.allSatisfy { $0.shape == chains }
        && chains.count == 1 && chains[0] >= 2 && schedule.first == 0 && schedule.last == 1
        && zip(schedule, schedule.dropFirst()).allSatisfy { $0 < $1 },
      "thermodynamic integration: β = \(schedule) must ascend from 0 to 1, with differences of at "
        + "least two chains at each; not \(differences.map(\.shape))")
    var integrals = [Double](repeating: 0, count: chains[0])
    for (k, difference) in differences.enumerated() {
      let left = schedule[max(k - 1, 0)]
      let right = schedule[min(k + 1, schedule.count - 1)]
      for (chain, value) in difference.doubles.enumerated() {
        integrals[chain] -= (right - left) / 2 * value
      }
    }
    return Estimate(meanOf: integrals)
  }
}
