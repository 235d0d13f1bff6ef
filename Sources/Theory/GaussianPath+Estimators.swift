import Elementary

/// What annealed importance sampling and thermodynamic integration give on a Gaussian path.
///
/// `schedule` holds the inverse temperatures `0 = β_0 < β_1 < … < β_K = 1`. Moves are perfect: each
/// `x_k` is an independent sample of `p_k`, so that
///
///     log w = Σ_k [E_{β_k}(x_k) − E_{β_{k+1}}(x_k)] = −Σ_k (β_{k+1} − β_k)(E₁ − E₀)(x_k)
///
/// is a sum of independent terms.
extension GaussianPath {
  /// The mean of the log weight of annealed importance sampling with perfect moves.
  ///
  ///     E log w = log(Z_K/Z_0) − Σ_k KL(p_k ‖ p_{k+1}) = −Σ_k Δβ_k ⟨E₁ − E₀⟩_{β_k}
  ///
  /// Derivation: `log w = log(Z_K/Z_0) + Σ ln(p_{k+1}(x_k)/p_k(x_k))` with `x_k ~ p_k`. It is a
  /// left Riemann sum of thermodynamic integration, and low by the divergences of its steps.
  ///
  /// - Parameter schedule: `β_0 … β_K`, increasing from 0 to 1.
  /// - Returns: `E log w ≤ log(Z_K/Z_0)`.
  /// - Accuracy: a few ULP of the largest term.
  /// - Source: R. M. Neal, "Annealed importance sampling" (2001), §4; R. Grosse, C. Maddison,
  ///   R. Salakhutdinov, "Annealing between distributions by averaging moments" (2013), eq. 4.
  public func expectedLogWeight(schedule: [Double]) -> Double {
    check(schedule)
    return sum(
      zip(schedule, schedule.dropFirst()).map { -($1 - $0) * meanEnergyDifference(at: $0) })
  }

  /// The variance of that log weight.
  ///
  ///     Var log w = Σ_k Δβ_k² Var_{β_k}(E₁ − E₀)
  ///
  /// - Parameter schedule: `β_0 … β_K`, increasing from 0 to 1.
  /// - Returns: The variance, which falls as `1/K`.
  /// - Accuracy: a few ULP of the largest term.
  /// - Source: R. M. Neal, "Annealed importance sampling" (2001), §4.
  public func varianceOfLogWeight(schedule: [Double]) -> Double {
    check(schedule)
    return sum(
      zip(schedule, schedule.dropFirst()).map {
        ($1 - $0) * ($1 - $0) * varianceOfEnergyDifference(at: $0)
      })
  }

  /// The second moment of the weight itself, relative to the squared mean.
  ///
  ///     E[w²]/(Z_K/Z_0)² = Π_k Z(2β_{k+1} − β_k) Z(β_k) / Z(β_{k+1})²
  ///
  /// Derivation: each step contributes `∫ p_{k+1}²/p_k`, and `2E_{β_{k+1}} − E_{β_k}` is the energy
  /// of the path continued to `2β_{k+1} − β_k`. Where that has no positive precision the weight has
  /// infinite variance.
  ///
  /// - Parameter schedule: `β_0 … β_K`, increasing from 0 to 1.
  /// - Returns: The relative second moment, ≥ 1, possibly +∞. One step is plain importance
  ///   sampling.
  /// - Accuracy: relative error about `K` × `d` × 1e-15.
  /// - Source: by the derivation above.
  public func relativeSecondMoment(schedule: [Double]) -> Double {
    check(schedule)
    let steps = zip(schedule, schedule.dropFirst()).map { here, next in
      logPartitionFunction(at: 2 * next - here) + logPartitionFunction(at: here)
        - 2 * logPartitionFunction(at: next)
    }
    return exp(sum(steps))
  }

  /// Thermodynamic integration by the trapezoidal rule with exact means.
  ///
  ///     −Σ_k Δβ_k ½ (⟨E₁ − E₀⟩_{β_k} + ⟨E₁ − E₀⟩_{β_{k+1}})
  ///
  /// - Parameter schedule: `β_0 … β_K`, increasing from 0 to 1.
  /// - Returns: The rule's value; minus ``logRatio`` it is the rule's error.
  /// - Accuracy: a few ULP of the largest term.
  /// - Source: A. Gelman, X.-L. Meng, "Simulating normalizing constants" (1998), §2.3.
  public func trapezoidalLogRatio(schedule: [Double]) -> Double {
    check(schedule)
    return sum(
      zip(schedule, schedule.dropFirst()).map {
        -($1 - $0) * 0.5 * (meanEnergyDifference(at: $0) + meanEnergyDifference(at: $1))
      })
  }

  /// The leading error of the trapezoidal rule with `K` equal steps.
  ///
  ///     error ≈ (1/(12K²)) [ Var_1(E₁ − E₀) − Var_0(E₁ − E₀) ]
  ///
  /// Derivation: the Euler–Maclaurin formula, `h²/12` times the difference of the integrand's
  /// slopes at the ends; the slope of `−⟨E₁ − E₀⟩_β` is `Var_β(E₁ − E₀)`.
  ///
  /// - Parameter steps: `K ≥ 1`.
  /// - Returns: Rule minus exact value, up to terms of order `K⁻⁴`.
  /// - Source: L. Euler (1736), C. Maclaurin (1742).
  public func leadingTrapezoidalError(steps: Int) -> Double {
    precondition(steps >= 1, "needs steps ≥ 1, got \(steps)")
    let k = Double(steps)
    return (varianceOfEnergyDifference(at: 1) - varianceOfEnergyDifference(at: 0)) / (12 * k * k)
  }

  private func check(_ schedule: [Double]) {
    precondition(
      schedule.first == 0 && schedule.last == 1
        && zip(schedule, schedule.dropFirst()).allSatisfy(<),
      "needs a schedule that increases from 0 to 1, got \(schedule)")
  }
}
