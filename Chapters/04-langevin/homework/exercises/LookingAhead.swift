import Elementary
import HomeworkKit
import Tensors

/// A spring, and a step of the chain on it.
private struct Implicit: Codable {
  var stiffness: Double
  var temperature: Double
  var stepSize: Double
  var weight: Double

  /// - Parameter weights: where w is drawn from.
  init(_ random: inout RandomStream, weights: ClosedRange<Double>) {
    stiffness = random.bernoulli(0.5) ? 2 + random.uniform() : 0.3 + 0.3 * random.uniform()
    temperature = random.bernoulli(0.5) ? 1.7 + random.uniform() : 0.3 + 0.3 * random.uniform()
    weight = weights.lowerBound + (weights.upperBound - weights.lowerBound) * random.uniform()
    // εκ, below the edge of ULA.
    stepSize = (0.7 + 0.7 * random.uniform()) / stiffness
  }

  /// εκ.
  var η: Double { stepSize * stiffness }
  /// What is left of x, and by what x′ and the noise are divided.
  var ahead: Double { 1 + weight * η }
  var contraction: Double { (1 - (1 - weight) * η) / ahead }
  var noise: Double { 2 * stepSize * temperature }

  /// (T/κ)/(1 + (w − ½)η), which is noise/(ahead² − (ahead − η)²).
  var variance: Double { temperature / stiffness / (1 + (weight - 0.5) * η) }
  var edge: Double { weight < 0.5 ? 2 / (stiffness * (1 - 2 * weight)) : .infinity }

  /// The variance of x′ = a x + √b·z in the long run.
  static func settled(_ a: Double, _ b: Double) -> Double { b / (1 - a * a) }

  func answer(by answers: any Exercises) throws -> (variance: Double, edge: Double) {
    try answers.stationaryVariance(
      stiffness: stiffness, temperature: temperature, stepSize: stepSize, weight: weight)
  }
}

private let theGaussian = "section 4.4, On a Gaussian everything is known"
private let theEdge = "section 4.5, Bias, and the edge"

private let varianceMistakes: [Mistake<Implicit>] = [
  Mistake("that is ULA's variance: w was forgotten", theGaussian) {
    [Implicit.settled(1 - $0.η, $0.noise)]
  },
  Mistake("w and 1 − w are exchanged: w belongs to x′", theGaussian) {
    [$0.temperature / $0.stiffness / (1 + (0.5 - $0.weight) * $0.η)]
  },
  Mistake("that is the variance of the distribution that was meant, T/κ: the step has a bias", theEdge) {
    [$0.temperature / $0.stiffness]
  },
  Mistake("the noise was not divided by 1 + wεκ when x′ was brought to the left", theGaussian) {
    [Implicit.settled($0.contraction, $0.noise)]
  },
  Mistake("x was not divided by 1 + wεκ when x′ was brought to the left", theGaussian) {
    [Implicit.settled(1 - (1 - $0.weight) * $0.η, $0.noise / ($0.ahead * $0.ahead))]
  },
  Mistake("the noise's variance is divided by 1 + wεκ: it should be by its square", theGaussian) {
    [Implicit.settled($0.contraction, $0.noise / $0.ahead)]
  },
  Mistake("x′ was not brought to the left: there is nothing divided by 1 + wεκ", theGaussian) {
    [Implicit.settled(1 - (1 - $0.weight) * $0.η, $0.noise)]
  },
  Mistake("x′ came to the left with the wrong sign: 1 + wεκ, not 1 − wεκ", theGaussian) {
    let ahead = 1 - $0.weight * $0.η
    return [Implicit.settled((1 - (1 - $0.weight) * $0.η) / ahead, $0.noise / (ahead * ahead))]
  },
  Mistake("means shrink by a, variances by a²: the fixed point has 1 − a²", theGaussian) {
    [$0.noise / ($0.ahead * $0.ahead * (1 - $0.contraction))]
  },
  Mistake("the temperature was forgotten", theGaussian) { [$0.variance / $0.temperature] },
  Mistake("the temperature counts twice", theGaussian) { [$0.variance * $0.temperature] },
  Mistake("a factor 2 is missing: the noise of a step has the variance 2εT", theGaussian) {
    [$0.variance / 2]
  },
  Mistake("that is the standard deviation", theGaussian) { [sqrt($0.variance)] },
  Mistake("κ was taken for the variance 1/κ", theGaussian) {
    let η = $0.stepSize / $0.stiffness
    return [$0.temperature * $0.stiffness / (1 + ($0.weight - 0.5) * η)]
  },
  Mistake("κ is missing in the shrinkage: it is εκ that counts", theGaussian) {
    let ahead = 1 + $0.weight * $0.stepSize
    let a = (1 - (1 - $0.weight) * $0.stepSize) / ahead
    return [Implicit.settled(a, $0.noise / (ahead * ahead))]
  },
  Mistake("that is the variance which one step adds, not the one in the long run", theGaussian) {
    [$0.noise / ($0.ahead * $0.ahead)]
  },
]

