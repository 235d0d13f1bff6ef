import Elementary
import HomeworkKit
import Tensors

private struct Course: Codable {
  var chains: [Double]
  var spring: Spring
  var data: [Double]
  var rate: Double
  /// What each step of training needs besides.
  var drawn: [[Int]]
  var fresh: [[Double]]
  var noise: [[[Double]]]

  /// - Parameters:
  ///   - moved: how many chains move in each step of training.
  ///   - renewed: how many of them start afresh, for each step of training.
  init(_ random: inout RandomStream, capacity: Int, moved: Int, steps: Int, renewed: [Int]) {
    chains = random.normals(capacity, standardDeviation: 2)
    spring = Spring(
      precision: random.uniform(1.5...2.5), middle: random.uniform(-0.5...(-0.2)),
      stepSize: random.uniform(0.06...0.16))
    data = random.normals(capacity + 2, standardDeviation: 0.7).map { 1 + $0 }
    rate = random.uniform(0.15...0.25)
    drawn = renewed.map { _ in
      // At least one of them is not at its place in the buffer.
      let order = random.permutation(capacity)
      return Array((order[0] == 0 ? order.reversed() : order).prefix(moved))
    }
    fresh = renewed.map { count in (0..<count).map { _ in random.uniform(-3...3) } }
    noise = renewed.map { _ in (0..<moved).map { _ in random.normals(steps) } }
  }

  static func labels(capacity: Int) -> [String] {
    (1...3).flatMap { round in
      ((0..<capacity).map { "chains[\($0)]" } + ["λ", "μ"]).map { "\($0) after step \(round)" }
    }
  }

  /// What is left after each step.
  func run(_ answers: any Exercises) throws -> [Double] {
    var (chains, spring) = (chains, spring)
    return try drawn.indices.flatMap { round in
      let step = try answers.persistentStep(
        chains: chains, drawn: drawn[round], fresh: fresh[round], noise: noise[round], data: data,
        precision: spring.precision, middle: spring.middle, stepSize: spring.stepSize,
        learningRate: rate)
      chains = try step.chains.sized(chains.count, "chain", "all that the buffer holds")
      (spring.precision, spring.middle) = (step.precision, step.middle)
      return chains + [spring.precision, spring.middle]
    }
  }
}

private let courseFormula = Formula<Course> { course, slip in
  var (chains, spring, data) = (course.chains, course.spring, course.data)
  return course.drawn.indices.flatMap { round in
    let (drawn, fresh) = (course.drawn[round], course.fresh[round])
    let before = chains
    let places = slip(Section.persistent, Array(drawn.prefix(fresh.count))).or([
      "no chain was renewed: `fresh` was not used": [],
      "the last of the drawn chains were renewed: it should be the first":
        drawn.suffix(fresh.count),
      "the first chains of the buffer were renewed, not the first drawn":
        Array(fresh.indices),
    ])
    func renew() { for (place, x) in zip(places, fresh) { chains[place] = x } }
    let isLate = slip(
      "chains were renewed after their steps: it should be before", Section.persistent, true,
      insteadOf: false)
    if !isLate { renew() }

    let moved = slip(
      "the first chains of the buffer moved: it should be those with the indices drawn",
      Section.persistent, Array(drawn.indices), insteadOf: drawn)
    let starts = slip(
      "the chains start at the data: that is CD, and persistent chains go on",
      Section.persistent, Array(data.prefix(moved.count)), insteadOf: moved.map { chains[$0] })
    var ends = spring.paths(from: starts, noise: course.noise[round], slip).map { $0.last! }
    ends = slip(
      "the renewed chains did not move: they take their steps from `fresh`", Section.persistent,
      fresh + ends.dropFirst(fresh.count), insteadOf: ends)

    var buffer = chains
    for (place, x) in zip(moved, ends) { buffer[place] = x }
    let others = chains.indices.filter { !moved.contains($0) }.map { chains[$0] }
    chains = slip(Section.persistent, buffer).or([
      "the buffer came back unchanged: the chains must live on where they ended": before,
      "the moved chains were not put back: in the buffer they were only renewed": chains,
      "the moved chains were put at the front: each has its own place": ends + others,
      "the moved chains overwrote the first of the buffer: each has its place":
        ends + chains.dropFirst(ends.count),
    ])
    if isLate { renew() }

    let negatives = slip(Section.persistent, ends).or([
      "all chains of the buffer are negatives: only those that were drawn are": chains,
      "the negatives are where the chains started, not where they ended": starts,
      "the renewed chains are missing among the negatives": Array(ends.dropFirst(fresh.count)),
    ])
    let share = slip(
      "both sums were divided by the number of data: divide the chains by theirs",
      Section.persistent, Double(negatives.count) / Double(data.count), insteadOf: 1)
    let contrast = spring.contrast(data, negatives, share: share, slip)
    let (kept, factor) = descent(rate: course.rate, Section.persistent, slip)
    let λ = kept * spring.precision + factor * contrast[0]
    // The slope of μ is in proportion to λ.
    let slope = slip(
      "μ's slope was taken at the new λ: both use the old parameters", Section.persistent,
      contrast[1] * λ / spring.precision, insteadOf: contrast[1])
    (spring.precision, spring.middle) = (λ, kept * spring.middle + factor * slope)
    return chains + [spring.precision, spring.middle]
  }
}

let persistence = Exercise<any Exercises>(
  "3.5", "A buffer of chains", points: 8, section: Section.persistent,
  hints: [
    "Four parts, in this order: renew, move, put back, learn. Copy the buffer first.",
    """
    chains[drawn[i]] = fresh[i] for the first ones; then move chains[drawn[i]] with noise[i]. Their \
    ends, and only these, are the negatives of the contrast of 3.3.
    """,
    """
    λ − η·(mean of ½(x − μ)² over the data − over the ends), μ + ηλ·(mean of x − μ over the data − \
    over the ends), both with the old λ and μ; the ends go back to buffer[drawn[i]].
    """,
  ],
  checks: [
    Check(
      "two of three chains move, one step of training", labels: Course.labels(capacity: 3),
      given: { Course(&$0, capacity: 3, moved: 2, steps: 2, renewed: [1]) },
      answer: { try $1.run($0) }, formula: courseFormula),
    Check(
      "three steps in a row", labels: Course.labels(capacity: 7),
      given: { Course(&$0, capacity: 7, moved: 4, steps: 3, renewed: [2, 0, 3]) },
      answer: { try $1.run($0) }, formula: courseFormula),
  ])
