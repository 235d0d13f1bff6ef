import Elementary
import HomeworkKit
import Tensors
import Theory

/// What the homework of chapter 1 asks for. Its statements stand in `Answers.swift`.
public protocol Exercises: Sendable {
  func probabilities(energies: [Double], temperature: Double) throws -> [Double]
  func logPartitionFunction(standardDeviation: Double, temperature: Double, dimension: Int) throws -> Double
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

  var probabilities: [Double] {
    DiscreteBoltzmann.probabilities(energies: energies, temperature: temperature)
  }

  /// ⟨E⟩ and ⟨E²⟩, at another temperature if one is given.
  func moments(temperature: Double? = nil) -> (mean: Double, square: Double) {
    let p = DiscreteBoltzmann.probabilities(
      energies: energies, temperature: temperature ?? self.temperature)
    return (sum(zip(p, energies).map { $0 * $1 }), sum(zip(p, energies).map { $0 * $1 * $1 }))
  }

  /// Var E, at another temperature if one is given.
  func variance(temperature: Double? = nil) -> Double {
    let (mean, square) = moments(temperature: temperature)
    return square - mean * mean
  }

  var squaredTemperature: Double { temperature * temperature }

  /// The same with the energies turned round, as if the exponent had the other sign.
  var turned: States {
    var states = self
    states.energies = energies.map { -$0 }
    return states
  }

  /// exp(c(E − E₀)/T), with nothing done about the sum.
  func weights(sign c: Double, relativeTo reference: Double = 0) -> [Double] {
    energies.map { exp(c * ($0 - reference) / temperature) }
  }
}

private let theDistribution = "section 1.2, The Boltzmann distribution"

private let probabilitiesMistakes: [Mistake<States>] = [
  Mistake("the sign of the energy is wrong: high energy is low probability", theDistribution) {
    normalized($0.weights(sign: 1))
  },
  Mistake("the temperature multiplies the energy: it should divide it", theDistribution) {
    DiscreteBoltzmann.probabilities(energies: $0.energies, temperature: 1 / $0.temperature)
  },
  Mistake("the temperature was forgotten", theDistribution) {
    DiscreteBoltzmann.probabilities(energies: $0.energies)
  },
  Mistake("the weights were not divided by their sum", theDistribution) {
    $0.weights(sign: -1)
  },
  Mistake(
    "the weights were taken relative to the ground state, but not divided by their sum",
    theDistribution
  ) {
    $0.weights(sign: -1, relativeTo: $0.energies.min()!)
  },
  Mistake("the sign of the energy is wrong, and the temperature was forgotten", theDistribution) {
    DiscreteBoltzmann.probabilities(energies: $0.energies.map { -$0 })
  },
  Mistake("the sign of the energy is wrong, and the temperature should divide it", theDistribution) {
    DiscreteBoltzmann.probabilities(
      energies: $0.energies.map { -$0 }, temperature: 1 / $0.temperature)
  },
  Mistake("the temperature is in the weights, but not in the sum Z", theDistribution) { states in
    states.weights(sign: -1).map { $0 / sum(states.energies.map { exp(-$0) }) }
  },
  Mistake("the weights were divided by the number of states, not by their sum", theDistribution) {
    states in states.weights(sign: -1).map { $0 / Double(states.energies.count) }
  },
  Mistake("those are the logarithms of the probabilities", theDistribution) { states in
    let Z = sum(states.weights(sign: -1))
    return states.energies.map { -$0 / states.temperature - log(Z) }
  },
  Mistake("energies were divided by their sum: it is exponentials that count", theDistribution) { states in
    states.energies.map { $0 / sum(states.energies) }
  },
]

