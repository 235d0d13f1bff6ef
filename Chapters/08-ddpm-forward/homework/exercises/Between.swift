import Diffusion
import Elementary
import HomeworkKit
import Tensors

/// Many points of which the first and the last state are known.
private struct Ends: Codable {
  var betas: [Double]
  var mean: Double
  var standardDeviation: Double
  var count: Int
  var seed: UInt64

  init(_ random: inout RandomStream) {
    // In any order, but far from each other.
    betas = []
    for i in random.permutation(4) {
      betas.append(0.2 + 0.12 * Double(i) + 0.04 * random.uniform())
    }
    mean = 1.5 + random.uniform()
    standardDeviation = 1.4 + 0.4 * random.uniform()
    count = 25_000
    seed = random.next()
  }

  var steps: Int { betas.count }
  var schedule: NoiseSchedule { NoiseSchedule("given", betas: betas) }

  /// The two ends of all points.
  var ends: (starts: [Double], ends: [Double]) {
    var random = RandomStream(seed: seed).split("ends")
    let level = schedule.terminal
    var (starts, ends) = ([Double](), [Double]())
    for _ in 0..<count {
      starts.append(mean + standardDeviation * random.normal())
      ends.append(level.signalScale * starts.last! + level.noiseScale * random.normal())
    }
    return (starts, ends)
  }

  func drawn(_ answers: any Exercises) throws -> [Double] {
    var random = RandomStream(seed: seed).split("between")
    let (starts, ends) = ends
    return try answers.paths(from: starts, to: ends, betas: betas, using: &random).flatMap { $0 }
  }

  static let labels = [
    "mean of x₁", "mean of x_{T−1}", "variance of x₁", "variance of x_{T−1}",
    "mean square of the noise with which x₁ was drawn", "the same for x_{T−1}",
    "mean product of the two", "mean fourth power of the first",
    "share of points with the noise of the one before",
    "share of points with the same noise in two steps",
    "largest difference from the given ends", "share of points stored as a row",
    "share of points whose path is stored backwards",
  ]

  /// The statistics with these labels.
  func statistics(_ numbers: [Double]) -> [Double] {
    let rows = (0...steps).map { Array(numbers[($0 * count)..<(($0 + 1) * count)]) }
    let (starts, ends) = ends
    let n = Double(count)
    func average(_ values: [Double]) -> Double { sum(values) / n }
    func variance(_ values: [Double]) -> Double {
      let center = average(values)
      return sum(values.map { ($0 - center) * ($0 - center) }) / (n - 1)
    }
    /// What is left of x_{t−1} when its mean is subtracted, in units of its standard deviation.
    func noise(_ t: Int) -> [Double] {
      let distribution = Posterior(schedule, from: t)
      return starts.indices.map { i in
        let mean = distribution.cleanFactor * rows[0][i] + distribution.noisyFactor * rows[t][i]
        return (rows[t - 1][i] - mean) / sqrt(distribution.variance)
      }
    }
    let (first, second) = (noise(2), noise(steps))
    func isEqual(_ a: Double, _ b: Double) -> Bool { abs(a - b) < 1e-5 && abs(a) > 1e-5 }
    let differences =
      zip(rows[0], starts).map { abs($0 - $1) } + zip(rows[steps], ends).map { abs($0 - $1) }
    return [
      average(rows[1]), average(rows[steps - 1]), variance(rows[1]), variance(rows[steps - 1]),
      average(first.map { $0 * $0 }), average(second.map { $0 * $0 }),
      average(zip(first, second).map { $0 * $1 }), average(first.map { pow($0, 4) }),
      Double(zip(first, first.dropFirst()).count { isEqual($0, $1) }) / (n - 1),
      Double(zip(first, second).count { isEqual($0, $1) }) / n,
      differences.max()!,
      Double((0..<count).count { abs(numbers[$0 * (steps + 1)] - starts[$0]) < 1e-6 }) / n,
      Double(
        (0..<count).count { i in
          abs(rows[0][i] - ends[i]) < 1e-6 || abs(rows[1][i] - ends[i]) < 1e-6
        }) / n,
    ]
  }

