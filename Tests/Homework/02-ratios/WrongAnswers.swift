import Elementary
import Exercises02
import HomeworkKit
import HomeworkTesting
import Tensors

/// What is said of numbers that the grader does not recognise.
private let unknown = "nor those of a mistake"

private struct Barker: Exercises {
  var formula: @Sendable (_ x: Double, _ y: Double, _ T: Double) -> Double
  func barkerAcceptance(from energyAtX: Double, to energyAtY: Double, temperature: Double)
    -> Double
  { formula(energyAtX, energyAtY, temperature) }
}

private struct Hastings: Exercises {
  var formula: @Sendable (_ ΔE: Double, _ T: Double, _ q: Double, _ back: Double) -> Double
  func acceptance(energyDifference: Double, temperature: Double, forward: Double, backward: Double)
    -> Double
  { formula(energyDifference, temperature, forward, backward) }
}

private struct Step: Exercises {
  var accept: @Sendable (_ climb: Double, _ T: Double) -> Double = { exp(-$0 / $1) }
  /// The standard normal and the uniform numbers for so many chains.
  var noise: @Sendable (Int, inout RandomStream) -> (z: [Double], u: [Double]) = { n, random in
    (random.normals(n), (0..<n).map { _ in random.uniform() })
  }
  func metropolisStep(
    from states: [Double], energy: (Double) -> Double, temperature: Double,
    proposalStandardDeviation: Double, using random: inout RandomStream
  ) -> [Double] {
    let (z, u) = noise(states.count, &random)
    return states.indices.map { i in
      let y = states[i] + proposalStandardDeviation * z[i]
      return u[i] < accept(energy(y) - energy(states[i]), temperature) ? y : states[i]
    }
  }
}

private struct Area: Exercises {
  var formula: @Sendable (_ ordinary: [Double], _ anomalies: [Double]) -> Double
  func areaUnderCurve(ordinary: [Double], anomalies: [Double]) -> Double {
    formula(ordinary, anomalies)
  }
}

private struct Annealed: Exercises {
  var isMultiplied = false
  var step: @Sendable (_ β: Double, _ next: Double) -> Double = { $1 - $0 }
  /// The state in which the energies of a factor are taken.
  var place: @Sendable (_ before: Double, _ after: Double) -> Double = { x, _ in x }
  /// Which level the move keeps.
  var level: @Sendable (_ β: Double, _ next: Double) -> Double = { $1 }
  func annealedLogWeight(
    start: Double, schedule: [Double], startEnergy: (Double) -> Double,
    endEnergy: (Double) -> Double, move: (_ x: Double, _ β: Double) -> Double
  ) -> Double {
    var (x, total, product) = (start, 0.0, 1.0)
    for (β, next) in zip(schedule, schedule.dropFirst()) {
      let after = move(x, level(β, next))
      let seen = place(x, after)
      let logFactor = step(β, next) * (startEnergy(seen) - endEnergy(seen))
      total += logFactor
      product *= exp(logFactor)
      x = after
    }
    return isMultiplied ? log(product) : total
  }
}

let wrongAnswers: [WrongAnswer<any Exercises>] = [
  .init("2.1", "overflowed", Barker { x, y, T in exp(-y / T) / (exp(-x / T) + exp(-y / T)) }),
  .init(
    "2.1", "two slips: the sign is wrong: steps uphill are the rarer ones; and that is the rule of",
    Barker { x, y, T in min(1, exp((y - x) / T)) }),
  .init("2.1", "a Float holds", Barker { x, y, T in Double(Float(sigmoid((x - y) / T))) }),
  // The square roots of the probabilities.
  .init("2.1", unknown, Barker { x, y, T in sigmoid((x - y) / (2 * T)) }),

  .init("2.2", "of which the minimum", Hastings { min(1, exp(-$0 / $1) * $3 / $2) }),
  .init(
    "2.2", "step that cannot be undone",
    Hastings { d, T, q, b in
      let r = exp(-d / T) * b / q
      return r > 1 ? 1 : r
    }),
  .init(
    "2.2",
    "two slips: the quotient of the proposals is upside down; and the temperature was forgotten",
    Hastings { d, _, q, b in min(1, exp(-d) * q / b) }),
  // The logarithms were forgotten; half of the quotient.
  .init("2.2", unknown, Hastings { min(1, exp($3 / $2 - $0 / $1)) }),
  .init("2.2", unknown, Hastings { min(1, exp(-$0 / $1) * $3 / ($2 + $3)) }),

  .init(
    "2.3", "same normal number: each",
    Step(noise: { n, random in
      let z = random.normal()
      return ([Double](repeating: z, count: n), (0..<n).map { _ in random.uniform() })
    })),
  .init(
    "2.3", "same uniform number: each",
    Step(noise: { n, random in
      (random.normals(n), [Double](repeating: random.uniform(), count: n))
    })),
  .init(
    "2.3", "two slips: the temperature was forgotten; and that is Barker's",
    Step(accept: { d, _ in sigmoid(-d) })),
  // One number for both; the second half of the chains decides as the first half does.
  .init(
    "2.3", unknown,
    Step(noise: { n, random in
      let z = random.normals(n)
      return (z, z.map { normalCDF($0) })
    })),
  .init(
    "2.3", unknown,
    Step(noise: { n, random in
      let u = (0..<(n + 1) / 2).map { _ in random.uniform() }
      return (random.normals(n), Array((u + u).prefix(n)))
    })),

  .init(
    "2.4", "two slips: the roles are exchanged",
    Area { a, b in
      Double(a.reduce(0) { n, x in n + b.count { $0 < x } }) / Double(a.count * b.count)
    }),
  .init(
    "2.4", "a Float holds",
    Area { Double(Float(References().areaUnderCurve(ordinary: $0, anomalies: $1))) }),
  // Equal scores as one; all anomalies against the highest of the others.
  .init(
    "2.4", unknown,
    Area { References().areaUnderCurve(ordinary: Array(Set($0)), anomalies: Array(Set($1))) }),
  .init(
    "2.4", unknown, Area { References().areaUnderCurve(ordinary: [$0.max()!], anomalies: $1) }),

  .init("2.5", "logarithm taken at the end", Annealed(isMultiplied: true)),
  .init(
    "2.5",
    "two slips: the sign is wrong: the weight falls where the energy rises; and the moves keep",
    Annealed(step: { $0 - $1 }, level: { β, _ in β })),
  // The mean of both states; the level in the middle; steps of the squares.
  .init("2.5", unknown, Annealed(place: { ($0 + $1) / 2 })),
  .init("2.5", unknown, Annealed(level: { ($0 + $1) / 2 })),
  .init("2.5", unknown, Annealed(step: { $1 * $1 - $0 * $0 })),
]
