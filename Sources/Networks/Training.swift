import Elementary
import Autodiff
import Tensors

/// Learning the parameters of a network by stochastic gradients.
///
/// ```swift
/// var training = Training(of: network, with: Adam(learningRate: 1e-3), seed: 1)
/// try training.run(steps: 2_000) { network, step in
///   let x = Variable(data.sample(512, using: &step.random))
///   return (network(x) - target(x)).square().mean()
/// }
/// let learned = training.network
/// ```
/// The random numbers of a step are a function of the seed and the step's number, so a training
/// that is interrupted and continued goes the same way.
public struct Training<Trained: Network> {
  /// The network with its present parameters.
  public private(set) var network: Trained
  /// What moves the parameters.
  public private(set) var optimizer: any Optimizer
  /// Gradients longer than this are shortened; `nil` for never.
  public var clippingNorm: Double?
  /// The moving average of the parameters, if one is kept.
  public private(set) var average: MovingAverage<Trained>?
  /// The loss of every step so far.
  public private(set) var losses: [Double] = []

  /// The seed of all random numbers.
  public let seed: UInt64
  private let random: RandomStream
  private let tape = Tape()

  /// A training that has not begun.
  ///
  /// - Parameters:
  ///   - network: the network with its initial parameters.
  ///   - optimizer: what moves the parameters.
  ///   - seed: the seed of all random numbers.
  ///   - stream: tells trainings with the same seed apart.
  ///   - clippingNorm: gradients longer than this are shortened.
  ///   - averageDecay: the decay of the moving average, which is kept if this is given.
  public init(
    of network: Trained, with optimizer: any Optimizer, seed: UInt64, stream: UInt64 = 0,
    clippingNorm: Double? = nil, averageDecay: Double? = nil
  ) {
    self.network = network
    self.optimizer = optimizer
    self.clippingNorm = clippingNorm
    self.seed = seed
    random = RandomStream(seed: seed, stream: stream).split("training")
    average = averageDecay.map { MovingAverage(of: network, decay: $0) }
  }

  // snippet.training-step
  /// Takes one step: loss, gradient, update.
  ///
  /// - Parameter loss: the loss of a network whose parameters are tracked, for a batch drawn with
  ///   the step's random numbers; a single number.
  /// - Returns: the loss before the update.
  /// - Throws: `NetworkError` if the loss or a gradient is not finite; the network is then the one
  ///   that had this loss, so that it can be looked at.
  @discardableResult
  public mutating func step(
    _ loss: (Trained, inout TrainingStep) -> Variable
  ) throws(NetworkError) -> Double {
    var (value, gradients) = differentiate(loss)
    let length = clip(&gradients, toNorm: clippingNorm)
    guard value.isFinite && length.isFinite else { throw failure(value, gradients) }

    optimizer.step(&network, gradients: gradients)
    average?.update(with: network)
    losses.append(value)
    return value
  }
  // snippet.end

  /// The loss of the next step and its gradients. Nothing of the tape is left when this returns, so
  /// that the optimizer can change the parameters in place.
  private func differentiate(
    _ loss: (Trained, inout TrainingStep) -> Variable
  ) -> (Double, [Tensor]) {
    defer { tape.clear() }
    let number = losses.count + 1
    var step = TrainingStep(number: number, random: random.split(UInt64(number)), tape: tape)
    let (tracked, parameters) = network.tracked(on: tape)
    let value = loss(tracked, &step)
    precondition(
      value.count == 1, "training: a loss of shape \(value.shape) instead of a single number")
    precondition(value.isTracked, "training: the loss does not depend on any parameter")
    let gradients = gradient(of: value, withRespectTo: parameters, recording: false)
    return (Double(value.value.item), gradients.map(\.value))
  }

  private func failure(_ loss: Double, _ gradients: [Tensor]) -> NetworkError {
    let broken = zip(network.parameters, gradients).first { !$1.sumOfSquares().isFinite }
    return .nonFinite(
      loss: loss, gradientOf: broken?.0.name, step: losses.count + 1, seed: seed,
      lastFiniteLoss: losses.last)
  }
}

/// What belongs to one step of a training.
public struct TrainingStep {
  /// The step's number, from 1.
  public let number: Int
  /// Random numbers of this step's own.
  public var random: RandomStream
  /// What tracks the network's parameters in this step: for inputs that are to be differentiated
  /// by as well.
  public let tape: Tape
}
