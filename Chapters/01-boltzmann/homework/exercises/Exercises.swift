import Elementary
import HomeworkKit
import Tensors

/// What the homework of chapter 1 asks for. Its statements stand in `Answers.swift`.
public protocol Exercises: Sendable {
  func probabilities(energies: [Double], temperature: Double) throws -> [Double]
  func logPartitionFunction(standardDeviation: Double, temperature: Double, dimension: Int) throws
    -> Double
  func heatCapacity(energies: [Double], temperature: Double) throws -> Double
  func likelihoodGradient(data: [Double], mean: Double, logVariance: Double) throws -> (
    mean: Double, logVariance: Double
  )
  func partitionFunction(
    energy: ([Double]) -> Double, dimension: Int, halfWidth: Double, points: Int,
    using random: inout RandomStream
  ) throws -> Double
}

public let homework = Homework<any Exercises>(
  chapter: 1, title: "Boltzmann",
  exercises: [probabilities, logPartitionFunction, heatCapacity, gradient, randomPoints])

/// The sections that diagnoses point to.
enum Section {
  static let distribution = "section 1.2, The Boltzmann distribution"
  static let gaussian = "section 1.3, Densities, and the one everybody knows"
  static let likelihood = "section 1.6, Learning: likelihood is divergence"
  static let bill = "section 1.7, The bill"
}

// MARK: 1.1

private struct States: Codable {
  var energies: [Double]
  var temperature: Double

  /// One to six states.
  init(_ random: inout RandomStream, around center: Double = 0) {
    energies = random.normals(1 + random.integer(below: 6), standardDeviation: 3).map {
      center + $0
    }
    // Away from 1, where forgetting it would not show.
    temperature = random.uniform(random.bernoulli(0.5) ? 1.3...2.5 : 0.5...0.8)
  }

  /// Energies near ±10⁶, but not beyond.
  init(farFromZero random: inout RandomStream) {
    self.init(&random, around: random.bernoulli(0.5) ? 999_900 : -999_900)
  }

  /// −E/T of each state.
  func exponents(_ slip: Slips) -> [Double] {
    let sign = slip(
      "the sign of the energy is wrong: high energy is low probability", Section.distribution, 1.0,
      insteadOf: -1)
    let scale = slip(Section.distribution, temperature).or([
      "the temperature multiplies the energy: it should divide it": 1 / temperature,
      "the temperature was forgotten in the probabilities": 1,
      "every state has the same weight: take the Boltzmann probabilities": .infinity,
    ])
    return energies.map { sign * $0 / scale }
  }

  func probabilities(_ answers: any Exercises) throws -> [Double] {
    try answers.probabilities(energies: energies, temperature: temperature)
  }

  func heatCapacity(_ answers: any Exercises) throws -> [Double] {
    [try answers.heatCapacity(energies: energies, temperature: temperature)]
  }
}

private let probabilitiesFormula = Formula<States> { states, slip in
  let (E, exponents) = (states.energies, states.exponents(slip))
  let highest = exponents.max()!
  let weights = exponents.map { exp($0 - highest) }
  let Z = slip(Section.distribution, sum(weights)).or([
    "the weights were not divided by their sum": exp(-highest),
    "the weights were taken relative to the ground state, but not divided by their sum": 1,
    "the temperature is in the weights, but not in the sum Z":
      sum(E.map { exp(-$0 - highest) }),
    "the weights were divided by the number of states, not by their sum":
      Double(E.count) * exp(-highest),
  ])
  return slip(Section.distribution, weights.map { $0 / Z }).or([
    "those are the logarithms of the probabilities": weights.map { log($0 / Z) },
    "energies were divided by their sum: it is exponentials that count": E.map { $0 / sum(E) },
  ])
}

