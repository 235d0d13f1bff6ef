import Elementary
import Exercises09
import HomeworkKit
import HomeworkTesting
import Tensors

/// √ᾱ, √(1−ᾱ).
private func roots(_ alphaBar: Double) -> (Double, Double) {
  (alphaBar.squareRoot(), (1 - alphaBar).squareRoot())
}

/// Answers with formulas of one's choice: for the data of x, ε, √ᾱ and √(1−ᾱ), then also of x̂_0.
private struct Names: Exercises {
  var data: @Sendable (_ x: Double, _ ε: Double, _ a: Double, _ σ: Double) -> Double = {
    ($0 - $3 * $1) / $2
  }
  var velocity:
    @Sendable (_ x: Double, _ ε: Double, _ a: Double, _ σ: Double, _ x0: Double) -> Double = {
      $2 * $1 - $3 * $4
    }
  var score: @Sendable (_ x: Double, _ ε: Double, _ a: Double, _ σ: Double) -> Double = {
    -$1 / $3
  }
  func names(ofNoise noise: [Double], state: [Double], alphaBar: Double) throws -> (
    data: [Double], velocity: [Double], score: [Double]
  ) {
    let (a, σ) = roots(alphaBar)
    let found = zip(state, noise).map { x, ε in
      let x0 = data(x, ε, a, σ)
      return (x0, velocity(x, ε, a, σ, x0), score(x, ε, a, σ))
    }
    return (found.map(\.0), found.map(\.1), found.map(\.2))
  }
}

/// What a step can be made of.
private struct Known {
  var t: Int
  var x: Double
  var ε: Double
  var z: Double
  var β: Double
  var next: Double
  var ᾱ: Double
  var before: Double
  var α: Double { 1 - β }
  var mean: Double { (x - β / sqrt(1 - ᾱ) * ε) / sqrt(α) }
  var σ: Double { t == 1 ? 0 : sqrt(β) }
  var tilde: Double { β * (1 - before) / (1 - ᾱ) }
}
private struct Back: Exercises {
  var formula: @Sendable (Known) -> Double
  func stepBack(
    from t: Int, state: [Double], noise: [Double], fresh: [Double], betas: [Double]
  ) throws -> [Double] {
    func signal(_ t: Int) -> Double { betas.prefix(t).map { 1 - $0 }.reduce(1, *) }
    return state.indices.map { i in
      formula(
        Known(
          t: t, x: state[i], ε: noise[i], z: fresh[i], β: betas[t - 1],
          next: t < betas.count ? betas[t] : 0.5, ᾱ: signal(t), before: signal(t - 1)))
    }
  }
}

private struct Jump: Exercises {
  var data: @Sendable (_ x: Double, _ ε: Double, _ a: Double, _ σ: Double) -> Double = {
    ($0 - $3 * $1) / $2
  }
  /// Of η, β, ᾱ_t and ᾱ_r.
  var standardDeviation: @Sendable (_ η: Double, _ β: Double, _ ᾱ: Double, _ s: Double) -> Double =
    {
      $0 * sqrt($1 * (1 - $3) / (1 - $2))
    }
  /// Of ᾱ_t, ᾱ_r and σ.
  var direction: @Sendable (_ ᾱ: Double, _ s: Double, _ σ: Double) -> Double = {
    sqrt(max(0, 1 - $1 - $2 * $2))
  }
  var signal: @Sendable (_ ᾱ: Double, _ s: Double) -> Double = { sqrt($1) }
  func leap(
    state: [Double], noise: [Double], fresh: [Double], alphaBar: Double, earlierAlphaBar: Double,
    eta: Double
  ) throws -> [Double] {
    let (a, b) = roots(alphaBar)
    let σ = standardDeviation(eta, 1 - alphaBar / earlierAlphaBar, alphaBar, earlierAlphaBar)
    return state.indices.map { i in
      signal(alphaBar, earlierAlphaBar) * data(state[i], noise[i], a, b)
        + direction(alphaBar, earlierAlphaBar, σ) * noise[i] + σ * fresh[i]
    }
  }
}

