import Autodiff
import Distributions
import Elementary
import Networks
import Tensors

/// Which times of a diffusion a loss looks at.
public enum DiffusionTimes: Sendable {
  /// All, t uniform on 1, …, T.
  case uniform
  /// One time, from 1 to T.
  case only(Int)
}

/// The simple loss of a denoising diffusion model: predict the noise.
///
///     L = E ‖ε − ε̂(√ᾱ_t x_0 + √(1−ᾱ_t) ε, t)‖²/dim,   t uniform on 1, …, T,   ε ~ N(0, I)
///
/// - Source: J. Ho, A. Jain, P. Abbeel (2020), eq. 14 and algorithm 1.
public struct NoiseLoss<Model: NoisePredictor>: Objective {
  /// Draws of x_0.
  public var data: any DataSource
  /// That of the forward process.
  public let schedule: NoiseSchedule
  /// The distribution of t.
  public let times: DiffusionTimes

  public init(data: any DataSource, schedule: NoiseSchedule, times: DiffusionTimes = .uniform) {
    if case .only(let t) = times {
      precondition(1...schedule.steps ~= t, "noise loss at time \(t) of \(schedule.steps)")
    }
    self.data = data
    self.schedule = schedule
    self.times = times
  }

  public func batch(
    _ count: Int, for model: Model, using random: inout RandomStream
  ) -> TimedPoints {
    let times =
      switch times {
      case .uniform: random.integers(below: schedule.steps, count: count).map { $0 + 1 }
      case .only(let t): [Int](repeating: t, count: count)
      }
    let clean = data.sample(count, using: &random)
    return TimedPoints(clean: clean, noise: random.normal(clean.shape), times: times)
  }

  // snippet.noise-terms
  /// `‖ε − ε̂(x_t, t)‖²/dim`.
  public func terms(_ model: Model, _ batch: TimedPoints, on tape: Tape) -> Variable {
    let x = ForwardProcess(schedule).jump(batch.clean, to: batch.times, noise: batch.noise)
    let prediction = model(Variable(x), times: batch.times)
    precondition(
      prediction.shape == x.shape, "noise loss: a prediction \(prediction.shape) of \(x.shape)")
    return (prediction - Variable(batch.noise)).square().rowMeans()
  }
  // snippet.end
}

/// Data, standard normal noise for them, and the times that they are noised to.
public struct TimedPoints: RowBatch, Sendable {
  /// x_0, `[points, …]`.
  public let clean: Tensor
  /// ε, of the same shape.
  public let noise: Tensor
  /// t of every point.
  public let times: [Int]

  public init(clean: Tensor, noise: Tensor, times: [Int]) {
    precondition(
      clean.shape == noise.shape && times.count == clean.rowCount,
      "noise \(noise.shape) and \(times.count) times for points \(clean.shape)")
    self.clean = clean
    self.noise = noise
    self.times = times
  }

  public var rowCount: Int { times.count }

  public func rows(_ range: Range<Int>) -> TimedPoints {
    TimedPoints(
      clean: clean.rows(range), noise: noise.rows(range), times: Array(times[range]))
  }
}