  /// A state as a constant and a sum of independent variables of variance 1: the start, the noise
  /// of the end, and those that are drawn.
  struct Sum {
    var constant = 0.0
    var weights: [Double]

    static func + (a: Sum, b: Sum) -> Sum {
      Sum(constant: a.constant + b.constant, weights: zip(a.weights, b.weights).map { $0 + $1 })
    }
    static func * (factor: Double, a: Sum) -> Sum {
      Sum(constant: factor * a.constant, weights: a.weights.map { factor * $0 })
    }
    var variance: Double { dot(self) }
    func dot(_ other: Sum) -> Double { sum(zip(weights, other.weights).map { $0 * $1 }) }
  }

  func variable(_ index: Int, constant: Double = 0) -> Sum {
    Sum(constant: constant, weights: (0..<(steps + 2)).map { $0 == index ? 1 : 0 })
  }
  /// The noise with which x_t is drawn.
  func noise(_ t: Int) -> Sum { variable(t + 1) }

  var start: Sum { Sum(constant: mean, weights: (standardDeviation * variable(0)).weights) }
  var end: Sum {
    let level = schedule.terminal
    return level.signalScale * start + level.noiseScale * variable(1)
  }

  /// Paths of which each state is made from the one that follows, and from the ends.
  func backwards(_ draw: (_ t: Int, _ following: Sum) -> Sum) -> [Sum] {
    var states = [end]
    for t in (2...steps).reversed() { states.append(draw(t, states.last!)) }
    return [start] + states.reversed()
  }

  /// As `backwards`, from factors of x₀, of x_t and of a fresh noise.
  func chain(_ factors: (_ t: Int, _ distribution: Posterior) -> (Double, Double, Double)) -> [Sum]
  {
    backwards { t, following in
      let (clean, noisy, noise) = factors(t, Posterior(schedule, from: t))
      return clean * start + noisy * following + noise * self.noise(t - 1)
    }
  }

  /// The right paths.
  var right: [Sum] { chain { ($1.cleanFactor, $1.noisyFactor, sqrt($1.variance)) } }

  /// As the right ones, with other noise.
  func with(noise: @escaping (_ t: Int, _ distribution: Posterior) -> Double) -> [Sum] {
    chain { ($1.cleanFactor, $1.noisyFactor, noise($0, $1)) }
  }

  /// What the statistics are for such paths.
  ///
  /// - Parameters:
  ///   - fourth: of the noise with which x₁ was drawn: the mean of the 4th power, and of the 8th.
  ///   - steady: the share of points with the same noise in two steps.
  func distribution(
    _ states: [Sum], fourth: (mean: Double, square: Double)? = nil, steady: Double = 0
  ) -> [Target] {
    let n = Double(count)
    func mean(_ value: Double, _ variance: Double) -> Target {
      variance < 1e-20
        ? .value(value, tolerance: 1e-8) : .mean(value, standardError: sqrt(variance / n))
    }
    func noise(_ t: Int) -> Sum {
      let distribution = Posterior(schedule, from: t)
      let rest =
        states[t - 1] + (-distribution.cleanFactor) * states[0] + (-distribution.noisyFactor)
        * states[t]
      return (1 / sqrt(distribution.variance)) * rest
    }
    let (first, second) = (noise(2), noise(steps))
    func square(_ a: Sum) -> Target {
      let (m, v) = (a.constant * a.constant, a.variance)
      return mean(m + v, 2 * v * v + 4 * m * v)
    }
    let (m, v, w) = (first.constant * first.constant, first.variance, second.variance)
    let both = first.dot(second)
    let (a, b) = (first.constant, second.constant)
    let ofProduct = v * w + both * both + a * a * w + b * b * v + 2 * a * b * both
    // Of a normal variable.
    let power4 = m * m + 6 * m * v + 3 * v * v
    let mixed = 28 * m * m * m * v + 210 * m * m * v * v + 420 * m * v * v * v
    let power8 = m * m * m * m + mixed + 105 * v * v * v * v
    let (mean4, mean8) = fourth ?? (power4, power8)
    let (inner, outer) = (states[1], states[steps - 1])
    return [
      mean(inner.constant, inner.variance), mean(outer.constant, outer.variance),
      .variance(inner.variance, degreesOfFreedom: n - 1),
      .variance(outer.variance, degreesOfFreedom: n - 1), square(first), square(second),
      mean(a * b + both, ofProduct),
      // The fourth power is skew.
      mean(mean4, 1.21 * (mean8 - mean4 * mean4)),
      .value(0, tolerance: 1e-3), .value(steady, tolerance: 1e-3), .value(0, tolerance: 1e-5),
      .value(0, tolerance: 1e-3), .value(0, tolerance: 1e-3),
    ]
  }

