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

/// The sections that diagnoses point to.
enum Section {
  static let slope = "section 4.1, A slope without Z"
  static let downhill = "section 4.2, Downhill: the attempt that fails"
  static let noise = "section 4.3, How much noise?"
  static let gaussian = "section 4.4, On a Gaussian everything is known"
  static let edge = "section 4.5, Bias, and the edge"
  static let rule = "section 4.7, Accept or refuse"
  static let heat = "section 4.9, The noise is the temperature"
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
    x = (0..<dimension).map { _ in random.uniform(1.3...2.3) * (random.bernoulli(0.5) ? 1 : -1) }
    center = x.map { $0 + random.uniform(0.5...1.5) * (random.bernoulli(0.5) ? 1 : -1) }
    temperature = random.uniform(random.bernoulli(0.5) ? 2...3 : 0.3...0.6)
    standardDeviation = random.uniform(random.bernoulli(0.5) ? 1.5...2.3 : 0.4...0.7)
  }
}

private let scoreFormula = Formula<Point> { point, slip in
  let (T, s) = (point.temperature, point.standardDeviation)
  let β = slip(Section.slope, 1 / T).or([
    "the temperature was forgotten": 1,
    "the temperature multiplies the slope: it should divide it": T,
  ])
  let stiffness = slip(Section.slope, 1 / (s * s)).or([
    "the normal distribution's part is divided by s: it should be by s²": 1 / s,
    "the normal distribution's part is multiplied by s²: it should be divided by it": s * s,
    "the normal distribution's part was not divided by s²": 1,
    "the ½ of the exponent was kept: the derivative of its square has a 2": 1 / (2 * s * s),
    "the temperature divides the normal distribution's part, too": 1 / (s * s * T),
    "the normal distribution's part is missing": 0,
  ])
  let center = slip(
    "the normal distribution lies around m, not around 0", Section.slope,
    point.center.map { _ in 0 }, insteadOf: point.center)
  let (ofEnergy, ofNormal) = slip(Section.slope, (-1.0, -1.0)).or([
    "the sign of the energy's part is wrong: a score points downhill": (1, -1),
    "the sign of the normal distribution's part is wrong: its score points to m": (-1, 1),
    "the sign is wrong: that is the slope of −ln p": (1, 1),
    "the energy's part is missing": (0, -1),
  ])
  return zip(point.landscape.gradient(point.x), difference(point.x, center)).map {
    ofEnergy * β * $0 + ofNormal * stiffness * $1
  }
}

private let score = Exercise<any Exercises>(
  "4.1", "A distribution with two factors", points: 2, section: Section.slope,
  hints: [
    "The logarithm of a product is a sum, and constants do not survive the derivative.",
    "One part is the score of a Boltzmann distribution at T, the other that of a normal distribution.",
    "−∇E(x)ᵢ/T − (xᵢ − mᵢ)/s², for each coordinate i.",
  ],
  checks: [
    Check(
      "two or three dimensions", labels: coordinates, given: { Point(&$0) },
      answer: { answers, point in
        try answers.score(
          at: point.x, energyGradient: point.landscape.gradient, temperature: point.temperature,
          center: point.center, standardDeviation: point.standardDeviation)
      },
      formula: scoreFormula)
  ])
