import Elementary
import HomeworkKit
import Statistics
import Tensors

/// Paths with a prediction of the noise, right or wrong.
private struct Film: Codable, Seeded {
  var noise = "aₜ x + bₜ"
  var a, b, betas, losses: [Double]
  var count: Int
  var seed: UInt64

  init(_ random: inout RandomStream, steps: Int, slope: ClosedRange<Double>, count: Int) {
    betas = (0..<steps).map { 0.1 + 0.175 * Double($0) + 0.05 * random.uniform() }
    a = (0..<steps).map { _ in random.uniform(slope) }
    b = random.normals(steps)
    // Away from 1, and from ᾱ_t, with which the best variance is β_t.
    losses = [0.5, 2.2, 1.3].prefix(steps).map { $0 + 0.1 * random.uniform() }
    (self.count, seed) = (count, random.next())
  }

  var steps: [Step] { (1...betas.count).reversed().map { Step(t: $0, betas: betas) } }

  func paths(
    _ answers: any Exercises, _ random: inout RandomStream, predicted: Double = 1
  ) throws -> [[Double]] {
    try (0..<count).map { _ in
      try answers.path(
        betas: betas, losses: losses,
        noise: { x, t in
          precondition(a.indices ~= t - 1, "noise was predicted at t = \(t), not in 1...\(a.count)")
          return predicted * (a[t - 1] * x + b[t - 1])
        }, using: &random
      ).sized(betas.count + 1, "state")
    }
  }

  /// The start, every step's z, and what is left of x_0 without the mean of the last step.
  func statistics(_ calls: [[[Double]]]) -> [Statistic] {
    let (means, spreads) = (means, spreads(self))
    let rests = calls.map { call in
      call.map { path in
        [path[0]]
          + path.indices.dropFirst().map { i in
            (path[i] - means[i - 1](path[i - 1])) / (i < betas.count ? spreads[i - 1] : 1)
          }
      }
    }
    let columns = ["x_\(betas.count)"] + steps.dropLast().map { "z of x_\($0.t - 1)" }
    return [
      Statistic(
        "mean size of x_0 without what the last step makes of x_1",
        meanOf: rests.joined().map { abs($0.last!) },
        is: .value(0, tolerance: 1e-6))
    ] + Draws(rests.map { $0.map { $0.dropLast() } }, columns: columns, row: "path").statistics
  }

  /// Of each step, given the state before.
  var means: [(_ x: Double) -> Double] {
    steps.map { step in
      let (ofState, ofNoise) = meanFactors(step)
      return { x in ofState * x + ofNoise * (a[step.t - 1] * x + b[step.t - 1]) }
    }
  }
}

/// What the predictions add to a path.
private let pushes = Formula<Film> { film, slip in
  let steps = slip(threeSamplers, film.steps).or([
    "the path goes through the times from 1 to T: that is the way out": film.steps.reversed(),
    "all betas are taken from the end of the list: β₁ comes first":
      film.steps.map { Step(t: $0.t, betas: film.betas.reversed()) },
  ])
  var pushes = [0.0]
  for step in steps {
    let (ofState, ofNoise) = meanFactors(step, slip)
    pushes.append(ofState * pushes.last! + ofNoise * film.b[step.t - 1])
  }
  return slip(
    "the states are in the wrong order: x_T comes first", threeSamplers, pushes.reversed(),
    insteadOf: pushes)
}

