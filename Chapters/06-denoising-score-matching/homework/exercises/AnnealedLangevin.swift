import Elementary
import HomeworkKit
import Statistics
import Tensors

/// Points that are led through some levels of noise.
private struct Descent: Codable, Seeded {
  /// Linear in x, so that the points at the end are normal, given those at the start.
  var score: String
  var μ, τ, slope: Double
  var standardDeviations: [Double]
  var stepsPerLevel: Int
  var stepFactor: Double
  var startMean, startStandardDeviation: Double
  var count: Int
  var seed: UInt64

  /// Steps of which √(2ε), √ε, ε, σ and the like are far from each other at the last level.
  init(_ random: inout RandomStream, levels: Int, steps: Int, isFlat: Bool = false) {
    let last = random.uniform(1.48...1.52)
    let factors = [random.uniform(3.6...4.4), random.uniform(1.8...2.2), 1]
    (μ, τ, slope) = (random.uniform(2...3), random.uniform(0.35...0.45), isFlat ? 0 : 1)
    score = isFlat ? "μ/(τ² + σ²)" : "(μ − x)/(τ² + σ²)"
    standardDeviations = factors.suffix(levels).map { last * $0 }
    stepsPerLevel = steps
    stepFactor = random.uniform(0.74...0.76)
    startMean = random.uniform(-9 ... -7)
    startStandardDeviation = random.uniform(4...5)
    (count, seed) = (isFlat ? 2 : 10_000, random.next())
  }

  func start(_ row: Int) -> Double {
    var random = RandomStream(seed: seed, stream: UInt64(row))
    return startMean + startStandardDeviation * random.normal()
  }

  func score(_ x: Double, _ σ: Double) -> Double { (μ - slope * x) / (τ * τ + σ * σ) }

  func ends(
    _ answers: any Exercises, _ random: inout RandomStream, hasScore: Bool = true
  ) throws -> [Double] {
    try answers.annealedLangevin(
      from: (0..<count).map(start), standardDeviations: standardDeviations,
      stepsPerLevel: stepsPerLevel, stepFactor: stepFactor,
      score: { hasScore ? score($0, $1) : 0 }, using: &random
    ).sized(count, "point")
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
        is: .mean(0, standardError: 1 / sqrt(Double(products.count))))
    ] + Draws(noise, columns: ["the noise in a point"], row: "point").statistics
  }
}

/// What the score adds to a point.
private let push = Formula<Descent> { descent, slip in
  let (ρ, all) = (descent.stepFactor, descent.standardDeviations)
  let levels = slip(Section.diffusion, all).or([
    "the first level was left out": Array(all.dropFirst()),
    "the last level was left out": all.dropLast(),
    "every level began at the start again: it goes on where the last one ended": all.suffix(1),
  ])
  let count = slip(Section.diffusion, descent.stepsPerLevel).or([
    "there was one step at each level: `stepsPerLevel` are asked for": 1,
    "there was one step too many at each level": descent.stepsPerLevel + 1,
  ])
  let pushes = levels.map { σ in
    let ε = slip(Section.diffusion, ρ * σ * σ).or([
      "the step is ρσ: it should be ρσ²": ρ * σ,
      "the step is ρ, without σ² (or with σ² over the last one)": ρ,
      "the step is σ²: the factor ρ is missing": σ * σ,
      "the step size is that of the first level at all levels": ρ * all[0] * all[0],
      "the step size is that of the last level at all levels": ρ * all.last! * all.last!,
    ])
    let told = slip(Section.diffusion, σ).or([
      "the score was told σ²: it asks for σ": σ * σ,
      "the score was told ε: it asks for σ": ε,
      "the score was told the first σ at all levels": all[0],
      "the score was told the last σ at all levels": all.last!,
    ])
    let drift = slip(Section.noise, ε).or([
      "the sign of the score is wrong: it points to high density": -ε,
      "the drift is that of ε/2: it should be ε s": ε / 2,
      "the score is missing: only noise was added, or nothing at all": 0,
    ])
    return Double(count) * drift * descent.score(0, told)
  }
  let σ = all.last!
  let end = slip(
    "there is a denoising step at the end, which was not asked for", Section.denoiser,
    σ * σ * descent.score(0, σ), insteadOf: 0)
  return [Double](repeating: sum(pushes) + end, count: descent.count)
}

