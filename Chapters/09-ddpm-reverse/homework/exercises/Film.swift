import ClosedForms
import Diffusion
import Elementary
import HomeworkKit
import Tensors

/// Many paths back to Gaussian data, with a guess of the noise that is off by a constant.
///
/// Guess and steps are linear, so that every state is normal, and the law of a path is a recursion.
private struct Film: Codable {
  var betas: [Double]
  var losses: [Double]
  var mean: Double
  var deviation: Double
  var errors: [Double]
  var count: Int
  var seed: UInt64

  init(_ random: inout RandomStream, steps: Int = 5) {
    betas = (0..<steps).map { 0.06 + 0.11 * (Double($0) + random.uniform()) }
    mean = 0.8 + 0.4 * random.uniform()
    deviation = 0.5 + 0.2 * random.uniform()
    errors = (0..<steps).map { _ in
      (random.bernoulli(0.5) ? 1 : -1) * (0.3 + 0.1 * random.uniform())
    }
    losses = []
    count = 20_000
    seed = random.next()
    // The floor, and the square of the error.
    losses = (1...steps).map { t in
      data.noiseLossFloor(at: schedule.level(t)) + errors[t - 1] * errors[t - 1]
    }
  }

  var steps: Int { betas.count }
  var schedule: NoiseSchedule { NoiseSchedule("homework", betas: betas) }
  var data: GaussianDiffusion {
    GaussianDiffusion(mean: mean, variance: deviation * deviation)
  }

  /// The guess at t = 1, …, T: ε̂ = slope · x + shift.
  var guesses: [(slope: Double, shift: Double)] {
    let (data, schedule) = (data, schedule)
    return (1...steps).map { t in
      let atZero = data.bestNoise(0, at: schedule.level(t))
      return (data.bestNoise(1, at: schedule.level(t)) - atZero, atZero + errors[t - 1])
    }
  }

  func paths(_ answers: any Exercises) throws -> [Double] {
    var random = RandomStream(seed: seed)
    let guesses = guesses
    return try (0..<count).flatMap { _ in
      let path = try answers.path(
        betas: betas, losses: losses,
        noise: { x, t in
          precondition(1...steps ~= t, "the noise was guessed at t = \(t), not in 1...\(steps)")
          return guesses[t - 1].slope * x + guesses[t - 1].shift
        }, using: &random)
      guard path.count == steps + 1 else { throw WrongLength(count: path.count, steps: steps) }
      return path
    }
  }
}

private struct WrongLength: Error, CustomStringConvertible {
  var count: Int
  var steps: Int
  var description: String {
    "a path of \(count) states in \(steps) steps; there are \(steps + 1), with start and end"
  }
}

// MARK: Statistics

extension Film {
  fileprivate static func labels(steps: Int) -> [String] {
    let times = (0...steps).reversed()
    return times.map { "mean of x_\($0)" } + times.map { "variance of x_\($0)" }
      + times.dropLast().map { "covariance of x_\($0) and x_\($0 - 1)" } + [
        "share of |x_\(steps)| > 2", "share of large noise in the first step",
        "share of paths with the start of the path before",
        "share of paths with the first noise of the path before",
      ]
  }

  /// The statistics with these labels.
  fileprivate func statistics(_ numbers: [Double]) -> [Double] {
    let states = (0...steps).map { i in (0..<count).map { numbers[$0 * (steps + 1) + i] } }
    let means = states.map { sum($0) / Double(count) }
    func covariance(_ i: Int, _ j: Int) -> Double {
      sum(zip(states[i], states[j]).map { ($0 - means[i]) * ($1 - means[j]) }) / Double(count - 1)
    }
    // What the first step adds to the mean that it should have.
    let (slope, shift, deviation) = firstStep
    let noise = zip(states[0], states[1]).map { $1 - slope * $0 - shift }
    func share(_ isCounted: (Int) -> Bool) -> Double {
      Double((0..<count).count { isCounted($0) }) / Double(count)
    }
    return means + (0...steps).map { covariance($0, $0) } + (0..<steps).map { covariance($0, $0 + 1) }
      + [
        share { abs(states[0][$0]) > 2 }, share { abs(noise[$0]) > 2 * deviation + 1e-9 },
        share { $0 > 0 && states[0][$0] == states[0][$0 - 1] },
        share {
          $0 > 0 && abs(noise[$0]) > 1e-9 && abs(noise[$0] - noise[$0 - 1]) < 1e-9
        },
      ]
  }

