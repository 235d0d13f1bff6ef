import Elementary
import HomeworkKit
import Tensors
import Theory

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

  init(_ random: inout RandomStream, shift: Double = 0) {
    let count = 2 + random.integer(below: 5)
    energies = (0..<count).map { _ in shift + 3 * random.normal() }
    temperature = 0.5 + 2 * random.uniform()
    // At T = 1, and near it, forgetting the temperature would not show.
    if abs(temperature - 1) < 0.2 { temperature += 0.5 }
  }

  /// Energies near ±10⁶, but not beyond.
  init(farFromZero random: inout RandomStream) {
    self.init(&random, shift: random.bernoulli(0.5) ? 999_900 : -999_900)
  }
}

private let probabilitiesFormula = Formula<States> { states, slip in
  let (E, T) = (states.energies, states.temperature)
  let sign = slip(
    "the sign of the energy is wrong: high energy is low probability", Section.distribution, 1.0,
    insteadOf: -1)
  let scale = slip(Section.distribution, T).or([
    "the temperature multiplies the energy: it should divide it": 1 / T,
    "the temperature was forgotten": 1,
  ])
  let weights = E.map { exp(sign * $0 / scale) }
  let Z = slip(Section.distribution, sum(weights)).or([
    "the weights were not divided by their sum": 1,
    "the weights were taken relative to the ground state, but not divided by their sum":
      exp(sign * E.min()! / scale),
    "the temperature is in the weights, but not in the sum Z": sum(E.map { exp(sign * $0) }),
    "the weights were divided by the number of states, not by their sum": Double(E.count),
  ])
  return slip(Section.distribution, weights.map { $0 / Z }).or([
    "those are the logarithms of the probabilities": weights.map { log($0 / Z) },
    "energies were divided by their sum: it is exponentials that count": E.map { $0 / sum(E) },
  ])
}

/// A check of energies for which plain exponentials are no numbers, or of few states.
private func edge(
  _ name: String, whenNotFinite: String? = nil,
  given: @escaping @Sendable (inout RandomStream) -> States
) -> Check<any Exercises> {
  Check(
    name, whenNotFinite: whenNotFinite, given: given,
    answer: { try $0.probabilities(energies: $1.energies, temperature: $1.temperature) },
    expected: {
      DiscreteBoltzmann.probabilities(energies: $0.energies, temperature: $0.temperature)
    }, mistakes: [])
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
      "a few states", labels: (1...6).map { "probability of state \($0)" }, given: { States(&$0) },
      answer: { try $0.probabilities(energies: $1.energies, temperature: $1.temperature) },
      formula: probabilitiesFormula),
    edge(
      "energies near a million",
      whenNotFinite: """
        the exponential of a very large or very small number was formed before \
        anything was subtracted
        """, given: { States(farFromZero: &$0) }),
    // teacher: begin
    edge(
      "energies far from each other",
      whenNotFinite: "what was subtracted is not the smallest energy, so that others overflow"
    ) { random in
      var states = States(&random)
      states.energies += [1e6 * random.uniform(), -1e6 * random.uniform()]
      return states
    },
    edge("a single state") { random in
      var states = States(&random)
      states.energies = [states.energies[0]]
      return states
    },
    // teacher: end
  ])

// MARK: 1.2

private struct Spring: Codable {
  var standardDeviation: Double
  var temperature: Double
  var dimension: Int

  init(dimension: Int, _ random: inout RandomStream) {
    standardDeviation = exp(random.normal())
    temperature = 1.5 + 3 * random.uniform()
    self.dimension = dimension
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
      "one to a thousand dimensions", whenNotFinite: "the power was formed before the logarithm",
      given: { random -> Spring in
        var spring = Spring(dimension: 0, &random)
        spring.dimension =
          random.bernoulli(0.5) ? 2 + random.integer(below: 5) : 500 + random.integer(below: 500)
        return spring
      }, answer: { try $1.answer($0) }, formula: springFormula),
    // teacher: begin
    Check(
      "one dimension, and a million of them", cases: 2,
      given: { Spring(dimension: $0.bernoulli(0.5) ? 1 : 1_000_000, &$0) },
      answer: { try $1.answer($0) }, expected: { springFormula($0) }, mistakes: []),
    // teacher: end
  ])

// MARK: 1.3

