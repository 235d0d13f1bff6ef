import Elementary
import HomeworkKit
import Tensors

/// Many points that are led through some levels of noise, with the scores of a normal distribution:
/// each step is linear, so that the distribution of the points is normal throughout.
private struct Descent: Codable {
  var score = "−(x − μ)/(τ² + σ²)"
  var μ: Double
  var τ: Double
  var standardDeviations: [Double]
  var stepsPerLevel: Int
  var stepFactor: Double
  var startMean: Double
  var startStandardDeviation: Double
  var count: Int
  var seed: UInt64

  /// Three levels of noise, with steps so small that the start is not forgotten.
  static func threeLevels(_ random: inout RandomStream) -> Descent {
    let last = random.uniform(0.6...0.7)
    let levels = [last * random.uniform(3.6...4.4), last * random.uniform(1.8...2.2), last]
    return Descent(
      μ: random.uniform(2...3), τ: random.uniform(0.35...0.45), standardDeviations: levels,
      stepsPerLevel: 2 + random.integer(below: 2), stepFactor: random.uniform(0.25...0.32),
      startMean: random.uniform(-9 ... -7), startStandardDeviation: random.uniform(4...5), count: 40_000,
      seed: random.next())
  }

  /// A single step.
  static func oneStep(size: ClosedRange<Double>, _ random: inout RandomStream) -> Descent {
    let stepSize = random.uniform(size)
    let factor = random.uniform(0.56...0.64)
    return Descent(
      μ: random.uniform(2...3), τ: random.uniform(0.9...1.1),
      standardDeviations: [sqrt(stepSize / factor)], stepsPerLevel: 1, stepFactor: factor,
      startMean: random.uniform(-2 ... -1), startStandardDeviation: random.uniform(0.25...0.35),
      count: 20_000, seed: random.next())
  }

  var start: [Double] {
    var random = RandomStream(seed: seed).split("start")
    return (0..<count).map { _ in startMean + startStandardDeviation * random.normal() }
  }

  /// The slope of the straight score at a level.
  func stiffness(_ σ: Double) -> Double { 1 / (τ * τ + σ * σ) }

  func answer(_ answers: any Exercises) throws -> [Double] {
    var random = RandomStream(seed: seed).split("descent")
    return try answers.annealedLangevin(
      from: start, standardDeviations: standardDeviations, stepsPerLevel: stepsPerLevel, stepFactor: stepFactor,
      score: { x, σ in -(x - μ) * stiffness(σ) }, using: &random)
  }

  // MARK: Distributions

  /// Mean and variance of the points at the end, and what became of a standard deviation at the
  /// start.
  struct Distribution {
    var mean: Double
    var variance: Double
    var memory: Double
  }

  /// A step x + drift·s(x, told) + spread·(offset + z) with a mean of one's choice.
  struct Step {
    var drift: Double
    var told: Double
    var spread: Double
    var offset = 0.0
    /// The noise is added before the score is taken.
    var startsWithNoise = false
  }

  /// All steps as they should be, changed by a function.
  func plan(_ change: (inout Step, _ σ: Double) -> Void = { _, _ in }) -> [Step] {
    standardDeviations.flatMap { σ in
      let ε = stepFactor * σ * σ
      var step = Step(drift: ε, told: σ, spread: sqrt(2 * ε))
      change(&step, σ)
      return [Step](repeating: step, count: stepsPerLevel)
    }
  }

  func distribution(_ plan: [Step]) -> Distribution {
    var offset = startMean - μ
    var (memory, noise) = (1.0, 0.0)
    for step in plan {
      let a = 1 - step.drift * stiffness(step.told)
      let b = step.startsWithNoise ? a : 1
      offset = a * offset + b * step.spread * step.offset
      memory *= a
      noise = a * a * noise + b * b * step.spread * step.spread
    }
    let spread = memory * memory * startStandardDeviation * startStandardDeviation
    return Distribution(mean: μ + offset, variance: spread + noise, memory: memory)
  }

