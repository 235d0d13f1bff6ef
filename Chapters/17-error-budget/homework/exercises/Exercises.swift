import Elementary
import HomeworkKit
import Tensors

/// What the homework of chapter 17 asks for. Its statements stand in `Answers.swift`.
public protocol Exercises: Sendable {
  func error(means: [Double], variances: [Double], m: Double, v: Double) throws -> Double
  func denoisingBudget(n: Int, v: Double, σ: Double, draws K: Int) throws -> (
    bias: Double, data: Double, training: Double
  )
  func compensation(precision λ: Double, m: Double, v: Double, steps k: Int) throws -> (
    stepSize: Double, divergence: Double
  )
}

public let homework = Homework<any Exercises>(
  chapter: 17, title: "The error budget", exercises: [road, budget, compensation])

/// The sections that diagnoses point to.
enum Section {
  static let measure = "section 17.1, One number for every road"
  static let signs = "section 17.2, The attempt that fails: add the errors up"
  static let learning = "section 17.3, What learning costs"
}

// MARK: 17.1

private struct Ends: Codable {
  var means, variances: [Double]
  var m, v: Double

  init(_ random: inout RandomStream) {
    (m, v) = (random.uniform(0.5...1.5), random.uniform(0.2...0.7))
    let (m, v) = (m, v)
    let count = 2 + random.integer(below: 3)
    // On either side of the truth.
    means = (0..<count).map { _ in
      m + (random.bernoulli(0.5) ? 1 : -1) * random.uniform(0.1...0.5)
    }
    variances = (0..<count).map { _ in
      v * (random.bernoulli(0.5) ? random.uniform(1.2...2.2) : random.uniform(0.4...0.8))
    }
  }
}

private let roadFormula = Formula<Ends> { ends, slip in
  let pairs = slip(
    "the ends were averaged before they were compared: divergences are averaged", Section.measure,
    ends.means.map { _ in (mean(ends.means), mean(ends.variances)) },
    insteadOf: Array(zip(ends.means, ends.variances)))
  let terms = pairs.map { M, V in
    let forward = V / ends.v
    let r = slip(
      "that is the divergence in the other direction: the average is over the road's samples",
      Section.measure, 1 / forward, insteadOf: forward)
    let v = slip(
      "the distance of the means is divided by V: it should be by the true v", Section.measure, V,
      insteadOf: ends.v)
    let logarithm = slip(
      "the sign of the logarithm is wrong", Section.measure, -log(r), insteadOf: log(r))
    let one = slip(
      "the −1 is missing: equal variances should cost nothing", Section.measure, 0.0, insteadOf: 1)
    let half: (ofVariance: Double, ofMean: Double) = slip(Section.measure, (0.5, 0.5)).or([
      "the ½ before the variances is missing": (1, 0.5),
      "the ½ before the distance of the means is missing": (0.5, 1),
      "the ½ is missing": (1, 1),
    ])
    let offset = M - ends.m
    let square = slip(
      "the distance of the means is not squared", Section.measure, offset,
      insteadOf: offset * offset)
    let ofVariance = slip(
      "what the variance costs is missing", Section.measure, 0,
      insteadOf: half.ofVariance * (r - one - logarithm))
    let ofMean = slip(
      "the distance of the means is missing", Section.measure, 0,
      insteadOf: half.ofMean * square / v)
    return ofVariance + ofMean
  }
  return [
    slip(
      "that is the sum over the data sets, not their mean", Section.measure, sum(terms),
      insteadOf: mean(terms))
  ]
}

private let road = Exercise<any Exercises>(
  "17.1", "One number for a road", points: 2, section: Section.measure,
  hints: [
    "Which of the two means comes first: over data sets, or that in the divergence?",
    "For each data set r = V/v says what the variance costs; the distance of the means is in units of v.",
    "The mean over i of ½(Vᵢ/v − 1 − ln(Vᵢ/v)) + (Mᵢ − m)²/(2v).",
  ],
  checks: [
    Check(
      "two to four data sets", labels: ["error"], given: { Ends(&$0) },
      answer: {
        [try $0.error(means: $1.means, variances: $1.variances, m: $1.m, v: $1.v)]
      }, formula: roadFormula,
      mistakes: [
        Mistake(
          "that is the divergence in the other direction: the average is over the road's samples",
          Section.measure
        ) { ends in
          [
            mean(
              zip(ends.means, ends.variances).map { M, V in
                let r = ends.v / V
                return (r - 1 - log(r) + (M - ends.m) * (M - ends.m) / V) / 2
              })
          ]
        }
      ])
  ])

