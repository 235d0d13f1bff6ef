import Autodiff
import Elementary
import Tensors

/// Learning the parameters of a network by stochastic gradients.
///
/// ```swift
/// var training = Training(
///   of: network, on: DenoisingScoreMatching(data: mixture, noise: 0.3), batchSize: 512,
///   with: Adam(learningRate: 1e-3), seed: 1)
/// try training.run(steps: 2_000)
/// let learned = training.network
/// ```
/// The random numbers of a step are a function of the seed and the step's number, so a training
/// that is interrupted and continued goes the same way; and they do not depend on the number of
/// threads, nor does anything else.
public struct Training<Goal: Objective> {
  /// The network with its present parameters.
  public private(set) var network: Goal.Model
  /// What is made small. Objectives with chains of their own keep them here.
  public private(set) var objective: Goal
  /// The rows of a batch.
  public let batchSize: Int
  /// What moves the parameters.
  public private(set) var optimizer: any Optimizer
  /// Gradients longer than this are shortened; `nil` for never.
  public let clippingNorm: Double?
  /// The moving average of the parameters, if one is kept.
  public private(set) var average: MovingAverage<Goal.Model>?
  /// The loss of every step so far.
  public private(set) var losses: [Double] = []

  /// The seed of all random numbers.
  public let seed: UInt64
  private let random: RandomStream
  private let tapes: [Tape]

  /// A training that has not begun.
  ///
  /// - Parameters:
  ///   - network: the network with its initial parameters.
  ///   - objective: what is to be made small.
  ///   - batchSize: the rows of a batch.
  ///   - optimizer: what moves the parameters.
  ///   - seed: the seed of all random numbers.
  ///   - stream: tells trainings with the same seed apart.
  ///   - clippingNorm: gradients longer than this are shortened; > 0.
  ///   - averageDecay: the decay of the moving average, which is kept if this is given.
  public init(
    of network: Goal.Model, on objective: Goal, batchSize: Int, with optimizer: any Optimizer,
    seed: UInt64, stream: UInt64 = 0, clippingNorm: Double? = nil, averageDecay: Double? = nil
  ) {
    precondition(batchSize > 0, "training: batches of \(batchSize) rows")
    precondition(
      clippingNorm.map { $0 > 0 } ?? true, "training: gradients clipped to \(clippingNorm!)")
    self.network = network
    self.objective = objective
    self.batchSize = batchSize
    self.optimizer = optimizer
    self.clippingNorm = clippingNorm
    self.seed = seed
    random = RandomStream(seed: seed, stream: stream).split("training")
    average = averageDecay.map { MovingAverage(of: network, decay: $0) }
    let shard = shardSize(ofBatch: batchSize)
    tapes = (0..<(batchSize + shard - 1) / shard).map { _ in Tape() }
  }

  /// Takes one step: batch, gradient, update.
  ///
  /// - Returns: the loss before the update.
  /// - Throws: `NetworkError` if the loss or a gradient is not finite; the network is then the one
  ///   that had this loss, so that it can be looked at.
  @discardableResult
  public mutating func step() throws(NetworkError) -> Double {
    var random = random.split(UInt64(losses.count + 1))
    let batch = objective.batch(batchSize, for: network, using: &random)
    let gradient = objective.gradient(of: network, on: batch, tapes: tapes)

    var slopes = gradient.parameters
    let (loss, length) = (gradient.terms.mean(), clip(&slopes, toNorm: clippingNorm))
    guard loss.isFinite && length.isFinite else { throw failure(loss, slopes) }

    optimizer.step(&network, gradients: slopes)
    average?.update(with: network)
    losses.append(loss)
    return loss
  }

  private func failure(_ loss: Double, _ gradients: [Tensor]) -> NetworkError {
    let broken = zip(network.parameters, gradients).first { !$1.sumOfSquares().isFinite }
    return .nonFinite(
      loss: loss, gradientOf: broken?.0.name, step: losses.count + 1, seed: seed,
      lastFiniteLoss: losses.last)
  }
}
