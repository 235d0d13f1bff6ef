import Elementary
import HomeworkKit
import Tensors
import Theory

// MARK: 3.3

private struct Chains: Codable {
  var data: [Double]
  var spring: Spring
  var noise: [[Double]]

  init(_ random: inout RandomStream) {
    let (count, steps) = (4 + random.integer(below: 3), 3 + random.integer(below: 3))
    data = (0..<count).map { _ in 1 + 0.8 * random.normal() }
    noise = (0..<count).map { _ in (0..<steps).map { _ in random.normal() } }
    spring = Spring(
      precision: 1.5 + 1.5 * random.uniform(), middle: -1 + 0.6 * random.uniform(),
      stepSize: 0.08 + 0.12 * random.uniform())
  }

  /// From the data, or from elsewhere.
  func gradient(_ training: Training, from starts: [Double]? = nil) -> [Double] {
    let negatives = training.ends(from: starts ?? data, noise: noise, under: spring)
    return training.contrast(data, negatives, under: spring)
  }

  var gradient: [Double] { gradient(Training()) }

  /// The chains with all but their first steps left out.
  var cutToOneStep: Chains {
    var chains = self
    chains.noise = noise.map { Array($0.prefix(1)) }
    return chains
  }

  /// With all states of the chains as negatives, not only the last.
  var overPaths: [Double] {
    let training = Training()
    let states = zip(data, noise).flatMap { training.path(from: $0, noise: $1, under: spring) }
    return training.contrast(data, states, under: spring)
  }

  /// The gradient of the loss with the negatives as functions of λ and μ.
  var throughSamples: [Double] {
    let (λ, μ, ε) = (spring.precision, spring.middle, spring.stepSize)
    var total = [0.0, 0.0]
    for (start, noise) in zip(data, noise) {
      var (x, byPrecision, byMiddle) = (start, 0.0, 0.0)
      for z in noise {
        (byPrecision, byMiddle) = (
          (1 - ε * λ) * byPrecision - ε * (x - μ), (1 - ε * λ) * byMiddle + ε * λ
        )
        x += -ε * λ * (x - μ) + sqrt(2 * ε) * z
      }
      total[0] += λ * (x - μ) * byPrecision
      total[1] += λ * (x - μ) * byMiddle
    }
    return zip(gradient, total).map { $0 - $1 / Double(data.count) }
  }
}

private let shortChainsSlips: [Slip<Training>] =
  walkSlips + contrastSlips + contrastPairs + pairs(walkSlips, contrastSlips)

private let shortChainsMistakes: [Mistake<Chains>] =
  shortChainsSlips.map { slip in
    Mistake(slip, in: Training()) { $0.gradient($1) }
  } + [
    Mistake("only the data's term is there: the negatives are missing", theChain) {
      Training().slopes($0.data, under: $0.spring)
    },
    Mistake("that is the mean over the negatives: the data's term is missing", theChain) {
      let training = Training()
      let negatives = training.ends(from: $0.data, noise: $0.noise, under: $0.spring)
      return training.slopes(negatives, under: $0.spring)
    },
    Mistake("the two means were added: subtract one from the other", theChain) { chains in
      let positives = Training().slopes(chains.data, under: chains.spring)
      return zip(positives, chains.gradient).map { 2 * $0 - $1 }
    },
    Mistake("the model's exact means were taken: CD-k averages over its chains", theChain) {
      let slopes = Training().slopes($0.data, under: $0.spring)
      return [slopes[0] - 0.5 / $0.spring.precision, slopes[1]]
    },
    Mistake("the chains never moved, so the two means cancel", theChain) { _ in [0, 0] },
    Mistake("the chains take one step only: there is one for each number of the noise", theChain) {
      $0.cutToOneStep.gradient
    },
    Mistake("all states of the chains are among the negatives: only the last should be", theChain) {
      $0.overPaths
    },
    Mistake("the chains start at the middle μ: those of CD-k start at the data", theChain) {
      chains in
      chains.gradient(Training(), from: chains.data.map { _ in chains.spring.middle })
    },
    Mistake("the chains start at 0: those of CD-k start at the data", theChain) { chains in
      chains.gradient(Training(), from: chains.data.map { _ in 0 })
    },
    Mistake(
      "the gradient flows through the samples: they should be held fixed",
      "section 3.2, The derivative of the logarithm of Z"
    ) { $0.throughSamples },
  ]