  /// Right but for the noise, which is uniform on (low, high).
  func uniform(_ low: Double, _ high: Double) -> [Target] {
    let (center, standardDeviation) = ((low + high) / 2, (high - low) / sqrt(12))
    let paths = backwards { t, following in
      let distribution = Posterior(schedule, from: t)
      let noise = Sum(constant: center, weights: (standardDeviation * self.noise(t - 1)).weights)
      return distribution.cleanFactor * start + distribution.noisyFactor * following + sqrt(
        distribution.variance) * noise
    }
    func power(_ k: Int) -> Double {
      integrate(from: low, to: high, points: 20) { pow($0, Double(k)) } / (high - low)
    }
    return distribution(paths, fourth: (power(4), power(8)))
  }
}

private let betweenMistakes: [WrongDistribution<Ends>] = [
  WrongDistribution("the noise has the variance β_t: it should be β̃_t", Section.posterior) {
    input in
    input.distribution(input.with { t, _ in sqrt(input.betas[t - 1]) })
  },
  WrongDistribution("the noise has the standard deviation β̃: its variance is β̃", Section.posterior)
  { input in
    input.distribution(input.with { $1.variance })
  },
  WrongDistribution(
    "the noise has the standard deviation β_t: it should be √β̃_t", Section.posterior
  ) { input in
    input.distribution(input.with { t, _ in input.betas[t - 1] })
  },
  WrongDistribution("the noise was not scaled", Section.posterior) { input in
    input.distribution(input.with { _, _ in 1 })
  },
  WrongDistribution("there is no noise: those are the means of each step", Section.posterior) {
    input in
    input.distribution(input.with { _, _ in 0 })
  },
  WrongDistribution(
    "the noise has the variance 1 − ᾱ_{t−1}, as if only x₀ were known", Section.posterior
  ) {
    input in
    input.distribution(input.with { t, _ in input.schedule.level(t - 1).noiseScale })
  },
  WrongDistribution("the factors of x₀ and x_t are exchanged", Section.posterior) { input in
    input.distribution(input.chain { ($1.noisyFactor, $1.cleanFactor, sqrt($1.variance)) })
  },
  WrongDistribution("both roots in the mean are missing", Section.posterior) { input in
    input.distribution(
      input.chain { t, distribution in
        let before = input.schedule.level(t - 1).signalScale
        let kept = sqrt(1 - input.betas[t - 1])
        return (
          before * distribution.cleanFactor, kept * distribution.noisyFactor,
          sqrt(distribution.variance)
        )
      })
  },
  WrongDistribution("the root of ᾱ is missing in the factor of x₀", Section.posterior) { input in
    input.distribution(
      input.chain { t, distribution in
        let before = input.schedule.level(t - 1).signalScale
        return (
          before * distribution.cleanFactor, distribution.noisyFactor, sqrt(distribution.variance)
        )
      })
  },
  WrongDistribution("the root of α is missing in the factor of x_t", Section.posterior) { input in
    input.distribution(
      input.chain { t, distribution in
        let kept = sqrt(1 - input.betas[t - 1])
        return (
          distribution.cleanFactor, kept * distribution.noisyFactor, sqrt(distribution.variance)
        )
      })
  },
  WrongDistribution("the factor of x_t has √ᾱ_t: it should have the root of α", Section.posterior) {
    input in
    input.distribution(
      input.chain { t, distribution in
        let before = input.schedule.level(t - 1).signalScale
        return (
          distribution.cleanFactor, before * distribution.noisyFactor, sqrt(distribution.variance)
        )
      })
  },
  WrongDistribution(
    "the factor of x₀ has the root of α: it should have that of ᾱ_{t−1}", Section.posterior
  ) {
    input in
    input.distribution(
      input.chain { t, distribution in
        let quotient = sqrt(1 - input.betas[t - 1]) / input.schedule.level(t - 1).signalScale
        return (
          quotient * distribution.cleanFactor, distribution.noisyFactor, sqrt(distribution.variance)
        )
      })
  },
  WrongDistribution("the quotient in β̃ is upside down", Section.posterior) { input in
    input.distribution(
      input.with { t, distribution in input.betas[t - 1] / sqrt(distribution.variance) })
  },
  WrongDistribution(
    "the factor of x₀ has √ᾱ at the later time: it should be the earlier", Section.posterior
  ) {
    input in
    input.distribution(
      input.chain { t, distribution in
        let kept = sqrt(1 - input.betas[t - 1])
        return (
          kept * distribution.cleanFactor, distribution.noisyFactor, sqrt(distribution.variance)
        )
      })
  },
  WrongDistribution(
    "every state was drawn from x_T: go from each to the one before it", Section.posterior
  ) { input in
    input.distribution(
      input.backwards { t, _ in
        let distribution = Posterior(input.schedule, from: t)
        return distribution.cleanFactor * input.start + distribution.noisyFactor * input.end
          + sqrt(distribution.variance) * input.noise(t - 1)
      })
  },
  WrongDistribution(
    """
    each state has the right distribution, given the ends, but they do not know of each other: draw x_{t−1} \
    given the x_t that was drawn
    """, Section.memory
  ) { input in
    input.distribution(
      input.backwards { t, _ in
        let distribution = Posterior(input.schedule, at: t - 1, from: input.steps)
        return distribution.cleanFactor * input.start + distribution.noisyFactor * input.end
          + sqrt(distribution.variance) * input.noise(t - 1)
      })
  },
  WrongDistribution("each state was jumped to from x₀: the other end was forgotten", Section.jump) {
    input in
    input.distribution(
      input.backwards { t, _ in
        let level = input.schedule.level(t - 1)
        return level.signalScale * input.start + level.noiseScale * input.noise(t - 1)
      })
  },
  WrongDistribution(
    "the path was walked forwards from x₀: it does not lead to x_T", Section.posterior
  ) { input in
    var states = [input.start]
    for t in 1..<input.steps {
      let β = input.betas[t - 1]
      states.append(sqrt(1 - β) * states[t - 1] + sqrt(β) * input.noise(t))
    }
    return input.distribution(states + [input.end])
  },
  WrongDistribution(
    "x₀ was forgotten: those are steps that undo the shrinking of x_t", Section.posterior
  ) {
    input in
    input.distribution(
      input.chain { t, distribution in
        (0, 1 / sqrt(1 - input.betas[t - 1]), sqrt(distribution.variance))
      })
  },
  WrongDistribution("those are steps forward from x_T: the way leads back", Section.posterior) {
    input in
    input.distribution(
      input.chain { t, _ in (0, sqrt(1 - input.betas[t - 1]), sqrt(input.betas[t - 1])) })
  },
  WrongDistribution("those are straight lines from x₀ to x_T", Section.posterior) { input in
    let T = Double(input.steps)
    return input.distribution(
      input.backwards { t, _ in
        let share = Double(t - 1) / T
        return (1 - share) * input.start + share * input.end
      })
  },
  WrongDistribution(
    "those are jumps from x₀ with the one noise that leads to x_T: each step has noise of its own",
    Section.posterior
  ) { input in
    input.distribution(
      input.backwards { t, _ in
        let (level, last) = (input.schedule.level(t - 1), input.schedule.terminal)
        let noise =
          (1 / last.noiseScale) * (input.end + (-last.signalScale) * input.start)
        return level.signalScale * input.start + level.noiseScale * noise
      })
  },
  WrongDistribution("all points got the same noise: each needs its own", Section.posterior) { _ in
    var distribution = [Target](repeating: .anything, count: Ends.labels.count)
    (distribution[8], distribution[9]) = (.value(1, tolerance: 1e-3), .value(0, tolerance: 1e-3))
    return distribution
  },
  WrongDistribution(
    "all points and all steps got the same noise: each needs its own", Section.posterior
  ) { _ in
    var distribution = [Target](repeating: .anything, count: Ends.labels.count)
    (distribution[8], distribution[9]) = (.value(1, tolerance: 1e-3), .value(1, tolerance: 1e-3))
    return distribution
  },
  WrongDistribution(
    "a point got the same noise in all its steps: each needs its own", Section.posterior
  ) {
    input in
    let paths = input.backwards { t, following in
      let distribution = Posterior(input.schedule, from: t)
      return distribution.cleanFactor * input.start + distribution.noisyFactor * following
        + sqrt(distribution.variance) * input.noise(1)
    }
    return input.distribution(paths, steady: 1)
  },
  WrongDistribution("the noise is uniform on (0, 1): it should be normal", Section.posterior) {
    $0.uniform(0, 1)
  },
  WrongDistribution("the noise is uniform on (−1, 1): it should be normal", Section.posterior) {
    $0.uniform(-1, 1)
  },
  WrongDistribution(
    "the noise has the right variance, but is uniform: it should be normal", Section.posterior
  ) {
    $0.uniform(-sqrt(3), sqrt(3))
  },
  WrongDistribution("the noise consists of signs: it should be normal", Section.posterior) {
    input in
    var distribution = input.distribution(input.right, fourth: (1, 1))
    (distribution[8], distribution[9]) = (.anything, .anything)  // equal by chance
    return distribution
  },
  WrongDistribution(
    "each array has the path of a point: it should have the states of a time", Section.jump
  ) {
    _ in
    var distribution = [Target](repeating: .anything, count: Ends.labels.count)
    distribution[11] = .value(1, tolerance: 1e-3)
    return distribution
  },
  WrongDistribution("the path is stored backwards: time should run from 0 to T", Section.jump) {
    _ in
    var distribution = [Target](repeating: .anything, count: Ends.labels.count)
    distribution[12] = .value(1, tolerance: 1e-3)
    return distribution
  },
]

