import Elementary
import Exercises07
import HomeworkKit
import HomeworkTesting
import Tensors

/// The grader says that it does not know the numbers.
private let unknown = "not the right numbers"

let wrongAnswers = wrongTraces + wrongDirections + wrongVariances + wrongLosses + wrongRoads

private struct Trace: Exercises {
  var formula: @Sendable ([[Double]], ([Double]) -> [Double]) -> Double
  func projectedTrace(along directions: [[Double]], product: ([Double]) -> [Double]) -> Double {
    formula(directions, product)
  }
}

private let wrongTraces: [WrongAnswer<any Exercises>] = [
  WrongAnswer(
    "7.1", "trace itself",
    Trace { all, product in
      all[0].indices.reduce(0) { sum, i in
        sum + product(all[0].indices.map { $0 == i ? 1 : 0 })[i]
      }
    }),
  WrongAnswer(
    "7.1", "all that a Float holds",
    Trace { Double(Float(References().projectedTrace(along: $0, product: $1))) }),
  // The mean of a sample with its degrees of freedom; vᵀA of one direction times another.
  WrongAnswer(
    "7.1", unknown,
    Trace { all, product in
      all.reduce(0) { $0 + times($1, product($1)) } / Double(all.count - 1)
    }),
  WrongAnswer(
    "7.1", unknown,
    Trace { all, product in
      zip(all, all.dropFirst()).reduce(0) { $0 + times($1.0, product($1.1)) } / Double(all.count)
    }),
]

/// Directions, normalised, from normal numbers that are used in other ways than they should.
private struct Reused: Exercises {
  var arrow: @Sendable (_ row: Int, _ d: Int, _ g: [Double]) -> [Double]
  func directions(count: Int, dimension d: Int, using random: inout RandomStream) -> [[Double]] {
    let g = (0..<count * d + d).map { _ in random.normal() }
    return (0..<count).map { i in
      let v = arrow(i, d, g)
      return v.map { $0 * sqrt(Double(d) / times(v, v)) }
    }
  }
}

private let wrongDirections: [WrongAnswer<any Exercises>] = [
  // From the third on positive; the second half a copy, a mirror image, and one with its sign.
  WrongAnswer(
    "7.2", unknown,
    Reused { i, d, g in (0..<d).map { $0 < 2 ? g[i * d + $0] : abs(g[i * d + $0]) } }),
  WrongAnswer(
    "7.2", unknown, Reused { i, d, g in (0..<d).map { g[i * d + $0 % ((d + 1) / 2)] } }),
  WrongAnswer(
    "7.2", unknown, Reused { i, d, g in (0..<d).map { g[i * d + min($0, d - 1 - $0)] } }),
  WrongAnswer(
    "7.2", unknown,
    Reused { i, d, g in
      (0..<d).map { ($0 < d / 2 ? 1 : -1) * g[i * d + min($0, d - 1 - $0)] }
    }),
  // All numbers but one are the neighbour's; one of them is.
  WrongAnswer("7.2", unknown, Reused { i, d, g in (0..<d).map { g[i + $0] } }),
  WrongAnswer("7.2", unknown, Reused { i, d, g in (0..<d).map { g[i * max(1, d - 1) + $0] } }),
  // Right in more than one dimension.
  WrongAnswer(
    "7.2", unknown, Reused { i, d, g in d > 1 ? Array(g[(i * d)...].prefix(d)) : [1] }),
  WrongAnswer(
    "7.2", "with its opposite",
    Reused { i, d, g in
      (0..<d).map { (i.isMultiple(of: 2) ? 1 : -1) * g[i / 2 * d + $0] }
    }),
]

private struct HowFar: Exercises {
  /// From Σ Aᵢᵢ², off the diagonal Σ Aᵢⱼ² and Σ AᵢⱼAⱼᵢ, κ and M.
  var formula: @Sendable (_ D: Double, _ S: Double, _ P: Double, _ κ: Double, _ M: Double) -> Double
  func variance(of matrix: [[Double]], kurtosis: Double, directions: Int) -> Double {
    var (D, S, P) = (0.0, 0.0, 0.0)
    for i in matrix.indices {
      D += matrix[i][i] * matrix[i][i]
      for j in matrix.indices where j != i {
        S += matrix[i][j] * matrix[i][j]
        P += matrix[i][j] * matrix[j][i]
      }
    }
    return formula(D, S, P, kurtosis, Double(directions))
  }
}

