import Elementary
import HomeworkKit
import Statistics
import Tensors

/// Many points that are led through some levels of noise, with the scores of a normal distribution:
/// each step is linear, so that the points at the end are normal, given those at the start.
private struct Descent: Codable, Seeded {
  var score = "−(x − μ)/(τ² + σ²)"
  var μ, τ: Double
  var standardDeviations: [Double]
  var stepsPerLevel: Int
  var stepFactor: Double
  var startMean, startStandardDeviation: Double
  var count = 10_000
  var seed: UInt64

  /// Three levels of noise, with steps so small that the start is not forgotten.
  static func threeLevels(_ random: inout RandomStream) -> Descent {
    let last = random.uniform(0.6...0.7)
    let levels = [last * random.uniform(3.6...4.4), last * random.uniform(1.8...2.2), last]
    return Descent(
      μ: random.uniform(2...3), τ: random.uniform(0.35...0.45), standardDeviations: levels,
      stepsPerLevel: 2 + random.integer(below: 2), stepFactor: random.uniform(0.25...0.32),
      startMean: random.uniform(-9 ... -7), startStandardDeviation: random.uniform(4...5),
      seed: random.next())
  }

  /// A single step, such that √(2ε), √ε, ε, σ and the like are far from each other.
  static func oneStep(_ random: inout RandomStream) -> Descent {
    let factor = random.uniform(0.38...0.42)
    return Descent(
      μ: random.uniform(2...3), τ: random.uniform(0.9...1.1),
      standardDeviations: [sqrt(random.uniform(0.19...0.22) / factor)], stepsPerLevel: 1,
      stepFactor: factor, startMean: random.uniform(-2 ... -1),
      startStandardDeviation: random.uniform(0.6...0.7), seed: random.next())
  }

  func start(_ row: Int) -> Double {
    var random = RandomStream(seed: seed, stream: UInt64(row))
    return startMean + startStandardDeviation * random.normal()
  }

  func score(_ x: Double, _ σ: Double) -> Double { -(x - μ) / (τ * τ + σ * σ) }

  func answer(_ answers: any Exercises, _ random: inout RandomStream) throws -> [[Double]] {
    try answers.annealedLangevin(
      from: (0..<count).map(start), standardDeviations: standardDeviations,
      stepsPerLevel: stepsPerLevel, stepFactor: stepFactor, score: score, using: &random
    ).map { [$0] }
  }

  /// What is left of the start, and the noise that was added, in units of its standard deviation.
  func statistics(_ calls: [[[Double]]]) -> [Statistic] {
    var (memory, variance) = (1.0, 0.0)
    for σ in standardDeviations {
      let ε = stepFactor * σ * σ
      let kept = 1 - ε / (τ * τ + σ * σ)
      for _ in 0..<stepsPerLevel {
        memory *= kept
        variance = kept * kept * variance + 2 * ε
      }
    }
    let starts = calls[0].indices.map(start)
    let noise = calls.map { call in
      zip(starts, call).map { [($1[0] - μ - memory * ($0 - μ)) / sqrt(variance)] }
    }
    let products = noise.flatMap { noise in
      zip(starts, noise).map { ($0 - startMean) / startStandardDeviation * $1[0] }
    }
    return [
      Statistic(
        "mean product of the noise in a point and its distance at the start", meanOf: products,
        is: .mean(0, standardError: 1 / sqrt(Double(products.count)))),
      Statistic(
        "share of points without noise",
        meanOf: noise.flatMap { $0.map { abs($0[0]) < 1e-9 ? 1 : 0 } },
        is: .value(0, tolerance: 1e-3)),
    ] + Draws(noise, columns: ["the noise in a point"], row: "point").statistics
  }
}