let shortChains = Exercise<any Exercises>(
  "3.3", "Short chains", points: 5, section: theChain,
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
      "chains of three to five steps", given: { Chains(&$0) },
      answer: { answers, chains in
        let gradient = try answers.contrastiveGradient(
          data: chains.data, precision: chains.spring.precision, middle: chains.spring.middle,
          stepSize: chains.spring.stepSize, noise: chains.noise)
        return [gradient.precision, gradient.middle]
      },
      expected: { $0.gradient },
      mistakes: shortChainsMistakes)
  ])

// MARK: 3.4

private struct NoiseStart: Codable {
  var spring: Spring
  var startMean: Double
  var startVariance: Double
  var steps: Int

  init(_ random: inout RandomStream) {
    // ελ so large that the chain's own bias shows, and λ, ρ² away from 1.
    let isStiff = random.bernoulli(0.5)
    let precision = isStiff ? 1.6 + random.uniform() : 0.4 + 0.3 * random.uniform()
    spring = Spring(
      precision: precision, middle: random.normal(),
      stepSize: (0.2 + 0.3 * random.uniform()) / precision)
    startMean = spring.middle + (random.bernoulli(0.5) ? 1 : -1) * (1.2 + random.uniform())
    startVariance = 2 + 2 * random.uniform()
    steps = 2 + random.integer(below: 2)
  }

  /// At the edge, where a = −1, or beyond it; √λ is a power of two, so that it is so exactly.
  init(unstable random: inout RandomStream) {
    self.init(&random)
    spring.precision = [0.25, 4, 16][random.integer(below: 3)]
    spring.stepSize = (random.bernoulli(0.5) ? 2 : 2.25) / spring.precision
    steps = 1 + random.integer(below: 5)
  }

  func variance(after steps: Int) -> Double {
    LangevinGaussian.variance(
      after: steps, startVariance: startVariance, standardDeviation: 1 / sqrt(spring.precision),
      stepSize: spring.stepSize)
  }

  /// The bias by the variance and the mean after some steps.
  func bias(after steps: Int) -> Double {
    let power = pow(contraction, Double(steps))
    return bias(variance(after: steps), power * power * distance * distance)
  }

  /// The bias by the chains' variance and by the square of their mean's distance from μ.
  func bias(_ variance: Double, _ square: Double) -> Double {
    (1 / spring.precision - variance - square) / 2
  }

  /// The bias if the chain's formula has other parts.
  func bias(
    a: Double? = nil, settled: Double? = nil, start: Double? = nil,
    varianceSteps: Double = 2, meanSteps: Double = 2, distance: Double? = nil
  ) -> Double {
    let (a, k) = (a ?? contraction, Double(steps))
    let kept = pow(a, varianceSteps * k)
    let variance = kept * (start ?? startVariance) + (1 - kept) * (settled ?? stationary)
    let apart = distance ?? self.distance
    return bias(variance, pow(a, meanSteps * k) * apart * apart)
  }

  var contraction: Double { 1 - spring.stepSize * spring.precision }
  var stationary: Double {
    let λ = spring.precision
    return 1 / (λ * (1 - spring.stepSize * λ / 2))
  }
  var distance: Double { startMean - spring.middle }
}

