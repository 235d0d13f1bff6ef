import Elementary
import Tensors

/// What a network may be asked for. All four say the same of `x_t = a x_0 + σ ε`, with `a = √ᾱ_t`
/// and `σ = √(1 − ᾱ_t)`.
///
/// Source: ε, J. Ho, A. Jain, P. Abbeel (2020), eq. 11; v, T. Salimans, J. Ho, "Progressive
/// distillation for fast sampling of diffusion models", ICLR 2022, appendix D.
public enum Parameterization: String, Sendable, CaseIterable {
  /// ε, the noise.
  case noise
  /// `x_0`, the clean data.
  case clean
  /// `v = a ε − σ x_0`, the velocity.
  case velocity
  /// `∇ log q(x_t) = −ε/σ` (for the means given `x_t`).
  case score

  /// The factors of `x_t` and of a prediction that turn it into another kind of prediction.
  ///
  /// - Parameters:
  ///   - target: what is wanted.
  ///   - level: the level of `x_t`, neither clean nor without signal.
  /// - Returns: `(p, q)`, so that `p x_t + q y` is the target if `y` is what `self` says; infinite at
  ///   a level that is clean or without signal, where `self` says nothing of the target.
  public func factors(
    to target: Parameterization, at level: NoiseLevel
  ) -> (state: Double, prediction: Double) {
    let (a, σ) = (level.signalScale, level.noiseScale)
    switch (self, target) {
    case (.noise, .noise), (.clean, .clean), (.velocity, .velocity), (.score, .score):
      return (0, 1)
    case (.noise, .clean): return (1 / a, -σ / a)
    case (.noise, .velocity): return (-σ / a, 1 / a)
    case (.noise, .score): return (0, -1 / σ)
    case (.clean, .noise): return (1 / σ, -a / σ)
    case (.clean, .velocity): return (a / σ, -1 / σ)
    case (.clean, .score): return (-1 / (σ * σ), a / (σ * σ))
    case (.velocity, .noise): return (σ, a)
    case (.velocity, .clean): return (a, -σ)
    case (.velocity, .score): return (-1, -a / σ)
    case (.score, .noise): return (0, -σ)
    case (.score, .clean): return (1 / a, σ * σ / a)
    case (.score, .velocity): return (-σ / a, -σ / a)
    }
  }

  /// Turns a prediction into another kind of prediction.
  ///
  /// - Parameters:
  ///   - prediction: what `self` says of `state`, of its shape.
  ///   - target: what is wanted.
  ///   - state: `x_t`.
  ///   - level: its level, neither clean nor without signal.
  /// - Accuracy: the factors are computed in Double; the one sum is rounded to Float, and where ᾱ
  ///   is small `x_0` is ill-conditioned by nature.
  public func convert(
    _ prediction: Tensor, to target: Parameterization, state: Tensor, at level: NoiseLevel
  ) -> Tensor {
    precondition(
      prediction.shape == state.shape,
      "prediction of shape \(prediction.shape) for states \(state.shape)")
    let (p, q) = factors(to: target, at: level)
    precondition(
      Float(p).isFinite && Float(q).isFinite,
      "\(rawValue) says nothing of \(target.rawValue) where ᾱ = \(level.signal)")
    return Float(p) * state + Float(q) * prediction
  }
}
