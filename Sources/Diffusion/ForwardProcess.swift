import Elementary
import Tensors

/// The process that turns data into noise, one step at a time or in one jump. Data that are infinite
/// or NaN stay so.
///
///     q(x_t | x_{t−1}) = N(√α_t x_{t−1}, β_t I),    q(x_t | x_0) = N(√ᾱ_t x_0, (1 − ᾱ_t) I)
///
/// Source: J. Sohl-Dickstein et al., "Deep unsupervised learning using nonequilibrium
/// thermodynamics", ICML 2015; J. Ho, A. Jain, P. Abbeel (2020), eq. 2 and 4.
public struct ForwardProcess: Sendable {
  /// How the noise grows.
  public let schedule: NoiseSchedule

  public init(_ schedule: NoiseSchedule) { self.schedule = schedule }

  // snippet.forward-step
  /// One step, from `x_{t−1}` to `x_t`.
  ///
  ///     x_t = √α_t x_{t−1} + √β_t z
  ///
  /// - Parameters:
  ///   - x: `x_{t−1}`, `[n, dim]` (or any other shape).
  ///   - t: from 1 to T.
  /// - Returns: `x_t`, of the same shape.
  public func step(_ x: Tensor, to t: Int, using random: inout RandomStream) -> Tensor {
    let β = schedule.beta(t)
    return Float(sqrt(1 - β)) * x + Float(sqrt(β)) * random.normal(x.shape)
  }

  /// Many steps in one jump, from the data to `x_t`.
  ///
  ///     x_t = √ᾱ_t x_0 + √(1 − ᾱ_t) ε
  ///
  /// - Parameters:
  ///   - x0: the data, `[n, dim]` (or any other shape).
  ///   - t: from 0 to T.
  ///   - noise: ε, standard normal, of the same shape.
  /// - Returns: `x_t`.
  public func jump(_ x0: Tensor, to t: Int, noise: Tensor) -> Tensor {
    precondition(x0.shape == noise.shape, "jump: data \(x0.shape) and noise \(noise.shape)")
    let level = schedule.level(t)
    return Float(level.signalScale) * x0 + Float(level.noiseScale) * noise
  }
  // snippet.end

  /// The jump with noise drawn on the spot.
  public func jump(_ x0: Tensor, to t: Int, using random: inout RandomStream) -> Tensor {
    jump(x0, to: t, noise: random.normal(x0.shape))
  }

  /// The jump to a time of its own for every row, as training needs it.
  ///
  /// - Parameters:
  ///   - x0: the data, `[n, …]`.
  ///   - times: n times from 0 to T.
  ///   - noise: ε, standard normal, of the data's shape.
  /// - Returns: row i at time `times[i]`.
  public func jump(_ x0: Tensor, to times: [Int], noise: Tensor) -> Tensor {
    precondition(
      x0.shape == noise.shape && x0.shape.first == times.count,
      "jump: data \(x0.shape), noise \(noise.shape) and \(times.count) times")
    let levels = times.map(schedule.level)
    let column = [times.count] + [Int](repeating: 1, count: x0.rank - 1)
    return Tensor(levels.map(\.signalScale), shape: column) * x0
      + Tensor(levels.map(\.noiseScale), shape: column) * noise
  }

  /// All the states on the way.
  ///
  /// - Parameter x0: the data, `[n, dim]` (or any other shape).
  /// - Returns: `x_0, …, x_T`.
  public func trajectory(from x0: Tensor, using random: inout RandomStream) -> [Tensor] {
    var states = [x0]
    for t in 1...schedule.steps { states.append(step(states[t - 1], to: t, using: &random)) }
    return states
  }
}