private let oneStep = Sampler<Descent> { descent, slip in
  let σ = descent.standardDeviations[0]
  let ε = descent.stepFactor * σ * σ
  let spread = slip(Section.noise, sqrt(2 * ε)).or([
    "the noise is √ε z: the 2 is missing, it should be √(2ε) z": sqrt(ε),
    "the noise is ε z: it should be √(2ε) z": ε,
    "the noise is 2ε z: it should be √(2ε) z": 2 * ε,
    "the noise is √2 ε z: the root covers ε, too": sqrt(2) * ε,
    "the noise is σ z: it should be √(2ε) z": σ,
    "the noise is 2√ε z: it should be √(2ε) z": 2 * sqrt(ε),
    "no noise: that leads to the top of the density, and samples nothing": 0,
  ])
  let draw = slip.normal("the noise", Section.uniform)
  let shift = slip(
    "the score was taken where the noise had already been added", Section.noise, 1, insteadOf: 0.0)
  return { row, random, _ in
    let (x, jolt) = (descent.start(row), spread * draw(&random))
    return [x + ε * descent.score(x + shift * jolt, σ) + jolt]
  }
}

private let threeLevels = Sampler<Descent> { descent, slip in
  let (all, count) = (descent.standardDeviations, descent.stepsPerLevel)
  func inTurn(_ levels: [Double]) -> [Double] {
    levels.flatMap { [Double](repeating: $0, count: count) }
  }
  let steps = slip(Section.diffusion, inTurn(all)).or([
    "the levels were taken in the opposite order: the largest σ comes first":
      inTurn(all.reversed()),
    """
    the levels were run through again and again: all steps of a level come before the next level
    """: (0..<count).flatMap { _ in all },
  ])
  /// In which steps a point gets new noise.
  let isFresh = slip(Section.noise, steps.map { _ in true }).or([
    "a point got the same noise in all its steps: each needs its own":
      steps.indices.map { $0 == 0 },
    "a point got the same noise in all steps of a level: each needs its own":
      steps.indices.map { $0 == 0 || steps[$0] != steps[$0 - 1] },
  ])
  return { row, random, _ in
    var (x, z) = (descent.start(row), 0.0)
    for (σ, isFresh) in zip(steps, isFresh) {
      let ε = descent.stepFactor * σ * σ
      if isFresh { z = random.normal() }
      x += ε * descent.score(x, σ) + sqrt(2 * ε) * z
    }
    return [x]
  }
}

private func draws(
  _ name: String, levels: Int, _ sampler: Sampler<Descent>
) -> Check<any Exercises> {
  Check(
    draws: name, row: "point", rows: { $0.count }, section: Section.noise,
    given: { Descent(&$0, levels: levels, steps: levels) },
    answer: { try $1.ends($0, &$2).map { [$0] } }, statistics: { $0.statistics($1) },
    sampler: sampler)
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
    // The tolerance is for answers that draw Floats.
    Check(
      "two points, with and without the score, with the same noise", tolerance: 1e-4,
      labels: ["what the score adds to the first point", "what it adds to the second"],
      given: {
        Descent(
          &$0, levels: 1 + $0.integer(below: 2), steps: 1 + $0.integer(below: 2), isFlat: true)
      },
      answer: { answers, descent in
        try change(
          { try descent.ends(answers, &$0, hasScore: false) },
          to: { try descent.ends(answers, &$0) })
      }, formula: push),
    draws("10,000 points, one step, twice", levels: 1, oneStep),
    draws("10,000 points through three levels, twice", levels: 3, threeLevels),
  ])
