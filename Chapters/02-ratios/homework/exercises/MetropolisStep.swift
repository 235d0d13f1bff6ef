import Elementary
import HomeworkKit
import Samplers
import Tensors
import Theory

/// Many chains that start in equilibrium at the temperature T, on the energy x²/(2s²).
private struct Chains: Codable {
  var standardDeviation: Double
  var temperature: Double
  var proposalStandardDeviation: Double
  var count: Int
  var seed: UInt64

  init(_ random: inout RandomStream) {
    // So large that √δ, δ and δ² are far from each other, and from δ/√3; √δ is δ/√12 at 12.
    standardDeviation = 2.4 + 0.6 * random.uniform()
    temperature = 2 + 0.6 * random.uniform()
    proposalStandardDeviation =
      (1.6 + 0.4 * random.uniform()) * standardDeviation * sqrt(temperature)
    count = 40_000
    seed = random.next()
  }

  var variance: Double { temperature * standardDeviation * standardDeviation }

  var states: [Double] {
    var random = RandomStream(seed: seed).split("states")
    return (0..<count).map { _ in sqrt(variance) * random.normal() }
  }

  func energy(_ x: Double) -> Double { x * x / (2 * standardDeviation * standardDeviation) }

  func step(_ answers: any Exercises) throws -> [Double] {
    var random = RandomStream(seed: seed).split("step")
    return try answers.metropolisStep(
      from: states, energy: energy, temperature: temperature,
      proposalStandardDeviation: proposalStandardDeviation, using: &random)
  }

  static let labels = [
    "share of chains that moved", "share that moved to the right", "mean square after the step",
    "mean square of the move", "share of chains that moved uphill", "equal moves",
  ]

  /// The statistics with these labels; the last is the share of moves that equal the move of the
  /// chain before, if both moved.
  func statistics(_ after: [Double]) -> [Double] {
    let moves = zip(after, states).map { $0 - $1 }
    let pairs = zip(moves, moves.dropFirst()).filter { $0 != 0 && $1 != 0 }
    let equal = pairs.count { abs($0 - $1) < 1e-9 }
    let n = Double(count)
    return [
      Double(moves.count { $0 != 0 }) / n, Double(moves.count { $0 > 0 }) / n,
      sum(after.map { $0 * $0 }) / n, sum(moves.map { $0 * $0 }) / n,
      Double(zip(after, states).count { energy($0) > energy($1) }) / n,
      Double(equal) / Double(max(1, pairs.count)),
    ]
  }

  /// What is right: the share is an angle, by symmetry half of the moves go to the right, by
  /// detailed balance half of them uphill, and the variance does not change.
  var right: [Target] {
    let acceptance = RandomWalkMetropolis.acceptance(
      standardDeviation: sqrt(variance), proposalStandardDeviation: proposalStandardDeviation)
    let jump = RandomWalkMetropolis.expectedSquaredJump(
      standardDeviation: sqrt(variance), proposalStandardDeviation: proposalStandardDeviation)
    return [
      .frequency(acceptance, trials: count), .frequency(acceptance / 2, trials: count),
      .variance(variance, degreesOfFreedom: Double(count)),
      .mean(jump, standardError: distribution(acceptance: metropolis)[3].standardDeviation),
      .frequency(acceptance / 2, trials: count), .value(0, tolerance: 1e-3),
    ]
  }

