import Elementary
import HomeworkKit
import Tensors

/// Many estimates of the same partition function, that of the energy κ‖x − c‖²/2.
///
/// Its centre is not that of the box, so that every part of the box counts differently. There are so
/// few points that one too many or too few shows.
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
    halfWidth = 1.6 + 0.6 * random.uniform()
    centre = (0..<d).map { _ in
      (random.bernoulli(0.5) ? 1 : -1) * (0.4 + 0.4 * random.uniform())
    }
    stiffness = 0.4
    repetitions = 4000
    seed = random.next()
  }

  func energy(_ x: [Double]) -> Double {
    precondition(x.count == dimension, "a point in \(x.count) dimensions, not \(dimension)")
    return stiffness / 2 * zip(x, centre).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }

  func estimates(_ answers: any Exercises) throws -> [Double] {
    var random = RandomStream(seed: seed)
    return try (0..<repetitions).map { _ in
      try answers.partitionFunction(
        energy: energy, dimension: dimension, halfWidth: halfWidth, points: points, using: &random)
    }
  }

  var volume: Double { pow(2 * halfWidth, Double(dimension)) }
  var n: Double { Double(points) }
}

// MARK: Moments

/// The mean of exp(−kE) over one point, as a function of k.
private typealias Moment = (_ k: Double) -> Double

extension Box {
  /// Over points whose coordinates have a law of their own each.
  private func product(_ coordinate: (_ centre: Double) -> Double) -> Double {
    centre.reduce(1) { $0 * coordinate($1) }
  }

  /// Over the box [from, to]^d; [−a, a]^d if it is right.
  fileprivate func uniform(from: Double? = nil, to: Double? = nil) -> Moment {
    let (low, high) = (from ?? -halfWidth, to ?? halfWidth)
    return { k in
      let root = sqrt(k * stiffness)
      return product { c in
        let share = normalCDF((high - c) * root) - normalCDF((low - c) * root)
        return sqrt(2 * .pi) / root * share / (high - low)
      }
    }
  }

  /// Over normal points: E exp(−kκ(x − c)²/2) for x ~ N(0, v).
  fileprivate func normal(variance v: Double) -> Moment {
    { k in
      product { c in
        let spread = 1 + k * stiffness * v
        return exp(-k * stiffness * c * c / (2 * spread)) / sqrt(spread)
      }
    }
  }

  /// Over the diagonal of the box.
  fileprivate var diagonal: Moment {
    { k in
      integrate(from: -halfWidth, to: halfWidth, points: 200) { u in
        exp(-k * stiffness / 2 * sum(centre.map { (u - $0) * (u - $0) }))
      } / (2 * halfWidth)
    }
  }

  /// Of exp(+E) over the box.
  fileprivate var growing: Moment {
    { k in
      product { c in
        integrate(from: -halfWidth, to: halfWidth, points: 200) { u in
          exp(k * stiffness / 2 * (u - c) * (u - c))
        } / (2 * halfWidth)
      }
    }
  }

  /// Mean, variance and fourth cumulant of the energy over the box.
  fileprivate var energyCumulants: (mean: Double, variance: Double, fourth: Double) {
    var total = (mean: 0.0, variance: 0.0, fourth: 0.0)
    for c in centre {
      let m = (1...4).map { power in
        integrate(from: -halfWidth, to: halfWidth, points: 200) { u in
          pow(stiffness / 2 * (u - c) * (u - c), Double(power))
        } / (2 * halfWidth)
      }
      let (variance, fourth) = central(m)
      total.mean += m[0]
      total.variance += variance
      total.fourth += fourth - 3 * variance * variance
    }
    return total
  }
}

/// Variance and fourth central moment, from the first four moments.
private func central(_ m: [Double]) -> (variance: Double, fourth: Double) {
  let square = m[0] * m[0]
  let fourth = m[3] - 4 * m[2] * m[0] + 6 * m[1] * square - 3 * square * square
  return (m[1] - square, fourth)
}

// MARK: Laws

extension Box {
  /// The law of the statistics, for estimates that have this mean and variance.
  ///
  /// - Parameter excess: the excess kurtosis of an estimate.
  fileprivate func law(mean: Double, variance: Double, excess: Double) -> [Target] {
    let m = Double(repetitions)
    return [
      .mean(mean, standardError: sqrt(variance / m)),
      .variance(variance, degreesOfFreedom: 2 * m / (2 + excess)),
    ]
  }

  /// The law for estimates that are `factor` times the mean of exp(−E) over independent points.
  ///
  /// - Parameters:
  ///   - factor: the volume, if all is right.
  ///   - effective: how many independent points there are; n if all is right.
  ///   - moment: of one point.
  fileprivate func law(
    factor: Double? = nil, effective: Double? = nil, moment: Moment? = nil
  ) -> [Target] {
    let (factor, n) = (factor ?? volume, effective ?? n)
    let moments = (1...4).map { (moment ?? uniform())(Double($0)) }
    let (variance, fourth) = central(moments)
    return law(
      mean: factor * moments[0], variance: factor * factor * variance / n,
      excess: (fourth / (variance * variance) - 3) / n)
  }

  /// The law of the volume times exp(−mean energy).
  fileprivate var exponentialOfMean: [Target] {
    let moment = uniform()
    let m = (1...4).map { k in
      pow(volume, Double(k)) * pow(moment(Double(k) / n), n)
    }
    let (variance, fourth) = central(m)
    return law(mean: m[0], variance: variance, excess: fourth / (variance * variance) - 3)
  }