private let heatCapacityFormula = Formula<States> { states, slip in
  let (E, T) = (states.energies, states.temperature)
  let sign = slip(
    "high energies have the large probabilities: the sign in the exponent is wrong",
    Section.distribution, 1.0, insteadOf: -1)
  let scale = slip(Section.distribution, T).or([
    "the probabilities are those at T = 1": 1,
    "every state has the same weight: take the Boltzmann probabilities": .infinity,
  ])
  let weights = E.map { exp(sign * $0 / scale) }
  let p = slip(
    "the averages were taken with weights that do not sum to one", Section.distribution, weights,
    insteadOf: normalized(weights))
  let (average, lowest) = (dot(p, E), E.min()!)
  let variance = dot(p, E.map { $0 * $0 }) - average * average
  let spread = slip(Section.distribution, variance).or([
    "the square of the mean was not subtracted from the mean square":
      variance + average * average,
    "the mean square was taken around the lowest energy, not around the mean":
      dot(p, E.map { ($0 - lowest) * ($0 - lowest) }),
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
      "a few states", given: { States(&$0, shift: 2) },
      answer: { [try $0.heatCapacity(energies: $1.energies, temperature: $1.temperature)] },
      formula: heatCapacityFormula),
    // teacher: begin
    Check(
      "energies near a million, where ⟨E²⟩ − ⟨E⟩² loses most of its digits", tolerance: 1e-6,
      whenNotFinite: "the probabilities overflow: see exercise 1.1",
      given: { States(farFromZero: &$0) },
      answer: { [try $0.heatCapacity(energies: $1.energies, temperature: $1.temperature)] },
      expected: {
        [DiscreteBoltzmann.heatCapacity(energies: $0.energies, temperature: $0.temperature)]
      }, mistakes: []),
    // teacher: end
  ])

// MARK: 1.4

private struct Fit: Codable {
  var data: [Double]
  var mean: Double
  var logVariance: Double

  init(_ random: inout RandomStream) {
    let center = random.normal()
    data = (0..<(3 + random.integer(below: 8))).map { [random = random.split("data")] i in
      var own = random.split(UInt64(i))
      return center + own.normal()
    }
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
    "by m: the standard deviation √v stands where the variance v should": sqrt(v),
    "by m: ρ was taken for the variance: v = exp(ρ)": fit.logVariance,
    "by m: v² stands where v should: ρ = ln v is the logarithm of the variance": v * v,
    "by m: the division by v is missing": 1,
    "by m: multiplied by v: one has to divide": 1 / v,
  ])
  let factor = slip(Section.likelihood, 1).or([
    "by m: the sum over the data was taken, not their average": fit.n,
    "by m: twice too large: the square has a ½": 2,
    "by m: half too large: the square's derivative has a 2": 0.5,
  ])
  let sign = slip(
    "by m: the sign is that of an ascent, which a descent would add", Section.likelihood, -1.0,
    insteadOf: 1)
  return [
    slip(Section.likelihood, sign * factor * (fit.mean - fit.dataMean) / variance).or([
      "the components are exchanged: that by m comes first": byLogVariance(fit)[0],
      "by m: that is the loss itself, not its derivative":
        fit.spread(around: fit.mean) / (2 * v) + log(2 * .pi * v) / 2,
    ])
  ]
}

private let byLogVariance = Formula<Fit> { fit, slip in
  let (n, v) = (fit.n, exp(fit.logVariance))
  let (D, S) = (fit.spread(around: fit.mean), fit.spread(around: fit.dataMean))
  let spread = slip(Section.likelihood, D).or([
    "by ρ: the spread was taken around the data's mean: it should be around m": S,
    "by ρ: the spread was taken around 0: it should be around m": fit.spread(around: 0),
    "by ρ: the square of x̄ − m is subtracted: it adds to the spread": 2 * S - D,
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
    "Write −ln p with ρ in it: (x − m)²e^(−ρ)/2 + ρ/2 + constant. What is left is to differentiate.",
    "With respect to m only the square counts; with respect to ρ both terms do. Then take averages.",
    """
    The second component is ½(1 − D/v), where D is the mean of (xᵢ − m)², around m and not around \
    the mean of the data.
    """,
  ],
  checks: [
    Check(
      "the derivative by m", given: { Fit(&$0) }, answer: { [try $1.gradient($0).mean] },
      formula: byMean),
    Check(
      "the derivative by ρ", given: { Fit(&$0) }, answer: { [try $1.gradient($0).logVariance] },
      formula: byLogVariance),
    // teacher: begin
    Check(
      "a single observation", whenNotFinite: "divided by n − 1",
      given: { random -> Fit in
        var fit = Fit(&random)
        fit.data = [fit.data[0]]
        return fit
      },
      answer: { [try $1.gradient($0).mean, try $1.gradient($0).logVariance] },
      expected: { byMean($0) + byLogVariance($0) }, mistakes: [],
      labels: ["the derivative by m", "the derivative by ρ"]),
    // teacher: end
  ])