  /// The distribution if one number is used for all noise of a point, or one for each level.
  func lawOfReuse(perLevel: Bool) -> Distribution {
    var distribution = distribution(plan())
    var groups = [Double](repeating: 0, count: perLevel ? standardDeviations.count : 1)
    for (i, step) in plan().enumerated() {
      let a = 1 - step.drift * stiffness(step.told)
      groups = groups.map { a * $0 }
      groups[perLevel ? i / stepsPerLevel : 0] += step.spread
    }
    let spread = distribution.memory * distribution.memory * startStandardDeviation * startStandardDeviation
    distribution.variance = spread + sum(groups.map { $0 * $0 })
    return distribution
  }

  static let labels = [
    "mean", "variance", "covariance with the start", "share beyond 2.5 standard deviations",
    "correlation of neighbours' noise",
  ]

  /// The statistics with these labels; share and noise are what they are by the right distribution.
  func statistics(_ end: [Double]) -> [Double] {
    let n = Double(count)
    let average = sum(end) / n
    let right = distribution(plan())
    let far = 2.5 * sqrt(right.variance)
    let products = zip(end, start).map { ($0 - average) * ($1 - startMean) }
    let noise = zip(end, start).map { ($0 - μ) - right.memory * ($1 - μ) }
    let power = sum(noise.map { $0 * $0 })
    let common = sum(zip(noise, noise.dropFirst()).map { $0 * $1 })
    return [
      average, sum(end.map { ($0 - average) * ($0 - average) }) / (n - 1), sum(products) / n,
      Double(end.count { abs($0 - right.mean) > far }) / n,
      power > 1e-12 * n ? common / power * n / (n - 1) : 0,
    ]
  }

  /// - Parameters:
  ///   - isNormal: if not, the share beyond 2.5 standard deviations may be anything.
  ///   - correlation: of the noise of neighbours.
  func targets(
    _ distribution: Distribution, isNormal: Bool = true, correlation: Target = .anything
  ) -> [Target] {
    let n = Double(count)
    let startVariance = startStandardDeviation * startStandardDeviation
    let covariance = distribution.memory * startVariance
    let spread = sqrt((distribution.variance * startVariance + covariance * covariance) / n)
    let right = self.distribution(plan())
    let (far, own) = (2.5 * sqrt(right.variance), sqrt(distribution.variance))
    let above = normalCDF((distribution.mean - right.mean - far) / own)
    let below = normalCDF((right.mean - distribution.mean - far) / own)
    return [
      .mean(distribution.mean, standardError: own / sqrt(n)),
      .variance(distribution.variance, degreesOfFreedom: n - 1),
      // With an allowance for the tails of a mean of products.
      .mean(covariance, standardError: 1.05 * spread),
      isNormal && above + below < 1 ? .frequency(above + below, trials: count) : .anything,
      correlation,
    ]
  }

  func targets(_ plan: [Step], isNormal: Bool = true) -> [Target] {
    targets(distribution(plan), isNormal: isNormal)
  }

  func targets(_ change: (inout Step, _ σ: Double) -> Void) -> [Target] { targets(plan(change)) }

  /// Independent neighbours, with the same allowance.
  var independent: Target { .mean(0, standardError: 1.05 / sqrt(Double(count))) }

  var right: [Target] { targets(distribution(plan()), correlation: independent) }
}

/// A short step and a long one: √(2ε), √ε, ε and the like are far from each other in both, and in
/// different ways.
private struct Steps: Codable {
  var short: Descent
  var long: Descent

  init(_ random: inout RandomStream) {
    short = Descent.oneStep(size: 0.19...0.22, &random)
    long = Descent.oneStep(size: 0.68...0.74, &random)
  }

  func statistics(_ end: [Double]) -> [Double] {
    short.statistics(Array(end.prefix(short.count)))
      + long.statistics(Array(end.suffix(long.count)))
  }

  func both(_ targets: (Descent) -> [Target]) -> [Target] { targets(short) + targets(long) }

  static let labels =
    Descent.labels.map { "short step, \($0)" } + Descent.labels.map { "long step, \($0)" }
}

/// A mistake that shows in a single step.
private func inOneStep(
  _ name: String, _ section: String, _ distribution: @escaping @Sendable (Descent) -> [Target]
) -> WrongDistribution<Steps> {
  WrongDistribution(name, section) { $0.both(distribution) }
}

