import Distributions
import Elementary

/// A geometric ladder of noises and the steps on each of its levels: the four choices of annealed
/// Langevin dynamics.
///
///     σ_i = σ_1 (σ_L/σ_1)^{(i−1)/(L−1)},   γ = σ_i/σ_{i+1},   ε = 2η σ_L²
///
/// Source: Y. Song, S. Ermon, "Improved techniques for training score-based generative models",
/// NeurIPS 2020, for how to choose them.
public struct NoiseLadder: Sendable, Equatable {
  /// σ_1.
  public let first: Double
  /// σ_L, below σ_1.
  public let last: Double
  /// L ≥ 2.
  public let levels: Int
  /// K ≥ 1.
  public let stepsPerLevel: Int
  /// η, a level's step over the variance of its noise: a stable one is below 2 at data in one point.
  public let relativeStep: Double

  /// - Parameters:
  ///   - first, last: σ_1 > σ_L > 0.
  ///   - levels: L ≥ 2.
  ///   - stepsPerLevel: K ≥ 1.
  ///   - relativeStep: η > 0.
  public init(
    from first: Double = 5, to last: Double = 0.05, levels: Int = 20, stepsPerLevel: Int = 50,
    relativeStep: Double = 0.1
  ) {
    precondition(
      first > last && Float(last) > 0 && Float(first).isFinite && levels >= 2,
      "a ladder from \(first) to \(last) in \(levels) levels")
    precondition(
      stepsPerLevel >= 1 && relativeStep > 0 && relativeStep.isFinite,
      "a ladder with \(stepsPerLevel) steps a level of the relative size \(relativeStep)")
    (self.first, self.last, self.levels) = (first, last, levels)
    (self.stepsPerLevel, self.relativeStep) = (stepsPerLevel, relativeStep)
  }

  /// σ_1 > … > σ_L.
  public var standardDeviations: [Double] {
    (0..<levels).map { i in first * pow(last / first, Double(i) / Double(levels - 1)) }
  }

  /// γ = σ_i/σ_{i+1}.
  public var ratio: Double { pow(first / last, 1 / Double(levels - 1)) }

  /// ε = 2η σ_L², the α of the last level.
  public var stepSize: Double { 2 * relativeStep * last * last }

  /// Annealed Langevin dynamics down this ladder.
  ///
  /// - Parameter score: the score of the density with noise of a standard deviation.
  public func sampler(_ score: @escaping (_ noise: Double) -> Score) -> AnnealedLangevin {
    AnnealedLangevin(
      score: score, standardDeviations: standardDeviations, stepSize: stepSize,
      stepsPerLevel: stepsPerLevel)
  }
}
