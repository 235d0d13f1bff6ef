import Elementary
import HomeworkKit
import Tensors

/// What the homework of chapter 9 asks for. Its statements stand in `Answers.swift`.
public protocol Exercises: Sendable {
  func names(ofNoise noise: [Double], state: [Double], alphaBar: Double) throws -> (
    data: [Double], velocity: [Double], score: [Double]
  )
  func stepBack(
    from t: Int, state: [Double], noise: [Double], fresh: [Double], betas: [Double]
  ) throws -> [Double]
  func leap(
    state: [Double], noise: [Double], fresh: [Double], alphaBar: Double, earlierAlphaBar: Double,
    eta: Double
  ) throws -> [Double]
  func bestNoise(at state: [Double], data: [[Double]], alphaBar: Double) throws -> [Double]
  func path(
    betas: [Double], losses: [Double], noise: (_ x: Double, _ t: Int) -> Double,
    using random: inout RandomStream
  ) throws -> [Double]
}

public let homework = Homework<any Exercises>(
  chapter: 9, title: "DDPM, reverse",
  exercises: [names, stepBack, leap, byHeart, filmBackwards])

let goingBack = "section 9.2, What going back takes"
let theBound = "section 9.3, The bound"
let fourNames = "section 9.4, One thing under four names"
let threeSamplers = "section 9.5, Three samplers, no network"
let bestVariance = "section 9.9, What the bound is worth"

/// Names of the numbers of a point.
let coordinates = (1...100).map { "coordinate \($0)" }

func scaled(_ factor: Double, _ x: [Double]) -> [Double] { x.map { factor * $0 } }

// MARK: 9.1

private struct Guess: Codable {
  var noise: [Double]
  var state: [Double]
  var alphaBar: Double

  init(_ random: inout RandomStream) {
    let dimension = 2 + random.integer(below: 2)
    noise = random.normals(dimension)
    state = random.normals(dimension, standardDeviation: 2)
    // Away from ½, where signal and noise are equally large.
    alphaBar = (random.bernoulli(0.5) ? 0.1 : 0.6) + 0.3 * random.uniform()
  }

  /// √ᾱ and √(1−ᾱ).
  var a: Double { sqrt(alphaBar) }
  var σ: Double { sqrt(1 - alphaBar) }

  /// p x_t + q ε̂.
  func sum(_ p: Double, _ q: Double) -> [Double] {
    zip(state, noise).map { p * $0 + q * $1 }
  }
}

private let dataFormula = Formula<Guess> { guess, slip in
  let ᾱ = slip(
    "x̂₀: ᾱ was taken for √ᾱ; `alphaBar` is not the root", fourNames,
    guess.alphaBar * guess.alphaBar, insteadOf: guess.alphaBar)
  let (a, σ) = slip(fourNames, (sqrt(ᾱ), sqrt(1 - ᾱ))).or([
    "x̂₀: √ᾱ and √(1−ᾱ) are exchanged": (sqrt(1 - ᾱ), sqrt(ᾱ)),
    "x̂₀: both roots are missing: the factors are √ᾱ and √(1−ᾱ)": (ᾱ, 1 - ᾱ),
  ])
  let sign = slip(
    "x̂₀: the noise is added; it has to be taken off x_t", fourNames, 1.0, insteadOf: -1)
  let ofNoise = slip(fourNames, σ).or([
    "x̂₀: the noise has the factor √(1−ᾱ), not 1−ᾱ": 1 - ᾱ,
    "x̂₀: the factor of the noise is √(1−ᾱ), not 1−√ᾱ": 1 - a,
    "x̂₀: the noise was taken off without its factor √(1−ᾱ)": 1,
  ])
  let divisor = slip(fourNames, a).or([
    "x̂₀: what is left of x_t without the noise is √ᾱ x̂₀; divide by √ᾱ": 1,
    "x̂₀: divided by ᾱ; the data have the factor √ᾱ": ᾱ,
    "x̂₀: multiplied by √ᾱ; one has to divide by it": 1 / a,
  ])
  let ofBoth = slip(
    "x̂₀: only x_t was divided by √ᾱ; the noise has to be, too", fourNames, 1, insteadOf: divisor)
  return guess.sum(1 / divisor, sign * ofNoise / ofBoth)
}

