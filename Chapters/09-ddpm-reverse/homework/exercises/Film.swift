import Elementary
import HomeworkKit
import Statistics
import Tensors

/// Many paths with a prediction of the noise, right or wrong.
private struct Film: Codable, Seeded {
  var noise = "aₜ x + bₜ"
  var a: [Double]
  var b: [Double]
  var betas: [Double]
  var losses: [Double]
  var count = 5_000
  var seed: UInt64

  init(_ random: inout RandomStream, steps: Int) {
    betas = (0..<steps).map { 0.1 + 0.175 * Double($0) + 0.05 * random.uniform() }
    a = (0..<steps).map { _ in random.uniform(0.2...0.8) }
    b = random.normals(steps)
    // Away from 1, and from ᾱ_t, with which the best variance is β_t.
    losses = [0.5, 2.2, 1.3].prefix(steps).map { $0 + 0.1 * random.uniform() }
    seed = random.next()
  }

  var steps: Int { betas.count }

  func prediction(_ x: Double, _ t: Int) -> Double { a[t - 1] * x + b[t - 1] }

  func paths(_ answers: any Exercises, _ random: inout RandomStream) throws -> [[Double]] {
    try (0..<count).map { _ in
      try answers.path(
        betas: betas, losses: losses,
        noise: { x, t in
          precondition(1...steps ~= t, "the noise was predicted at t = \(t), not in 1...\(steps)")
          return prediction(x, t)
        }, using: &random
      ).sized(steps + 1, "state")
    }
  }

  /// The start, every step's z, and what is left of x_0 without the mean of the last step.
  func statistics(_ calls: [[[Double]]]) -> [Statistic] {
    let moves = rightMoves(self)
    let rests = calls.map { call in
      call.map { path in
        [path[0]]
          + zip(moves, zip(path, path.dropFirst())).map { move, states in
            (states.1 - move.mean(states.0)) / (move.σ > 0 ? move.σ : 1)
          }
      }
    }
    let last = rests.joined().map { $0.last! }
    return [
      Statistic(
        "mean of x_0 without what the last step makes of x_1", meanOf: last,
        is: .value(0, tolerance: 1e-6)),
      Statistic(
        "mean of the square of that", meanOf: last.map { $0 * $0 },
        is: .value(0, tolerance: 1e-6)),
    ]
      + Draws(
        rests.map { $0.map { $0.dropLast() } },
        columns: ["x_\(steps)"] + (1..<steps).map { "z of x_\(steps - $0)" }, row: "path"
      ).statistics
  }
}

/// A step: where it goes on average, and how far from there.
private struct Move {
  var mean: @Sendable (_ x: Double) -> Double
  var σ: Double
}

private let rightMoves = Calculation<Film, [Move]>(moves)

/// The steps in their order.
@Sendable private func moves(_ film: Film, _ slip: Slips) -> [Move] {
  let (first, last) = (film.betas.first!, film.betas.last!)
  let betas = slip(theBound, film.betas).or([
    "the betas are taken from the end of the list: β₁ comes first": film.betas.reversed(),
    "β_{t+1} stands where β_t should: lists begin at 0": film.betas.dropFirst() + [last],
    "β_{t−1} stands where β_t should: β₁ is `betas[0]`": [first] + film.betas.dropLast(),
  ])
  let losses = slip(bestVariance, film.losses).or([
    "the losses are taken from the end of the list: ℓ₁ comes first": film.losses.reversed(),
    "ℓ_{t−1} stands where ℓ_t should: ℓ₁ is `losses[0]`":
      [film.losses.first!] + film.losses.dropLast(),
  ])
  let alphaBars = betas.indices.map { t in betas[...t].reduce(1) { $0 * (1 - $1) } }
  let times = slip(
    "the path goes through the times from 1 to T: that is the way out", threeSamplers,
    Array(1...film.steps), insteadOf: (1...film.steps).reversed())
  return times.map { t in
    let (β, ℓ, ᾱ) = (betas[t - 1], losses[t - 1], alphaBars[t - 1])
    let (α, before) = (1 - β, t == 1 ? 1 : alphaBars[t - 2])
    let σ = standardDeviation(β, ℓ, ᾱ, before, slip)

    let sign = slip(theBound, -1).or([
      "the predicted noise is added; it has to be taken off": 1.0,
      "the prediction of the noise is not used": 0,
    ])
    let share = slip(
      "in the mean, √β_t stands where β_t should", theBound, sqrt(β), insteadOf: β)
    let noise = slip(theBound, sqrt(1 - ᾱ)).or([
      "in the mean, α_t stands where ᾱ_t should": sqrt(1 - α),
      "in the mean, the root at 1−ᾱ_t is missing": 1 - ᾱ,
    ])
    let root = slip(theBound, sqrt(α)).or([
      "the division of the mean by √α_t is missing": 1,
      "the mean is divided by α_t; it should be by its root": α,
    ])
    let ofNoise = slip(
      "only x_t is divided by √α_t; the predicted noise has to be, too", theBound, 1,
      insteadOf: root)
    let factors = slip(
      "each step goes to x̂₀ at once; it should go to the posterior's mean", goingBack,
      (1 / sqrt(ᾱ), -sqrt((1 - ᾱ) / ᾱ)),
      insteadOf: slip(
        "those are the steps of DDIM, without noise", threeSamplers,
        (1 / sqrt(α), sqrt(1 - before) - sqrt((1 - ᾱ) / α)),
        insteadOf: (1 / root, sign * share / noise / ofNoise)))
    let lastσ = slip(
      "the last step adds noise: the data get none", threeSamplers, σ, insteadOf: 0)
    return Move(
      mean: { factors.0 * $0 + factors.1 * film.prediction($0, t) }, σ: t == 1 ? lastσ : σ)
  }
}