/// Slips in the bias.
private let biases: [Wrong<NoiseStart>] = [
  Wrong("the chain has a bias of its own: it settles at v_U, not at 1/λ", theChain) {
    [$0.bias(settled: 1 / $0.spring.precision)]
  },
  Wrong("the variance follows a²ᵏ, not aᵏ", theChain) { [$0.bias(varianceSteps: 1)] },
  Wrong("the mean's distance must be squared with its factor: a²ᵏ, not aᵏ", theChain) {
    [$0.bias(meanSteps: 1)]
  },
  Wrong("aᵏ stands in both places where a²ᵏ should", theChain) {
    [$0.bias(varianceSteps: 1, meanSteps: 1)]
  },
  Wrong("the mean of the starts was forgotten: they lie around m₀, not around μ", theChain) {
    [$0.bias(distance: 0)]
  },
  Wrong("the middle μ was taken for 0", theChain) { [$0.bias(distance: $0.startMean)] },
  Wrong("the mean's distance from μ was not shrunk: each step multiplies it by a", theChain) {
    [$0.bias(meanSteps: 0)]
  },
  Wrong("a = 1 − ε: it should be 1 − ελ", theChain) {
    let a = 1 - $0.spring.stepSize
    return [$0.bias(a: a)]
  },
  Wrong("a = 1 − ε, also in v_U: it should be 1 − ελ", theChain) {
    let a = 1 - $0.spring.stepSize
    return [$0.bias(a: a, settled: 2 * $0.spring.stepSize / (1 - a * a))]
  },
  Wrong("the noise of a step has the variance 2ε, not ε", theChain) {
    [$0.bias(settled: $0.stationary / 2)]
  },
  Wrong("v_U is not 2ε, which is what one step adds", theChain) {
    [$0.bias(settled: 2 * $0.spring.stepSize)]
  },
  Wrong("two slips: the chain settles at v_U, not 1/λ; and the mean m₀ was forgotten", theChain) {
    [$0.bias(settled: 1 / $0.spring.precision, distance: 0)]
  },
  Wrong("v_U has 1 − ελ/2 in it, not 1 − ελ", theChain) { start in
    [start.bias(settled: 1 / (start.spring.precision * start.contraction))]
  },
  Wrong("`startVariance` was squared: it is ρ² already", theChain) {
    [$0.bias(start: $0.startVariance * $0.startVariance)]
  },
  Wrong("the root of `startVariance` was taken: the variance follows the recursion", theChain) {
    [$0.bias(start: sqrt($0.startVariance))]
  },
  Wrong("that is the bias after infinitely many steps, not after k", theChain) {
    [$0.bias($0.stationary, 0)]
  },
  Wrong("the contraction is that of continuous time, e^(−ελ): a step has 1 − ελ", theChain) {
    [$0.bias(a: exp(-$0.spring.stepSize * $0.spring.precision))]
  },
  Wrong(
    "that is the chain in continuous time, without the error of its steps", theChain
  ) {
    let a = exp(-$0.spring.stepSize * $0.spring.precision)
    return [$0.bias(a: a, settled: 1 / $0.spring.precision)]
  },
  Wrong("that is the bias after k − 1 steps", theChain) { [$0.bias(after: $0.steps - 1)] },
  Wrong("that is the bias after k + 1 steps", theChain) { [$0.bias(after: $0.steps + 1)] },
]

private let wrongSign = "the sign is wrong: the bias is the contrast minus the true gradient"
private let noHalf = "the ½ of ∂E/∂λ = ½(x − μ)² is missing"

private let noiseStartMistakes: [Mistake<NoiseStart>] =
  biases.map { $0.mistake() } + biases.map { $0.mistake(and: wrongSign) { [-$1[0]] } }
  + biases.map { $0.mistake(and: noHalf) { [2 * $1[0]] } } + [
    Mistake(wrongSign, theChain) { [-$0.bias(after: $0.steps)] },
    Mistake(noHalf, theChain) { [2 * $0.bias(after: $0.steps)] },
    Mistake("two slips: \(wrongSign); and \(noHalf)", theChain) {
      [-2 * $0.bias(after: $0.steps)]
    },
    Mistake("the true gradient has 1/λ in it, not v_U, which belongs to the chain", theChain) {
      [$0.bias(after: $0.steps) + ($0.stationary - 1 / $0.spring.precision) / 2]
    },
    Mistake("that is the negatives' term alone: subtract the true one, −1/(2λ)", theChain) {
      [$0.bias(after: $0.steps) - 0.5 / $0.spring.precision]
    },
    Mistake(
      "that is the mean slope of the chains' ends: the true one, 1/(2λ), is missing", theChain
    ) {
      [0.5 / $0.spring.precision - $0.bias(after: $0.steps)]
    },
  ]

let noiseStart = Exercise<any Exercises>(
  "3.4", "Chains that start in noise", points: 4, section: theChain,
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
      answer: { try $1.bias(by: $0) },
      expected: { [$0.bias(after: $0.steps)] },
      mistakes: noiseStartMistakes),
    Check(
      "at the stability edge and beyond it",
      whenNotFinite: "1 − a² stands in a denominator, and at ελ = 2 it is zero",
      given: { NoiseStart(unstable: &$0) },
      answer: { try $1.bias(by: $0) },
      expected: { [$0.bias(after: $0.steps)] },
      mistakes: []),
  ])

extension NoiseStart {
  fileprivate func bias(by answers: any Exercises) throws -> [Double] {
    [
      try answers.noiseStartBias(
        precision: spring.precision, middle: spring.middle, startMean: startMean,
        startVariance: startVariance, stepSize: spring.stepSize, steps: steps)
    ]
  }
}