  /// The distribution with another acceptance or another proposal, by quadrature.
  ///
  /// - Parameters:
  ///   - moves: with which weights a proposal goes how far.
  ///   - isAroundState: whether it goes so far from the state, and not from 0.
  ///   - isRepeated: whether a rejected proposal is followed by others until one is accepted.
  ///   - acceptance: from E(y) − E(x).
  func distribution(
    moves: [(move: Double, weight: Double)]? = nil, isAroundState: Bool = true,
    isRepeated: Bool = false, acceptance: (Double) -> Double
  ) -> [Target] {
    let moves = moves ?? Chains.normal(proposalStandardDeviation)
    var (moved, toTheRight, uphill) = (0.0, 0.0, 0.0)
    var (square, fourth, jump, fourthOfJump) = (0.0, 0.0, 0.0, 0.0)
    for (x, weight) in Chains.normal(sqrt(variance)) {
      let trials = moves.map { move, proposed in
        let y = isAroundState ? x + move : move
        return (y, proposed, acceptance(energy(y) - energy(x)))
      }
      let accepted = isRepeated ? sum(trials.map { $1 * $2 }) : 1
      for (y, proposed, probability) in trials {
        let a = probability / accepted
        let w = weight * proposed
        moved += w * a
        if y > x { toTheRight += w * a }
        if energy(y) > energy(x) { uphill += w * a }
        let (stay, go, far) = (x * x, y * y, (y - x) * (y - x))
        square += w * (a * go + (1 - a) * stay)
        fourth += w * (a * go * go + (1 - a) * stay * stay)
        jump += w * a * far
        fourthOfJump += w * a * far * far
      }
    }
    // The allowance is for the grid.
    func share(_ p: Double) -> Target {
      p == 0
        ? .value(0)
        : .mean(p, standardError: sqrt(max(0, p * (1 - p)) / Double(count)) + 1e-3)
    }
    func mean(_ value: Double, _ ofSquares: Double) -> Target {
      let spread = sqrt(max(0, ofSquares - value * value) / Double(count))
      return .mean(value, standardError: 1.1 * spread + 1e-3 * value)
    }
    return [
      share(moved), share(toTheRight), mean(square, fourth), mean(jump, fourthOfJump),
      share(uphill), .value(0, tolerance: 1e-3),
    ]
  }

  /// A normal distribution on a fine grid that leaves 0 out: no move is neither to the right nor
  /// uphill.
  static func normal(_ standardDeviation: Double) -> [(Double, Double)] {
    let grid = stride(from: -5.98, through: 6, by: 0.04)
    return grid.map { ($0 * standardDeviation, 0.04 * exp(-$0 * $0 / 2) / sqrt(2 * .pi)) }
  }

  /// A uniform distribution on [−b, b] on a fine grid.
  static func uniform(_ bound: Double) -> [(Double, Double)] {
    let width = bound / 150
    return (0..<300).map { i in
      let center = (Double(i) + 0.5) * width
      return (center - bound, 1.0 / 300)
    }
  }

  func metropolis(_ difference: Double) -> Double { min(1, exp(-difference / temperature)) }
}

private let balance = "section 2.3, Detailed balance"
private let downhill = "section 2.2, Sampling: the attempt that fails"

