import Elementary
import HomeworkKit
import Tensors

/// A spring, and a step of the chain on it.
private struct Implicit: Codable {
  var stiffness: Double
  var temperature: Double
  var stepSize: Double
  var weight: Double

  init(_ random: inout RandomStream) {
    stiffness = random.uniform(random.bernoulli(0.5) ? 2...3 : 0.3...0.6)
    temperature = random.uniform(random.bernoulli(0.5) ? 1.7...2.7 : 0.3...0.6)
    weight = random.uniform(random.bernoulli(0.5) ? 0.1...0.35 : 0.6...1)
    // εκ, below the edge of ULA.
    stepSize = random.uniform(0.7...1.4) / stiffness
  }

  func answer(_ answers: any Exercises) throws -> (variance: Double, edge: Double) {
    try answers.stationaryVariance(
      stiffness: stiffness, temperature: temperature, stepSize: stepSize, weight: weight)
  }
}

private let exchanged = "w and 1 − w are exchanged: w belongs to x′"

/// The variance of x′ = a x + b z in the long run.
private func variance(_ input: Implicit, _ slip: Slips) -> Double {
  let ε = input.stepSize
  let (κ, η) = slip(Section.gaussian, (input.stiffness, ε * input.stiffness)).or([
    "κ was taken for the variance 1/κ": (1 / input.stiffness, ε / input.stiffness),
    "κ is missing in the shrinkage: it is εκ that counts": (input.stiffness, ε),
  ])
  let w = slip(Section.gaussian, input.weight).or([
    "that is ULA's variance: w was forgotten": 0, exchanged: 1 - input.weight,
  ])
  let T = slip(Section.gaussian, input.temperature).or([
    "the temperature was forgotten": 1,
    "a factor 2 is missing: the noise of a step has the variance 2εT": input.temperature / 2,
  ])
  let ahead = slip(
    "x′ came to the left with the wrong sign: 1 + wεκ, not 1 − wεκ", Section.gaussian, 1 - w * η,
    insteadOf: 1 + w * η)
  let (ofState, ofNoise) = slip(Section.gaussian, (ahead, ahead * ahead)).or([
    "the noise was not divided by 1 + wεκ when x′ was brought to the left": (ahead, 1),
    "the noise's variance is divided by 1 + wεκ: it should be by its square": (ahead, ahead),
    "x′ was not brought to the left: there is nothing divided by 1 + wεκ": (1, 1),
  ])
  let (a, square) = ((1 - (1 - w) * η) / ofState, 2 * ε * T / ofNoise)
  let settled = slip(Section.gaussian, square / (1 - a * a)).or([
    "means shrink by a, variances by a²: the fixed point has 1 − a²": square / (1 - a),
    "that is the variance which one step adds, not the one in the long run": square,
  ])
  let result = slip(
    "that is the variance of the distribution that was meant, T/κ: the step has a bias",
    Section.edge, T / κ, insteadOf: settled)
  return slip("that is the standard deviation", Section.gaussian, sqrt(result), insteadOf: result)
}

/// One over the edge, which is 0 if there is none.
private let edgeFormula = Formula<Implicit> { input, slip in
  let w = slip(exchanged, Section.edge, 1 - input.weight, insteadOf: input.weight)
  let κ = slip(Section.edge, input.stiffness).or([
    "the edge is in units of 1/κ: ε is asked for, not εκ": 1,
    "κ multiplies: the stiffer the spring, the shorter the longest step": 1 / input.stiffness,
  ])
  let inverse = slip(Section.edge, 0.5 - w).or([
    "that is ULA's edge: w was forgotten": 0.5,
    "the factor 1 + wεκ was forgotten at the edge, where a = −1": (1 - w) / 2,
    "that is where a = 0: the chain is stable until a = −1": 1 - w,
    "the sign of w is wrong: looking ahead makes the chain more stable": 0.5 + w,
    "a factor 2 is missing: the edge is where a = −1": 1 - 2 * w,
    "for w below one half there is an edge": 0,
  ])
  let beyond = slip(Section.edge, 0).or([
    "for w above one half |a| < 1 at any step: there is no edge": inverse,
    "for w above one half |a| < 1 at any step: there is no edge, whatever its sign": -inverse,
  ])
  return [κ * (w < 0.5 ? inverse : beyond)]
}

let lookingAhead = Exercise<any Exercises>(
  "4.3", "Looking ahead", points: 4, section: Section.gaussian,
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
      "the variance, for small w and for large", labels: ["variance"], given: { Implicit(&$0) },
      answer: { [try $1.answer($0).variance] },
      formula: Formula { input, slip in [variance(input, slip)] }),
    Check(
      "one over the edge, for small w and for large", labels: ["1/edge"],
      given: { Implicit(&$0) }, answer: { [1 / (try $1.answer($0).edge)] }, formula: edgeFormula),
  ])
