import Diffusion
import Elementary
import HomeworkKit
import Tensors

/// An ancestral step. Where one of its three parts is examined, the other two are zero, so that two
/// mistakes are told one after the other.
private struct Step: Codable {
  var t: Int
  var state: [Double]
  var noise: [Double]
  var fresh: [Double]
  var betas: [Double]

  /// - Parameters:
  ///   - t: the time, if it is not any but the first and the last.
  ///   - part: which part is examined: 0 the state, 1 the noise, 2 the fresh noise; all if nil.
  init(_ random: inout RandomStream, t: Int? = nil, part: Int? = nil, dimension: Int = 2) {
    betas = (0..<5).map { 0.03 + 0.1 * (Double($0) + random.uniform()) }
    self.t = t ?? 2 + random.integer(below: 3)
    let parts = (0..<3).map { i in
      let x = random.normals(dimension)
      return part == nil || part == i ? x : scaled(0, x)
    }
    (state, noise, fresh) = (parts[0], parts[1], parts[2])
  }

  func step(_ answers: any Exercises) throws -> [Double] {
    try answers.stepBack(from: t, state: state, noise: noise, fresh: fresh, betas: betas)
  }

  var schedule: NoiseSchedule { NoiseSchedule("homework", betas: betas) }
  var β: Double { betas[t - 1] }
  var α: Double { 1 - β }
  var ᾱ: Double { schedule.alphaBar(t) }
  var ᾱBefore: Double { schedule.alphaBar(t - 1) }
  var βTilde: Double { schedule.posteriorVariance(t) }
  /// What is found in the place of β by who forgets that lists begin at 0.
  var βNext: Double { betas[t] }

  /// p x_t + q ε̂ + r z.
  func sum(_ p: Double, _ q: Double, _ r: Double) -> [Double] {
    state.indices.map { p * state[$0] + q * noise[$0] + r * fresh[$0] }
  }

  var right: [Double] {
    let factors = ReverseSampler(schedule, .ancestral(.beta)).factors(from: t, to: t - 1)
    return sum(factors.state, factors.prediction, factors.standardDeviation)
  }
}

private let stateMistakes: [Mistake<Step>] = [
  Mistake("x_t is divided by α_t; it should be by its root", theBound) {
    scaled(1 / $0.α, $0.state)
  },
  Mistake("x_t is multiplied by √α_t; on the way back it is divided", theBound) {
    scaled(sqrt($0.α), $0.state)
  },
  Mistake("the division by √α_t is missing: the way out shrinks, the way back grows", theBound) {
    $0.state
  },
  Mistake("x_t is divided by √ᾱ_t; one step has the factor √α_t", theBound) {
    scaled(1 / sqrt($0.ᾱ), $0.state)
  },
  Mistake("x_t is divided by √β_t; it should be by √α_t", theBound) {
    scaled(1 / sqrt($0.β), $0.state)
  },
  Mistake("x_t is divided by √(1−ᾱ_t); it should be by √α_t", theBound) {
    scaled(1 / sqrt(1 - $0.ᾱ), $0.state)
  },
  Mistake("β_{t+1} stands where β_t should: lists begin at 0", theBound) {
    scaled(1 / sqrt(1 - $0.βNext), $0.state)
  },
  Mistake("the part of x̂₀ is missing in the posterior's mean", goingBack) {
    scaled(sqrt($0.α) * (1 - $0.ᾱBefore) / (1 - $0.ᾱ), $0.state)
  },
]

private let noiseMistakes: [Mistake<Step>] = [
  Mistake("that is DDIM's step: it keeps all of the prediction, and draws nothing", threeSamplers) {
    $0.sum(0, sqrt(1 - $0.ᾱBefore) - sqrt((1 - $0.ᾱ) / $0.α), 0)
  },
  Mistake("the predicted noise is added; it has to be taken off", theBound) {
    $0.sum(0, $0.β / sqrt($0.α * (1 - $0.ᾱ)), 0)
  },
  Mistake("the root at 1−ᾱ_t is missing", theBound) {
    $0.sum(0, -$0.β / (sqrt($0.α) * (1 - $0.ᾱ)), 0)
  },
  Mistake("α_t stands where ᾱ_t should: √(1−ᾱ_t) is the noise of all steps so far", theBound) {
    $0.sum(0, -$0.β / sqrt($0.α * (1 - $0.α)), 0)
  },
  Mistake("ᾱ_{t−1} stands where ᾱ_t should", theBound) {
    $0.sum(0, -$0.β / sqrt($0.α * (1 - $0.ᾱBefore)), 0)
  },
  Mistake("ᾱ_{t+1} stands where ᾱ_t should: one factor too many", theBound) {
    $0.sum(0, -$0.β / sqrt($0.α * (1 - $0.ᾱ * (1 - $0.βNext))), 0)
  },
  Mistake("√ᾱ_t stands where √(1−ᾱ_t) should", theBound) {
    $0.sum(0, -$0.β / sqrt($0.α * $0.ᾱ), 0)
  },
  Mistake("√β_t stands where β_t should: the factor of ε̂ is β_t/√(1−ᾱ_t)", theBound) {
    $0.sum(0, -sqrt($0.β / ($0.α * (1 - $0.ᾱ))), 0)
  },
  Mistake("only x_t was divided by √α_t; the predicted noise has to be, too", theBound) {
    $0.sum(0, -$0.β / sqrt(1 - $0.ᾱ), 0)
  },
  Mistake("all the predicted noise was taken off; a step takes off a part of it", theBound) {
    $0.sum(0, -sqrt((1 - $0.ᾱ) / $0.α), 0)
  },
  Mistake("the predicted noise is not divided by √(1−ᾱ_t)", theBound) {
    $0.sum(0, -$0.β / sqrt($0.α), 0)
  },
  Mistake("α_t stands where β_t should, before the predicted noise", theBound) {
    $0.sum(0, -$0.α / sqrt($0.α * (1 - $0.ᾱ)), 0)
  },
  Mistake("half of what should be is taken off: β_t/2 stands where β_t should", theBound) {
    $0.sum(0, -$0.β / (2 * sqrt($0.α * (1 - $0.ᾱ))), 0)
  },
  Mistake("the prediction of the noise is not used", theBound) { $0.sum(0, 0, 0) },
]

