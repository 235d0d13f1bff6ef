import Elementary
import Exercises06
import HomeworkKit
import HomeworkTesting
import Tensors

private struct Target: Exercises {
  var formula: @Sendable (_ x: Double, _ noisy: Double, _ σ: Double) -> Double
  func denoisingTarget(clean: [Double], noisy: [Double], noise σ: Double) -> [Double] {
    zip(clean, noisy).map { formula($0, $1, σ) }
  }
}

private struct Posterior: Exercises {
  var formula: @Sendable (_ σ2: Double, _ s: Double, _ slope: Double) -> (Double, Double)
  func posterior(
    of noisy: Double, noise σ: Double, score: (Double) -> Double, scoreSlope: (Double) -> Double
  ) -> (mean: Double, variance: Double) {
    let (way, variance) = formula(σ * σ, score(noisy), scoreSlope(noisy))
    return (noisy + way, variance)
  }
}

/// The right step with other inputs, or what becomes of its results.
private struct Step: Exercises {
  var standardDeviations: @Sendable ([Double]) -> [Double] = { $0 }
  var finish: @Sendable (_ loss: Double, _ λ: Double, _ before: Double) -> (Double, Double) = {
    loss, λ, _ in (loss, λ)
  }
  func trainingStep(
    points: [[Double]], standardNoise z: [[Double]], standardDeviations: [Double],
    center μ: [Double], precision λ: Double, learningRate: Double
  ) throws -> (loss: Double, precision: Double) {
    let right = try References().trainingStep(
      points: points, standardNoise: z,
      standardDeviations: self.standardDeviations(standardDeviations), center: μ, precision: λ,
      learningRate: learningRate)
    let (loss, precision) = finish(right.loss, right.precision, λ)
    return (loss, precision)
  }
}

/// A score without logarithms.
private struct Pull: Exercises {
  var whenLost: @Sendable (_ data: [[Double]], _ squares: [Double]) -> [[Double]] = { data, _ in
    data
  }
  var kernel: @Sendable (_ square: Double, _ σ: Double) -> Double = { exp(-$0 / (2 * $1 * $1)) }
  func noisedDataScore(at noisy: [Double], data: [[Double]], noise σ: Double) -> [Double] {
    let ways = data.map { difference($0, noisy) }
    let squares = ways.map { way in way.reduce(0) { $0 + $1 * $1 } }
    let weights = squares.map { kernel($0, σ) }
    let isLost = sum(weights) == 0
    let heard = isLost ? whenLost(ways, squares) : ways
    let shares = normalized(isLost ? heard.map { _ in 1 } : weights)
    return noisy.indices.map { j in dot(shares, heard.map { $0[j] }) / (σ * σ) }
  }
}

private struct Anneal: Exercises {
  var levels: @Sendable ([Double]) -> [Double] = { $0 }
  var drift = 1.0
  var spread: @Sendable (_ ε: Double) -> Double = { sqrt(2 * $0) }
  /// The noise of a step, by what was drawn for it and by the step before.
  var noise: @Sendable (_ new: [Double], _ old: [Double]) -> [Double] = { new, _ in new }
  func annealedLangevin(
    from start: [Double], standardDeviations: [Double], stepsPerLevel: Int, stepFactor: Double,
    score: (_ x: Double, _ σ: Double) -> Double, using random: inout RandomStream
  ) -> [Double] {
    var (x, z) = (start, [Double]())
    for σ in levels(standardDeviations) {
      let ε = stepFactor * σ * σ
      for _ in 0..<stepsPerLevel {
        z = noise(random.normals(start.count), z)
        x = zip(x, z).map { $0 + drift * ε * score($0, σ) + spread(ε) * $1 }
      }
    }
    return x
  }
}

/// What is said of numbers that the grader does not recognise.
private let unknown = "nor those of a mistake"

let wrongAnswers: [WrongAnswer<any Exercises>] = [
  .init("6.1", "that is the noise z itself", Target { x, noisy, σ in (noisy - x) / σ }),
  .init(
    "6.1", "clean one; and the difference is not divided by σ²", Target { x, noisy, _ in noisy - x }
  ),
  .init("6.1", unknown, Target { x, noisy, σ in x / (σ * σ) - noisy }),
  .init(
    "6.1", "every wrong number has the wrong sign",
    Target { x, noisy, σ in abs(x - noisy) / (σ * σ) }),
  .init("6.1", "digits", Target { x, noisy, σ in Double(Float((x - noisy) / (σ * σ))) }),

  .init("6.2", unknown, Posterior { v, s, slope in (v * s, 1 / (1 / v - slope)) }),
  .init("6.2", unknown, Posterior { v, s, slope in (v * tanh(s), v + v * v * slope) }),
  .init(
    "6.2", "were it normal", Posterior { v, s, slope in (v * s, -(1 + v * slope) / slope) }),
  .init(
    "6.2", "σ²; and the sign is wrong",
    Posterior { v, s, slope in (-sqrt(v) * s, v + v * v * slope) }),
  .init(
    "6.2", "digits", Posterior { v, s, slope in (v * s, Double(Float(v + v * v * slope))) }),

  .init(
    "6.3", unknown, Step(standardDeviations: { σ in σ.map { _ in sqrt(mean(σ.map { $0 * $0 })) } })),
  .init("6.3", unknown, Step(standardDeviations: { $0.reversed() })),
  .init(
    "6.3", "missing; and the step goes uphill",
    Step(finish: { loss, λ, before in (loss, before - 2 * (λ - before)) })),
  .init("6.3", unknown, Step(finish: { loss, λ, before in (loss, (before + λ) / 3) })),
  .init("6.3", "λ has not moved", Step(finish: { loss, _, before in (loss, before) })),
  .init("6.3", "digits", Step(finish: { loss, λ, _ in (Double(Float(loss)), λ) })),

  .init("6.4", "far out all points got the same weight", Pull()),
  .init("6.4", "the arrow vanished", Pull(whenLost: { ways, _ in [ways[0].map { _ in 0 }] })),
  .init(
    "6.4", "hardly further",
    Pull(whenLost: { ways, squares in [ways[squares.firstIndex(of: squares.min()!)!]] })),
  .init("6.4", "0/0", Pull(whenLost: { ways, _ in ways.map { $0.map { _ in .nan } } })),
  .init("6.4", unknown, Pull(kernel: { 1 / (1 + $0 / ($1 * $1)) })),

  .init(
    "6.5", "two slips: the sign of the score is wrong",
    Anneal(drift: -1, spread: { sqrt($0) })),
  .init(
    "6.5", "second half of the points",
    Anneal(noise: { new, _ in
      let half = (new.count + 1) / 2
      return new.indices.map { new[$0 % half] }
    })),
  .init("6.5", "nor those", Anneal(noise: { new, _ in new.map { abs($0) } })),
  .init(
    "6.5", "nor those",
    Anneal(noise: { new, _ in new.indices.map { $0 % 2 == 0 ? new[$0] : -new[$0 - 1] } })),
  .init("6.5", "no noise", Anneal(spread: { _ in 0 })),
  .init("6.5", "in all its steps", Anneal(noise: { new, old in old.isEmpty ? new : old })),
  .init(
    "6.5", "two slips: the score was told the last", Anneal(levels: { σ in σ.map { _ in σ.last! } })
  ),
]
