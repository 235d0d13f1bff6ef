import Elementary
import HomeworkKit
import Tensors

/// Many estimates of the same partition function, that of the energy κ‖x − c‖²/2.
///
/// Its centre is not that of the box, so that every part of the box counts differently.
private struct Box: Codable {
  var dimension: Int
  var halfWidth: Double
  var points: Int
  var centre: [Double]
  var stiffness: Double
  var repetitions: Int
  var seed: UInt64

  init(_ random: inout RandomStream, dimension: Int? = nil, points: Int? = nil) {
    let d = dimension ?? 2 + random.integer(below: 2)
    self.dimension = d
    self.points = points ?? 20 + random.integer(below: 10)
    halfWidth = 2.2 + 0.5 * random.uniform()
    centre = (0..<d).map { _ in
      (random.bernoulli(0.5) ? 1 : -1) * (0.4 + 0.4 * random.uniform())
    }
    stiffness = 0.4
    repetitions = 4000
    seed = random.next()
  }

  /// The estimates, and behind them what the energy has seen of the points: how many they are, sums
  /// over coordinates and their squares, over products of the first two coordinates, and how many
  /// points are that before them.
  func estimates(_ answers: any Exercises) throws -> [Double] {
    var random = RandomStream(seed: seed)
    var (seen, last) = ([Double](repeating: 0, count: 5), [Double]())
    let estimates = try (0..<repetitions).map { _ in
      try answers.partitionFunction(
        energy: { x in
          precondition(x.count == dimension, "a point in \(x.count) dimensions, not \(dimension)")
          seen[0] += 1
          seen[1] += x.reduce(0, +)
          seen[2] += x.reduce(0) { $0 + $1 * $1 }
          seen[3] += x[0] * x[dimension - 1]
          seen[4] += x == last ? 1 : 0
          last = x
          return energy(x)
        }, dimension: dimension, halfWidth: halfWidth, points: points, using: &random)
    }
    return estimates + seen
  }

  func energy(_ x: [Double]) -> Double {
    stiffness / 2 * zip(x, centre).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }

  static let labels = [
    "mean of the estimates", "variance of the estimates", "points for an estimate",
    "mean of a coordinate", "mean square of a coordinate", "mean product of two coordinates",
    "share of points that are the point before",
  ]

  /// The statistics with these labels.
  func statistics(_ numbers: [Double]) -> [Double] {
    let (estimates, seen) = (numbers.dropLast(5), Array(numbers.suffix(5)))
    let n = Double(repetitions)
    let mean = sum(Array(estimates)) / n
    let squares = estimates.map { ($0 - mean) * ($0 - mean) }
    let calls = max(1, seen[0])
    return [
      mean, sum(squares) / (n - 1), seen[0] / n, seen[1] / (calls * Double(dimension)),
      seen[2] / (calls * Double(dimension)), seen[3] / calls, seen[4] / calls,
    ]
  }

  var volume: Double { pow(2 * halfWidth, Double(dimension)) }
  var n: Double { Double(points) }
}

// MARK: Distributions of the estimates

extension Box {
  /// The mean of exp(−kE) over the box.
  private func moment(_ k: Double) -> Double {
    let root = sqrt(abs(k) * stiffness)
    return centre.reduce(1) { product, c in
      guard k > 0 else {
        let growing = integrate(from: -halfWidth, to: halfWidth, points: 200) { u in
          exp(-k * stiffness / 2 * (u - c) * (u - c))
        }
        return product * growing / (2 * halfWidth)
      }
      let share = normalCDF((halfWidth - c) * root) - normalCDF((-halfWidth - c) * root)
      return product * sqrt(2 * .pi) / root * share / (2 * halfWidth)
    }
  }

  /// The distribution of mean and variance, for estimates that have these.
  ///
  /// - Parameter excess: the excess kurtosis of an estimate.
  private func distribution(mean: Double, variance: Double, excess: Double) -> [Target] {
    let m = Double(repetitions)
    return [
      .mean(mean, standardError: sqrt(variance / m)),
      .variance(variance, degreesOfFreedom: 2 * m / (2 + excess)),
    ]
  }

  /// The distribution for estimates that are `factor` times the mean of exp(−kE) over n points.
  ///
  /// - Parameters:
  ///   - factor: the volume, if all is right.
  ///   - k: 1, if all is right.
  fileprivate func distribution(factor: Double? = nil, k: Double = 1) -> [Target] {
    let factor = factor ?? volume
    let (variance, fourth) = central((1...4).map { moment(k * Double($0)) })
    return distribution(
      mean: factor * moment(k), variance: factor * factor * variance / n,
      excess: (fourth / (variance * variance) - 3) / n)
  }