  /// The first step's mean as slope · x_T + shift, and its deviation.
  private var firstStep: (slope: Double, shift: Double, deviation: Double) {
    let (move, guess) = (right(steps), guesses[steps - 1])
    return (
      move.state + move.guess * guess.slope, move.guess * guess.shift, move.deviation
    )
  }
}

// MARK: Laws

/// A step as `A x + B ε̂ + σ z`.
private struct Move {
  var state: Double
  var guess: Double
  var deviation: Double
}

/// Whether every z is a new one.
private enum Reuse { case never, inSteps, everywhere }

extension Film {
  /// What the schedule has for the step from t.
  fileprivate func numbers(_ t: Int) -> (β: Double, α: Double, ᾱ: Double, βTilde: Double) {
    (betas[t - 1], 1 - betas[t - 1], schedule.alphaBar(t), schedule.posteriorVariance(t))
  }

  /// β_t²ℓ_t/(α_t(1−ᾱ_t)), what the best variance has beyond β̃_t.
  fileprivate func unknown(_ t: Int) -> Double {
    let (β, α, ᾱ, _) = numbers(t)
    return β * β * losses[t - 1] / (α * (1 - ᾱ))
  }

  fileprivate func best(_ t: Int) -> Double { schedule.posteriorVariance(t) + unknown(t) }

  fileprivate func right(_ t: Int) -> Move { move(t) { best($0) } }

  /// A step with the right mean, and another variance.
  fileprivate func move(_ t: Int, last: Double = 0, variance: (Int) -> Double) -> Move {
    let mean = ReverseSampler(schedule, .ancestral(.beta)).factors(from: t, to: t - 1)
    return Move(
      state: mean.state, guess: mean.prediction,
      deviation: t == 1 ? sqrt(last) : sqrt(variance(t)))
  }

  /// A step with the right variance, and another mean.
  fileprivate func move(_ t: Int, _ state: Double, _ guess: Double) -> Move {
    Move(state: state, guess: guess, deviation: right(t).deviation)
  }

  fileprivate func law(
    start: (mean: Double, variance: Double) = (0, 1),
    noise: (mean: Double, variance: Double) = (0, 1), isNormal: Bool = true,
    order: [Int]? = nil, reuse: Reuse = .never, startFirst: Bool = true,
    move: (Int) -> Move
  ) -> [Target] {
    // A state is p·x_T + q·(the z that is reused) + noise of its own, of the variance r.
    var (p, q, r) = reuse == .everywhere ? (0.0, 1.0, 0.0) : (1.0, 0.0, 0.0)
    func variance() -> Double { p * p * start.variance + q * q * noise.variance + r }
    var (means, variances, covariances) = ([start.mean], [variance()], [Double]())
    let (guesses, should) = (guesses, firstStep)
    var large = Target.anything
    for (i, t) in (order ?? (1...steps).reversed()).enumerated() {
      let (step, guess) = (move(t), guesses[t - 1])
      let slope = step.state + step.guess * guess.slope
      let before = (p, q, r)
      p *= slope
      q = slope * q + (reuse == .never ? 0 : step.deviation)
      let fresh = reuse == .never ? step.deviation * step.deviation * noise.variance : 0
      r = slope * slope * r + fresh
      covariances.append(
        p * before.0 * start.variance + q * before.1 * noise.variance + slope * before.2)
      means.append(slope * means[i] + step.guess * guess.shift + step.deviation * noise.mean)
      variances.append(variance())
      if i == 0 {
        let (a, b) = (p - should.slope * before.0, q - should.slope * before.1)
        large = beyond(
          2 * should.deviation + 1e-9, mean: means[1] - should.slope * means[0] - should.shift,
          variance: a * a * start.variance + b * b * noise.variance + fresh)
      }
    }
    var tails = [beyond(2, mean: means[0], variance: variances[0]), large]
    if !isNormal || !startFirst { tails = [.anything, .anything] }
    if !startFirst {
      means.reverse()
      variances.reverse()
      covariances.reverse()
    }
    let isSame = variances[startFirst ? 0 : steps] == 0
    return targets(means, variances, covariances) + tails
      + [.value(isSame ? 1 : 0, tolerance: 1e-3), .value(0, tolerance: 1e-3)]
  }