private let velocityFormula = Formula<Guess> { guess, slip in
  let (a, σ) = slip(fourNames, (guess.a, guess.σ)).or([
    "velocity: the factors of noise and data are exchanged": (guess.σ, guess.a),
    "velocity: the roots are missing: the factors are √ᾱ and √(1−ᾱ)":
      (guess.a * guess.a, guess.σ * guess.σ),
    "velocity: noise and data have no factors": (1, 1),
  ])
  let ofNoise = slip("velocity: ε̂ has the factor √ᾱ, not ᾱ", fourNames, a * a, insteadOf: a)
  let ofData = slip(
    "velocity: x̂₀ has the factor √(1−ᾱ), not 1−ᾱ", fourNames, σ * σ, insteadOf: σ)
  let between = slip(
    "velocity: the sign between its two terms is wrong", fourNames, 1.0, insteadOf: -1)
  let whole = slip("velocity: the sign of the whole is wrong", fourNames, -1.0, insteadOf: 1)
  let data = slip(
    "velocity: x_t stands in the place of x̂₀", fourNames, guess.state,
    insteadOf: dataFormula(guess))
  return zip(guess.noise, data).map { whole * (ofNoise * $0 + between * ofData * $1) }
}

private let scoreFormula = Formula<Guess> { guess, slip in
  let sign = slip(
    "score: the sign is wrong; the score points away from the noise", fourNames, 1.0,
    insteadOf: -1)
  let divisor = slip(fourNames, guess.σ).or([
    "score: not divided by √(1−ᾱ)": 1,
    "score: divided by 1−ᾱ; ε̂ has to be divided by its root": guess.σ * guess.σ,
    "score: divided by √ᾱ instead of √(1−ᾱ)": guess.a,
    "score: multiplied by √(1−ᾱ); one has to divide by it": 1 / guess.σ,
  ])
  return scaled(sign / divisor, guess.noise)
}

private func check(
  _ name: String, _ result: @escaping @Sendable (Names) -> [Double], _ formula: Formula<Guess>,
  _ mistakes: [Mistake<Guess>] = []
) -> Check<any Exercises> {
  Check(
    name, labels: coordinates, given: { Guess(&$0) },
    answer: {
      result(try $0.names(ofNoise: $1.noise, state: $1.state, alphaBar: $1.alphaBar))
    }, formula: formula, mistakes: mistakes)
}

private typealias Names = (data: [Double], velocity: [Double], score: [Double])

private let names = Exercise<any Exercises>(
  "9.1", "Other names for a prediction", points: 2, section: fourNames,
  hints: [
    "One equation ties x_t, x₀ and ε together. Put in what is known, and solve for the rest.",
    "The data follow from x_t = √ᾱ x₀ + √(1−ᾱ) ε. With them the definition of ŵ can be computed.",
    "x̂₀ = (x_t − √(1−ᾱ) ε̂)/√ᾱ, ŵ = √ᾱ ε̂ − √(1−ᾱ) x̂₀, and the score is −ε̂/√(1−ᾱ).",
  ],
  checks: [
    check(
      "the data", \.data, dataFormula,
      [
        Mistake("x̂₀: that is the way out, with x_t in the place of x₀", fourNames) {
          $0.sum($0.a, $0.σ)
        },
        Mistake("x̂₀: that is √ᾱ x_t − √(1−ᾱ) ε̂; it should be (x_t − √(1−ᾱ) ε̂)/√ᾱ", fourNames) {
          $0.sum($0.a, -$0.σ)
        },
      ]),
    check(
      "the velocity", \.velocity, velocityFormula,
      [
        Mistake("velocity: that is x_t again", fourNames) { $0.state },
        Mistake(
          "velocity: that is √ᾱ x̂₀ − √(1−ᾱ) ε̂, x_t with a wrong sign; √ᾱ belongs to ε̂", fourNames
        ) { guess in zip(guess.state, guess.noise).map { $0 - 2 * guess.σ * $1 } },
      ]),
    check(
      "the score", \.score, scoreFormula,
      [
        Mistake("score: that is the prediction of the noise itself", fourNames) { $0.noise },
        Mistake("score: x̂₀ is missing; that is the score if the data were all zero", fourNames) {
          $0.sum(-1 / ($0.σ * $0.σ), 0)
        },
        Mistake("score: that is the score of N(0, I)", fourNames) { $0.sum(-1, 0) },
        Mistake("score: √ᾱ is missing at x̂₀", fourNames) { guess in
          zip(dataFormula(guess), guess.state).map { ($0 - $1) / (guess.σ * guess.σ) }
        },
      ]),
  ])
