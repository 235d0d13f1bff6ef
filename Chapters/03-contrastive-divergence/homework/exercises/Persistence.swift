import Elementary
import HomeworkKit
import Tensors

/// What one step of training needs besides the state.
private struct Round: Codable {
  var drawn: [Int]
  var fresh: [Double]
  var noise: [[Double]]
}

/// What a step of training changes.
private struct State: Codable {
  var chains: [Double]
  var spring: Spring

  var numbers: [Double] { chains + [spring.precision, spring.middle] }
}

/// How a step of training is made; as it stands, rightly.
private struct Bookkeeping: Sendable {
  enum Renewal { case firstDrawn, lastDrawn, firstInBuffer, none, notMoved, afterwards }
  enum Place { case own, front, prefix, nowhere, renewedOnly }
  enum Negatives { case drawn, buffer, starts, survivors }

  var training = Training()
  var renewal = Renewal.firstDrawn
  var place = Place.own
  var negatives = Negatives.drawn
  var startsAtData = false
  /// Whether the chains at the first places move, and not those that were drawn.
  var movesPrefix = false
  /// Whether the negatives are divided by the number of data.
  var countsData = false
  /// Whether μ's slope is taken at the new λ.
  var isSequential = false
  /// What the learning rate and the old parameters are multiplied by; a rate of its own if not nil.
  var rate: Double?
  var keepsParameters = true
}

private struct Course: Codable {
  var start: State
  var data: [Double]
  var rate: Double
  var rounds: [Round]

  /// - Parameter isWhole: all chains move, and either none starts afresh or all do.
  init(_ random: inout RandomStream, isWhole: Bool = false) {
    let capacity = 7 + random.integer(below: 2)
    let moved = isWhole ? capacity : 4 + random.integer(below: 2)
    let (renewed, steps) = (isWhole ? [0, capacity] : [2, 2, 1], 2 + random.integer(below: 2))
    start = State(
      chains: (0..<capacity).map { _ in 2 * random.normal() },
      spring: Spring(
        precision: 1.5 + random.uniform(), middle: -0.5 + 0.3 * random.uniform(),
        stepSize: 0.06 + 0.1 * random.uniform()))
    data = (0..<(capacity + 2)).map { _ in 1 + 0.7 * random.normal() }
    rate = 0.15 + 0.1 * random.uniform()
    rounds = renewed.map { renewed in
      Round(
        drawn: Array(random.permutation(capacity).prefix(moved)),
        fresh: (0..<renewed).map { _ in 6 * random.uniform() - 3 },
        noise: (0..<moved).map { _ in (0..<steps).map { _ in random.normal() } })
    }
  }

  /// What is left after each step, by the answers.
  func run(_ answers: any Exercises) throws -> [Double] {
    var state = start
    return try rounds.flatMap { round in
      let step = try answers.persistentStep(
        chains: state.chains, drawn: round.drawn, fresh: round.fresh, noise: round.noise,
        data: data, precision: state.spring.precision, middle: state.spring.middle,
        stepSize: state.spring.stepSize, learningRate: rate)
      guard step.chains.count == state.chains.count else {
        throw BufferError(before: state.chains.count, after: step.chains.count)
      }
      state.chains = step.chains
      (state.spring.precision, state.spring.middle) = (step.precision, step.middle)
      return state.numbers
    }
  }

  /// The same by a bookkeeping of one's choice.
  func run(_ habits: Bookkeeping = Bookkeeping()) -> [Double] {
    var state = start
    return rounds.flatMap { round in
      state = step(state, round, habits)
      return state.numbers
    }
  }

  private func step(_ state: State, _ round: Round, _ habits: Bookkeeping) -> State {
    var (chains, spring) = (state.chains, state.spring)
    let count = round.fresh.count
    let places =
      habits.renewal == .firstInBuffer
      ? Array(0..<count)
      : habits.renewal == .lastDrawn
        ? Array(round.drawn.suffix(count))
        : Array(round.drawn.prefix(count))
    if habits.renewal != .none && habits.renewal != .afterwards {
      for (place, x) in zip(places, round.fresh) { chains[place] = x }
    }
    let moved = habits.movesPrefix ? Array(round.drawn.indices) : round.drawn
    let starts =
      habits.startsAtData ? Array(data.prefix(moved.count)) : moved.map { chains[$0] }
    var ends = habits.training.ends(from: starts, noise: round.noise, under: spring)
    if habits.renewal == .notMoved { ends.replaceSubrange(0..<count, with: round.fresh) }
    var after = buffer(habits.place, chains, moved, ends, before: state.chains)
    if habits.renewal == .afterwards {
      for (place, x) in zip(places, round.fresh) { after[place] = x }
    }

    let negatives: [Double] =
      switch habits.negatives {
      case .drawn: ends
      case .buffer: after
      case .starts: starts
      case .survivors: Array(ends.dropFirst(count))
      }
    let share = habits.countsData ? Double(negatives.count) / Double(data.count) : 1
    let slopes = habits.training.contrast(data, negatives, share: share, under: spring)
    let (rate, old) = (habits.rate ?? rate, habits.keepsParameters ? 1.0 : 0)
    spring.precision = old * spring.precision - rate * slopes[0]
    let later = habits.training.contrast(data, negatives, share: share, under: spring)
    let slope = habits.isSequential ? later[1] : slopes[1]
    spring.middle = old * spring.middle - rate * slope
    return State(chains: after, spring: spring)
  }

