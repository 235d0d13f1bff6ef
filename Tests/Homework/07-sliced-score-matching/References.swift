import Elementary
import Exercises07
import HomeworkKit
import Tensors

/// Answers by formulas: an exercise without a formula is not attempted.
struct Formulas: Exercises {
  /// From the directions and u ↦ uᵀA.
  var trace: @Sendable ([[Double]], ([Double]) -> [Double]) throws -> Double =
    { _, _ in throw NotAttempted() }
  /// The arrow of a row in d dimensions, before it is normalised, from more than enough numbers.
  var arrow: @Sendable (_ row: Int, _ d: Int, _ g: [Double]) throws -> [Double] =
    { _, _, _ in throw NotAttempted() }
  var numbers: @Sendable (inout RandomStream, Int) -> [Double] = { $0.normals($1) }
  /// From Σ Aᵢᵢ², off the diagonal Σ Aᵢⱼ² and Σ AᵢⱼAⱼᵢ, κ and M.
  var variance: @Sendable (Double, Double, Double, Double, Double) throws -> Double =
    { _, _, _, _, _ in throw NotAttempted() }
  /// From points, directions, the score and (x, u) ↦ uᵀ∇s.
  var losses:
    @Sendable (
      [[Double]], [[Double]], ([Double]) -> [Double], ([Double], [Double]) -> [Double]
    ) throws -> (Double, Double) = { _, _, _, _ in throw NotAttempted() }
  /// From x and u.
  var road: @Sendable ([Layer], [Double], [Double]) throws -> ([Double], [Double]) =
    { _, _, _ in throw NotAttempted() }

  func projectedTrace(along directions: [[Double]], product: ([Double]) -> [Double]) throws
    -> Double
  { try trace(directions, product) }
  func directions(count: Int, dimension d: Int, using random: inout RandomStream) throws
    -> [[Double]]
  {
    let g = numbers(&random, count * d + d)
    return try (0..<count).map { i in
      let u = try arrow(i, d, g)
      return u.map { $0 * sqrt(Double(d) / times(u, u)) }
    }
  }
  func variance(of matrix: [[Double]], kurtosis: Double, directions: Int) throws -> Double {
    var (D, S, P) = (0.0, 0.0, 0.0)
    for i in matrix.indices {
      D += matrix[i][i] * matrix[i][i]
      for j in matrix.indices where j != i {
        S += matrix[i][j] * matrix[i][j]
        P += matrix[i][j] * matrix[j][i]
      }
    }
    return try variance(D, S, P, kurtosis, Double(directions))
  }
  func slicedLosses(
    points: [[Double]], directions: [[Double]], score: ([Double]) -> [Double],
    product: (_ x: [Double], _ u: [Double]) -> [Double]
  ) throws -> (full: Double, reduced: Double) {
    let (full, reduced) = try losses(points, directions, score, product)
    return (full, reduced)
  }
  func forward(_ layers: [Layer], at x: [Double], along u: [Double]) throws -> (
    value: [Double], slope: [Double]
  ) {
    let (value, slope) = try road(layers, x, u)
    return (value, slope)
  }
}

func times(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

@Sendable func losses(
  _ points: [[Double]], _ directions: [[Double]], _ score: ([Double]) -> [Double],
  _ product: ([Double], [Double]) -> [Double]
) -> (Double, Double) {
  var (full, reduced) = (0.0, 0.0)
  for (x, u) in zip(points, directions) {
    let (s, bend) = (score(x), times(product(x, u), u))
    full += (bend + times(s, u) * times(s, u) / 2) / Double(points.count)
    reduced += (bend + times(s, s) / 2) / Double(points.count)
  }
  return (full, reduced)
}

/// With some slope of the activation.
func road(
  slope: @escaping @Sendable (_ a: Double) -> Double, activatesLast: Bool = false
) -> Formulas {
  Formulas(road: { layers, x, u in
    var (h, dh) = (x, u)
    for (k, layer) in layers.enumerated() {
      h = zip(layer.weights, layer.biases).map { times($0, h) + $1 }
      dh = layer.weights.map { times($0, dh) }
      if k == layers.count - 1, !(activatesLast && k == 0) { break }
      dh = zip(h, dh).map { slope($0) * $1 }
      h = h.map { $0 * sigmoid($0) }
    }
    return (h, dh)
  })
}

/// The reference answers.
let references = Formulas(
  trace: { directions, product in
    directions.reduce(0) { $0 + times(product($1), $1) } / Double(directions.count)
  },
  arrow: { row, d, g in Array(g[(row * d)...].prefix(d)) },
  variance: { D, S, P, κ, M in ((κ - 1) * D + S + P) / M },
  losses: losses,
  road: road(slope: { sigmoid($0) * (1 + $0 * sigmoid(-$0)) }).road)

/// Right answers, written in another way.
let alternates = Formulas(
  // The last number first, in single precision.
  arrow: { row, d, g in (1...d).map { -g[g.count - row * d - $0] } },
  numbers: { random, count in random.normal([count]).doubles },
  // What normal numbers have, and what the distribution has beyond them.
  variance: { D, S, P, κ, M in (2 * (D + (S + P) / 2) + (κ - 3) * D) / M },
  road: { layers, x, u in
    // Column by column of the Jacobian, and SiLU by way of tanh.
    var h = x
    var columns = x.indices.map { j in x.indices.map { $0 == j ? 1.0 : 0.0 } }
    for (k, layer) in layers.enumerated() {
      func linear(_ h: [Double]) -> [Double] { layer.weights.map { times($0, h) } }
      let a = zip(linear(h), layer.biases).map { $0 + $1 }
      columns = columns.map(linear)
      h = a
      if k + 1 == layers.count { continue }
      h = a.map { $0 * (1 + tanh($0 / 2)) / 2 }
      let factors = zip(a, h).map { a, h in
        (1 + tanh(a / 2)) / 2 + h * (1 - tanh(a / 2)) / 2
      }
      columns = columns.map { column in zip(column, factors).map { $0 * $1 } }
    }
    return (h, h.indices.map { i in u.indices.reduce(0) { $0 + u[$1] * columns[$1][i] } })
  })
