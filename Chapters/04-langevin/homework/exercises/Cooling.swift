import Elementary
import HomeworkKit
import Tensors

/// How the steps of a cooling chain are made; as they stand, rightly.
private struct Habits: Sendable {
  enum Rule { case metropolis, always, never, reversed, downhill }
  enum Temperatures { case own, one, first, late }

  var rule = Rule.metropolis
  /// How ln A is computed.
  var acceptance = Acceptance()
  var ofNoise = Temperatures.own
  var ofAcceptance = Temperatures.own
  /// The noise is `kick`·√(εT)·z, the drift −`drift`·εE′.
  var (kick, drift) = (sqrt(2.0), 1.0)
  var dividesSlope = false
  /// Whether T is under the root of the noise, and not outside it.
  var rootsTemperature = true
  /// Whether the slope is computed at the start only.
  var isStale = false
  /// Whether a uniform number is used up only where one is needed.
  var savesUniforms = false
  /// Whether a refused step is recorded as if it had been taken.
  var recordsProposals = false
}

private struct Cooling: Codable {
  var landscape: Landscape
  var start: [Double]
  var stepSize: Double
  var temperatures: [Double]
  var noise: [[Double]]
  var uniforms: [Double]

  init(_ random: inout RandomStream) {
    let (dimension, steps) = (1 + random.integer(below: 2), 20)
    landscape = Landscape(dimension: dimension, &random)
    start = random.normals(dimension)
    // So short that chains without refusals stay in the wells, too; so fast that a delay shows.
    stepSize = 0.03 + 0.015 * random.uniform()
    let hot = 5 + random.uniform()
    temperatures = (0..<steps).map { hot * pow(0.82, Double($0)) }
    noise = (0..<steps).map { _ in random.normals(dimension) }
    uniforms = (0..<steps).map { _ in random.uniform() }
  }

  func run(_ answers: any Exercises) throws -> [Double] {
    let states = try answers.coolingChain(
      from: start, energy: landscape.energy, energyGradient: landscape.gradient,
      stepSize: stepSize, temperatures: temperatures, noise: noise, uniforms: uniforms)
    guard states.count == temperatures.count else {
      throw LengthError(states: states.count, steps: temperatures.count)
    }
    return Array(states.joined())
  }

  func run(_ habits: Habits = Habits()) -> [Double] {
    var x = start
    var used = 0
    var trace: [Double] = []
    for n in temperatures.indices {
      let T = temperature(habits.ofNoise, n)
      let size = habits.kick * sqrt(stepSize) * (habits.rootsTemperature ? sqrt(T) : T)
      let slope = landscape.gradient(habits.isStale ? start : x)
      let pull = habits.drift * stepSize / (habits.dividesSlope ? T : 1)
      let y = x.indices.map { x[$0] - pull * slope[$0] + size * noise[n][$0] }
      let logA = habits.acceptance.logarithm(
        from: x, to: y, in: landscape, stepSize: stepSize,
        temperature: temperature(habits.ofAcceptance, n))
      let needsNone = habits.savesUniforms && logA >= 0
      let u = habits.savesUniforms ? uniforms[min(used, uniforms.count - 1)] : uniforms[n]
      used += needsNone ? 0 : 1
      let isTaken = needsNone || isAccepted(u, logA, x, y, habits.rule)
      trace += isTaken || habits.recordsProposals ? y : x
      if isTaken { x = y }
    }
    return trace
  }

  private func temperature(_ which: Habits.Temperatures, _ n: Int) -> Double {
    switch which {
    case .own: temperatures[n]
    case .one: 1
    case .first: temperatures[0]
    case .late: temperatures[max(0, n - 1)]
    }
  }

  private func isAccepted(
    _ u: Double, _ logA: Double, _ x: [Double], _ y: [Double], _ rule: Habits.Rule
  ) -> Bool {
    switch rule {
    case .metropolis: log(u) < logA
    case .always: true
    case .never: false
    case .reversed: log(u) > logA
    case .downhill: landscape.energy(y) < landscape.energy(x)
    }
  }
}

/// The answer has another number of states than there are steps.
private struct LengthError: Malformation {
  var states, steps: Int
  var description: String {
    states == steps + 1
      ? "\(states) states came for \(steps) steps: the start should not be among them"
      : """
      \(states) states came for \(steps) steps: where a step is refused, the chain stays, and its \
      state counts once more
      """
  }
}