private struct Learned: Exercises {
  var exponent: @Sendable (_ x: [Double], _ y: [Double], _ ᾱ: Double) -> Double = { x, y, ᾱ in
    -zip(x, y).map { ($0 - sqrt(ᾱ) * $1) * ($0 - sqrt(ᾱ) * $1) }.reduce(0, +) / (2 * (1 - ᾱ))
  }
  /// Of the exponents.
  var weights: @Sendable ([Double]) -> [Double] = { exponents in
    let w = exponents.map { [top = exponents.max()!] in exp($0 - top) }
    return w.map { $0 / w.reduce(0, +) }
  }
  var result: @Sendable (_ x: Double, _ x0: Double, _ ᾱ: Double) -> Double = {
    ($0 - sqrt($2) * $1) / sqrt(1 - $2)
  }
  func bestNoise(at state: [Double], data: [[Double]], alphaBar: Double) throws -> [Double] {
    let p = weights(data.map { exponent(state, $0, alphaBar) })
    return state.indices.map { j in
      result(state[j], zip(p, data).map { $0 * $1[j] }.reduce(0, +), alphaBar)
    }
  }
  static func square(_ x: [Double], _ y: [Double], _ a: Double) -> Double {
    zip(x, y).map { ($0 - a * $1) * ($0 - a * $1) }.reduce(0, +)
  }
}

private struct Backwards: Exercises {
  var start: @Sendable (inout RandomStream) -> Double = { $0.normal() }
  var draw: @Sendable (inout RandomStream) -> Double = { $0.normal() }
  var mean: @Sendable (Known) -> Double = { $0.mean }
  /// σ² for t > 1, of what is known and ℓ_t.
  var variance: @Sendable (Known, Double) -> Double = { $0.tilde + Backwards.unknown($0, $1) }
  var hasLastNoise = false
  var order: @Sendable (Int) -> [Int] = { (1...$0).reversed() }
  var reusesNoise = false
  var hasOwnSteps = false
  var isReversed = false

  static func unknown(_ k: Known, _ loss: Double) -> Double {
    k.β * k.β * loss / (k.α * (1 - k.ᾱ))
  }

  func path(
    betas: [Double], losses: [Double], noise: (_ x: Double, _ t: Int) -> Double,
    using random: inout RandomStream
  ) throws -> [Double] {
    var x = start(&random)
    if hasOwnSteps { _ = random.next() }
    var own = hasOwnSteps ? RandomStream(seed: 5) : random
    var z = draw(&own)
    var states = [x]
    for t in order(betas.count) {
      func signal(_ t: Int) -> Double { betas.prefix(t).map { 1 - $0 }.reduce(1, *) }
      if !reusesNoise { z = draw(&own) }
      let known = Known(
        t: t, x: x, ε: noise(x, t), z: z, β: betas[t - 1], next: 0, ᾱ: signal(t),
        before: signal(t - 1))
      x = mean(known)
      if t > 1 || hasLastNoise { x += sqrt(variance(known, losses[t - 1])) * z }
      states.append(x)
    }
    if !hasOwnSteps { random = own }
    if isReversed { states.reverse() }
    return states
  }
}

let wrongAnswers: [WrongAnswer<any Exercises>] =
  wrongNames + wrongSteps + wrongLeaps + wrongGuesses + wrongFilms

private let wrongNames: [WrongAnswer<any Exercises>] = [
  WrongAnswer("9.1", "both roots", Names(data: { ($0 - $3 * $3 * $1) / ($2 * $2) })),
  WrongAnswer("9.1", "only x_t", Names(data: { $0 / $2 - $3 * $1 })),
  WrongAnswer("9.1", "exchanged", Names(data: { ($0 - $2 * $1) / $3 })),
  WrongAnswer("9.1", "x_t stands", Names(velocity: { x, ε, a, σ, _ in a * ε - σ * x })),
  WrongAnswer(
    "9.1", "√ᾱ is missing at x̂₀", Names(score: { ((($0 - $3 * $1) / $2) - $0) / ($3 * $3) })),
]

