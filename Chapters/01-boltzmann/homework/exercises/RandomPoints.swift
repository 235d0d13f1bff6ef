import Elementary
import HomeworkKit
import Statistics
import Tensors

/// Many estimates of the same partition function, that of the energy κ‖x − c‖²/2.
///
/// Its centre is not that of the box, so that every part of the box counts differently.
private struct Box: Codable, Seeded {
  var dimension: Int
  var halfWidth: Double
  var points: Int
  var centre: [Double]
  var stiffness = 0.4
  var repetitions = 2000
  var seed: UInt64

  init(dimension: Int, points: Int, _ random: inout RandomStream) {
    (self.dimension, self.points) = (dimension, points)
    halfWidth = random.uniform(2.2...2.7)
    centre = (0..<dimension).map { _ in
      (random.bernoulli(0.5) ? 1 : -1) * random.uniform(0.4...0.8)
    }
    seed = random.next()
  }

  var d: Double { Double(dimension) }
  var n: Double { Double(points) }
  var volume: Double { pow(2 * halfWidth, d) }

  func energy(_ x: [Double]) -> Double {
    let distances = difference(x, centre)
    return stiffness / 2 * dot(distances, distances)
  }

  /// The estimates, each with what the energy has seen of its points.
  func estimates(_ answers: any Exercises, _ random: inout RandomStream) throws -> [[Double]] {
    try (0..<repetitions).map { _ in
      var seen: [[Double]] = []
      let estimate = try answers.partitionFunction(
        energy: { x in
          precondition(x.count == dimension, "a point in \(x.count) dimensions, not \(dimension)")
          seen.append(x)
          return energy(x)
        }, dimension: dimension, halfWidth: halfWidth, points: points, using: &random)
      return [estimate] + features(of: seen)
    }
  }

  /// How many points there are, the means of a coordinate, of its square and of the product of two, and
  /// the share of points that are the point before.
  func features(of points: [[Double]]) -> [Double] {
    let count = Double(max(1, points.count))
    let coordinates = Array(points.joined())
    return [
      Double(points.count), sum(coordinates) / (count * d),
      dot(coordinates, coordinates) / (count * d),
      sum(points.map { $0[0] * $0[dimension - 1] }) / count,
      Double(zip(points, points.dropFirst()).count { $0 == $1 }) / count,
    ]
  }

  /// The mean of exp(−kE) over the box.
  private func moment(_ k: Double) -> Double {
    let root = sqrt(k * stiffness)
    return centre.reduce(1) { product, c in
      let share = normalCDF((halfWidth - c) * root) - normalCDF((-halfWidth - c) * root)
      return product * sqrt(2 * .pi) / root * share / (2 * halfWidth)
    }
  }

  /// Mean, variance and excess kurtosis of an estimate.
  var right: (mean: Double, variance: Double, excess: Double) {
    let m = (1...4).map { moment(Double($0)) }
    let square = m[0] * m[0]
    let variance = m[1] - square
    let fourth = m[3] - 4 * m[2] * m[0] + 6 * m[1] * square - 3 * square * square
    return (
      volume * m[0], volume * volume * variance / n, (fourth / (variance * variance) - 3) / n
    )
  }

  func statistics(_ calls: [[[Double]]]) -> [Statistic] {
    let (center, variance, excess) = right
    let rows = Array(calls.joined())
    let estimates = rows.map { $0[0] }
    let m = Double(estimates.count)
    // From the mean of each call, so that estimates that are all the same have none.
    let deviations = calls.map { call in
      let average = mean(call.map { $0[0] })
      return call.map { $0[0] - average }
    }
    func products(_ name: String, _ a: some Sequence<Double>, _ b: some Sequence<Double>)
      -> Statistic
    {
      let terms = zip(a, b).map { $0 * $1 }
      return Statistic(
        "mean product of the deviations of an estimate and \(name)", meanOf: terms,
        is: .mean(0, standardError: variance / sqrt(Double(terms.count))))
    }
    // Who asks for the energy where and how often does not matter.
    let seen = [
      "points for an estimate", "mean of a coordinate", "mean square of a coordinate",
      "mean product of two coordinates", "share of points that are the point before",
    ].enumerated().map { i, label in
      Statistic(label, meanOf: rows.map { $0[i + 1] }, is: .anything)
    }
    return [
      Statistic(
        "mean of the estimates", meanOf: estimates,
        is: .mean(center, standardError: sqrt(variance / m))),
      Statistic(
        "variance of the estimates",
        meanOf: deviations.joined().map { $0 * $0 * m / (m - 2) },
        is: .variance(variance, degreesOfFreedom: 2 * m / (2 + excess))),
      products("the next", deviations[0], deviations[0].dropFirst()),
      products("that of the next call", deviations[0], deviations[1]),
      products(
        "the one half the list further on", deviations[0],
        deviations[0].dropFirst(deviations[0].count / 2)),
    ] + seen
  }
}

