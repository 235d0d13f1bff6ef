import Elementary
import Exercises07
import HomeworkKit
import HomeworkTesting
import Tensors

private func times(_ a: [Double], _ b: [Double]) -> Double {
  zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
}

/// Answers with a formula of one's choice.
private struct Trace: Exercises {
  var formula: @Sendable ([[Double]], ([Double]) -> [Double]) -> Double
  func projectedTrace(along directions: [[Double]], product: ([Double]) -> [Double]) throws
    -> Double
  { formula(directions, product) }

  /// A mean over the directions of something else.
  init(mean f: @escaping @Sendable (_ v: [Double], _ vA: [Double]) -> Double) {
    formula = { all, product in
      all.reduce(0) { $0 + f($1, product($1)) } / Double(all.count)
    }
  }
  init(_ formula: @escaping @Sendable ([[Double]], ([Double]) -> [Double]) -> Double) {
    self.formula = formula
  }
}
private struct Arrows: Exercises {
  var coordinate: @Sendable (inout RandomStream) -> Double = { $0.normal() }
  /// From the dimension and the squared length.
  var factor: @Sendable (_ d: Double, _ square: Double) -> Double = { sqrt($0 / $1) }
  var isOneNumber = false
  var isReused = false
  func directions(count: Int, dimension: Int, using random: inout RandomStream) throws
    -> [[Double]]
  {
    var v: [Double] = []
    return (0..<count).map { i in
      if isReused && i > 0 { return v }
      let first = coordinate(&random)
      let x = (0..<dimension).map { $0 == 0 || isOneNumber ? first : coordinate(&random) }
      let stretch = factor(Double(dimension), times(x, x))
      v = x.map { stretch * $0 }
      return v
    }
  }
}
/// Directions from normal numbers that are used in another way than they should.
private struct Reused: Exercises {
  var arrow: @Sendable (_ row: Int, _ d: Int, [Double]) -> [Double]
  func directions(count: Int, dimension d: Int, using random: inout RandomStream) throws
    -> [[Double]]
  {
    let g = (0..<count * d + d).map { _ in random.normal() }
    return (0..<count).map { i in
      let v = arrow(i, d, g)
      return v.map { $0 * sqrt(Double(d) / times(v, v)) }
    }
  }
}
private struct Opposites: Exercises {
  func directions(count: Int, dimension: Int, using random: inout RandomStream) throws
    -> [[Double]]
  {
    References().directions(count: count / 2, dimension: dimension, using: &random)
      .flatMap { v in [v, v.map { -$0 }] }
  }
}
private struct FirstDirection: Exercises {
  func slicedLosses(
    points: [[Double]], directions: [[Double]], score: ([Double]) -> [Double],
    product: (_ x: [Double], _ v: [Double]) -> [Double]
  ) throws -> (full: Double, reduced: Double) {
    References().slicedLosses(
      points: points, directions: points.map { _ in directions[0] }, score: score,
      product: product)
  }
}
private struct Ball: Exercises {
  func directions(count: Int, dimension: Int, using random: inout RandomStream) throws
    -> [[Double]]
  {
    References().directions(count: count, dimension: dimension, using: &random).map { v in
      let shrunk = pow(random.uniform(), 1 / Double(dimension))
      return v.map { shrunk * $0 }
    }
  }
}
private struct HowFar: Exercises {
  /// From Σ Aᵢᵢ², off the diagonal Σ Aᵢⱼ², Σ AᵢⱼAⱼᵢ, from the squared trace, κ and M.
  var formula:
    @Sendable (_ D: Double, _ S: Double, _ P: Double, _ t: Double, _ κ: Double, _ M: Double) ->
      Double
  func variance(of matrix: [[Double]], kurtosis: Double, directions: Int) throws -> Double {
    var (D, S, P, trace) = (0.0, 0.0, 0.0, 0.0)
    for i in matrix.indices {
      trace += matrix[i][i]
      D += matrix[i][i] * matrix[i][i]
      for j in matrix.indices where j != i {
        S += matrix[i][j] * matrix[i][j]
        P += matrix[i][j] * matrix[j][i]
      }
    }
    return formula(D, S, P, trace * trace, kurtosis, Double(directions))
  }
}
private struct Losses: Exercises {
  /// From vᵀ(∇s)v, vᵀs, ‖s‖².
  var full: @Sendable (_ c: Double, _ p: Double, _ q: Double) -> Double = { c, p, _ in
    c + p * p / 2
  }
  var reduced: @Sendable (_ c: Double, _ p: Double, _ q: Double) -> Double = { c, _, q in
    c + q / 2
  }
  var isSum = false
  /// From v, vᵀ∇s and s.
  var curvature: @Sendable ([Double], [Double], [Double]) -> Double = { v, vJ, _ in times(v, vJ) }
  var normalises = false
  func slicedLosses(
    points: [[Double]], directions: [[Double]], score: ([Double]) -> [Double],
    product: (_ x: [Double], _ v: [Double]) -> [Double]
  ) throws -> (full: Double, reduced: Double) {
    var (a, b) = (0.0, 0.0)
    for (x, given) in zip(points, directions) {
      let v = normalises ? given.map { $0 / sqrt(times(given, given)) } : given
      let s = score(x)
      let c = curvature(v, product(x, v), s)
      a += full(c, times(v, s), times(s, s))
      b += reduced(c, times(v, s), times(s, s))
    }
    let n = isSum ? 1 : Double(points.count)
    return (a / n, b / n)
  }
}
private struct Exchanged: Exercises {
  func slicedLosses(
    points: [[Double]], directions: [[Double]], score: ([Double]) -> [Double],
    product: (_ x: [Double], _ v: [Double]) -> [Double]
  ) throws -> (full: Double, reduced: Double) {
    References().slicedLosses(points: points, directions: directions, score: score) {
      product($1, $0)
    }
  }
}
private struct Road: Exercises {
  /// From a and its slope.
  var slope: @Sendable (_ a: Double, _ da: Double) -> Double = { a, da in
    let g = 1 / (1 + exp(-a))
    return g * (1 + a * (1 - g)) * da
  }
  var addsBiases = false
  var activatesLast = false
  var start: @Sendable (_ x: [Double], _ v: [Double]) -> [Double] = { $1 }
  func forward(_ layers: [Layer], at x: [Double], along v: [Double]) throws -> (
    value: [Double], slope: [Double]
  ) {
    var (h, dh) = (x, start(x, v))
    for (k, layer) in layers.enumerated() {
      let a = zip(layer.weights, layer.biases).map { times($0, h) + $1 }
      let da = zip(layer.weights, layer.biases).map { times($0, dh) + (addsBiases ? $1 : 0) }
      let isActive = activatesLast || k < layers.count - 1
      dh = isActive ? zip(a, da).map(slope) : da
      h = isActive ? a.map { $0 / (1 + exp(-$0)) } : a
    }
    return (h, dh)
  }
}
private struct Transposed: Exercises {
  func forward(_ layers: [Layer], at x: [Double], along v: [Double]) throws -> (
    value: [Double], slope: [Double]
  ) {
    let right = References()
    let slope = x.indices.map { j in
      let unit = x.indices.map { $0 == j ? 1.0 : 0 }
      return times(right.forward(layers, at: x, along: unit).slope, v)
    }
    return (right.forward(layers, at: x, along: v).value, slope)
  }
}
private struct Differences: Exercises {
  var h: Double
  var isCentral = true
  func forward(_ layers: [Layer], at x: [Double], along v: [Double]) throws -> (
    value: [Double], slope: [Double]
  ) {
    func value(_ τ: Double) -> [Double] {
      References().forward(layers, at: zip(x, v).map { $0 + τ * $1 }, along: v).value
    }
    let (up, down) = (value(h), value(isCentral ? -h : 0))
    let width = isCentral ? 2 * h : h
    return (value(0), zip(up, down).map { ($0 - $1) / width })
  }
}

