import Elementary
import Exercises02
import HomeworkKit
import HomeworkTesting
import Tensors

/// Answers with a formula of one's choice.
private struct Barker: Exercises {
  var formula: @Sendable (_ x: Double, _ y: Double, _ T: Double) -> Double
  func barkerAcceptance(from energyAtX: Double, to energyAtY: Double, temperature: Double) throws
    -> Double
  { formula(energyAtX, energyAtY, temperature) }
}
private struct Hastings: Exercises {
  var formula: @Sendable (_ ΔE: Double, _ T: Double, _ q: Double, _ back: Double) -> Double
  func acceptance(
    energyDifference: Double, temperature: Double, forward: Double, backward: Double
  ) throws -> Double { formula(energyDifference, temperature, forward, backward) }
}
private struct Step: Exercises {
  var accept: @Sendable (_ climb: Double, _ T: Double) -> Double = { exp(-$0 / $1) }
  var move: @Sendable (_ δ: Double, inout RandomStream) -> Double = { $0 * $1.normal() }
  var sharesNoise = false
  var sharesUniform = false
  var isAroundState = true
  var repeats = false
  func metropolisStep(
    from states: [Double], energy: (Double) -> Double, temperature: Double,
    proposalStandardDeviation: Double, using random: inout RandomStream
  ) throws -> [Double] {
    var step = move(proposalStandardDeviation, &random)
    let u = random.uniform()
    return states.map { x in
      if !sharesNoise { step = move(proposalStandardDeviation, &random) }
      var y = isAroundState ? x + step : step
      while repeats && random.uniform() > accept(energy(y) - energy(x), temperature) {
        y = x + move(proposalStandardDeviation, &random)
      }
      let limit = sharesUniform ? u : random.uniform()
      return repeats || limit < accept(energy(y) - energy(x), temperature) ? y : x
    }
  }
}
private struct Area: Exercises {
  var formula: @Sendable ([Double], [Double]) -> Double
  func areaUnderCurve(ordinary: [Double], anomalies: [Double]) throws -> Double {
    formula(ordinary, anomalies)
  }
  /// The sum over all pairs.
  static func pairs(_ a: [Double], _ b: [Double], _ f: (Double, Double) -> Double) -> Double {
    a.reduce(0) { sum, x in sum + b.reduce(0) { $0 + f(x, $1) } }
  }
}
private struct Annealed: Exercises {
  var movesFirst = false
  var movesAtOldLevel = false
  var isMultiplied = false
  var factor: @Sendable (_ β: Double, _ next: Double, _ E0: Double, _ E1: Double) -> Double = {
    -($1 - $0) * ($3 - $2)
  }
  func annealedLogWeight(
    start: Double, schedule: [Double], startEnergy: (Double) -> Double,
    endEnergy: (Double) -> Double, move: (_ x: Double, _ β: Double) -> Double
  ) throws -> Double {
    var (x, total, product) = (start, 0.0, 1.0)
    for (level, following) in zip(schedule, schedule.dropFirst()) {
      if movesFirst { x = move(x, movesAtOldLevel ? level : following) }
      total += factor(level, following, startEnergy(x), endEnergy(x))
      product *= exp(factor(level, following, startEnergy(x), endEnergy(x)))
      if !movesFirst { x = move(x, movesAtOldLevel ? level : following) }
    }
    return isMultiplied ? log(product) : total
  }
}

/// Annealing with other steps, or with moves from elsewhere.
private struct OtherPath: Exercises {
  var drop = 0
  /// From the number of steps, the step in β, and the start: by which step the factor is formed,
  /// and from where the sample moves, if not from its state.
  var rule: @Sendable (Double, Double, Double) -> (Double, Double?)
  func annealedLogWeight(
    start: Double, schedule: [Double], startEnergy: (Double) -> Double,
    endEnergy: (Double) -> Double, move: (_ x: Double, _ β: Double) -> Double
  ) throws -> Double {
    var (x, total) = (start, 0.0)
    for (level, following) in zip(schedule, schedule.dropFirst()).dropFirst(drop) {
      let (step, origin) = rule(Double(schedule.count - 1), following - level, start)
      total -= step * (endEnergy(x) - startEnergy(x))
      x = move(origin ?? x, following)
    }
    return total
  }
}

