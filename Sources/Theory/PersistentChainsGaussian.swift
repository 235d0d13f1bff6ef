import Elementary

/// Persistent contrastive divergence on the line, as a recursion of moments.
///
/// The model is `E(x) = ½λx²`, the data have variance v. The chains are never started afresh: their
/// variance V is part of the state, and a step of training is, with `a = 1 − ελ`,
///
///     V ← a²V + 2ε  (K times),   λ ← λ − ½η(v − V)
///
/// This is the exact course of training with infinitely many chains.
public struct PersistentChainsGaussian: Sendable, Equatable {
  /// λ, the model's precision.
  public private(set) var precision: Double
  /// V ≥ 0, the variance of the chains.
  public private(set) var chainVariance: Double
  /// v > 0, the variance of the data.
  public let dataVariance: Double
  /// ε > 0, the step of the chains.
  public let stepSize: Double

  public init(
    precision: Double, chainVariance: Double, dataVariance: Double, stepSize: Double
  ) {
    precondition(
      chainVariance >= 0 && dataVariance > 0 && stepSize > 0,
      "needs chainVariance ≥ 0, dataVariance and stepSize > 0, got \(chainVariance), "
        + "\(dataVariance), \(stepSize)")
    self.precision = precision
    self.chainVariance = chainVariance
    self.dataVariance = dataVariance
    self.stepSize = stepSize
  }

  /// One step of training.
  ///
  /// - Parameters:
  ///   - learningRate: η > 0, of λ.
  ///   - chainSteps: K, how many steps the chains take with one λ.
  public mutating func step(learningRate: Double, chainSteps: Int = 1) {
    precondition(chainSteps >= 0, "persistent chains of \(chainSteps) steps")
    let a = 1 - stepSize * precision
    for _ in 0..<chainSteps { chainVariance = a * a * chainVariance + 2 * stepSize }
    precision -= 0.5 * learningRate * (dataVariance - chainVariance)
  }

  /// The learning rates at which training, near its fixed point and with K = 1, begins to swing,
  /// and at which it no longer converges.
  ///
  ///     η_swing = (1 − a)²/(εav),   η_edge = 2(1 + a²)/(εav),   a = 1 − ελ*
  ///
  /// Derivation: linearised at `V = v`, `λ = λ*`, a step is
  ///
  ///     δV' = a² δV − 2εav δλ,   δλ' = δλ + ½η δV'
  ///
  /// a matrix of determinant a² and trace `1 + a² − ηεav`. Its eigenvalues are complex where
  /// `trace² < 4a²`, that is beyond η_swing, and leave the unit circle at `trace = −(1 + a²)`.
  ///
  /// - Parameters:
  ///   - dataVariance: `v > 0`.
  ///   - stepSize: `ε` in (0, v/2), where 0 < a < 1 at the fixed point.
  /// - Accuracy: relative error about 1e-15/(1 − 2ε/v).
  /// - Source: by the derivation above.
  public static func criticalRates(
    dataVariance v: Double, stepSize ε: Double
  ) -> (swing: Double, edge: Double) {
    guard
      let λ = ContrastiveDivergenceGaussian.fixedPoints(dataVariance: v, stepSize: ε)?.stable,
      ε * λ < 1
    else {
      preconditionFailure("needs stepSize in (0, dataVariance/2), got \(ε) and \(v)")
    }
    let (shrink, a) = (ε * λ, 1 - ε * λ)
    let unit = ε * a * v
    return (shrink * shrink / unit, 2 * (1 + a * a) / unit)
  }
}
