import Elementary
import HomeworkKit
import Tensors

// MARK: 3.3

private struct Chains: Codable {
  var data: [Double]
  var spring: Spring
  var noise: [[Double]]

  init(_ random: inout RandomStream) {
    let (count, steps) = (4 + random.integer(below: 3), 3 + random.integer(below: 3))
    data = random.normals(count, standardDeviation: 0.8).map { 1 + $0 }
    noise = (0..<count).map { _ in random.normals(steps) }
    spring = Spring(
      precision: random.uniform(1.5...3), middle: random.uniform(-1...(-0.4)),
      stepSize: random.uniform(0.08...0.2))
  }
}

private let shortChainsFormula = Formula<Chains> { chains, slip in
  let (spring, data) = (chains.spring, chains.data)
  let starts = slip(Section.chain, data).or([
    "the chains start at the middle μ: those of CD-k start at the data":
      data.map { _ in spring.middle },
    "the chains start at 0: those of CD-k start at the data": data.map { _ in 0 },
  ])
  let paths = spring.paths(from: starts, noise: chains.noise, slip)
  let negatives = slip(
    "all states of the chains are among the negatives: only the last should be", Section.chain,
    paths.flatMap { $0.dropFirst() }, insteadOf: paths.map { $0.last! })
  return slip(
    "the model's exact means were taken: CD-k averages over its chains", Section.chain,
    difference(spring.slopes(data, slip), [0.5 / spring.precision, 0]),
    insteadOf: spring.contrast(data, negatives, slip))
}

let shortChains = Exercise<any Exercises>(
  "3.3", "Short chains", points: 5, section: Section.chain,
  hints: [
    "First the ends of the chains, with λ and μ fixed; then the contrast, of two derivatives.",
    """
    A step is x − ε∂E/∂x + √(2ε)z with ∂E/∂x = λ(x − μ). The derivatives to contrast are \
    ∂E/∂λ = ½(x − μ)² and ∂E/∂μ = −λ(x − μ).
    """,
    """
    For λ: the mean of ½(x − μ)² over the data minus its mean over the ends of the chains. For μ: \
    the same with −λ(x − μ).
    """,
  ],
  checks: [
    Check(
      "chains of three to five steps", labels: ["by λ", "by μ"], given: { Chains(&$0) },
      answer: { answers, chains in
        let gradient = try answers.contrastiveGradient(
          data: chains.data, precision: chains.spring.precision, middle: chains.spring.middle,
          stepSize: chains.spring.stepSize, noise: chains.noise)
        return [gradient.precision, gradient.middle]
      },
      formula: shortChainsFormula)
  ])

// MARK: 3.4

private struct NoiseStart: Codable {
  var spring: Spring
  var startMean: Double
  var startVariance: Double
  var steps: Int

  init(_ random: inout RandomStream) {
    // ελ so large that the chain's own bias shows, and λ, ρ² away from 1.
    let precision = random.uniform(random.bernoulli(0.5) ? 1.6...2.6 : 0.4...0.7)
    spring = Spring(
      precision: precision, middle: random.normal(),
      stepSize: random.uniform(0.2...0.5) / precision)
    startMean = spring.middle + (random.bernoulli(0.5) ? 1 : -1) * random.uniform(1.2...2.2)
    startVariance = random.uniform(2...4)
    steps = 2 + random.integer(below: 2)
  }

  /// At the edge, where a = −1, or beyond it; ελ is exactly what it is to be.
  init(unstable random: inout RandomStream) {
    self.init(&random)
    spring.precision = [0.25, 4, 16][random.integer(below: 3)]
    spring.stepSize = (random.bernoulli(0.5) ? 2 : 2.25) / spring.precision
    steps = 1 + random.integer(below: 5)
  }

  func bias(_ answers: any Exercises) throws -> [Double] {
    [
      try answers.noiseStartBias(
        precision: spring.precision, middle: spring.middle, startMean: startMean,
        startVariance: startVariance, stepSize: spring.stepSize, steps: steps)
    ]
  }
}

