import Elementary
import Exercises11
import HomeworkKit
import HomeworkTesting

/// The grader says that it does not know the numbers.
private let unknown = "not the right numbers"

let wrongAnswers = wrongEnergies + wrongSweeps + wrongMeans

private func dataStrength(_ q: Double) -> Double { log((1 - q) / q) / 2 }

/// The sum of a pixel's neighbours, from a list of steps; beyond the edge something else counts.
private func around<Spin: Numeric>(
  _ y: [[Spin]], _ r: Int, _ c: Int, steps: [(Int, Int)] = [(0, 1), (1, 0), (0, -1), (-1, 0)],
  beyond: Spin = 0
) -> Spin {
  steps.reduce(Spin.zero) { total, step in
    let (row, column) = (r + step.0, c + step.1)
    let isInside = y.indices.contains(row) && y[0].indices.contains(column)
    return total + (isInside ? y[row][column] : beyond)
  }
}

private struct Energy: Exercises {
  var steps = [(0, 1), (1, 0)]
  var beyond = 0
  var spin: @Sendable (Int) -> Double = { Double($0) }
  var field: @Sendable (Double) -> Double = dataStrength
  func energy(of y: Picture, received x: Picture, coupling: Double, flipProbability: Double)
    -> Double
  {
    let spins = y.map { $0.map(spin) }
    var total = 0.0
    for (r, row) in spins.enumerated() {
      for (c, s) in row.enumerated() {
        total -= coupling * s * around(spins, r, c, steps: steps, beyond: Double(beyond))
        total -= field(flipProbability) * s * spin(x[r][c])
      }
    }
    return total
  }
}

private let wrongEnergies: [WrongAnswer<any Exercises>] = [
  WrongAnswer("11.1", "counted twice", Energy(steps: [(0, 1), (1, 0), (0, -1), (-1, 0)])),
  WrongAnswer("11.1", "one above the other are missing", Energy(steps: [(0, 1)])),
  // Neighbours on the diagonals as well; paper around the picture.
  WrongAnswer("11.1", unknown, Energy(steps: [(0, 1), (1, 0), (1, 1), (1, -1)])),
  WrongAnswer("11.1", unknown, Energy(beyond: -1)),
  // Pixels that are 0 and 1.
  WrongAnswer("11.1", unknown, Energy(spin: { Double(1 + $0) / 2 })),
  WrongAnswer("11.1", "sign of h", Energy(field: { log($0 / (1 - $0)) / 2 })),
]

private struct Sweep: Exercises {
  /// The order in which pixels are drawn, by row and column.
  var order: @Sendable (Int, Int) -> Int = { ($0 + $1) % 2 }
  var probability: @Sendable (_ pull: Double) -> Double = { sigmoid(2 * $0) }
  var beyond = 0
  var steps = [(0, 1), (1, 0), (0, -1), (-1, 0)]
  var isNoisy = true
  func gibbsSweep(
    of y: Picture, received x: Picture, coupling: Double, flipProbability: Double,
    uniforms: [[Double]]
  ) -> Picture {
    var y = y
    let pixels = y.indices.flatMap { r in y[r].indices.map { (r, $0) } }
    for (r, c) in pixels.enumerated().sorted(by: {
      (order($0.element.0, $0.element.1), $0.offset) < (
        order($1.element.0, $1.element.1), $1.offset
      )
    }).map(\.element) {
      let pull =
        coupling * Double(around(y, r, c, steps: steps, beyond: beyond))
        + dataStrength(flipProbability) * Double(x[r][c])
      y[r][c] = (isNoisy ? uniforms[r][c] : 0.5) < probability(pull) ? 1 : -1
    }
    return y
  }
}

private let wrongSweeps: [WrongAnswer<any Exercises>] = [
  WrongAnswer("11.2", "row by row", Sweep(order: { _, _ in 0 })),
  // Column by column comes to the same: it is the neighbours above and on the left that come first.
  WrongAnswer("11.2", "row by row", Sweep(order: { $1 + 0 * $0 })),
  // The mean for the probability, which is smaller; paper around the picture.
  WrongAnswer("11.2", unknown, Sweep(probability: { tanh($0) })),
  WrongAnswer("11.2", unknown, Sweep(beyond: -1)),
  // The probability of paper.
  WrongAnswer("11.2", unknown, Sweep(probability: { sigmoid(-2 * $0) })),
  // Iterated conditional modes.
  WrongAnswer("11.2", unknown, Sweep(isNoisy: false)),
  // The pixel is its own neighbour.
  WrongAnswer("11.2", unknown, Sweep(steps: [(0, 1), (1, 0), (0, -1), (-1, 0), (0, 0)])),
]

private struct Means: Exercises {
  var squash: @Sendable (Double) -> Double = { tanh($0) }
  var extraSweeps = 0
  var entropy: @Sendable (Double) -> Double = { m in
    let p = (1 + m) / 2
    return p > 0 && p < 1 ? -p * log(p) - (1 - p) * log(1 - p) : 0
  }
  var share = 0.5
  func meanField(received x: Picture, coupling: Double, flipProbability: Double, sweeps: Int) -> (
    means: [[Double]], bound: Double
  ) {
    let h = dataStrength(flipProbability)
    var m = x.map { $0.map { _ in 0.0 } }
    for _ in 0..<(sweeps + extraSweeps) {
      for r in m.indices {
        for c in m[r].indices {
          m[r][c] = squash(coupling * around(m, r, c) + h * Double(x[r][c]))
        }
      }
    }
    var bound = 0.0
    for r in m.indices {
      for c in m[r].indices {
        bound += m[r][c] * (share * coupling * around(m, r, c) + h * Double(x[r][c]))
        bound += entropy(m[r][c])
      }
    }
    return (m, bound)
  }
}

private let wrongMeans: [WrongAnswer<any Exercises>] = [
  WrongAnswer("11.3", "counted twice", Means(share: 1)),
  WrongAnswer("11.3", "no 2 in the hyperbolic tangent", Means(squash: { 2 * sigmoid(4 * $0) - 1 })),
  WrongAnswer("11.3", "probabilities of ink", Means(squash: { sigmoid(2 * $0) })),
  WrongAnswer("11.3", "one sweep too few", Means(extraSweeps: -1)),
  // The most probable pixel.
  WrongAnswer("11.3", unknown, Means(squash: { $0 > 0 ? 1 : -1 })),
  // The entropy of one side only; in bits; of a normal variable.
  WrongAnswer("11.3", unknown, Means(entropy: { $0 > -1 ? -(1 + $0) / 2 * log((1 + $0) / 2) : 0 })),
  WrongAnswer(
    "11.3", unknown, Means(entropy: { Means().entropy($0) / log(2) })),
  WrongAnswer(
    "11.3", "0 · ln 0",
    Means(entropy: { m in
      let (p, q) = ((1 + m) / 2, (1 - m) / 2)
      return -p * log(p) - q * log(q)
    })),
]