// MARK: 17.2

/// Few samples and a large noise, so that no share is small beside the others.
private struct Denoising: Codable {
  var n, draws: Int
  var v, σ: Double

  init(_ random: inout RandomStream) {
    n = 5 + random.integer(below: 15)
    draws = 2 + random.integer(below: 4)
    v = random.uniform(0.2...0.6)
    σ = sqrt(v * random.uniform(0.3...0.8))
  }
}

private let budgetFormula = Formula<Denoising> { input, slip in
  let ratio = slip(Section.learning, input.σ * input.σ / input.v).or([
    "ρ is the noise's variance: it should be divided by v": input.σ * input.σ,
    "ρ is the ratio of the standard deviations: it should be that of the variances":
      input.σ / sqrt(input.v),
    "ρ is upside down: it is σ²/v": input.v / (input.σ * input.σ),
  ])
  let r = slip(
    "the samples are too wide, not too narrow: V/v is 1 + ρ", Section.signs, 1 / (1 + ratio),
    insteadOf: 1 + ratio)
  let half = slip(
    "the ½ before the bias is missing", Section.signs, 1, insteadOf: 0.5)
  let bias =
    half
    * slip(
      "the logarithm in the bias is missing", Section.signs, r - 1, insteadOf: r - 1 - log(r))
  let ofMean = slip(
    "the variance of M has the factor 1/(2v): the ½ is missing", Section.signs, 1, insteadOf: 0.5)
  let quarter = slip(
    "the variance of ln V has the factor r/4, not r/2", Section.signs, 0.5, insteadOf: 0.25)
  let ofVariance = slip(
    "the variance of ln V has the factor r/4: the r is missing", Section.signs, quarter,
    insteadOf: quarter * r)
  let damped =
    2
    / slip(
      "the data's share of the variance of ln V is not damped by (1+ρ)²", Section.learning, 1,
      insteadOf: (1 + ratio) * (1 + ratio))
  let n = Double(input.n)
  let draws = slip(
    "the training's share is not divided by K", Section.learning, 1,
    insteadOf: Double(input.draws))
  let removed = slip(
    "the bracket of the training's share lacks what is subtracted", Section.learning, 0,
    insteadOf: damped)
  let meanOfDraws = slip(
    "the training's share lacks what it does to the mean", Section.learning, 0,
    insteadOf: 1 / ratio)
  let data = (ofMean + ofVariance * damped) / n
  let training = (ofMean * meanOfDraws + ofVariance * (1 / ratio - removed)) / (n * draws)
  return [bias]
    + slip(Section.signs, [data, training]).or([
      "the data's share has the training's in it": [data + training, training],
      "the training's share has the data's in it": [data, data + training],
    ])
}

private let budget = Exercise<any Exercises>(
  "17.2", "A row of the budget", points: 5, section: Section.signs,
  hints: [
    "The row of denoising in the table of learning has all that is needed; the budget says how it enters.",
    """
    With r = 1 + ρ and b = 0: the bias is the divergence of r alone. Of the variances of M and ln V, \
    the terms without K belong to the data, those with 1/K to the training.
    """,
    """
    ½(ρ − ln(1+ρ)); (1/n)[½ + (r/4)·2/(1+ρ)²]; (1/(nK))[1/(2ρ) + (r/4)(1/ρ − 2/(1+ρ)²)], with ρ = \
    σ²/v.
    """,
  ],
  checks: [
    Check(
      "a few samples", labels: ["bias", "data", "training"], given: { Denoising(&$0) },
      answer: { answers, input in
        let row = try answers.denoisingBudget(
          n: input.n, v: input.v, σ: input.σ, draws: input.draws)
        return [row.bias, row.data, row.training]
      }, formula: budgetFormula,
      mistakes: [
        Mistake("the data's share is 1/n: denoising damps it", Section.learning) { input in
          var row = budgetFormula(input)
          row[1] = 1 / Double(input.n)
          return row
        },
        Mistake("that is the bias to leading order, ¼ρ²: r may be large", Section.signs) { input in
          var row = budgetFormula(input)
          let ratio = input.σ * input.σ / input.v
          row[0] = ratio * ratio / 4
          return row
        },
      ])
  ])

// MARK: 17.3

private struct Narrow: Codable {
  var precision, m, v: Double
  var steps: Int

