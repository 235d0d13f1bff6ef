import Elementary
import Tensors

/// How a step back is taken.
public enum ReverseRule: Sendable {
  /// The variance of the noise that an ancestral step adds.
  public enum Variance: Sendable {
    /// β, and nothing in the last step.
    case beta
    /// β̃, which is 0 in the last step.
    case posterior
    /// Any other: t and s ↦ σ² ≥ 0 for the step from t to s.
    case given(@Sendable (_ t: Int, _ s: Int) -> Double)
  }

  /// Sample `x_s` given `x_t` as if `x̂_0` were `x_0` (DDPM).
  case ancestral(Variance)
  /// Keep the predicted noise instead of drawing new one; η = 1 redraws as much as β̃ does (DDIM).
  /// η ≥ 0, and no more may be redrawn than there is: `η² β ≤ 1 − ᾱ_t` at every step.
  case implicit(eta: Double)
  /// The probability-flow equation `dx/d ln ᾱ = ½ (x + ∇ log q)` by Euler's method.
  case flowEuler
  /// The same by Heun's method, with Euler's for the step to s = 0; two predictions a step.
  case flowHeun
}

/// Goes from noise back to data. States and predictions that are infinite or NaN make the next state
/// so.
///
/// Source: ancestral, J. Ho, A. Jain, P. Abbeel (2020), algorithm 2; implicit, J. Song, C. Meng,
/// S. Ermon, "Denoising diffusion implicit models", ICLR 2021, eq. 12; flow, Y. Song et al.,
/// "Score-based generative modeling through stochastic differential equations", ICLR 2021, eq. 13.
public struct ReverseSampler: Sendable {
  /// The schedule of the forward process.
  public let schedule: NoiseSchedule
  /// How a step is taken.
  public let rule: ReverseRule
  /// The times visited, falling from T to 0.
  public let times: [Int]

  /// - Parameters:
  ///   - schedule: that of the forward process.
  ///   - rule: how a step is taken.
  ///   - steps: how many, from 1 to T; all of them if this is left out.
  public init(_ schedule: NoiseSchedule, _ rule: ReverseRule, steps: Int? = nil) {
    self.init(schedule, rule, times: schedule.times(steps ?? schedule.steps))
  }

  /// - Parameter times: falling, the last of them 0.
  public init(_ schedule: NoiseSchedule, _ rule: ReverseRule, times: [Int]) {
    precondition(
      times.count > 1 && times.last == 0 && times[0] <= schedule.steps
        && zip(times, times.dropFirst()).allSatisfy { $0 > $1 },
      "reverse sampler: times \(times) must fall from at most \(schedule.steps) to 0")
    self.schedule = schedule
    self.rule = rule
    self.times = times
    // Refuses variances that cannot be before any work is done.
    for (t, s) in zip(times, times.dropFirst()) { _ = factors(from: t, to: s) }
  }

  /// A step as `x_s = a x_t + b ε̂ + σ z`.
  public struct Factors: Sendable, Equatable {
    /// a.
    public let state: Double
    /// b.
    public let prediction: Double
    /// σ.
    public let standardDeviation: Double
  }

  /// The largest factor of a state. It makes a rounding error of a Float, 6e-8, one of 6e-4.
  private static let largestFactor = 1e4

