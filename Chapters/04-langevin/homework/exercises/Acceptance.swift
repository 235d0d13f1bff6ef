import Elementary
import HomeworkKit
import Tensors

/// How ln A of a Langevin step is made; as it stands, rightly. The chain of 4.5 uses it, too.
struct Acceptance: Sendable {
  /// Which gradients are in ln q(y | x) and in ln q(x | y).
  enum Gradients { case own, exchanged, atX, atY }

  /// The factors of (E(x) − E(y))/T and of ln q(x | y) − ln q(y | x).
  var (ofEnergy, ofRatio) = (1.0, 1.0)
  var gradients = Gradients.own
  /// ln q is −‖y − x + drift·ε∇E‖²/(denominator·εT).
  var (drift, denominator) = (1.0, 4.0)
  /// Whether T is in the energy's part, and in the proposal's.
  var (coolsEnergy, coolsRatio) = (true, true)
  var multipliesTemperature = false
  /// Where the minimum with 0 is taken.
  var (isCut, cutsEnergyOnly) = (true, false)
  var squaresNorm = true

  func logarithm(
    from x: [Double], to y: [Double], in landscape: Landscape, stepSize ε: Double,
    temperature T: Double
  ) -> Double {
    let (atX, atY) = (landscape.gradient(x), landscape.gradient(y))
    let forth = gradients == .own || gradients == .atX ? atX : atY
    let back = gradients == .own || gradients == .atY ? atY : atX
    let width = denominator * ε * (coolsRatio ? T : 1)
    func logProposal(to b: [Double], from a: [Double], _ gradient: [Double]) -> Double {
      let miss = a.indices.map { b[$0] - a[$0] + drift * ε * gradient[$0] }
      let square = sum(miss.map { $0 * $0 })
      return -(squaresNorm ? square : sqrt(square)) / width
    }
    let ratio = ofRatio * (logProposal(to: x, from: y, back) - logProposal(to: y, from: x, forth))
    let beta = multipliesTemperature ? T : coolsEnergy ? 1 / T : 1
    let energies = ofEnergy * (landscape.energy(x) - landscape.energy(y)) * beta
    if cutsEnergyOnly { return min(0, energies) + ratio }
    return isCut ? min(0, energies + ratio) : energies + ratio
  }
}

private let theRule = "section 4.7, Accept or refuse"

/// Slips in the proposal's part.
let ratioSlips: [Slip<Acceptance>] = [
  Slip("the quotient of the proposals is upside down: it is q(x | y)/q(y | x)", theRule) {
    $0.ofRatio = -1
  },
  Slip("the slope has the wrong sign in q: the proposal lies around x − ε∇E", theRule) {
    $0.drift = -1
  },
  Slip("the slope in q has the factor ε/2: it should be ε", theRule) { $0.drift = 0.5 },
  Slip("the exponent of q is over 2εT: it should be 4εT, twice the variance", theRule) {
    $0.denominator = 2
  },
  Slip("the exponent of q is over εT: it should be 4εT, twice the variance", theRule) {
    $0.denominator = 1
  },
  Slip("the temperature is missing in q", theRule) { $0.coolsRatio = false },
  Slip("the gradients are exchanged: q(y | x) has ∇E(x), q(x | y) has ∇E(y)", theRule) {
    $0.gradients = .exchanged
  },
  Slip("both proposals have the gradient at x: the way back starts at y", theRule) {
    $0.gradients = .atX
  },
  Slip("both proposals have the gradient at y: the way there starts at x", theRule) {
    $0.gradients = .atY
  },
  Slip("the distance in q is not squared", theRule) { $0.squaresNorm = false },
]

/// Slips in the energy's part.
let climbSlips: [Slip<Acceptance>] = [
  Slip("the sign of the energies is wrong: steps uphill are the rarer ones", theRule) {
    $0.ofEnergy = -1
  },
  Slip("the temperature is missing in the energy term", theRule) { $0.coolsEnergy = false },
  Slip("the temperature multiplies the energies: it should divide them", theRule) {
    $0.multipliesTemperature = true
  },
]

private let wholeSlips: [Slip<Acceptance>] = [
  Slip("the quotient of the proposals was forgotten: this one is not symmetric", theRule) {
    $0.ofRatio = 0
  },
  Slip("the energies are missing", theRule) { $0.ofEnergy = 0 },
  Slip("the minimum with 0 is missing: A is a probability", theRule) { $0.isCut = false },
  Slip("the minimum was taken before the quotient of the proposals came in", theRule) {
    $0.cutsEnergyOnly = true
  },
]