private let probabilities = Exercise<any Exercises>(
  "1.1", "Probabilities from energies", points: 2, section: theDistribution,
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
      "a few states", given: { States(&$0) },
      answer: { try $0.probabilities(energies: $1.energies, temperature: $1.temperature) },
      expected: { $0.probabilities },
      mistakes: probabilitiesMistakes),
    Check(
      "energies near a million",
      whenNotFinite: """
        the exponential of a very large or very small number was formed before \
        anything was subtracted
        """,
      given: { States(&$0, shift: $0.bernoulli(0.5) ? 1e6 : -1e6) },
      answer: { try $0.probabilities(energies: $1.energies, temperature: $1.temperature) },
      expected: { $0.probabilities }, mistakes: []),
    // teacher: begin
    Check(
      "energies far from each other",
      whenNotFinite: "what was subtracted is not the smallest energy, so that others overflow",
      given: { random -> States in
        var states = States(&random)
        states.energies += [1e6 * random.uniform(), -1e6 * random.uniform()]
        return states
      },
      answer: { try $0.probabilities(energies: $1.energies, temperature: $1.temperature) },
      expected: { $0.probabilities }, mistakes: []),
    Check(
      "a single state",
      given: { random -> States in
        var states = States(&random)
        states.energies = [states.energies[0]]
        return states
      },
      answer: { try $0.probabilities(energies: $1.energies, temperature: $1.temperature) },
      expected: { $0.probabilities }, mistakes: []),
    // teacher: end
  ])

// MARK: 1.2

private struct Spring: Codable {
  var standardDeviation: Double
  var temperature: Double
  var dimension: Int

  func logZ(_ answers: any Exercises) throws -> Double {
    try answers.logPartitionFunction(
      standardDeviation: standardDeviation, temperature: temperature, dimension: dimension)
  }

  var logZ: Double {
    GaussianBoltzmann.logPartitionFunction(
      standardDeviation: standardDeviation, temperature: temperature, dimension: dimension)
  }

  /// d times a function of s and T.
  func perDimension(_ f: (Double, Double) -> Double) -> [Double] {
    [Double(dimension) * f(standardDeviation, temperature)]
  }
}

private let theGaussian = "section 1.3, Densities, and the one everybody knows"

private let logPartitionFunctionMistakes: [Mistake<Spring>] = [
  Mistake("s² stands where s should: the variance for the standard deviation", theGaussian) {
    $0.perDimension { s, T in log(s * s) + log(2 * .pi * T) / 2 }
  },
  Mistake("the temperature stands outside the root: Z grows as √T", theGaussian) {
    $0.perDimension { s, T in log(s * T) + log(2 * .pi) / 2 }
  },
  Mistake("the temperature was forgotten", theGaussian) {
    $0.perDimension { s, _ in log(s) + log(2 * .pi) / 2 }
  },
  Mistake("the 2 of 2π was lost: the exponent has a ½", theGaussian) {
    $0.perDimension { s, T in log(s) + log(.pi * T) / 2 }
  },
  Mistake("the sign is wrong: that is −ln Z, the logarithm of the density's peak", theGaussian) {
    $0.perDimension { s, T in -log(s) - log(2 * .pi * T) / 2 }
  },
  Mistake("the number of dimensions was forgotten", theGaussian) {
    [log($0.standardDeviation) + log(2 * .pi * $0.temperature) / 2]
  },
  Mistake("the square root, a factor ½, is missing at 2πT", theGaussian) {
    $0.perDimension { s, T in log(s) + log(2 * .pi * T) }
  },
  Mistake("s stands under the root, where s² should", theGaussian) {
    $0.perDimension { s, T in log(2 * .pi * s * T) / 2 }
  },
  Mistake("the standard deviation s was forgotten", theGaussian) {
    $0.perDimension { _, T in log(2 * .pi * T) / 2 }
  },
  Mistake("2π is missing", theGaussian) { $0.perDimension { s, T in log(s) + log(T) / 2 } },
  Mistake("the temperature divides: the hotter, the larger is Z", theGaussian) {
    $0.perDimension { s, T in log(s) + log(2 * .pi / T) / 2 }
  },
  Mistake("the temperature was forgotten, and s² stands where s should", theGaussian) {
    $0.perDimension { s, _ in log(s * s) + log(2 * .pi) / 2 }
  },
  Mistake("the number of dimensions stands at √(2πT) only: s comes once for each, too", theGaussian)
  { spring in
    [log(spring.standardDeviation) + spring.perDimension { _, T in log(2 * .pi * T) / 2 }[0]]
  },
  Mistake("the number of dimensions stands at s only: √(2πT) comes once for each, too", theGaussian)
  { spring in
    [spring.perDimension { s, _ in log(s) }[0] + log(2 * .pi * spring.temperature) / 2]
  },
  Mistake("that is Z in the place of its logarithm", theGaussian) { spring in
    [exp(spring.perDimension { s, T in log(s) + log(2 * .pi * T) / 2 }[0])]
  },
  Mistake("that is the entropy, ln Z + ⟨E⟩/T", theGaussian) {
    $0.perDimension { s, T in log(s) + log(2 * .pi * T) / 2 + 0.5 }
  },
  Mistake("that is the free energy, −T ln Z", theGaussian) {
    $0.perDimension { s, T in -T * (log(s) + log(2 * .pi * T) / 2) }
  },
]

