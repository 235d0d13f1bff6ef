import Elementary
import HomeworkKit
import Tensors

/// What the homework of chapter 15 asks for. Its statements stand in `Answers.swift`.
public protocol Exercises: Sendable {
  func books(stepSize: Double, noise: Double, distance: Double) throws -> (
    temperature: Double, balancedNoise: Double, steps: Double
  )
  func temperature(
    of chains: [[Double]], center: [Double], stepSizes: [Double],
    energyGradient: ([Double]) -> [Double]
  ) throws -> Double
  func update(
    parameters θ: [Double], data: [[Double]], chains: [[Double]], stepSize: Double, σ: Double,
    draws: [[[Double]]], penalty: Double, rate: Double, features: ([Double]) -> [Double],
    featureGradients: ([Double]) -> [[Double]]
  ) throws -> (parameters: [Double], chains: [[Double]])
}

public let homework = Homework<any Exercises>(
  chapter: 15, title: "An energy for images", exercises: [books, thermometer, update])

/// The sections that diagnoses point to.
enum Section {
  static let recipe = "section 15.3, The recipe"
  static let temperature = "section 15.5, The recipe's temperature"
  static let tied = "section 15.6, Books that balance"
}

// MARK: 15.1

private struct Recipe: Codable {
  var stepSize, noise, distance: Double

  init(_ random: inout RandomStream) {
    stepSize = random.uniform(1.5...12)
    noise = random.uniform(0.05...0.4)
    distance = random.uniform(0.5...0.9)
  }
}

private let booksFormula = Formula<Recipe> { recipe, slip in
  let (ε, σ, r) = (recipe.stepSize, recipe.noise, recipe.distance)
  let temperature = slip(
    "the temperature lacks its ½: σ² = 2εT", Section.temperature, σ * σ / ε,
    insteadOf: slip(
      "in the temperature σ is not squared", Section.temperature, σ / (2 * ε),
      insteadOf: slip(
        "that is 1/T in the place of T", Section.temperature, 2 * ε / (σ * σ),
        insteadOf: σ * σ / (2 * ε))))
  let balanced = slip(
    "the 2 is missing under the root of the balanced noise", Section.tied, sqrt(ε),
    insteadOf: slip(
      "the root of the balanced noise is missing: 2ε is its variance", Section.tied, 2 * ε,
      insteadOf: sqrt(2 * ε)))
  let steps = slip(
    "noise adds up as variances: n steps move a pixel by σ√n, not by σn", Section.temperature,
    r / σ,
    insteadOf: slip(
      "the steps were counted with the balanced noise: the question asks for the recipe's",
      Section.temperature, r * r / (2 * ε), insteadOf: r * r / (σ * σ)))
  return [temperature, balanced, steps]
}

private let books = Exercise<any Exercises>(
  "15.1", "The books of a recipe", points: 2, section: Section.temperature,
  hints: [
    "Chapter 4's Langevin step at the temperature T has the noise √(2εT) z. Compare.",
    "σ² = 2εT gives the first two answers. n independent steps of noise have the variance nσ².",
    "σ²/(2ε), √(2ε), (distance/σ)².",
  ],
  checks: [
    Check(
      "any step and any noise",
      labels: ["temperature", "balanced noise", "number of steps"], given: { Recipe(&$0) },
      answer: { answers, recipe in
        let books = try answers.books(
          stepSize: recipe.stepSize, noise: recipe.noise, distance: recipe.distance)
        return [books.temperature, books.balancedNoise, books.steps]
      }, formula: booksFormula)
  ])

// MARK: 15.2

private struct Chains: Codable {
  var energyGradient = "κⱼ xⱼ + cos(Σ x)"
  var κ: [Double]
  var chains: [[Double]]
  var center: [Double]
  var stepSizes: [Double]

  init(dimension: Int, _ random: inout RandomStream) {
    κ = (0..<dimension).map { _ in random.uniform(0.5...1.5) }
    chains = (0..<(3 + random.integer(below: 3))).map { _ in random.normals(dimension) }
    center = random.normals(dimension)
    stepSizes = (0..<dimension).map { _ in random.uniform(0.3...0.9) }
  }

  func gradient(_ x: [Double]) -> [Double] { zip(κ, x).map { $0 * $1 + cos(sum(x)) } }

  /// What a step changes in Σ (xⱼ − cⱼ)², without the weights 1/εⱼ: half its mean.
  var unweighted: Double {
    mean(
      chains.map { x in
        let slope = gradient(x)
        return sum(
          x.indices.map { j in
            let move = stepSizes[j] * slope[j]
            return move * (x[j] - center[j] - move / 2)
          })
      })
  }
}

