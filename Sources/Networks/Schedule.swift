import Elementary

/// How the learning rate changes with the step.
public indirect enum Schedule: Sendable, Equatable, ExpressibleByFloatLiteral {
  /// Always the same.
  case constant(Double)

  /// Half a cosine from one value to another, which then stays.
  ///
  ///     η_t = η_end + ½ (η_start − η_end)(1 + cos(π t/T)),   0 ≤ t ≤ T
  ///
  /// Source: I. Loshchilov, F. Hutter, "SGDR", ICLR 2017, eq. 5.
  case cosine(from: Double, to: Double = 0, steps: Int)

  /// A straight rise from η(0)/n over n steps, multiplying another schedule that begins after it.
  ///
  ///     η_t = η(0) (t + 1)/n for t < n, then η(t − n)
  case warmUp(steps: Int, then: Schedule)

  /// A constant.
  public init(floatLiteral value: Double) { self = .constant(value) }

  /// Whether every learning rate is finite, also as a Float, and not negative, and every number of steps at least 1.
  var isValid: Bool {
    switch self {
    case .constant(let rate): isLearningRate(rate)
    case .cosine(let start, let end, let steps):
      isLearningRate(start) && isLearningRate(end) && steps >= 1
    case .warmUp(let steps, let next): steps >= 1 && next.isValid
    }
  }

  // The arithmetic of steps is Float.
  private func isLearningRate(_ rate: Double) -> Bool { rate >= 0 && Float(rate).isFinite }

  /// The learning rate of a step.
  ///
  /// - Parameter step: t, from 0.
  public func callAsFunction(_ step: Int) -> Double {
    precondition(step >= 0, "the learning rate of step \(step)")
    switch self {
    case .constant(let rate): return rate
    case .cosine(let start, let end, let steps):
      guard step < steps else { return end }
      return end + (start - end) * (1 + cos(.pi * Double(step) / Double(steps))) / 2
    case .warmUp(let steps, let next):
      return step < steps ? next(0) * Double(step + 1) / Double(steps) : next(step - steps)
    }
  }
}
