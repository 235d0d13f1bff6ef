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
  var back: @Sendable (_ atX: [Double], _ atY: [Double]) -> [Double] = { $1 }
  var drift = 1.0
  var width: @Sendable (_ ε: Double, _ T: Double) -> Double = { 4 * $0 * $1 }
  func logAcceptance(
    from x: [Double], to y: [Double], energy: ([Double]) -> Double,
    energyGradient: ([Double]) -> [Double], stepSize: Double, temperature: Double
  ) throws -> Double {
    func logQ(_ a: [Double], _ b: [Double], _ g: [Double]) -> Double {
      let square = a.indices.reduce(0.0) { total, i in
        let miss = b[i] - a[i] + drift * stepSize * g[i]
        return total + miss * miss
      }
      return -square / width(stepSize, temperature)
    }
    let (atX, atY) = (energyGradient(x), energyGradient(y))
    return rule(
      energy(y) - energy(x), temperature, logQ(y, x, back(atX, atY)) - logQ(x, y, atX))
  }
}

private struct FromScores: Exercises {
  func logAcceptance(
    from x: [Double], to y: [Double], energy: ([Double]) -> Double,
    energyGradient: ([Double]) -> [Double], stepSize: Double, temperature: Double
  ) throws -> Double {
    func score(_ point: [Double]) -> [Double] { energyGradient(point).map { -$0 / temperature } }
    let (atX, atY) = (score(x), score(y))
    let terms = x.indices.map { i in
      -(y[i] - x[i]) * (atX[i] + atY[i]) / 2 - stepSize / 4 * (atY[i] * atY[i] - atX[i] * atX[i])
    }
    return min(0, (energy(x) - energy(y)) / temperature + terms.reduce(0, +))
  }
}

private struct Cool: Exercises {
  enum Slip {
    case ula, reversed, noRatio, hotNoise, hotAcceptance, neverCools, dropsRefused, withStart
    case comparesLog, savesUniforms, stale, halfNoise, subtracts, uphill, late
  }
  var slips: Set<Slip>
  init(_ slips: Slip...) { self.slips = Set(slips) }

  func coolingChain(
    from start: [Double], energy: ([Double]) -> Double, energyGradient: ([Double]) -> [Double],
    stepSize ε: Double, temperatures: [Double], noise: [[Double]], uniforms: [Double]
  ) throws -> [[Double]] {
    func has(_ slip: Slip) -> Bool { slips.contains(slip) }
    var states = [start]
    var x = start
    var next = 0
    for n in noise.indices {
      let T = temperatures[has(.neverCools) ? 0 : has(.late) ? max(0, n - 1) : n]
      let kick = ((has(.halfNoise) ? 1 : 2) * ε * (has(.hotNoise) ? 1 : T)).squareRoot()
      let g = energyGradient(has(.stale) ? start : x)
      let (sign, drift) = (has(.subtracts) ? -1.0 : 1, has(.uphill) ? -ε : ε)
      let y = x.indices.map { x[$0] - drift * g[$0] + sign * kick * noise[n][$0] }
      let hot = has(.hotAcceptance) ? 1 : T
      var logA = min(0, (energy(x) - energy(y)) / hot)
      if !has(.noRatio) {
        logA = References().logAcceptance(
          from: x, to: y, energy: energy, energyGradient: energyGradient, stepSize: ε,
          temperature: hot)
      }
      var u = uniforms[n]
      if has(.savesUniforms) {
        u = logA < 0 ? uniforms[next] : 0
        next += logA < 0 ? 1 : 0
      }
      let isLess = has(.comparesLog) ? u < logA : log(u) < logA
      let isTaken = has(.ula) || isLess != has(.reversed)
      if isTaken { x = y }
      if isTaken || !has(.dropsRefused) { states.append(x) }
    }
    return has(.withStart) ? states : Array(states.dropFirst())
  }
}