  /// What a step multiplies by; for `flowHeun`, its Euler step.
  ///
  /// - Parameters:
  ///   - t: the later time.
  ///   - s: the earlier time.
  public func factors(from t: Int, to s: Int) -> Factors {
    let (later, earlier) = (schedule.level(t), schedule.level(s))
    let (β, kept) = (later.noiseVariance(since: earlier), later.signalScale(since: earlier))
    switch rule {
    case .ancestral(let choice):
      let variance =
        switch choice {
        case .beta: s == 0 ? 0 : β
        case .posterior: later.posteriorVariance(at: earlier)
        case .given(let variance): variance(t, s)
        }
      precondition(
        variance >= 0 && variance.isFinite,
        "reverse step from \(t) to \(s): noise of variance \(variance)")
      return Factors(
        state: 1 / kept, prediction: -β / (later.noiseScale * kept),
        standardDeviation: sqrt(variance))
    case .implicit(let η):
      let variance = η * η * later.posteriorVariance(at: earlier)
      precondition(
        η >= 0 && η * η * β <= later.noise * (1 + 1e-12),
        "reverse step from \(t) to \(s): η = \(η) would redraw more noise than there is")
      // 1 − ᾱ_s − σ² without the cancellation.
      let rest = earlier.noise * (1 - η * η * β / later.noise)
      return Factors(
        state: 1 / kept, prediction: sqrt(max(rest, 0)) - later.noiseScale / kept,
        standardDeviation: sqrt(variance))
    case .flowEuler, .flowHeun:
      let Δ = earlier.logSignal - later.logSignal
      return Factors(
        state: 1 + Δ / 2, prediction: -Δ / (2 * later.noiseScale), standardDeviation: 0)
    }
  }

  /// One step back for every row.
  ///
  /// - Parameters:
  ///   - x: `x_t`, `[n, dim]` (or any other shape); afterwards `x_s`.
  ///   - t: the later time.
  ///   - s: the earlier time.
  ///   - noise: the prediction ε̂(x_t, t).
  /// - Precondition: unless the rule is a flow, `√(ᾱ_s/ᾱ_t) ≤ 10⁴`. A longer step would compute
  ///   `x_0` as the difference of two numbers so large that their rounding errors count.
  public func step(
    _ x: inout Tensor, from t: Int, to s: Int, predicting noise: NoisePrediction,
    using random: inout RandomStream
  ) {
    let f = factors(from: t, to: s)
    precondition(
      f.state <= Self.largestFactor,
      "reverse step from \(t) to \(s): x_t would be multiplied by \(f.state), and its rounding "
        + "error with it; take shorter steps")
    let ε̂ = noise(x, t)
    precondition(ε̂.shape == x.shape, "reverse step: noise \(ε̂.shape) for states \(x.shape)")
    var next = Float(f.state) * x + Float(f.prediction) * ε̂
    if case .flowHeun = rule, s > 0 {
      // The mean of the slopes at both ends: half of Euler's step, half of one with those of s.
      let Δ = Float(schedule.level(s).logSignal - schedule.level(t).logSignal)
      let slope = next - noise(next, s) / Float(schedule.level(s).noiseScale)
      next = 0.5 * (x + next) + Δ / 4 * slope
    }
    if f.standardDeviation > 0 { next += Float(f.standardDeviation) * random.normal(x.shape) }
    x = next
  }

  /// All the states on the way back.
  ///
  /// - Parameters:
  ///   - start: `x_T`, standard normal as a rule.
  ///   - noise: the prediction ε̂(x_t, t).
  /// - Returns: the states at `times`.
  public func trajectory(
    from start: Tensor, predicting noise: NoisePrediction, using random: inout RandomStream
  ) -> [Tensor] {
    var states = [start]
    for (t, s) in zip(times, times.dropFirst()) {
      var x = states[states.count - 1]
      step(&x, from: t, to: s, predicting: noise, using: &random)
      states.append(x)
    }
    return states
  }

  /// Goes all the way back.
  ///
  /// - Parameters:
  ///   - start: `x_T`, standard normal as a rule.
  ///   - noise: the prediction ε̂(x_t, t).
  /// - Returns: `x_0`.
  public func run(
    from start: Tensor, predicting noise: NoisePrediction, using random: inout RandomStream
  ) -> Tensor {
    var x = start
    for (t, s) in zip(times, times.dropFirst()) {
      step(&x, from: t, to: s, predicting: noise, using: &random)
    }
    return x
  }

  /// Draws new data.
  ///
  /// - Parameters:
  ///   - count: n.
  ///   - dimension: of a point.
  ///   - noise: the prediction ε̂(x_t, t).
  /// - Returns: `[n, dim]`.
  public func sample(
    _ count: Int, dimension: Int, predicting noise: NoisePrediction,
    using random: inout RandomStream
  ) -> Tensor {
    run(from: random.normal([count, dimension]), predicting: noise, using: &random)
  }
}
