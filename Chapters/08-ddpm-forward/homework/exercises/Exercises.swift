import Diffusion
import Elementary
import HomeworkKit
import Tensors

/// What the homework of chapter 8 asks for. Its statements stand in `Answers.swift`.
public protocol Exercises: Sendable {
  func signal(betas: [Double]) throws -> [Double]
  func noised(_ data: [Double], at t: Int, betas: [Double], noise: [Double]) throws -> [Double]
  func posterior(at s: Int, from t: Int, start x0: Double, state xt: Double, betas: [Double]) throws
    -> (mean: Double, variance: Double)
  func betas(logRatios: [Double]) throws -> [Double]
  func paths(
    from starts: [Double], to ends: [Double], betas: [Double], using random: inout RandomStream
  ) throws -> [[Double]]
}

public let homework = Homework<any Exercises>(
  chapter: 8, title: "DDPM, forward",
  exercises: [signal, noised, severalStepsBack, madeToOrder, between])

let theJump = "section 8.2, Many steps at once"
let theSchedules = "section 8.5, Schedules"
let thePosterior = "section 8.7, Where did it come from?"

/// Betas that are neither small nor equal, so that every mistake shows.
func coarseBetas(_ count: Int, using random: inout RandomStream) -> [Double] {
  var betas: [Double] = []
  for _ in 0..<count { betas.append(0.1 + 0.5 * random.uniform()) }
  return betas
}

// MARK: 8.1

private struct Betas: Codable {
  var betas: [Double]

  init(_ random: inout RandomStream) {
    betas = coarseBetas(4 + random.integer(below: 4), using: &random)
  }

  var right: [Double] { products { 1 - $0 } }

  /// f(β₁), f(β₁)f(β₂), …
  func products(_ f: (Double) -> Double) -> [Double] {
    betas.indices.map { t in betas[...t].reduce(1) { $0 * f($1) } }
  }

  var sums: [Double] { betas.indices.map { sum(Array(betas[...$0])) } }
}

private let signalMistakes: [Mistake<Betas>] = [
  Mistake("that is 1 − ᾱ, the noise: the signal is asked for", theJump) { $0.right.map { 1 - $0 } },
  Mistake("those are products of the β: it should be of the α = 1 − β", theJump) {
    $0.products { $0 }
  },
  Mistake("that is 1 minus the product of the β: multiply the α = 1 − β", theJump) {
    $0.products { $0 }.map { 1 - $0 }
  },
  Mistake("that is 1 minus the sum of the β, which is right for tiny ones only", theJump) {
    $0.sums.map { 1 - $0 }
  },
  Mistake("that is e to the minus sum of the β, which is right for tiny ones only", theJump) {
    $0.sums.map { exp(-$0) }
  },
  Mistake("that is √ᾱ, the factor of the data: ᾱ is asked for", theJump) {
    $0.right.map { sqrt($0) }
  },
  Mistake("a step too few: the first number is ᾱ₁ = α₁, not ᾱ₀ = 1", theJump) {
    [1] + $0.right.dropLast()
  },
  Mistake("those are the α of single steps: ᾱ is the product up to t", theJump) {
    $0.betas.map { 1 - $0 }
  },
  Mistake("the products run from t to T: they should run from 1 to t", theJump) { input in
    input.betas.indices.map { t in input.betas[t...].reduce(1) { $0 * (1 - $1) } }
  },
  Mistake("β is a variance, and was squared besides", theJump) { $0.products { 1 - $0 * $0 } },
  Mistake("the root of β was taken: α is 1 − β", theJump) { $0.products { 1 - sqrt($0) } },
  Mistake("that is a sum of the α: it should be their product", theJump) { input in
    input.sums.enumerated().map { Double($0.offset + 1) - $0.element }
  },
  Mistake("that is the signal-to-noise ratio ᾱ/(1 − ᾱ)", theSchedules) {
    $0.right.map { $0 / (1 - $0) }
  },
  Mistake("that is ln ᾱ", theSchedules) { $0.right.map { log($0) } },
  Mistake("that is α_t to the power t: each step has a β of its own", theJump) { input in
    input.betas.enumerated().map { pow(1 - $0.element, Double($0.offset + 1)) }
  },
  Mistake("that is ᾱ_T at all times", theJump) { input in
    input.betas.map { _ in input.right[input.betas.count - 1] }
  },
]

