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
  /// The factors of E′ and of z, from ε and T, and z for so many chains.
  var drift: @Sendable (_ ε: Double, _ T: Double) -> Double = { ε, _ in -ε }
  var kick: @Sendable (_ ε: Double, _ T: Double) -> Double = { sqrt(2 * $0 * $1) }
  var noise: @Sendable (Int, inout RandomStream) -> [Double] = { $1.normals($0) }
  func langevinStep(
    from states: [Double], slope: (Double) -> Double, stepSize: Double, temperature: Double,
    using random: inout RandomStream
  ) throws -> [Double] {
    let (a, b) = (drift(stepSize, temperature), kick(stepSize, temperature))
    return zip(states, noise(states.count, &random)).map { x, z in x + a * slope(x) + b * z }
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

/// The reference's answer with something done to it, perhaps at another temperature.
private struct Accept: Exercises {
  var result: @Sendable (_ right: Double, _ dimension: Int) -> Double = { right, _ in right }
  var temperature: @Sendable (Double) -> Double = { $0 }
  func logAcceptance(
    from x: [Double], to y: [Double], energy: ([Double]) -> Double,
    energyGradient: ([Double]) -> [Double], stepSize: Double, temperature: Double
  ) -> Double {
    let right = References().logAcceptance(
      from: x, to: y, energy: energy, energyGradient: energyGradient, stepSize: stepSize,
      temperature: self.temperature(temperature))
    return result(right, x.count)
  }
}

/// The reference's chain with other numbers, and what is made of it.
private struct Cool: Exercises {
  var sign = 1.0
  var z: @Sendable ([Double]) -> [Double] = { $0 }
  var result: @Sendable (_ start: [Double], _ states: [[Double]]) -> [[Double]] = { $1 }
  func coolingChain(
    from start: [Double], energy: ([Double]) -> Double, energyGradient: ([Double]) -> [Double],
    stepSize: Double, temperatures: [Double], noise: [[Double]], uniforms: [Double]
  ) -> [[Double]] {
    let states = References().coolingChain(
      from: start, energy: { sign * energy($0) }, energyGradient: energyGradient,
      stepSize: stepSize, temperatures: temperatures, noise: noise.map(z), uniforms: uniforms)
    return result(start, states)
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

  .init(
    "4.2", "two slips: the temperature was forgotten",
    Step(drift: { ε, _ in ε }, kick: { ε, _ in sqrt(2 * ε) })),
  .init(
    "4.2", "two slips: all chains",
    Step(
      drift: { ε, _ in ε }, noise: { n, random in [Double](repeating: random.normal(), count: n) })),
  .init("4.2", unknown, Step(kick: { 1.3 * sqrt(2 * $0 * $1) })),
  // Half of the normal numbers with both signs.
  .init(
    "4.2", unknown,
    Step(noise: { n, random in
      let z = random.normals((n + 1) / 2)
      return Array(zip(z, z).flatMap { [$0, -$1] }.prefix(n))
    })),

  .init("4.3", "exchanged", Ahead(variance: { κ, T, ε, w in T / (κ * (1 + (0.5 - w) * ε * κ)) })),
  .init("4.3", "for w below", Ahead(edge: { _, _ in .infinity })),
  .init("4.3", "there is no edge", Ahead(edge: { κ, w in 2 / (κ * (1 - 2 * w)) })),
  .init("4.3", unknown, Ahead(variance: { κ, T, ε, w in T / κ * (1 - (w - 0.5) * ε * κ) })),

  .init("4.4", "all that a Float holds", Accept { right, _ in short(right) }),
  .init("4.4", "logarithm of 0", Accept { right, _ in log(exp(right)) }),
  .init(
    "4.4", "missing in the energy term; and the temperature is missing in q",
    Accept(temperature: { _ in 1 })),
  // Right in one dimension.
  .init("4.4", unknown, Accept { right, dimension in right / Double(dimension) }),

  .init(
    "4.5", "√(2εT)·z; and the sign of the energies",
    Cool(sign: -1, z: { $0.map { $0 / sqrt(2.0) } })),
  .init("4.5", unknown, Cool(result: { start, states in [start] + states.dropLast() })),
  // Right on the line.
  .init("4.5", unknown, Cool(z: { z in z.map { _ in z[0] } })),
  .init("4.5", "pass through Float", Cool(z: { $0.map(short) })),
]