private let thermometerFormula = Formula<Chains> { input, slip in
  let center = slip(
    "the centre c was not subtracted", Section.temperature, input.center.map { _ in 0 },
    insteadOf: input.center)
  let sign = slip(
    "the virial has the wrong sign: it has the slope of E, not the score", Section.temperature,
    -1.0, insteadOf: 1)
  let correction = slip(
    "the second term is missing, the one for steps of finite length", Section.temperature, 0,
    insteadOf: slip(
      "the ½ before the second term is missing", Section.temperature, -1,
      insteadOf: slip(
        "the second term is added: it should be subtracted", Section.temperature, 0.5,
        insteadOf: -0.5)))
  let terms = input.chains.map { x in
    let slope = input.gradient(x)
    let virial = sum(x.indices.map { (x[$0] - center[$0]) * slope[$0] })
    let squares = x.indices.map { j in
      let ε = input.stepSizes[j]
      let weight = slip(
        "the second term has εⱼ²: dividing by εⱼ leaves one of the two", Section.temperature,
        ε * ε,
        insteadOf: slip(
          "the second term lacks the step sizes εⱼ", Section.temperature, 1, insteadOf: ε))
      return weight * slope[j] * slope[j]
    }
    return sign * virial + correction * sum(squares)
  }
  let total = slip(
    "that is the sum over the chains, not their mean", Section.temperature, sum(terms),
    insteadOf: mean(terms))
  return [
    slip(
      "it was not divided by the number of dimensions", Section.temperature, total,
      insteadOf: total / Double(input.center.count))
  ]
}

private let thermometer = Exercise<any Exercises>(
  "15.2", "A thermometer with many scales", points: 5, section: Section.temperature,
  hints: [
    "Follow the chapter's derivation of its thermometer, one coordinate at a time.",
    """
    A step changes the mean of (xⱼ − cⱼ)² by −2εⱼ(xⱼ − cⱼ)∂ⱼE + εⱼ²(∂ⱼE)² + 2εⱼT. Divide by εⱼ and \
    sum.
    """,
    "T is the mean over the chains of Σⱼ [(xⱼ − cⱼ) ∂ⱼE − ½ εⱼ (∂ⱼE)²], divided by d.",
  ],
  checks: [
    Check(
      "two to four dimensions", labels: ["temperature"],
      given: { Chains(dimension: 2 + $0.integer(below: 3), &$0) },
      answer: { answers, input in
        [
          try answers.temperature(
            of: input.chains, center: input.center, stepSizes: input.stepSizes,
            energyGradient: input.gradient)
        ]
      }, formula: thermometerFormula,
      mistakes: [
        Mistake("all coordinates have the first one's step size", Section.temperature) {
          var input = $0
          input.stepSizes = input.stepSizes.map { _ in input.stepSizes[0] }
          return thermometerFormula(input)
        },
        Mistake(
          "the weights 1/εⱼ are missing: what is at rest is Σ (xⱼ − cⱼ)²/εⱼ", Section.temperature
        ) { [$0.unweighted / Double($0.center.count)] },
        Mistake("that is the thermometer of Σ (xⱼ − cⱼ)², without 1/εⱼ", Section.temperature) {
          [$0.unweighted / sum($0.stepSizes)]
        },
        Mistake("c is the mean of the chains: it should be the given point", Section.temperature) {
          var input = $0
          input.center = input.center.indices.map { j in mean(input.chains.map { $0[j] }) }
          return thermometerFormula(input)
        },
      ])
  ])

// MARK: 15.3

private struct Round: Codable {
  var features = "½‖x‖², Σ sin x, in the plane also x₁x₂"
  var θ: [Double]
  var data, chains: [[Double]]
  var stepSize, σ: Double
  var draws: [[[Double]]]
  var penalty, rate: Double

  init(chains count: Int, steps: Int, dimension: Int, _ random: inout RandomStream) {
    θ = (0...dimension).map { _ in random.uniform(0.4...1.2) }
    data = (0..<(count + 1)).map { _ in random.normals(dimension).map { $0 + 0.7 } }
    chains = (0..<count).map { _ in random.normals(dimension).map { 1.5 * $0 - 0.5 } }
    stepSize = random.uniform(0.1...0.3)
    σ = random.uniform(0.1...0.25)
    draws = (0..<steps).map { _ in (0..<count).map { _ in random.normals(dimension) } }
    penalty = random.uniform(0.05...0.2)
    rate = random.uniform(0.1...0.3)
  }

  func values(_ x: [Double]) -> [Double] {
    let both = [dot(x, x) / 2, sum(x.map { sin($0) })]
    return x.count == 1 ? both : both + [x[0] * x[1]]
  }

  func gradients(_ x: [Double]) -> [[Double]] {
    let both = [x, x.map { cos($0) }]
    return x.count == 1 ? both : both + [[x[1], x[0]]]
  }
}

