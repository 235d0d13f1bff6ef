import Elementary

/// How long Langevin dynamics takes to cross a barrier, and which side it falls to.
///
/// The time is that of the diffusion `dx = −E′(x) dt + √2 dW` at T = 1: n steps of size ε are the
/// time nε.
public enum CrossingTime {
  /// The mean time to reach b for the first time from a < b, for any energy on the line.
  ///
  ///     τ(a → b) = ∫_a^b e^{E(y)} ∫_{−∞}^y e^{−E(x)} dx dy
  ///
  /// Derivation: τ as a function of the start solves `−E′ τ′ + τ″ = −1` with `τ(b) = 0` and
  /// `e^{−E} τ′ → 0` at −∞; integrate twice.
  ///
  /// - Parameters:
  ///   - start, end: a < b.
  ///   - lowest: stands for −∞: `e^{−E}` must be negligible there.
  ///   - points: of both quadratures.
  ///   - energy: E.
  /// - Source: C. W. Gardiner, "Handbook of Stochastic Methods", section 5.2.7 in the third edition.
  public static func mean(
    from start: Double, to end: Double, lowest: Double, points: Int = 400,
    energy: (Double) -> Double
  ) -> Double {
    precondition(lowest < start && start <= end, "needs \(lowest) < \(start) ≤ \(end)")
    return integrate(from: start, to: end, points: points) { y in
      let top = energy(y)
      return integrate(from: lowest, to: y, points: points) { x in exp(top - energy(x)) }
    }
  }

  /// The mean time from one bottom of the double well `E = B(x² − 1)²` to the other.
  ///
  ///     τ = ∫_{−1}^1 e^{E(y)} ∫_{−∞}^y e^{−E(x)} dx dy = Z ∫_0^1 e^{E(y)} dy
  ///
  /// Derivation: the inner integrals at y and −y add up to Z, as E is even.
  ///
  /// - Parameter B: the barrier, in (0, 500].
  /// - Returns: τ: 5.129, 17.32, 80.91, 437.5 for B = 2, 4, 6, 8.
  /// - Accuracy: relative error about 1e-12.
  public static func doubleWell(barrier B: Double) -> Double {
    DoubleWell.partitionFunction(barrier: B)
      * integrate(from: 0, to: 1, points: 800) { y in exp(B * (y * y - 1) * (y * y - 1)) }
  }

  /// Kramers' time for a high barrier.
  ///
  ///     τ ≈ 2π e^{ΔE}/√(E″(bottom) |E″(top)|)
  ///
  /// - Parameters:
  ///   - barrier: ΔE, from the bottom to the top.
  ///   - bottomCurvature: E″ > 0 at the bottom.
  ///   - topCurvature: |E″| > 0 at the top.
  /// - Accuracy: relative error of order 1/ΔE; 4.104, 15.16, 74.68, 413.9 in the place of
  ///   5.129, 17.32, 80.91, 437.5.
  /// - Source: H. A. Kramers, Physica 7 (1940), 284, for strong friction.
  public static func kramers(
    barrier: Double, bottomCurvature: Double, topCurvature: Double
  ) -> Double {
    precondition(
      bottomCurvature > 0 && topCurvature > 0,
      "needs curvatures > 0, got \(bottomCurvature) and \(topCurvature)")
    return 2 * .pi * exp(barrier) / sqrt(bottomCurvature * topCurvature)
  }

  /// Kramers' time for the double well `E = B(x² − 1)²`: the curvatures are 8B and 4B.
  public static func kramersDoubleWell(barrier B: Double) -> Double {
    kramers(barrier: B, bottomCurvature: 8 * B, topCurvature: 4 * B)
  }
}