private let acceptancePairs: [[Slip<Acceptance>]] = [
  pairs([climbSlips[0]], Array(ratioSlips[1...])), pairs([climbSlips[1]], ratioSlips),
  pairs(climbSlips, [wholeSlips[0]]),
  pairs(Array(ratioSlips[3...5]), Array(ratioSlips[0...2])),
  pairs(Array(ratioSlips[3...5]), Array(ratioSlips[6...8])),
  pairs([wholeSlips[2]], ratioSlips), pairs([wholeSlips[2]], climbSlips),
  pairs([wholeSlips[2]], [wholeSlips[0]]),
]
private let acceptanceSlips: [Slip<Acceptance>] =
  ratioSlips + climbSlips + wholeSlips + acceptancePairs.joined()

private struct Jump: Codable {
  var landscape: Landscape
  var x: [Double]
  var y: [Double]
  var stepSize: Double
  var temperature: Double

  init(_ random: inout RandomStream, dimension: Int, spread: Double = 1) {
    landscape = Landscape(dimension: dimension, &random)
    x = random.normals(dimension).map { 1.2 * spread * $0 }
    stepSize = 0.05 + 0.05 * random.uniform()
    let isHot = random.bernoulli(0.5)
    temperature = isHot ? 1.7 + random.uniform() : 0.35 + 0.25 * random.uniform()
    let kicks = random.normals(dimension)
    let slopes = landscape.gradient(x)
    y = x
    for i in y.indices {
      y[i] += -stepSize * slopes[i] + 1.5 * sqrt(2 * stepSize * temperature) * kicks[i]
    }
  }

  func answer(_ acceptance: Acceptance = Acceptance()) -> [Double] {
    [
      acceptance.logarithm(
        from: x, to: y, in: landscape, stepSize: stepSize, temperature: temperature)
    ]
  }

  /// Equation (4.10) as it stands, with the scores −∇E/T.
  var fromScores: [Double] {
    let (atX, atY) = (landscape.gradient(x), landscape.gradient(y))
    let T = temperature
    var result = (landscape.energy(x) - landscape.energy(y)) / T
    for i in x.indices {
      result += (y[i] - x[i]) * (atX[i] + atY[i]) / (2 * T)
      result -= stepSize / 4 * (atY[i] * atY[i] - atX[i] * atX[i]) / (T * T)
    }
    return [min(0, result)]
  }

  func answer(by answers: any Exercises) throws -> [Double] {
    [
      try answers.logAcceptance(
        from: x, to: y, energy: landscape.energy, energyGradient: landscape.gradient,
        stepSize: stepSize, temperature: temperature)
    ]
  }
}

private let acceptanceMistakes: [Mistake<Jump>] =
  acceptanceSlips.map { slip in
    Mistake(slip, in: Acceptance()) { $0.answer($1) }
  } + [
    Mistake("that is A: its logarithm is asked for", theRule) { $0.answer().map { exp($0) } },
    Mistake("the last term has εT/4 if the scores have 1/T in them: (4.10) is for T = 1", theRule) {
      $0.fromScores
    },
    Mistake("x and y are exchanged: that is the step from y to x", theRule) { jump in
      var back = jump
      (back.x, back.y) = (jump.y, jump.x)
      return back.answer()
    },
  ]

let acceptance = Exercise<any Exercises>(
  "4.4", "Accept or refuse", points: 5, section: theRule,
  hints: [
    "Two parts: the energies, and the quotient of the two proposals, each with its own gradient.",
    """
    ln q(y | x) = −‖y − x + ε∇E(x)‖²/(4εT), up to a constant that the way back has, too. For \
    ln q(x | y) exchange x and y everywhere.
    """,
    "min(0, (E(x) − E(y))/T + ln q(x | y) − ln q(y | x)), all in logarithms.",
  ],
  checks: [
    Check(
      "one to three dimensions", cases: 40,
      whenNotFinite: "an exponential overflowed, or the logarithm of 0 was taken",
      given: { Jump(&$0, dimension: 1 + $0.integer(below: 3)) },
      answer: { try $1.answer(by: $0) },
      expected: { $0.answer() },
      mistakes: acceptanceMistakes),
    // teacher: begin
    Check(
      "a hundred dimensions, far out",
      whenNotFinite: "an exponential overflowed, or the logarithm of 0 was taken",
      given: { Jump(&$0, dimension: 100, spread: 2) },
      answer: { try $1.answer(by: $0) },
      expected: { $0.answer() },
      mistakes: []),
    // teacher: end
  ])
