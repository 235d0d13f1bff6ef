import Elementary

/// How far a training has come.
public struct TrainingProgress: Sendable {
  /// Steps done in this run, and in all.
  public let (done, total): (Int, Int)
  /// The loss, averaged over the last hundred steps or so.
  public let loss: Double
  /// The speed so far.
  public let stepsPerSecond: Double

  /// The time that the rest will take at that speed.
  public var secondsLeft: Double { Double(total - done) / stepsPerSecond }
}

extension Training {
  /// Takes many steps.
  ///
  /// - Parameters:
  ///   - steps: how many, ≥ 0.
  ///   - progress: is told after every step how far the training has come; what it does has no
  ///     influence on the numbers.
  /// - Throws: `NetworkError` as soon as a loss or a gradient is not finite.
  public mutating func run(
    steps: Int, progress: ((TrainingProgress) -> Void)? = nil
  ) throws(NetworkError) {
    let clock = ContinuousClock()
    let start = clock.now
    var smoothLoss = losses.last ?? 0
    precondition(steps >= 0, "training of \(steps) steps")
    for done in 1...max(steps, 1) where done <= steps {
      let latest = try step()
      guard let progress else { continue }
      smoothLoss += (latest - smoothLoss) / Double(min(losses.count, 100))
      let seconds = (clock.now - start) / .seconds(1)
      progress(
        TrainingProgress(
          done: done, total: steps, loss: smoothLoss,
          stepsPerSecond: Double(done) / max(seconds, 1e-9)))
    }
  }
}