private let theRule = "section 4.7, Accept or refuse"
private let theNoise = "section 4.3, How much noise?"

private let ruleSlips: [Slip<Habits>] = [
  Slip("no step is refused: that is the unadjusted algorithm", theRule) { $0.rule = .always },
  Slip("no step is ever taken: ln A is never positive, so compare ln u with it", theRule) {
    $0.rule = .never
  },
  Slip("the decision is reversed: a step is taken if u < A", theRule) { $0.rule = .reversed },
  Slip("only steps downhill are taken: that is an optimiser", theRule) { $0.rule = .downhill },
  Slip("the quotient of the proposals was forgotten: this one is not symmetric", theRule) {
    $0.acceptance.ofRatio = 0
  },
  Slip("the temperature is missing in the acceptance", theRule) { $0.ofAcceptance = .one },
  Slip("the acceptance has the temperature of the step before", theRule) {
    $0.ofAcceptance = .late
  },
  Slip("the acceptance has the first temperature in all steps", theRule) {
    $0.ofAcceptance = .first
  },
  Slip("a uniform number belongs to every step, also where A = 1", theRule) {
    $0.savesUniforms = true
  },
  Slip("refused proposals are in the chain: it stays where it is", theRule) {
    $0.recordsProposals = true
  },
]

/// The slips of 4.4, made here; the temperature has its own above.
private let logSlips: [Slip<Habits>] =
  (ratioSlips + [climbSlips[0], climbSlips[2]]).map { slip in
    Slip(slip.name, slip.section) { slip.change(&$0.acceptance) }
  }

private let stepSlips: [Slip<Habits>] = [
  Slip("the temperature is missing in the noise", theNoise) { $0.ofNoise = .one },
  Slip("the temperature stands outside the root of the noise", theNoise) {
    $0.rootsTemperature = false
  },
  Slip("the noise has the temperature of the step before", theNoise) { $0.ofNoise = .late },
  Slip("the noise has the first temperature in all steps", theNoise) { $0.ofNoise = .first },
  Slip("the noise is √(εT)·z: it should be √(2εT)·z", theNoise) { $0.kick = 1 },
  Slip(
    "the noise was subtracted: right in distribution, but the given numbers are to be added",
    theNoise
  ) {
    $0.kick = -sqrt(2)
  },
  Slip("the proposals go uphill: they lie around x − ε∇E", theNoise) { $0.drift = -1 },
  Slip("the step along the slope is ε/2: it should be ε", theNoise) { $0.drift = 0.5 },
  Slip("the proposals have no slope in them", theNoise) { $0.drift = 0 },
  Slip("the slope was divided by T: T is in the noise already", theNoise) {
    $0.dividesSlope = true
  },
  Slip("the slope is that of the start in all steps", theNoise) { $0.isStale = true },
]

private let wholeSlips: [Slip<Habits>] = [
  Slip("the temperature is missing in noise and acceptance", theRule) {
    ($0.ofNoise, $0.ofAcceptance) = (.one, .one)
  },
  Slip("the chain never cools: it keeps the first temperature", theRule) {
    ($0.ofNoise, $0.ofAcceptance) = (.first, .first)
  },
  Slip("the chain cools a step too late", theRule) {
    ($0.ofNoise, $0.ofAcceptance) = (.late, .late)
  },
]

private let coolingSlips: [Slip<Habits>] =
  ruleSlips + logSlips + stepSlips + wholeSlips + pairs(stepSlips, [ruleSlips[4], logSlips[0]])
  + pairs([stepSlips[0], stepSlips[4], stepSlips[7]], [ruleSlips[0]])

let cooling = Exercise<any Exercises>(
  "4.5", "From hot to cold", points: 8, section: theRule,
  hints: [
    "For each temperature: propose, compute ln A as in 4.4 at this temperature, take or stay.",
    """
    y = x − ε∇E(x) + √(2εT)·z, coordinate by coordinate. A refused step adds x to the result once \
    more; every step uses up its own z and its own u.
    """,
    """
    for n: y as above with T = temperatures[n]; if log(uniforms[n]) < logAcceptance(from: x, to: \
    y, …, temperature: T) { x = y }; append x.
    """,
  ],
  checks: [
    Check(
      "twenty steps", cases: 30, given: { Cooling(&$0) },
      answer: { try $1.run($0) },
      expected: { $0.run() },
      mistakes: coolingSlips.map { slip in Mistake(slip, in: Habits()) { $0.run($1) } })
  ])