private let wrongSteps: [WrongAnswer<any Exercises>] = [
  WrongAnswer(
    "9.2", "lists begin at 0", Back { ($0.x - $0.next * $0.ε) / sqrt(1 - $0.next) + $0.z }),
  WrongAnswer(
    "9.2", "is added",
    Back { ($0.x + $0.β / sqrt(1 - $0.ᾱ) * $0.ε) / sqrt($0.α) + sqrt($0.tilde) * $0.z }),
  WrongAnswer(
    "9.2", "ᾱ_{t−1} stands",
    Back {
      ($0.x - $0.β / sqrt(max(1e-9, 1 - $0.before)) * $0.ε) / sqrt($0.α) + $0.σ * $0.z
    }),
  WrongAnswer(
    "9.2", "DDIM's step",
    Back {
      ($0.x - sqrt(1 - $0.ᾱ) * $0.ε) / sqrt($0.α) + sqrt(1 - $0.before) * $0.ε
    }),
  WrongAnswer("9.2", "does nothing", Back { $0.t == 1 ? $0.x : $0.mean + $0.σ * $0.z }),
]

private let wrongLeaps: [WrongAnswer<any Exercises>] = [
  WrongAnswer(
    "9.3", "divided by ᾱ_t; it should be by its root; and x̂₀ is multiplied by ᾱ_r;",
    Jump(data: { ($0 - $3 * $1) / ($2 * $2) }, signal: { $1 })),
  WrongAnswer("9.3", "comes on top", Jump(direction: { _, s, _ in sqrt(1 - s) })),
  WrongAnswer(
    "9.3", "as if η were 1", Jump(standardDeviation: { sqrt($1 * (1 - $3) / (1 - $2)) + 0 * $0 })),
  WrongAnswer(
    "9.3", "less than 1, and σ²",
    Jump(standardDeviation: { η, _, ᾱ, s in η * sqrt((1 - s / ᾱ) * (1 - s) / (1 - ᾱ)) })),
  WrongAnswer("9.3", "rounding", Jump(direction: { _, s, σ in sqrt(1 - s - σ * σ) })),
]

private let wrongGuesses: [WrongAnswer<any Exercises>] = [
  WrongAnswer(
    "9.4", "lacks its ½; and the sign is wrong",
    Learned(
      exponent: { -Learned.square($0, $1, sqrt($2)) / (1 - $2) },
      result: { (sqrt($2) * $1 - $0) / sqrt(1 - $2) })),
  WrongAnswer(
    "9.4", "only the nearest",
    Learned(weights: { e in e.map { $0 == e.max()! ? 1 : 0 } })),
  WrongAnswer("9.4", "score with its sign", Learned(result: { ($0 - sqrt($2) * $1) / (1 - $2) })),
  WrongAnswer("9.4", "not divided by their sum", Learned(weights: { $0.map { exp($0) } })),
  WrongAnswer(
    "9.4", "all the exponentials are zero",
    Learned(weights: { exponents in
      let w = exponents.map { exp($0) }
      return w.map { $0 / w.reduce(0, +) }
    })),
]

private let wrongFilms: [WrongAnswer<any Exercises>] = [
  WrongAnswer(
    "9.5", "σ_t² is β_t; the bound is best with another; and the last step adds noise",
    Backwards(variance: { k, _ in k.β }, hasLastNoise: true)),
  WrongAnswer(
    "9.5", "DDIM",
    Backwards(
      mean: { k in
        sqrt(k.before) * (k.x - sqrt(1 - k.ᾱ) * k.ε) / sqrt(k.ᾱ) + sqrt(1 - k.before) * k.ε
      }, variance: { _, _ in 0 })),
  WrongAnswer("9.5", "way out", Backwards(order: { Array(1...$0) })),
  WrongAnswer("9.5", "x_T comes first", Backwards(isReversed: true)),
  WrongAnswer("9.5", "same z", Backwards(reusesNoise: true)),
  WrongAnswer("9.5", "all paths have the same noise", Backwards(hasOwnSteps: true)),
  WrongAnswer(
    "9.5", "uniform", Backwards(start: { $0.uniform() }, draw: { $0.uniform() })),
]
