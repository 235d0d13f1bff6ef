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

/// The reference answers.
struct References: Exercises {
  func projectedTrace(along directions: [[Double]], product: ([Double]) -> [Double]) -> Double {
    var total = 0.0
    for direction in directions {
      let shadow = product(direction)
      for j in direction.indices { total += shadow[j] * direction[j] }
    }
    return total / Double(directions.count)
  }

  func directions(count: Int, dimension: Int, using random: inout RandomStream) -> [[Double]] {
    var all: [[Double]] = []
    for _ in 0..<count {
      let arrow = (0..<dimension).map { _ in random.normal() }
      let stretch = sqrt(Double(dimension) / arrow.reduce(0) { $0 + $1 * $1 })
      all.append(arrow.map { stretch * $0 })
    }
    return all
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
      let (s, vJ) = (score(x), product(x, v))
      var (bend, slope, length) = (0.0, 0.0, 0.0)
      for j in v.indices {
        bend += vJ[j] * v[j]
        slope += s[j] * v[j]
        length += s[j] * s[j]
      }
      full += bend + slope * slope / 2
      reduced += bend + length / 2
    }
    return (full / Double(points.count), reduced / Double(points.count))
  }

  func forward(_ layers: [Layer], at x: [Double], along v: [Double]) -> (
    value: [Double], slope: [Double]
  ) {
    var (h, dh) = (x, v)
    for (k, layer) in layers.enumerated() {
      var (a, da) = (layer.biases, layer.biases.map { _ in 0.0 })
      for i in a.indices {
        for j in h.indices {
          a[i] += layer.weights[i][j] * h[j]
          da[i] += layer.weights[i][j] * dh[j]
        }
      }
      if k < layers.count - 1 {
        for i in a.indices {
          let gate = sigmoid(a[i])
          da[i] *= gate * (1 + a[i] * (1 - gate))
          a[i] *= gate
        }
      }
      (h, dh) = (a, da)
    }
    return (h, dh)
  }
}

/// Right answers, written in another way.
struct Alternates: Exercises {
  func projectedTrace(along directions: [[Double]], product: ([Double]) -> [Double]) -> Double {
    // A running mean.
    var (mean, n) = (0.0, 0.0)
    for v in directions {
      n += 1
      let answer = zip(v, product(v)).reduce(0) { $0 + $1.0 * $1.1 }
      mean += (answer - mean) / n
    }
    return mean
  }

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

  func slicedLosses(
    points: [[Double]], directions: [[Double]], score: ([Double]) -> [Double],
    product: (_ x: [Double], _ v: [Double]) -> [Double]
  ) -> (full: Double, reduced: Double) {
    func times(_ a: [Double], _ b: [Double]) -> Double {
      zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let n = Double(points.count)
    let pairs = zip(points, directions)
    let bend = pairs.reduce(0) { $0 + times($1.1, product($1.0, $1.1)) } / n
    let slopes = pairs.map { x, v in times(score(x), v) }
    let length = points.reduce(0) { $0 + times(score($1), score($1)) } / n
    return (bend + times(slopes, slopes) / (2 * n), bend + length / 2)
  }

  func forward(_ layers: [Layer], at x: [Double], along v: [Double]) -> (
    value: [Double], slope: [Double]
  ) {
    // Column by column of the Jacobian, and SiLU by way of tanh.
    var h = x
    var columns = x.indices.map { j in x.indices.map { $0 == j ? 1.0 : 0.0 } }
    for (k, layer) in layers.enumerated() {
      func linear(_ h: [Double]) -> [Double] {
        layer.weights.map { row in zip(row, h).reduce(0) { $0 + $1.0 * $1.1 } }
      }
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