let between = Exercise<any Exercises>(
  "8.5", "What happened in between?", points: 8, section: Section.posterior,
  hints: [
    """
    Do not draw all the states at once. If x_t and x₀ of a point are known, the chapter says what \
    x_{t−1} is.
    """,
    """
    Begin at t = T. Given x_t and x₀, the state x_{t−1} does not depend on what came after x_t; so \
    draw it from q(x_{t−1} | x_t, x₀), take it for the new x_t, and go on until x₁.
    """,
    """
    For t = T, …, 2: x_{t−1} = √ᾱ_{t−1}·β_t/(1 − ᾱ_t)·x₀ + √α_t·(1 − ᾱ_{t−1})/(1 − ᾱ_t)·x_t + √β̃_t·z \
    with a new z for each point.
    """,
  ],
  seconds: 20,
  checks: [
    Check(
      statistical: "25,000 paths of four steps", count: { $0.count * ($0.steps + 1) },
      given: { Ends(&$0) }, answer: { try $1.drawn($0) }, labels: Ends.labels,
      measured: { $0.statistics($1) },
      expected: { input in
        var distribution = input.distribution(input.right)
        // The noise itself is normal and new in each step.
        let n = Double(input.count)
        distribution[4] = .variance(1, degreesOfFreedom: n)
        distribution[5] = distribution[4]
        distribution[6] = .mean(0, standardError: 1 / sqrt(n))
        return distribution
      },
      mistakes: betweenMistakes)
  ])
