import Elementary
import HomeworkKit
import Tensors

/// Two times of a schedule, and what is known.
private struct Back: Problem {
  static let labels = ["mean", "variance"]

  var betas: [Double]
  var s: Int
  var t: Int
  var start: Double
  var state: Double

  /// - Parameters:
  ///   - gap: t − s, drawn from these.
  ///   - isFromStart: whether s is 0.
  init(_ random: inout RandomStream, gap: ClosedRange<Int>, isFromStart: Bool = false) {
    betas = random.betas(7 + random.integer(below: 2))
    let steps = gap.lowerBound + random.integer(below: gap.count)
    s = isFromStart ? 0 : 1 + random.integer(below: 6 - steps)
    t = s + steps
    start = 1 + random.uniform()
    state = -1 - random.uniform()
  }

  func alphaBar(_ t: Int) -> Double { product(betas.prefix(t)) }

  func answer(_ answers: any Exercises) throws -> [Double] {
    let (mean, variance) = try answers.posterior(
      at: s, from: t, start: start, state: state, betas: betas)
    return [mean, variance]
  }
}

/// The distribution of an earlier state given a later one and x₀: the factors of x₀ and of the later
/// state, and the variance.
typealias StepBack = (clean: Double, noisy: Double, variance: Double)

/// - Parameters:
///   - A, B: ᾱ at the earlier time and at the later.
///   - α: the quotient of both.
func stepBack(_ A: Double, _ B: Double, _ α: Double) -> StepBack {
  (sqrt(A) * (1 - α) / (1 - B), sqrt(α) * (1 - A) / (1 - B), (1 - α) * (1 - A) / (1 - B))
}

/// The same with what goes wrong in its formulas.
func stepBack(_ A: Double, _ B: Double, _ α: Double, _ slip: Slips) -> StepBack {
  let right = stepBack(A, B, α)
  let β = 1 - α
  let clean = slip(Section.posterior, right.clean).or([
    "the root of ᾱ is missing in the factor of x₀": A * β / (1 - B),
    "the factor of x₀ has √ᾱ at the later time: it should be the earlier":
      sqrt(B) * β / (1 - B),
    "the factor of x₀ has the root of α: it should have that of ᾱ": sqrt(α) * β / (1 - B),
  ])
  let noisy = slip(Section.posterior, right.noisy).or([
    "the root of α is missing in the factor of x_t": α * (1 - A) / (1 - B),
    "the factor of x_t has √ᾱ_t: it should have the root of α": sqrt(B) * (1 - A) / (1 - B),
    "the factor of x_t has ᾱ at the later time: it should be the earlier": sqrt(α),
  ])
  let variance = slip(Section.posterior, right.variance).or([
    "the variance is that of a step forward, β: β̃ is smaller": β,
    "the quotient in β̃ is upside down": β * (1 - B) / (1 - A),
    "the variance is 1 − ᾱ at the earlier time, as if only x₀ were known": 1 - A,
  ])
  let denominator = (1 - B) / (1 - A)
  return slip(Section.posterior, (clean, noisy, variance)).or([
    "the factors of x₀ and x_t are exchanged": (noisy, clean, variance),
    "all denominators have the earlier ᾱ: they should have the later":
      (denominator * clean, denominator * noisy, denominator * variance),
    "x₀ was forgotten: the shrinking of x_t is undone, and that is all":
      (0, 1 / sqrt(α), variance),
    "that is a jump from x₀: the later state is known, too": (sqrt(A), 0, 1 - A),
    "that is a step forward: the way leads back": (0, sqrt(α), β),
  ])
}

/// What goes wrong with one step and with several, and shows differently.
private func quotient(of back: Back, _ A: Double, _ B: Double, _ slip: Slips) -> Double {
  slip(Section.posterior, B / A).or([
    "α is a quotient, ᾱ_t/ᾱ_s: here it is ᾱ_t itself": B,
    "the product of the α begins a step too early, with that of s itself":
      B / back.alphaBar(back.s - 1),
  ])
}

private let oneStepFormula = Formula<Back> { back, slip in
  let shift = slip(Section.posterior, 0).or([
    "all times are too late by one: betas[0] is β₁": 1,
    "all times are too early by one: betas[t − 1] is β_t": -1,
  ])
  let (A, B) = (back.alphaBar(back.s + shift), back.alphaBar(back.t + shift))
  let step = stepBack(A, B, quotient(of: back, A, B, slip), slip)
  let variance = slip(Section.posterior, step.variance).or([
    "that is the standard deviation: the variance is asked for": sqrt(step.variance),
    "that is the inverse of the variance": 1 / step.variance,
  ])
  let mean = step.clean * back.start + step.noisy * back.state
  return [
    slip(
      "the mean lacks the factor β̃: that is the sum in the brackets only", Section.posterior,
      mean / step.variance, insteadOf: mean), variance,
  ]
}

private let severalStepsFormula = Formula<Back> { back, slip in
  let betas = back.betas[back.s..<back.t]
  let B = back.alphaBar(back.t)
  let A = slip(
    "that is the distribution of x_{t−1}, one step back, whatever s is", Section.posterior,
    back.alphaBar(back.t - 1), insteadOf: back.alphaBar(back.s))
  let α = slip(Section.posterior, quotient(of: back, A, B, slip)).or([
    "α and β are those of the last step: they should be those of all steps from s to t":
      1 - betas.last!,
    "α and β are those of the step that follows s": 1 - betas.first!,
  ])
  let added = slip(Section.posterior, 1).or([
    "the β of the steps were added up: with α = ᾱ_t/ᾱ_s it is β = 1 − α":
      sum(Array(betas)) / (1 - α),
    "α and β are products: the latter is 1 minus the former instead":
      betas.reduce(1, *) / (1 - α),
  ])
  let step = stepBack(A, B, α)
  let variances = betas.indices.map { i in
    stepBack(back.alphaBar(i), back.alphaBar(i + 1), 1 - back.betas[i]).variance
  }
  let variance = slip(Section.posterior, added * step.variance).or([
    "the variance is that of the step to x_s alone: all steps back add to it": variances[0],
    "the variances of the steps were added: the later ones are shrunk on the way":
      sum(variances),
  ])
  return [added * step.clean * back.start + step.noisy * back.state, variance]
}

let severalStepsBack = Exercise<any Exercises>(
  "8.3", "Several steps back", points: 5, section: Section.posterior,
  hints: [
    "From s to t there are several steps. What is the distribution of x_t given x_s?",
    """
    It is that of one step with α = ᾱ_t/ᾱ_s and β = 1 − α. With these the derivation of the \
    chapter goes through word for word.
    """,
    """
    Variance β(1 − ᾱ_s)/(1 − ᾱ_t); mean √ᾱ_s·β/(1 − ᾱ_t)·x₀ + √α·(1 − ᾱ_s)/(1 − ᾱ_t)·x_t, with \
    those α and β.
    """,
  ],
  checks: [
    Check("one step back", formula: oneStepFormula) { Back(&$0, gap: 1...1) },
    Check("two to four steps back", formula: severalStepsFormula) { Back(&$0, gap: 2...4) },
    Check(
      "all the way back, s = 0", whenNotFinite: "1 − ᾱ₀ is 0: do not divide by it",
      formula: Formula { back, _ in [back.start, 0] }
    ) { Back(&$0, gap: 1...4, isFromStart: true) },
  ])
