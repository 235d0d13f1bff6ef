import Elementary
import Exercises05
import HomeworkKit
import HomeworkTesting
import LinearAlgebra
import ScoreMatching
import Tensors

private func squares(_ v: [Double]) -> Double { v.reduce(0) { $0 + $1 * $1 } }

/// Half the mean square of something, with slips of one's choice.
private struct Divergence: Exercises {
  enum Points { case p, q, both }
  var points = Points.p
  var factor: @Sendable (_ n: Double, _ d: Double) -> Double = { n, _ in 1 / (2 * n) }
  var distance: @Sendable ([Double], [Double]) -> Double = { squares(zip($0, $1).map { $0 - $1 }) }
  var finish: @Sendable (Double) -> Double = { $0 }
  func fisherDivergence(
    samplesOfP: [[Double]], samplesOfQ: [[Double]], scoreOfP: ([Double]) -> [Double],
    scoreOfQ: ([Double]) -> [Double]
  ) throws -> Double {
    let chosen: [[Double]] =
      switch points {
      case .p: samplesOfP
      case .q: samplesOfQ
      case .both: samplesOfP + samplesOfQ
      }
    let total = chosen.reduce(0) { $0 + distance(scoreOfP($1), scoreOfQ($1)) }
    return finish(total * factor(Double(chosen.count), Double(chosen[0].count)))
  }
}

/// A mixture's score with slips of one's choice.
private struct Arrow: Exercises {
  /// The share of a component, from its weight, its standard deviation and the distance.
  var share: @Sendable (_ w: Double, _ s: Double, _ u: Double) -> Double = { w, s, u in
    w / s * exp(-u * u / (2 * s * s))
  }
  var arrow: @Sendable (_ s: Double, _ u: Double) -> Double = { s, u in -u / (s * s) }
  var finish: @Sendable (_ sum: Double, _ shares: Double) -> Double = { $0 / $1 }
  func mixtureScore(at x: Double, weights: [Double], means: [Double], standardDeviations: [Double]) throws
    -> Double
  {
    var (top, bottom) = (0.0, 0.0)
    for k in weights.indices {
      let part = share(weights[k], standardDeviations[k], x - means[k])
      top += part * arrow(standardDeviations[k], x - means[k])
      bottom += part
    }
    return finish(top, bottom)
  }
}
/// One component's arrow.
private struct OneArrow: Exercises {
  var isNearest: Bool
  func mixtureScore(at x: Double, weights: [Double], means: [Double], standardDeviations: [Double]) throws
    -> Double
  {
    let k = weights.indices.max { a, b in
      func height(_ i: Int) -> Double {
        let z = (x - means[i]) / standardDeviations[i]
        return isNearest ? -abs(x - means[i]) : weights[i] / standardDeviations[i] * exp(-z * z / 2)
      }
      return height(a) < height(b)
    }!
    return (means[k] - x) / (standardDeviations[k] * standardDeviations[k])
  }
}
/// Right unless every density is zero.
private struct Fallback: Exercises {
  var isNearest: Bool
  func mixtureScore(at x: Double, weights: [Double], means: [Double], standardDeviations: [Double]) throws
    -> Double
  {
    let arrow = Arrow(finish: { $1 > 0 ? $0 / $1 : .nan })
    let plain = try arrow.mixtureScore(
      at: x, weights: weights, means: means, standardDeviations: standardDeviations)
    if !plain.isNaN { return plain }
    return isNearest
      ? try OneArrow(isNearest: true).mixtureScore(
        at: x, weights: weights, means: means, standardDeviations: standardDeviations) : 0
  }
}

/// The loss from its ingredients, averaged over the points.
private struct Loss: Exercises {
  struct Parts { var square, trace, all, length, count, dimension: Double }
  var formula: @Sendable (Parts) -> Double
  func scoreMatchingLoss(
    points: [[Double]], energyGradient: ([Double]) -> [Double],
    energyHessian: ([Double]) -> [[Double]]
  ) throws -> Double {
    let n = Double(points.count)
    var parts = Parts(
      square: 0, trace: 0, all: 0, length: 0, count: n, dimension: Double(points[0].count))
    for x in points {
      let (g, H) = (energyGradient(x), energyHessian(x))
      parts.square += squares(g) / n
      parts.length += squares(g).squareRoot() / n
      parts.trace += x.indices.reduce(0) { $0 + H[$1][$1] } / n
      parts.all += H.joined().reduce(0, +) / n
    }
    return formula(parts)
  }
}

