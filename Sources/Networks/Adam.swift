import Elementary
import Tensors

/// Adaptive moment estimation: every parameter moves by about the learning rate, whatever the scale
/// of its gradient.
///
///     m ← β₁ m + (1 − β₁) g,   m̂ = m/(1 − β₁ᵗ)
///     v ← β₂ v + (1 − β₂) g²,  v̂ = v/(1 − β₂ᵗ)
///     θ ← θ − η_t (m̂/(√v̂ + ε) + λ θ),   t = 1, 2, …
///
/// With λ > 0 the decay is decoupled from the gradient: that is AdamW.
///
/// Source: D. P. Kingma, J. Ba, "Adam", ICLR 2015, algorithm 1; I. Loshchilov, F. Hutter,
/// "Decoupled weight decay regularization", ICLR 2019, algorithm 2 (with λ η_t for its λ).
public struct Adam: Optimizer {
  /// η_t; the first step has number 0 in the schedule.
  public let learningRate: Schedule
  /// β₁ and β₂, from 0 to 1, excluded.
  public let decays: (mean: Double, square: Double)
  /// ε > 0, also as a Float.
  public let epsilon: Double
  /// λ ≥ 0.
  public let weightDecay: Double
  /// Parameters with settings of their own.
  public let groups: [ParameterGroup]
  /// The number of steps taken.
  public private(set) var stepCount = 0
  private var means: [Tensor] = []
  private var meanSquares: [Tensor] = []

  public init(
    learningRate: Schedule = 1e-3, decays: (mean: Double, square: Double) = (0.9, 0.999),
    epsilon: Double = 1e-8, weightDecay: Double = 0, groups: [ParameterGroup] = []
  ) {
    precondition(learningRate.isValid, "Adam: learning rate \(learningRate)")
    precondition(
      (0..<1).contains(decays.mean) && (0..<1).contains(decays.square),
      "Adam: decays \(decays.mean) and \(decays.square) outside of 0..<1")
    // The arithmetic is Float: what rounds to 0 there is 0.
    precondition(
      Float(epsilon) > 0 && Float(epsilon).isFinite,
      "Adam: ε = \(epsilon) must be positive and finite as a Float")
    precondition(
      weightDecay >= 0 && Float(weightDecay).isFinite, "Adam: weight decay \(weightDecay)")
    self.learningRate = learningRate
    self.decays = decays
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.groups = groups
  }

  public mutating func step<N: Network>(_ network: inout N, gradients: [Tensor]) {
    let (β1, β2, t) = (decays.mean, decays.square, Double(stepCount + 1))
    let η = learningRate(stepCount)
    if means.isEmpty {
      means = gradients.map { Tensor(repeating: 0, shape: $0.shape) }
      meanSquares = means
    }
    network.updateParameters(gradients) { number, name, θ, g in
      let (factor, λ) = groups.settings(for: name, weightDecay: weightDecay)
      AdamUpdate(
        meanWeight: Float(1 - β1), squareWeight: Float(1 - β2),
        rate: Float(η * factor / (1 - pow(β1, t))), scale: Float(1 / sqrt(1 - pow(β2, t))),
        epsilon: Float(epsilon), shrinkage: Float(η * factor * λ)
      ).apply(to: &θ, mean: &means[number], meanSquare: &meanSquares[number], gradient: g)
    }
    stepCount += 1
  }
}
