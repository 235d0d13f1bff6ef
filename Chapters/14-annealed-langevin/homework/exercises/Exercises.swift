import Elementary
import HomeworkKit
import Tensors

/// What the homework of chapter 14 asks for. Its statements stand in `Answers.swift`.
public protocol Exercises: Sendable {
  func ladder(from first: Double, to last: Double, levels: Int, stepSize: Double) throws
    -> [(noise: Double, step: Double)]
  func annealedChain(
    from start: [Double], noiseLevels: [Double], stepSize: Double, noise: [[[Double]]],
    score: (_ x: [Double], _ σ: Double) -> [Double]
  ) throws -> [[Double]]
  func probabilityOfRightEnd(
    startingAt x: Double, left: Double, right: Double, temperature: Double,
    energy: (Double) -> Double
  ) throws -> Double
}

public let homework = Homework<any Exercises>(
  chapter: 14, title: "When the score is not enough", exercises: [ladder, chain, splitting])

/// The sections that diagnoses point to.
enum Section {
  static let shares = "section 14.3, Shares that nobody restores"
  static let annealing = "section 14.5, Annealing"
}

// MARK: 14.1

private struct Ladder: Codable {
  var first, last: Double
  var levels: Int
  var stepSize: Double

  init(_ random: inout RandomStream) {
    first = random.uniform(2...6)
    last = random.uniform(0.2...0.6)
    levels = 2 + random.integer(below: 6)
    stepSize = last * last * random.uniform(0.1...0.4)
  }
}

private let ladderFormula = Formula<Ladder> { ladder, slip in
  let count = Double(ladder.levels)
  let gaps = slip(
    "the ratio is the L-th root of σ₁/σ_L: between L levels there are L − 1 ratios",
    Section.annealing, count, insteadOf: count - 1)
  let ratio = pow(ladder.last / ladder.first, 1 / gaps)
  let σ = slip(
    "neighbours have equal differences: they should have equal ratios", Section.annealing,
    (0..<ladder.levels).map { ladder.first + (ladder.last - ladder.first) * Double($0) / gaps },
    insteadOf: (0..<ladder.levels).map { ladder.first * pow(ratio, Double($0)) })
  let reference = slip(
    "α has σ₁² in the denominator: it should be σ_L²", Section.annealing, ladder.first,
    insteadOf: slip(
      "α = εσ²: the denominator σ_L² is missing", Section.annealing, 1, insteadOf: ladder.last))
  let half = slip(
    "that is α/2, the ε of chapter 4: the question asks for α", Section.annealing, 0.5,
    insteadOf: 1.0)
  let steps = σ.map { σ in
    let relative = σ / reference
    let scale = slip(Section.annealing, relative * relative).or([
      "α is in proportion to σ: it should be to σ²": relative,
      "the step is ε on all levels: it should grow as σ²": 1,
    ])
    return half * ladder.stepSize * scale
  }
  let rungs = zip(σ, steps).map { [$0, $1] }
  return slip(
    "the ladder goes up: σ₁ comes first and is the largest", Section.annealing,
    Array(rungs.reversed()), insteadOf: rungs
  ).flatMap { $0 }
}

private let ladder = Exercise<any Exercises>(
  "14.1", "The rungs of a ladder", points: 2, section: Section.annealing,
  hints: [
    "How often does the ratio γ fit between σ₁ and σ_L?",
    "γ^(L−1) = σ₁/σ_L, so the i-th level is σ₁ divided by a power of γ.",
    "σᵢ = σ₁ (σ_L/σ₁)^((i−1)/(L−1)) and αᵢ = ε σᵢ²/σ_L², for i from 1 to L.",
  ],
  checks: [
    Check(
      "two to seven levels",
      labels: (1...7).flatMap { ["σ of level \($0)", "α of level \($0)"] },
      given: { Ladder(&$0) },
      answer: { answers, ladder in
        try answers.ladder(
          from: ladder.first, to: ladder.last, levels: ladder.levels, stepSize: ladder.stepSize
        ).sized(ladder.levels, "level").flatMap { [$0.noise, $0.step] }
      }, formula: ladderFormula)
  ])

// MARK: 14.2

/// A ladder, and a score whose coordinates depend on one another.
private struct Walk: Codable {
  var score = "−(xⱼ − mⱼ)/(v + σ²) − sin(Σ x)/(1 + σ²)"
  var m: [Double]
  var v: Double
  var start: [Double]
  var noiseLevels: [Double]
  var stepSize: Double
  var noise: [[[Double]]]

  /// - Parameter steps: of each level.
  init(steps: [Int], dimension: Int, _ random: inout RandomStream) {
    m = random.normals(dimension)
    v = random.uniform(0.2...0.5)
    start = random.normals(dimension, standardDeviation: 2)
    noiseLevels = [random.uniform(1.8...2.6)]
    for _ in 1..<steps.count { noiseLevels.append(noiseLevels.last! * random.uniform(0.35...0.6)) }
    stepSize = noiseLevels.last! * noiseLevels.last! * random.uniform(0.3...0.6)
    noise = steps.map { (0..<$0).map { _ in random.normals(dimension) } }
  }

