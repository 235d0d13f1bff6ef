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

/// The sections that diagnoses point to.
enum Section {
  static let jump = "section 8.2, Many steps at once"
  static let memory = "section 8.3, What the process forgets"
  static let schedules = "section 8.5, Schedules"
  static let posterior = "section 8.7, Where did it come from?"
}

/// `1 − β` of all steps that are given, multiplied.
func product(_ betas: some Sequence<Double>) -> Double { betas.reduce(1) { $0 * (1 - $1) } }

extension RandomStream {
  /// Betas that are neither small nor equal, so that every mistake shows.
  mutating func betas(_ count: Int) -> [Double] { (0..<count).map { _ in uniform(0.1...0.6) } }
}

// MARK: 8.1

private struct Betas: Codable {
  var betas: [Double]

  init(_ random: inout RandomStream) { betas = random.betas(4 + random.integer(below: 4)) }
}

private let signalFormula = Formula<Betas> { input, slip in
  let betas = input.betas
  let factors = betas.map { β in
    slip(Section.jump, 1 - β).or([
      "those are products of the β: it should be of the α = 1 − β": β,
      "β is a variance, and was squared besides": 1 - β * β,
      "the root of β was taken: α is 1 − β": 1 - sqrt(β),
    ])
  }
  return betas.indices.map { t in
    let steps = slip(Section.jump, factors[...t]).or([
      "a step too few: the first number is ᾱ₁ = α₁, not ᾱ₀ = 1": factors[..<t],
      "those are the α of single steps: ᾱ is the product up to t": factors[t...t],
      "the products run from t to T: they should run from 1 to t": factors[t...],
      "that is ᾱ_T at all times": factors[...],
    ])
    let ᾱ = slip(
      "that is a sum of the α: it should be their product", Section.jump, sum(Array(steps)),
      insteadOf: steps.reduce(1, *))
    let sumOfβ = sum(Array(betas[...t]))
    let signal = slip(Section.jump, ᾱ).or([
      "that is 1 − ᾱ, the noise: the signal is asked for": 1 - ᾱ,
      "that is √ᾱ, the factor of the data: ᾱ is asked for": sqrt(ᾱ),
      "that is 1 minus the sum of the β, which is right for tiny ones only": 1 - sumOfβ,
      "that is e to minus the sum of the β, which is right for tiny ones only": exp(-sumOfβ),
      "that is α_t to the power t: each step has a β of its own":
        pow(1 - betas[t], Double(t + 1)),
    ])
    return slip(Section.schedules, signal).or([
      "that is the signal-to-noise ratio ᾱ/(1 − ᾱ)": ᾱ / (1 - ᾱ), "that is ln ᾱ": log(ᾱ),
    ])
  }
}

private let signal = Exercise<any Exercises>(
  "8.1", "What is left of the signal", points: 2, section: Section.jump,
  hints: [
    "The variance of the signal shrinks in every step by the same kind of factor. Which?",
    "The factor of step t is α_t = 1 − β_t. The factors of the steps 1 to t are multiplied.",
    "var ᾱ = 1.0; for each β: ᾱ *= 1 − β, and append ᾱ.",
  ],
  checks: [
    Check(
      "four to seven large steps", labels: (1...7).map { "ᾱ at time \($0)" },
      given: { Betas(&$0) }, answer: { try $0.signal(betas: $1.betas) }, formula: signalFormula)
  ])

// MARK: 8.2

private struct Jump: Problem {
  static let labels = coordinates

  var betas: [Double]
  var t: Int
  var data: [Double]
  var noise: [Double]

  /// - Parameter isAtEnd: whether t is 0 or T, or neither.
  init(_ random: inout RandomStream, isAtEnd: Bool) {
    betas = random.betas(4 + random.integer(below: 4))
    t =
      isAtEnd ? betas.count * random.integer(below: 2) : 2 + random.integer(below: betas.count - 2)
    data = [random.normal(), -1 - random.uniform(), random.normal()]
    noise = random.normals(3)
  }

