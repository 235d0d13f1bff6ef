import Elementary
import HomeworkKit
import Tensors

/// An ancestral step.
struct Step: Problem {
  static let labels = coordinates
  var t: Int
  var betas: [Double]
  var state: [Double] = [], noise: [Double] = [], fresh: [Double] = []

  func answer(_ answers: any Exercises) throws -> [Double] {
    try answers.stepBack(from: t, state: state, noise: noise, fresh: fresh, betas: betas)
  }

  /// 0 beyond both ends.
  func beta(_ t: Int) -> Double { 1...betas.count ~= t ? betas[t - 1] : 0 }
  func alphaBar(_ t: Int) -> Double { betas.prefix(t).reduce(1) { $0 * (1 - $1) } }

  var β: Double { beta(t) }
  var α: Double { 1 - β }
  var ᾱ: Double { alphaBar(t) }
  var ᾱBefore: Double { alphaBar(t - 1) }
}

extension Step {
  fileprivate init(_ random: inout RandomStream, times: ClosedRange<Int> = 2...4, z: Double = 1) {
    let betas = (0..<5).map { 0.03 + 0.1 * (Double($0) + random.uniform()) }
    self.init(t: times.lowerBound + random.integer(below: times.count), betas: betas)
    let dimension = 1 + random.integer(below: 3)
    (state, noise) = (random.normals(dimension), random.normals(dimension))
    fresh = random.normals(dimension, standardDeviation: z)
  }
}

/// What belongs to x_t and to the predicted noise in the mean.
let meanFactors = Calculation<Step, (Double, Double)> { step, slip in
  let (t, ᾱ, before) = (step.t, step.ᾱ, step.ᾱBefore)
  let β = slip(theBound, step.β).or([
    "β_{t+1} stands where β_t should: lists begin at 0": step.beta(t + 1),
    "β_{t−1} stands where β_t should: β₁ is `betas[0]`": step.beta(t - 1),
    "the betas are taken from the end of the list: β₁ comes first":
      step.beta(step.betas.count + 1 - t),
  ])
  let α = 1 - β
  let divisor = slip(theBound, sqrt(α)).or([
    "x_t is divided by √ᾱ_t; one step has the factor √α_t": sqrt(ᾱ),
    "x_t is divided by α_t; it should be by its root": α,
    "x_t is multiplied by √α_t; on the way back it is divided": 1 / sqrt(α),
    "the division by √α_t is missing: the way out shrinks, the way back grows": 1,
  ])
  let root = slip(theBound, sqrt(1 - ᾱ)).or([
    "α_t stands where ᾱ_t should: √(1−ᾱ_t) is the noise of all steps so far": sqrt(β),
    "ᾱ_{t−1} stands where ᾱ_t should": sqrt(1 - before),
    "ᾱ_{t+1} stands where ᾱ_t should: one factor too many": sqrt(1 - step.alphaBar(t + 1)),
    "√ᾱ_t stands where √(1−ᾱ_t) should": sqrt(ᾱ),
    "the root at 1−ᾱ_t is missing": 1 - ᾱ,
    "the predicted noise is not divided by √(1−ᾱ_t)": 1,
  ])
  let share = slip(theBound, β).or([
    "√β_t stands where β_t should: the factor of ε̂ is β_t/√(1−ᾱ_t)": sqrt(β),
    "half of what should be is taken off: β_t/2 stands where β_t should": β / 2,
    "all the predicted noise was taken off; a step takes off a part of it": 1 - ᾱ,
    "the prediction of the noise is not used": 0,
  ])
  let ofNoise =
    share / root
    * slip.sign("the predicted noise is added; it has to be taken off", theBound)
  return slip(theBound, (1 / divisor, -ofNoise / divisor)).or([
    "only x_t was divided by √α_t; the predicted noise has to be, too": (1 / divisor, -ofNoise),
    "each step goes to x̂₀ at once; it should go to the posterior's mean": dataFactors(ᾱ),
    "that is DDIM's step: it keeps all of the prediction, and draws nothing":
      (1 / sqrt(α), sqrt(1 - before) - sqrt((1 - ᾱ) / α)),
    "the part of x̂₀ is missing in the posterior's mean": (sqrt(α) * (1 - before) / (1 - ᾱ), 0),
  ])
}

private let meanFormula = Formula<Step> { step, slip in
  let factors = meanFactors(step, slip)
  return combination((factors.0, step.state), (factors.1, step.noise))
}

private let freshFormula = Formula<Step> { step, slip in
  let variance = slip(threeSamplers, step.β).or([
    "β̃_t stands where β_t is asked for": step.β * (1 - step.ᾱBefore) / (1 - step.ᾱ),
    "σ_t is √α_t; it should be √β_t": step.α,
    "the fresh noise has √β_{t+1}: lists begin at 0": step.beta(step.t + 1),
    "the fresh noise has the factor √(1−ᾱ_t), that of all steps so far": 1 - step.ᾱ,
  ])
  let σ = slip(threeSamplers, sqrt(variance)).or([
    "z is multiplied by the variance β_t; it should be by its root": variance,
    "the fresh noise has no factor: σ_t is missing": 1,
    "no fresh noise was added": 0,
    "the fresh noise was divided by √α_t: only the mean is": sqrt(variance / step.α),
    "the fresh noise is subtracted: as good in distribution, but it was to be added":
      -sqrt(variance),
  ])
  return combination((1, meanFormula(step)), (σ, step.fresh))
}

/// Where ᾱ is α.
private let lastStepFormula = Formula<Step> { step, slip in
  let mean = slip(threeSamplers, meanFormula(step)).or([
    "the last step lacks the division by √α₁": combination((sqrt(step.α), meanFormula(step))),
    "the last step does nothing: it lacks fresh noise, not its mean": step.state,
  ])
  let σ = slip(
    "the last step adds noise: the data get none", threeSamplers, sqrt(step.β), insteadOf: 0)
  return combination((1, mean), (σ, step.fresh))
}

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
    Check("without fresh noise", formula: meanFormula) { Step(&$0, z: 0) },
    Check("with fresh noise", formula: freshFormula) { Step(&$0, times: 2...5) },
    Check("the last step", formula: lastStepFormula) { Step(&$0, times: 1...1) },
  ])