private let metropolisStepMistakes: [WrongDistribution<Chains>] = [
  WrongDistribution("no acceptance step: every proposal was taken", balance) {
    $0.distribution { _ in 1 }
  },
  WrongDistribution("only steps downhill were taken: that is an optimiser", downhill) {
    $0.distribution { $0 < 0 ? 1 : 0 }
  },
  WrongDistribution("the temperature was forgotten", balance) {
    $0.distribution { min(1, exp(-$0)) }
  },
  WrongDistribution("the temperature multiplies the energy: it should divide it", balance) {
    chains in
    chains.distribution { min(1, exp(-$0 * chains.temperature)) }
  },
  WrongDistribution("the sign is wrong: steps uphill are the rarer ones", balance) { chains in
    chains.distribution { chains.metropolis(-$0) }
  },
  WrongDistribution("that is Barker's acceptance, not that of Metropolis", balance) { chains in
    chains.distribution { sigmoid(-$0 / chains.temperature) }
  },
  WrongDistribution("the proposal is uniform on (−δ, δ): it should be normal", balance) { chains in
    chains.distribution(
      moves: Chains.uniform(chains.proposalStandardDeviation), acceptance: chains.metropolis)
  },
  WrongDistribution("the proposal is uniform on (0, δ): it only goes to the right", balance) {
    chains in
    chains.distribution(
      moves: Chains.uniform(chains.proposalStandardDeviation / 2).map {
        ($0.0 + chains.proposalStandardDeviation / 2, $0.1)
      }, acceptance: chains.metropolis)
  },
  WrongDistribution("the proposal has the variance δ: its standard deviation should be δ", balance)
  { chains in
    chains.distribution(
      moves: Chains.normal(sqrt(chains.proposalStandardDeviation)), acceptance: chains.metropolis)
  },
  WrongDistribution("the proposal has the standard deviation δ²: its variance is δ²", balance) {
    chains in
    let δ = chains.proposalStandardDeviation
    return chains.distribution(moves: Chains.normal(δ * δ), acceptance: chains.metropolis)
  },
  WrongDistribution("the proposal is uniform, with the variance δ²: it should be normal", balance) {
    chains in
    chains.distribution(
      moves: Chains.uniform(sqrt(3) * chains.proposalStandardDeviation),
      acceptance: chains.metropolis)
  },
  WrongDistribution("the proposal is uniform on (−δ/2, δ/2): it should be normal", balance) {
    chains in
    chains.distribution(
      moves: Chains.uniform(chains.proposalStandardDeviation / 2), acceptance: chains.metropolis)
  },
  WrongDistribution("the proposal has the standard deviation 1: it should be δ", balance) {
    chains in
    chains.distribution(moves: Chains.normal(1), acceptance: chains.metropolis)
  },
  WrongDistribution("the proposal is around 0: it should be around the chain's state", balance) {
    chains in
    chains.distribution(isAroundState: false, acceptance: chains.metropolis)
  },
  WrongDistribution(
    "proposed until one was accepted: a chain that rejects stays where it is", balance
  ) {
    chains in chains.distribution(isRepeated: true, acceptance: chains.metropolis)
  },
  WrongDistribution("accepted if u is above the probability: it should be below", balance) {
    chains in
    chains.distribution { 1 - chains.metropolis($0) }
  },
  WrongDistribution("the acceptance is exp(−ΔE/T), not the difference itself", balance) { chains in
    chains.distribution { min(1, max(0, $0 / chains.temperature)) }
  },
  WrongDistribution("the acceptance is exp(−ΔE/T), not −ΔE/T", balance) { chains in
    chains.distribution { min(1, max(0, -$0 / chains.temperature)) }
  },
  WrongDistribution("the sign is wrong, and the temperature was forgotten", balance) {
    $0.distribution { min(1, exp($0)) }
  },
  WrongDistribution("that is Barker's acceptance, with the wrong sign", balance) { chains in
    chains.distribution { sigmoid($0 / chains.temperature) }
  },
  WrongDistribution("that is Barker's acceptance, and the temperature was forgotten", balance) {
    $0.distribution { sigmoid(-$0) }
  },
  WrongDistribution("only steps uphill were taken", downhill) {
    $0.distribution { $0 > 0 ? 1 : 0 }
  },
  WrongDistribution("all chains got the same noise: each needs its own", balance) { chains in
    [.anything, .anything, .anything, .anything, .anything, .value(1)]
  },
  WrongDistribution("no chain moved: the states were returned as they came", balance) { chains in
    [.value(0), .value(0), .anything, .value(0), .value(0), .value(0)]
  },
]

let metropolisStep = Exercise<any Exercises>(
  "2.3", "A Metropolis step", points: 6, section: balance,
  hints: [
    "For each chain: propose, compute the difference of the energies, accept or stay.",
    "To accept with the probability a, draw u uniform on (0, 1) and accept if u < a.",
    """
    y = x + δ·random.normal(); if random.uniform() < exp(−(E(y) − E(x))/T) then y else x. A chain \
    that rejects stays where it is.
    """,
  ],
  seconds: 20,
  checks: [
    Check(
      statistical: "40,000 chains in equilibrium", count: { $0.count }, given: { Chains(&$0) },
      answer: { try $1.step($0) },
      labels: Chains.labels,
      measured: { $0.statistics($1) }, expected: { $0.right },
      mistakes: metropolisStepMistakes)
  ])
