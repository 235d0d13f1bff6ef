import Elementary
import Exercises04
import HomeworkKit
import HomeworkTesting
import Tensors

/// Answers with a formula of one's choice: of E's slope, T, the distance from m, and s.
private struct Score: Exercises {
  var formula: @Sendable (_ slope: Double, _ T: Double, _ distance: Double, _ s: Double) -> Double
  func score(
    at x: [Double], energyGradient: ([Double]) -> [Double], temperature: Double,
    center: [Double], standardDeviation: Double
  ) throws -> [Double] {
    zip(energyGradient(x), zip(x, center)).map {
      formula($0, temperature, $1.0 - $1.1, standardDeviation)
    }
  }
}

private struct Step: Exercises {
  /// What is added to x, from its slope, ε, T and the stream.
  var kick: @Sendable (_ ε: Double, _ T: Double, inout RandomStream) -> Double = {
    (2 * $0 * $1).squareRoot() * $2.normal()
  }
  var drift: @Sendable (_ slope: Double, _ ε: Double, _ T: Double) -> Double = { s, ε, _ in -ε * s }
  var sharesNoise = false
  func langevinStep(
    from states: [Double], slope: (Double) -> Double, stepSize: Double, temperature: Double,
    using random: inout RandomStream
  ) throws -> [Double] {
    var noise = kick(stepSize, temperature, &random)
    return states.map { x in
      if !sharesNoise { noise = kick(stepSize, temperature, &random) }
      return x + drift(slope(x), stepSize, temperature) + noise
    }
  }
}

/// Saves half of the normal numbers.
private struct MirroredStep: Exercises {
  func langevinStep(
    from states: [Double], slope: (Double) -> Double, stepSize: Double, temperature: Double,
    using random: inout RandomStream
  ) throws -> [Double] {
    var saved: [Double] = []
    return states.map { x in
      let z = saved.popLast() ?? random.normal()
      if saved.isEmpty { saved.append(-z) }
      return x - stepSize * slope(x) + (2 * stepSize * temperature).squareRoot() * z
    }
  }
}

private struct Ahead: Exercises {
  /// Of κ, T, ε and w.
  var variance: @Sendable (Double, Double, Double, Double) -> Double = { κ, T, ε, w in
    T / κ / (1 + (w - 0.5) * ε * κ)
  }
  var edge: @Sendable (_ κ: Double, _ w: Double) -> Double = { κ, w in
    w < 0.5 ? 2 / (κ * (1 - 2 * w)) : .infinity
  }
  func stationaryVariance(
    stiffness: Double, temperature: Double, stepSize: Double, weight: Double
  ) throws -> (variance: Double, edge: Double) {
    (variance(stiffness, temperature, stepSize, weight), edge(stiffness, weight))
  }
}

/// The logarithm of the acceptance, from the energies and the squares in ln q(y | x), ln q(x | y).
private struct Accept: Exercises {
  var rule: @Sendable (_ climb: Double, _ T: Double, _ ratio: Double) -> Double = {
    min(0, -$0 / $1 + $2)
  }
  var width: @Sendable (_ ε: Double, _ T: Double) -> Double = { 4 * $0 * $1 }
  /// Which coordinates are in the squares.
  var isTaken: @Sendable (_ coordinate: Int) -> Bool = { _ in true }
  func logAcceptance(
    from x: [Double], to y: [Double], energy: ([Double]) -> Double,
    energyGradient: ([Double]) -> [Double], stepSize: Double, temperature: Double
  ) -> Double {
    func logQ(_ a: [Double], _ b: [Double]) -> Double {
      let g = energyGradient(a)
      let miss = a.indices.filter(isTaken).map { b[$0] - a[$0] + stepSize * g[$0] }
      return -dot(miss, miss) / width(stepSize, temperature)
    }
    return rule(energy(y) - energy(x), temperature, logQ(y, x) - logQ(x, y))
  }
}