/// σ_t from β_t, ℓ_t, ᾱ_t and ᾱ_{t−1}.
private func standardDeviation(
  _ β: Double, _ ℓ: Double, _ ᾱ: Double, _ before: Double, _ slip: Slips
) -> Double {
  let quotient = (1 - before) / (1 - ᾱ)
  let βTilde = slip(bestVariance, β * quotient).or([
    "β̃_t is missing in σ_t²": 0,
    "in σ_t², β̃_t is replaced by β_t": β,
    "in σ_t², the factor (1−ᾱ_{t−1})/(1−ᾱ_t) of β̃_t is upside down": β / quotient,
  ])
  let square = slip(
    "in σ_t², β_t stands before ℓ_t where β_t² should", bestVariance, β, insteadOf: β * β)
  let loss = slip("in σ_t² the loss ℓ_t is missing", bestVariance, 1, insteadOf: ℓ)
  let α = slip("in σ_t², α_t is missing under β_t²ℓ_t", bestVariance, 1, insteadOf: 1 - β)
  let noise = slip(bestVariance, 1 - ᾱ).or([
    "in σ_t², α_t stands where ᾱ_t should": β,
    "in σ_t², √(1−ᾱ_t) stands where 1−ᾱ_t should": sqrt(1 - ᾱ),
  ])
  let unknown = slip(bestVariance, square * loss / (α * noise)).or([
    "in σ_t², ℓ_t has no factor": ℓ,
    "σ_t² is β̃_t; what is not known of x₀ has to be added": 0,
  ])
  let variance = slip(bestVariance, βTilde + unknown).or([
    "σ_t² is β_t; the bound is best with another": β, "σ_t² is the loss ℓ_t": ℓ,
  ])
  return slip(threeSamplers, sqrt(variance)).or([
    "z is multiplied by the variance σ_t²; it should be by its root": variance,
    "no noise was added on the way": 0,
    "σ_t is missing: z was added as it is": 1,
  ])
}

private let path = Sampler<Film> { film, slip in
  let moves = moves(film, slip)
  let start = slip(theBound, 1).or([
    "the path starts at 0; it has to start from noise": 0,
    "the path starts with the variance 1−ᾱ_T; it has to start from N(0, 1)":
      sqrt(1 - film.betas.reduce(1) { $0 * (1 - $1) }),
  ])
  let startInterval = slip(theBound, nil as ClosedRange<Double>?).or([
    "the start is uniform on (0, 1): it should be normal": 0...1,
    "the start is uniform on (−1, 1): it should be normal": -1...1,
  ])
  let unit = 3.0.squareRoot()
  let interval = slip(threeSamplers, nil as ClosedRange<Double>?).or([
    "the noise of the steps is uniform on (0, 1): it should be normal": 0...1,
    "the noise of the steps is uniform on (−1, 1): it should be normal": -1...1,
    "the noise of the steps is uniform, of the right variance: it should be normal":
      -unit...unit,
  ])
  enum Source { case own, first, start, common }
  let source = slip(threeSamplers, Source.own).or([
    "all steps of a path have the same z: each needs its own": .first,
    "the start is used again as the noise of the steps: each needs its own": .start,
    "all paths have the same noise: the stream of numbers is made anew": .common,
  ])
  let isReversed = slip(
    "the states are in the wrong order: x_T comes first", threeSamplers, true, insteadOf: false)
  return { row, random, common in
    func draw(_ interval: ClosedRange<Double>?, _ random: inout RandomStream) -> Double {
      interval.map { random.uniform($0) } ?? random.normal()
    }
    var states = [start * draw(startInterval, &random)]
    var steps = source == .common ? common.stream : random
    let first = source == .start ? states[0] : draw(interval, &steps)
    for (i, move) in moves.enumerated() {
      let z = source == .first || source == .start || i == 0 ? first : draw(interval, &steps)
      states.append(move.mean(states[i]) + move.σ * z)
    }
    if source != .common { random = steps }
    return isReversed ? states.reversed() : states
  }
}

private func check(
  _ name: String, steps: Int, _ sampler: Sampler<Film>
) -> Check<any Exercises> {
  Check(
    draws: name, row: "path", rows: { $0.count }, width: { $0.steps + 1 }, section: threeSamplers,
    given: { Film(&$0, steps: steps) }, answer: { try $1.paths($0, &$2) },
    statistics: { $0.statistics($1) }, sampler: sampler)
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
    check("10,000 paths of three steps", steps: 3, path),
    // teacher: begin
    check("paths of a single step", steps: 1, Sampler { film, _ in path(film) }),
    // teacher: end
  ])