private let logPartitionFunction = Exercise<any Exercises>(
  "1.2", "The price of normality", points: 3, section: theGaussian,
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
      "one to a thousand dimensions",
      whenNotFinite: "the power was formed before the logarithm",
      given: {
        Spring(
          standardDeviation: exp($0.normal()), temperature: 1.5 + 3 * $0.uniform(),
          dimension: $0.bernoulli(0.5) ? 2 + $0.integer(below: 5) : 500 + $0.integer(below: 500))
      },
      answer: { [try $1.logZ($0)] }, expected: { [$0.logZ] },
      mistakes: logPartitionFunctionMistakes),
    // teacher: begin
    Check(
      "one dimension, and a million of them",
      given: {
        Spring(
          standardDeviation: exp($0.normal()), temperature: 1.5 + 3 * $0.uniform(),
          dimension: $0.bernoulli(0.5) ? 1 : 1_000_000)
      },
      answer: { [try $1.logZ($0)] }, expected: { [$0.logZ] }, mistakes: []),
    // teacher: end
  ])

// MARK: 1.3

private let heatCapacityMistakes: [Mistake<States>] = [
  Mistake("the variance of the energy is divided by T: it should be by T²", theDistribution) {
    [$0.variance() / $0.temperature]
  },
  Mistake("that is the variance of the energy; it is not divided by T²", theDistribution) {
    [$0.variance()]
  },
  Mistake("the derivative is with respect to 1/T, not T", theDistribution) { [-$0.variance()] },
  Mistake("the sign is wrong: the mean energy grows with T", theDistribution) {
    [-$0.variance() / $0.squaredTemperature]
  },
  Mistake("the square of the mean was not subtracted from the mean square", theDistribution) {
    [$0.moments().square / $0.squaredTemperature]
  },
  Mistake("the probabilities are those at T = 1", theDistribution) {
    [$0.variance(temperature: 1) / $0.squaredTemperature]
  },
  Mistake("every state has the same weight: take the Boltzmann probabilities", theDistribution) {
    [$0.variance(temperature: 1e15) / $0.squaredTemperature]
  },
  Mistake("that is the mean energy itself: its derivative by T is asked for", theDistribution) {
    [$0.moments().mean]
  },
  Mistake("the mean square was taken around the lowest energy, not around the mean", theDistribution) {
    states in
    let lowest = states.energies.min()!
    let square = states.moments().square - 2 * lowest * states.moments().mean + lowest * lowest
    return [square / states.squaredTemperature]
  },
  Mistake("that is the root of the heat capacity: the variance counts, not the standard deviation", theDistribution) {
    [sqrt($0.variance()) / $0.temperature]
  },
  Mistake("that is the mean energy divided by T", theDistribution) {
    [$0.moments().mean / $0.temperature]
  },
  Mistake("that is ⟨E⟩/T², the derivative of ln Z", theDistribution) {
    [$0.moments().mean / $0.squaredTemperature]
  },
  Mistake("the root of the variance, the standard deviation, was divided by T²", theDistribution) {
    [sqrt($0.variance()) / $0.squaredTemperature]
  },
  Mistake("the variance of the energy is multiplied by T²: it should be divided", theDistribution) {
    [$0.variance() * $0.squaredTemperature]
  },
  Mistake("that is Var(E)/T³, the derivative of the entropy", theDistribution) {
    [$0.variance() / ($0.squaredTemperature * $0.temperature)]
  },
  Mistake("high energies have the large probabilities: the sign in the exponent is wrong", theDistribution) {
    [$0.turned.variance() / $0.squaredTemperature]
  },
  Mistake("the averages were taken with weights that do not sum to one", theDistribution) { states in
    let (w, E) = (states.weights(sign: -1), states.energies)
    let mean = sum(zip(w, E).map { $0 * $1 })
    return [(sum(zip(w, E).map { $0 * $1 * $1 }) - mean * mean) / states.squaredTemperature]
  },
]

