import Elementary
import Exercises12
import HomeworkKit

typealias Component = (weight: Double, mean: Double, variance: Double)
typealias Normal = (mean: Double, variance: Double)
typealias Product = (components: [Component], logIntegral: Double)
typealias Gradient = (byExponents: [Double], byDirections: [[Double]])

/// Whoever answers one exercise has not attempted the others.
extension Exercises {
  func product(means: [Double], variances: [Double], exponents: [Double]) throws -> Normal? {
    throw NotAttempted()
  }
  func product(of first: [Component], and second: [Component]) throws -> Product {
    throw NotAttempted()
  }
  func contrast(
    data: [[Double]], samples: [[Double]], directions: [[Double]], exponents: [Double]
  ) throws -> Gradient { throw NotAttempted() }
}

/// Nobody has answered anything.
struct Stubs: Exercises {}

/// The reference answers.
struct References: Exercises {
  func product(means: [Double], variances: [Double], exponents: [Double]) -> Normal? {
    var (λ, pull) = (0.0, 0.0)
    for i in means.indices {
      λ += exponents[i] / variances[i]
      pull += exponents[i] * means[i] / variances[i]
    }
    return λ > 0 ? (pull / λ, 1 / λ) : nil
  }

  func product(of first: [Component], and second: [Component]) -> Product {
    var (logs, components) = ([Double](), [Component]())
    for p in first {
      for q in second {
        let v = p.variance + q.variance
        logs.append(
          log(p.weight * q.weight) - 0.5 * log(2 * .pi * v)
            - (p.mean - q.mean) * (p.mean - q.mean) / (2 * v))
        let λ = 1 / p.variance + 1 / q.variance
        components.append((0, (p.mean / p.variance + q.mean / q.variance) / λ, 1 / λ))
      }
    }
    let top = logs.max()!
    let total = logs.reduce(0) { $0 + exp($1 - top) }
    for i in logs.indices { components[i].weight = exp(logs[i] - top) / total }
    return (components, top + log(total))
  }

  func contrast(
    data: [[Double]], samples: [[Double]], directions: [[Double]], exponents: [Double]
  ) -> Gradient {
    var byExponents = exponents.map { _ in 0.0 }
    var byDirections = directions.map { $0.map { _ in 0.0 } }
    let signed =
      data.map { ($0, 1 / Double(data.count)) } + samples.map { ($0, -1 / Double(samples.count)) }
    for (x, share) in signed {
      for (j, w) in directions.enumerated() {
        let y = zip(w, x).reduce(0) { $0 + $1.0 * $1.1 }
        byExponents[j] += share * log(1 + y * y / 2)
        for i in x.indices {
          byDirections[j][i] += share * exponents[j] * y * x[i] / (1 + y * y / 2)
        }
      }
    }
    return (byExponents, byDirections)
  }
}

/// Right answers, written in another way.
struct Alternates: Exercises {
  func product(means: [Double], variances: [Double], exponents: [Double]) -> Normal? {
    // One expert after the other; before the last there need not be a density.
    var (a, b) = (0.0, 0.0)
    for ((m, v), γ) in zip(zip(means, variances), exponents) { (a, b) = (a + γ / v, b + γ / v * m) }
    guard a > 0 else { return nil }
    return (b / a, pow(a, -1))
  }

  func product(of first: [Component], and second: [Component]) -> Product {
    // ℓ from the densities of the parts at a point: ln N₁(0) + ln N₂(0) − ln N₁₂(0).
    func logDensity(_ m: Double, _ v: Double) -> Double { -m * m / (2 * v) - log(2 * .pi * v) / 2 }
    let parts = first.flatMap { p in
      second.map { q -> (log: Double, Component) in
        let v = 1 / (1 / p.variance + 1 / q.variance)
        // Measured from the first mean, where the numbers are small.
        let m = v * (q.mean - p.mean) / q.variance
        let ℓ =
          logDensity(0, p.variance) + logDensity(q.mean - p.mean, q.variance) - logDensity(m, v)
        return (log(p.weight) + log(q.weight) + ℓ, (0, p.mean + m, v))
      }
    }
    let total = logSumExp(parts.map(\.log))
    return (parts.map { (exp($0.log - total), $0.1.mean, $0.1.variance) }, total)
  }

  func contrast(
    data: [[Double]], samples: [[Double]], directions: [[Double]], exponents: [Double]
  ) -> Gradient {
    // 2y/(2 + y²), expert by expert.
    func mean(_ points: [[Double]], _ f: ([Double]) -> Double) -> Double {
      points.map(f).reduce(0, +) / Double(points.count)
    }
    func contrast(_ f: ([Double]) -> Double) -> Double { mean(data, f) - mean(samples, f) }
    func along(_ w: [Double], _ x: [Double]) -> Double {
      w.indices.reduce(0) { $0 + w[$1] * x[$1] }
    }
    return (
      directions.map { w in contrast { log1p(along(w, $0) * along(w, $0) / 2) } },
      zip(directions, exponents).map { w, a in
        w.indices.map { i in
          contrast { x in
            let y = along(w, x)
            return 2 * a * y / (2 + y * y) * x[i]
          }
        }
      }
    )
  }
}
