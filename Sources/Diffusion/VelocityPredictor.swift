import Autodiff
import Distributions
import Elementary
import Networks
import Tensors

/// A network that is asked for the velocity, as a predictor of the noise.
///
///     w = √ᾱ_t ε − √(1−ᾱ_t) x_0,   ε̂(x, t) = √(1−ᾱ_t) x + √ᾱ_t ŵ(x, t)
///
/// Where little of the data is left, `x_t` is nearly ε, and the network need not copy it.
///
/// - Source: T. Salimans, J. Ho, "Progressive distillation for fast sampling of diffusion models",
///   ICLR 2022, appendix D, where w is called v.
public struct VelocityPredictor<Base: NoisePredictor>: NoisePredictor {
  /// A network of a state and its time, whose output is taken for ŵ.
  public var base: Base
  /// That of the forward process.
  public let schedule: NoiseSchedule

  public init(_ base: Base, schedule: NoiseSchedule) {
    self.base = base
    self.schedule = schedule
  }

  public func callAsFunction(_ x: Variable, times: [Int]) -> Variable {
    let levels = times.map(schedule.level)
    let column = [times.count] + [Int](repeating: 1, count: x.rank - 1)
    return Variable(Tensor(levels.map(\.noiseScale), shape: column)) * x
      + Variable(Tensor(levels.map(\.signalScale), shape: column)) * base(x, times: times)
  }

  public mutating func visitParameters(_ visit: (String, inout Variable) -> Void) {
    base.visitParameters { visit("base.\($0)", &$1) }
  }
}

/// The loss in the velocity.
///
///     E ‖w − ŵ‖²/dim = E ‖ε − ε̂‖²/(ᾱ_t dim),   since ε − ε̂ = √ᾱ_t (w − ŵ)
///
/// So it is the loss in the noise with other weights for the times, whatever the network is asked
/// for.
///
/// - Source: T. Salimans, J. Ho (2022), section 4: "SNR + 1" times the loss in `x_0`.
public struct VelocityLoss<Model: NoisePredictor>: Objective {
  /// The loss in the noise, which draws the batches.
  public var noise: NoiseLoss<Model>

  public init(_ noise: NoiseLoss<Model>) { self.noise = noise }

  public func batch(
    _ count: Int, for model: Model, using random: inout RandomStream
  ) -> TimedPoints {
    noise.batch(count, for: model, using: &random)
  }

  /// `‖ε − ε̂(x_t, t)‖²/(ᾱ_t dim)`.
  public func terms(_ model: Model, _ batch: TimedPoints, on tape: Tape) -> Variable {
    let weights = batch.times.map { 1 / noise.schedule.alphaBar($0) }
    return noise.terms(model, batch, on: tape) * Variable(Tensor(weights))
  }
}