/// A chain that cools with a step as one likes.
private struct Cool: Exercises {
  var kick: @Sendable (_ ε: Double, _ T: Double, _ z: [Double]) -> [Double] = { ε, T, z in
    z.map { sqrt(2 * ε * T) * $0 }
  }
  var logA: @Sendable (_ climb: Double, _ T: Double, _ right: Double) -> Double = { $2 }
  var threshold: @Sendable (_ u: Double) -> Double = { log($0) }
  /// Whether the slope at a proposal is kept for the next step, taken or not.
  var keepsSlope = false
  func coolingChain(
    from start: [Double], energy: ([Double]) -> Double, energyGradient: ([Double]) -> [Double],
    stepSize ε: Double, temperatures: [Double], noise: [[Double]], uniforms: [Double]
  ) -> [[Double]] {
    var (x, slope) = (start, energyGradient(start))
    return temperatures.indices.map { n in
      let T = temperatures[n]
      let moves = zip(slope, kick(ε, T, noise[n])).map { $1 - ε * $0 }
      let y = zip(x, moves).map { $0 + $1 }
      let right = References().logAcceptance(
        from: x, to: y, energy: energy, energyGradient: energyGradient, stepSize: ε,
        temperature: T)
      if keepsSlope { slope = energyGradient(y) }
      if threshold(uniforms[n]) < logA(energy(y) - energy(x), T, right) { x = y }
      if !keepsSlope { slope = energyGradient(x) }
      return x
    }
  }
}

/// What is said of numbers that the grader does not recognise.
private let unknown = "nor those of a mistake"

/// Rounded to a Float.
private func short(_ value: Double) -> Double { Double(Float(value)) }

let wrongAnswers: [WrongAnswer<any Exercises>] = [
  .init("4.1", "all that a Float holds", Score { short(-$0 / $1 - $2 / ($3 * $3)) }),
  .init("4.1", "every number has 0.5 times", Score { -($0 / $1 + $2 / ($3 * $3)) / 2 }),
  .init("4.1", "½ of the exponent was kept", Score { $0 / $1 + $2 / (2 * $3 * $3) }),
  .init("4.1", unknown, Score { -$0 / $1 - $2 / ($1 + $3 * $3) }),
  .init("4.1", unknown, Score { max(-10, min(10, -$0 / $1 - $2 / ($3 * $3))) }),

  WrongAnswer(
    "4.2", "two slips: the temperature was forgotten",
    Step(kick: { ε, _, r in (2 * ε).squareRoot() * r.normal() }, drift: { s, ε, _ in ε * s })),
  WrongAnswer(
    "4.2", "two slips: all chains", Step(drift: { s, ε, _ in ε * s }, sharesNoise: true)),
  WrongAnswer(
    "4.2", "uniform on (0, 1): it",
    Step(
      kick: { ε, T, r in (2 * ε * T).squareRoot() * r.uniform() },
      drift: { s, ε, T in -ε * s / T })),
  WrongAnswer(
    "4.2", "nor those", Step(kick: { ε, T, r in 1.3 * (2 * ε * T).squareRoot() * r.normal() })),
  WrongAnswer("4.2", "nor those", MirroredStep()),

  // Right in one check.
  .init("4.3", "exchanged", Ahead(variance: { κ, T, ε, w in T / (κ * (1 + (0.5 - w) * ε * κ)) })),
  .init("4.3", "infinite: for w below", Ahead(edge: { _, _ in .infinity })),
  .init("4.3", "there is no edge", Ahead(edge: { κ, w in 2 / (κ * (1 - 2 * w)) })),
  .init(
    "4.3", "end too early", Ahead(edge: { κ, w in (2 / (κ * (1 - 2 * w)) * 1e7).rounded() / 1e7 })),
  .init("4.3", unknown, Ahead(variance: { κ, T, ε, w in T / κ * (1 - (w - 0.5) * ε * κ) })),

  .init("4.4", "logarithm of 0", Accept(rule: { log(min(1, exp(-$0 / $1 + $2))) })),
  .init(
    "4.4", "missing in the energy term; and the temperature is missing in q",
    Accept(rule: { d, _, ratio in min(0, -d + ratio) }, width: { ε, _ in 4 * ε })),
  // Right in one dimension.
  .init("4.4", unknown, Accept(isTaken: { $0 == 0 })),
  // Right where A is no smaller.
  .init("4.4", unknown, Accept(rule: { max(-300, min(0, -$0 / $1 + $2)) })),

  .init("4.5", "no step is ever taken", Cool(threshold: { $0 })),
  .init(
    "4.5", "two slips",
    Cool(kick: { ε, T, z in z.map { sqrt(ε * T) * $0 } }, logA: { min(0, -$0 / $1 + 0 * $2) })),
  .init("4.5", unknown, Cool(keepsSlope: true)),
  // Right on the line.
  .init("4.5", unknown, Cool(kick: { ε, T, z in z.map { _ in sqrt(2 * ε * T) * z[0] } })),
  .init(
    "4.5", "pass through Float", Cool(kick: { ε, T, z in z.map { short(sqrt(2 * ε * T)) * $0 } })),
]