  /// How often a normal variable is beyond a bound, on either side.
  private func beyond(_ bound: Double, mean: Double, variance: Double) -> Target {
    let deviation = sqrt(variance)
    guard deviation > 1e-9 else { return .value(abs(mean) > bound ? 1 : 0, tolerance: 1e-3) }
    let share = normalCDF((-bound - mean) / deviation) + normalCDF((mean - bound) / deviation)
    return .frequency(min(1, share), trials: count)
  }

  private func targets(
    _ means: [Double], _ variances: [Double], _ covariances: [Double]
  ) -> [Target] {
    let n = Double(count)
    let first = zip(means, variances).map { mean, variance in
      variance == 0 ? Target.value(mean) : .mean(mean, standardError: sqrt(variance / n))
    }
    let second = variances.map { variance in
      variance == 0 ? Target.value(0) : .variance(variance, degreesOfFreedom: n - 1)
    }
    let third = covariances.indices.map { i in
      let c = covariances[i]
      let spread = variances[i] * variances[i + 1] + c * c
      return spread == 0 ? Target.value(c) : .mean(c, standardError: sqrt(spread / n))
    }
    return first + second + third
  }

  /// A law of which only the shares of equal paths are known.
  fileprivate func equal(starts: Bool, noise: Bool) -> [Target] {
    [Target](repeating: .anything, count: 3 * steps + 4) + [
      .value(starts ? 1 : 0, tolerance: 1e-3), noise ? .value(1, tolerance: 1e-3) : .anything,
    ]
  }
}

// MARK: Mistakes

