import Elementary
import HomeworkKit
import Tensors

/// How the two parts of ln A are computed, (E(x) − E(y))/T and ln q(x | y) − ln q(y | x): of x, y and
/// T. The chain of 4.5 does it, too.
func parts(
  in landscape: Landscape, stepSize ε: Double, _ slip: Slips
) -> (_ x: [Double], _ y: [Double], _ T: Double) -> (energies: Double, ratio: Double) {
  let climb = slip(Section.rule, 1.0).or([
    "the sign of the energies is wrong: steps uphill are the rarer ones": -1,
    "the energies are missing": 0,
  ])
  let energyPower = slip(Section.rule, -1.0).or([
    "the temperature is missing in the energy term": 0,
    "the temperature multiplies the energies: it should divide them": 1,
  ])
  let share = slip(Section.rule, 1.0).or([
    "the quotient of the proposals is upside down: it is q(x | y)/q(y | x)": -1,
    "the quotient of the proposals was forgotten: this one is not symmetric": 0,
  ])
  let width = slip(Section.rule, 4 * ε).or([
    "the exponent of q is over 2εT: it should be 4εT, twice the variance": 2 * ε
  ])
  let ratioPower = slip("the temperature is missing in q", Section.rule, 0.0, insteadOf: 1)
  let drift = slip(Section.rule, ε).or([
    "the slope has the wrong sign in q: the proposal lies around x − ε∇E": -ε,
    "the slope in q has the factor ε/2: it should be ε": ε / 2,
  ])
  let (there, back) = slip(Section.rule, (0, 1)).or([
    "the gradients are exchanged: q(y | x) has ∇E(x), q(x | y) has ∇E(y)": (1, 0),
    "both proposals have the gradient at x: the way back starts at y": (0, 0),
    "both proposals have the gradient at y: the way there starts at x": (1, 1),
  ])
  return { x, y, T in
    let gradients = [landscape.gradient(x), landscape.gradient(y)]
    func square(_ b: [Double], _ a: [Double], _ gradient: [Double]) -> Double {
      let miss = zip(difference(b, a), gradient).map { $0 + drift * $1 }
      return dot(miss, miss)
    }
    let squares = square(y, x, gradients[there]) - square(x, y, gradients[back])
    return (
      climb * (landscape.energy(x) - landscape.energy(y)) * pow(T, energyPower),
      share * squares / (width * pow(T, ratioPower))
    )
  }
}

private struct Jump: Codable {
  var landscape: Landscape
  var x: [Double]
  var y: [Double]
  var stepSize: Double
  var temperature: Double

  /// One to three dimensions, or a hundred, and then far out.
  init(_ random: inout RandomStream) {
    let isLarge = random.bernoulli(0.2)
    let dimension = isLarge ? 100 : 1 + random.integer(below: 3)
    landscape = Landscape(dimension: dimension, &random)
    x = random.normals(dimension, standardDeviation: isLarge ? 2.4 : 1.2)
    stepSize = random.uniform(0.05...0.1)
    temperature = random.uniform(random.bernoulli(0.5) ? 1.7...2.7 : 0.35...0.6)
    let kicks = random.normals(
      dimension, standardDeviation: 1.5 * sqrt(2 * stepSize * temperature))
    y = x
    for (i, slope) in landscape.gradient(x).enumerated() { y[i] += kicks[i] - stepSize * slope }
  }

  func answer(_ answers: any Exercises) throws -> [Double] {
    [
      try answers.logAcceptance(
        from: x, to: y, energy: landscape.energy, energyGradient: landscape.gradient,
        stepSize: stepSize, temperature: temperature)
    ]
  }
}

private let acceptanceFormula = Formula<Jump> { jump, slip in
  let (ε, T) = (jump.stepSize, jump.temperature)
  let (x, y) = slip(
    "x and y are exchanged: that is the step from y to x", Section.rule, (jump.y, jump.x),
    insteadOf: (jump.x, jump.y))
  var (energies, ratio) = parts(in: jump.landscape, stepSize: ε, slip)(x, y, T)
  let (atX, atY) = (jump.landscape.gradient(x), jump.landscape.gradient(y))
  let last = ε / 4 * (dot(atX, atX) - dot(atY, atY)) / T
  ratio = slip(
    "the last term has εT/4 if the scores have 1/T in them: (4.10) is for T = 1", Section.rule,
    ratio - last + last / T, insteadOf: ratio)
  let logA = slip(Section.rule, min(0, energies + ratio)).or([
    "the minimum with 0 is missing: A is a probability": energies + ratio,
    "the minimum was taken before the quotient of the proposals came in":
      min(0, energies) + ratio,
  ])
  return [slip("that is A: its logarithm is asked for", Section.rule, exp(logA), insteadOf: logA)]
}

let acceptance = Exercise<any Exercises>(
  "4.4", "Accept or refuse", points: 5, section: Section.rule,
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
      "one to three dimensions, or a hundred", cases: 50,
      whenNotFinite: "an exponential overflowed, or the logarithm of 0 was taken",
      labels: ["ln A"], given: { Jump(&$0) }, answer: { try $1.answer($0) },
      formula: acceptanceFormula)
  ])