private let sampler = Sampler<Box> { box, slip in
  let (a, d, n) = (box.halfWidth, box.d, box.n)
  let volume = slip(Section.bill, box.volume).or([
    "the volume of the box is missing: that is an average, not an integral": 1,
    "the volume is a^d: the box is 2a wide": pow(a, d),
    "the volume is 2a^d: it should be (2a)^d": 2 * pow(a, d),
    "the volume is 2a: it should be (2a)^d": 2 * a,
    "the volume is 2ad: it should be (2a)^d": 2 * a * d,
  ])
  let divisor = slip(Section.bill, n).or([
    "the sum was not divided by n": 1,
    "the sum was divided by n − 1: it is a mean, not a variance": n - 1,
  ])
  let interval = slip(Section.bill, -a...a).or([
    "the points are in [0, a]^d: the box goes from −a to a": 0...a,
    "the points are in [0, 2a]^d: the box goes from −a to a": 0...2 * a,
    "the points are in [−a, 0]^d: the box goes from −a to a": -a...0,
    "the points are in [−a/2, a/2]^d: the box is 2a wide": -a / 2...a / 2,
    "the points are in [−2a, 2a]^d: the box is 2a wide": -2 * a...2 * a,
    "the points are in [0, 1]^d: they have to be spread over the box": 0...1,
    "the points are in [−1, 1]^d: they have to be spread over the box": -1...1,
  ])
  let spread = slip(Section.bill, nil as Double?).or([
    "the points are normally distributed: they should be uniform": 1,
    "the points are normal with the standard deviation a: they should be uniform": a,
  ])
  let isDiagonal = slip(
    "all coordinates of a point are the same random number", Section.bill, true, insteadOf: false)
  let isRepeated = slip(
    "the same random point was used again and again", Section.bill, true, insteadOf: false)
  let count = slip(Section.bill, box.points).or([
    "there is a point less than n": box.points - 1,
    "there is a point more than n": box.points + 1,
  ])
  let integrand: (Double) -> Double = slip(Section.bill, { exp(-$0) }).or([
    "the sign of the energy is wrong: exp(+E)": { exp($0) },
    "the energy was averaged, not exp(−E)": { $0 },
    "that is exp(−E/2): the energy has its ½ already": { exp(-$0 / 2) },
  ])
  let isOfMean = slip(
    "exp was taken of the mean energy: average exp(−E)", Section.bill, true, insteadOf: false)
  return { _, random, _ in
    func coordinate() -> Double {
      spread.map { $0 * random.normal() } ?? random.uniform(interval)
    }
    var points: [[Double]] = []
    for _ in 0..<count {
      if isRepeated, let first = points.first {
        points.append(first)
      } else if isDiagonal {
        points.append([Double](repeating: coordinate(), count: box.dimension))
      } else {
        points.append((0..<box.dimension).map { _ in coordinate() })
      }
    }
    let energies = points.map(box.energy)
    let average =
      isOfMean ? integrand(sum(energies) / divisor) : sum(energies.map(integrand)) / divisor
    return [volume * average] + box.features(of: points)
  }
}

let randomPoints = Exercise<any Exercises>(
  "1.5", "A partition function from random points", points: 8, section: Section.bill,
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
      draws: "2000 estimates, twice", row: "estimate", rows: { $0.repetitions }, width: { _ in 6 },
      section: Section.bill,
      given: { Box(dimension: 2 + $0.integer(below: 2), points: 20 + $0.integer(below: 10), &$0) },
      answer: { try $1.estimates($0, &$2) }, statistics: { $0.statistics($1) }, sampler: sampler),
    // teacher: begin
    Check(
      statistical: "one dimension, and a single point", count: { $0.repetitions },
      given: { Box(dimension: 1, points: 1, &$0) },
      answer: { answers, box in
        var random = RandomStream(seed: box.seed)
        return try box.estimates(answers, &random).map { $0[0] }
      }, labels: ["mean of the estimates"], measured: { [mean($1)] },
      expected: {
        [.mean($0.right.mean, standardError: sqrt($0.right.variance / Double($0.repetitions)))]
      }, mistakes: []),
    // teacher: end
  ])
