import Elementary
import HomeworkKit
import Statistics
import Tensors

private func normalDensity(_ x: Double) -> Double { exp(-x * x / 2) / sqrt(2 * .pi) }

/// Many chains that start in equilibrium at the temperature T, on the energy x²/(2s²).
private struct Chains: Codable, Seeded {
  var standardDeviation: Double
  var temperature: Double
  var proposalStandardDeviation: Double
  var count = 25_000
  var seed: UInt64

  init(_ random: inout RandomStream) {
    // So large that √δ, δ and δ² are far from each other, and from δ/√3; √δ is δ/√12 at 12.
    standardDeviation = random.uniform(2.4...3)
    temperature = random.uniform(2...2.6)
    proposalStandardDeviation = random.uniform(1.6...2) * standardDeviation * sqrt(temperature)
    seed = random.next()
  }

  var variance: Double { temperature * standardDeviation * standardDeviation }

  func state(_ row: Int) -> Double {
    var random = RandomStream(seed: seed, stream: UInt64(row))
    return sqrt(variance) * random.normal()
  }

  func energy(_ x: Double) -> Double { x * x / (2 * standardDeviation * standardDeviation) }

  /// The mean of g over how far proposals go, in units of √v.
  private func meanOverProposals(_ g: (_ h: Double) -> Double) -> Double {
    let width = proposalStandardDeviation / sqrt(variance)
    return integrate(from: 0, to: 8 * width, points: 200) { h in
      2 * normalDensity(h / width) / width * g(h)
    }
  }

  /// E |x′ − x|^k 1[x′ ≠ x]: in equilibrium a proposal that goes h far is accepted with the
  /// probability 2Φ(−h/2).
  private func moment(ofMove k: Double) -> Double {
    pow(variance, k / 2) * meanOverProposals { h in 2 * normalCDF(-h / 2) * pow(h, k) }
  }

  /// P(c > t) for the climb c of a step, in units of T. By detailed balance climbs are as frequent as falls
  /// of the same size, all of which are accepted: h towards 0 from b > 0 it is h(b − h/2) down.
  private func probability(ofClimbsAbove t: Double) -> Double {
    meanOverProposals { h in normalCDF(-h / 2 - t / h) }
  }

  /// E max(c, 0): the integral of P(c > t) over t > 0.
  private var meanClimb: Double {
    meanOverProposals { h in h * (normalDensity(h / 2) - h / 2 * normalCDF(-h / 2)) }
  }

  func statistics(_ calls: [[[Double]]]) -> [Statistic] {
    let (states, n) = (calls[0].indices.map(state), Double(calls[0].count))
    let (acceptance, jump) = (moment(ofMove: 0), moment(ofMove: 2))
    let error = sqrt((moment(ofMove: 4) - jump * jump) / n)
    func share(_ label: String, _ isCounted: [Bool], is p: Double) -> Statistic {
      Statistic(
        label, meanOf: isCounted.map { $0 ? 1 : 0 }, is: .frequency(p, trials: states.count))
    }
    let moves = calls.map { zip($0, states).map { $0[0] - $1 } }
    // By symmetry half of the moves go to the right, by detailed balance half of them uphill, and
    // the variance does not change.
    return zip(calls, moves).flatMap { after, moves -> [Statistic] in
      let climbs = zip(moves, states).map { energy($1 + $0) - energy($1) }
      let isMoved = moves.map { $0 != 0 }
      let moved = isMoved.map { ($0 ? 1 : 0) - acceptance }
      return [
        share("share of chains that moved", isMoved, is: acceptance),
        share("share that moved to the right", moves.map { $0 > 0 }, is: acceptance / 2),
        share("share that moved uphill", climbs.map { $0 > 0 }, is: acceptance / 2),
        Statistic(
          "mean square after the step", meanOf: after.map { $0[0] * $0[0] },
          is: .variance(variance, degreesOfFreedom: n)),
        Statistic(
          "mean square of the move", meanOf: moves.map { $0 * $0 },
          is: .mean(jump, standardError: error)),
        high(moves, climbs),
      ] + Statistic.products("move times that", [moves], [moves], ofEach: "chain", variance: jump)
        + Statistic.products(
          "“moved” (1 or 0, less its mean) times that", [moved], [moved], ofEach: "chain",
          variance: acceptance * (1 - acceptance))
    } + whatIsShared(moves)
  }

  /// With the same u all chains go up to −T ln u, and none goes higher. Moves that occur again, of chains
  /// that share z as well, count once. The standard error is that of a fixed threshold; this one follows the
  /// climbs, so that the share varies by a quarter less.
  private func high(_ moves: [Double], _ climbs: [Double]) -> Statistic {
    var sizes = Set<Double>()
    let climbs = zip(moves, climbs).filter {
      $0.1 > 0 && sizes.insert((abs($0.0) * 1e9).rounded()).inserted
    }.map(\.1)
    let limit = 4 * mean(climbs + [0])
    let share = Double(climbs.count { $0 > limit }) / Double(max(1, climbs.count))
    let uphill = moment(ofMove: 0) / 2
    let exact = probability(ofClimbsAbove: 4 * meanClimb / uphill) / uphill
    return Statistic(
      "share of climbs above four times their mean", share,
      standardError: sqrt(share * (1 - share) / Double(max(1, climbs.count))),
      is: .mean(exact, standardError: sqrt(exact * (1 - exact) / (Double(count) * uphill))))
  }