private let heatCapacity = Exercise<any Exercises>(
  "1.3", "Heat capacity", points: 4, section: theDistribution,
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
      expected: {
        [DiscreteBoltzmann.heatCapacity(energies: $0.energies, temperature: $0.temperature)]
      },
      mistakes: heatCapacityMistakes),
    // teacher: begin
    Check(
      "energies near a million, where ⟨E²⟩ − ⟨E⟩² loses most of its digits", tolerance: 1e-6,
      whenNotFinite: "the probabilities overflow: see exercise 1.1",
      given: { States(&$0, shift: 1e6) },
      answer: { [try $0.heatCapacity(energies: $1.energies, temperature: $1.temperature)] },
      expected: {
        [DiscreteBoltzmann.heatCapacity(energies: $0.energies, temperature: $0.temperature)]
      },
      mistakes: []),
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

  var variance: Double { exp(logVariance) }
  var dataMean: Double { sum(data) / Double(data.count) }
  /// The mean square of the data's distance from a point.
  func spread(around center: Double) -> Double {
    sum(data.map { ($0 - center) * ($0 - center) }) / Double(data.count)
  }

  var varianceOfData: Double { spread(around: dataMean) }
  var byMean: Double { (mean - dataMean) / variance }
  var byLogVariance: Double { byLogVariance() }

  /// The second component with a variance and a spread of one's choice.
  func byLogVariance(variance: Double? = nil, spread: Double? = nil) -> Double {
    (1 - (spread ?? self.spread(around: mean)) / (variance ?? self.variance)) / 2
  }

  func gradient(_ answers: any Exercises) throws -> (mean: Double, logVariance: Double) {
    try answers.likelihoodGradient(data: data, mean: mean, logVariance: logVariance)
  }
}

private let theLikelihood = "section 1.6, Learning: likelihood is divergence"

private let byMeanMistakes: [Mistake<Fit>] = [
  Mistake("by m: the sign is that of an ascent, which a descent would add", theLikelihood) {
    [-$0.byMean]
  },
  Mistake("by m: the sum over the data was taken, not their average", theLikelihood) {
    [$0.byMean * Double($0.data.count)]
  },
  Mistake("by m: not their average but the sum was taken, with an ascent's sign", theLikelihood) {
    [-$0.byMean * Double($0.data.count)]
  },
  Mistake("by m: the standard deviation √v stands where the variance v should", theLikelihood) {
    [$0.byMean * sqrt($0.variance)]
  },
  Mistake("by m: ρ was taken for the variance: v = exp(ρ)", theLikelihood) {
    [$0.byMean * $0.variance / $0.logVariance]
  },
  Mistake(
    "by m: v² stands where v should: ρ = ln v is the logarithm of the variance", theLikelihood
  ) {
    [$0.byMean / $0.variance]
  },
  Mistake("by m: the division by v is missing", theLikelihood) { [$0.byMean * $0.variance] },
  Mistake("by m: multiplied by v: one has to divide", theLikelihood) {
    [$0.byMean * $0.variance * $0.variance]
  },
  Mistake("by m: twice too large: the square has a ½", theLikelihood) { [2 * $0.byMean] },
  Mistake("by m: half too large: the square's derivative has a 2", theLikelihood) {
    [$0.byMean / 2]
  },
  Mistake("the components are exchanged: that by m comes first", theLikelihood) {
    [$0.byLogVariance]
  },
  Mistake("by m: that is the loss itself, not its derivative", theLikelihood) {
    [$0.spread(around: $0.mean) / (2 * $0.variance) + log(2 * .pi * $0.variance) / 2]
  },
]

