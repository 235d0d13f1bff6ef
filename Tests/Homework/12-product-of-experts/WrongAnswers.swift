import Elementary
import Exercises12
import HomeworkKit
import HomeworkTesting

/// The grader says that it does not know the numbers.
private let unknown = "not the right numbers"

let wrongAnswers = wrongPrecisions + wrongMixtures + wrongRules

private struct Precisions: Exercises {
  var precision: @Sendable (_ v: Double, _ γ: Double) -> Double = { $1 / $0 }
  var end: @Sendable (_ λ: Double, _ pull: Double) -> Normal? = { $0 > 0 ? ($1 / $0, 1 / $0) : nil }
  func product(means: [Double], variances: [Double], exponents: [Double]) -> Normal? {
    let own = zip(variances, exponents).map(precision)
    return end(own.reduce(0, +), zip(own, means).reduce(0) { $0 + $1.0 * $1.1 })
  }
}

private let wrongPrecisions: [WrongAnswer<any Exercises>] = [
  WrongAnswer("12.1", "no such density", Precisions(end: { ($1 / $0, 1 / $0) })),
  WrongAnswer("12.1", "zero makes no", Precisions(end: { $0 < 0 ? nil : ($1 / $0, 1 / $0) })),
  WrongAnswer("12.1", "there is a density", Precisions(end: { _, _ in nil })),
  WrongAnswer("12.1", "were ignored", Precisions(precision: { v, _ in 1 / v })),
  // pᵏ taken for a density with k times the variance; variances added; a precision clamped at 0.
  WrongAnswer("12.1", unknown, Precisions(precision: { 1 / ($0 * $1) })),
  WrongAnswer("12.1", unknown, Precisions(precision: { $0 * $1 })),
  WrongAnswer("12.1", unknown, Precisions(precision: { max(0, $1 / $0) })),
  WrongAnswer(
    "12.1", "that is the standard deviation",
    Precisions(end: { $0 > 0 ? ($1 / $0, 1 / $0.squareRoot()) : nil })),
]

private struct Multiplied: Exercises {
  var logOverlap: @Sendable (_ p: Component, _ q: Component) -> Double = { p, q in
    let v = p.variance + q.variance
    return -log(2 * .pi * v) / 2 - (p.mean - q.mean) * (p.mean - q.mean) / (2 * v)
  }
  var weight: @Sendable (Double, Double) -> Double = { $0 * $1 }
  var normalize: @Sendable ([Double]) -> ([Double], Double) = { logs in
    let total = logSumExp(logs)
    return (logs.map { exp($0 - total) }, total)
  }
  func product(of first: [Component], and second: [Component]) -> Product {
    let pairs = first.flatMap { p in second.map { (p, $0) } }
    let (weights, total) = normalize(
      pairs.map { log(weight($0.weight, $1.weight)) + logOverlap($0, $1) })
    return (
      zip(weights, pairs).map { w, pair in
        let λ = (1 / pair.0.variance, 1 / pair.1.variance)
        let m = (λ.0 * pair.0.mean + λ.1 * pair.1.mean) / (λ.0 + λ.1)
        return (w, m, 1 / (λ.0 + λ.1))
      }, total
    )
  }
}

private let wrongMixtures: [WrongAnswer<any Exercises>] = [
  WrongAnswer("12.2", "weights lack e^ℓ", Multiplied(logOverlap: { _, _ in 0 })),
  WrongAnswer("12.2", unknown, Multiplied(weight: { ($0 + $1) / 2 })),
  // Standard deviations added, not variances.
  WrongAnswer(
    "12.2", unknown,
    Multiplied(logOverlap: { p, q in
      let v = p.variance.squareRoot() + q.variance.squareRoot()
      return -log(2 * .pi * v * v) / 2 - (p.mean - q.mean) * (p.mean - q.mean) / (2 * v * v)
    })),
  WrongAnswer(
    "12.2", "lacks the ½ before its square",
    Multiplied(logOverlap: { p, q in
      let v = p.variance + q.variance
      return -log(2 * .pi * v) / 2 - (p.mean - q.mean) * (p.mean - q.mean) / v
    })),
  WrongAnswer(
    "12.2", "keep their logarithms",
    Multiplied(normalize: { logs in
      let total = logs.reduce(0) { $0 + exp($1) }
      return (logs.map { exp($0) / total }, log(total))
    })),
  // Only the best pair.
  WrongAnswer(
    "12.2", unknown,
    Multiplied(normalize: { logs in (logs.map { $0 == logs.max() ? 1 : 0 }, logs.max()!) })),
]

private struct Rule: Exercises {
  var byExponent: @Sendable (_ y: Double) -> Double = { log(1 + $0 * $0 / 2) }
  var byDirection: @Sendable (_ a: Double, _ y: Double) -> Double = { $0 * $1 / (1 + $1 * $1 / 2) }
  var shares: @Sendable (_ n: Int, _ m: Int) -> (Double, Double) = {
    (1 / Double($0), -1 / Double($1))
  }
  func contrast(
    data: [[Double]], samples: [[Double]], directions: [[Double]], exponents: [Double]
  ) -> Gradient {
    let shares = shares(data.count, samples.count)
    let points = data.map { ($0, shares.0) } + samples.map { ($0, shares.1) }
    func y(_ w: [Double], _ x: [Double]) -> Double { zip(w, x).reduce(0) { $0 + $1.0 * $1.1 } }
    return (
      directions.map { w in points.reduce(0) { $0 + $1.1 * byExponent(y(w, $1.0)) } },
      zip(directions, exponents).map { w, a in
        w.indices.map { i in
          points.reduce(0) { $0 + $1.1 * byDirection(a, y(w, $1.0)) * $1.0[i] }
        }
      }
    )
  }
}

private let wrongRules: [WrongAnswer<any Exercises>] = [
  WrongAnswer(
    "12.3", "exponent a is missing", Rule(byDirection: { $1 / (1 + $1 * $1 / 2) + 0 * $0 })),
  WrongAnswer("12.3", "lacks its 2", Rule(byDirection: { $0 * $1 / (2 + $1 * $1) })),
  // The density's slope for the energy's; the slope by y squared; one mean over all points.
  WrongAnswer("12.3", unknown, Rule(byExponent: { 1 / (1 + $0 * $0 / 2) })),
  WrongAnswer("12.3", unknown, Rule(byDirection: { $0 * $1 * $1 / (1 + $1 * $1 / 2) })),
  WrongAnswer("12.3", unknown, Rule(shares: { (1 / Double($0 + $1), -1 / Double($0 + $1)) })),
  // To the base 2, and without the ½.
  WrongAnswer("12.3", unknown, Rule(byExponent: { log(1 + $0 * $0) / log(2) })),
]
