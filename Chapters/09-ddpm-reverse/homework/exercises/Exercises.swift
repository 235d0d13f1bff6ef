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

// MARK: 9.1

private struct Noisy: Codable {
  var noise, state: [Double]
  var alphaBar: Double

  init(_ random: inout RandomStream) {
    let dimension = 2 + random.integer(below: 2)
    noise = random.normals(dimension)
    state = random.normals(dimension, standardDeviation: 2)
    // Away from ½, where signal and noise are equally large.
    alphaBar = (random.bernoulli(0.5) ? 0.1 : 0.6) + 0.3 * random.uniform()
  }

  func names(_ answers: any Exercises) throws -> (
    data: [Double], velocity: [Double], score: [Double]
  ) { try answers.names(ofNoise: noise, state: state, alphaBar: alphaBar) }

  /// √ᾱ, √(1−ᾱ) and p x_t + q ε̂.
  var roots: (Double, Double) { (sqrt(alphaBar), sqrt(1 - alphaBar)) }
  func sum(_ p: Double, _ q: Double) -> [Double] { combination((p, state), (q, noise)) }
}

/// What belongs to x_t and to ε̂ in x̂₀, from ᾱ_t.
let dataFactors = Calculation<Double, (Double, Double)> { ᾱ, slip in
  let (a, σ) = (sqrt(ᾱ), sqrt(1 - ᾱ))
  let (root, rest) = slip(fourNames, (a, σ)).or([
    "x̂₀: ᾱ was taken for √ᾱ; `alphaBar` is not the root": (ᾱ, sqrt(1 - ᾱ * ᾱ)),
    "x̂₀: √ᾱ and √(1−ᾱ) are exchanged": (σ, a),
    "x̂₀: both roots are missing: the factors are √ᾱ and √(1−ᾱ)": (ᾱ, 1 - ᾱ),
  ])
  let sign = slip.sign("x̂₀: the noise is added; it has to be taken off x_t", fourNames)
  let ofNoise = slip(fourNames, -sign * rest).or([
    "x̂₀: the noise has the factor √(1−ᾱ), not 1−ᾱ": -sign * rest * rest,
    "x̂₀: the factor of the noise is √(1−ᾱ), not 1−√ᾱ": -sign * (1 - root),
    "x̂₀: the noise was taken off without its factor √(1−ᾱ)": -sign,
    "x̂₀: no noise was taken off x_t": 0,
  ])
  let divisor = slip(fourNames, root).or([
    "x̂₀: what is left of x_t without the noise is √ᾱ x̂₀; divide by √ᾱ": 1,
    "x̂₀: divided by ᾱ; the data have the factor √ᾱ": root * root,
    "x̂₀: multiplied by √ᾱ; one has to divide by it": 1 / root,
  ])
  return slip(fourNames, (1 / divisor, ofNoise / divisor)).or([
    "x̂₀: only x_t was divided by √ᾱ; the noise has to be, too": (1 / divisor, ofNoise),
    "x̂₀: that is √ᾱ x_t − √(1−ᾱ) ε̂; it should be (x_t − √(1−ᾱ) ε̂)/√ᾱ": (a, -σ),
    "x̂₀: x_t stands in its place": (1, 0),
  ])
}

private let dataFormula = Formula<Noisy> { noisy, slip in
  let factors = dataFactors(noisy.alphaBar, slip)
  return noisy.sum(factors.0, factors.1)
}

private let velocityFormula = Formula<Noisy> { noisy, slip in
  let (a, σ) = noisy.roots
  let (ofNoise, ofData) = slip(fourNames, (a, σ)).or([
    "velocity: the factors of noise and data are exchanged": (σ, a),
    "velocity: the roots are missing: the factors are √ᾱ and √(1−ᾱ)": (a * a, σ * σ),
    "velocity: ε̂ has the factor √ᾱ, not ᾱ": (a * a, σ),
    "velocity: x̂₀ has the factor √(1−ᾱ), not 1−ᾱ": (a, σ * σ),
  ])
  let between = slip.sign("velocity: the sign between its two terms is wrong", fourNames)
  let whole = slip.sign("velocity: the sign of the whole is wrong", fourNames)
  /// With x̂₀ or another vector.
  func velocity(_ data: [Double]) -> [Double] {
    combination((whole * ofNoise, noisy.noise), (-whole * between * ofData, data))
  }
  return slip(fourNames, velocity(dataFormula(noisy))).or([
    "velocity: x_t stands in the place of x̂₀": velocity(noisy.state),
    "velocity: that is x_t again": noisy.state,
    "velocity: that is √ᾱ x̂₀ − √(1−ᾱ) ε̂, x_t with a wrong sign; √ᾱ belongs to ε̂":
      noisy.sum(1, -2 * σ),
  ])
}

private let scoreFormula = Formula<Noisy> { noisy, slip in
  let (a, σ) = noisy.roots
  let sign = slip.sign("score: the sign is wrong; the score points away from the noise", fourNames)
  let divisor = slip(fourNames, σ).or([
    "score: not divided by √(1−ᾱ)": 1,
    "score: divided by 1−ᾱ; ε̂ has to be divided by its root": σ * σ,
    "score: multiplied by √(1−ᾱ); one has to divide by it": 1 / σ,
  ])
  return slip(fourNames, noisy.sum(0, -sign / divisor)).or([
    "score: that is the prediction of the noise itself": noisy.noise,
    "score: x̂₀ is missing; that is the score if the data were all zero":
      noisy.sum(-1 / (σ * σ), 0),
    "score: √ᾱ is missing at x̂₀": noisy.sum((1 / a - 1) / (σ * σ), -1 / (a * σ)),
  ])
}

private let names = Exercise<any Exercises>(
  "9.1", "Other names for a prediction", points: 2, section: fourNames,
  hints: [
    "One equation ties x_t, x₀ and ε together. Put in what is known, and solve for the rest.",
    "The data follow from x_t = √ᾱ x₀ + √(1−ᾱ) ε. With them the definition of ŵ can be computed.",
    "x̂₀ = (x_t − √(1−ᾱ) ε̂)/√ᾱ, ŵ = √ᾱ ε̂ − √(1−ᾱ) x̂₀, and the score is −ε̂/√(1−ᾱ).",
  ],
  checks: [
    Check(
      "the data", labels: coordinates, given: { Noisy(&$0) }, answer: { try $1.names($0).data },
      formula: dataFormula),
    Check(
      "the velocity", labels: coordinates, given: { Noisy(&$0) },
      answer: { try $1.names($0).velocity },
      formula: velocityFormula),
    Check(
      "the score", labels: coordinates, given: { Noisy(&$0) }, answer: { try $1.names($0).score },
      formula: scoreFormula),
  ])