private let probabilities = Exercise<any Exercises>(
  "1.1", "Probabilities from energies", points: 2, section: Section.distribution,
  hints: [
    "Low energy is high probability. Which function turns differences into quotients?",
    """
    Only differences of energies count, so subtract something from all of them that keeps the \
    exponential from overflowing and from vanishing.
    """,
    "Take wᵢ = exp(−(Eᵢ − min E)/T), and divide each by the sum of all.",
  ],
  checks: [
    Check(
      "a few states, or one", labels: (1...6).map { "probability of state \($0)" },
      given: { States(&$0) }, answer: { try $1.probabilities($0) }, formula: probabilitiesFormula),
    Check(
      "energies near a million",
      whenNotFinite: """
        the exponential of a very large or very small number was formed before \
        anything was subtracted
        """,
      given: { States(farFromZero: &$0) }, answer: { try $1.probabilities($0) },
      expected: { probabilitiesFormula($0) }),
    // teacher: begin
    Check(
      "energies far from each other",
      whenNotFinite: "what was subtracted is not the smallest energy, so that others overflow",
      given: { random -> States in
        var states = States(&random)
        states.energies += [1e6 * random.uniform(), -1e6 * random.uniform()]
        return states
      }, answer: { try $1.probabilities($0) }, expected: { probabilitiesFormula($0) }),
    // teacher: end
  ])

// MARK: 1.2

private struct Spring: Codable {
  var standardDeviation: Double
  var temperature: Double
  var dimension: Int

  init(_ random: inout RandomStream) {
    standardDeviation = exp(random.normal())
    temperature = 1.5 + 3 * random.uniform()
    dimension =
      [1 + random.integer(below: 6), 500 + random.integer(below: 500), 1_000_000][
        random.integer(below: 3)]
  }

  func answer(_ answers: any Exercises) throws -> [Double] {
    [
      try answers.logPartitionFunction(
        standardDeviation: standardDeviation, temperature: temperature, dimension: dimension)
    ]
  }
}

private let springFormula = Formula<Spring> { spring, slip in
  let (T, s) = (spring.temperature, spring.standardDeviation)
  let d = slip(
    "the number of dimensions was forgotten", Section.gaussian, 1,
    insteadOf: Double(spring.dimension))
  let length = slip(Section.gaussian, s).or([
    "s² stands where s should: the variance for the standard deviation": s * s,
    "s stands under the root, where s² should": sqrt(s),
    "the standard deviation s was forgotten": 1,
  ])
  let heat = slip(Section.gaussian, T).or([
    "the temperature stands outside the root: Z grows as √T": T * T,
    "the temperature was forgotten": 1,
    "the temperature divides: the hotter, the larger is Z": 1 / T,
  ])
  let constant = slip(Section.gaussian, 2 * Double.pi).or([
    "the 2 of 2π was lost: the exponent has a ½": .pi, "2π is missing": 1,
  ])
  let half = slip(
    "the square root, a factor ½, is missing at 2πT", Section.gaussian, 1, insteadOf: 0.5)
  let lengths = slip(
    "the number of dimensions stands at √(2πT) only: s comes once for each, too", Section.gaussian,
    1, insteadOf: d)
  let roots = slip(
    "the number of dimensions stands at s only: √(2πT) comes once for each, too", Section.gaussian,
    1, insteadOf: d)
  let logZ = lengths * log(length) + roots * half * log(constant * heat)
  return [
    slip(Section.gaussian, logZ).or([
      "the sign is wrong: that is −ln Z, the logarithm of the density's peak": -logZ,
      "that is Z in the place of its logarithm": exp(logZ),
      "that is the entropy, ln Z + ⟨E⟩/T": logZ + d / 2,
      "that is the free energy, −T ln Z": -T * logZ,
    ])
  ]
}

private let logPartitionFunction = Exercise<any Exercises>(
  "1.2", "The price of normality", points: 3, section: Section.gaussian,
  hints: [
    "The energy is a sum over coordinates, so the integral is a product of d equal ones.",
    """
    In one dimension it is the integral of exp(−u²/(2Ts²)). Which substitution makes it that of \
    exp(−w²/2)?
    """,
    "One dimension contributes the factor s√(2πT); take its logarithm d times.",
  ],
  checks: [
    Check(
      "one to a million dimensions", whenNotFinite: "the power was formed before the logarithm",
      given: { Spring(&$0) }, answer: { try $1.answer($0) }, formula: springFormula)
  ])

// MARK: 1.3

