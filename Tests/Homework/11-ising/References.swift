import Elementary
import Exercises11
import HomeworkKit

typealias Picture = [[Int]]

/// Whoever answers one exercise has not attempted the others.
extension Exercises {
  func energy(of y: Picture, received x: Picture, coupling: Double, flipProbability: Double) throws
    -> Double
  { throw NotAttempted() }
  func gibbsSweep(
    of y: Picture, received x: Picture, coupling: Double, flipProbability: Double,
    uniforms: [[Double]]
  ) throws -> Picture { throw NotAttempted() }
  func meanField(received x: Picture, coupling: Double, flipProbability: Double, sweeps: Int) throws
    -> (means: [[Double]], bound: Double)
  { throw NotAttempted() }
}

/// Nobody has answered anything.
struct Stubs: Exercises {}

/// The reference answers.
struct References: Exercises {
  func energy(of y: Picture, received x: Picture, coupling: Double, flipProbability: Double)
    -> Double
  {
    let h = 0.5 * log((1 - flipProbability) / flipProbability)
    var E = 0.0
    for (row, line) in y.enumerated() {
      for (column, spin) in line.enumerated() {
        E -= h * Double(x[row][column] * spin)
        if column > 0 { E -= coupling * Double(line[column - 1] * spin) }
        if row > 0 { E -= coupling * Double(y[row - 1][column] * spin) }
      }
    }
    return E
  }

  func gibbsSweep(
    of y: Picture, received x: Picture, coupling: Double, flipProbability: Double,
    uniforms: [[Double]]
  ) -> Picture {
    let h = 0.5 * log((1 - flipProbability) / flipProbability)
    var y = y
    for parity in 0...1 {
      for row in y.indices {
        for column in y[row].indices where (row + column) % 2 == parity {
          var pull = h * Double(x[row][column])
          if row > 0 { pull += coupling * Double(y[row - 1][column]) }
          if row < y.count - 1 { pull += coupling * Double(y[row + 1][column]) }
          if column > 0 { pull += coupling * Double(y[row][column - 1]) }
          if column < y[row].count - 1 { pull += coupling * Double(y[row][column + 1]) }
          y[row][column] = uniforms[row][column] < 1 / (1 + exp(-2 * pull)) ? 1 : -1
        }
      }
    }
    return y
  }

  func meanField(received x: Picture, coupling: Double, flipProbability: Double, sweeps: Int) -> (
    means: [[Double]], bound: Double
  ) {
    let h = 0.5 * log((1 - flipProbability) / flipProbability)
    let (height, width) = (x.count, x[0].count)
    var m = [[Double]](repeating: [Double](repeating: 0, count: width), count: height)
    func at(_ row: Int, _ column: Int) -> Double {
      row < 0 || row >= height || column < 0 || column >= width ? 0 : m[row][column]
    }
    for _ in 0..<sweeps {
      for row in m.indices {
        for column in m[row].indices {
          let around =
            at(row - 1, column) + at(row + 1, column) + at(row, column - 1) + at(row, column + 1)
          m[row][column] = tanh(coupling * around + h * Double(x[row][column]))
        }
      }
    }
    var B = 0.0
    for row in m.indices {
      for column in m[row].indices {
        let p = (1 + m[row][column]) / 2
        B += coupling * m[row][column] * (at(row, column + 1) + at(row + 1, column))
        B += h * Double(x[row][column]) * m[row][column]
        if p > 0 && p < 1 { B -= p * log(p) + (1 - p) * log(1 - p) }
      }
    }
    return (m, B)
  }
}

/// Right answers, written in another way: pictures as one line, with lists of neighbours.
struct Alternates: Exercises {
  private struct Lattice {
    let width: Int
    let neighbours: [[Int]]
    init(_ x: Picture) {
      let width = x[0].count
      self.width = width
      let count = x.count * width
      neighbours = (0..<count).map { i in
        (0..<count).filter { j in
          abs(i / width - j / width) + abs(i % width - j % width) == 1
        }
      }
    }
    func grid<Value>(_ values: [Value]) -> [[Value]] {
      stride(from: 0, to: values.count, by: width).map { Array(values[$0..<($0 + width)]) }
    }
  }

  func energy(of y: Picture, received x: Picture, coupling: Double, flipProbability: Double)
    -> Double
  {
    let (lattice, spins, data) = (Lattice(x), Array(y.joined()), Array(x.joined()))
    let twice = spins.indices.reduce(0) { total, i in
      lattice.neighbours[i].reduce(total) { $0 + spins[i] * spins[$1] }
    }
    let agreement = zip(spins, data).reduce(0) { $0 + $1.0 * $1.1 }
    return -coupling / 2 * Double(twice)
      - (log(1 - flipProbability) - log(flipProbability)) / 2 * Double(agreement)
  }

  func gibbsSweep(
    of y: Picture, received x: Picture, coupling: Double, flipProbability: Double,
    uniforms: [[Double]]
  ) -> Picture {
    let (lattice, data, u) = (Lattice(x), Array(x.joined()), Array(uniforms.joined()))
    let trust = log((1 - flipProbability) / flipProbability)
    func drawn(_ i: Int, _ spins: [Int]) -> Int {
      let around = lattice.neighbours[i].reduce(0) { $0 + spins[$1] }
      // u < σ(a) where ln(u/(1 − u)) < a.
      return log(u[i] / (1 - u[i])) < 2 * coupling * Double(around) + trust * Double(data[i])
        ? 1 : -1
    }
    func isEven(_ i: Int) -> Bool { (i / lattice.width + i % lattice.width).isMultiple(of: 2) }
    let old = Array(y.joined())
    let half = old.indices.map { isEven($0) ? drawn($0, old) : old[$0] }
    return lattice.grid(half.indices.map { isEven($0) ? half[$0] : drawn($0, half) })
  }

  func meanField(received x: Picture, coupling: Double, flipProbability: Double, sweeps: Int) -> (
    means: [[Double]], bound: Double
  ) {
    let (lattice, data) = (Lattice(x), x.joined().map(Double.init))
    let h = (log1p(-flipProbability) - log(flipProbability)) / 2
    // The means by what pulls at them: m = tanh a and H = softplus(2a) − 2aσ(2a).
    var pulls = data.map { _ in 0.0 }
    func around(_ i: Int) -> Double {
      lattice.neighbours[i].reduce(0) { $0 + tanh(pulls[$1]) }
    }
    for _ in 0..<sweeps {
      for i in pulls.indices { pulls[i] = coupling * around(i) + h * data[i] }
    }
    let bound = pulls.indices.reduce(0.0) { total, i in
      let (m, a) = (tanh(pulls[i]), 2 * abs(pulls[i]))
      let entropy = softplus(-a) + a * sigmoid(-a)
      return total + m * (coupling / 2 * around(i) + h * data[i]) + entropy
    }
    return (lattice.grid(pulls.map { tanh($0) }), bound)
  }
}
