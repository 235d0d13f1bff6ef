import Elementary
import HomeworkKit
import Tensors

/// A path between two energies, and a move that leaves a trace in the result.
private struct Anneal: Codable {
  var start: Double
  var schedule: [Double]
  var E₀ = "x²/8 + 0.3"
  var E₁ = "stiffness (x − 2)²/2 + 0.1"
  /// No sampler, but it depends on both arguments, so that the order and the level show.
  var moves = "2 sin(x + pull β) + pull (1 − β)"
  var stiffness: Double
  var pull: Double

  init(_ random: inout RandomStream, steps: ClosedRange<Int>) {
    start = random.uniform(1...2)
    let between = steps.lowerBound - 1 + random.integer(below: steps.count)
    schedule = [0] + (0..<between).map { _ in random.uniform() }.sorted() + [1]
    stiffness = random.uniform(2...3)
    pull = random.uniform(0.5...1.5)
  }

  func startEnergy(_ x: Double) -> Double { x * x / 8 + 0.3 }
  func endEnergy(_ x: Double) -> Double { stiffness * (x - 2) * (x - 2) / 2 + 0.1 }
  func energy(_ x: Double, _ β: Double) -> Double {
    (1 - β) * startEnergy(x) + β * endEnergy(x)
  }
  func move(_ x: Double, _ β: Double) -> Double { 2 * sin(x + pull * β) + pull * (1 - β) }

  func answer(_ answers: any Exercises) throws -> [Double] {
    [
      try answers.annealedLogWeight(
        start: start, schedule: schedule, startEnergy: startEnergy, endEnergy: endEnergy, move: move
      )
    ]
  }
}

private let annealingFormula = Formula<Anneal> { path, slip in
  let all = Array(zip(path.schedule, path.schedule.dropFirst()))
  let K = Double(all.count)
  let steps = slip(
    "the first step is missing, its factor and its move", Section.annealing,
    Array(all.dropFirst()), insteadOf: all)
  let sign = slip.sign(
    "the sign is wrong: the weight falls where the energy rises", Section.annealing)
  let isEarly = slip.isMade(
    "the sample is moved before its first factor, at β = 0: it starts with a factor",
    Section.annealing)
  var x = path.start
  var logWeight = 0.0
  for (β, next) in steps {
    let kept = slip(Section.annealing, next).or([
      "the moves keep the level before, not the one that was reached": β,
      "the moves keep β = 1: each has to keep the level that was reached": 1,
    ])
    let origin = slip(
      "every move begins at the start: it should go on from the last state", Section.annealing,
      path.start, insteadOf: x)
    let moved = slip(
      "the sample never moves: that is plain importance sampling", Section.annealing, x,
      insteadOf: path.move(origin, isEarly ? β : kept))
    let place = slip(
      "the sample was moved before its weight got the factor", Section.annealing, moved,
      insteadOf: isEarly ? moved : x)
    let width = slip(Section.annealing, next - β).or([
      "the steps of β are missing: each factor has the whole difference": 1,
      "the difference of β was taken from 0, not from the level before": next,
      "the levels are not those of the schedule: it need not have equal steps": 1 / K,
    ])
    let (E₀, E₁) = (path.startEnergy(place), path.endEnergy(place))
    let difference = slip(Section.annealing, E₁ - E₀).or([
      "only the energy of the end counts: E₀ was forgotten": E₁,
      "only the energy of the start counts: E₁ was forgotten": E₀,
      "the energies are added: E₁ − E₀ is what β multiplies": E₁ + E₀,
    ])
    let rise = slip(Section.annealing, width * difference).or([
      "each factor has an energy E_β, not the difference of two": path.energy(place, next),
      "both energies of a factor belong to the same state, the one before the move":
        path.energy(moved, next) - path.energy(place, β),
    ])
    let counts = slip(Section.annealing, true).or([
      "the last factor is missing: there are K, up to β = 1": next < 1,
      "the first factor is missing, which takes the sample from β = 0 to the next level": β > 0,
    ])
    if counts { logWeight -= sign * rise }
    x = moved
  }
  return [
    slip(Section.annealing, logWeight).or([
      "that is the weight: its logarithm is asked for": exp(logWeight),
      "divided by the number of steps: the logarithms of the factors add up": logWeight / K,
    ])
  ]
}

let annealing = Exercise<any Exercises>(
  "2.5", "Annealed importance sampling", points: 8, section: Section.annealing,
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
      "one to three steps", cases: 20, given: { Anneal(&$0, steps: 1...3) },
      answer: { try $1.answer($0) }, formula: annealingFormula),
    // teacher: begin
    Check(
      "up to seven steps, with weights that are no numbers, though their logarithms are",
      whenNotFinite: "the weight was formed, and its logarithm taken at the end",
      given: { random -> Anneal in
        var path = Anneal(&random, steps: 1...7)
        path.stiffness *= 1e4
        return path
      },
      answer: { try $1.answer($0) }, expected: { annealingFormula($0) }),
    // teacher: end
  ])