private let signal = Exercise<any Exercises>(
  "8.1", "What is left of the signal", points: 2, section: theJump,
  hints: [
    "The variance of the signal shrinks in every step by the same kind of factor. Which?",
    "The factor of step t is α_t = 1 − β_t. The factors of the steps 1 to t are multiplied.",
    "var ᾱ = 1.0; for each β: ᾱ *= 1 − β, and append ᾱ.",
  ],
  checks: [
    Check(
      "four to seven large steps", given: { Betas(&$0) },
      answer: { try $0.signal(betas: $1.betas) }, expected: { $0.right },
      mistakes: signalMistakes)
  ])

// MARK: 8.2

private struct Jump: Codable {
  enum Time { case early, end, start }

  var betas: [Double]
  var t: Int
  var data: [Double]
  var noise: [Double]

  init(_ random: inout RandomStream, _ time: Time) {
    betas = coarseBetas(4 + random.integer(below: 4), using: &random)
    switch time {
    case .early: t = 2 + random.integer(below: betas.count - 2)
    case .end: t = betas.count
    case .start: t = 0
    }
    data = [random.normal(), -1 - random.uniform(), random.normal()]
    noise = [random.normal(), random.normal(), random.normal()]
  }

  func alphaBar(_ t: Int) -> Double { betas[..<t].reduce(1) { $0 * (1 - $1) } }
  var signal: Double { alphaBar(t) }
  /// The β of the last step.
  var beta: Double { betas[t - 1] }
  var betaSum: Double { sum(Array(betas[..<t])) }
  var betaProduct: Double { betas[..<t].reduce(1, *) }

  /// A sum of data and noise with these factors.
  func mixed(_ a: Double, _ b: Double) -> [Double] { zip(data, noise).map { a * $0 + b * $1 } }

  /// With another number in the place of ᾱ_t.
  func jumped(_ signal: Double) -> [Double] { mixed(sqrt(signal), sqrt(1 - signal)) }

  var right: [Double] { jumped(signal) }
}

