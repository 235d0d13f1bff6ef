import Elementary
import Tensors

/// Stochastic gradient descent, with momentum if wanted.
///
///     u ← μ u + g + λ θ,   θ ← θ − η_t u
///
/// Source: B. T. Polyak, "Some methods of speeding up the convergence of iteration methods" (1964);
/// in the form of I. Sutskever et al., ICML 2013, with η outside of u.
public struct SGD: Optimizer {
  /// η_t.
  public let learningRate: Schedule
  /// μ, from 0 (none) to 1, excluded.
  public let momentum: Double
  /// λ ≥ 0.
  public let weightDecay: Double
  /// Parameters with settings of their own.
  public let groups: [ParameterGroup]
  /// The number of steps taken.
  public private(set) var stepCount = 0
  private var velocities: [Tensor] = []

  public init(
    learningRate: Schedule, momentum: Double = 0, weightDecay: Double = 0,
    groups: [ParameterGroup] = []
  ) {
    precondition(learningRate.isValid, "SGD: learning rate \(learningRate)")
    precondition(momentum >= 0 && momentum < 1, "SGD: momentum \(momentum) outside of 0..<1")
    precondition(
      weightDecay >= 0 && Float(weightDecay).isFinite, "SGD: weight decay \(weightDecay)")
    self.learningRate = learningRate
    self.momentum = momentum
    self.weightDecay = weightDecay
    self.groups = groups
  }

  public mutating func step<N: Network>(_ network: inout N, gradients: [Tensor]) {
    let η = learningRate(stepCount)
    network.updateParameters(gradients) { number, name, θ, g in
      let (factor, λ) = groups.settings(for: name, weightDecay: weightDecay)
      var u = g
      if λ != 0 { u += θ * Float(λ) }
      if momentum != 0 {
        if number < velocities.count {
          velocities[number] *= Float(momentum)
          velocities[number] += u
        } else {
          velocities.append(u)
        }
        u = velocities[number]
      }
      θ -= u * Float(η * factor)
    }
    stepCount += 1
  }
}