  func score(_ x: [Double], _ σ: Double) -> [Double] {
    let square = σ * σ
    let common = sin(sum(x)) / (1 + square)
    return zip(x, m).map { -($0 - $1) / (v + square) - common }
  }
}

private let chainFormula = Formula<Walk> { walk, slip in
  let (first, last) = (walk.noiseLevels.first!, walk.noiseLevels.last!)
  let levels = slip(
    "the levels are taken from small to large noise: σ₁, the largest, comes first",
    Section.annealing, Array(walk.noiseLevels.reversed()), insteadOf: walk.noiseLevels)
  let reference = slip(
    "α has σ₁² in the denominator: it should be σ_L²", Section.annealing, first,
    insteadOf: slip(
      "α = εσ²: the denominator σ_L² is missing", Section.annealing, 1, insteadOf: last))
  let drift = slip(
    "the drift is αs: it should be αs/2", Section.annealing, 1, insteadOf: 0.5)
  let direction = slip(
    "the sign of the score is wrong: chains go up the slope of the density", Section.annealing,
    -1.0, insteadOf: 1)
  let isBefore = slip.isMade(
    "those are the states before each level: they should be those after it", Section.annealing)
  var x = walk.start
  var states: [Double] = []
  for (i, draws) in walk.noise.enumerated() {
    let σ = levels[i]
    let relative = σ / reference
    let α = slip(
      "the step is ε on all levels: it should grow as σ²", Section.annealing, walk.stepSize,
      insteadOf: walk.stepSize
        * slip(
          "α is in proportion to σ: it should be to σ²", Section.annealing, relative,
          insteadOf: relative * relative))
    let spread = slip(
      "the noise is αz: it should be √α z", Section.annealing, α,
      insteadOf: slip(
        "the noise is √(2α) z: here α/2 is the ε of chapter 4, so it should be √α z",
        Section.annealing, sqrt(2 * α),
        insteadOf: slip(
          "there is no noise: that leads to the top of the density", Section.annealing, 0,
          insteadOf: sqrt(α))))
    x = slip(
      "each level begins at the start: it should begin where the level before ended",
      Section.annealing, walk.start, insteadOf: x)
    let place = slip(Section.annealing, σ).or([
      "the score is that of the smallest noise on all levels": last,
      "the score is that of the largest noise on all levels": first,
      "the score is that of the next level's noise": levels[min(i + 1, levels.count - 1)],
    ])
    let vectors = slip(
      "each level takes a single step", Section.annealing, Array(draws.prefix(1)),
      insteadOf: slip(
        "all steps of a level use its first z", Section.annealing, draws.map { _ in draws[0] },
        insteadOf: draws))
    if isBefore { states += x }
    for (k, z) in vectors.enumerated() {
      let s = walk.score(x, place)
      let isLast = i + 1 == levels.count && k + 1 == vectors.count
      let factor = slip(
        "the very last step has no noise: every step has", Section.annealing,
        isLast ? 0 : spread, insteadOf: spread)
      x = x.indices.map { x[$0] + direction * drift * α * s[$0] + factor * z[$0] }
    }
    if !isBefore { states += x }
  }
  return states
}

private func answered(_ answers: any Exercises, _ walk: Walk) throws -> [Double] {
  try answers.annealedChain(
    from: walk.start, noiseLevels: walk.noiseLevels, stepSize: walk.stepSize, noise: walk.noise,
    score: walk.score
  ).sized(walk.noiseLevels.count, "state", "one after each level, without the start").flatMap {
    try $0.sized(walk.m.count, "coordinate")
  }
}

private let chain = Exercise<any Exercises>(
  "14.2", "Down the ladder", points: 5, section: Section.annealing,
  hints: [
    "Two loops: one over the levels, and in it one over the steps of the level.",
    """
    αᵢ depends on the level only. A step is x + ½αᵢ s(x, σᵢ) + √αᵢ z, with all coordinates of s from \
    the same x.
    """,
    """
    For each i: α = stepSize · (σᵢ/σ_L)². For each z in noise[i]: let s = score(x, σᵢ), then add \
    ½α s[j] + √α z[j] to x[j] for all j. After the inner loop append x to the result.
    """,
  ],
  checks: [
    Check(
      "two levels with two steps each, on the line", cases: 4,
      labels: ["x after level 1", "x after level 2"],
      given: { Walk(steps: [2, 2], dimension: 1, &$0) }, answer: answered,
      formula: chainFormula),
    Check(
      "three levels with three, one and four steps, in the plane", cases: 4,
      labels: (1...3).flatMap { ["x₁ after level \($0)", "x₂ after level \($0)"] },
      given: { Walk(steps: [3, 1, 4], dimension: 2, &$0) }, answer: answered,
      formula: chainFormula),
  ])

// MARK: 14.3

/// Two wells of different depth, and a start near the top between them.
private struct Barrier: Codable {
  var energy = "B (y² − 1)² + c y + E₀"
  var B, c, E₀: Double
  var startingAt, left, right: Double
  var temperature: Double

