import Elementary
import HomeworkKit
import Tensors

/// A path between two energies, and a move that leaves a trace in the result.
private struct Anneal: Codable {
  var start: Double
  var schedule: [Double]
  var stiffness: Double
  var pull: Double

  init(_ random: inout RandomStream, steps: Int? = nil) {
    start = 1 + random.uniform()
    let steps = steps ?? 3 + random.integer(below: 5)
    let inner = (0..<(steps - 1)).map { _ in random.uniform() }.sorted()
    schedule = [0] + inner + [1]
    stiffness = 2 + random.uniform()
    pull = 0.5 + random.uniform()
  }

  func startEnergy(_ x: Double) -> Double { x * x / 8 + 0.3 }
  func endEnergy(_ x: Double) -> Double { stiffness * (x - 2) * (x - 2) / 2 + 0.1 }
  func difference(_ x: Double) -> Double { endEnergy(x) - startEnergy(x) }
  func energy(_ x: Double, _ β: Double) -> Double { startEnergy(x) + β * difference(x) }
  /// No sampler, but it depends on both arguments, so that the order and the level show.
  func move(_ x: Double, _ β: Double) -> Double { 2 * sin(x + pull * β) + pull * (1 - β) }

  func logWeight(_ answers: any Exercises) throws -> [Double] {
    [
      try answers.annealedLogWeight(
        start: start, schedule: schedule, startEnergy: startEnergy, endEnergy: endEnergy, move: move
      )
    ]
  }

  var right: [Double] { total { x, β, next in (β - next) * difference(x) } }

  /// Adds up what each step contributes.
  ///
  /// - Parameters:
  ///   - level: which level the move belongs to, seen from step k.
  ///   - movesFirst: move before the factor, not after it.
  ///   - term: from the state and the two levels.
  func total(
    level: Int = 1, movesFirst: Bool = false, term: (Double, Double, Double) -> Double
  ) -> [Double] {
    var x = start
    var total = 0.0
    for k in 0..<(schedule.count - 1) {
      if movesFirst { x = move(x, schedule[k + level]) }
      total += term(x, schedule[k], schedule[k + 1])
      if !movesFirst { x = move(x, schedule[k + level]) }
    }
    return [total]
  }
}

private let theory = "section 2.9, Annealing"

/// Where the moves stand, and which level they keep.
private let orders: [(name: String, level: Int, movesFirst: Bool)] = [
  ("the sample was moved before its weight got the factor", 1, true),
  ("the moves keep the level before, not the one that was reached", 0, false),
  ("the sample is moved before its first factor, at β = 0: it starts with a factor", 0, true),
]

private typealias Term = @Sendable (Anneal, _ x: Double, _ β: Double, _ next: Double) -> Double

/// What a step contributes.
private let terms: [(name: String, term: Term)] = [
  (
    "the sign is wrong: the weight falls where the energy rises",
    { path, x, β, next in (next - β) * path.difference(x) }
  ),
  (
    "the steps of β are missing: each factor has the whole difference",
    { path, x, _, _ in -path.difference(x) }
  ),
  (
    "the difference of β was taken from 0, not from the level before",
    { path, x, _, next in -next * path.difference(x) }
  ),
  (
    "only the energy of the end counts: E₀ was forgotten",
    { path, x, β, next in (β - next) * path.endEnergy(x) }
  ),
  (
    "only the energy of the start counts: E₁ was forgotten",
    { path, x, β, next in (β - next) * path.startEnergy(x) }
  ),
  (
    "the energies are added: E₁ − E₀ is what β multiplies",
    { path, x, β, next in (β - next) * (path.endEnergy(x) + path.startEnergy(x)) }
  ),
  (
    "each factor has an energy E_β, not the difference of two",
    { path, x, _, next in -path.energy(x, next) }
  ),
  (
    "the last factor is missing: there are K, up to β = 1",
    { path, x, β, next in next == 1 ? 0 : (β - next) * path.difference(x) }
  ),
  (
    "the first factor is missing, which takes the sample from β = 0 to the next level",
    { path, x, β, next in β == 0 ? 0 : (β - next) * path.difference(x) }
  ),
  (
    "both energies of a factor belong to the same state, the one before the move",
    { path, x, β, next in path.energy(x, β) - path.energy(path.move(x, next), next) }
  ),
]

