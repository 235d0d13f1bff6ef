import Elementary
import HomeworkKit
import Tensors

/// Many chains in a double well, and how a step moves them.
private struct Walkers: Codable {
  var barrier: Double
  var stepSize: Double
  var temperature: Double
  var count: Int
  var seed: UInt64
  /// The standard errors of a fit to the slopes, for noise of variance 1.
  var errorOfConstant = 0.0
  var errorOfFactor = 0.0

  init(_ random: inout RandomStream) {
    barrier = 0.8 + 0.4 * random.uniform()
    // Such that the variances of all wrong noises below are far from each other.
    temperature = 3 + 0.3 * random.uniform()
    stepSize = 0.033 + 0.004 * random.uniform()
    count = 40_000
    seed = random.next()
    let fit = fitOfStates
    (errorOfConstant, errorOfFactor) = (fit.errorOfConstant, fit.errorOfFactor)
  }

  var states: [Double] {
    var random = RandomStream(seed: seed).split("states")
    return (0..<count).map { _ in 0.3 + 1.2 * random.normal() }
  }

  var fitOfStates: Fit { Fit(of: states, to: states.map(slope)) }

  func slope(_ x: Double) -> Double { 4 * barrier * x * (x * x - 1) }

  func step(_ answers: any Exercises) throws -> [Double] {
    var random = RandomStream(seed: seed).split("step")
    return try answers.langevinStep(
      from: states, slope: slope, stepSize: stepSize, temperature: temperature, using: &random)
  }

  /// σ² of the right noise, and σ.
  var variance: Double { 2 * stepSize * temperature }
  var standardDeviation: Double { sqrt(variance) }
  /// Beyond the wall of noise that is uniform on (−σ, σ).
  var bound: Double { 1.2 * standardDeviation }

  static let labels = [
    "constant part of the move x′ − x", "factor of E′(x) in the move", "variance of the rest",
    "share of chains with a rest above 1.2·√(2εT)", "mean product of the rests of neighbours",
    "share of chains whose move has a constant part only",
  ]

  /// The statistics with these labels; the first two are those of a fit by least squares.
  func statistics(_ after: [Double]) -> [Double] {
    let states = states
    let (slopes, moves) = (states.map(slope), zip(after, states).map { $0 - $1 })
    let fit = Fit(of: moves, to: slopes)
    let n = Double(count)
    let share = Double(fit.rests.count { abs($0) > bound }) / n
    let products = zip(fit.rests, fit.rests.dropFirst()).map { $0 * $1 }
    let little = 1e-5 * standardDeviation
    let same = abs(fit.constant) > little ? fit.rests.count { abs($0) < little } : 0
    return [
      fit.constant, fit.factor, sum(fit.rests.map { $0 * $0 }) / (n - 2), share,
      sum(products) / (n - 1), Double(same) / n,
    ]
  }

  /// What is right. Given the states, the first three distributions are exact, of a fit to normal
  /// numbers; in the others the fit leaves traces of the order 1/n.
  var right: [Target] {
    [
      .mean(0, standardError: standardDeviation * errorOfConstant),
      .mean(-stepSize, standardError: standardDeviation * errorOfFactor),
      .variance(variance, degreesOfFreedom: Double(count - 2)),
      .frequency(2 * normalCDF(-1.2), trials: count),
      .mean(0, standardError: variance / sqrt(Double(count - 1))),
      .value(0, tolerance: 1e-3),
    ]
  }

  /// The distribution of the statistics for a step x′ = x − fεE′(x) + κz, given the states.
  ///
  /// - Parameters:
  ///   - kick: κ.
  ///   - drift: f.
  ///   - interval: z is uniform there; normal if nil.
  ///   - keepsState: whether x itself is in x′.
  func distribution(
    kick: Double, drift: Double = 1, interval: ClosedRange<Double>? = nil,
    keepsState: Bool = true
  ) -> [Target] {
    // κz has the mean `center` and the standard deviation σ.
    let center = interval.map { kick * ($0.lowerBound + $0.upperBound) / 2 } ?? 0
    let σ = interval.map { kick * ($0.upperBound - $0.lowerBound) / sqrt(12) } ?? kick
    let fourth = interval == nil ? 3 : 1.8
    let fit = keepsState ? nil : fitOfStates
    // −x in the move is a constant, a factor of E′, and rests that are no noise.
    let (constant, factor) = (fit?.constant ?? 0, fit?.factor ?? 0)
    let rests = fit?.rests ?? [0]
    let square = sum(rests.map { $0 * $0 }) / Double(rests.count)
    let share =
      sum(rests.map { chance(ofRest: -$0, σ, isNormal: interval == nil) }) / Double(rests.count)
    let (n, σ2) = (Double(count), σ * σ)
    func target(_ value: Double, _ error: Double) -> Target {
      .mean(value, standardError: 1.1 * error + 1e-9)
    }
    return [
      target(center - constant, σ * errorOfConstant),
      target(-drift * stepSize - factor, σ * errorOfFactor),
      target(square + σ2, sqrt((4 * σ2 * square + (fourth - 1) * σ2 * σ2) / n)),
      target(share, sqrt(share * (1 - share) / n)),
      keepsState ? target(0, σ2 / sqrt(n)) : .anything,
      .value(0, tolerance: 1e-3),
    ]
  }