private let updateFormula = Formula<Round> { round, slip in
  let direction = slip(
    "chains go up in energy: they should follow −∇E", Section.recipe, -1.0, insteadOf: 1)
  let spread = slip(
    "the noise of the chains is √(2ε): here it is σ", Section.recipe, sqrt(2 * round.stepSize),
    insteadOf: slip(
      "the chains move without noise", Section.recipe, 0, insteadOf: round.σ))
  let draws =
    round.draws.count == 1
    ? round.draws
    : slip(Section.recipe, round.draws).or([
      "the chains take a single step": Array(round.draws.prefix(1)),
      "all steps use the noise of the first": round.draws.map { _ in round.draws[0] },
    ])
  let isShared = slip.isMade("all chains use the noise of the first", Section.recipe)
  var chains = round.chains
  for noise in draws {
    chains = zip(chains, isShared ? noise.map { _ in noise[0] } : noise).map { x, z in
      let gradients = round.gradients(x)
      return x.indices.map { j in
        let slope = sum(round.θ.indices.map { round.θ[$0] * gradients[$0][j] })
        return x[j] - direction * round.stepSize * slope + spread * z[j]
      }
    }
  }
  let samples = slip(
    "x⁻ are the chains before their steps: they should have moved", Section.recipe, round.chains,
    insteadOf: chains)
  /// The mean of φₖ, times the energy for the penalty.
  func average(_ points: [[Double]], _ k: Int, _ factor: ([Double]) -> Double) -> Double {
    let total = sum(points.map { round.values($0)[k] * factor($0) })
    let count = slip(Section.recipe, points.count).or([
      "that is the sum over the points, not their mean": 1,
      "both means were divided by the number of data": round.data.count,
      "both means were divided by the number of chains": round.chains.count,
    ])
    return total / Double(count)
  }
  let seesNew = slip.isMade(
    "a new θₖ was used in the energy before all were computed: all with the old θ", Section.recipe)
  let penalty = slip(Section.recipe, 2 * round.penalty).or([
    "the penalty is missing": 0,
    "the penalty is subtracted: it should be added to the loss": -2 * round.penalty,
    "the derivative of E² is 2E ∂E: the 2 is missing": round.penalty,
  ])
  let ofSamples = slip(
    "the penalty of the chains is subtracted: it should be added", Section.recipe, -1.0,
    insteadOf: slip(
      "the penalty has the data alone: it should have the chains, too", Section.recipe, 0,
      insteadOf: 1))
  let contrast = slip(
    "data and chains are exchanged: the energy of the data should go down", Section.recipe, -1.0,
    insteadOf: 1)
  let descent = slip(
    "the parameters go up the gradient of L: it should be made small", Section.recipe, -1.0,
    insteadOf: 1)
  var θ = round.θ
  for k in θ.indices {
    let seen = seesNew ? θ : round.θ
    func energy(_ x: [Double]) -> Double {
      slip(
        "the derivative of E² is 2E ∂E: the E is missing", Section.recipe, 1,
        insteadOf: dot(seen, round.values(x)))
    }
    let difference = average(round.data, k) { _ in 1 } - average(samples, k) { _ in 1 }
    let squares = average(round.data, k, energy) + ofSamples * average(samples, k, energy)
    θ[k] -= descent * round.rate * (contrast * difference + penalty * squares)
  }
  let returned = slip(
    "the chains that came back have not moved", Section.recipe, round.chains, insteadOf: chains)
  return θ + returned.flatMap { $0 }
}

private let updateMistakes = [
  Mistake<Round>(
    "the parameters were updated before the chains had moved: move them first, at the given θ",
    Section.recipe
  ) { round in
    var (still, later) = (round, round)
    still.draws = []
    later.θ = Array(updateFormula(still).prefix(round.θ.count))
    return later.θ + updateFormula(later).dropFirst(round.θ.count)
  }
]

private func answered(_ answers: any Exercises, _ round: Round) throws -> [Double] {
  let result = try answers.update(
    parameters: round.θ, data: round.data, chains: round.chains, stepSize: round.stepSize,
    σ: round.σ, draws: round.draws, penalty: round.penalty, rate: round.rate,
    features: round.values, featureGradients: round.gradients)
  return try result.parameters.sized(round.θ.count, "parameter")
    + result.chains.sized(round.chains.count, "chain").flatMap {
      try $0.sized(round.chains[0].count, "coordinate")
    }
}

private let update = Exercise<any Exercises>(
  "15.3", "One update of the recipe", points: 8, section: Section.recipe,
  hints: [
    "Two halves: the chains need ∇E in x, the update the derivative of L by each θₖ.",
    """
    ∇E = Σ θₖ ∇φₖ. The derivative of the mean of E by θₖ is the mean of φₖ, and that of the mean of \
    E² is the mean of 2Eφₖ.
    """,
    """
    With averages ⟨⟩ over the data and ⟨⟩⁻ over the moved chains, θₖ becomes \
    θₖ − rate·(⟨φₖ⟩ − ⟨φₖ⟩⁻ + 2α(⟨Eφₖ⟩ + ⟨Eφₖ⟩⁻)), all with the old θ.
    """,
  ],
  checks: [
    Check(
      "two chains on the line, one step", cases: 4,
      labels: ["new θ₁", "new θ₂", "chain 1", "chain 2"],
      given: { Round(chains: 2, steps: 1, dimension: 1, &$0) }, answer: answered,
      formula: updateFormula, mistakes: updateMistakes),
    Check(
      "four chains in the plane, three steps", cases: 4,
      labels: ["new θ₁", "new θ₂", "new θ₃"]
        + (1...4).flatMap { ["x₁ of chain \($0)", "x₂ of chain \($0)"] },
      given: { Round(chains: 4, steps: 3, dimension: 2, &$0) }, answer: answered,
      formula: updateFormula, mistakes: updateMistakes),
  ])
