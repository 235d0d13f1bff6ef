import Elementary
import HomeworkKit
import Tensors

/// What the homework of chapter 4 asks for. Its statements stand in `Answers.swift`.
public protocol Exercises: Sendable {
  func score(
    at x: [Double], energyGradient: ([Double]) -> [Double], temperature: Double,
    center: [Double], standardDeviation: Double
  ) throws -> [Double]
  func langevinStep(
    from states: [Double], slope: (Double) -> Double, stepSize: Double, temperature: Double,
    using random: inout RandomStream
  ) throws -> [Double]
  func stationaryVariance(
    stiffness: Double, temperature: Double, stepSize: Double, weight: Double
  ) throws -> (variance: Double, edge: Double)
  func logAcceptance(
    from x: [Double], to y: [Double], energy: ([Double]) -> Double,
    energyGradient: ([Double]) -> [Double], stepSize: Double, temperature: Double
  ) throws -> Double
  func coolingChain(
    from start: [Double], energy: ([Double]) -> Double, energyGradient: ([Double]) -> [Double],
    stepSize: Double, temperatures: [Double], noise: [[Double]], uniforms: [Double]
  ) throws -> [[Double]]
}

public let homework = Homework<any Exercises>(
  chapter: 4, title: "Langevin",
  exercises: [score, langevinStep, lookingAhead, acceptance, cooling])

// MARK: 4.1

private struct Point: Codable {
  var landscape: Landscape
  var x: [Double]
  var temperature: Double
  var center: [Double]
  var standardDeviation: Double

  init(_ random: inout RandomStream) {
    let dimension = 2 + random.integer(below: 2)
    landscape = Landscape(dimension: dimension, &random)
    // Where no slope and no distance is near 0.
    x = (0..<dimension).map { _ in (random.bernoulli(0.5) ? 1 : -1) * (1.3 + random.uniform()) }
    center = x.map { $0 + (random.bernoulli(0.5) ? 1 : -1) * (0.5 + random.uniform()) }
    let isHot = random.bernoulli(0.5)
    temperature = isHot ? 2 + random.uniform() : 0.3 + 0.3 * random.uniform()
    standardDeviation = random.bernoulli(0.5) ? 1.5 + 0.8 * random.uniform() : 0.4 + 0.3 * random.uniform()
  }

  func score(_ factors: Factors) -> [Double] {
    let s = pow(standardDeviation, factors.powerOfDeviation)
    let ofEnergy = factors.energy * pow(temperature, factors.powerOfTemperature)
    let cooled = factors.coolsBoth ? 1 / temperature : 1
    return zip(landscape.gradient(x), zip(x, center)).map { slope, place in
      let distance = place.0 - (factors.isCentred ? place.1 : 0)
      return ofEnergy * slope + cooled * factors.normal * distance * s
    }
  }
}

/// The parts of the score; as they stand, they are right.
private struct Factors: Sendable {
  var (energy, normal) = (-1.0, -1.0)
  var (powerOfTemperature, powerOfDeviation) = (-1.0, -2.0)
  var isCentred = true
  var coolsBoth = false
}

private let theSlope = "section 4.1, A slope without Z"

private let energySlips: [Slip<Factors>] = [
  Slip("the sign of the energy's part is wrong: a score points downhill", theSlope) {
    $0.energy *= -1
  },
  Slip("the temperature was forgotten", theSlope) { $0.powerOfTemperature = 0 },
  Slip("the temperature multiplies the slope: it should divide it", theSlope) {
    $0.powerOfTemperature = 1
  },
]
private let normalSlips: [Slip<Factors>] = [
  Slip("the sign of the normal distribution's part is wrong: its score points to m", theSlope) {
    $0.normal *= -1
  },
  Slip("the normal distribution's part is divided by s: it should be by s²", theSlope) {
    $0.powerOfDeviation = -1
  },
  Slip("the normal distribution's part is multiplied by s²: it should be divided by it", theSlope) {
    $0.powerOfDeviation = 2
  },
  Slip("the normal distribution's part was not divided by s²", theSlope) { $0.powerOfDeviation = 0 },
  Slip("the ½ of the exponent was kept: the derivative of its square has a 2", theSlope) {
    $0.normal *= 0.5
  },
  Slip("the normal distribution lies around m, not around 0", theSlope) { $0.isCentred = false },
  Slip("the temperature divides the normal distribution's part, too", theSlope) { $0.coolsBoth = true },
  Slip("the normal distribution's part is missing", theSlope) { $0.normal = 0 },
]
private let wholeSlips: [Slip<Factors>] = [
  Slip("the sign is wrong: that is the slope of −ln p", theSlope) {
    $0.energy *= -1
    $0.normal *= -1
  },
  Slip("the energy's part is missing", theSlope) { $0.energy = 0 },
]

private let singleSlips: [Slip<Factors>] = energySlips + normalSlips + wholeSlips
private let doubleSlips: [Slip<Factors>] =
  pairs(energySlips, Array(normalSlips[1...]))
  + pairs(Array(energySlips[1...]), [normalSlips[0], wholeSlips[0]])
  + pairs(Array(normalSlips[1...6]), [wholeSlips[0]])

private let scoreMistakes: [Mistake<Point>] = (singleSlips + doubleSlips).map { slip in
  Mistake(slip, in: Factors()) { $0.score($1) }
}

private let score = Exercise<any Exercises>(
  "4.1", "A distribution with two factors", points: 2, section: theSlope,
  hints: [
    "The logarithm of a product is a sum, and constants do not survive the derivative.",
    "One part is the score of a Boltzmann distribution at T, the other that of a normal distribution.",
    "−∇E(x)ᵢ/T − (xᵢ − mᵢ)/s², for each coordinate i.",
  ],
  checks: [
    Check(
      "two or three dimensions", given: { Point(&$0) },
      answer: { answers, point in
        try answers.score(
          at: point.x, energyGradient: point.landscape.gradient, temperature: point.temperature,
          center: point.center, standardDeviation: point.standardDeviation)
      },
      expected: { $0.score(Factors()) },
      mistakes: scoreMistakes)
  ])
