import Elementary
import Exercises06
import HomeworkKit
import HomeworkTesting
import Tensors

private func squares(_ v: [Double]) -> Double { v.reduce(0) { $0 + $1 * $1 } }

/// A target from each pair of coordinates.
private struct Target: Exercises {
  var formula: @Sendable (_ x: Double, _ noisy: Double, _ σ: Double) -> Double
  func denoisingTarget(clean: [Double], noisy: [Double], noise σ: Double) throws -> [Double] {
    clean.indices.map { formula(clean[$0], noisy[$0], σ) }
  }
}

private struct Guess: Exercises {
  var mean: @Sendable (_ x: Double, _ σ: Double, _ s: Double) -> Double = { $0 + $1 * $1 * $2 }
  var variance: @Sendable (_ σ: Double, _ s: Double, _ slope: Double, _ x: Double) -> Double = {
    $0 * $0 + $0 * $0 * $0 * $0 * $2 + 0 * ($1 + $3)
  }
  func posterior(
    of noisy: Double, noise σ: Double, score: (Double) -> Double, scoreSlope: (Double) -> Double
  ) throws -> (mean: Double, variance: Double) {
    let s = score(noisy)
    return (mean(noisy, σ, s), variance(σ, s, scoreSlope(noisy), noisy))
  }
}

private struct Exchanged: Exercises {
  func posterior(
    of noisy: Double, noise σ: Double, score: (Double) -> Double, scoreSlope: (Double) -> Double
  ) throws -> (mean: Double, variance: Double) {
    let right = try Guess().posterior(of: noisy, noise: σ, score: score, scoreSlope: scoreSlope)
    return (right.variance, right.mean)
  }
}

/// Looks at the loss when the step has been taken.
private struct TooLate: Exercises {
  func trainingStep(
    points: [[Double]], standardNoise: [[Double]], standardDeviations: [Double], center μ: [Double],
    precision λ: Double, learningRate: Double
  ) throws -> (loss: Double, precision: Double) {
    func run(_ λ: Double) throws -> (loss: Double, precision: Double) {
      try Step().trainingStep(
        points: points, standardNoise: standardNoise, standardDeviations: standardDeviations, center: μ,
        precision: λ, learningRate: learningRate)
    }
    let after = try run(λ).precision
    return (try run(after).loss, after)
  }
}