private let heatCapacityFormula = Formula<States> { states, slip in
  let (E, T, exponents) = (states.energies, states.temperature, states.exponents(slip))
  let highest = exponents.max()!
  let p = normalized(exponents.map { exp($0 - highest) })
  let (average, lowest) = (dot(p, E), E.min()!)
  func square(around center: Double) -> Double {
    dot(p, E.map { ($0 - center) * ($0 - center) })
  }
  let variance = square(around: average)
  let weights = exponents.map { exp($0) }
  let spread = slip(Section.distribution, variance).or([
    "the averages were taken with weights that do not sum to one":
      dot(weights, E.map { $0 * $0 }) - dot(weights, E) * dot(weights, E),
    "the square of the mean was not subtracted from the mean square": square(around: 0),
    "the mean square was taken around the lowest energy, not around the mean":
      square(around: lowest),
    "the root of the variance, the standard deviation, was divided by T²": sqrt(variance),
  ])
  let divisor = slip(Section.distribution, T * T).or([
    "the variance of the energy is divided by T: it should be by T²": T,
    "that is the variance of the energy; it is not divided by T²": 1,
    "the variance of the energy is multiplied by T²: it should be divided": 1 / (T * T),
    "that is Var(E)/T³, the derivative of the entropy": T * T * T,
  ])
  return [
    slip(Section.distribution, spread / divisor).or([
      "the derivative is with respect to 1/T, not T": -variance,
      "the sign is wrong: the mean energy grows with T": -spread / divisor,
      "that is the mean energy itself: its derivative by T is asked for": average,
      "that is the mean energy divided by T": average / T,
      "that is ⟨E⟩/T², the derivative of ln Z": average / (T * T),
      "that is the root of the heat capacity: the variance counts, not the standard deviation":
        sqrt(variance) / T,
    ])
  ]
}

private let heatCapacity = Exercise<any Exercises>(
  "1.3", "Heat capacity", points: 4, section: Section.distribution,
  hints: [
    "Write the mean energy as a quotient of two sums, and differentiate both with respect to T.",
    """
    The derivative of exp(−E/T) with respect to T is exp(−E/T)·E/T². The quotient rule leaves an \
    average of squares minus a square of averages.
    """,
    "It is the variance of the energy, divided by T².",
  ],
  checks: [
    Check(
      "a few states, or one", given: { States(&$0, around: 2) },
      answer: { try $1.heatCapacity($0) }, formula: heatCapacityFormula),
    // teacher: begin
    Check(
      "energies near a million, where ⟨E²⟩ − ⟨E⟩² loses most of its digits", tolerance: 1e-6,
      whenNotFinite: "the probabilities overflow: see exercise 1.1",
      given: { States(farFromZero: &$0) }, answer: { try $1.heatCapacity($0) },
      expected: { heatCapacityFormula($0) }),
    // teacher: end
  ])

// MARK: 1.4

private struct Fit: Codable {
  var data: [Double]
  var mean: Double
  var logVariance: Double

  /// - Parameter fewest: how many data there are at least; at most there are seven more.
  init(_ random: inout RandomStream, fewest: Int) {
    let center = random.normal()
    data = random.normals(fewest + random.integer(below: 8)).map { center + $0 }
    mean = center + 1 + random.uniform()
    logVariance = random.bernoulli(0.5) ? 0.5 + random.uniform() : -0.5 - random.uniform()
  }

  var n: Double { Double(data.count) }
  var dataMean: Double { sum(data) / n }

  /// The mean square of the data's distance from a point.
  func spread(around center: Double) -> Double {
    sum(data.map { ($0 - center) * ($0 - center) }) / n
  }

  func gradient(_ answers: any Exercises) throws -> (mean: Double, logVariance: Double) {
    try answers.likelihoodGradient(data: data, mean: mean, logVariance: logVariance)
  }
}