  private func buffer(
    _ place: Bookkeeping.Place, _ chains: [Double], _ drawn: [Int], _ ends: [Double],
    before: [Double]
  ) -> [Double] {
    var after = chains
    switch place {
    case .own: for (i, x) in zip(drawn, ends) { after[i] = x }
    case .front:
      let isDrawn = Set(drawn)
      after = ends + chains.indices.filter { !isDrawn.contains($0) }.map { chains[$0] }
    case .prefix: after.replaceSubrange(0..<ends.count, with: ends)
    case .nowhere: after = before
    case .renewedOnly: break
    }
    return after
  }
}

/// The buffer that came back has another size.
private struct BufferError: Malformation {
  var before, after: Int
  var description: String {
    """
    \(after) chains came back, but the buffer has \(before): all of them stay in it
    """
  }
}

private let thePersistent = "section 3.6, Chains that live on: PCD"

private let bookkeepingSlips: [Slip<Bookkeeping>] = [
  Slip("the buffer came back unchanged: the chains must live on where they ended", thePersistent) {
    $0.place = .nowhere
  },
  Slip("the moved chains were not put back: in the buffer they were only renewed", thePersistent) {
    $0.place = .renewedOnly
  },
  Slip("chains were renewed after their steps: it should be before", thePersistent) {
    $0.renewal = .afterwards
  },
  Slip("both sums were divided by the number of data: divide the chains by theirs", thePersistent) {
    $0.countsData = true
  },
  Slip("no chain was renewed: `fresh` was not used", thePersistent) { $0.renewal = .none },
  Slip("the last of the drawn chains were renewed: it should be the first", thePersistent) {
    $0.renewal = .lastDrawn
  },
  Slip("the first chains of the buffer were renewed, not the first drawn", thePersistent) {
    $0.renewal = .firstInBuffer
  },
  Slip("the renewed chains did not move: they take their steps from `fresh`", thePersistent) {
    $0.renewal = .notMoved
  },
  Slip("the moved chains were put at the front: each has its own place", thePersistent) {
    $0.place = .front
  },
  Slip("the moved chains overwrote the first of the buffer: each has its place", thePersistent) {
    $0.place = .prefix
  },
  Slip(
    "the first chains of the buffer moved: it should be those with the indices drawn", thePersistent
  ) {
    $0.movesPrefix = true
  },
  Slip("all chains of the buffer are negatives: only those that were drawn are", thePersistent) {
    $0.negatives = .buffer
  },
  Slip("the negatives are where the chains started, not where they ended", thePersistent) {
    $0.negatives = .starts
  },
  Slip("the renewed chains are missing among the negatives", thePersistent) {
    $0.negatives = .survivors
  },
  Slip("the chains start at the data: that is CD, and persistent chains go on", thePersistent) {
    $0.startsAtData = true
  },
  Slip("μ's slope was taken at the new λ: both use the old parameters", thePersistent) {
    $0.isSequential = true
  },
  Slip("the learning rate was forgotten", thePersistent) { $0.rate = 1 },
  Slip("that is the change of the parameters, not the new parameters", thePersistent) {
    $0.keepsParameters = false
  },
  Slip("that is the gradient, not the new parameters", thePersistent) {
    ($0.keepsParameters, $0.rate) = (false, -1)
  },
]

/// The slips of 3.3, made here.
private let trainingSlips: [Slip<Bookkeeping>] =
  (walkSlips + contrastSlips + contrastPairs).map { slip in
    Slip(slip.name, slip.section) { slip.change(&$0.training) }
  }

private let signSlip: Slip<Bookkeeping> =
  Slip("the step goes up: a descent subtracts the contrast, data minus negatives", thePersistent) {
    $0.training.sign = -1
  }

private let persistenceMistakes: [Mistake<Course>] =
  (bookkeepingSlips + trainingSlips + pairs(bookkeepingSlips.dropLast(2), [signSlip])).map { slip in
    Mistake(slip, in: Bookkeeping()) { $0.run($1) }
  }

let persistence = Exercise<any Exercises>(
  "3.5", "A buffer of chains", points: 8, section: thePersistent,
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
      "three steps in a row", given: { Course(&$0) },
      answer: { try $1.run($0) },
      expected: { $0.run() },
      mistakes: persistenceMistakes),
    // teacher: begin
    Check(
      "all chains move; none is renewed, then all are", given: { Course(&$0, isWhole: true) },
      answer: { try $1.run($0) },
      expected: { $0.run() },
      mistakes: []),
    // teacher: end
  ])
