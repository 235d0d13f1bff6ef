import Elementary
import Exercises07
import HomeworkKit
import Tensors

/// Whoever answers one exercise has not attempted the others.
extension Exercises {
  func projectedTrace(along directions: [[Double]], product: ([Double]) -> [Double]) throws
    -> Double
  { throw NotAttempted() }
  func directions(count: Int, dimension: Int, using random: inout RandomStream) throws
    -> [[Double]]
  { throw NotAttempted() }
  func variance(of matrix: [[Double]], kurtosis: Double, directions: Int) throws -> Double {
    throw NotAttempted()
  }
  func slicedLosses(
    points: [[Double]], directions: [[Double]], score: ([Double]) -> [Double],
    product: (_ x: [Double], _ v: [Double]) -> [Double]
  ) throws -> (full: Double, reduced: Double) { throw NotAttempted() }
  func forward(_ layers: [Layer], at x: [Double], along v: [Double]) throws -> (
    value: [Double], slope: [Double]
  ) { throw NotAttempted() }
}

/// Nobody has answered anything.
struct Stubs: Exercises {}

func times(_ a: [Double], _ b: [Double]) -> Double {
  zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
}

/// The reference answers.
struct References: Exercises {
  func projectedTrace(along directions: [[Double]], product: ([Double]) -> [Double]) -> Double {
    directions.reduce(0) { $0 + times(product($1), $1) } / Double(directions.count)
  }

  func directions(count: Int, dimension: Int, using random: inout RandomStream) -> [[Double]] {
    (0..<count).map { _ in
      let arrow = (0..<dimension).map { _ in random.normal() }
      return arrow.map { $0 * sqrt(Double(dimension) / times(arrow, arrow)) }
    }
  }

  func variance(of matrix: [[Double]], kurtosis: Double, directions: Int) -> Double {
    var total = 0.0
    for i in matrix.indices {
      total += (kurtosis - 1) * matrix[i][i] * matrix[i][i]
      for j in 0..<i {
        // Half of the sum, squared, and four of it.
        let both = matrix[i][j] + matrix[j][i]
        total += both * both
      }
    }
    return total / Double(directions)
  }

  func slicedLosses(
    points: [[Double]], directions: [[Double]], score: ([Double]) -> [Double],
    product: (_ x: [Double], _ v: [Double]) -> [Double]
  ) -> (full: Double, reduced: Double) {
    var (full, reduced) = (0.0, 0.0)
    for (x, v) in zip(points, directions) {
      let (s, bend) = (score(x), times(product(x, v), v))
      full += (bend + times(s, v) * times(s, v) / 2) / Double(points.count)
      reduced += (bend + times(s, s) / 2) / Double(points.count)
    }
    return (full, reduced)
  }

  func forward(_ layers: [Layer], at x: [Double], along v: [Double]) -> (
    value: [Double], slope: [Double]
  ) {
    var (h, dh) = (x, v)
    for (k, layer) in layers.enumerated() {
      h = zip(layer.weights, layer.biases).map { times($0, h) + $1 }
      dh = layer.weights.map { times($0, dh) }
      if k == layers.count - 1 { break }
      dh = zip(h, dh).map { a, da in sigmoid(a) * (1 + a * sigmoid(-a)) * da }
      h = h.map { $0 * sigmoid($0) }
    }
    return (h, dh)
  }
}

/// Right answers, written in another way.
struct Alternates: Exercises {
  func directions(count: Int, dimension: Int, using random: inout RandomStream) -> [[Double]] {
    // A batch in single precision.
    let z = random.normal([count, dimension])
    let v = z * (Float(dimension).squareRoot() / sqrt(z.square().sum(axis: 1, keepingAxis: true)))
    return (0..<count).map { v.row($0).doubles }
  }

  func variance(of matrix: [[Double]], kurtosis: Double, directions: Int) -> Double {
    // What normal numbers have, and what the distribution has beyond them.
    let d = matrix.count
    var (frobenius, squares) = (0.0, 0.0)
    for i in 0..<d {
      squares += matrix[i][i] * matrix[i][i]
      for j in 0..<d {
        frobenius += (matrix[i][j] * matrix[i][j] + matrix[i][j] * matrix[j][i]) / 2
      }
    }
    return (2 * frobenius + (kurtosis - 3) * squares) / Double(directions)
  }

  func forward(_ layers: [Layer], at x: [Double], along v: [Double]) -> (
    value: [Double], slope: [Double]
  ) {
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
        let g = (1 + tanh(a / 2)) / 2
        return g + h * (1 - tanh(a / 2)) / 2
      }
      columns = columns.map { column in zip(column, factors).map { $0 * $1 } }
    }
    let slope = h.indices.map { i in v.indices.reduce(0) { $0 + v[$1] * columns[$1][i] } }
    return (h, slope)
  }
}