private let others: [Mistake<Anneal>] = [
  Mistake("the sample never moves: that is plain importance sampling", theory) { path in
    [-path.difference(path.start)]
  },
  Mistake("that is the weight: its logarithm is asked for", theory) { path in
    path.right.map { exp($0) }
  },
  Mistake("that is the weight, with the wrong sign: its logarithm is asked for", theory) { path in
    path.right.map { exp(-$0) }
  },
  Mistake("the moves keep β = 1: each has to keep the level that was reached", theory) { path in
    var (x, total) = (path.start, 0.0)
    for (β, next) in zip(path.schedule, path.schedule.dropFirst()) {
      total += (β - next) * path.difference(x)
      x = path.move(x, 1)
    }
    return [total]
  },
  Mistake("the levels are not those of the schedule: it need not have equal steps", theory) {
    path in
    path.total { x, _, _ in -path.difference(x) / Double(path.schedule.count - 1) }
  },
  Mistake("every move begins at the start: it should go on from the last state", theory) { path in
    var (x, total) = (path.start, 0.0)
    for (β, next) in zip(path.schedule, path.schedule.dropFirst()) {
      total += (β - next) * path.difference(x)
      x = path.move(path.start, next)
    }
    return [total]
  },
  Mistake("the first step is missing, its factor and its move", theory) { path in
    var (x, total) = (path.start, 0.0)
    for (β, next) in zip(path.schedule, path.schedule.dropFirst()).dropFirst() {
      total += (β - next) * path.difference(x)
      x = path.move(x, next)
    }
    return [total]
  },
  Mistake("divided by the number of steps: the logarithms of the factors add up", theory) { path in
    path.right.map { $0 / Double(path.schedule.count - 1) }
  },
]

/// One slip of either kind, or one of each.
private let annealingMistakes: [Mistake<Anneal>] =
  others
  + terms.map { name, term in
    Mistake(name, theory) { path in path.total { term(path, $0, $1, $2) } }
  }
  + orders.map { name, level, movesFirst in
    Mistake(name, theory) { path in
      path.total(level: level, movesFirst: movesFirst) { x, β, next in
        (β - next) * path.difference(x)
      }
    }
  }
  + orders.flatMap { order in
    terms.map { name, term in
      Mistake("\(order.name); and \(name)", theory) { path in
        path.total(level: order.level, movesFirst: order.movesFirst) { term(path, $0, $1, $2) }
      }
    }
  }

let annealing = Exercise<any Exercises>(
  "2.5", "Annealed importance sampling", points: 8, section: theory,
  hints: [
    """
    At each level the weight gets the factor exp(−(E at the next level − E at this one)), at the \
    state where the sample is now. Then the sample moves.
    """,
    """
    E at β′ minus E at β is (β′ − β)(E₁ − E₀). After this factor the sample stands for the next \
    level, so the move must keep that one.
    """,
    "for k in 0..<K { logW −= (β[k+1] − β[k])·(E₁(x) − E₀(x)); x = move(x, β[k+1]) }",
  ],
  checks: [
    Check(
      "paths with three to seven steps", given: { Anneal(&$0) },
      answer: { try $1.logWeight($0) }, expected: { $0.right }, mistakes: annealingMistakes),
    // teacher: begin
    Check(
      "a single step", given: { Anneal(&$0, steps: 1) }, answer: { try $1.logWeight($0) },
      expected: { $0.right }, mistakes: []),
    Check(
      "weights that are no numbers, though their logarithms are",
      whenNotFinite: "the weight was formed, and its logarithm taken at the end",
      given: { random -> Anneal in
        var path = Anneal(&random)
        path.stiffness *= 1e4
        return path
      },
      answer: { try $1.logWeight($0) }, expected: { $0.right }, mistakes: []),
    // teacher: end
  ])