  /// The distribution of the statistics if all chains get the same kick, whatever it is.
  func sharedNoise(drift: Double) -> [Target] {
    [
      .anything, .value(-drift * stepSize, tolerance: 1e-6), .value(0, tolerance: 1e-6),
      .value(0, tolerance: 1e-6), .value(0, tolerance: 1e-6), .value(1, tolerance: 1e-6),
    ]
  }

  /// P(|o + σw| > 1.2·√(2εT)) for a w of mean 0 and variance 1, normal or uniform.
  private func chance(ofRest offset: Double, _ σ: Double, isNormal: Bool) -> Double {
    guard σ > 0 else { return abs(offset) > bound ? 1 : 0 }
    func below(_ x: Double) -> Double {
      let w = (x - offset) / σ
      return isNormal ? normalCDF(w) : min(1, max(0, (w / sqrt(3) + 1) / 2))
    }
    return below(-bound) + 1 - below(bound)
  }
}

/// Numbers as a constant, a factor of others, and rests, by least squares.
private struct Fit {
  var (constant, factor) = (0.0, 0.0)
  var rests: [Double]
  /// The standard errors of both for noise of variance 1.
  var (errorOfConstant, errorOfFactor) = (0.0, 0.0)

  init(of numbers: [Double], to others: [Double]) {
    let n = Double(numbers.count)
    let (mean, center) = (sum(numbers) / n, sum(others) / n)
    let distances = others.map { $0 - center }
    let square = sum(distances.map { $0 * $0 })
    factor = sum(zip(distances, numbers).map { $0 * $1 }) / square
    constant = mean - factor * center
    (errorOfFactor, errorOfConstant) = (1 / sqrt(square), sqrt(1 / n + center * center / square))
    rests = zip(numbers, others).map { [constant, factor] in $0 - constant - factor * $1 }
  }
}

private let theNoise = "section 4.3, How much noise?"
private let otherNoise = "section 4.9, The noise is the temperature"

/// A wrong kick: its size, and the interval of the uniform noise if it is not normal.
private struct Kick: Sendable {
  let name: String
  var section = theNoise
  var interval: ClosedRange<Double>?
  var size: @Sendable (Walkers) -> Double = { $0.standardDeviation }
}

private let kicks: [Kick] = [
  Kick(name: "the temperature was forgotten: the noise is √(2εT)·z") { sqrt(2 * $0.stepSize) },
  Kick(name: "the 2 is missing under the root: the noise is √(2εT)·z") { $0.standardDeviation / sqrt(2) },
  Kick(name: "the noise is √ε·z: it should be √(2εT)·z") { sqrt($0.stepSize) },
  Kick(name: "the noise is 2εT·z: 2εT is its variance, √(2εT) its standard deviation") { $0.variance },
  Kick(name: "the temperature stands outside the root: the noise is √(2εT)·z") {
    sqrt(2 * $0.stepSize) * $0.temperature
  },
  Kick(name: "ε stands outside the root: the noise is √(2εT)·z") {
    $0.stepSize * sqrt(2 * $0.temperature)
  },
  Kick(name: "the noise is ε·z: it should be √(2εT)·z") { $0.stepSize },
  Kick(name: "the 2 stands outside the root: the noise is √(2εT)·z") { sqrt(2) * $0.standardDeviation },
  Kick(name: "ε is missing in the noise: it is tied to the step, √(2εT)·z") {
    sqrt(2 * $0.temperature)
  },
  Kick(name: "the temperature divides in the noise: it is √(2εT)·z") {
    sqrt(2 * $0.stepSize / $0.temperature)
  },
  Kick(
    name: "there is no noise: that is descent",
    section: "section 4.2, Downhill: the attempt that fails"
  ) { _ in 0 },
  Kick(
    name: "the noise is uniform on (−1, 1): it should be normal", section: otherNoise,
    interval: -1...1),
  Kick(
    name: "the noise is uniform on (0, 1): it should be normal", section: otherNoise,
    interval: 0...1),
  Kick(
    name: "the noise is uniform on (−½, ½): it should be normal", section: otherNoise,
    interval: -0.5...0.5),
  Kick(
    name: "the noise is uniform, of the right variance: it should be normal",
    section: otherNoise, interval: -sqrt(3)...sqrt(3)),
]

