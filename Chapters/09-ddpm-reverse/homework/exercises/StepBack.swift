import Diffusion
import Elementary
import HomeworkKit
import Tensors

/// An ancestral step. Where one of its three parts is examined, the other two are zero, so that
/// mistakes in different parts are told one after the other.
private struct Step: Codable {
  var t: Int
  var state: [Double]
  var noise: [Double]
  var fresh: [Double]
  var betas: [Double]

  enum Part { case state, noise, fresh, all }

  /// - Parameter t: the time, if it is not any but the first and the last.
  init(_ random: inout RandomStream, _ part: Part = .all, t: Int? = nil, dimension: Int = 2) {
    betas = (0..<5).map { 0.03 + 0.1 * (Double($0) + random.uniform()) }
    self.t = t ?? 2 + random.integer(below: 3)
    let parts = [Part.state, .noise, .fresh].map {
      scaled(part == .all || part == $0 ? 1 : 0, random.normals(dimension))
    }
    (state, noise, fresh) = (parts[0], parts[1], parts[2])
  }

  /// 0 beyond both ends.
  func beta(_ t: Int) -> Double { 1...betas.count ~= t ? betas[t - 1] : 0 }
  func alphaBar(_ t: Int) -> Double { betas.prefix(t).reduce(1) { $0 * (1 - $1) } }

  var β: Double { beta(t) }
  var α: Double { 1 - β }
  var ᾱ: Double { alphaBar(t) }
  var ᾱBefore: Double { alphaBar(t - 1) }
}

private let stateFormula = Formula<Step> { step, slip in
  let β = slip(theBound, step.β).or([
    "β_{t+1} stands where β_t should: lists begin at 0": step.beta(step.t + 1),
    "β_{t−1} stands where β_t should: β₁ is `betas[0]`": step.beta(step.t - 1),
    "the betas are taken from the end of the list: β₁ comes first":
      step.beta(step.betas.count + 1 - step.t),
  ])
  let α = slip(theBound, 1 - β).or([
    "x_t is divided by √ᾱ_t; one step has the factor √α_t": step.ᾱ,
    "x_t is divided by √(1−ᾱ_t); it should be by √α_t": 1 - step.ᾱ,
    "x_t is divided by √β_t; it should be by √α_t": β,
  ])
  let divisor = slip(theBound, sqrt(α)).or([
    "x_t is divided by α_t; it should be by its root": α,
    "x_t is multiplied by √α_t; on the way back it is divided": 1 / sqrt(α),
    "the division by √α_t is missing: the way out shrinks, the way back grows": 1,
  ])
  return scaled(1 / divisor, step.state)
}

private let noiseFormula = Formula<Step> { step, slip in
  let ᾱ = slip(theBound, step.ᾱ).or([
    "α_t stands where ᾱ_t should: √(1−ᾱ_t) is the noise of all steps so far": step.α,
    "ᾱ_{t−1} stands where ᾱ_t should": step.ᾱBefore,
    "ᾱ_{t+1} stands where ᾱ_t should: one factor too many": step.alphaBar(step.t + 1),
  ])
  let variance = slip("√ᾱ_t stands where √(1−ᾱ_t) should", theBound, ᾱ, insteadOf: 1 - ᾱ)
  let divisor = slip(theBound, sqrt(variance)).or([
    "the root at 1−ᾱ_t is missing": variance,
    "the predicted noise is not divided by √(1−ᾱ_t)": 1,
  ])
  let share = slip(theBound, step.β).or([
    "√β_t stands where β_t should: the factor of ε̂ is β_t/√(1−ᾱ_t)": sqrt(step.β),
    "α_t stands where β_t should, before the predicted noise": step.α,
    "half of what should be is taken off: β_t/2 stands where β_t should": step.β / 2,
    "all the predicted noise was taken off; a step takes off a part of it": 1 - step.ᾱ,
  ])
  let sign = slip(theBound, -1).or([
    "the predicted noise is added; it has to be taken off": 1.0,
    "the prediction of the noise is not used": 0,
  ])
  let root = slip(
    "only x_t was divided by √α_t; the predicted noise has to be, too", theBound, 1,
    insteadOf: sqrt(step.α))
  return scaled(sign * share / divisor / root, step.noise)
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
  ])
  let divisor = slip(
    "the fresh noise was divided by √α_t: only the mean is", theBound, sqrt(step.α), insteadOf: 1)
  let sign = slip(
    "the fresh noise is subtracted: as good in distribution, but it was to be added",
    threeSamplers, -1.0, insteadOf: 1)
  return scaled(sign * σ / divisor, step.fresh)
}

/// Where ᾱ is α.
private let lastStepFormula = Formula<Step> { step, slip in
  let root = slip(
    "the last step lacks the division by √α₁", threeSamplers, 1, insteadOf: sqrt(step.α))
  let σ = slip(
    "the last step adds noise: the data get none", threeSamplers, sqrt(step.β), insteadOf: 0)
  let mean = slip(
    "the last step does nothing: it lacks fresh noise, not its mean", threeSamplers, step.state,
    insteadOf: zip(step.state, step.noise).map { ($0 - sqrt(step.β) * $1) / root })
  return zip(mean, step.fresh).map { $0 + σ * $1 }
}

/// Without known mistakes, which the parts have told.
private let stepFormula = Formula<Step> { step, _ in
  step.t == 1
    ? lastStepFormula(step)
    : zip(zip(stateFormula(step), noiseFormula(step)), freshFormula(step)).map { $0.0 + $0.1 + $1 }
}

private func check(
  _ name: String, _ formula: Formula<Step>, mistakes: [Mistake<Step>] = [],
  given: @escaping @Sendable (inout RandomStream) -> Step
) -> Check<any Exercises> {
  Check(
    name, labels: coordinates, given: given,
    answer: {
      try $0.stepBack(
        from: $1.t, state: $1.state, noise: $1.noise, fresh: $1.fresh, betas: $1.betas)
    }, formula: formula, mistakes: mistakes)
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
    check(
      "what becomes of the state", stateFormula,
      mistakes: [
        Mistake("the part of x̂₀ is missing in the posterior's mean", goingBack) {
          scaled(sqrt($0.α) * (1 - $0.ᾱBefore) / (1 - $0.ᾱ), $0.state)
        }
      ]
    ) { Step(&$0, .state) },
    check(
      "what becomes of the prediction", noiseFormula,
      mistakes: [
        Mistake(
          "that is DDIM's step: it keeps all of the prediction, and draws nothing", threeSamplers
        ) { scaled(sqrt(1 - $0.ᾱBefore) - sqrt((1 - $0.ᾱ) / $0.α), $0.noise) }
      ]
    ) { Step(&$0, .noise) },
    check("what becomes of the fresh noise", freshFormula) { Step(&$0, .fresh) },
    check("all together", stepFormula) { Step(&$0, dimension: 3) },
    check("the last step", lastStepFormula) { Step(&$0, t: 1) },
    // teacher: begin
    check("the first step of a path, and a single coordinate", stepFormula) {
      Step(&$0, t: 5, dimension: 1)
    },
    check("a thousand steps, and many coordinates", stepFormula) { random in
      var step = Step(&random, t: 1 + random.integer(below: 1000), dimension: 100)
      step.betas = NoiseSchedule.linear(steps: 1000).betas
      return step
    },
    // teacher: end
  ])
