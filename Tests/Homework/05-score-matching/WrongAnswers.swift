import Elementary
import Exercises05
import HomeworkKit
import HomeworkTesting
import LinearAlgebra
import Tensors

private struct Divergence: Exercises {
  var formula: @Sendable (_ p: [[Double]], _ q: [[Double]], _ s: Field, _ t: Field) -> Double
  func fisherDivergence(
    samplesOfP: [[Double]], samplesOfQ: [[Double]], scoreOfP: Field, scoreOfQ: Field
  ) -> Double { formula(samplesOfP, samplesOfQ, scoreOfP, scoreOfQ) }
}

/// The right divergence.
private let divergence: @Sendable ([[Double]], Field, Field) -> Double = { points, s, t in
  References().fisherDivergence(samplesOfP: points, samplesOfQ: [], scoreOfP: s, scoreOfQ: t)
}

/// A mixture's score from what each component adds to p and to its slope.
private struct Arrow: Exercises {
  var isSafe = false
  var whenLost: @Sendable (_ ways: [Double], _ σ: [Double]) -> Double = { _, _ in .nan }
  var finish: @Sendable (_ slope: Double, _ density: Double) -> Double = { $0 / $1 }
  func mixtureScore(
    at x: Double, weights: [Double], means: [Double], standardDeviations: [Double]
  ) -> Double {
    let ways = means.map { $0 - x }
    let exponents = zip(ways, standardDeviations).map { -$0 * $0 / (2 * $1 * $1) }
    let top = isSafe ? exponents.max()! : 0
    var (slope, density) = (0.0, 0.0)
    for (k, σ) in standardDeviations.enumerated() {
      let part = weights[k] * exp(exponents[k] - top) / (sqrt(2 * .pi) * σ)
      slope += part * ways[k] / (σ * σ)
      density += part
    }
    return density > 0 ? finish(slope, density) : whenLost(ways, standardDeviations)
  }
}

private struct Loss: Exercises {
  var term: @Sendable (_ slope: [Double], _ hessian: [[Double]]) -> Double
  func scoreMatchingLoss(
    points: [[Double]], energyGradient: Field, energyHessian: ([Double]) -> [[Double]]
  ) -> Double { mean(points.map { term(energyGradient($0), energyHessian($0)) }) }
}

private struct Waiting: Exercises {
  var formula: @Sendable (_ m: Double, _ v: Double) -> (Double, Double)
  func fitWaitingTimes(_ data: [Double]) -> (shape: Double, rate: Double) {
    let m = mean(data)
    let (shape, rate) = formula(m, mean(data.map { $0 * $0 }) - m * m)
    return (shape, rate)
  }
}

private struct Fit: Exercises {
  var finish: @Sendable (_ θ: [Double]) -> [Double] = { $0 }
  var prepare: @Sendable ([[Double]]) -> [[Double]] = { $0 }
  func fitEnergy(
    points: [[Double]], gradients: [Field], laplacians: [([Double]) -> Double]
  ) -> [Double] {
    finish(
      References().fitEnergy(
        points: prepare(points), gradients: gradients, laplacians: laplacians))
  }
}

/// What is said of numbers that the grader does not recognise.
private let unknown = "nor those of a mistake"

let wrongAnswers: [WrongAnswer<any Exercises>] = [
  .init(
    "5.1", "both directions were added",
    Divergence { p, q, s, t in divergence(p, s, t) + divergence(q, t, s) }),
  .init(
    "5.1", "over p; and the ½ is missing", Divergence { _, q, s, t in 2 * divergence(q, s, t) }),
  .init(
    "5.1", unknown,
    Divergence { p, _, s, t in mean(p.map { sqrt(divergence([$0], s, t)) }) }),
  .init("5.1", unknown, Divergence { p, _, s, t in divergence([p[0]], s, t) }),
  .init("5.1", "digits", Divergence { p, _, s, t in Double(Float(divergence(p, s, t))) }),

  .init("5.2", "0/0", Arrow()),
  .init("5.2", "the arrow vanished", Arrow(whenLost: { _, _ in 0 })),
  .init(
    "5.2", "the widest component is the most probable",
    Arrow(whenLost: { ways, σ in
      let k = ways.indices.min { abs(ways[$0]) < abs(ways[$1]) }!
      return ways[k] / (σ[k] * σ[k])
    })),
  .init("5.2", "weight zero", Arrow(isSafe: true)),
  .init("5.2", unknown, Arrow(finish: { slope, density in slope / (density + 0.01) })),

  .init(
    "5.3", "is missing; and the sign",
    Loss { slope, H in dot(slope, slope) + sum(slope.indices.map { H[$0][$0] }) }),
  .init(
    "5.3", unknown, Loss { dot($0, $0) / 2 - sqrt(sum($1.flatMap { $0 }.map { $0 * $0 })) }),
  .init("5.3", unknown, Loss { dot($0, $0) / 2 - $1[0][0] }),
  .init("5.3", unknown, Loss { dot($0, $0) / 2 - $1[0][0] * $1.last!.last! }),

  .init("5.4", "mean square", Waiting { m, v in (m * m / (v + m * m), m / (v + m * m)) }),
  .init("5.4", "too large by 1", Waiting { m, v in (m * m / v + 1, m / v) }),
  .init("5.4", unknown, Waiting { m, v in (m * m / v, m) }),
  .init("5.4", unknown, Waiting { m, v in (m / v, v / m) }),
  .init("5.4", "digits", Waiting { m, v in (Double(Float(m * m / v)), Double(Float(m / v))) }),

  .init("5.5", unknown, Fit(finish: { $0.reversed() })),
  .init("5.5", unknown, Fit(prepare: { $0 + [$0[0]] })),
  .init("5.5", "missing; and the sign", Fit(finish: { $0.map { -$0 / 2 } })),
  .init("5.5", "digits", Fit(finish: { $0.map { Double(Float($0)) } })),
  .init("5.5", unknown, Fit(finish: { [1] + $0.dropFirst() })),
]
