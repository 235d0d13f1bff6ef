import Elementary

/// How the noise of a diffusion grows: `β_1, …, β_T`, and what follows from them.
///
///     x_t = √α_t x_{t−1} + √β_t ε_t,   α_t = 1 − β_t,   ᾱ_t = α_1 ⋯ α_t,   ᾱ_0 = 1
///
/// Everything is Double. `ᾱ_t` is kept as the sum of `log1p(−β_i)`, and `1 − ᾱ_t` is the `expm1` of
/// that: the first steps of a long schedule have `1 − ᾱ ≈ 1e-4`, where a product of Floats would
/// leave three digits.
public struct NoiseSchedule: Sendable, Equatable {
  /// What figures and tables call it.
  public let name: String
  /// `β_1, …, β_T`; the first has index 0 here. Ask `beta(t)` instead.
  public let betas: [Double]
  /// The levels of `x_0, …, x_T`.
  public let levels: [NoiseLevel]

  /// A schedule of given betas.
  ///
  /// - Parameters:
  ///   - name: what figures call it.
  ///   - betas: `β_1, …, β_T`, each in (0, 1).
  public init(_ name: String, betas: [Double]) {
    precondition(!betas.isEmpty, "noise schedule “\(name)”: no steps")
    for (i, β) in betas.enumerated() {
      precondition(0 < β && β < 1, "noise schedule “\(name)”: β_\(i + 1) = \(β), not in (0, 1)")
    }
    self.name = name
    self.betas = betas
    var logSignal = 0.0
    levels =
      [.clean]
      + betas.map { β in
        logSignal += log1p(-β)
        return NoiseLevel(logSignal: logSignal)
      }
  }

  /// T, the number of steps.
  public var steps: Int { betas.count }

  /// `β_t`, the variance of the noise that step t adds; t from 1 to T.
  public func beta(_ t: Int) -> Double {
    precondition(1...steps ~= t, "β_\(t) of a schedule of \(steps) steps")
    return betas[t - 1]
  }

  /// `α_t = 1 − β_t`; t from 1 to T.
  public func alpha(_ t: Int) -> Double { 1 - beta(t) }

  /// `ᾱ_t`, the signal's share of the variance; t from 0 to T.
  public func alphaBar(_ t: Int) -> Double { level(t).signal }

  /// How much signal and noise `x_t` has; t from 0 to T.
  public func level(_ t: Int) -> NoiseLevel {
    precondition(0...steps ~= t, "level \(t) of a schedule of \(steps) steps")
    return levels[t]
  }

  /// The level of `x_T`. Its signal-to-noise ratio says how much of the data is left at the end.
  public var terminal: NoiseLevel { levels[steps] }

  /// `β̃_t`, the variance of `x_{t−1}` given `x_t` and `x_0`; t from 1 to T.
  public func posteriorVariance(_ t: Int) -> Double {
    level(t).posteriorVariance(at: level(t - 1))
  }

  /// Times for a sampler that takes fewer steps than the schedule has.
  ///
  ///     τ_i = round(i T/S),   i = S, …, 0
  ///
  /// - Parameter count: S, from 1 to T.
  /// - Returns: `T = τ_S > … > τ_0 = 0`.
  public func times(_ count: Int) -> [Int] {
    precondition(1...steps ~= count, "\(count) steps of a schedule of \(steps)")
    return (0...count).reversed().map { i in (2 * i * steps + count) / (2 * count) }
  }
}