/// The minimum of E[k w s′ + l w′ s] + h E[w s²] for s = c/x − r and the weight w.
private struct Waiting: Exercises {
  var weight: @Sendable (Double) -> Double = { $0 * $0 }
  var slope: @Sendable (Double) -> Double = { 2 * $0 }
  var k = 1.0
  var l = 1.0
  var h = 0.5
  var finish: @Sendable (_ c: Double, _ r: Double) -> (Double, Double) = { ($0 + 1, $1) }
  func fitWaitingTimes(_ data: [Double]) throws -> (shape: Double, rate: Double) {
    func mean(_ f: (Double) -> Double) -> Double {
      data.reduce(0) { $0 + f($1) } / Double(data.count)
    }
    // −(linear part) = 2h (quadratic part)·(c, r).
    let a = -k * mean { -weight($0) / ($0 * $0) } - l * mean { slope($0) / $0 }
    let b = l * mean { slope($0) }
    let (cc, cr, rr) = (mean { weight($0) / ($0 * $0) }, -mean { weight($0) / $0 }, mean(weight))
    let determinant = 2 * h * (cc * rr - cr * cr)
    let c = (a * rr - b * cr) / determinant
    let r = (b * cc - a * cr) / determinant
    let result = finish(c, r)
    return (result.0, result.1)
  }
}
/// From the mean and the variance.
private struct Moments: Exercises {
  var formula: @Sendable (_ m: Double, _ v: Double, _ n: Double) -> (Double, Double)
  func fitWaitingTimes(_ data: [Double]) throws -> (shape: Double, rate: Double) {
    let n = Double(data.count)
    let m = data.reduce(0, +) / n
    let result = formula(m, squares(data) / n - m * m, n)
    return (result.0, result.1)
  }
}
/// Maximum likelihood, by Newton's iteration for the shape's logarithm with a numerical slope.
private struct Likelihood: Exercises {
  func fitWaitingTimes(_ data: [Double]) throws -> (shape: Double, rate: Double) {
    let n = Double(data.count)
    let m = data.reduce(0, +) / n
    let gap = log(m) - data.reduce(0) { $0 + log($1) } / n
    func excess(_ u: Double) -> Double { u - digamma(exp(u)) - gap }
    var u = -log(2 * gap)
    for _ in 0..<100 { u -= excess(u) / ((excess(u + 1e-4) - excess(u - 1e-4)) / 2e-4) }
    return (exp(u), exp(u) / m)
  }
}

/// The linear system with slips of one's choice.
private struct System: Exercises {
  var product: @Sendable ([Double], [Double]) -> Double = {
    zip($0, $1).reduce(0) { $0 + $1.0 * $1.1 }
  }
  var isCentered = false
  /// From the matrix and the right-hand side, as means, and the number of points.
  var finish: @Sendable ([[Double]], [Double], Double) -> [Double] = { A, b, _ in
    Cholesky(A)!.solve(b)
  }
  func fitEnergy(
    points: [[Double]], gradients: [([Double]) -> [Double]], laplacians: [([Double]) -> Double]
  ) throws -> [Double] {
    let n = Double(points.count)
    let arrows = gradients.map { gradient in
      let own = points.map(gradient)
      let center = own[0].indices.map { j in own.reduce(0) { $0 + $1[j] } / n }
      return isCentered ? own.map { zip($0, center).map { $0 - $1 } } : own
    }
    let A = arrows.map { a in
      arrows.map { b in zip(a, b).reduce(0) { $0 + product($1.0, $1.1) } / n }
    }
    return finish(A, laplacians.map { f in points.reduce(0) { $0 + f($1) } / n }, n)
  }
  static func times(_ factor: @escaping @Sendable (Double) -> Double) -> System {
    System(finish: { A, b, n in Cholesky(A)!.solve(b).map { factor(n) * $0 } })
  }
}