  func answer(_ answers: any Exercises) throws -> [Double] {
    try answers.noised(data, at: t, betas: betas, noise: noise)
  }
}

private let jumpFormula = Formula<Jump> { jump, slip in
  let betas = jump.betas
  let steps = slip(Section.jump, jump.t).or([
    "a step too few: the product goes to t − 1 only": jump.t - 1,
    "a step too many: betas[0] is β₁, so that betas[t] does not belong to it": jump.t + 1,
    "the product runs over all steps, whatever t is": betas.count,
  ])
  let (passed, β) = (betas.prefix(steps), jump.t > 0 ? betas[jump.t - 1] : 0)
  let (productOfβ, sumOfβ) = (passed.reduce(1, *), sum(Array(passed)))
  let right = product(passed)
  let ᾱ = slip(Section.jump, right).or([
    "that is one step from x₀ with β_t, not a jump": 1 - β,
    "the betas are taken from the end of the list: β₁ comes first": product(betas.suffix(steps)),
    "ᾱ is a product of the α = 1 − β, not of the β": productOfβ,
    "ᾱ is a product of the α, not 1 minus a product of the β": 1 - productOfβ,
    "e to minus the sum of the β is ᾱ for tiny ones only": exp(-sumOfβ),
    "the roots are taken of ᾱ twice: √ᾱ was taken for ᾱ in both places": sqrt(right),
    "the noise has the factor √(1 − ᾱ²), and the data ᾱ: ᾱ was taken for √ᾱ": right * right,
  ])
  let (signal, noise) = (sqrt(ᾱ), sqrt(1 - ᾱ))
  let ofData = slip(Section.jump, signal).or([
    "the root of ᾱ is missing at the data": ᾱ,
    "the data have the factor of one step, √α_t: it should be that of the jump": sqrt(1 - β),
    "the data were not shrunk": 1,
  ])
  let ofNoise = slip(Section.jump, noise).or([
    "the root of 1 − ᾱ is missing at the noise": 1 - ᾱ,
    "the noise is that of one step, √β_t: it should be that of the jump": sqrt(β),
    "both factors are √ᾱ: that of the noise is √(1 − ᾱ)": signal,
    "the noise has the factor 1 − √ᾱ: variances add to 1, not factors": 1 - signal,
    "the noise has the factor √(1 − √ᾱ): the root inside is too much": sqrt(1 - signal),
    "the noise has the factor √(1 − ᾱ²): ᾱ is the square already": sqrt(1 - ᾱ * ᾱ),
    "the noise was subtracted: it is handed in, so its sign counts": -noise,
    "the variances of the steps' noise were added up without shrinking": sqrt(sumOfβ),
    "the same noise was added in every step, which makes it too large":
      passed.reduce(0) { sqrt(1 - $1) * $0 + sqrt($1) },
    "the noise was not scaled": 1,
    "there is no noise in it": 0,
  ])
  let factors = slip(Section.jump, (ofData, ofNoise)).or([
    "both roots are missing: ᾱ and 1 − ᾱ are shares of the variance": (ᾱ, 1 - ᾱ),
    "the factors of data and noise are exchanged": (ofNoise, ofData),
  ])
  return zip(jump.data, jump.noise).map { factors.0 * $0 + factors.1 * $1 }
}

private let root = "a root was taken of a negative number: x₀ does not stand under it"

private let noised = Exercise<any Exercises>(
  "8.2", "Straight to the noise", points: 3, section: Section.jump,
  hints: [
    "What do many steps have in common with one? Only α has another value.",
    "Data and noise get the roots of two shares that add up to 1. The first is ᾱ_t.",
    "√ᾱ·x₀ + √(1 − ᾱ)·ε, where ᾱ is the product of 1 − betas[i] over i = 0, …, t − 1.",
  ],
  checks: [
    Check("somewhere on the way", whenNotFinite: root, formula: jumpFormula) {
      Jump(&$0, isAtEnd: false)
    },
    Check(
      "at the start and at the end", whenNotFinite: root,
      formula: Formula { jump, _ in jumpFormula(jump) }
    ) { Jump(&$0, isAtEnd: true) },
  ])
