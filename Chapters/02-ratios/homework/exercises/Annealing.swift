import Elementary
import HomeworkKit
import Tensors

/// A path between two energies, and a move that leaves a trace in the result.
private struct Anneal: Codable {
  var start: Double
  var schedule: [Double]
  var stiffness: Double
  var pull: Double

  init(_ random: inout RandomStream) {
    start = 1 + random.uniform()
    let steps = 3 + random.integer(below: 5)
    let inner = (0..<(steps - 1)).map { _ in random.uniform() }.sorted()
    schedule = [0] + inner + [1]
    stiffness = 2 + random.uniform()
    pull = 0.5 + random.uniform()
  }

  func startEnergy(_ x: Double) -> Double { x * x / 8 + 0.3 }
  func endEnergy(_ x: Double) -> Double { stiffness * (x - 2) * (x - 2) / 2 + 0.1 }
  func difference(_ x: Double) -> Double { endEnergy(x) - startEnergy(x) }
  /// No sampler, but it depends on both arguments, so that the order and the level show.
  func move(_ x: Double, _ β: Double) -> Double { 2 * sin(x + pull * β) + pull * (1 - β) }

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

private let theory = "section 2.8, Annealing"

private let annealingMistakes: [Mistake<Anneal>] = [
  Mistake("the sign is wrong: the weight falls where the energy rises", theory) { path in
    path.total { x, β, next in (next - β) * path.difference(x) }
  },
  Mistake("the sample was moved before its weight got the factor", theory) { path in
    path.total(movesFirst: true) { x, β, next in (β - next) * path.difference(x) }
  },
  Mistake("the moves keep the level before, not the one that was reached", theory) { path in
    path.total(level: 0) { x, β, next in (β - next) * path.difference(x) }
  },
  Mistake(
    "moved at the level before, and then weighted: both are the wrong way round", theory
  ) { path in
    path.total(level: 0, movesFirst: true) { x, β, next in (β - next) * path.difference(x) }
  },
  Mistake("the steps of β are missing: each factor has the whole difference", theory) { path in
    path.total { x, _, _ in -path.difference(x) }
  },
  Mistake("the difference of β was taken from 0, not from the level before", theory) { path in
    path.total { x, _, next in -next * path.difference(x) }
  },
  Mistake("the sample never moves: that is plain importance sampling", theory) { path in
    [-path.difference(path.start)]
  },
  Mistake("only the energy of the end counts: E₀ was forgotten", theory) { path in
    path.total { x, β, next in (β - next) * path.endEnergy(x) }
  },
  Mistake("that is the weight: its logarithm is asked for", theory) { path in
    path.total { x, β, next in (β - next) * path.difference(x) }.map { exp($0) }
  },
]

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
      answer: { answers, path in
        [
          try answers.annealedLogWeight(
            start: path.start, schedule: path.schedule, startEnergy: path.startEnergy,
            endEnergy: path.endEnergy, move: path.move)
        ]
      },
      expected: { path in path.total { x, β, next in (β - next) * path.difference(x) } },
      mistakes: annealingMistakes)
  ])
