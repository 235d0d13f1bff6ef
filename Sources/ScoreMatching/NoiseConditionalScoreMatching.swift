import Autodiff
import Distributions
import Elementary
import Networks
import Tensors

/// How the noise levels of a batch are chosen, one for each row.
public enum NoiseLevels: Sendable {
  /// The same for all.
  case only(Double)
  /// ln σ uniform between two ends.
  case logUniform(ClosedRange<Double>)
  /// One of a ladder's rungs, each as often as any other.
  case ladder([Double])

  /// Draws `[count, 1]` standard deviations.
  func sample(_ count: Int, using random: inout RandomStream) -> Tensor {
    switch self {
    case .only(let σ): return Tensor(repeating: Float(σ), shape: [count, 1])
    case .logUniform(let range):
      let (low, high) = (log(range.lowerBound), log(range.upperBound))
      return exp(Float(low) + Float(high - low) * random.uniform([count, 1]))
    case .ladder(let rungs):
      return Tensor(
        random.integers(below: rungs.count, count: count).map { rungs[$0] }, shape: [count, 1])
    }
  }

  /// Whether all levels are positive as `Float`s.
  var arePositive: Bool {
    func isPositive(_ σ: Double) -> Bool { Float(σ) > 0 && Float(σ).isFinite }
    return switch self {
    case .only(let σ): isPositive(σ)
    case .logUniform(let range): isPositive(range.lowerBound) && isPositive(range.upperBound)
    case .ladder(let rungs): !rungs.isEmpty && rungs.allSatisfy(isPositive)
    }
  }
}

/// Denoising score matching at many noise levels at once, each weighted by σ².
///
///     L(θ) = ½ E σ²‖s_θ(x̃, σ) + z/σ‖² = ½ E‖σ s_θ(x̃, σ) + z‖²
///
/// Without the weight the loss is of the order 1/σ², and the smallest noise would drown the rest.
///
/// - Source: Y. Song, S. Ermon (2019), equations 5 and 6 with λ(σ) = σ².
public struct NoiseConditionalScoreMatching: Objective {
  /// Draws from the data.
  public var data: any DataSource
  /// How σ is chosen for each row.
  public let levels: NoiseLevels

  /// - Precondition: all levels are positive.
  public init(data: any DataSource, noise levels: NoiseLevels) {
    precondition(levels.arePositive, "noise-conditional score matching: levels \(levels)")
    self.data = data
    self.levels = levels
  }

  public func batch(
    _ count: Int, for model: NoiseConditionalScore, using random: inout RandomStream
  ) -> LeveledPoints {
    LeveledPoints(
      points: NoisyPoints(data.sample(count, using: &random), using: &random),
      standardDeviations: levels.sample(count, using: &random))
  }

  // snippet.conditional-terms
  /// `½‖σ s(x + σz, σ) + z‖²`.
  public func terms(
    _ model: NoiseConditionalScore, _ batch: LeveledPoints, on tape: Tape
  ) -> Variable {
    let (σ, z) = (batch.standardDeviations, batch.points.noise)
    let s = model(Variable(batch.points.clean + σ * z), noise: σ)
    return 0.5 * (Variable(σ) * s + Variable(z)).square().rowSums()
  }
  // snippet.end
}

/// Points, noise for each of them, and how much of it.
public struct LeveledPoints: RowBatch, Sendable {
  /// x and z.
  public let points: NoisyPoints
  /// σ, `[points, 1]`, positive.
  public let standardDeviations: Tensor

  public init(points: NoisyPoints, standardDeviations: Tensor) {
    precondition(
      standardDeviations.shape == [points.rowCount, 1] && standardDeviations.min() > 0
        && standardDeviations.max() < .infinity,
      "standard deviations \(standardDeviations.shape), from \(standardDeviations.min()) to "
        + "\(standardDeviations.max()), for points \(points.clean.shape)")
    self.points = points
    self.standardDeviations = standardDeviations
  }

  public var rowCount: Int { points.rowCount }

  public func rows(_ range: Range<Int>) -> LeveledPoints {
    LeveledPoints(
      points: points.rows(range), standardDeviations: standardDeviations.rows(range))
  }
}