/// Wrong factors of −εE′, as in ``Walkers/distribution(kick:drift:interval:keepsState:)``.
private let drifts: [(name: String, factor: @Sendable (Walkers) -> Double)] = [
  ("the sign of the slope is wrong: the step is −εE′", { _ in -1 }),
  ("the step along the slope is ε/2: it should be ε", { _ in 0.5 }),
  ("the step along the slope is 2ε: it should be ε", { _ in 2 }),
  ("the slope was divided by T: T is in the noise already", { 1 / $0.temperature }),
  ("the slope was multiplied by T: T belongs into the noise only", { $0.temperature }),
  (
    "the slope was divided by T, and its sign is wrong: the step is −εE′",
    { -1 / $0.temperature }
  ),
]

/// The names of two wrong parts that make a step of another size, which is right in itself.
private let otherSteps: [String: String] = [
  kicks[0].name + drifts[3].name:
    "slope divided by T, and noise √(2ε)·z: that is a step of size ε/T, and not ε",
  kicks[1].name + drifts[1].name:
    "that is the step ε/2, in the convention with εE′/2 and √(εT)·z",
]

private let wrongKicks: [WrongDistribution<Walkers>] = kicks.map { kick in
  WrongDistribution(kick.name, kick.section) { $0.distribution(kick: kick.size($0), interval: kick.interval) }
}
private let wrongDrifts: [WrongDistribution<Walkers>] = drifts.map { drift in
  WrongDistribution(drift.name, theNoise) { $0.distribution(kick: $0.standardDeviation, drift: drift.factor($0)) }
}
private let bothWrong: [WrongDistribution<Walkers>] = kicks.flatMap { kick in
  drifts.map { drift -> WrongDistribution<Walkers> in
    let name = otherSteps[kick.name + drift.name]
    return WrongDistribution(name ?? "two slips: \(drift.name); and \(kick.name)", theNoise) {
      $0.distribution(kick: kick.size($0), drift: drift.factor($0), interval: kick.interval)
    }
  }
}
private let otherDistributions: [WrongDistribution<Walkers>] = [
  WrongDistribution("the slope is missing: that is a random walk", theNoise) {
    $0.distribution(kick: $0.standardDeviation, drift: 0)
  },
  WrongDistribution("the step along the slope has the root of ε, too", theNoise) {
    $0.distribution(kick: $0.standardDeviation, drift: 1 / sqrt($0.stepSize))
  },
  WrongDistribution("all chains got the same noise: each needs its own", theNoise) {
    $0.sharedNoise(drift: 1)
  },
  WrongDistribution(
    "two slips: all chains got the same noise; and the sign of the slope is wrong", theNoise
  ) {
    $0.sharedNoise(drift: -1)
  },
  WrongDistribution("that is the move, x′ − x: the new states are asked for", theNoise) {
    $0.distribution(kick: $0.standardDeviation, keepsState: false)
  },
  WrongDistribution("no chain moved: the states were returned as they came", theNoise) {
    $0.distribution(kick: 0, drift: 0)
  },
]

let langevinStep = Exercise<any Exercises>(
  "4.2", "A Langevin step", points: 5, section: theNoise,
  hints: [
    "Each chain goes downhill a little, and gets a kick of its own.",
    "The variance of the kick is tied to ε and to T; the temperature is nowhere else.",
    "x − ε·slope(x) + sqrt(2·ε·T)·random.normal(), a new normal number for each chain.",
  ],
  seconds: 20,
  checks: [
    Check(
      statistical: "40,000 chains in a double well", count: { $0.count },
      given: { Walkers(&$0) }, answer: { try $1.step($0) },
      labels: Walkers.labels,
      measured: { $0.statistics($1) }, expected: { $0.right },
      mistakes: wrongKicks + wrongDrifts + bothWrong + otherDistributions)
  ])