private let divergences: [WrongAnswer<any Exercises>] = [
  WrongAnswer("5.1", "average is over q: in", Divergence(points: .q)),
  WrongAnswer("5.1", "points of both distributions", Divergence(points: .both)),
  WrongAnswer("5.1", "½ is missing", Divergence(factor: { n, _ in 1 / n })),
  WrongAnswer("5.1", "F(p‖q) it is over p; and the ½", Divergence(points: .q, factor: { n, _ in 1 / n })),
  WrongAnswer("5.1", "that is the sum over the points", Divergence(factor: { _, _ in 0.5 })),
  WrongAnswer("5.1", "mean; and the ½ is missing", Divergence(factor: { _, _ in 1 })),
  WrongAnswer("5.1", "divided by the dimension", Divergence(factor: { 1 / (2 * $0 * $1) })),
  WrongAnswer(
    "5.1", "not squared",
    Divergence(distance: { squares(zip($0, $1).map { $0 - $1 }).squareRoot() })),
  WrongAnswer("5.1", "square root was taken", Divergence(finish: { $0.squareRoot() })),
  WrongAnswer(
    "5.1", "arrows were added", Divergence(distance: { squares(zip($0, $1).map { $0 + $1 }) })),
  WrongAnswer(
    "5.1", "difference of squares", Divergence(distance: { squares($0) - squares($1) })),
  WrongAnswer(
    "5.1", "lengths of the arrows",
    Divergence(distance: {
      let gap = squares($0).squareRoot() - squares($1).squareRoot()
      return gap * gap
    })),
  WrongAnswer(
    "5.1", "absolute values",
    Divergence(distance: { zip($0, $1).reduce(0) { $0 + abs($1.0 - $1.1) } })),
  WrongAnswer(
    "5.1", "an angle",
    Divergence(
      factor: { n, _ in 1 / n },
      distance: { a, b in
        1 - zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } / (squares(a) * squares(b)).squareRoot()
      })),
  // Twice the root of a mean square is no mistake that is known.
  WrongAnswer("5.1", "not the right numbers", Divergence(finish: { 2 * $0.squareRoot() })),
]

private let arrows: [WrongAnswer<any Exercises>] = [
  WrongAnswer("5.2", "sign is wrong", Arrow(finish: { -$0 / $1 })),
  WrongAnswer("5.2", "slope of p:", Arrow(finish: { top, _ in top / (2 * .pi).squareRoot() })),
  WrongAnswer("5.2", "and the sign is wrong", Arrow(finish: { top, _ in -top / (2 * .pi).squareRoot() })),
  WrongAnswer("5.2", "ln p itself", Arrow(finish: { log($1) - log(2 * .pi) / 2 })),
  WrongAnswer("5.2", "averaged with the weights", Arrow(share: { w, _, _ in w })),
  WrongAnswer(
    "5.2", "weights of the components were",
    Arrow(share: { exp(-$2 * $2 / (2 * $1 * $1)) / $1 + 0 * $0 })),
  WrongAnswer(
    "5.2", "the factors 1/σ", Arrow(share: { w, s, u in w * exp(-u * u / (2 * s * s)) })),
  WrongAnswer("5.2", "and the factors", Arrow(share: { _, s, u in exp(-u * u / (2 * s * s)) })),
  WrongAnswer("5.2", "exponent", Arrow(share: { w, s, u in w / s * exp(-u * u / (s * s)) })),
  WrongAnswer("5.2", "should be by σ²", Arrow(arrow: { s, u in -u / s })),
  WrongAnswer("5.2", "not divided", Arrow(arrow: { _, u in -u })),
  WrongAnswer(
    "5.2", "for variances",
    Arrow(
      share: { w, s, u in w / s.squareRoot() * exp(-u * u / (2 * s)) }, arrow: { s, u in -u / s })),
  WrongAnswer("5.2", "only the nearest", OneArrow(isNearest: true)),
  WrongAnswer("5.2", "only the most probable", OneArrow(isNearest: false)),
  WrongAnswer("5.2", "0/0", Arrow()),
  WrongAnswer("5.2", "arrow vanished", Fallback(isNearest: false)),
  WrongAnswer("5.2", "widest", Fallback(isNearest: true)),
]