  /// The distribution of the volume times exp(−mean energy).
  fileprivate var exponentialOfMean: [Target] {
    let moments = (1...4).map { pow(volume, Double($0)) * pow(moment(Double($0) / n), n) }
    let (variance, fourth) = central(moments)
    return distribution(mean: moments[0], variance: variance, excess: fourth / (variance * variance) - 3)
  }

  /// The distribution of the volume times the mean energy.
  fileprivate var meanOfEnergy: [Target] {
    var (mean, variance, cumulant) = (0.0, 0.0, 0.0)
    for c in centre {
      let moments = (1...4).map { power in
        integrate(from: -halfWidth, to: halfWidth, points: 200) { u in
          pow(stiffness / 2 * (u - c) * (u - c), Double(power))
        } / (2 * halfWidth)
      }
      let (spread, fourth) = central(moments)
      mean += moments[0]
      variance += spread
      cumulant += fourth - 3 * spread * spread
    }
    return distribution(
      mean: volume * mean, variance: volume * volume * variance / n,
      excess: cumulant / (variance * variance) / n)
  }
}

/// Variance and fourth central moment, from the first four moments.
private func central(_ m: [Double]) -> (variance: Double, fourth: Double) {
  let square = m[0] * m[0]
  let fourth = m[3] - 4 * m[2] * m[0] + 6 * m[1] * square - 3 * square * square
  return (m[1] - square, fourth)
}

// MARK: Distributions of the points

extension Box {
  /// The first four moments of a uniform coordinate.
  private func uniform(from a: Double, to b: Double) -> [Double] {
    (2...5).map { power in
      let k = Double(power)
      let difference = pow(b, k) - pow(a, k)
      return difference / (k * (b - a))
    }
  }

  /// What is seen of the points if their coordinates have these moments.
  ///
  /// - Parameters:
  ///   - perEstimate: how many points an estimate has, n if all is right.
  ///   - areEqual: whether the coordinates of a point are the same number.
  private func points(
    moments m: [Double], perEstimate: Double? = nil, areEqual: Bool = false
  ) -> [Target] {
    let perEstimate = perEstimate ?? n
    let many = perEstimate * Double(repetitions)
    let coordinates = areEqual ? many : many * Double(dimension)
    let varianceOfSquare = m[3] - m[1] * m[1]
    let product = areEqual || dimension == 1 ? m[1] : m[0] * m[0]
    let varianceOfProduct =
      areEqual || dimension == 1 ? varianceOfSquare : m[1] * m[1] - m[0] * m[0] * m[0] * m[0]
    return [
      .value(perEstimate), .mean(m[0], standardError: sqrt((m[1] - m[0] * m[0]) / coordinates)),
      .mean(m[1], standardError: sqrt(varianceOfSquare / coordinates)),
      .mean(product, standardError: sqrt(varianceOfProduct / many)), .value(0),
    ]
  }

  /// As it should be.
  fileprivate var inTheBox: [Target] { points(moments: uniform(from: -halfWidth, to: halfWidth)) }

  /// Only the points are wrong, or the points too.
  fileprivate func misplaced(from a: Double, to b: Double) -> [Target] {
    [.anything, .anything] + points(moments: uniform(from: a, to: b))
  }

  fileprivate func normal(standardDeviation σ: Double) -> [Target] {
    [.anything, .anything] + points(moments: [0, σ * σ, 0, 3 * σ * σ * σ * σ])
  }

  fileprivate var onTheDiagonal: [Target] {
    [.anything, .anything]
      + points(moments: uniform(from: -halfWidth, to: halfWidth), areEqual: true)
  }

  fileprivate func inTheBox(_ count: Double) -> [Target] {
    [.anything, .anything]
      + points(moments: uniform(from: -halfWidth, to: halfWidth), perEstimate: count)
  }

  /// What is right of the estimates; who asks for the energy how often does not matter.
  fileprivate var right: [Target] { distribution() + [Target](repeating: .anything, count: 5) }
}

// MARK: Mistakes

private let theBill = "section 1.7, The bill"

private let factorMistakes: [WrongDistribution<Box>] = [
  WrongDistribution("the volume of the box is missing: that is an average, not an integral", theBill) {
    $0.distribution(factor: 1) + $0.inTheBox
  },
  WrongDistribution("the volume is a^d: the box is 2a wide", theBill) {
    $0.distribution(factor: pow($0.halfWidth, Double($0.dimension))) + $0.inTheBox
  },
  WrongDistribution("the volume is 2a^d: it should be (2a)^d", theBill) {
    $0.distribution(factor: 2 * pow($0.halfWidth, Double($0.dimension))) + $0.inTheBox
  },
  WrongDistribution("the volume is 2a: it should be (2a)^d", theBill) {
    $0.distribution(factor: 2 * $0.halfWidth) + $0.inTheBox
  },
  WrongDistribution("the volume is 2ad: it should be (2a)^d", theBill) {
    $0.distribution(factor: 2 * $0.halfWidth * Double($0.dimension)) + $0.inTheBox
  },
  WrongDistribution("the sum was not divided by n", theBill) {
    $0.distribution(factor: $0.n * $0.volume) + $0.inTheBox
  },
  WrongDistribution("that is the sum over the points: no volume, and not divided by n", theBill) {
    $0.distribution(factor: $0.n) + $0.inTheBox
  },
  WrongDistribution("the sum was divided by n − 1: it is a mean, not a variance", theBill) {
    $0.distribution(factor: $0.volume * $0.n / ($0.n - 1)) + $0.inTheBox
  },
]