private let oneStep = Sampler<Descent> { descent, slip in
  let (ρ, σ) = (descent.stepFactor, descent.standardDeviations[0])
  let ε = slip(
    "the step is half as long: drift and noise are those of ε/2", Section.noise, ρ * σ * σ / 2,
    insteadOf: slip(Section.diffusion, ρ * σ * σ).or([
      "the step is ρσ: it should be ρσ²": ρ * σ,
      "the step is ρ, without σ² (or with σ² over the last one)": ρ,
      "the step is σ²: the factor ρ is missing": σ * σ,
    ]))
  let told = slip(Section.diffusion, σ).or([
    "the score was told σ²: it asks for σ": σ * σ,
    "the score was told ε: it asks for σ": ε,
  ])
  let drift = slip(
    "the sign of the score is wrong: it points to high density", Section.downhill, -ε,
    insteadOf: slip(Section.noise, ε).or([
      "the drift is that of ε/2: it should be ε s": ε / 2,
      "the score is missing: only noise was added": 0,
    ]))
  let spread = slip(
    "no noise: that leads to the top of the density, and samples nothing", Section.downhill, 0,
    insteadOf: slip(Section.noise, sqrt(2 * ε)).or([
      "the noise is √ε z: the 2 is missing, it should be √(2ε) z": sqrt(ε),
      "the noise is ε z: it should be √(2ε) z": ε,
      "the noise is 2ε z: it should be √(2ε) z": 2 * ε,
      "the noise is √2 ε z: the root covers ε, too": sqrt(2) * ε,
      "the noise is σ z: it should be √(2ε) z": σ,
      "the noise is 2√ε z: it should be √(2ε) z": 2 * sqrt(ε),
    ]))
  let unit = 3.0.squareRoot()
  let noise: (inout RandomStream) -> Double = slip(Section.uniform, { $0.normal() }).or([
    "the noise is uniform on (−1, 1): it should be normal": { $0.uniform(-1...1) },
    "the noise is uniform on (0, 1): it should be normal": { $0.uniform() },
    "the noise is uniform, of the right variance: it should be normal": {
      $0.uniform(-unit...unit)
    },
    "the noise is 1 or −1: it should be normal": { $0.bernoulli(0.5) ? 1 : -1 },
  ])
  let addsNoiseFirst = slip(
    "the score was taken where the noise had already been added", Section.noise, true,
    insteadOf: false)
  let denoises = slip(
    "there is a denoising step at the end, which was not asked for", Section.denoiser, true,
    insteadOf: false)
  let stays = slip(
    "no point moved: they were returned as they came", Section.diffusion, true, insteadOf: false)
  return { row, random, _ in
    let x = descent.start(row)
    let push = spread * noise(&random)
    let end = x + drift * descent.score(addsNoiseFirst ? x + push : x, told) + push
    return [stays ? x : denoises ? end + σ * σ * descent.score(end, σ) : end]
  }
}

private let threeLevels = Sampler<Descent> { descent, slip in
  let all = descent.standardDeviations
  let levels = slip(Section.diffusion, all).or([
    "the levels were taken in the opposite order: the largest σ comes first": all.reversed(),
    "the first level was left out": Array(all.dropFirst()),
    "the last level was left out": all.dropLast(),
    "every level began at the start again: it goes on where the last one ended": all.suffix(1),
  ])
  let count = slip(Section.diffusion, descent.stepsPerLevel).or([
    "there was one step at each level: `stepsPerLevel` are asked for": 1,
    "there was one step too many at each level": descent.stepsPerLevel + 1,
  ])
  let schedule = slip(
    "the levels were run through again and again: all steps of a level come before the next level",
    Section.diffusion, (0..<count).flatMap { _ in levels },
    insteadOf: levels.flatMap { [Double](repeating: $0, count: count) })
  let told = slip(Section.diffusion, schedule).or([
    "the score was told the first σ at all levels": schedule.map { _ in all[0] },
    "the score was told the last σ at all levels": schedule.map { _ in all.last! },
  ])
  let sizes = slip(Section.diffusion, schedule).or([
    "the step size is that of the first level at all levels": schedule.map { _ in all[0] },
    "the step size is that of the last level at all levels": schedule.map { _ in all.last! },
  ]).map { descent.stepFactor * $0 * $0 }
  /// In which steps a point gets new noise.
  let isFresh = slip(Section.noise, schedule.map { _ in true }).or([
    "a point got the same noise in all its steps: each needs its own":
      schedule.indices.map { $0 == 0 },
    "a point got the same noise in all steps of a level: each needs its own":
      schedule.indices.map { $0 == 0 || schedule[$0] != schedule[$0 - 1] },
  ])
  return { row, random, _ in
    var (x, z) = (descent.start(row), 0.0)
    for (i, ε) in sizes.enumerated() {
      if isFresh[i] { z = random.normal() }
      x += ε * descent.score(x, told[i]) + sqrt(2 * ε) * z
    }
    return [x]
  }
}

let annealedLangevin = Exercise<any Exercises>(
  "6.5", "From much noise to little", points: 8, section: Section.diffusion,
  hints: [
    "Three loops: over the levels, over the steps at a level, and over the points.",
    """
    One step at the level σ is x + ε s(x, σ) plus noise of the variance 2ε, with ε = ρσ². Is the \
    noise drawn in the innermost loop?
    """,
    """
    for σ in standardDeviations { let ε = stepFactor·σ²; for _ in 0..<stepsPerLevel { x = x + \
    ε·score(x, σ) + √(2ε)·random.normal(), for every x } }
    """,
  ],
  seconds: 20,
  checks: [
    Check(
      draws: "10,000 points, one step, twice", row: "point", rows: { $0.count },
      section: Section.noise, given: { Descent.oneStep(&$0) }, answer: { try $1.answer($0, &$2) },
      statistics: { $0.statistics($1) }, sampler: oneStep),
    Check(
      draws: "10,000 points through three levels, twice", row: "point", rows: { $0.count },
      section: Section.noise, given: { Descent.threeLevels(&$0) },
      answer: { try $1.answer($0, &$2) }, statistics: { $0.statistics($1) },
      sampler: threeLevels),
  ])
