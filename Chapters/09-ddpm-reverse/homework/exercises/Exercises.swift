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

  /// p ε̂ + q x̂_0.
  func turned(_ p: Double, _ q: Double) -> [Double] {
    zip(noise, sum(1 / a, -σ / a)).map { p * $0 + q * $1 }
  }
}

private let dataMistakes: [Mistake<Guess>] = [
  Mistake("x̂₀: the noise is added; it has to be taken off x_t", fourNames) {
    $0.sum(1 / $0.a, $0.σ / $0.a)
  },
  Mistake("x̂₀: what is left of x_t without the noise is √ᾱ x̂₀; divide by √ᾱ", fourNames) {
    $0.sum(1, -$0.σ)
  },
  Mistake("x̂₀: divided by ᾱ; the data have the factor √ᾱ", fourNames) {
    $0.sum(1 / $0.alphaBar, -$0.σ / $0.alphaBar)
  },
  Mistake("x̂₀: the noise has the factor √(1−ᾱ), not 1−ᾱ", fourNames) {
    $0.sum(1 / $0.a, -$0.σ * $0.σ / $0.a)
  },
  Mistake("x̂₀: both roots are missing: the factors are √ᾱ and √(1−ᾱ)", fourNames) {
    $0.sum(1 / $0.alphaBar, -$0.σ * $0.σ / $0.alphaBar)
  },
  Mistake("x̂₀: √ᾱ and √(1−ᾱ) are exchanged", fourNames) {
    $0.sum(1 / $0.σ, -$0.a / $0.σ)
  },
  Mistake("x̂₀: multiplied by √ᾱ; one has to divide by it", fourNames) {
    $0.sum($0.a, -$0.a * $0.σ)
  },
  Mistake("x̂₀: only x_t was divided by √ᾱ; the noise has to be, too", fourNames) {
    $0.sum(1 / $0.a, -$0.σ)
  },
  Mistake("x̂₀: the noise was taken off without its factor √(1−ᾱ)", fourNames) {
    $0.sum(1 / $0.a, -1 / $0.a)
  },
  Mistake("x̂₀: the factor of the noise is √(1−ᾱ), not 1−√ᾱ", fourNames) {
    $0.sum(1 / $0.a, -(1 - $0.a) / $0.a)
  },
  Mistake("x̂₀: the noise is added, and its factor √(1−ᾱ) lacks the root", fourNames) {
    $0.sum(1 / $0.a, $0.σ * $0.σ / $0.a)
  },
  Mistake("x̂₀: ᾱ was taken for √ᾱ; `alphaBar` is not the root", fourNames) {
    $0.sum(1 / $0.alphaBar, -sqrt(1 - $0.alphaBar * $0.alphaBar) / $0.alphaBar)
  },
  Mistake("x̂₀: that is the way out, with x_t in the place of x₀", fourNames) {
    $0.sum($0.a, $0.σ)
  },
]

private let velocityMistakes: [Mistake<Guess>] = [
  Mistake("velocity: the sign between its two terms is wrong", fourNames) {
    $0.turned($0.a, $0.σ)
  },
  Mistake("velocity: the sign of the whole is wrong", fourNames) {
    $0.turned(-$0.a, $0.σ)
  },
  Mistake("velocity: the factors of noise and data are exchanged", fourNames) {
    $0.turned($0.σ, -$0.a)
  },
  Mistake("velocity: the roots are missing: the factors are √ᾱ and √(1−ᾱ)", fourNames) {
    $0.turned($0.alphaBar, $0.alphaBar - 1)
  },
  Mistake("velocity: x̂₀ has the factor √(1−ᾱ), not 1−ᾱ", fourNames) {
    $0.turned($0.a, $0.alphaBar - 1)
  },
  Mistake("velocity: ε̂ has the factor √ᾱ, not ᾱ", fourNames) {
    $0.turned($0.alphaBar, -$0.σ)
  },
  Mistake("velocity: x_t stands in the place of x̂₀", fourNames) {
    $0.sum(-$0.σ, $0.a)
  },
  Mistake("velocity: noise and data have no factors", fourNames) {
    $0.turned(1, -1)
  },
  Mistake("velocity: that is x_t again", fourNames) { $0.state },
]

private let scoreMistakes: [Mistake<Guess>] = [
  Mistake("score: the sign is wrong; the score points away from the noise", fourNames) {
    $0.sum(0, 1 / $0.σ)
  },
  Mistake("score: not divided by √(1−ᾱ)", fourNames) { $0.sum(0, -1) },
  Mistake("score: divided by 1−ᾱ; ε̂ has to be divided by its root", fourNames) {
    $0.sum(0, -1 / ($0.σ * $0.σ))
  },
  Mistake("score: divided by √ᾱ instead of √(1−ᾱ)", fourNames) { $0.sum(0, -1 / $0.a) },
  Mistake("score: multiplied by √(1−ᾱ); one has to divide by it", fourNames) {
    $0.sum(0, -$0.σ)
  },
  Mistake("score: that is the prediction of the noise itself", fourNames) { $0.noise },
  Mistake("score: x̂₀ is missing; that is the score if the data were all zero", fourNames) {
    $0.sum(-1 / ($0.σ * $0.σ), 0)
  },
  Mistake("score: that is the score of N(0, I)", fourNames) { $0.sum(-1, 0) },
  Mistake("score: √ᾱ is missing at x̂₀", fourNames) { prediction in
    let variance = prediction.σ * prediction.σ
    return prediction.sum((1 / prediction.a - 1) / variance, -1 / (prediction.a * prediction.σ))
  },
]

private let names = Exercise<any Exercises>(
  "9.1", "Other names for a prediction", points: 2, section: fourNames,
  hints: [
    "One equation ties x_t, x₀ and ε together. Put in what is known, and solve for the rest.",
    "The data follow from x_t = √ᾱ x₀ + √(1−ᾱ) ε. With them the definition of v can be computed.",
    "x̂₀ = (x_t − √(1−ᾱ) ε̂)/√ᾱ, v = √ᾱ ε̂ − √(1−ᾱ) x̂₀, and the score is −ε̂/√(1−ᾱ).",
  ],
  checks: [
    Check(
      "the data", given: { Guess(&$0) },
      answer: { try $0.names(ofNoise: $1.noise, state: $1.state, alphaBar: $1.alphaBar).data },
      expected: { $0.sum(1 / $0.a, -$0.σ / $0.a) }, mistakes: dataMistakes),
    Check(
      "the velocity", given: { Guess(&$0) },
      answer: { try $0.names(ofNoise: $1.noise, state: $1.state, alphaBar: $1.alphaBar).velocity },
      expected: { $0.turned($0.a, -$0.σ) }, mistakes: velocityMistakes),
    Check(
      "the score", given: { Guess(&$0) },
      answer: { try $0.names(ofNoise: $1.noise, state: $1.state, alphaBar: $1.alphaBar).score },
      expected: { $0.sum(0, -1 / $0.σ) }, mistakes: scoreMistakes),
  ])
