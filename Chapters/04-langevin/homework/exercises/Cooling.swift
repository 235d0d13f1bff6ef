import Elementary
import HomeworkKit
import Tensors

private struct Cooling: Codable {
  var landscape: Landscape
  var start: [Double]
  var stepSize: Double
  var temperatures: [Double]
  var noise: [[Double]]
  var uniforms: [Double]

  /// - Parameter factor: of each temperature to the one before.
  init(
    _ random: inout RandomStream, dimension: Int, steps: Int, stepSize: Double, hot: Double,
    factor: Double
  ) {
    landscape = Landscape(dimension: dimension, &random)
    start = random.normals(dimension)
    self.stepSize = stepSize * random.uniform(1...1.5)
    let first = hot * random.uniform(1...1.2)
    temperatures = (0..<steps).map { first * pow(factor, Double($0)) }
    noise = (0..<steps).map { _ in random.normals(dimension) }
    uniforms = (0..<steps).map { _ in random.uniform() }
  }

  func run(_ answers: any Exercises) throws -> [Double] {
    let states = try answers.coolingChain(
      from: start, energy: landscape.energy, energyGradient: landscape.gradient,
      stepSize: stepSize, temperatures: temperatures, noise: noise, uniforms: uniforms)
    return try states.sized(
      temperatures.count, "state", "one after each step, taken or not, and without the start"
    ).flatMap { $0 }
  }
}

private enum Rule { case metropolis, always, never, reversed, downhill, saving, recording }

private let coolingFormula = Formula<Cooling> { cooling, slip in
  let (ε, own) = (cooling.stepSize, cooling.temperatures)
  let (one, first) = (own.map { _ in 1.0 }, own.map { _ in own[0] })
  let late = [own[0]] + own.dropLast()
  let (ofNoise, ofAcceptance) = slip(Section.rule, (own, own)).or([
    "the temperature is missing in the noise": (one, own),
    "the temperature is missing in the acceptance": (own, one),
    "the temperature is missing in noise and acceptance": (one, one),
    "the chain never cools: it keeps the first temperature": (first, first),
    "the chain cools a step too late": (late, late),
  ])
  let kicks = slip(Section.noise, ofNoise.map { sqrt(2 * ε * $0) }).or([
    "the noise is √(εT)·z: it should be √(2εT)·z": ofNoise.map { sqrt(ε * $0) },
    "the temperature stands outside the root of the noise": ofNoise.map { sqrt(2 * ε) * $0 },
    "the noise was subtracted: right in distribution, but the given numbers are to be added":
      ofNoise.map { -sqrt(2 * ε * $0) },
  ])
  let drifts = slip(Section.noise, own.map { _ in ε }).or([
    "the proposals go uphill: they lie around x − ε∇E": own.map { _ in -ε },
    "the step along the slope is ε/2: it should be ε": own.map { _ in ε / 2 },
    "the proposals have no slope in them": own.map { _ in 0 },
    "the slope was divided by T: T is in the noise already": ofNoise.map { ε / $0 },
  ])
  let rule = slip(Section.rule, Rule.metropolis).or([
    "no step is refused: that is the unadjusted algorithm": .always,
    "no step is ever taken: ln A is never positive, so compare ln u with it": .never,
    "the decision is reversed: a step is taken if u < A": .reversed,
    "only steps downhill are taken: that is an optimiser": .downhill,
    "a uniform number belongs to every step, also where A = 1": .saving,
    "refused proposals are in the chain: it stays where it is": .recording,
  ])
  let parts = parts(in: cooling.landscape, stepSize: ε, slip)
  var (x, used) = (cooling.start, 0)
  return own.indices.flatMap { n in
    let slope = cooling.landscape.gradient(x)
    let moves = zip(slope, cooling.noise[n]).map { kicks[n] * $1 - drifts[n] * $0 }
    let y = zip(x, moves).map { $0 + $1 }
    let (energies, ratio) = parts(x, y, ofAcceptance[n])
    let logA = min(0, energies + ratio)
    let isTaken =
      switch rule {
      case .metropolis, .recording: log(cooling.uniforms[n]) < logA
      case .always: true
      case .never: false
      case .reversed: log(cooling.uniforms[n]) > logA
      case .downhill: cooling.landscape.energy(y) < cooling.landscape.energy(x)
      case .saving: logA == 0 || log(cooling.uniforms[used]) < logA
      }
    if logA < 0 { used += 1 }
    let recorded = isTaken || rule == .recording ? y : x
    if isTaken { x = y }
    return recorded
  }
}

let cooling = Exercise<any Exercises>(
  "4.5", "From hot to cold", points: 8, section: Section.rule,
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
      "two steps on the line", cases: 60, labels: ["x after step 1", "x after step 2"],
      given: { Cooling(&$0, dimension: 1, steps: 2, stepSize: 0.12, hot: 1.8, factor: 0.3) },
      answer: { try $1.run($0) }, formula: coolingFormula),
    // So short that chains without refusals stay in the wells, too; so fast that a delay shows.
    Check(
      "twenty steps in the plane", cases: 30,
      labels: (1...20).flatMap { ["x₁ after step \($0)", "x₂ after step \($0)"] },
      given: { Cooling(&$0, dimension: 2, steps: 20, stepSize: 0.03, hot: 5, factor: 0.82) },
      answer: { try $1.run($0) }, formula: coolingFormula),
  ])