let wrongAnswers: [WrongAnswer<any Exercises>] = [
  WrongAnswer("4.1", "slope of −ln p", Score { $0 / $1 + $2 / ($3 * $3) }),
  WrongAnswer("4.1", "energy's part is wrong", Score { $0 / $1 - $2 / ($3 * $3) }),
  WrongAnswer("4.1", "points to m", Score { -$0 / $1 + $2 / ($3 * $3) }),
  WrongAnswer("4.1", "temperature was forgotten", Score { g, _, d, s in -g - d / (s * s) }),
  WrongAnswer("4.1", "divided by s:", Score { -$0 / $1 - $2 / $3 }),
  WrongAnswer("4.1", "too", Score { -($0 + $2 / ($3 * $3)) / $1 }),
  WrongAnswer("4.1", "part is missing", Score { g, T, _, _ in -g / T }),
  WrongAnswer(
    "4.1", "½ of the exponent was kept: the derivative of its square has a 2; and the sign",
    Score { $0 / $1 + $2 / (2 * $3 * $3) }),
  WrongAnswer(
    "4.1",
    "two slips: the temperature was forgotten; and the normal distribution's part is divided by s",
    Score { g, _, d, s in -g - d / s }),
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
  WrongAnswer(
    "4.3", "ULA's variance", Ahead(variance: { κ, T, ε, _ in T / (κ * (1 - ε * κ / 2)) })),
  WrongAnswer(
    "4.3", "exchanged", Ahead(variance: { κ, T, ε, w in T / (κ * (1 + (0.5 - w) * ε * κ)) })),
  WrongAnswer("4.3", "T/κ", Ahead(variance: { κ, T, _, _ in T / κ })),
  WrongAnswer(
    "4.3", "x was not divided",
    Ahead(variance: { κ, T, ε, w in
      let (a, b) = (1 - (1 - w) * ε * κ, 1 + w * ε * κ)
      return 2 * ε * T / (b * b) / (1 - a * a)
    })),
  WrongAnswer(
    "4.3", "noise was not divided",
    Ahead(variance: { κ, T, ε, w in
      let a = (1 - (1 - w) * ε * κ) / (1 + w * ε * κ)
      return 2 * ε * T / (1 - a * a)
    })),
  WrongAnswer(
    "4.3", "by its square",
    Ahead(variance: { κ, T, ε, w in
      let a = (1 - (1 - w) * ε * κ) / (1 + w * ε * κ)
      return 2 * ε * T / (1 + w * ε * κ) / (1 - a * a)
    })),
  WrongAnswer(
    "4.3", "temperature was forgotten",
    Ahead(variance: { κ, _, ε, w in 1 / (κ * (1 + (w - 0.5) * ε * κ)) })),
  WrongAnswer("4.3", "ULA's edge", Ahead(edge: { κ, _ in 2 / κ })),
  WrongAnswer("4.3", "a = 0", Ahead(edge: { κ, w in 1 / (κ * (1 - w)) })),
  WrongAnswer("4.3", "infinite: for w below", Ahead(edge: { _, _ in .infinity })),
  WrongAnswer("4.3", "there is no edge", Ahead(edge: { κ, w in 2 / (κ * (1 - 2 * w)) })),
  WrongAnswer("4.4", "proposals is upside down", Accept(rule: { min(0, -$0 / $1 - $2) })),
  WrongAnswer("4.4", "proposals was forgotten", Accept(rule: { d, T, _ in min(0, -d / T) })),
  WrongAnswer("4.4", "sign of the energies", Accept(rule: { min(0, $0 / $1 + $2) })),
  WrongAnswer(
    "4.4", "missing in the energy term", Accept(rule: { d, _, ratio in min(0, -d + ratio) })),
  WrongAnswer("4.4", "over 2εT", Accept(width: { 2 * $0 * $1 })),
  WrongAnswer("4.4", "wrong sign in q", Accept(drift: -1)),
  WrongAnswer("4.4", "both proposals have the gradient at x", Accept(back: { atX, _ in atX })),
  WrongAnswer("4.4", "minimum with 0", Accept(rule: { -$0 / $1 + $2 })),
  WrongAnswer("4.4", "temperature is missing in q", Accept(width: { ε, _ in 4 * ε })),
  WrongAnswer(
    "4.4", "over 2εT: it should be 4εT, twice the variance; and the slope has the wrong sign",
    Accept(drift: -1, width: { 2 * $0 * $1 })),
  WrongAnswer("4.4", "that is A", Accept(rule: { min(1, exp(-$0 / $1 + $2)) })),
  WrongAnswer("4.4", "(4.10) is for T = 1", FromScores()),
  WrongAnswer("4.4", "x and y are exchanged", Accept(rule: { min(0, $0 / $1 - $2) })),
  WrongAnswer(
    "4.4", "missing in the energy term; and the temperature is missing in q",
    Accept(rule: { d, _, ratio in min(0, -d + ratio) }, width: { ε, _ in 4 * ε })),
  WrongAnswer("4.4", "logarithm of 0", Accept(rule: { log(min(1, exp(-$0 / $1 + $2))) })),
  WrongAnswer("4.5", "no step is refused", Cool(.ula)),
  WrongAnswer("4.5", "reversed", Cool(.reversed)),
  WrongAnswer("4.5", "quotient of the proposals was forgotten", Cool(.noRatio)),
  WrongAnswer("4.5", "missing in the noise", Cool(.hotNoise)),
  WrongAnswer("4.5", "missing in the acceptance", Cool(.hotAcceptance)),
  WrongAnswer("4.5", "missing in noise and acceptance", Cool(.hotNoise, .hotAcceptance)),
  WrongAnswer("4.5", "never cools", Cool(.neverCools)),
  WrongAnswer("4.5", "a step too late", Cool(.late)),
  WrongAnswer("4.5", "no step is ever taken", Cool(.comparesLog)),
  WrongAnswer("4.5", "every step", Cool(.savesUniforms)),
  WrongAnswer("4.5", "slope is that of the start", Cool(.stale)),
  WrongAnswer("4.5", "√(εT)·z", Cool(.halfNoise)),
  WrongAnswer("4.5", "was subtracted", Cool(.subtracts)),
  WrongAnswer("4.5", "go uphill", Cool(.uphill)),
  WrongAnswer("4.5", "two slips", Cool(.halfNoise, .noRatio)),
]