private let variances: [WrongLaw<Film>] = [
  WrongLaw("σ_t² is β_t; the bound is best with another", bestVariance) { film in
    film.law { film.move($0) { film.betas[$0 - 1] } }
  },
  WrongLaw("σ_t² is β_t, and that in the last step, too, which should have none", threeSamplers) {
    film in film.law { film.move($0, last: film.betas[0]) { film.betas[$0 - 1] } }
  },
  WrongLaw("σ_t² is β̃_t; what is not known of x₀ has to be added", bestVariance) { film in
    film.law { film.move($0) { film.schedule.posteriorVariance($0) } }
  },
  WrongLaw("β̃_t is missing in σ_t²", bestVariance) { film in
    film.law { film.move($0) { film.unknown($0) } }
  },
  WrongLaw("the last step adds noise: the data get none", threeSamplers) { film in
    film.law { film.move($0, last: film.best(1)) { film.best($0) } }
  },
  WrongLaw("z is multiplied by the variance σ_t²; it should be by its root", theBound) { film in
    film.law { film.move($0) { film.best($0) * film.best($0) } }
  },
  WrongLaw("z is multiplied by σ_t², in the last step, too, which should have none", theBound) {
    film in
    film.law { film.move($0, last: film.best(1) * film.best(1)) { film.best($0) * film.best($0) } }
  },
  WrongLaw("in σ_t², β_t stands before ℓ_t where β_t² should", bestVariance) { film in
    film.law { film.move($0) { film.numbers($0).βTilde + film.unknown($0) / film.numbers($0).β } }
  },
  WrongLaw("in σ_t² the loss ℓ_t is missing", bestVariance) { film in
    film.law { film.move($0) { film.numbers($0).βTilde + film.unknown($0) / film.losses[$0 - 1] } }
  },
  WrongLaw("in σ_t², the loss stands squared", bestVariance) { film in
    film.law { film.move($0) { film.numbers($0).βTilde + film.unknown($0) * film.losses[$0 - 1] } }
  },
  WrongLaw("in σ_t², β̃_t is replaced by β_t", bestVariance) { film in
    film.law { film.move($0) { film.numbers($0).β + film.unknown($0) } }
  },
  WrongLaw("in σ_t², α_t stands where ᾱ_t should", bestVariance) { film in
    film.law {
      film.move($0) { t in
        let (β, _, ᾱ, βTilde) = film.numbers(t)
        return βTilde + film.unknown(t) * (1 - ᾱ) / β
      }
    }
  },
  WrongLaw("in σ_t², the factor (1−ᾱ_{t−1})/(1−ᾱ_t) of β̃_t is upside down", goingBack) { film in
    film.law {
      film.move($0) { t in
        let (β, _, _, βTilde) = film.numbers(t)
        return β * β / βTilde + film.unknown(t)
      }
    }
  },
  WrongLaw("no noise was added on the way", threeSamplers) { film in
    film.law { film.move($0) { _ in 0 } }
  },
  WrongLaw("σ_t is missing: z was added as it is", threeSamplers) { film in
    film.law { film.move($0) { _ in 1 } }
  },
  WrongLaw("σ_t is missing, and the last step has noise, too", threeSamplers) { film in
    film.law { film.move($0, last: 1) { _ in 1 } }
  },
]

private let means: [WrongLaw<Film>] = [
  WrongLaw("the guessed noise is added; it has to be taken off", theBound) { film in
    film.law { t in
      let (β, α, ᾱ, _) = film.numbers(t)
      return film.move(t, 1 / sqrt(α), β / sqrt(α * (1 - ᾱ)))
    }
  },
  WrongLaw("in the mean, α_t stands where ᾱ_t should", theBound) { film in
    film.law { t in
      let (β, α, _, _) = film.numbers(t)
      return film.move(t, 1 / sqrt(α), -sqrt(β / α))
    }
  },
  WrongLaw("in the mean, the root at 1−ᾱ_t is missing", theBound) { film in
    film.law { t in
      let (β, α, ᾱ, _) = film.numbers(t)
      return film.move(t, 1 / sqrt(α), -β / (sqrt(α) * (1 - ᾱ)))
    }
  },
  WrongLaw("in the mean, √β_t stands where β_t should", theBound) { film in
    film.law { t in
      let (β, α, ᾱ, _) = film.numbers(t)
      return film.move(t, 1 / sqrt(α), -sqrt(β / (α * (1 - ᾱ))))
    }
  },
  WrongLaw("the division of the mean by √α_t is missing", theBound) { film in
    film.law { t in
      let (β, _, ᾱ, _) = film.numbers(t)
      return film.move(t, 1, -β / sqrt(1 - ᾱ))
    }
  },
  WrongLaw("the mean is divided by α_t; it should be by its root", theBound) { film in
    film.law { t in
      let (β, α, ᾱ, _) = film.numbers(t)
      return film.move(t, 1 / α, -β / (α * sqrt(1 - ᾱ)))
    }
  },
  WrongLaw("only x_t is divided by √α_t; the guessed noise has to be, too", theBound) { film in
    film.law { t in
      let (β, α, ᾱ, _) = film.numbers(t)
      return film.move(t, 1 / sqrt(α), -β / sqrt(1 - ᾱ))
    }
  },
  WrongLaw("the mean is multiplied by √α_t; on the way back it is divided", theBound) { film in
    film.law { t in
      let (β, α, ᾱ, _) = film.numbers(t)
      return film.move(t, sqrt(α), -sqrt(α) * β / sqrt(1 - ᾱ))
    }
  },
  WrongLaw("each step goes to x̂₀ at once; it should go to the posterior's mean", goingBack) { film in
    film.law { t in
      let ᾱ = film.numbers(t).ᾱ
      return film.move(t, 1 / sqrt(ᾱ), -sqrt((1 - ᾱ) / ᾱ))
    }
  },
  WrongLaw("the guess of the noise is not used", theBound) { film in
    film.law { t in film.move(t, 1 / sqrt(film.numbers(t).α), 0) }
  },
  WrongLaw("those are the steps of DDIM, without noise", threeSamplers) { film in
    film.law { t in
      let step = ReverseSampler(film.schedule, .implicit(eta: 0)).factors(from: t, to: t - 1)
      return Move(state: step.state, guess: step.prediction, deviation: 0)
    }
  },
]

