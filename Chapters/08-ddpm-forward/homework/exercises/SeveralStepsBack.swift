import Elementary
import HomeworkKit
import Tensors

/// Two times of a schedule, and what is known.
private struct Back: Codable {
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

/// What goes wrong with one step and with several, and shows differently: α, from ᾱ_s and ᾱ_t.
private func quotient(_ A: Double, _ B: Double, before: Double, _ slip: Slips) -> Double {
  slip(
    [
      "α is a quotient, ᾱ_t/ᾱ_s: here it is ᾱ_t itself": B,
      "the product of the α begins a step too early, with that of s itself": B / before,
    ], Section.posterior, insteadOf: B / A)
}

private let oneStepFormula = Formula<Back> { back, slip in
  let shift = slip(
    [
      "all times are too late by one: betas[0] is β₁": 1,
      "all times are too early by one: betas[t − 1] is β_t": -1,
    ], Section.posterior, insteadOf: 0)
  let (A, B) = (back.alphaBar(back.s + shift), back.alphaBar(back.t + shift))
  let α = quotient(A, B, before: back.alphaBar(max(0, back.s + shift - 1)), slip)
  let β = 1 - α
  let underClean = slip(
    [
      "the factor of x₀ has √ᾱ at the later time: it should be the earlier": B,
      "the factor of x₀ has the root of α: it should have that of ᾱ_s": α,
    ], Section.posterior, insteadOf: A)
  let underNoisy = slip(
    "the factor of x_t has √ᾱ_t: it should have the root of α", Section.posterior, B, insteadOf: α)
  let cleanRoot = slip(
    "the root of ᾱ is missing in the factor of x₀", Section.posterior, underClean,
    insteadOf: sqrt(underClean))
  let noisyRoot = slip(
    "the root of α is missing in the factor of x_t", Section.posterior, underNoisy,
    insteadOf: sqrt(underNoisy))
  let noisyShare = slip(
    "the factor of x_t has ᾱ at the later time: it should be the earlier", Section.posterior,
    1 - B, insteadOf: 1 - A)
  let all = slip(
    "all denominators are 1 − ᾱ_s: they should be 1 − ᾱ_t", Section.posterior, 1 - A,
    insteadOf: 1 - B)
  let ofState = (clean: cleanRoot * β / all, noisy: noisyRoot * noisyShare / all)
  let factors = slip(
    [
      "the factors of x₀ and x_t are exchanged": (clean: ofState.noisy, noisy: ofState.clean),
      "that is x_t with the shrinking undone: x₀ is known, too": (clean: 0, noisy: 1 / sqrt(α)),
    ], Section.posterior, insteadOf: ofState)
  let shrunk = β * (1 - A) / all
  let variance = slip(
    [
      "the variance is that of a step forward, β: β̃ is smaller": β,
      "the quotient in β̃ is upside down": β * (1 - B) / (1 - A),
      "that is the standard deviation: the variance is asked for": sqrt(shrunk),
      "that is the inverse of the variance": 1 / shrunk,
      "the variance is that of x_s given x₀ only, 1 − ᾱ_s": 1 - A,
    ], Section.posterior, insteadOf: shrunk)
  let mean = factors.clean * back.start + factors.noisy * back.state
  return slip(
    [
      "the mean lacks the factor β̃: that is the sum in the brackets only":
        [mean / shrunk, variance],
      "that is the distribution of x_s given x₀: x_t is known, too": [sqrt(A) * back.start, 1 - A],
      "that is the distribution of a step forward from x_t": [sqrt(α) * back.state, β],
    ], Section.posterior, insteadOf: [mean, variance])
}

private let severalStepsFormula = Formula<Back> { back, slip in
  let steps = back.betas[back.s..<back.t]
  let B = back.alphaBar(back.t)
  let A = slip(
    "that is the distribution of x_{t−1}, one step back, whatever s is", Section.posterior,
    back.alphaBar(back.t - 1), insteadOf: back.alphaBar(back.s))
  let α = slip(
    [
      "α and β are those of the last step: they should be those of all steps from s to t":
        1 - steps.last!,
      "α and β are those of the step that follows s": 1 - steps.first!,
    ], Section.posterior,
    insteadOf: quotient(A, B, before: back.alphaBar(max(0, back.s - 1)), slip))
  let β = slip(
    [
      "the β of the steps were added up: with α = ᾱ_t/ᾱ_s it is β = 1 − α": sum(Array(steps)),
      "α and β are products: the latter is 1 minus the former instead": steps.reduce(1, *),
    ], Section.posterior, insteadOf: 1 - α)
  let variances = steps.indices.map { i in
    back.betas[i] * (1 - back.alphaBar(i)) / (1 - back.alphaBar(i + 1))
  }
  let variance = slip(
    [
      "the variance is that of the step to x_s alone: all steps back add to it": variances[0],
      "the variances of the steps were added: the later ones are shrunk on the way":
        sum(variances),
    ], Section.posterior, insteadOf: β * (1 - A) / (1 - B))
  let clean = sqrt(A) * β / (1 - B)
  let noisy = sqrt(α) * (1 - A) / (1 - B)
  return [clean * back.start + noisy * back.state, variance]
}

private var backChecks: [Check<any Exercises>] {
  let labels = ["mean", "variance"]
  var checks: [Check<any Exercises>] = []
  checks += [
    Check(
      "one step back", labels: labels, given: { Back(&$0, gap: 1...1) },
      answer: { try $1.answer($0) }, formula: oneStepFormula),
    Check(
      "two to four steps back", labels: labels, given: { Back(&$0, gap: 2...4) },
      answer: { try $1.answer($0) }, formula: severalStepsFormula),
  ]
  // teacher: begin
  checks.append(
    Check(
      "all the way back, s = 0", whenNotFinite: "1 − ᾱ₀ is 0: do not divide by it",
      given: { Back(&$0, gap: 1...4, isFromStart: true) }, answer: { try $1.answer($0) },
      expected: { [$0.start, 0] }, mistakes: [], labels: labels))
  // teacher: end
  return checks
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
  checks: backChecks)