let wrongAnswers: [WrongAnswer<any Exercises>] = [
  WrongAnswer("2.1", "the sign is wrong", Barker { x, y, T in 1 / (1 + exp((x - y) / T)) }),
  WrongAnswer("2.1", "forgotten", Barker { x, y, _ in 1 / (1 + exp(y - x)) }),
  WrongAnswer("2.1", "Metropolis", Barker { x, y, T in min(1, exp((x - y) / T)) }),
  WrongAnswer("2.1", "quotient: prob", Barker { x, y, _ in y / (x + y) }),
  WrongAnswer(
    "2.1", "overflowed",
    Barker { x, y, T in
      exp(-y / T) / (exp(-x / T) + exp(-y / T))
    }),
  WrongAnswer(
    "2.1", "and the temperature was forgotten", Barker { x, y, _ in 1 / (1 + exp(x - y)) }),
  WrongAnswer(
    "2.1", "the sign is wrong: steps uphill are the rarer ones; and that is the rule of Metropolis",
    Barker { x, y, T in min(1, exp((y - x) / T)) }),
  WrongAnswer("2.1", "weight of y", Barker { x, y, T in exp(-y / T) }),
  WrongAnswer(
    "2.2", "each cut at 1", Hastings { d, T, q, b in min(1, exp(-d / T)) * min(1, b / q) }),
  WrongAnswer(
    "2.2", "Barker",
    Hastings { d, T, q, b in
      let r = exp(-d / T) * b / q
      return r / (1 + r)
    }),
  WrongAnswer("2.2", "maximum", Hastings { max(1, exp(-$0 / $1) * $3 / $2) }),
  WrongAnswer("2.2", "infinity times zero", Hastings { min(1, exp(-$0 / $1) * $3 / $2) }),
  WrongAnswer(
    "2.2", "downhill was always", Hastings { $0 < 0 ? 1 : min(1, exp(-$0 / $1) * $3 / $2) }),
  WrongAnswer("2.2", "not −ΔE/T", Hastings { min(1, max(0, -$0 / $1 * $3 / $2)) }),
  WrongAnswer("2.2", "multiplied: it is", Hastings { min(1, exp(-$0 / $1) * $3 * $2) }),
  WrongAnswer("2.2", "upside down", Hastings { min(1, exp(-$0 / $1) * $2 / $3) }),
  WrongAnswer("2.2", "proposals were forgotten", Hastings { d, T, _, _ in min(1, exp(-d / T)) }),
  WrongAnswer("2.2", "sign is wrong", Hastings { min(1, exp($0 / $1) * $3 / $2) }),
  WrongAnswer(
    "2.2", "temperature was forgotten",
    Hastings { d, _, q, b in
      min(1, exp(-d) * b / q)
    }),
  WrongAnswer("2.2", "minimum with 1", Hastings { exp(-$0 / $1) * $3 / $2 }),
  WrongAnswer("2.2", "cut at 1", Hastings { min(1, exp(-$0 / $1)) * $3 / $2 }),
  WrongAnswer("2.3", "until one was accepted", Step(repeats: true)),
  WrongAnswer("2.3", "u is above", Step(accept: { 1 - exp(-$0 / $1) })),
  WrongAnswer("2.3", "not the difference", Step(accept: { $0 / $1 })),
  WrongAnswer("2.3", "not −ΔE/T", Step(accept: { -$0 / $1 })),
  WrongAnswer("2.3", "around 0", Step(isAroundState: false)),
  WrongAnswer("2.3", "variance δ²", Step(move: { sqrt(12) * $0 * ($1.uniform() - 0.5) })),
  WrongAnswer("2.3", "standard deviation 1", Step(move: { $1.normal() + 0 * $0 })),
  WrongAnswer("2.3", "no acceptance step", Step(accept: { _, _ in 1 })),
  WrongAnswer("2.3", "downhill", Step(accept: { d, _ in d < 0 ? 1 : 0 })),
  WrongAnswer("2.3", "forgotten", Step(accept: { d, _ in exp(-d) })),
  WrongAnswer("2.3", "sign is wrong", Step(accept: { d, T in exp(d / T) })),
  WrongAnswer("2.3", "Barker", Step(accept: { d, T in 1 / (1 + exp(d / T)) })),
  WrongAnswer("2.3", "uniform on (−δ, δ)", Step(move: { $0 * (2 * $1.uniform() - 1) })),
  WrongAnswer("2.3", "uniform on (0, δ)", Step(move: { $0 * $1.uniform() })),
  WrongAnswer("2.3", "variance δ", Step(move: { $0.squareRoot() * $1.normal() })),
  WrongAnswer("2.3", "same normal number", Step(sharesNoise: true)),
  WrongAnswer("2.3", "same uniform number", Step(sharesUniform: true)),
  WrongAnswer(
    "2.4", "exchanged",
    Area { a, b in
      References().areaUnderCurve(ordinary: b, anomalies: a)
    }),
  WrongAnswer(
    "2.4", "not counted",
    Area { a, b in
      Area.pairs(a, b) { $1 > $0 ? 1 : 0 } / Double(a.count * b.count)
    }),
  WrongAnswer(
    "2.4", "in full",
    Area { a, b in
      Area.pairs(a, b) { $1 >= $0 ? 1 : 0 } / Double(a.count * b.count)
    }),
  WrongAnswer(
    "2.4", "number of pairs",
    Area { a, b in
      Area.pairs(a, b) { $1 > $0 ? 1 : $1 == $0 ? 0.5 : 0 }
    }),
  WrongAnswer(
    "2.4", "2 AUC",
    Area { a, b in
      Area.pairs(a, b) { $1 > $0 ? 1 : $1 == $0 ? 0 : -1 } / Double(a.count * b.count)
    }),
  WrongAnswer(
    "2.4", "at its place",
    Area { a, b in
      let wins = zip(a, b).map { $0 < $1 ? 1 : $0 == $1 ? 0.5 : 0.0 }
      return wins.reduce(0, +) / Double(wins.count)
    }),
  WrongAnswer("2.5", "last factor", Annealed(factor: { $1 == 1 ? 0 : -($1 - $0) * ($3 - $2) })),
  WrongAnswer("2.5", "E_β, not", Annealed(factor: { _, next, E0, E1 in -E0 - next * (E1 - E0) })),
  WrongAnswer(
    "2.5", "logarithm taken at the end", Annealed(isMultiplied: true)),
  WrongAnswer("2.5", "sign is wrong", Annealed(factor: { ($1 - $0) * ($3 - $2) })),
  WrongAnswer("2.5", "moved before", Annealed(movesFirst: true)),
  WrongAnswer(
    "2.5", "energy rises; and the moves keep the level before",
    Annealed(movesAtOldLevel: true, factor: { ($1 - $0) * ($3 - $2) })),
  WrongAnswer("2.5", "level before", Annealed(movesAtOldLevel: true)),
  WrongAnswer("2.5", "starts with a factor", Annealed(movesFirst: true, movesAtOldLevel: true)),
  WrongAnswer("2.5", "equal steps", OtherPath { n, _, _ in (1 / n, nil) }),
  WrongAnswer("2.5", "begins at the start", OtherPath { _, step, start in (step, start) }),
  WrongAnswer("2.5", "its factor and its move", OtherPath(drop: 1) { _, step, _ in (step, nil) }),
  WrongAnswer("2.5", "divided by the number", OtherPath { n, step, _ in (step / n, nil) }),
  WrongAnswer("2.5", "steps of β are missing", Annealed(factor: { _, _, E0, E1 in E0 - E1 })),
  WrongAnswer("2.5", "E₀ was forgotten", Annealed(factor: { β, next, _, E1 in (β - next) * E1 })),
]