private let losses: [WrongAnswer<any Exercises>] = [
  WrongAnswer("5.3", "trace is −ΔE", Loss { $0.trace + $0.square / 2 }),
  WrongAnswer("5.3", "½ before the square is missing", Loss { -$0.trace + $0.square }),
  WrongAnswer("5.3", "is missing; and the sign", Loss { $0.trace + $0.square }),
  WrongAnswer("5.3", "square alone", Loss { ($0.square - $0.trace) / 2 }),
  WrongAnswer("5.3", "stands before the trace", Loss { $0.square - $0.trace / 2 }),
  WrongAnswer("5.3", "only those on the diagonal", Loss { -$0.all + $0.square / 2 }),
  WrongAnswer("5.3", "diagonal", Loss { $0.all + $0.square / 2 }),
  WrongAnswer("5.3", "diagonal", Loss { -$0.all + $0.square }),
  WrongAnswer("5.3", "sum over the points", Loss { $0.count * ($0.square / 2 - $0.trace) }),
  WrongAnswer("5.3", "all arrows short", Loss { $0.square / 2 }),
  WrongAnswer("5.3", "trace alone", Loss { -$0.trace }),
  WrongAnswer("5.3", "dimension", Loss { ($0.square / 2 - $0.trace) / $0.dimension }),
  WrongAnswer("5.3", "not squared", Loss { $0.length / 2 - $0.trace }),
  WrongAnswer("5.3", "made small", Loss { $0.trace - $0.square / 2 }),
  WrongAnswer("5.3", "overall sign", Loss { $0.all - $0.square / 2 }),
]

private let waits: [WrongAnswer<any Exercises>] = [
  WrongAnswer("5.4", "plain loss", Waiting(weight: { _ in 1 }, slope: { _ in 0 })),
  WrongAnswer("5.4", "should be x²", Waiting(weight: { $0 }, slope: { _ in 1 })),
  WrongAnswer("5.4", "½ of the loss", Waiting(h: 1)),
  WrongAnswer("5.4", "under the derivative", Waiting(l: 0)),
  WrongAnswer("5.4", "sign of (x² s)′", Waiting(k: -1, l: -1)),
  WrongAnswer("5.4", "too large by 1", Waiting(slope: { $0 })),
  WrongAnswer("5.4", "too large by 1", Moments { m, v, _ in (m * m / v + 1, m / v) }),
  WrongAnswer("5.4", "too small by 1", Waiting(finish: { ($0, $1) })),
  WrongAnswer("5.4", "scale", Moments { m, v, _ in (m * m / v, v / m) }),
  WrongAnswer("5.4", "exchanged", Moments { m, v, _ in (m / v, m * m / v) }),
  WrongAnswer(
    "5.4", "n − 1",
    Moments { m, v, n in (m * m / v * (n - 1) / n, m / v * (n - 1) / n) }),
  WrongAnswer("5.4", "mean square", Moments { m, v, _ in (m * m / (v + m * m), m / (v + m * m)) }),
  WrongAnswer(
    "5.4", "standard deviation", Moments { m, v, _ in (m * m / v.squareRoot(), m / v.squareRoot()) }),
  WrongAnswer("5.4", "maximum likelihood", Likelihood()),
  WrongAnswer("5.4", "left at 1", Moments { m, v, _ in (1, 2 * m / (v + m * m)) }),
  WrongAnswer("5.4", "not the right numbers", Moments { m, v, _ in (m / v, v / m) }),
]

private let systems: [WrongAnswer<any Exercises>] = [
  WrongAnswer("5.5", "sign is wrong: the", System.times { _ in -1 }),
  WrongAnswer("5.5", "the ½ of the loss", System.times { _ in 0.5 }),
  WrongAnswer("5.5", "missing; and the sign", System.times { _ in -0.5 }),
  WrongAnswer(
    "5.5", "as if it were alone", System(finish: { A, b, _ in b.indices.map { b[$0] / A[$0][$0] } })
  ),
  WrongAnswer("5.5", "matrix is a sum", System.times { 1 / $0 }),
  WrongAnswer("5.5", "right-hand side a sum", System.times { $0 }),
  WrongAnswer("5.5", "means of the gradients", System(isCentered: true)),
  WrongAnswer(
    "5.5", "added up first", System(product: { $0.reduce(0, +) * $1.reduce(0, +) })),
  WrongAnswer(
    "5.5", "by the dimension",
    System(product: { a, b in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } / Double(a.count) })),
  WrongAnswer("5.5", "first coordinate", System(product: { $0[0] * $1[0] })),
  WrongAnswer("5.5", "not solved", System(finish: { _, b, _ in b })),
  WrongAnswer(
    "5.5", "solve the system",
    System(finish: { A, b, _ in A.map { zip($0, b).reduce(0) { $0 + $1.0 * $1.1 } } })),
]

let wrongAnswers: [WrongAnswer<any Exercises>] = divergences + arrows + losses + waits + systems