private let pointMistakes: [WrongDistribution<Box>] = [
  WrongDistribution("all coordinates of a point are the same random number", theBill) { $0.onTheDiagonal },
  WrongDistribution("the same random point was used again and again", theBill) { box in
    let repeated = Target.value(1 - 1 / box.n, tolerance: 1e-3)
    return [Target](repeating: .anything, count: 6) + [repeated]
  },
  WrongDistribution("the points are in [0, a]^d: the box goes from −a to a", theBill) {
    $0.misplaced(from: 0, to: $0.halfWidth)
  },
  WrongDistribution("the points are in [0, 2a]^d: the box goes from −a to a", theBill) {
    $0.misplaced(from: 0, to: 2 * $0.halfWidth)
  },
  WrongDistribution("the points are in [−a, 0]^d: the box goes from −a to a", theBill) {
    $0.misplaced(from: -$0.halfWidth, to: 0)
  },
  WrongDistribution("the points are in [−a/2, a/2]^d: the box is 2a wide", theBill) {
    $0.misplaced(from: -$0.halfWidth / 2, to: $0.halfWidth / 2)
  },
  WrongDistribution("the points are in [−2a, 2a]^d: the box is 2a wide", theBill) {
    $0.misplaced(from: -2 * $0.halfWidth, to: 2 * $0.halfWidth)
  },
  WrongDistribution("the points are in [0, 1]^d: they have to be spread over the box", theBill) {
    $0.misplaced(from: 0, to: 1)
  },
  WrongDistribution("the points are in [−1, 1]^d: they have to be spread over the box", theBill) {
    $0.misplaced(from: -1, to: 1)
  },
  WrongDistribution("the points are normally distributed: they should be uniform", theBill) {
    $0.normal(standardDeviation: 1)
  },
  WrongDistribution("the points are normal with the standard deviation a: they should be uniform", theBill) {
    $0.normal(standardDeviation: $0.halfWidth)
  },
  WrongDistribution("there is a point less than n", theBill) { $0.inTheBox($0.n - 1) },
  WrongDistribution("there is a point more than n", theBill) { $0.inTheBox($0.n + 1) },
  WrongDistribution(
    "the estimates have no noise: a grid, or the same random numbers every time", theBill
  ) { _ in
    [.anything, .value(0, tolerance: 1e-12)] + [Target](repeating: .anything, count: 5)
  },
]

private let integrandMistakes: [WrongDistribution<Box>] = [
  WrongDistribution("the sign of the energy is wrong: exp(+E)", theBill) { $0.distribution(k: -1) + $0.inTheBox },
  WrongDistribution("the energy was averaged, not exp(−E)", theBill) { $0.meanOfEnergy + $0.inTheBox },
  WrongDistribution("exp was taken of the mean energy: average exp(−E)", theBill) {
    $0.exponentialOfMean + $0.inTheBox
  },
  WrongDistribution("that is exp(−E/2): the energy has its ½ already", theBill) {
    $0.distribution(k: 0.5) + $0.inTheBox
  },
]

let randomPoints = Exercise<any Exercises>(
  "1.5", "A partition function from random points", points: 8, section: theBill,
  hints: [
    "An integral over a box is the box's volume times the average of the function over it.",
    "A point needs d independent uniform numbers, each mapped from (0, 1) to (−a, a).",
    """
    Sum exp(−E) over n points x with xⱼ = a(2u − 1), a fresh u for each coordinate; then multiply \
    by (2a)^d/n.
    """,
  ],
  seconds: 20,
  checks: [
    Check(
      statistical: "4000 estimates", count: { $0.repetitions + 5 }, given: { Box(&$0) },
      answer: { try $1.estimates($0) }, labels: Box.labels, measured: { $0.statistics($1) },
      expected: { $0.right }, mistakes: factorMistakes + pointMistakes + integrandMistakes),
    // teacher: begin
    Check(
      statistical: "one dimension, and a single point", count: { $0.repetitions + 5 },
      given: { Box(&$0, dimension: 1, points: 1) }, answer: { try $1.estimates($0) },
      labels: Box.labels, measured: { $0.statistics($1) },
      expected: { [$0.right[0]] + [Target](repeating: .anything, count: 6) }, mistakes: []),
    // teacher: end
  ])
