import Elementary
import HomeworkKit
import Tensors

/// Many estimates of the same partition function, that of the energy ‖x‖²/2.
private struct Box: Codable {
  var dimension: Int
  var halfWidth: Double
  var points: Int
  var repetitions: Int
  var seed: UInt64

  init(_ random: inout RandomStream) {
    dimension = 2 + random.integer(below: 2)
    halfWidth = 2 + random.uniform()
    points = 100 + random.integer(below: 50)
    repetitions = 2000
    seed = random.next()
  }

  func estimates(_ answers: any Exercises) throws -> [Double] {
    var random = RandomStream(seed: seed)
    return try (0..<repetitions).map { _ in
      try answers.partitionFunction(
        energy: { x in
          precondition(x.count == dimension, "a point in \(x.count) dimensions, not \(dimension)")
          return x.reduce(0) { $0 + $1 * $1 } / 2
        }, dimension: dimension, halfWidth: halfWidth, points: points, using: &random)
    }
  }

  var volume: Double { pow(2 * halfWidth, Double(dimension)) }

  /// The integral over [−b, b] of exp(−c x²/2).
  static func integral(_ b: Double, _ c: Double) -> Double {
    sqrt(2 * .pi / c) * (2 * normalCDF(b * sqrt(c)) - 1)
  }

  /// The law of mean and variance of the estimates, for estimates that are the mean of
  /// `factor`·exp(−E) over independent points.
  ///
  /// - Parameters:
  ///   - factor: the volume, if all is right.
  ///   - moment: the mean of exp(−kE) over one point.
  ///   - effective: how many independent points there are.
  func law(factor: Double, effective: Int, moment: (Double) -> Double) -> [Target] {
    let mean = moment(1)
    let variance = moment(2) - mean * mean
    let mixed = 6 * moment(2) * mean * mean - 4 * moment(3) * mean
    let fourth: Double = moment(4) + mixed - 3 * mean * mean * mean * mean
    let n = Double(effective)
    let excess = (fourth / (variance * variance) - 3) / n
    let spread = factor * factor * variance / n
    return [
      .mean(factor * mean, standardError: sqrt(spread / Double(repetitions))),
      .mean(spread, standardError: spread * sqrt((2 + excess) / Double(repetitions))),
    ]
  }

  /// The mean of exp(−kE) over the box.
  func moment(_ k: Double) -> Double {
    pow(Box.integral(halfWidth, k) / (2 * halfWidth), Double(dimension))
  }

  /// The mean of exp(+kE) over the box.
  func growingMoment(_ k: Double) -> Double {
    let c = k * halfWidth * halfWidth / 2
    return pow(integrate(from: 0, to: 1, points: 200) { exp(c * $0 * $0) }, Double(dimension))
  }

  func law(factor: Double) -> [Target] { law(factor: factor, effective: points, moment: moment) }
}

private let theBill = "section 1.7, The bill"

private let randomPointsMistakes: [WrongLaw<Box>] = [
  WrongLaw("the volume of the box is missing: that is an average, not an integral", theBill) {
    $0.law(factor: 1)
  },
  WrongLaw("the volume is a^d: the box is 2a wide", theBill) {
    $0.law(factor: pow($0.halfWidth, Double($0.dimension)))
  },
  WrongLaw("the volume is 2a: it should be (2a)^d", theBill) {
    $0.law(factor: 2 * $0.halfWidth)
  },
  WrongLaw("all coordinates of a point are the same random number", theBill) { box in
    let d = Double(box.dimension)
    return box.law(factor: box.volume, effective: box.points) { k in
      Box.integral(box.halfWidth, k * d) / (2 * box.halfWidth)
    }
  },
  WrongLaw("the same random point was used again and again", theBill) { box in
    box.law(factor: box.volume, effective: 1, moment: box.moment)
  },
  WrongLaw("the sign of the energy is wrong: exp(+E)", theBill) { box in
    box.law(factor: box.volume, effective: box.points) { k in
      box.growingMoment(k)
    }
  },
  WrongLaw("the points are normally distributed: they should be uniform", theBill) { box in
    // E exp(−k x²/2) for x ~ N(0, 1).
    box.law(factor: box.volume, effective: box.points) { k in
      pow(1 / sqrt(1 + k), Double(box.dimension))
    }
  },
  WrongLaw("the estimates have no noise: the points are a grid, not random", theBill) { box in
    [.anything, .value(0, tolerance: 1e-12)]
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
      statistical: "2000 estimates", count: { $0.repetitions }, given: { Box(&$0) },
      answer: { try $1.estimates($0) },
      labels: ["mean of the estimates", "variance of the estimates"],
      measured: { _, estimates in
        let mean = sum(estimates) / Double(estimates.count)
        let squares = estimates.map { ($0 - mean) * ($0 - mean) }
        return [mean, sum(squares) / Double(estimates.count - 1)]
      },
      expected: { $0.law(factor: $0.volume) },
      mistakes: randomPointsMistakes)
  ])