let wrongAnswers: [WrongAnswer<any Exercises>] = [
  WrongAnswer(
    "7.1", "not their mean", Trace { all, product in all.reduce(0) { $0 + times($1, product($1)) } }
  ),
  WrongAnswer(
    "7.1", "number of coordinates: it should",
    Trace { all, product in
      all.reduce(0) { $0 + times($1, product($1)) } / Double(all[0].count)
    }),
  WrongAnswer(
    "7.1", "trace itself",
    Trace { all, product in
      all[0].indices.reduce(0) { sum, i in
        sum + product(all[0].indices.map { $0 == i ? 1 : 0 })[i]
      }
    }),
  WrongAnswer("7.1", "one side only", Trace { _, vA in vA.reduce(0, +) }),
  WrongAnswer("7.1", "divided by vᵀv", Trace { v, vA in times(v, vA) / times(v, v) }),
  WrongAnswer("7.1", "squared length", Trace { _, vA in times(vA, vA) }),
  WrongAnswer(
    "7.1", "averaged before",
    Trace { all, product in
      let mean = all[0].indices.map { i in all.reduce(0) { $0 + $1[i] } / Double(all.count) }
      return times(mean, product(mean))
    }),
  WrongAnswer("7.1", "first direction", Trace { all, product in times(all[0], product(all[0])) }),
  WrongAnswer("7.1", "the sign is wrong", Trace { v, vA in -times(v, vA) }),
  WrongAnswer("7.2", "the length is 1", Arrows(factor: { 1 / sqrt($1) })),
  WrongAnswer("7.2", "the length is d", Arrows(factor: { $0 / sqrt($1) })),
  WrongAnswer("7.2", "normal numbers have a random length", Arrows(factor: { _, _ in 1 })),
  WrongAnswer("7.2", "squared length", Arrows(factor: { sqrt($0) / $1 })),
  WrongAnswer(
    "7.2", "those are signs",
    Arrows(coordinate: { $0.uniform() < 0.5 ? -1 : 1 }, factor: { _, _ in 1 })),
  WrongAnswer(
    "7.2", "points of a cube were normalised: too",
    Arrows(coordinate: { 2 * $0.uniform() - 1 })),
  WrongAnswer("7.2", "numbers between 0 and 1 were", Arrows(coordinate: { $0.uniform() })),
  WrongAnswer(
    "7.2", "signs of the normal", Arrows(coordinate: { abs($0.normal()) })),
  WrongAnswer(
    "7.2", "uniform on (−1, 1)",
    Arrows(coordinate: { 2 * $0.uniform() - 1 }, factor: { _, _ in 1 })),
  WrongAnswer(
    "7.2", "uniform of variance 1",
    Arrows(coordinate: { sqrt(3) * (2 * $0.uniform() - 1) }, factor: { _, _ in 1 })),
  WrongAnswer("7.2", "are the same number", Arrows(isOneNumber: true)),
  WrongAnswer(
    "7.2",
    "same normal number",
    Arrows(factor: { _, _ in 1 }, isOneNumber: true)),
  WrongAnswer(
    "7.2", "nor those",
    Reused { i, d, g in (0..<d).map { $0 < 2 ? g[i * d + $0] : abs(g[i * d + $0]) } }),
  WrongAnswer(
    "7.2", "nor those", Reused { i, d, g in (0..<d).map { g[i * d + $0 % ((d + 1) / 2)] } }),
  WrongAnswer(
    "7.2", "nor those", Reused { i, d, g in (0..<d).map { g[i * d + min($0, d - 1 - $0)] } }),
  WrongAnswer(
    "7.2", "nor those",
    Reused { i, d, g in (0..<d).map { ($0 < d / 2 ? 1 : -1) * g[i * d + min($0, d - 1 - $0)] } }),
  WrongAnswer("7.2", "nor those", Reused { i, d, g in (0..<d).map { g[i + $0] } }),
  WrongAnswer("7.2", "nor those", Reused { i, d, g in (0..<d).map { g[i * max(1, d - 1) + $0] } }),
  WrongAnswer("7.2", "inside the sphere", Ball()),
  WrongAnswer("7.2", "with its opposite", Opposites()),
  WrongAnswer("7.2", "all directions got the same noise", Arrows(isReused: true)),
  WrongAnswer(
    "7.3", "symmetric part of A counts", HowFar { D, S, P, t, κ, M in ((κ - 1) * D + 2 * S) / M }),
  WrongAnswer("7.3", "independent errors", HowFar { D, S, P, t, κ, M in ((κ - 1) * D + S) / M }),
  WrongAnswer("7.3", "κ − 1, not κ", HowFar { D, S, P, t, κ, M in (κ * D + S + P) / M }),
  WrongAnswer("7.3", "κ − 3 is not", HowFar { D, S, P, t, κ, M in ((κ - 3) * D + S + P) / M }),
  WrongAnswer(
    "7.3", "counted twice", HowFar { D, S, P, t, κ, M in ((κ - 1) * D + 2 * (S + P)) / M }),
  WrongAnswer(
    "7.3", "half the factor", HowFar { D, S, P, t, κ, M in ((κ - 1) * D + (S + P) / 2) / M }),
  WrongAnswer("7.3", "not of the mean of M", HowFar { D, S, P, t, κ, M in (κ - 1) * D + S + P }),
  WrongAnswer("7.3", "divided by M²", HowFar { D, S, P, t, κ, M in ((κ - 1) * D + S + P) / M / M }),
  WrongAnswer(
    "7.3", "standard deviation", HowFar { D, S, P, t, κ, M in sqrt(((κ - 1) * D + S + P) / M) }),
  WrongAnswer(
    "7.3", "not subtracted", HowFar { D, S, P, t, κ, M in ((κ - 1) * D + S + P) / M + t }),
  WrongAnswer(
    "7.3", "square of the trace", HowFar { D, S, P, t, κ, M in ((κ - 1) * t + S + P) / M }),
  WrongAnswer("7.3", "for normal numbers only", HowFar { D, S, P, t, κ, M in (2 * D + S + P) / M }),
  WrongAnswer(
    "7.3", "counts the diagonal already",
    HowFar { D, S, P, t, κ, M in ((κ + 1) * D + S + P) / M }),
  WrongAnswer("7.3", "for signs only", HowFar { D, S, P, t, κ, M in (S + P) / M }),
  WrongAnswer(
    "7.4", "½ in front of the square is missing in both",
    Losses(full: { c, p, _ in c + p * p }, reduced: { c, _, q in c + q })),
  WrongAnswer("7.4", "is missing in the full", Losses(full: { c, p, _ in c + p * p })),
  WrongAnswer("7.4", "is missing in the reduced", Losses(reduced: { c, _, q in c + q })),
  WrongAnswer(
    "7.4", "sign of the curvature is wrong: it",
    Losses(full: { c, p, _ in -c + p * p / 2 }, reduced: { c, _, q in q / 2 - c })),
  WrongAnswer(
    "7.4", "it is added; and the ½ in front of the square is missing in both",
    Losses(full: { c, p, _ in -c + p * p }, reduced: { c, _, q in q - c })),
  WrongAnswer(
    "7.4", "exchanged",
    Losses(full: { c, _, q in c + q / 2 }, reduced: { c, p, _ in c + p * p / 2 })),
  WrongAnswer("7.4", "the full form has ‖s‖²", Losses(full: { c, _, q in c + q / 2 })),
  WrongAnswer("7.4", "not their mean", Losses(isSum: true)),
  WrongAnswer(
    "7.4", "one side of the Jacobian", Losses(curvature: { _, vJ, _ in vJ.reduce(0, +) })),
  WrongAnswer("7.4", "multiplied with s", Losses(curvature: { _, vJ, s in times(vJ, s) })),
  WrongAnswer("7.4", "in the full form", Losses(full: { c, p, _ in c + p / 2 })),
  WrongAnswer("7.4", "in the reduced form", Losses(reduced: { c, _, q in c + sqrt(q) / 2 })),
  WrongAnswer("7.4", "for all points", FirstDirection()),
  WrongAnswer("7.4", "trap", Losses(normalises: true)),
  WrongAnswer("7.4", "v and x exchanged", Exchanged()),
  WrongAnswer("7.5", "biases were added", Road(addsBiases: true)),
  WrongAnswer("7.5", "product of two functions", Road(slope: { a, da in da / (1 + exp(-a)) })),
  WrongAnswer(
    "7.5", "where a itself",
    Road(slope: { a, da in a * da * exp(-a) / (1 + exp(-a)) / (1 + exp(-a)) })),
  WrongAnswer(
    "7.5", "slope of a sigmoid",
    Road(slope: { a, da in da * exp(-a) / (1 + exp(-a)) / (1 + exp(-a)) })),
  WrongAnswer(
    "7.5", "h where it should",
    Road(slope: { a, da in
      let g = 1 / (1 + exp(-a))
      return da * (g + a * g * g * (1 - g))
    })),
  WrongAnswer("7.5", "as if it were not there", Road(slope: { $1 })),
  WrongAnswer(
    "7.5", "SiLU was applied to the slopes", Road(slope: { _, da in da / (1 + exp(-da)) })),
  WrongAnswer("7.5", "has no activation", Road(activatesLast: true)),
  WrongAnswer("7.5", "start from x", Road(start: { x, _ in x })),
  WrongAnswer("7.5", "along v/‖v‖", Road(start: { _, v in v.map { $0 / sqrt(times(v, v)) } })),
  WrongAnswer("7.5", "backward road", Transposed()),
  WrongAnswer("7.5", "no derivative", Differences(h: 1, isCentral: false)),
  WrongAnswer("7.5", "a quotient of differences", Differences(h: 1e-5)),
  WrongAnswer(
    "7.5", "overflowed",
    Road(slope: { a, da in
      let quotient = exp(-a) / (1 + exp(-a)) / (1 + exp(-a))
      return (sigmoid(a) + a * quotient) * da
    })),
]
