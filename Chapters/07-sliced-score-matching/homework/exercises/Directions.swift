import Elementary
import HomeworkKit
import Statistics
import Tensors

/// Many directions in a space of some dimensions.
private struct Directions: Codable, Seeded {
  var dimension: Int
  var count = 2000
  var seed: UInt64

  func statistics(_ calls: [[[Double]]]) -> [Statistic] {
    let d = Double(dimension)
    // E u₁⁴, and the variance of the mean of uₖ⁴ over the coordinates.
    let fourth = 3 * d / (d + 2)
    let variance = 3 * d * d * (3 * d + 32) / ((d + 2) * (d + 4) * (d + 6)) - fourth * fourth
    let rows = Array(calls.joined())
    let length = Statistic(
      "mean of |ln(‖u‖²/d)|", meanOf: rows.map { abs(log(max(dot($0, $0), 1e-300) / d)) },
      is: .value(0, tolerance: 1e-4))
    let corners = Statistic(
      "mean of the fourth power of the coordinates of √d·u/‖u‖",
      meanOf: rows.map { u in mean(u.map { pow($0, 4) }) * d * d / pow(dot(u, u), 2) },
      is: dimension == 1
        ? .value(1, tolerance: 1e-5)
        : .mean(fourth, standardError: sqrt(variance / Double(rows.count))))
    let draws = Draws(
      calls, columns: (1...dimension).map { "u_\($0)" }, row: "direction", fourthMoment: fourth,
      meanSize: sqrt(d / .pi) * exp(logGamma(d / 2) - logGamma((d + 1) / 2)))
    return [length, corners] + draws.statistics
  }
}

/// What becomes of the numbers of a direction.
private typealias Source = (interval: ClosedRange<Double>?, isNormalised: Bool)

private let sphere = Sampler<Directions> { input, slip in
  let d = Double(input.dimension)
  let unit = 3.0.squareRoot()
  let source: Source = slip(Section.ones, (nil, true)).or([
    "normal numbers have a random length: they were not normalised": (nil, false),
    "points of a cube were normalised: too many directions point to its corners": (-1...1, true),
    "all coordinates are positive: uniform numbers between 0 and 1 were normalised": (0...1, true),
    "the coordinates are uniform on (−1, 1) and were not normalised": (-1...1, false),
    "the coordinates are uniform of variance 1 and were not normalised": (-unit...unit, false),
    "the coordinates are uniform on (0, 1) and were not normalised": (0...1, false),
  ])
  let isOneNumber = slip(
    "all coordinates of a direction are the same number", Section.ones, true, insteadOf: false)
  let isRaw = slip(
    "all coordinates of a direction are the same normal number, not normalised", Section.ones,
    true, insteadOf: false)
  let isSign = slip(
    "those are signs: they point to the corners of a cube only", Section.ones, true,
    insteadOf: false)
  let isPositive = slip(
    "all coordinates are positive: the signs of the normal numbers are lost", Section.ones, true,
    insteadOf: false)
  let length = slip(
    "the length is 1: with it, E uuᵀ = I/d", Section.forms, 1,
    insteadOf: slip("the length is d: it should be √d", Section.ones, d, insteadOf: sqrt(d)))
  let norm: ([Double]) -> Double = slip(
    "g was divided by the sum of all |gᵢ|: its length is the root of the sum of squares",
    Section.ones, { sum($0.map { abs($0) }) },
    // In few dimensions the variance of a quotient by the square is infinite.
    insteadOf: input.dimension < 5
      ? { sqrt(dot($0, $0)) }
      : slip(
        "g was divided by its squared length: divide by the length", Section.ones,
        { dot($0, $0) }, insteadOf: { sqrt(dot($0, $0)) }))
  let isInside = slip(
    "those are points inside the sphere: all should lie on it", Section.ones, true,
    insteadOf: false)
  let isOpposite = slip(
    "each direction comes with its opposite: they should be independent of each other",
    Section.ones, true, insteadOf: false)
  return { row, random, common in
    var own = isOpposite ? common.stream.split(UInt64(row / 2)) : random
    var u = (0..<input.dimension).map { _ in
      let x = source.interval.map { own.uniform($0) } ?? own.normal()
      return (isPositive ? abs(x) : x) / (isSign ? abs(x) : 1)
    }
    if isOneNumber || isRaw {
      // Equal columns deviate together, as rows do that share numbers.
      _ = common.stream
      u = u.map { [first = u[0]] _ in first }
    }
    let shrunk = isInside ? pow(own.uniform(), 1 / d) : 1
    let factor = shrunk * (source.isNormalised && !isRaw ? length / norm(u) : 1)
    if !isOpposite { random = own }
    return u.map { (isOpposite && row % 2 == 1 ? -1 : 1) * factor * $0 }
  }
}

/// On the line there are two directions.
private let line = Sampler<Directions> { _, _ in
  { _, random, _ in [random.bernoulli(0.5) ? 1 : -1] }
}

let whereToLook = Exercise<any Exercises>(
  "7.2", "Where to look", points: 4, section: Section.ones,
  hints: [
    "Which distribution of d numbers looks the same from all sides, and can be drawn one by one?",
    """
    Independent normal numbers have no preferred direction, only a random length. Take the \
    direction, and give it the right length.
    """,
    "Draw g with d normal numbers, and return √d·gᵢ/‖g‖, where ‖g‖ = √(Σ gᵢ²). New for each.",
  ],
  seconds: 20,
  checks: [6, 3, 1].map { dimension in
    Check(
      draws: "directions in \(dimension) dimension\(dimension == 1 ? "" : "s"), twice",
      row: "direction", rows: { $0.count }, width: { $0.dimension }, section: Section.ones,
      given: { Directions(dimension: dimension, seed: $0.next()) },
      answer: { answers, input, random in
        try answers.directions(
          count: input.count, dimension: input.dimension, using: &random)
      },
      statistics: { $0.statistics($1) }, sampler: dimension == 1 ? line : sphere)
  })
