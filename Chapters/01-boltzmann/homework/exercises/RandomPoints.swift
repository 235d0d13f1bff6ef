import Elementary
import HomeworkKit
import Statistics
import Tensors

/// A box, and in it the energy `lowest + stiffness/2 ‖x − centre‖²`.
///
/// Its centre is not that of the box, so that every part of the box counts differently.
private struct Box: Codable, Seeded {
  var dimension: Int
  var halfWidth: Double
  var points: Int
  var lowest: Double
  var stiffness: Double
  var centre: [Double]
  var seed: UInt64

  init(dimension: Int, points: Int, stiffness: Double, _ random: inout RandomStream) {
    (self.dimension, self.points, self.stiffness) = (dimension, points, stiffness)
    halfWidth = random.uniform(2.2...2.7)
    lowest = random.uniform(0.3...0.6)
    centre = (0..<dimension).map { _ in
      (random.bernoulli(0.5) ? 1 : -1) * random.uniform(0.4...0.8)
    }
    seed = random.next()
  }

  /// The same energy everywhere, so that every point has the same weight.
  init(flat random: inout RandomStream, points: Int) {
    self.init(dimension: 1 + random.integer(below: 3), points: points, stiffness: 0, &random)
  }

  var d: Double { Double(dimension) }
  var n: Double { Double(points) }
  var volume: Double { pow(2 * halfWidth, d) }

  func energy(_ x: [Double]) -> Double {
    let distances = difference(x, centre)
    return lowest + stiffness / 2 * dot(distances, distances)
  }

  /// An estimate, with what the energy has seen of its points.
  func estimate(_ answers: any Exercises, _ random: inout RandomStream) throws -> [Double] {
    var seen: [[Double]] = []
    let estimate = try answers.partitionFunction(
      energy: { x in
        precondition(x.count == dimension, "a point in \(x.count) dimensions, not \(dimension)")
        seen.append(x)
        return energy(x)
      }, dimension: dimension, halfWidth: halfWidth, points: points, using: &random)
    return [estimate] + features(of: seen)
  }

  func firstEstimate(_ answers: any Exercises) throws -> [Double] {
    var random = RandomStream(seed: seed)
    return [try estimate(answers, &random)[0]]
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
    return centre.reduce(exp(-k * lowest)) { product, c in
      let share = normalCDF((halfWidth - c) * root) - normalCDF((-halfWidth - c) * root)
      return product * sqrt(2 * .pi) / root * share / (2 * halfWidth)
    }
  }

  func statistics(_ calls: [[[Double]]]) -> [Statistic] {
    let m = (1...4).map { moment(Double($0)) }
    let square = m[0] * m[0]
    let variance = m[1] - square
    let fourth = m[3] - 4 * m[2] * m[0] + 6 * m[1] * square - 3 * square * square
    let (center, error) = (volume * m[0], volume * sqrt(variance / n))
    let distances = calls.map { $0.map { [($0[0] - center) / error] } }
    // Who asks for the energy where and how often does not matter.
    let seen = [
      "points for an estimate", "mean of a coordinate", "mean square of a coordinate",
      "mean product of two coordinates", "share of points that are the point before",
    ].enumerated().map { i, label in
      Statistic(label, meanOf: calls.joined().map { $0[i + 1] }, is: .anything)
    }
    return Draws(
      distances, columns: ["(estimate − Z)/its standard deviation"], row: "estimate",
      fourthMoment: 3 + (fourth / (variance * variance) - 3) / n, meanSize: nil
    ).statistics + seen
  }
}

/// What an estimate is made of: volume × sum of the integrand over so many points / divisor.
private func parts(of box: Box, _ slip: Slips) -> (
  volume: Double, count: Int, integrand: (Double) -> Double, divisor: Double
) {
  let (a, d, n) = (box.halfWidth, box.d, box.n)
  let volume = slip(Section.bill, box.volume).or([
    "the volume of the box is missing: that is an average, not an integral": 1,
    "the volume is a^d: the box is 2a wide": pow(a, d),
    "the volume is 2a^d: it should be (2a)^d": 2 * pow(a, d),
    "the volume is 2a: it should be (2a)^d": 2 * a,
    "the volume is 2ad: it should be (2a)^d": 2 * a * d,
  ])
  let count = slip(Section.bill, box.points).or([
    "there is a point less than n": box.points - 1,
    "there is a point more than n": box.points + 1,
  ])
  let integrand: (Double) -> Double = slip(Section.bill, { exp(-$0) }).or([
    "the sign of the energy is wrong: exp(+E)": { exp($0) },
    "the energy was averaged, not exp(−E)": { $0 },
    "that is exp(−E/2): the energy has its ½ already": { exp(-$0 / 2) },
  ])
  let divisor = slip(Section.bill, n).or([
    "the sum was not divided by n": 1,
    "the sum was divided by n − 1: it is a mean, not a variance": n - 1,
  ])
  return (volume, count, integrand, divisor)
}

private let flatFormula = Formula<Box> { box, slip in
  let (volume, count, integrand, divisor) = parts(of: box, slip)
  return [volume * Double(count) * integrand(box.lowest) / divisor]
}

private let sampler = Sampler<Box> { box, slip in
  let a = box.halfWidth
  let (volume, count, integrand, divisor) = parts(of: box, slip)
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
      "two to four points where the energy is the same everywhere",
      given: { Box(flat: &$0, points: 2 + $0.integer(below: 3)) },
      answer: { try $1.firstEstimate($0) }, formula: flatFormula),
    Check(
      draws: "2000 estimates, twice", row: "estimate", rows: { _ in 2000 }, width: { _ in 6 },
      section: Section.bill,
      given: {
        Box(
          dimension: 2 + $0.integer(below: 2), points: 10 + $0.integer(below: 6), stiffness: 0.4,
          &$0)
      },
      answer: { answers, box, random in
        try (0..<2000).map { _ in try box.estimate(answers, &random) }
      }, statistics: { $0.statistics($1) }, sampler: sampler),
    // teacher: begin
    Check(
      "a single point", given: { Box(flat: &$0, points: 1) },
      answer: { try $1.firstEstimate($0) }, expected: { flatFormula($0) }),
    // teacher: end
  ])
