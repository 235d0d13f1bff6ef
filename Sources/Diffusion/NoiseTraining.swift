import Distributions
import Elementary
import Networks
import Tensors

/// The training of a noise predictor, whatever its type, so that several can be compared and share
/// the cores.
///
/// ```swift
/// let trainings = [
///   NoiseTraining(of: network, on: DataSet(pictures), schedule: schedule, seed: 1),
///   NoiseTraining(of: VelocityPredictor(network, schedule: schedule), on: …),
/// ]
/// try NoiseTraining.run(trainings, steps: [1_000, 1_000])
/// let x = sampler.sample(9, dimension: 64, predicting: trainings[1].average, using: &random)
/// ```
public final class NoiseTraining {
  /// That of the forward process.
  public let schedule: NoiseSchedule
  private let advance: (_ steps: Int) throws(NetworkError) -> Void
  private let prediction: (_ averaged: Bool) -> NoisePrediction

  /// A training that has not begun, of the noise loss with Adam.
  ///
  /// - Parameters:
  ///   - network: the network with its initial parameters.
  ///   - data: draws of x_0.
  ///   - schedule: that of the forward process.
  ///   - batchSize: the rows of a batch.
  ///   - learningRate: Adam's.
  ///   - averageDecay: the decay of the moving average of the parameters.
  ///   - seed: the seed of all random numbers.
  public init<Model: NoisePredictor>(
    of network: Model, on data: any DataSource, schedule: NoiseSchedule, batchSize: Int = 128,
    learningRate: Schedule = 1e-3, averageDecay: Double = 0.999, seed: UInt64
  ) {
    self.schedule = schedule
    var training = Training(
      of: network, on: NoiseLoss(data: data, schedule: schedule), batchSize: batchSize,
      with: Adam(learningRate: learningRate), seed: seed, averageDecay: averageDecay)
    advance = { steps throws(NetworkError) in try training.run(steps: steps) }
    prediction = {
      $0 ? training.average!.network.predictNoise : training.network.predictNoise
    }
  }

  /// ε̂ of the averaged parameters as they are now.
  public var average: NoisePrediction { prediction(true) }

  /// ε̂ of the last step's parameters.
  public var latest: NoisePrediction { prediction(false) }

  /// Goes on with several trainings at once, each on one core; the numbers are those of one after
  /// the other.
  ///
  /// - Parameters:
  ///   - trainings: different ones. The last is begun first.
  ///   - steps: how many further steps each of them takes.
  /// - Throws: the first training's error, if several have one.
  public static func run(_ trainings: [NoiseTraining], steps: [Int]) throws(NetworkError) {
    precondition(
      trainings.count == steps.count && steps.allSatisfy { $0 >= 0 }
        && Set(trainings.map(ObjectIdentifier.init)).count == trainings.count,
      "trainings by \(steps) steps for \(trainings.count) trainings, all different")
    // Each is touched by one core only, and what they share is read only.
    nonisolated(unsafe) let all = trainings
    let errors = Parallel.mapChunks(of: all.count, size: 1) { range -> NetworkError? in
      do throws(NetworkError) {
        try all[range.lowerBound].advance(steps[range.lowerBound])
        return nil
      } catch {
        return error
      }
    }
    if let error = errors.lazy.compactMap(\.self).first { throw error }
  }
}