private let stepMistakes: [WrongDistribution<Steps>] = [
  inOneStep("the noise is √ε z: the 2 is missing, it should be √(2ε) z", Section.noise) {
    $0.targets { step, _ in step.spread = sqrt(step.drift) }
  },
  inOneStep("the noise is ε z: it should be √(2ε) z", Section.noise) {
    $0.targets { step, _ in step.spread = step.drift }
  },
  inOneStep("the noise is 2ε z: it should be √(2ε) z", Section.noise) {
    $0.targets { step, _ in step.spread = 2 * step.drift }
  },
  inOneStep("the noise is √2 ε z: the root covers ε, too", Section.noise) {
    $0.targets { step, _ in step.spread = sqrt(2) * step.drift }
  },
  inOneStep("the noise is σ z: it should be √(2ε) z", Section.noise) {
    $0.targets { step, σ in step.spread = σ }
  },
  inOneStep("no noise: that leads to the top of the density, and samples nothing", Section.downhill)
  {
    descent in
    let quiet = descent.plan { step, _ in step.spread = 0 }
    return descent.targets(descent.distribution(quiet), correlation: .value(0))
  },
  inOneStep("the noise is uniform on (−1, 1): it should be normal", Section.uniform) { descent in
    descent.targets(descent.plan { step, _ in step.spread /= sqrt(3) }, isNormal: false)
  },
  inOneStep("the noise is uniform on (0, 1): it should be normal", Section.uniform) { descent in
    descent.targets(
      descent.plan { step, _ in
        step.spread /= sqrt(12)
        step.offset = sqrt(12) / 2
      }, isNormal: false)
  },
  inOneStep(
    "the noise has mean and variance as it should, but is not normal", Section.uniform
  ) { descent in
    descent.targets(
      descent.distribution(descent.plan()), isNormal: false, correlation: descent.independent)
  },
  inOneStep("all points got the same noise: each needs its own", Section.noise) { descent in
    let quiet = descent.targets { step, _ in step.spread = 0 }
    return [.anything, quiet[1], quiet[2], .anything, .value(1)]
  },
  inOneStep("the score was taken where the noise had already been added", Section.noise) {
    $0.targets { step, _ in step.startsWithNoise = true }
  },
  inOneStep("the noise is 2√ε z: it should be √(2ε) z", Section.noise) {
    $0.targets { step, _ in step.spread = 2 * sqrt(step.drift) }
  },
  inOneStep("the sign of the score is wrong: it points to high density", Section.downhill) {
    $0.targets { step, _ in step.drift = -step.drift }
  },
  inOneStep("the score is missing: only noise was added", Section.noise) {
    $0.targets { step, _ in step.drift = 0 }
  },
  inOneStep("the step is ρσ: it should be ρσ²", Section.diffusion) { descent in
    descent.targets { step, σ in
      step.drift = descent.stepFactor * σ
      step.spread = sqrt(2 * step.drift)
    }
  },
  inOneStep("the step is ρ, without σ² (or with σ² over the last one)", Section.diffusion) {
    descent in
    descent.targets { step, _ in
      step.drift = descent.stepFactor
      step.spread = sqrt(2 * step.drift)
    }
  },
  inOneStep("the step is σ²: the factor ρ is missing", Section.diffusion) { descent in
    descent.targets { step, σ in
      step.drift = σ * σ
      step.spread = sqrt(2 * step.drift)
    }
  },
  inOneStep("the step is half as long: drift and noise are those of ε/2", Section.noise) {
    $0.targets { step, _ in
      step.drift /= 2
      step.spread = sqrt(2 * step.drift)
    }
  },
  inOneStep("the drift is that of ε/2: it should be ε s", Section.noise) {
    $0.targets { step, _ in step.drift /= 2 }
  },
  inOneStep("the score was told σ²: it asks for σ", Section.diffusion) {
    $0.targets { step, σ in step.told = σ * σ }
  },
  inOneStep("the score was told ε: it asks for σ", Section.diffusion) {
    $0.targets { step, _ in step.told = step.drift }
  },
  inOneStep("there is a denoising step at the end, which was not asked for", Section.denoiser) {
    descent in
    let last = descent.standardDeviations.last!
    let step = Descent.Step(drift: last * last, told: last, spread: 0)
    return descent.targets(descent.plan() + [step])
  },
  inOneStep("no point moved: they were returned as they came", Section.diffusion) {
    $0.targets([])
  },
]

