import Distributions
import Elementary
import Tensors

extension Proposal {
  /// A Langevin step as a proposal: `y = x + ε s(x) + √(2εT) z`, which is not symmetric.
  ///
  ///     log q(x | y) − log q(y | x) = −½ (y − x)·(s(x) + s(y))/T − ¼ ε (‖s(y)‖² − ‖s(x)‖²)/T
  ///
  /// - Parameters:
  ///   - score: s = −∇ₓE, also when the temperature is not 1; called three times a step.
  ///   - stepSize: ε > 0.
  ///   - temperature: T > 0.
  public static func langevin(
    score: @escaping Score, stepSize ε: Double, temperature T: Double = 1
  ) -> Proposal {
    precondition(
      T > 0 && Float(1 / T).isFinite && Float(T).isFinite,
      "Langevin proposal: the temperature must be positive and finite, not \(T)")
    let walk = Langevin(score: score, stepSize: ε, temperature: T)
    return Proposal(
      draw: { x, random in
        var y = x
        walk.step(&y, using: &random)
        return y
      },
      logRatio: { x, y in
        let (here, there) = (score(x), score(y))
        let work = ((y - x) * (here + there)).rowSums()
        let slopes = (there.square() - here.square()).rowSums()
        return work * Float(-0.5 / T) - slopes * Float(0.25 * ε / T)
      })
  }
}

extension Metropolis {
  /// The Metropolis-adjusted Langevin algorithm (MALA): Langevin steps as proposals, accepted or not
  /// so that the chain keeps `p ∝ exp(−E/T)` at any step.
  ///
  /// - Parameters:
  ///   - energy: E, `[chains, dim]` → `[chains]`.
  ///   - score: −∇ₓE of the same energy, `[chains, dim]` → `[chains, dim]`.
  ///   - temperature: T > 0.
  ///   - stepSize: ε > 0.
  ///
  /// Source: J. Besag, J. R. Stat. Soc. B 56 (1994), 591; G. O. Roberts and R. L. Tweedie, Bernoulli
  /// 2 (1996), 341.
  public init(
    energy: @escaping Energy, score: @escaping Score, temperature: Double = 1,
    langevinStepSize stepSize: Double
  ) {
    self.init(
      energy: energy, temperature: temperature,
      proposal: .langevin(score: score, stepSize: stepSize, temperature: temperature))
  }
}