  /// The law of the volume times the mean energy.
  fileprivate var meanOfEnergy: [Target] {
    let (mean, variance, fourth) = energyCumulants
    return law(
      mean: volume * mean, variance: volume * volume * variance / n,
      excess: fourth / (variance * variance) / n)
  }
}

private let theBill = "section 1.7, The bill"

private let factorMistakes: [WrongLaw<Box>] = [
  WrongLaw("the volume of the box is missing: that is an average, not an integral", theBill) {
    $0.law(factor: 1)
  },
  WrongLaw("the volume is a^d: the box is 2a wide", theBill) {
    $0.law(factor: pow($0.halfWidth, Double($0.dimension)))
  },
  WrongLaw("the volume is 2a^d: it should be (2a)^d", theBill) {
    $0.law(factor: 2 * pow($0.halfWidth, Double($0.dimension)))
  },
  WrongLaw("the volume is 2a: it should be (2a)^d", theBill) {
    $0.law(factor: 2 * $0.halfWidth)
  },
  WrongLaw("the volume is 2ad: it should be (2a)^d", theBill) {
    $0.law(factor: 2 * $0.halfWidth * Double($0.dimension))
  },
  WrongLaw("the sum was not divided by n", theBill) { $0.law(factor: $0.n * $0.volume) },
  WrongLaw("that is the sum over the points: no volume, and not divided by n", theBill) {
    $0.law(factor: $0.n)
  },
  WrongLaw("the sum was divided by n − 1: it is a mean, not a variance", theBill) {
    $0.law(factor: $0.volume * $0.n / ($0.n - 1))
  },
  WrongLaw("there is a point less than n", theBill) {
    $0.law(factor: $0.volume * ($0.n - 1) / $0.n, effective: $0.n - 1)
  },
  WrongLaw("there is a point more than n", theBill) {
    $0.law(factor: $0.volume * ($0.n + 1) / $0.n, effective: $0.n + 1)
  },
]

private let pointMistakes: [WrongLaw<Box>] = [
  WrongLaw("all coordinates of a point are the same random number", theBill) {
    $0.law(moment: $0.diagonal)
  },
  WrongLaw("the same random point was used again and again", theBill) { $0.law(effective: 1) },
  WrongLaw("the points are in [0, a]^d: the box goes from −a to a", theBill) {
    $0.law(moment: $0.uniform(from: 0))
  },
  WrongLaw("points and volume are those of [0, a]^d: the box goes from −a to a", theBill) { box in
    box.law(
      factor: pow(box.halfWidth, Double(box.dimension)), moment: box.uniform(from: 0))
  },
  WrongLaw("the points are in [0, 2a]^d: the box goes from −a to a", theBill) {
    $0.law(moment: $0.uniform(from: 0, to: 2 * $0.halfWidth))
  },
  WrongLaw("the points are in [−a/2, a/2]^d: the box is 2a wide", theBill) {
    $0.law(moment: $0.uniform(from: -$0.halfWidth / 2, to: $0.halfWidth / 2))
  },
  WrongLaw("the points are in [0, 1]^d: they have to be spread over the box", theBill) {
    $0.law(moment: $0.uniform(from: 0, to: 1))
  },
  WrongLaw("the points are in [−1, 1]^d: they have to be spread over the box", theBill) {
    $0.law(moment: $0.uniform(from: -1, to: 1))
  },
  WrongLaw("the points are normally distributed: they should be uniform", theBill) {
    $0.law(moment: $0.normal(variance: 1))
  },
  WrongLaw("the points are normal with the deviation a: they should be uniform", theBill) {
    $0.law(moment: $0.normal(variance: $0.halfWidth * $0.halfWidth))
  },
  WrongLaw(
    "the estimates have no noise: a grid, or the same random numbers every time", theBill
  ) { box in
    [.anything, .value(0, tolerance: 1e-12)]
  },
]

private let integrandMistakes: [WrongLaw<Box>] = [
  WrongLaw("the sign of the energy is wrong: exp(+E)", theBill) { $0.law(moment: $0.growing) },
  WrongLaw("the energy was averaged, not exp(−E)", theBill) { $0.meanOfEnergy },
  WrongLaw("exp was taken of the mean energy: average exp(−E)", theBill) {
    $0.exponentialOfMean
  },
  WrongLaw("that is exp(−E/2): the energy has its ½ already", theBill) { box in
    box.law { box.uniform()($0 / 2) }
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
      statistical: "4000 estimates", count: { $0.repetitions }, given: { Box(&$0) },
      answer: { try $1.estimates($0) },
      labels: ["mean of the estimates", "variance of the estimates"],
      measured: { _, estimates in
        let mean = sum(estimates) / Double(estimates.count)
        let squares = estimates.map { ($0 - mean) * ($0 - mean) }
        return [mean, sum(squares) / Double(estimates.count - 1)]
      },
      expected: { $0.law() },
      mistakes: factorMistakes + pointMistakes + integrandMistakes),
    // teacher: begin
    Check(
      statistical: "one dimension, and a single point", count: { $0.repetitions },
      given: { Box(&$0, dimension: 1, points: 1) }, answer: { try $1.estimates($0) },
      labels: ["mean of the estimates"],
      measured: { _, estimates in [sum(estimates) / Double(estimates.count)] },
      expected: { [$0.law()[0]] }, mistakes: []),
    // teacher: end
  ])
