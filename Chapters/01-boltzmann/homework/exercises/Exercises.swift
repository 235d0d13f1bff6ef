import ClosedForms
import Elementary
import HomeworkKit
import Tensors

/// What the homework of chapter 1 asks for. Its statements stand in `Answers.swift`.
public protocol Exercises: Sendable {
  func probabilities(energies: [Double], temperature: Double) throws -> [Double]
  func logPartitionFunction(deviation: Double, temperature: Double, dimension: Int) throws -> Double
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

  /// exp(c(E − E₀)/T), with nothing done about the sum.
  func weights(sign c: Double, relativeTo reference: Double = 0) -> [Double] {
    energies.map { exp(c * ($0 - reference) / temperature) }
  }
}

private func normalized(_ weights: [Double]) -> [Double] { weights.map { $0 / sum(weights) } }

private let theLaw = "section 1.2, The Boltzmann distribution"

private let probabilitiesMistakes: [Mistake<States>] = [
  Mistake("the sign of the energy is wrong: high energy is low probability", theLaw) {
    normalized($0.weights(sign: 1))
  },
  Mistake("the temperature multiplies the energy: it should divide it", theLaw) {
    DiscreteBoltzmann.probabilities(energies: $0.energies, temperature: 1 / $0.temperature)
  },
  Mistake("the temperature was forgotten", theLaw) {
    DiscreteBoltzmann.probabilities(energies: $0.energies)
  },
  Mistake("the weights were not divided by their sum", theLaw) {
    $0.weights(sign: -1)
  },
  Mistake(
    "the weights were taken relative to the ground state, but not divided by their sum",
    theLaw
  ) {
    $0.weights(sign: -1, relativeTo: $0.energies.min()!)
  },
]

private let probabilities = Exercise<any Exercises>(
  "1.1", "Probabilities from energies", points: 2, section: theLaw,
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
  ])

// MARK: 1.2

private struct Spring: Codable {
  var deviation: Double
  var temperature: Double
  var dimension: Int

  /// d times a function of s and T.
  func perDimension(_ f: (Double, Double) -> Double) -> [Double] {
    [Double(dimension) * f(deviation, temperature)]
  }
}

private let theGaussian = "section 1.3, Densities, and the one everybody knows"

private let logPartitionFunctionMistakes: [Mistake<Spring>] = [
  Mistake("s² stands where s should: the variance for the deviation", theGaussian) {
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
    [log($0.deviation) + log(2 * .pi * $0.temperature) / 2]
  },
  Mistake("the square root, a factor ½, is missing at 2πT", theGaussian) {
    $0.perDimension { s, T in log(s) + log(2 * .pi * T) }
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
          deviation: exp($0.normal()), temperature: 1.5 + 3 * $0.uniform(),
          dimension: $0.bernoulli(0.5) ? 2 + $0.integer(below: 5) : 500 + $0.integer(below: 500))
      },
      answer: {
        [
          try $0.logPartitionFunction(
            deviation: $1.deviation, temperature: $1.temperature, dimension: $1.dimension)
        ]
      },
      expected: {
        [
          GaussianBoltzmann.logPartitionFunction(
            deviation: $0.deviation, temperature: $0.temperature, dimension: $0.dimension)
        ]
      },
      mistakes: logPartitionFunctionMistakes)
  ])

// MARK: 1.3

private let heatCapacityMistakes: [Mistake<States>] = [
  Mistake("the variance of the energy is divided by T: it should be by T²", theLaw) {
    [$0.variance() / $0.temperature]
  },
  Mistake("that is the variance of the energy; it is not divided by T²", theLaw) {
    [$0.variance()]
  },
  Mistake("the derivative is with respect to 1/T, not T", theLaw) { [-$0.variance()] },
  Mistake("the sign is wrong: the mean energy grows with T", theLaw) {
    [-$0.variance() / $0.squaredTemperature]
  },
  Mistake("the square of the mean was not subtracted from the mean square", theLaw) {
    [$0.moments().square / $0.squaredTemperature]
  },
  Mistake("the probabilities are those at T = 1", theLaw) {
    [$0.variance(temperature: 1) / $0.squaredTemperature]
  },
  Mistake("every state has the same weight: take the Boltzmann probabilities", theLaw) {
    [$0.variance(temperature: 1e15) / $0.squaredTemperature]
  },
  Mistake("that is the mean energy divided by T", theLaw) {
    [$0.moments().mean / $0.temperature]
  },
]

private let heatCapacity = Exercise<any Exercises>(
  "1.3", "Heat capacity", points: 4, section: theLaw,
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
      mistakes: heatCapacityMistakes)
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

  /// The gradient with a variance and a spread of one's choice.
  func gradient(variance: Double, spread: Double) -> [Double] {
    [(mean - dataMean) / variance, (1 - spread / variance) / 2] as [Double]
  }

  func scaled(_ factor: Double) -> [Double] { gradient.map { factor * $0 } }

  var gradient: [Double] { gradient(variance: variance, spread: spread(around: mean)) }
}

private let theLikelihood = "section 1.6, Learning: likelihood is divergence"

private let gradientMistakes: [Mistake<Fit>] = [
  Mistake("the sign is that of an ascent: this is what a descent would add", theLikelihood) {
    $0.scaled(-1)
  },
  Mistake("the ½ is missing in the second component", theLikelihood) {
    [$0.gradient[0], 2 * $0.gradient[1]]
  },
  Mistake("the sum over the data was taken, not their average", theLikelihood) { fit in
    fit.scaled(Double(fit.data.count))
  },
  Mistake("the second component is the derivative by v, not by ρ = ln v", theLikelihood) {
    [$0.gradient[0], $0.gradient[1] / $0.variance]
  },
  Mistake(
    "the spread was taken around the data's mean: it should be around m", theLikelihood
  ) {
    $0.gradient(variance: $0.variance, spread: $0.spread(around: $0.dataMean))
  },
  Mistake("the deviation √v stands where the variance v should", theLikelihood) {
    $0.gradient(variance: sqrt($0.variance), spread: $0.spread(around: $0.mean))
  },
  Mistake("ρ was taken for the variance: v = exp(ρ)", theLikelihood) {
    $0.gradient(variance: $0.logVariance, spread: $0.spread(around: $0.mean))
  },
  Mistake("the ½ of ½ ln v was forgotten: ln Z has a part in the gradient", theLikelihood) {
    [$0.gradient[0], $0.gradient[1] - 0.5]
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
      "small data sets", given: { Fit(&$0) },
      answer: {
        let gradient = try $0.likelihoodGradient(
          data: $1.data, mean: $1.mean, logVariance: $1.logVariance)
        return [gradient.mean, gradient.logVariance]
      },
      expected: { $0.gradient },
      mistakes: gradientMistakes)
  ])