  /// Numbers that should be new for each chain and each call.
  private func whatIsShared(_ moves: [[Double]]) -> [Statistic] {
    let sizes = moves.joined().filter { $0 != 0 }.map { abs($0) }.sorted()
    let gaps = Double(max(1, sizes.count - moves.count))
    let equal = Double(zip(sizes, sizes.dropFirst()).count { $1 - $0 < 1e-12 })
    // To two digits: numbers in single precision are equal now and then.
    let repeated = min(1, (100 * equal / gaps).rounded() / 100)
    // With the same z and u all chains move that are on one side of some place: this only tells which
    // noise is shared.
    let isSplit = moves.allSatisfy { moves in
      let isMoved = zip(moves.indices.map(state), moves).sorted { $0.0 < $1.0 }.map { $0.1 != 0 }
      return zip(isMoved, isMoved.dropFirst()).count { $0 != $1 } <= 1
    }
    return [
      Statistic(
        "share of moves that occur again", repeated,
        standardError: sqrt(repeated * (1 - repeated) / gaps), is: .value(0)),
      Statistic("all on one side", isSplit ? 1 : 0, standardError: 0, is: .anything),
    ]
  }
}

private let sampler = Sampler<Chains> { chains, slip in
  let power = exponent(temperature: chains.temperature, slip)
  let rule: (Double) -> Double = slip(Section.balance, { exp($0) }).or([
    "no acceptance step: every proposal was taken": { _ in 1 },
    "that is Barker's acceptance, not that of Metropolis": { sigmoid($0) },
    "accepted if u is above the probability: it should be below": { 1 - exp($0) },
    "the acceptance is exp(−ΔE/T), not −ΔE/T": { $0 },
    "the acceptance is exp(−ΔE/T), not the difference itself": { -$0 },
  ])
  let acceptance = slip(
    "only steps downhill were taken: that is an optimiser", Section.downhill, { $0 > 0 ? 1 : 0 },
    insteadOf: rule)
  let δ = chains.proposalStandardDeviation
  let spread = slip(Section.balance, δ).or([
    "the proposal has the variance δ: its standard deviation should be δ": sqrt(δ),
    "the proposal has the standard deviation δ²: its variance is δ²": δ * δ,
    "the proposal has the standard deviation 1: it should be δ": 1,
  ])
  let unit = 3.0.squareRoot()
  let interval = slip(Section.balance, nil as ClosedRange<Double>?).or([
    "the proposal is uniform on (−δ, δ): it should be normal": -1...1,
    "the proposal is uniform on (0, δ): it only goes to the right": 0...1,
    "the proposal is uniform on (−δ/2, δ/2): it should be normal": -0.5...0.5,
    "the proposal is uniform, with the variance δ²: it should be normal": -unit...unit,
  ])
  let isAroundZero = slip.isMade(
    "the proposal is around 0: it should be around the chain's state", Section.balance)
  let repeats = slip.isMade(
    "proposed until one was accepted: a chain that rejects stays where it is", Section.balance)
  let sharesNormal = slip.isMade(
    "all chains got the same normal number: each needs its own", Section.balance)
  let sharesUniform = slip.isMade(
    "all chains got the same uniform number: each needs its own to decide with", Section.balance)
  let stays = slip.isMade(
    "no chain moved: the states were returned as they came", Section.balance)
  return { row, random, common in
    let x = chains.state(row)
    if stays { return [x] }
    for _ in 0..<(repeats ? 100 : 1) {
      var source = sharesNormal ? common.stream : random
      let move = spread * (interval.map { source.uniform($0) } ?? source.normal())
      if !sharesNormal { random = source }
      var decision = sharesUniform ? common.stream.split("uniform") : random
      let u = decision.uniform()
      if !sharesUniform { random = decision }
      let y = isAroundZero ? move : x + move
      if u < acceptance(power * (chains.energy(y) - chains.energy(x))) { return [y] }
    }
    return [x]
  }
}

let metropolisStep = Exercise<any Exercises>(
  "2.3", "A Metropolis step", points: 6, section: Section.balance,
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
      draws: "25,000 chains in equilibrium, twice", row: "chain", rows: { $0.count },
      section: Section.balance, given: { Chains(&$0) },
      answer: { answers, chains, random in
        try answers.metropolisStep(
          from: (0..<chains.count).map(chains.state), energy: chains.energy,
          temperature: chains.temperature,
          proposalStandardDeviation: chains.proposalStandardDeviation, using: &random
        ).map { [$0] }
      }, statistics: { $0.statistics($1) }, sampler: sampler)
  ])