  init(_ random: inout RandomStream) {
    v = random.uniform(0.2...0.5)
    m = random.uniform(0.7...1.5)
    precision = random.uniform(1.15...1.5) / v
    steps = 2 + random.integer(below: 3)
  }

  /// aᵏ.
  func left(_ a: Double, more: Int = 0) -> Double {
    (0..<(steps + more)).reduce(1) { power, _ in power * a }
  }
}

private let exchangedSides = "with λv in the place of 1/(λv) the sides of V = v are exchanged"
private let halfStep = "ελ/2 widens the samples, not ελ: the step is twice as long"

/// What a wrong step size leads to if the chains are taken to end at the variance v all the same.
private func trustingTheEnd(
  _ name: String, _ stepSize: @escaping @Sendable (_ λ: Double, _ v: Double) -> Double
) -> Mistake<Narrow> {
  Mistake(name, Section.signs) { input in
    let ε = stepSize(input.precision, input.v)
    let left = input.left(1 - ε * input.precision)
    let r = 1 + left * left * (1 / input.v - 1)
    let offset = input.m * left
    return [ε, 0.5 * (r - 1 - log(r) + offset * offset / input.v)]
  }
}

private let compensationFormula = Formula<Narrow> { input, slip in
  let (λ, v) = (input.precision, input.v)
  let gap = slip(
    exchangedSides, Section.signs, λ * v - 1, insteadOf: 1 - 1 / (λ * v))
  let twice = slip(halfStep, Section.signs, 1.0, insteadOf: 2)
  let ε =
    twice * gap
    / slip("ελ is not yet ε: divide by λ", Section.signs, 1, insteadOf: λ)
  let a = slip(
    "a step shrinks distances by 1 − ελ, with the model's λ, not 1/v", Section.signs, 1 - ε / v,
    insteadOf: slip(
      "a step shrinks distances by 1 − ελ, not by 1 − ελ/2", Section.signs, 1 - ε * λ / 2,
      insteadOf: 1 - ε * λ))
  let more = slip(Section.signs, 0).or([
    "that is one step too few": -1, "that is one step too many": 1,
  ])
  let left = input.left(a, more: more)
  let square = slip(
    "distances shrink by aᵏ, so variances shrink by a²ᵏ", Section.signs, left,
    insteadOf: left * left)
  let start = slip(
    "the chains start from N(0, 1): their first variance is 1, not 0", Section.measure, 0.0,
    insteadOf: 1)
  // With the right ε this is v.
  let end = slip(
    "the chains end at the variance v: ε was chosen for that, 1/λ is the model's", Section.signs,
    1 / λ, insteadOf: 1 / (λ * (1 - ε * λ / 2)))
  let r = (start * square + (1 - square) * end) / v
  let offset = slip(Section.measure, input.m * left).or([
    "the chains start at 0: of the distance to m a share is left": 0,
    "the distance to m shrinks by aᵏ, not by a²ᵏ": input.m * left * left,
  ])
  let half = slip("the ½ of the divergence is missing", Section.measure, 1, insteadOf: 0.5)
  let divergence = slip(
    "that is the divergence in the other direction: the average is over the chains",
    Section.measure, 1 / r - 1 + log(r) + offset * offset / (v * r),
    insteadOf: r - 1 - log(r) + offset * offset / v)
  return [ε, half * divergence]
}

private let compensation = Exercise<any Exercises>(
  "17.3", "Two wrongs", points: 5, section: Section.signs,
  hints: [
    "Which variance does a Langevin chain end at, on an energy ½λ(x − m)² with steps of ε?",
    """
    V = 1/(λ(1 − ελ/2)) = v gives ε. After k steps aᵏ is left of the distance to the mean, and a²ᵏ of \
    that to the final variance, a = 1 − ελ.
    """,
    """
    ε = (2/λ)(1 − 1/(λv)); r = 1 + a²ᵏ(1/v − 1); the divergence is ½(r − 1 − ln r) + m²a²ᵏ/(2v).
    """,
  ],
  checks: [
    Check(
      "two to four steps", labels: ["step size", "divergence"], given: { Narrow(&$0) },
      answer: { answers, input in
        let result = try answers.compensation(
          precision: input.precision, m: input.m, v: input.v, steps: input.steps)
        return [result.stepSize, result.divergence]
      }, formula: compensationFormula,
      mistakes: [
        trustingTheEnd(exchangedSides) { λ, v in 2 * (λ * v - 1) / λ },
        trustingTheEnd(halfStep) { λ, v in (1 - 1 / (λ * v)) / λ },
      ])
  ])