private let levelMistakes: [WrongDistribution<Descent>] = [
  WrongDistribution(
    "the levels were taken in the opposite order: the largest σ comes first", Section.diffusion
  ) { descent in descent.targets(descent.plan().reversed()) },
  WrongDistribution(
    "the levels were run through again and again: all steps of a level come before the next level",
    Section.diffusion
  ) { descent in
    let plan = descent.plan()
    let each = stride(from: 0, to: plan.count, by: descent.stepsPerLevel).map { plan[$0] }
    return descent.targets((0..<descent.stepsPerLevel).flatMap { _ in each })
  },
  WrongDistribution("there was one step at each level: `stepsPerLevel` are asked for", Section.diffusion) {
    descent in
    let plan = descent.plan()
    return descent.targets(
      stride(from: 0, to: plan.count, by: descent.stepsPerLevel).map { plan[$0] })
  },
  WrongDistribution("there was one step too many at each level", Section.diffusion) { descent in
    var longer = descent
    longer.stepsPerLevel += 1
    return descent.targets(longer.plan())
  },
  WrongDistribution("the first level was left out", Section.diffusion) { descent in
    descent.targets(Array(descent.plan().dropFirst(descent.stepsPerLevel)))
  },
  WrongDistribution("the last level was left out", Section.diffusion) { descent in
    descent.targets(descent.plan().dropLast(descent.stepsPerLevel))
  },
  WrongDistribution("the score was told the first σ at all levels", Section.diffusion) { descent in
    descent.targets { step, _ in step.told = descent.standardDeviations.first! }
  },
  WrongDistribution("the score was told the last σ at all levels", Section.diffusion) { descent in
    descent.targets { step, _ in step.told = descent.standardDeviations.last! }
  },
  WrongDistribution("the step size is that of the first level at all levels", Section.diffusion) { descent in
    let first = descent.plan()[0]
    return descent.targets { step, _ in
      step.drift = first.drift
      step.spread = first.spread
    }
  },
  WrongDistribution("the step size is that of the last level at all levels", Section.diffusion) { descent in
    let last = descent.plan().last!
    return descent.targets { step, _ in
      step.drift = last.drift
      step.spread = last.spread
    }
  },
  WrongDistribution(
    "every level began at the start again: it goes on where the last one ended", Section.diffusion
  ) { descent in
    descent.targets(descent.plan().suffix(descent.stepsPerLevel))
  },
  WrongDistribution("a point got the same noise in all its steps: each needs its own", Section.noise) {
    $0.targets($0.lawOfReuse(perLevel: false))
  },
  WrongDistribution(
    "a point got the same noise in all steps of a level: each needs its own", Section.noise
  ) { $0.targets($0.lawOfReuse(perLevel: true)) },
]

let annealedLangevin = Exercise<any Exercises>(
  "6.5", "From much noise to little", points: 8, section: Section.diffusion,
  hints: [
    "Three loops: over the levels, over the steps at a level, and over the points.",
    """
    One step at the level σ is x + ε s(x, σ) plus noise of the variance 2ε, with ε = ρσ². Is the \
    noise drawn in the innermost loop?
    """,
    """
    for σ in standard deviations { let ε = stepFactor·σ²; for _ in 0..<stepsPerLevel { x = x + ε·score(x, σ) + \
    √(2ε)·random.normal(), for every x } }
    """,
  ],
  seconds: 20,
  checks: [
    Check(
      statistical: "twice 20,000 points, one step", count: { $0.short.count + $0.long.count },
      given: { Steps(&$0) }, answer: { try $1.short.answer($0) + $1.long.answer($0) },
      labels: Steps.labels, measured: { $0.statistics($1) },
      expected: { $0.both { $0.right } }, mistakes: stepMistakes),
    Check(
      statistical: "40,000 points through three levels", count: { $0.count },
      given: { Descent.threeLevels(&$0) }, answer: { try $1.answer($0) },
      labels: Descent.labels, measured: { $0.statistics($1) }, expected: { $0.right },
      mistakes: levelMistakes),
  ])