  /// - Parameter height: B/T.
  init(height: ClosedRange<Double>, level: Double, _ random: inout RandomStream) {
    temperature = random.bernoulli(0.5) ? random.uniform(0.4...0.7) : random.uniform(1.6...2.6)
    let h = random.uniform(height)
    B = temperature * h
    c = temperature * (random.bernoulli(0.5) ? 1 : -1) * random.uniform(0.8...1.6)
    E₀ = temperature * (random.bernoulli(0.5) ? 1 : -1) * random.uniform(0.6...1) * level
    left = -random.uniform(1...1.2)
    right = random.uniform(1...1.2)
    let side: Double = random.bernoulli(0.5) ? 1 : -1
    startingAt = side * random.uniform(0.4...0.8) / sqrt(4 * h)
  }

  /// A start that is far below the barrier.
  init(inWell random: inout RandomStream) {
    self.init(height: 1000...2000, level: 4000, &random)
    startingAt = (startingAt < 0 ? left : right) * random.uniform(0.75...0.9)
  }

  func energy(_ y: Double) -> Double { B * (y * y - 1) * (y * y - 1) + c * y + E₀ }

  /// The integrals of a function of the energy to the left and to the right of the start, both
  /// divided by its largest value.
  func integrals(logarithm: (Double) -> Double) -> (left: Double, right: Double) {
    let panels = 600
    func nodes(_ a: Double, _ b: Double) -> [Double] {
      (0...panels).map { logarithm(energy(a + (b - a) * Double($0) / Double(panels))) }
    }
    let (before, after) = (nodes(left, startingAt), nodes(startingAt, right))
    let top = max(before.max()!, after.max()!)
    func simpson(_ values: [Double], _ width: Double) -> Double {
      let weighted = values.indices.map { i in
        (i == 0 || i == panels ? 1 : i.isMultiple(of: 2) ? 2 : 4) * exp(values[i] - top)
      }
      return sum(weighted) * width / Double(3 * panels)
    }
    return (simpson(before, startingAt - left), simpson(after, right - startingAt))
  }
}

private let splittingFormula = Formula<Barrier> { barrier, slip in
  let sign = slip(
    "the integrand is p: it should be 1/p, large where the chain is rarely", Section.shares, -1.0,
    insteadOf: 1)
  let scale = slip(
    "the temperature is missing: the density is e^(−E/T)", Section.shares, 1,
    insteadOf: slip(
      "E is multiplied by T: it should be divided", Section.shares, barrier.temperature,
      insteadOf: 1 / barrier.temperature))
  let parts = slip(
    "that is the probability for E = 0, a plain random walk: slopes count", Section.shares,
    (left: barrier.startingAt - barrier.left, right: barrier.right - barrier.startingAt),
    insteadOf: barrier.integrals { sign * scale * $0 })
  let reached = slip(
    "that is the probability of reaching a first: the question asks for b", Section.shares,
    parts.right, insteadOf: parts.left)
  let all = slip(
    "the denominator is one of the two parts: it should be the integral from a to b",
    Section.shares, parts.left + parts.right - reached, insteadOf: parts.left + parts.right)
  return [reached / all]
}

private let splitting = Exercise<any Exercises>(
  "14.3", "Which end first?", points: 6, section: Section.shares,
  hints: [
    "The chapter solves this for T = 1. What is p at another temperature, and does Z matter?",
    """
    h(x) is a quotient of two integrals of e^(E/T). Each may overflow; their quotient does not change \
    if the same constant is subtracted from all energies.
    """,
    """
    Tabulate E/T at 10,001 points from a to x and from x to b, and subtract the largest of all from \
    each. With the trapezoid sums L of the exponentials on the left and R on the right, times the \
    widths, h = L/(L + R).
    """,
  ],
  checks: [
    Check(
      "low barriers", cases: 4, tolerance: 1e-4, labels: ["probability"],
      given: { Barrier(height: 1...3, level: 1, &$0) }, answer: answered,
      formula: splittingFormula),
    Check(
      "barriers and energies of thousands of T", cases: 4, tolerance: 1e-4,
      whenNotFinite: "exponentials of E/T over- or underflowed: subtract the largest energy first",
      labels: ["probability"], given: { Barrier(height: 1000...2000, level: 4000, &$0) },
      answer: answered, formula: splittingFormula),
    Check(
      "a start thousands of T below the barrier", cases: 4, tolerance: 1e-4,
      whenNotFinite: "exponentials of E/T over- or underflowed: subtract the largest energy first",
      labels: ["probability"], given: { Barrier(inWell: &$0) }, answer: answered,
      formula: Formula { barrier, _ in splittingFormula(barrier) }),
  ])

private func answered(_ answers: any Exercises, _ barrier: Barrier) throws -> [Double] {
  [
    try answers.probabilityOfRightEnd(
      startingAt: barrier.startingAt, left: barrier.left, right: barrier.right,
      temperature: barrier.temperature, energy: barrier.energy)
  ]
}
