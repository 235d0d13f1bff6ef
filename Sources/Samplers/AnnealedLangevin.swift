import Distributions
import Elementary
import Tensors

/// Annealed Langevin dynamics: chains that walk through noised densities, from the widest noise to
/// the narrowest, with steps that shrink with the noise.
///
///     x' = x + (α_i/2) s(x, σ_i) + √α_i z,   α_i = ε σ_i²/σ_L²,   K steps at each of σ_1 > … > σ_L
///
/// Each level is a Langevin kernel with the step α_i/2; one step of this kernel is a whole descent.
///
/// Source: Y. Song, S. Ermon, "Generative modeling by estimating gradients of the data
/// distribution", NeurIPS 2019, algorithm 1.
public struct AnnealedLangevin: MarkovKernel {
  /// The scores of the noised densities, one for each σ.
  public let score: (_ noise: Double) -> Score
  /// σ_1 > … > σ_L > 0.
  public let standardDeviations: [Double]
  /// ε > 0, the α of the last level.
  public let stepSize: Double
  /// K ≥ 1.
  public let stepsPerLevel: Int

  /// - Parameters:
  ///   - score: the score of the density with noise of a standard deviation.
  ///   - standardDeviations: σ_1 > … > σ_L > 0.
  ///   - stepSize: ε > 0.
  ///   - stepsPerLevel: K ≥ 1.
  public init(
    score: @escaping (_ noise: Double) -> Score, standardDeviations: [Double], stepSize: Double,
    stepsPerLevel: Int
  ) {
    precondition(
      !standardDeviations.isEmpty && standardDeviations.allSatisfy { $0 > 0 && $0.isFinite }
        && zip(standardDeviations, standardDeviations.dropFirst()).allSatisfy { $0 > $1 },
      "annealed Langevin: the noise must fall and stay positive, not \(standardDeviations)")
    precondition(
      stepSize > 0 && stepSize.isFinite,
      "annealed Langevin: the step must be positive, not \(stepSize)")
    precondition(stepsPerLevel >= 1, "annealed Langevin: \(stepsPerLevel) steps a level")
    self.score = score
    self.standardDeviations = standardDeviations
    self.stepSize = stepSize
    self.stepsPerLevel = stepsPerLevel
  }

  // snippet.annealed-langevin
  /// α_i/2 of every level, the step in the sense of `Langevin`.
  public var levelStepSizes: [Double] {
    let narrowest = standardDeviations[standardDeviations.count - 1]
    return standardDeviations.map { stepSize * ($0 / narrowest) * ($0 / narrowest) / 2 }
  }

  /// One kernel a level, each of K steps.
  public var levels: [RepeatedKernel<Langevin>] {
    zip(standardDeviations, levelStepSizes).map { σ, step in
      Langevin(score: score(σ), stepSize: step).repeated(stepsPerLevel)
    }
  }

  /// Moves every chain down the whole ladder.
  public func step(_ x: inout Tensor, using random: inout RandomStream) {
    for var level in levels { level.step(&x, using: &random) }
  }
  // snippet.end

  /// Where all the chains are at the end of every level, one state for each σ.
  public func descent(from start: Tensor, using random: inout RandomStream) -> [Tensor] {
    var x = start
    return levels.map { level in
      var level = level
      level.step(&x, using: &random)
      return x
    }
  }
}
