import Elementary
import Autodiff
import Tensors

/// An exponential moving average (EMA) of a network's parameters over training steps, which is
/// steadier than the last step's.
///
///     θ̄ ← θ̄ + (1 − d_t)(θ − θ̄),   d_t = min(d, (1 + t)/(10 + t)),   t = 0, 1, …
///
/// The smaller decay of the first steps lets the start be forgotten.
///
/// Source: B. T. Polyak, A. B. Juditsky, SIAM J. Control Optim. 30 (1992), 838, for averaging; the
/// warm-up is that of TensorFlow's `ExponentialMovingAverage`.
public struct MovingAverage<Averaged: Network> {
  /// θ̄, as a network.
  public private(set) var network: Averaged
  /// d, from 0 to 1, excluded; the average reaches back about 1/(1 − d) steps.
  public let decay: Double
  /// t, the number of updates so far.
  public private(set) var updateCount = 0

  /// An average that begins with a network's present parameters.
  public init(of network: Averaged, decay: Double) {
    precondition((0..<1).contains(decay), "moving average: decay \(decay) outside of 0..<1")
    self.network = network
    self.decay = decay
  }

  /// Takes in the parameters of a step; once one is NaN or infinite, so is its average for good.
  public mutating func update(with latest: Averaged) {
    let t = Double(updateCount)
    let weight = Float(1 - min(decay, (1 + t) / (10 + t)))
    var values: [Tensor] = []
    var copy = latest
    copy.visitParameters { _, parameter in values.append(parameter.value) }
    network.updateParameters(values) { _, _, average, value in
      average.move(toward: value, by: weight)
    }
    updateCount += 1
  }
}
