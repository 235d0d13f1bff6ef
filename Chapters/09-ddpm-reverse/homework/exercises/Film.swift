import Diffusion
import Distributions
import Elementary
import HomeworkKit
import Tensors
import Theory

/// Many paths back to Gaussian data, with a prediction of the noise that is off by a constant.
///
/// Guess and steps are linear, so that every state is normal, and the distribution of a path is a
/// recursion.
struct Film: Codable {
  var betas: [Double]
  var losses: [Double]
  var mean: Double
  var standardDeviation: Double
  var errors: [Double]
  var count: Int
  var seed: UInt64

  init(_ random: inout RandomStream, steps: Int = 5) {
    betas = (0..<steps).map { 0.12 + 0.1 * (Double($0) + random.uniform()) }
    mean = 0.8 + 0.4 * random.uniform()
    standardDeviation = 0.5 + 0.2 * random.uniform()
    // So large that the best variance is far from β, which it is where ℓ_t is ᾱ_t.
    errors = (0..<steps).map { _ in
      (random.bernoulli(0.5) ? 1 : -1) * (0.65 + 0.2 * random.uniform())
    }
    losses = []
    count = 20_000
    seed = random.next()
    // The floor, and the square of the error.
    losses = (1...steps).map { t in
      data.noiseLossFloor(at: schedule.level(t)) + errors[t - 1] * errors[t - 1]
    }
  }

  var steps: Int { betas.count }
  var schedule: NoiseSchedule { NoiseSchedule("homework", betas: betas) }
  var data: GaussianDiffusion {
    GaussianDiffusion(mean: mean, variance: standardDeviation * standardDeviation)
  }

  /// The prediction at t = 1, …, T: ε̂ = slope · x + shift.
  var predictions: [(slope: Double, shift: Double)] {
    let (data, schedule) = (data, schedule)
    return (1...steps).map { t in
      let atZero = data.bestNoise(0, at: schedule.level(t))
      return (data.bestNoise(1, at: schedule.level(t)) - atZero, atZero + errors[t - 1])
    }
  }

  func paths(_ answers: any Exercises) throws -> [Double] {
    var random = RandomStream(seed: seed)
    let predictions = predictions
    return try (0..<count).flatMap { _ in
      let path = try answers.path(
        betas: betas, losses: losses,
        noise: { x, t in
          precondition(1...steps ~= t, "the noise was predicted at t = \(t), not in 1...\(steps)")
          return predictions[t - 1].slope * x + predictions[t - 1].shift
        }, using: &random)
      guard path.count == steps + 1 else { throw WrongLength(count: path.count, steps: steps) }
      return path
    }
  }
}

private struct WrongLength: Malformation {
  var count: Int
  var steps: Int
  var description: String {
    "a path of \(count) states in \(steps) steps; there are \(steps + 1), with start and end"
  }
}

// MARK: Statistics

extension Film {
  static func labels(steps: Int) -> [String] {
    let times = (0...steps).reversed()
    return times.map { "mean of x_\($0)" } + times.map { "variance of x_\($0)" }
      + times.dropLast().map { "covariance of x_\($0) and x_\($0 - 1)" } + [
        "share of |x_\(steps)| > 2", "share of large noise in the first step",
        "share of paths with the start of the path before",
        "share of paths with the first noise of the path before",
      ]
  }

  /// The statistics with these labels.
  func statistics(_ numbers: [Double]) -> [Double] {
    let states = (0...steps).map { i in (0..<count).map { numbers[$0 * (steps + 1) + i] } }
    let means = states.map { sum($0) / Double(count) }
    func covariance(_ i: Int, _ j: Int) -> Double {
      sum(zip(states[i], states[j]).map { ($0 - means[i]) * ($1 - means[j]) }) / Double(count - 1)
    }
    // What the first step adds to the mean that it should have.
    let (slope, shift, standardDeviation) = firstStep
    let noise = zip(states[0], states[1]).map { $1 - slope * $0 - shift }
    func share(_ isCounted: (Int) -> Bool) -> Double {
      Double((0..<count).count { isCounted($0) }) / Double(count)
    }
    return means + (0...steps).map { covariance($0, $0) }
      + (0..<steps).map { covariance($0, $0 + 1) }
      + [
        share { abs(states[0][$0]) > 2 }, share { abs(noise[$0]) > 2 * standardDeviation + 1e-9 },
        share { $0 > 0 && states[0][$0] == states[0][$0 - 1] },
        share {
          $0 > 0 && abs(noise[$0]) > 1e-9 && abs(noise[$0] - noise[$0 - 1]) < 1e-9
        },
      ]
  }

  /// The first step's mean as slope · x_T + shift, and its standard deviation.
  var firstStep: (slope: Double, shift: Double, standardDeviation: Double) {
    let (move, prediction) = (right(steps), predictions[steps - 1])
    return (
      move.state + move.prediction * prediction.slope, move.prediction * prediction.shift,
      move.standardDeviation
    )
  }
}