/// The standard deviations of the steps.
private let spreads = Calculation<Film, [Double]> { film, slip in
  let losses = slip(
    "the losses are taken from the end of the list: ℓ₁ comes first", bestVariance,
    film.losses.reversed(), insteadOf: film.losses)
  return film.steps.map { step in
    let (β, noise, ℓ) = (step.β, 1 - step.ᾱ, losses[step.t - 1])
    let known = slip(bestVariance, β * (1 - step.ᾱBefore) / noise).or([
      "β̃_t is missing in σ_t²": 0, "in σ_t², β̃_t is replaced by β_t": β,
    ])
    let unknown = slip(bestVariance, β * β * ℓ / (step.α * noise)).or([
      "in σ_t², β_t stands before ℓ_t where β_t² should": β * ℓ / (step.α * noise),
      "in σ_t² the loss ℓ_t is missing": β * β / (step.α * noise),
      "in σ_t², α_t is missing under β_t²ℓ_t": β * β * ℓ / noise,
      "in σ_t², α_t stands where ᾱ_t should": β * ℓ / step.α,
      "in σ_t², ℓ_t has no factor": ℓ,
      "σ_t² is β̃_t; what is not known of x₀ has to be added": 0,
    ])
    let variance = slip(
      "σ_t² is β_t; the bound is best with another", bestVariance, β, insteadOf: known + unknown)
    let σ = slip(threeSamplers, sqrt(variance)).or([
      "z is multiplied by the variance σ_t²; it should be by its root": variance,
      "no noise was added on the way": 0,
      "σ_t is missing: z was added as it is": 1,
    ])
    let last = slip("the last step adds noise: the data get none", threeSamplers, σ, insteadOf: 0)
    return step.t == 1 ? last : σ
  }
}

private let path = Sampler<Film> { film, slip in
  let (means, spreads) = (film.means, spreads(film, slip))
  let start = slip(theBound, 1).or([
    "the path starts at 0; it has to start from noise": 0,
    "the path starts with the variance 1−ᾱ_T; it has to start from N(0, 1)":
      sqrt(1 - film.steps[0].ᾱ),
  ])
  let drawStart = slip.normal("the start", theBound)
  let draw = slip.normal("the noise of the steps", threeSamplers)
  enum Source { case own, one, start, common }
  let source = slip(threeSamplers, Source.own).or([
    "all steps of a path have the same z: each needs its own": .one,
    "the start is used again as the noise of the steps: each needs its own": .start,
    "all paths have the same noise: the stream of numbers is made anew": .common,
  ])
  return { row, random, common in
    var states = [start * drawStart(&random)]
    var stream = source == .common ? common.stream : random
    let z = means.map { _ in draw(&stream) }
    if source != .common { random = stream }
    for (i, mean) in means.enumerated() {
      let z = source == .start ? states[0] : z[source == .one ? 0 : i]
      states.append(mean(states[i]) + spreads[i] * z)
    }
    return states
  }
}

let filmBackwards = Exercise<any Exercises>(
  "9.5", "The film backwards", points: 8, section: bestVariance,
  hints: [
    """
    A loop from t = T down to 1 that appends to a list. In it are the step of exercise 9.2 and \
    the best variance of section 9.9 in the place of β_t.
    """,
    """
    σ_t² is β̃_t + β_t²ℓ_t/(α_t(1−ᾱ_t)), for t > 1. For it you need ᾱ_t and ᾱ_{t−1}; make the list \
    of ᾱ₀ = 1, ᾱ₁, … first.
    """,
    """
    var x = random.normal(), path = [x]; then for t in (1...T).reversed() set x to \
    (x − β/√(1−ᾱ_t)·noise(x, t))/√α, add σ_t·random.normal() if t > 1, and append x.
    """,
  ],
  seconds: 20,
  checks: [
    // The tolerance is for answers that draw Floats.
    Check(
      "one or two steps, with and without the predictions, with the same noise", tolerance: 1e-4,
      labels: ["at the start", "after one step", "after two steps"].map { "the change \($0)" },
      given: { Film(&$0, steps: 1 + $0.integer(below: 2), slope: 0...0, count: 1) },
      answer: { answers, film in
        try change(
          { try film.paths(answers, &$0, predicted: 0)[0] },
          to: { try film.paths(answers, &$0)[0] })
      }, formula: pushes),
    Check(
      draws: "5,000 paths of three steps, twice", row: "path", rows: { $0.count },
      width: { $0.betas.count + 1 }, section: threeSamplers,
      given: { Film(&$0, steps: 3, slope: 0.2...0.8, count: 5000) },
      answer: { try $1.paths($0, &$2) }, statistics: { $0.statistics($1) }, sampler: path),
  ])
