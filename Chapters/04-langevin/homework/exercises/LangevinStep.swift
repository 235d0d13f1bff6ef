import Elementary
import HomeworkKit
import Statistics
import Tensors

/// Many chains in a double well.
private struct Walkers: Codable, Seeded {
  var barrier: Double
  var stepSize: Double
  var temperature: Double
  var count = 10_000
  var seed: UInt64

  init(_ random: inout RandomStream) {
    barrier = 0.8 + 0.4 * random.uniform()
    // Such that the variances of all wrong noises below are far from each other.
    temperature = 3 + 0.3 * random.uniform()
    stepSize = 0.033 + 0.004 * random.uniform()
    seed = random.next()
  }

  func state(_ row: Int) -> Double {
    var random = RandomStream(seed: seed, stream: UInt64(row))
    return 0.3 + 1.2 * random.normal()
  }

  func slope(_ x: Double) -> Double { 4 * barrier * x * (x * x - 1) }

  /// The factor of E′ in the moves, and what is left of them without −εE′, in units of √(2εT).
  func statistics(_ calls: [[[Double]]]) -> [Statistic] {
    let variance = 2 * stepSize * temperature
    let states = calls[0].indices.map(state)
    let slopes = states.map(slope)
    let center = mean(slopes)
    let distances = slopes.map { $0 - center }
    let square = sum(distances.map { $0 * $0 }) * Double(calls.count)
    let moves = calls.map { call in states.indices.map { call[$0][0] - states[$0] } }
    let factor = sum(moves.map { dot($0, distances) }) / square
    let rests = moves.flatMap { moves in
      let center = mean(moves)
      return zip(moves, distances).map { ($0 - center - factor * $1) * $1 }
    }
    // Whatever the factor is, what it does is no noise.
    let noise = moves.map { moves in
      zip(moves, distances).map { [($0 - factor * $1 + stepSize * center) / sqrt(variance)] }
    }
    let steep = noise.flatMap { noise in
      zip(states, noise).filter { abs($0.0) > 1.2 }.map { $1[0] * $1[0] }
    }
    return [
      Statistic(
        "factor of E′(x) in the move x′ − x", factor,
        standardError: sqrt(dot(rests, rests)) / square,
        is: .mean(-stepSize, standardError: sqrt(variance / square))),
      Statistic(
        "mean of z² where |x| > 1.2, and E is steep", meanOf: steep,
        is: .mean(1, standardError: sqrt(2 / Double(steep.count)))),
    ] + Draws(noise, columns: ["z"], row: "chain").statistics
  }
}

private let step = Sampler<Walkers> { chains, slip in
  let T = chains.temperature
  let ε = slip(Section.noise, chains.stepSize).or([
    "slope divided by T, and noise √(2ε)·z: that is a step of size ε/T, and not ε":
      chains.stepSize / T,
    "that is the step ε/2, in the convention with εE′/2 and √(εT)·z": chains.stepSize / 2,
  ])
  let kick = slip(Section.noise, sqrt(2 * ε * T)).or([
    "the temperature was forgotten: the noise is √(2εT)·z": sqrt(2 * ε),
    "the 2 is missing under the root: the noise is √(2εT)·z": sqrt(ε * T),
    "the noise is √ε·z: it should be √(2εT)·z": sqrt(ε),
    "the noise is 2εT·z: 2εT is its variance, √(2εT) its standard deviation": 2 * ε * T,
    "the temperature stands outside the root: the noise is √(2εT)·z": sqrt(2 * ε) * T,
    "ε stands outside the root: the noise is √(2εT)·z": ε * sqrt(2 * T),
    "the noise is ε·z: it should be √(2εT)·z": ε,
    "ε is missing in the noise: it is tied to the step, √(2εT)·z": sqrt(2 * T),
    "the temperature divides in the noise: it is √(2εT)·z": sqrt(2 * ε / T),
  ])
  let isStill = slip("there is no noise: that is descent", Section.downhill, true, insteadOf: false)
  let unit = 3.0.squareRoot()
  let interval = slip(Section.heat, nil as ClosedRange<Double>?).or([
    "the noise is uniform on (−1, 1): it should be normal": -1...1,
    "the noise is uniform on (0, 1): it should be normal": 0...1,
    "the noise is uniform on (−½, ½): it should be normal": -0.5...0.5,
    "the noise is uniform, of the right variance: it should be normal": -unit...unit,
  ])
  let drift = slip(Section.noise, -ε).or([
    "the sign of the slope is wrong: the step is −εE′": ε,
    "the step along the slope is ε/2: it should be ε": -ε / 2,
    "the slope was divided by T: T is in the noise already": -ε / T,
    "the slope was multiplied by T: T belongs into the noise only": -ε * T,
    "the slope is missing: that is a random walk": 0,
  ])
  let noiseFirst = slip(
    "the noise was added before the slope was taken: E′ belongs to x", Section.noise, true,
    insteadOf: false)
  let kept = slip(
    "that is the move, x′ − x: the new states are asked for", Section.noise, 0.0, insteadOf: 1)
  let stays = slip(
    "no chain moved: the states were returned as they came", Section.noise, true, insteadOf: false)
  return { row, random, _ in
    let x = chains.state(row)
    if stays { return [x] }
    let z = interval.map { random.uniform($0) } ?? random.normal()
    let push = isStill ? 0 : kick * z
    return [kept * x + drift * chains.slope(noiseFirst ? x + push : x) + push]
  }
}

let langevinStep = Exercise<any Exercises>(
  "4.2", "A Langevin step", points: 5, section: Section.noise,
  hints: [
    "Each chain goes downhill a little, and gets a kick of its own.",
    "The variance of the kick is tied to ε and to T; the temperature is nowhere else.",
    "x − ε·slope(x) + sqrt(2·ε·T)·random.normal(), a new normal number for each chain.",
  ],
  seconds: 20,
  checks: [
    Check(
      draws: "10,000 chains in a double well, twice", row: "chain", rows: { $0.count },
      section: Section.noise, given: { Walkers(&$0) },
      answer: { answers, chains, random in
        try answers.langevinStep(
          from: (0..<chains.count).map(chains.state), slope: chains.slope,
          stepSize: chains.stepSize, temperature: chains.temperature, using: &random
        ).map { [$0] }
      },
      statistics: { $0.statistics($1) }, sampler: step)
  ])