private let edgeMistakes: [Mistake<Implicit>] = [
  Mistake("that is ULA's edge: w was forgotten", theEdge) { [2 / $0.stiffness] },
  Mistake("the factor 1 + wεκ was forgotten at the edge, where a = −1", theEdge) {
    [2 / ($0.stiffness * (1 - $0.weight))]
  },
  Mistake("that is where a = 0: the chain is stable until a = −1", theEdge) {
    [1 / ($0.stiffness * (1 - $0.weight))]
  },
  Mistake("the edge is in units of 1/κ: ε is asked for, not εκ", theEdge) {
    [2 / (1 - 2 * $0.weight)]
  },
  Mistake("κ multiplies: the stiffer the spring, the shorter the longest step", theEdge) {
    [2 * $0.stiffness / (1 - 2 * $0.weight)]
  },
  Mistake("the sign of w is wrong: looking ahead makes the chain more stable", theEdge) {
    [2 / ($0.stiffness * (1 + 2 * $0.weight))]
  },
  Mistake("w and 1 − w are exchanged: w belongs to x′", theEdge) {
    [2 / ($0.stiffness * (2 * $0.weight - 1))]
  },
  Mistake("a factor 2 is missing: the edge is where a = −1", theEdge) {
    [1 / ($0.stiffness * (1 - 2 * $0.weight))]
  },
]

let lookingAhead = Exercise<any Exercises>(
  "4.3", "Looking ahead", points: 4, section: theGaussian,
  hints: [
    "Bring all that has x′ in it to the left. What is left is a recursion as in section 4.4.",
    """
    x′ = a x + b z with a = (1 − (1 − w)εκ)/(1 + wεκ) and b = √(2εT)/(1 + wεκ). The variance that \
    stays solves v = a²v + b², as long as |a| < 1.
    """,
    """
    b²/(1 − a²) is (T/κ)/(1 + (w − ½)εκ). And a = −1 at εκ(1 − 2w) = 2, which never happens if \
    w is one half or more.
    """,
  ],
  checks: [
    Check(
      "the variance, for small w", given: { Implicit(&$0, weights: 0.1...0.35) },
      answer: { [try $1.answer(by: $0).variance] },
      expected: { [$0.variance] },
      mistakes: varianceMistakes),
    Check(
      "the edge, for small w",
      whenNotFinite: "for w below one half there is an edge",
      given: { Implicit(&$0, weights: 0.1...0.35) },
      answer: { [try $1.answer(by: $0).edge] },
      expected: { [$0.edge] },
      mistakes: edgeMistakes),
    Check(
      "variance, and whether the edge is infinite, for large w",
      given: { Implicit(&$0, weights: 0.6...1) },
      answer: { answers, input in
        let answer = try input.answer(by: answers)
        return [answer.variance, answer.edge == .infinity ? 1 : 0]
      },
      expected: { [$0.variance, 1] },
      mistakes: [
        Mistake("for w above one half |a| < 1 at any step: there is no edge", theEdge) {
          [$0.variance, 0]
        }
      ]),
  ])