private let paths: [WrongLaw<Film>] = [
  WrongLaw("the path starts at 0; it has to start from noise", theBound) { film in
    film.law(start: (0, 0)) { film.right($0) }
  },
  WrongLaw("the path starts with the variance 1−ᾱ_T; it has to start from N(0, 1)", theBound) {
    film in film.law(start: (0, film.schedule.terminal.noise)) { film.right($0) }
  },
  WrongLaw("the path goes through the times from 1 to T: that is the way out", threeSamplers) {
    film in film.law(order: Array(1...film.steps)) { film.right($0) }
  },
  WrongLaw("the states are in the wrong order: x_T comes first", threeSamplers) { film in
    film.law(startFirst: false) { film.right($0) }
  },
  WrongLaw("all steps of a path have the same z: each needs its own", threeSamplers) { film in
    film.law(reuse: .inSteps) { film.right($0) }
  },
  WrongLaw("the start is used again as the noise of the steps: each needs its own", threeSamplers) {
    film in film.law(reuse: .everywhere) { film.right($0) }
  },
  WrongLaw("all paths start at the same point: the stream of numbers is made anew", theBound) {
    $0.equal(starts: true, noise: false)
  },
  WrongLaw("all paths have the same noise: the stream of numbers is made anew", threeSamplers) {
    $0.equal(starts: false, noise: true)
  },
]

/// Uniform noise of three kinds, in the steps only or at the start, too.
private let uniforms: [WrongLaw<Film>] = [(0.5, 1.0 / 12), (0, 1.0 / 3), (0, 1.0)].flatMap { kind in
  [false, true].map { isInSteps in
    WrongLaw("the noise is uniform: it should be normal", threeSamplers) { film in
      film.law(
        start: isInSteps ? (0, 1) : kind, noise: kind, isNormal: false
      ) { film.right($0) }
    }
  }
}

let filmBackwards = Exercise<any Exercises>(
  "9.5", "The film backwards", points: 8, section: bestVariance,
  hints: [
    """
    A loop from t = T down to 1 that appends to a list. In it are the step of exercise 9.2 and \
    the best variance of section 9.6 in the place of β_t.
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
    Check(
      statistical: "20,000 paths of five steps", count: { $0.count * ($0.steps + 1) },
      given: { Film(&$0) }, answer: { try $1.paths($0) }, labels: Film.labels(steps: 5),
      measured: { $0.statistics($1) },
      expected: { film in film.law { film.right($0) } },
      mistakes: variances + means + paths + uniforms),
    // teacher: begin
    Check(
      statistical: "paths of a single step", count: { $0.count * ($0.steps + 1) },
      given: { Film(&$0, steps: 1) }, answer: { try $1.paths($0) }, labels: Film.labels(steps: 1),
      measured: { $0.statistics($1) },
      expected: { film in film.law { film.right($0) } }, mistakes: []),
    // teacher: end
  ])