private let byLogVarianceMistakes: [Mistake<Fit>] = [
  Mistake("by ρ: the sign is that of an ascent, which a descent would add", theLikelihood) {
    [-$0.byLogVariance]
  },
  Mistake("by ρ: the ½ is missing", theLikelihood) { [2 * $0.byLogVariance] },
  Mistake("by ρ: the ½ is missing, and the sign is that of an ascent", theLikelihood) {
    [-2 * $0.byLogVariance]
  },
  Mistake("by ρ: the ½ of the square is missing", theLikelihood) {
    [0.5 - $0.spread(around: $0.mean) / $0.variance]
  },
  Mistake("by ρ: the ½ of ½ ln v is missing", theLikelihood) {
    [1 - $0.spread(around: $0.mean) / (2 * $0.variance)]
  },
  Mistake("by ρ: the sum over the data was taken, not their average", theLikelihood) {
    [$0.byLogVariance * Double($0.data.count)]
  },
  Mistake("by ρ: ½ is there once, and not for each of the data", theLikelihood) {
    let n = Double($0.data.count)
    return [0.5 / n + $0.byLogVariance - 0.5]
  },
  Mistake("that is the derivative by v, not by ρ = ln v", theLikelihood) {
    [$0.byLogVariance / $0.variance]
  },
  Mistake("that is the derivative by the standard deviation √v, not by ρ = ln v", theLikelihood) {
    [2 * $0.byLogVariance / sqrt($0.variance)]
  },
  Mistake(
    "by ρ: the spread was taken around the data's mean: it should be around m", theLikelihood
  ) {
    [$0.byLogVariance(spread: $0.varianceOfData)]
  },
  Mistake("by ρ: the spread was taken around 0: it should be around m", theLikelihood) {
    [$0.byLogVariance(spread: $0.spread(around: 0))]
  },
  Mistake("by ρ: the spread is not divided by v", theLikelihood) {
    [$0.byLogVariance(variance: 1)]
  },
  Mistake("by ρ: the standard deviation √v stands where the variance v should", theLikelihood) {
    [$0.byLogVariance(variance: sqrt($0.variance))]
  },
  Mistake("by ρ: the exponent's sign: multiplied by v, where one has to divide", theLikelihood) {
    [$0.byLogVariance(variance: 1 / $0.variance)]
  },
  Mistake("by ρ: ρ was taken for the variance: v = exp(ρ)", theLikelihood) {
    [$0.byLogVariance(variance: $0.logVariance)]
  },
  Mistake("by ρ: ln Z was forgotten, which has a part in the gradient", theLikelihood) {
    [$0.byLogVariance - 0.5]
  },
  Mistake("by ρ: the square of x̄ − m is subtracted: it adds to the spread", theLikelihood) {
    [$0.byLogVariance(spread: 2 * $0.varianceOfData - $0.spread(around: $0.mean))]
  },
  Mistake("by ρ: the variance S was divided by n − 1: it is a plain average here", theLikelihood) {
    let n = Double($0.data.count)
    return [
      $0.byLogVariance(spread: $0.spread(around: $0.mean) + $0.varianceOfData / (n - 1))
    ]
  },
  Mistake("by ρ: the two terms have the same sign", theLikelihood) { [1 - $0.byLogVariance] },
  Mistake("by ρ: the sum of squares was divided by n − 1: an average is asked for", theLikelihood) {
    let n = Double($0.data.count)
    return [$0.byLogVariance(spread: $0.spread(around: $0.mean) * n / (n - 1))]
  },
]

private let gradient = Exercise<any Exercises>(
  "1.4", "Downhill on the likelihood", points: 5, section: theLikelihood,
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
      expected: { [$0.byMean] }, mistakes: byMeanMistakes),
    Check(
      "the derivative by ρ", given: { Fit(&$0) }, answer: { [try $1.gradient($0).logVariance] },
      expected: { [$0.byLogVariance] }, mistakes: byLogVarianceMistakes),
    // teacher: begin
    Check(
      "a single observation",
      whenNotFinite: "divided by n − 1",
      given: { random -> Fit in
        var fit = Fit(&random)
        fit.data = [fit.data[0]]
        return fit
      },
      answer: { [try $1.gradient($0).mean, try $1.gradient($0).logVariance] },
      expected: { [$0.byMean, $0.byLogVariance] }, mistakes: []),
    // teacher: end
  ])