private let freshMistakes: [Mistake<Step>] = [
  Mistake("z is multiplied by the variance β_t; it should be by its root", threeSamplers) {
    scaled($0.β, $0.fresh)
  },
  Mistake("β̃_t stands where β_t is asked for", threeSamplers) {
    scaled(sqrt($0.βTilde), $0.fresh)
  },
  Mistake("β̃_t stands where β_t is asked for, and without the root", threeSamplers) {
    scaled($0.βTilde, $0.fresh)
  },
  Mistake("the fresh noise was divided by √α_t: only the mean is", theBound) {
    scaled(sqrt($0.β / $0.α), $0.fresh)
  },
  Mistake("the fresh noise has the factor √(1−ᾱ_t), that of all steps so far", threeSamplers) {
    scaled(sqrt(1 - $0.ᾱ), $0.fresh)
  },
  Mistake("no fresh noise was added", threeSamplers) { scaled(0, $0.fresh) },
  Mistake("the fresh noise has no factor: σ_t is missing", threeSamplers) { $0.fresh },
  Mistake(
    "the fresh noise is subtracted: as good in distribution, but it was to be added", threeSamplers
  ) {
    scaled(-sqrt($0.β), $0.fresh)
  },
  Mistake("σ_t is √α_t; it should be √β_t", threeSamplers) { scaled(sqrt($0.α), $0.fresh) },
  Mistake("the fresh noise has √β_{t+1}: lists begin at 0", threeSamplers) {
    scaled(sqrt($0.βNext), $0.fresh)
  },
]

private let lastStepMistakes: [Mistake<Step>] = [
  Mistake("the last step adds noise: the data get none", threeSamplers) {
    $0.sum(1 / sqrt($0.α), -sqrt($0.β / $0.α), sqrt($0.β))
  },
  Mistake("the last step does nothing: it lacks fresh noise, not its mean", threeSamplers) {
    $0.state
  },
  Mistake("the last step lacks the division by √α₁", threeSamplers) {
    $0.sum(1, -sqrt($0.β), 0)
  },
]

let stepBack = Exercise<any Exercises>(
  "9.2", "One step back", points: 4, section: threeSamplers,
  hints: [
    "The step draws from the model's normal distribution: its mean, and σ_t times a normal number.",
    """
    The mean takes x_t, the prediction, α_t, β_t and ᾱ_t. The last is a product of t factors 1 − β, \
    and α_t is only the last of them.
    """,
    "(x − β/√(1−ᾱ)·ε̂)/√α + √β·z, with β = betas[t − 1]; without √β·z if t = 1.",
  ],
  checks: [
    Check(
      "what becomes of the state", given: { Step(&$0, part: 0) }, answer: { try $1.step($0) },
      expected: { $0.right }, mistakes: stateMistakes),
    Check(
      "what becomes of the prediction", given: { Step(&$0, part: 1) }, answer: { try $1.step($0) },
      expected: { $0.right }, mistakes: noiseMistakes),
    Check(
      "what becomes of the fresh noise", given: { Step(&$0, part: 2) },
      answer: { try $1.step($0) }, expected: { $0.right }, mistakes: freshMistakes),
    Check(
      "all together", given: { Step(&$0, dimension: 3) }, answer: { try $1.step($0) },
      expected: { $0.right }, mistakes: []),
    Check(
      "the last step", given: { Step(&$0, t: 1) }, answer: { try $1.step($0) },
      expected: { $0.right }, mistakes: lastStepMistakes),
    // teacher: begin
    Check(
      "the first step of a path, and a single coordinate",
      given: { Step(&$0, t: 5, dimension: 1) }, answer: { try $1.step($0) },
      expected: { $0.right }, mistakes: []),
    Check(
      "a thousand steps, and many coordinates",
      given: { random -> Step in
        var step = Step(&random, t: 1 + random.integer(below: 1000), dimension: 100)
        step.betas = NoiseSchedule.linear(steps: 1000).betas
        return step
      },
      answer: { try $1.step($0) }, expected: { $0.right }, mistakes: []),
    // teacher: end
  ])