private let wrongVariances: [WrongAnswer<any Exercises>] = [
  WrongAnswer(
    "7.3", "all that a Float holds", HowFar { Double(Float((($3 - 1) * $0 + $1 + $2) / $4)) }),
  WrongAnswer(
    "7.3", "two slips: that is right for normal", HowFar { (2 * $0 + 2 * $1 + 0 * $2 * $3) / $4 }),
  WrongAnswer(
    "7.3", "two slips: divided by M²", HowFar { sqrt(($3 - 1) * $0 + $1 + $2) / $4 }),
  // Of a sample, with its degrees of freedom.
  WrongAnswer("7.3", unknown, HowFar { (($3 - 1) * $0 + $1 + $2) / ($4 - 1) }),
  // Right for a matrix of more than one number.
  WrongAnswer("7.3", unknown, HowFar { D, S, P, κ, M in S == 0 ? 0 : ((κ - 1) * D + S + P) / M }),
]

private typealias Loss = (full: Double, reduced: Double)

private struct Losses: Exercises {
  var formula:
    @Sendable (
      _ points: [[Double]], _ directions: [[Double]], _ score: ([Double]) -> [Double],
      _ product: ([Double], [Double]) -> [Double]
    ) -> Loss
  func slicedLosses(
    points: [[Double]], directions: [[Double]], score: ([Double]) -> [Double],
    product: (_ x: [Double], _ v: [Double]) -> [Double]
  ) -> (full: Double, reduced: Double) { formula(points, directions, score, product) }
}

private func losses(
  _ points: [[Double]], _ directions: [[Double]], _ score: ([Double]) -> [Double],
  _ product: ([Double], [Double]) -> [Double]
) -> Loss {
  References().slicedLosses(points: points, directions: directions, score: score, product: product)
}

private let wrongLosses: [WrongAnswer<any Exercises>] = [
  WrongAnswer("7.4", "v and x exchanged", Losses { x, v, s, J in losses(x, v, s) { J($1, $0) } }),
  // The directions of other points; the last point alone; the score where it is not asked.
  WrongAnswer("7.4", unknown, Losses { x, v, s, J in losses(x, v.reversed(), s, J) }),
  WrongAnswer("7.4", unknown, Losses { x, v, s, J in losses([x.last!], [v.last!], s, J) }),
  WrongAnswer("7.4", unknown, Losses { x, v, s, J in losses(x, v, { _ in s(x[0]) }, J) }),
  // One of the two is a sum.
  WrongAnswer(
    "7.4", unknown,
    Losses { x, v, s, J in
      let (full, reduced) = losses(x, v, s, J)
      return (full * Double(x.count), reduced)
    }),
]

private struct Road: Exercises {
  var formula:
    @Sendable ([Layer], _ x: [Double], _ v: [Double]) -> (value: [Double], slope: [Double])
  func forward(_ layers: [Layer], at x: [Double], along v: [Double]) -> (
    value: [Double], slope: [Double]
  ) { formula(layers, x, v) }

  /// By a quotient of differences.
  init(from low: Double, to high: Double) {
    formula = { layers, x, v in
      func value(_ τ: Double) -> [Double] {
        References().forward(layers, at: zip(x, v).map { $0 + τ * $1 }, along: v).value
      }
      return (value(0), zip(value(high), value(low)).map { ($0 - $1) / (high - low) })
    }
  }

  /// With another slope of the activation.
  init(slope: @escaping @Sendable (_ a: Double) -> Double, activatesLast: Bool = false) {
    formula = { layers, x, v in
      var (h, dh) = (x, v)
      for (k, layer) in layers.enumerated() {
        h = zip(layer.weights, layer.biases).map { times($0, h) + $1 }
        dh = layer.weights.map { times($0, dh) }
        if k == layers.count - 1, !(activatesLast && k == 0) { continue }
        dh = zip(h, dh).map { slope($0) * $1 }
        h = h.map { $0 / (1 + exp(-$0)) }
      }
      return (h, dh)
    }
  }
}

private let wrongRoads: [WrongAnswer<any Exercises>] = [
  WrongAnswer("7.5", "a quotient of differences", Road(from: -1e-5, to: 1e-5)),
  WrongAnswer("7.5", "no derivative", Road(from: 0, to: 1)),
  WrongAnswer(
    "7.5", "overflowed",
    Road(slope: { a in sigmoid(a) + a * exp(-a) / (1 + exp(-a)) / (1 + exp(-a)) })),
  // The slope of max(0, a), at the values of SiLU.
  WrongAnswer("7.5", unknown, Road(slope: { $0 > 0 ? 1 : 0 })),
  WrongAnswer(
    "7.5", "this layer is the last one",
    Road(slope: { sigmoid($0) * (1 + $0 * sigmoid(-$0)) }, activatesLast: true)),
]