private let jumpMistakes: [Mistake<Jump>] = [
  Mistake("the root of ᾱ is missing at the data", theJump) {
    $0.mixed($0.signal, sqrt(1 - $0.signal))
  },
  Mistake("the root of 1 − ᾱ is missing at the noise", theJump) {
    $0.mixed(sqrt($0.signal), 1 - $0.signal)
  },
  Mistake("both roots are missing: ᾱ and 1 − ᾱ are shares of the variance", theJump) {
    $0.mixed($0.signal, 1 - $0.signal)
  },
  Mistake("that is one step from x₀ with β_t, not a jump", theJump) { $0.jumped(1 - $0.beta) },
  Mistake("the noise is that of one step, √β_t: it should be that of the jump", theJump) {
    $0.mixed(sqrt($0.signal), sqrt($0.beta))
  },
  Mistake("the data have the factor of one step, √α_t: it should be that of the jump", theJump) {
    $0.mixed(sqrt(1 - $0.beta), sqrt(1 - $0.signal))
  },
  Mistake("both factors are √ᾱ: that of the noise is √(1 − ᾱ)", theJump) {
    $0.mixed(sqrt($0.signal), sqrt($0.signal))
  },
  Mistake("the factors of data and noise are exchanged", theJump) { $0.jumped(1 - $0.signal) },
  Mistake("a step too few: the product goes to t − 1 only", theJump) {
    $0.jumped($0.alphaBar($0.t - 1))
  },
  Mistake("a step too many: betas[0] is β₁, so that betas[t] does not belong to it", theJump) {
    $0.jumped($0.alphaBar($0.t + 1))
  },
  Mistake("the product runs over all steps, whatever t is", theJump) {
    $0.jumped($0.alphaBar($0.betas.count))
  },
  Mistake("the noise has the factor 1 − √ᾱ: variances add to 1, not factors", theJump) {
    $0.mixed(sqrt($0.signal), 1 - sqrt($0.signal))
  },
  Mistake("the noise has the factor √(1 − √ᾱ): the root inside is too much", theJump) {
    $0.mixed(sqrt($0.signal), sqrt(1 - sqrt($0.signal)))
  },
  Mistake("the roots are taken of ᾱ twice: √ᾱ was taken for ᾱ in both places", theJump) {
    $0.jumped(sqrt($0.signal))
  },
  Mistake("the noise has the factor √(1 − ᾱ²), and the data ᾱ: ᾱ was taken for √ᾱ", theJump) {
    $0.jumped($0.signal * $0.signal)
  },
  Mistake("the noise has the factor √(1 − ᾱ²): ᾱ is the square already", theJump) {
    $0.mixed(sqrt($0.signal), sqrt(1 - $0.signal * $0.signal))
  },
  Mistake("the noise was subtracted: it is handed in, so its sign counts", theJump) {
    $0.mixed(sqrt($0.signal), -sqrt(1 - $0.signal))
  },
  Mistake("the variances of the steps' noise were added up without shrinking", theJump) {
    $0.mixed(sqrt($0.signal), sqrt($0.betaSum))
  },
  Mistake("e to the minus sum of β is ᾱ for tiny betas only", theJump) {
    $0.jumped(exp(-$0.betaSum))
  },
  Mistake("ᾱ is a product of the α = 1 − β, not of the β", theJump) { $0.jumped($0.betaProduct) },
  Mistake("ᾱ is a product of the α, not 1 minus a product of the β", theJump) {
    $0.jumped(1 - $0.betaProduct)
  },
  Mistake("the noise was not scaled", theJump) { $0.mixed(sqrt($0.signal), 1) },
  Mistake("the data were not shrunk", theJump) { $0.mixed(1, sqrt(1 - $0.signal)) },
  Mistake("there is no noise in it", theJump) { $0.mixed(sqrt($0.signal), 0) },
  Mistake("the same noise was added in every step, which makes it too large", theJump) { jump in
    var (signal, noise) = (1.0, 0.0)
    for β in jump.betas[..<jump.t] {
      signal *= sqrt(1 - β)
      noise = sqrt(1 - β) * noise + sqrt(β)
    }
    return jump.mixed(signal, noise)
  },
]

private let jumpAnswer: @Sendable (any Exercises, Jump) throws -> [Double] = {
  try $0.noised($1.data, at: $1.t, betas: $1.betas, noise: $1.noise)
}

private var jumpChecks: [Check<any Exercises>] {
  let root = "a root was taken of a negative number: x₀ does not stand under it"
  var checks: [Check<any Exercises>] = []
  checks += [
    Check(
      "somewhere on the way", whenNotFinite: root, given: { Jump(&$0, .early) },
      answer: jumpAnswer, expected: { $0.right }, mistakes: jumpMistakes),
    Check(
      "at the end, t = T", whenNotFinite: root, given: { Jump(&$0, .end) }, answer: jumpAnswer,
      expected: { $0.right }, mistakes: []),
  ]
  // teacher: begin
  checks.append(
    Check(
      "at the start, t = 0", given: { Jump(&$0, .start) }, answer: jumpAnswer,
      expected: { $0.data }, mistakes: []))
  // teacher: end
  return checks
}

private let noised = Exercise<any Exercises>(
  "8.2", "Straight to the noise", points: 3, section: theJump,
  hints: [
    "What do many steps have in common with one? Only α has another value.",
    "Data and noise get the roots of two shares that add up to 1. The first is ᾱ_t.",
    "√ᾱ·x₀ + √(1 − ᾱ)·ε, where ᾱ is the product of 1 − betas[i] over i = 0, …, t − 1.",
  ],
  checks: jumpChecks)