private let noiseStartFormula = Formula<NoiseStart> { input, slip in
  let (λ, μ, ε) = (input.spring.precision, input.spring.middle, input.spring.stepSize)
  let settled = 1 / (λ * (1 - ε * λ / 2))
  let (a, v) = slip(Section.chain, (1 - ε * λ, settled)).or([
    "the chain has a bias of its own: it settles at v_U, not at 1/λ": (1 - ε * λ, 1 / λ),
    "a = 1 − ε: it should be 1 − ελ": (1 - ε, settled),
    "a = 1 − ε, also in v_U: it should be 1 − ελ": (1 - ε, 1 / (1 - ε / 2)),
    "the noise of a step has the variance 2ε, not ε": (1 - ε * λ, settled / 2),
    "v_U is not 2ε, which is what one step adds": (1 - ε * λ, 2 * ε),
    "the noise of the steps is missing: each adds 2ε to the variance": (1 - ε * λ, 0),
    "v_U has 1 − ελ/2 in it, not 1 − ελ": (1 - ε * λ, 1 / (λ * (1 - ε * λ))),
    "the contraction is that of continuous time, e^(−ελ): a step has 1 − ελ":
      (exp(-ε * λ), settled),
  ])
  let k = slip(Section.chain, Double(input.steps)).or([
    "that is the bias after infinitely many steps, not after k": .infinity,
    "that is the bias after k − 1 steps": Double(input.steps - 1),
    "that is the bias after k + 1 steps": Double(input.steps + 1),
  ])
  let (kept, shrunk) = slip(Section.chain, (pow(a, 2 * k), pow(a, 2 * k))).or([
    "the variance follows a²ᵏ, not aᵏ": (pow(a, k), pow(a, 2 * k)),
    "the mean's distance must be squared with its factor: a²ᵏ, not aᵏ":
      (pow(a, 2 * k), pow(a, k)),
    "aᵏ stands in both places where a²ᵏ should": (pow(a, k), pow(a, k)),
    "the mean's distance from μ was not shrunk: each step multiplies it by a":
      (pow(a, 2 * k), 1),
  ])
  let start = slip(Section.chain, input.startVariance).or([
    "`startVariance` was squared: it is ρ² already": input.startVariance * input.startVariance,
    "the root of `startVariance` was taken: the variance follows the recursion":
      sqrt(input.startVariance),
  ])
  let distance = slip(Section.chain, input.startMean - μ).or([
    "the mean of the starts was forgotten: they lie around m₀, not around μ": 0,
    "the middle μ was taken for 0": input.startMean,
  ])
  // At the edge nothing shrinks, and every step adds 2ε.
  let added = v.isFinite ? (1 - kept) * v : 2 * ε * k
  let square = kept * start + added + shrunk * distance * distance
  let twice = slip(Section.chain, 1 / λ - square).or([
    "the true gradient has 1/λ in it, not v_U, which belongs to the chain": settled - square,
    "that is the negatives' term alone: subtract the true one, −1/(2λ)": -square,
    "that is the mean slope of the chains' ends: the true one, 1/(2λ), is missing": square,
  ])
  let sign = slip(
    "the sign is wrong: the bias is the contrast minus the true gradient", Section.chain, -1.0,
    insteadOf: 1)
  let half = slip(
    "the ½ of ∂E/∂λ = ½(x − μ)² is missing", Section.chain, 1, insteadOf: 0.5)
  return [sign * half * twice]
}

let noiseStart = Exercise<any Exercises>(
  "3.4", "Chains that start in noise", points: 4, section: Section.chain,
  hints: [
    "The data's term is the same in the contrast and in the true gradient. What is left?",
    """
    The bias is 1/(2λ) minus the mean of ½(x − μ)² over the ends. That mean square has two parts: \
    the variance of the ends, and the square of their mean's distance from μ.
    """,
    """
    After k steps the distance is aᵏ(m₀ − μ), and the variance a²ᵏρ² + 2ε(1 + a² + … + a²ᵏ⁻²), \
    with a = 1 − ελ.
    """,
  ],
  checks: [
    Check(
      "two or three steps", given: { NoiseStart(&$0) },
      answer: { try $1.bias($0) }, formula: noiseStartFormula),
    Check(
      "at the stability edge and beyond it",
      whenNotFinite: "1 − a² stands in a denominator, and at ελ = 2 it is zero",
      given: { NoiseStart(unstable: &$0) },
      answer: { try $1.bias($0) }, expected: { noiseStartFormula($0) }),
  ])