private let byMean = Formula<Fit> { fit, slip in
  let v = exp(fit.logVariance)
  let variance = slip(Section.likelihood, v).or([
    "by μ: the standard deviation √v stands where the variance v should": sqrt(v),
    "by μ: ρ was taken for the variance: v = exp(ρ)": fit.logVariance,
    "by μ: v² stands where v should: ρ = ln v is the logarithm of the variance": v * v,
    "by μ: the division by v is missing": 1,
    "by μ: multiplied by v: one has to divide": 1 / v,
  ])
  let factor = slip(Section.likelihood, 1).or([
    "by μ: the sum over the data was taken, not their average": fit.n,
    "by μ: twice too large: the square has a ½": 2,
    "by μ: half too large: the square's derivative has a 2": 0.5,
  ])
  let sign = slip(
    "by μ: the sign is that of an ascent, which a descent would add", Section.likelihood, -1.0,
    insteadOf: 1)
  return [
    slip(Section.likelihood, sign * factor * (fit.mean - fit.dataMean) / variance).or([
      "the components are exchanged: that by μ comes first": byLogVariance(fit)[0],
      "by μ: that is the loss itself, not its derivative":
        fit.spread(around: fit.mean) / (2 * v) + log(2 * .pi * v) / 2,
    ])
  ]
}

private let byLogVariance = Formula<Fit> { fit, slip in
  let (n, v) = (fit.n, exp(fit.logVariance))
  let (D, S) = (fit.spread(around: fit.mean), fit.spread(around: fit.dataMean))
  let spread = slip(Section.likelihood, D).or([
    "by ρ: the spread was taken around the data's mean: it should be around μ": S,
    "by ρ: the spread was taken around 0: it should be around μ": fit.spread(around: 0),
    "by ρ: the square of x̄ − μ is subtracted: it adds to the spread": 2 * S - D,
    "by ρ: the variance S was divided by n − 1: it is a plain average here": D + S / (n - 1),
    "by ρ: the sum of squares was divided by n − 1: an average is asked for": D * n / (n - 1),
  ])
  let variance = slip(Section.likelihood, v).or([
    "by ρ: the spread is not divided by v": 1,
    "by ρ: the standard deviation √v stands where the variance v should": sqrt(v),
    "by ρ: the exponent's sign: multiplied by v, where one has to divide": 1 / v,
    "by ρ: ρ was taken for the variance: v = exp(ρ)": fit.logVariance,
  ])
  let square = slip(Section.likelihood, -0.5).or([
    "by ρ: the ½ of the square is missing": -1, "by ρ: the two terms have the same sign": 0.5,
  ])
  let logZ = slip(Section.likelihood, 0.5).or([
    "by ρ: the ½ of ½ ln v is missing": 1,
    "by ρ: ln Z was forgotten, which has a part in the gradient": 0,
    "by ρ: ½ is there once, and not for each of the data": 0.5 / n,
  ])
  let factor = slip(Section.likelihood, 1).or([
    "by ρ: the ½ is missing": 2, "that is the derivative by v, not by ρ = ln v": 1 / v,
    "that is the derivative by the standard deviation √v, not by ρ = ln v": 2 / sqrt(v),
    "by ρ: the sum over the data was taken, not their average": n,
  ])
  let sign = slip(
    "by ρ: the sign is that of an ascent, which a descent would add", Section.likelihood, -1.0,
    insteadOf: 1)
  return [sign * factor * (logZ + square * spread / variance)]
}

private let gradient = Exercise<any Exercises>(
  "1.4", "Downhill on the likelihood", points: 5, section: Section.likelihood,
  hints: [
    "Write −ln p with ρ in it: (x − μ)²e^(−ρ)/2 + ρ/2 + constant. What is left is to differentiate.",
    "With respect to μ only the square counts; with respect to ρ both terms do. Then take averages.",
    """
    The second component is ½(1 − D/v), where D is the mean of (xᵢ − μ)², around μ and not around \
    the mean of the data.
    """,
  ],
  checks: [
    Check(
      "the derivative by μ, for one or more observations",
      whenNotFinite: "divided by n − 1, which is 0 for a single observation",
      given: { Fit(&$0, fewest: 1) },
      answer: { [try $1.gradient($0).mean] }, formula: byMean),
    Check(
      "the derivative by ρ", given: { Fit(&$0, fewest: 3) },
      answer: { [try $1.gradient($0).logVariance] }, formula: byLogVariance),
  ])