/// A training step with slips of one's choice.
private struct Step: Exercises {
  var push: @Sendable (Double) -> Double = { $0 }
  var target: @Sendable (Double) -> Double = { 1 / $0 }
  var weight: @Sendable (Double) -> Double = { $0 * $0 }
  var half = 0.5
  var isCentered = true
  var isSquared = true
  var divisor: @Sendable (_ n: Double, _ d: Double) -> Double = { n, _ in n }
  func trainingStep(
    points: [[Double]], standardNoise: [[Double]], standardDeviations: [Double], center μ: [Double],
    precision λ: Double, learningRate: Double
  ) throws -> (loss: Double, precision: Double) {
    var (loss, slope) = (0.0, 0.0)
    for (i, σ) in standardDeviations.enumerated() {
      let noisy = zip(points[i], standardNoise[i]).map { $0 + push(σ) * $1 }
      let offset = isCentered ? zip(noisy, μ).map { $0 - $1 } : noisy
      let residual = zip(offset, standardNoise[i]).map { target(σ) * $1 - λ * $0 }
      loss += weight(σ) * half * (isSquared ? squares(residual) : squares(residual).squareRoot())
      slope -= 2 * half * weight(σ) * zip(residual, offset).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let n = divisor(Double(points.count), Double(μ.count))
    return (loss / n, λ - learningRate * slope / n)
  }
}
/// The right loss, and what one makes of the gradient.
private struct Update: Exercises {
  struct Parts { var λ, rate, loss, slope, unweighted, curvature, inner, n, d: Double }
  var formula: @Sendable (Parts) -> Double
  func trainingStep(
    points: [[Double]], standardNoise: [[Double]], standardDeviations: [Double], center μ: [Double],
    precision λ: Double, learningRate: Double
  ) throws -> (loss: Double, precision: Double) {
    func run(_ step: Step, _ λ: Double) throws -> (loss: Double, precision: Double) {
      try step.trainingStep(
        points: points, standardNoise: standardNoise, standardDeviations: standardDeviations, center: μ,
        precision: λ, learningRate: 1)
    }
    let here = try run(Step(), λ)
    let slope = λ - here.precision
    let slopeAtZero = try -run(Step(), 0).precision
    var inner = 0.0
    for (i, σ) in standardDeviations.enumerated() {
      for j in μ.indices {
        let z = standardNoise[i][j]
        inner += σ * σ * (z / σ - λ * (points[i][j] + σ * z - μ[j])) / Double(points.count)
      }
    }
    let parts = Parts(
      λ: λ, rate: learningRate, loss: here.loss, slope: slope,
      unweighted: try λ - run(Step(weight: { _ in 1 }), λ).precision,
      curvature: (slope - slopeAtZero) / λ, inner: inner, n: Double(points.count),
      d: Double(μ.count))
    return (here.loss, formula(parts))
  }
}

/// Divides by the sum of the weights.
private struct WeightedMean: Exercises {
  func trainingStep(
    points: [[Double]], standardNoise: [[Double]], standardDeviations: [Double], center μ: [Double],
    precision λ: Double, learningRate: Double
  ) throws -> (loss: Double, precision: Double) {
    try Step(divisor: { _, _ in squares(standardDeviations) }).trainingStep(
      points: points, standardNoise: standardNoise, standardDeviations: standardDeviations, center: μ,
      precision: λ, learningRate: learningRate)
  }
}

/// A score of data with slips of one's choice.
private struct Pull: Exercises {
  var exponent: @Sendable (_ square: Double, _ σ: Double) -> Double = { -$0 / (2 * $1 * $1) }
  /// From the mean way to the points, the sum of the weights, σ, n and d.
  var factor: @Sendable (_ total: Double, _ σ: Double, _ n: Double, _ d: Double) -> Double = {
    _, σ, _, _ in 1 / (σ * σ)
  }
  var isPlace = false
  var isSafe = false
  var isDivided = false
  func noisedDataScore(at noisy: [Double], data: [[Double]], noise σ: Double) throws -> [Double] {
    let exponents = data.map { exponent(squares(zip($0, noisy).map { $0 - $1 }), σ) }
    let weights = exponents.map { exp($0 - (isSafe ? exponents.max()! : 0)) }
    let allWeights = weights.reduce(0, +)
    return (0..<noisy.count).map { j in
      let pull = zip(weights, data).reduce(0) { $0 + $1.0 * ($1.1[j] - noisy[j]) } / allWeights
      return isPlace
        ? (noisy[j] + pull) / (isDivided ? σ * σ : 1)
        : pull * factor(allWeights, σ, Double(data.count), Double(noisy.count))
    }
  }
}
private struct Nearest: Exercises {
  func noisedDataScore(at noisy: [Double], data: [[Double]], noise σ: Double) throws -> [Double] {
    func far(_ x: [Double]) -> Double { squares(zip(x, noisy).map { $0 - $1 }) }
    let x = data.min { far($0) < far($1) }!
    return zip(x, noisy).map { ($0 - $1) / (σ * σ) }
  }
}
private struct Separate: Exercises {
  func noisedDataScore(at noisy: [Double], data: [[Double]], noise σ: Double) throws -> [Double] {
    try noisy.indices.map { j in
      try Pull(isSafe: true).noisedDataScore(
        at: [noisy[j]], data: data.map { [$0[j]] }, noise: σ)[0]
    }
  }
}
/// Right unless everything underflows.
private struct Fallback: Exercises {
  enum Kind { case zero, nearest, equal }
  var kind: Kind
  func noisedDataScore(at noisy: [Double], data: [[Double]], noise σ: Double) throws -> [Double] {
    let plain = try Pull().noisedDataScore(at: noisy, data: data, noise: σ)
    if plain[0].isFinite { return plain }
    return switch kind {
    case .zero: noisy.map { _ in 0 }
    case .nearest: try Nearest().noisedDataScore(at: noisy, data: data, noise: σ)
    case .equal:
      try Pull(exponent: { _, _ in 0 }).noisedDataScore(at: noisy, data: data, noise: σ)
    }
  }
}

/// Annealed Langevin with slips of one's choice.
private struct RoundAndRound: Exercises {
  func annealedLangevin(
    from start: [Double], standardDeviations: [Double], stepsPerLevel: Int, stepFactor: Double,
    score: (_ x: Double, _ σ: Double) -> Double, using random: inout RandomStream
  ) throws -> [Double] {
    var x = start
    for _ in 0..<stepsPerLevel {
      x = try Anneal().annealedLangevin(
        from: x, standardDeviations: standardDeviations, stepsPerLevel: 1, stepFactor: stepFactor, score: score,
        using: &random)
    }
    return x
  }
}
private struct Anneal: Exercises {
  enum Sharing { case none, amongPoints, amongSteps, withinLevel }
  var step: @Sendable (_ ρ: Double, _ σ: Double, _ last: Double) -> Double = { ρ, σ, _ in ρ * σ * σ
  }
  var drift: @Sendable (_ ε: Double) -> Double = { $0 }
  var spread: @Sendable (_ ε: Double, _ σ: Double) -> Double = { ε, _ in (2 * ε).squareRoot() }
  var told: @Sendable (_ σ: Double, [Double]) -> Double = { σ, _ in σ }
  var levels: @Sendable ([Double]) -> [Double] = { $0 }
  var steps: @Sendable (Int) -> Int = { $0 }
  var noise: @Sendable (inout RandomStream) -> Double = { $0.normal() }
  var sharing = Sharing.none
  var denoises = false
  var tellsStep = false
  var addsNoiseFirst = false
  var stepLevel: (@Sendable ([Double]) -> Double)?
  func annealedLangevin(
    from start: [Double], standardDeviations: [Double], stepsPerLevel: Int, stepFactor: Double,
    score: (_ x: Double, _ σ: Double) -> Double, using random: inout RandomStream
  ) throws -> [Double] {
    var x = start
    var z = start.map { _ in noise(&random) }
    for σ in levels(standardDeviations) {
      if sharing == .withinLevel { z = start.map { _ in noise(&random) } }
      let ε = step(stepFactor, stepLevel?(standardDeviations) ?? σ, standardDeviations.last!)
      for _ in 0..<steps(stepsPerLevel) {
        if sharing == .amongPoints {
          let all = noise(&random)
          z = start.map { _ in all }
        } else if sharing == .none {
          z = start.map { _ in noise(&random) }
        }
        for i in x.indices {
          let level = tellsStep ? ε : told(σ, standardDeviations)
          let push = spread(ε, σ) * z[i]
          x[i] += drift(ε) * score(x[i] + (addsNoiseFirst ? push : 0), level) + push
        }
      }
    }
    let σ = standardDeviations.last!
    return denoises ? x.map { $0 + σ * σ * score($0, σ) } : x
  }
}

private let targets: [WrongAnswer<any Exercises>] = [
  WrongAnswer("6.1", "from the noisy point", Target { ($1 - $0) / ($2 * $2) }),
  WrongAnswer("6.1", "divided by σ: it", Target { ($0 - $1) / $2 }),
  WrongAnswer("6.1", "noise z itself", Target { ($1 - $0) / $2 }),
  WrongAnswer("6.1", "difference is not divided", Target { x, y, _ in x - y }),
  WrongAnswer("6.1", "clean one; and the difference", Target { x, y, _ in y - x }),
  WrongAnswer("6.1", "multiplied by σ²", Target { ($0 - $1) * $2 * $2 }),
  WrongAnswer("6.1", "multiplied by σ:", Target { ($0 - $1) * $2 }),
  WrongAnswer("6.1", "½ too many", Target { ($0 - $1) / (2 * $2 * $2) }),
  WrongAnswer("6.1", "2 too many", Target { 2 * ($0 - $1) / ($2 * $2) }),
  WrongAnswer("6.1", "forgotten", Target { _, y, σ in -y / (σ * σ) }),
  WrongAnswer("6.1", "parentheses", Target { x, y, σ in x - y / (σ * σ) }),
  WrongAnswer("6.1", "clean point:", Target { x, _, _ in x }),
  WrongAnswer("6.1", "not the right numbers", Target { x, y, σ in x / (σ * σ) - y }),
]

private let predictions: [WrongAnswer<any Exercises>] = [
  WrongAnswer("6.2", "exchanged", Exchanged()),
  WrongAnswer("6.3", "after the step", TooLate()),
  WrongAnswer("6.2", "where the clean", Guess(mean: { $0 - $1 * $1 * $2 })),
  WrongAnswer("6.2", "by σ: it should be by σ²", Guess(mean: { $0 + $1 * $2 })),
  WrongAnswer("6.2", "variance that x̃", Guess(variance: { _, _, slope, _ in -1 / slope })),
  WrongAnswer("6.2", "for any x̃", Guess(variance: { σ, _, slope, _ in -1 / slope - σ * σ })),
  WrongAnswer("6.2", "are; and the score is multiplied by σ:", Guess(mean: { $0 - $1 * $2 })),
  WrongAnswer("6.2", "not multiplied", Guess(mean: { x, _, s in x + s })),
  WrongAnswer("6.2", "divided", Guess(mean: { $0 + $2 / ($1 * $1) })),
  WrongAnswer("6.2", "alone", Guess(mean: { _, σ, s in σ * σ * s })),
  WrongAnswer("6.2", "σ²/2", Guess(mean: { $0 + $1 * $1 * $2 / 2 })),
  WrongAnswer("6.2", "as it came", Guess(mean: { x, _, _ in x })),
  WrongAnswer(
    "6.2", "variance σ² is missing", Guess(variance: { σ, _, slope, _ in pow(σ, 4) * slope })),
  WrongAnswer("6.2", "should be σ⁴", Guess(variance: { σ, _, slope, _ in σ * σ * (1 + slope) })),
  WrongAnswer(
    "6.2", "sign of the slope", Guess(variance: { σ, _, slope, _ in σ * σ - pow(σ, 4) * slope })),
  WrongAnswer("6.2", "variance of the noise", Guess(variance: { σ, _, _, _ in σ * σ })),
  WrongAnswer(
    "6.2", "derivative of the mean", Guess(variance: { σ, _, slope, _ in 1 + σ * σ * slope })),
  WrongAnswer(
    "6.2", "mean square of x − x̃",
    Guess(variance: { σ, s, slope, _ in σ * σ + pow(σ, 4) * (slope + s * s) })),
  WrongAnswer(
    "6.2", "does not belong",
    Guess(variance: { σ, s, slope, _ in σ * σ + pow(σ, 4) * (slope - s * s) })),
  WrongAnswer(
    "6.2", "mean square of x,",
    Guess(variance: { σ, s, slope, x in
      σ * σ + pow(σ, 4) * slope + pow(x + σ * σ * s, 2)
    })),
  WrongAnswer(
    "6.2", "standard deviation", Guess(variance: { σ, _, slope, _ in sqrt(σ * σ + pow(σ, 4) * slope) })),
  WrongAnswer(
    "6.2", "score stands", Guess(variance: { σ, s, _, _ in σ * σ + pow(σ, 4) * s })),
  WrongAnswer(
    "6.2", "σ stands", Guess(variance: { σ, _, slope, _ in σ + σ * σ * slope })),
  WrongAnswer(
    "6.2", "not the right numbers", Guess(variance: { σ, _, slope, _ in 1 / (1 / (σ * σ) - slope) })
  ),
]

private let steps: [WrongAnswer<any Exercises>] = [
  WrongAnswer("6.3", "½ of the loss", Step(half: 1)),
  WrongAnswer("6.3", "weight σ² is missing", Step(weight: { _ in 1 })),
  WrongAnswer("6.3", "missing; and the weight", Step(weight: { _ in 1 }, half: 1)),
  WrongAnswer("6.3", "weight is σ", Step(weight: { $0 })),
  WrongAnswer("6.3", "1/σ²", Step(weight: { 1 / ($0 * $0) })),
  WrongAnswer("6.3", "twice: σ⁴", Step(weight: { pow($0, 4) })),
  WrongAnswer("6.3", "the field should be near", Step(target: { -1 / $0 })),
  WrongAnswer("6.3", "missing; and the sign", Step(target: { -1 / $0 }, half: 1)),
  WrongAnswer("6.3", "target is −z", Step(target: { _ in 1 })),
  WrongAnswer("6.3", "and the target is −z", Step(target: { _ in -1 })),
  WrongAnswer("6.3", "divided by σ²", Step(target: { 1 / ($0 * $0) })),
  WrongAnswer("6.3", "has the standard deviation σ²", Step(push: { $0 * $0 })),
  WrongAnswer("6.3", "as it is", Step(push: { _ in 1 })),
  WrongAnswer("6.3", "for the noise itself", Step(push: { _ in 1 }, target: { 1 / ($0 * $0) })),
  WrongAnswer("6.3", "subtracted from the points", Step(push: { -$0 })),
  WrongAnswer("6.3", "clean points", Step(push: { _ in 0 })),
  WrongAnswer("6.3", "μ was forgotten", Step(isCentered: false)),
  WrongAnswer("6.3", "their mean", Step(divisor: { _, _ in 1 })),
  WrongAnswer("6.3", "missing; and that is the sum", Step(half: 1, divisor: { _, _ in 1 })),
  WrongAnswer("6.3", "number of points", WeightedMean()),
  WrongAnswer("6.3", "a sum over coordinates", Step(divisor: { $0 * $1 })),
  WrongAnswer("6.3", "missing; and it was divided by the dimension", Step(half: 1, divisor: { $0 * $1 })),
  WrongAnswer("6.3", "not squared", Step(isSquared: false)),
  WrongAnswer("6.3", "two slips", Step(push: { $0 * $0 }, weight: { _ in 1 })),
  WrongAnswer("6.3", "step goes uphill: the loss", Update { $0.λ + $0.rate * $0.slope }),
  WrongAnswer("6.3", "half its size", Update { $0.λ - $0.rate * $0.slope / 2 }),
  WrongAnswer("6.3", "twice its size: where", Update { $0.λ - 2 * $0.rate * $0.slope }),
  WrongAnswer("6.3", "½?; and the loss is right; the step goes uphill", Update { $0.λ + 2 * $0.rate * $0.slope }),
  WrongAnswer(
    "6.3", "right; in the gradient the weight σ²", Update { $0.λ - $0.rate * $0.unweighted }),
  WrongAnswer("6.3", "missing; and the loss is right; the step goes uphill", Update { $0.λ + $0.rate * $0.unweighted }),
  WrongAnswer("6.3", "rate was forgotten", Update { $0.λ - $0.slope }),
  WrongAnswer("6.3", "that is its gradient", Update { $0.slope }),
  WrongAnswer("6.3", "step alone", Update { -$0.rate * $0.slope }),
  WrongAnswer("6.3", "not moved", Update { $0.λ }),
  WrongAnswer("6.3", "to the minimum", Update { $0.λ - $0.slope / $0.curvature }),
  WrongAnswer("6.3", "gradient is a sum", Update { $0.λ - $0.rate * $0.n * $0.slope }),
  WrongAnswer("6.3", "by the dimension", Update { $0.λ - $0.rate * $0.slope / $0.d }),
  WrongAnswer("6.3", "inner derivative", Update { $0.λ - $0.rate * $0.inner }),
  WrongAnswer("6.3", "loss was subtracted", Update { $0.λ - $0.rate * $0.loss }),
]

private let pulls: [WrongAnswer<any Exercises>] = [
  WrongAnswer("6.4", "sign is wrong: the score", Pull(factor: { _, σ, _, _ in -1 / (σ * σ) })),
  WrongAnswer("6.4", "divided by σ: it", Pull(factor: { _, σ, _, _ in 1 / σ })),
  WrongAnswer("6.4", "it was not divided", Pull(factor: { _, _, _, _ in 1 })),
  WrongAnswer("6.4", "an arrow to it", Pull(isPlace: true)),
  WrongAnswer("6.4", "likely the origin", Pull(exponent: { _, _ in 0 })),
  WrongAnswer("6.4", "only the nearest", Nearest()),
  WrongAnswer("6.4", "½ in the exponent", Pull(exponent: { -$0 / ($1 * $1) })),
  WrongAnswer("6.4", "exponent σ stands", Pull(exponent: { -$0 / (2 * $1) })),
  WrongAnswer(
    "6.4", "should; and it was divided by σ",
    Pull(exponent: { -$0 / (2 * $1) }, factor: { _, σ, _, _ in 1 / σ })),
  WrongAnswer("6.4", "variance is missing", Pull(exponent: { s, _ in -s / 2 })),
  WrongAnswer("6.4", "not squared", Pull(exponent: { -$0.squareRoot() / (2 * $1 * $1) })),
  WrongAnswer("6.4", "far points", Pull(exponent: { $0 / (2 * $1 * $1) })),
  WrongAnswer("6.4", "not subtracted", Pull(isPlace: true, isDivided: true)),
  WrongAnswer("6.4", "weights of its own", Separate()),
  WrongAnswer(
    "6.4", "slope of q",
    Pull(factor: { total, σ, n, d in
      total / n / pow((2 * .pi).squareRoot() * σ, d) / (σ * σ)
    })),
  WrongAnswer(
    "6.4", "not divided by their sum", Pull(factor: { total, σ, _, _ in total / (σ * σ) })),
  WrongAnswer(
    "6.4", "divided by n", Pull(factor: { total, σ, n, _ in total / (n * σ * σ) })),
  WrongAnswer("6.4", "0/0", Pull()),
  WrongAnswer("6.4", "arrow vanished", Fallback(kind: .zero)),
  WrongAnswer("6.4", "hardly further", Fallback(kind: .nearest)),
  WrongAnswer("6.4", "same weight: their", Fallback(kind: .equal)),
]

private let anneals: [WrongAnswer<any Exercises>] = [
  WrongAnswer("6.5", "noise is √ε z", Anneal(spread: { ε, _ in ε.squareRoot() })),
  WrongAnswer("6.5", "noise is ε z", Anneal(spread: { ε, _ in ε })),
  WrongAnswer("6.5", "noise is 2ε z", Anneal(spread: { ε, _ in 2 * ε })),
  WrongAnswer("6.5", "noise is √2 ε z", Anneal(spread: { ε, _ in 2.0.squareRoot() * ε })),
  WrongAnswer("6.5", "noise is σ z", Anneal(spread: { _, σ in σ })),
  WrongAnswer("6.5", "no noise", Anneal(spread: { _, _ in 0 })),
  WrongAnswer("6.5", "uniform on (−1, 1)", Anneal(noise: { 2 * $0.uniform() - 1 })),
  WrongAnswer("6.5", "uniform on (0, 1)", Anneal(noise: { $0.uniform() })),
  WrongAnswer("6.5", "is not normal", Anneal(noise: { sqrt(12) * ($0.uniform() - 0.5) })),
  WrongAnswer("6.5", "is not normal", Anneal(noise: { $0.bernoulli(0.5) ? 1 : -1 })),
  WrongAnswer("6.5", "all points got", Anneal(sharing: .amongPoints)),
  WrongAnswer("6.5", "in all its steps", Anneal(sharing: .amongSteps)),
  WrongAnswer("6.5", "all steps of a level", Anneal(sharing: .withinLevel)),
  WrongAnswer("6.5", "sign of the score", Anneal(drift: { -$0 })),
  WrongAnswer("6.5", "step is ρσ:", Anneal(step: { ρ, σ, _ in ρ * σ })),
  WrongAnswer("6.5", "step is ρ, without", Anneal(step: { ρ, _, _ in ρ })),
  WrongAnswer("6.5", "(or with", Anneal(step: { $0 * $1 * $1 / ($2 * $2) })),
  WrongAnswer("6.5", "half as long", Anneal(step: { ρ, σ, _ in ρ * σ * σ / 2 })),
  WrongAnswer("6.5", "drift is that", Anneal(drift: { $0 / 2 })),
  WrongAnswer("6.5", "told σ²", Anneal(told: { σ, _ in σ * σ })),
  WrongAnswer("6.5", "had already", Anneal(addsNoiseFirst: true)),
  WrongAnswer("6.5", "2√ε z", Anneal(spread: { ε, _ in 2 * ε.squareRoot() })),
  WrongAnswer("6.5", "told ε", Anneal(tellsStep: true)),
  WrongAnswer("6.5", "score is missing", Anneal(drift: { _ in 0 })),
  WrongAnswer("6.5", "one step too many", Anneal(steps: { $0 + ($0 > 1 ? 1 : 0) })),
  WrongAnswer("6.5", "size is that of the first", Anneal(stepLevel: { $0[0] })),
  WrongAnswer("6.5", "size is that of the last", Anneal(stepLevel: { $0.last! })),
  WrongAnswer("6.5", "at the start again", Anneal(levels: { $0.suffix(1) })),
  WrongAnswer("6.5", "told the first", Anneal(told: { $1[0] })),
  WrongAnswer("6.5", "told the last", Anneal(told: { $1.last! })),
  WrongAnswer("6.5", "opposite order", Anneal(levels: { $0.reversed() })),
  WrongAnswer("6.5", "one step at each", Anneal(steps: { _ in 1 })),
  WrongAnswer(
    "6.5", "first level was left", Anneal(levels: { $0.count > 1 ? Array($0.dropFirst()) : $0 })),
  WrongAnswer("6.5", "last level was left", Anneal(levels: { $0.count > 1 ? $0.dropLast() : $0 })),
  WrongAnswer("6.5", "denoising step", Anneal(denoises: true)),
  WrongAnswer("6.5", "factor ρ is missing", Anneal(step: { _, σ, _ in σ * σ })),
  WrongAnswer("6.5", "again and again", RoundAndRound()),
  WrongAnswer("6.5", "no point moved", Anneal(levels: { _ in [] })),
  WrongAnswer(
    "6.5", "not the right numbers", Anneal(drift: { -$0 }, spread: { ε, _ in ε.squareRoot() })),
]

let wrongAnswers: [WrongAnswer<any Exercises>] = targets + predictions + steps + pulls + anneals
