import Elementary
import HomeworkKit
import Statistics
import Tensors

/// Points of which the first and the last state are known.
private struct Ends: Codable {
  var betas: [Double]
  var starts: [Double]
  var ends: [Double]

  /// The states of all points, time by time.
  func states(_ answers: any Exercises, using random: inout RandomStream) throws -> [Double] {
    try answers.paths(from: starts, to: ends, betas: betas, using: &random).flatMap { $0 }
      .sized((betas.count + 1) * starts.count, "state")
  }
}

/// Many points whose ends are drawn by the forward process.
private struct Cloud: Codable, Seeded {
  var betas: [Double]
  var mean: Double
  var standardDeviation: Double
  var count = 10_000
  var seed: UInt64

  init(_ random: inout RandomStream) {
    // In any order, but far from each other.
    betas = []
    for i in random.permutation(4) {
      betas.append(0.2 + 0.12 * Double(i) + 0.04 * random.uniform())
    }
    mean = 1.5 + random.uniform()
    standardDeviation = 1.4 + 0.4 * random.uniform()
    seed = random.next()
  }

  /// ᾱ at all times, from 0.
  var signal: [Double] { (0...betas.count).map { product(betas.prefix($0)) } }

  func ends(_ point: Int) -> (start: Double, end: Double) {
    var random = RandomStream(seed: seed, stream: UInt64(point))
    let start = mean + standardDeviation * random.normal()
    let last = product(betas)
    return (start, sqrt(last) * start + sqrt(1 - last) * random.normal())
  }

  func drawn(_ answers: any Exercises, using random: inout RandomStream) throws -> [[Double]] {
    let pairs = (0..<count).map(ends)
    let states = try Ends(betas: betas, starts: pairs.map(\.start), ends: pairs.map(\.end))
      .states(answers, using: &random)
    return pairs.indices.map { i in (0...betas.count).map { states[$0 * count + i] } }
  }

  /// The noise with which each state was drawn.
  func statistics(_ calls: [[[Double]]]) -> [Statistic] {
    let T = betas.count
    let signal = signal
    let steps = (2...T).map { t in stepBack(signal[t - 1], signal[t], 1 - betas[t - 1]) }
    let noise = calls.map { paths in
      paths.map { x in
        zip(2...T, steps).map { t, step in
          (x[t - 1] - step.clean * x[0] - step.noisy * x[t]) / sqrt(step.variance)
        }
      }
    }
    let steady = noise.joined().map { z in abs(z[0] - z[1]) < 1e-9 ? 1.0 : 0 }
    let columns = (1..<T).map { "the noise in x_\($0)" }
    return Draws(noise, columns: columns, row: "point").statistics + [
      Statistic(
        "share of points with the same noise in two steps", meanOf: steady,
        is: .value(0, tolerance: 1e-3))
    ]
  }
}

private let backwards = "the path is stored backwards: time should run from 0 to T"

private let bridges = Sampler<Cloud> { cloud, slip in
  let (betas, signal, T) = (cloud.betas, cloud.signal, cloud.betas.count)
  let own = (2...T).map { t in stepBack(signal[t - 1], signal[t], 1 - betas[t - 1], slip) }
  let apart = (2...T).map { t in stepBack(signal[t - 1], signal[T], signal[T] / signal[t - 1]) }
  let lines = (2...T).map { t in (1 / Double(t), 1 - 1 / Double(t), 0) as StepBack }
  let oneNoise = (2...T).map { t in
    let noisy = sqrt((1 - signal[t - 1]) / (1 - signal[t]))
    return (sqrt(signal[t - 1]) - noisy * sqrt(signal[t]), noisy, 0) as StepBack
  }
  let plan = slip(Section.posterior, (steps: own, isFromEnd: false)).or([
    "every state was drawn from x_T: go from each to the one before it":
      (steps: own, isFromEnd: true),
    "those are straight lines from x₀ to x_T": (steps: lines, isFromEnd: false),
    """
    those are jumps from x₀ with the one noise that leads to x_T: each step has noise of its own
    """: (steps: oneNoise, isFromEnd: false),
  ])
  let (steps, isFromEnd) = slip(
    """
    each state has the right distribution, given the ends, but they do not know of each other: draw \
    x_{t−1} given the x_t that was drawn
    """, Section.memory, (steps: apart, isFromEnd: true), insteadOf: plan)
  let isForwards = slip(
    "the path was walked forwards from x₀: it does not lead to x_T", Section.posterior, true,
    insteadOf: false)
  let spreads = zip(steps, betas.dropFirst()).map { step, β in
    slip(Section.posterior, sqrt(step.variance)).or([
      "the noise has the standard deviation β̃: its variance is β̃": step.variance,
      "the noise has the standard deviation β_t: it should be √β̃_t": β,
      "the noise was not scaled": 1,
      "there is no noise: those are the means of each step": 0,
    ])
  }
  let isSteady = slip(
    "a point got the same noise in all its steps: each needs its own", Section.posterior, true,
    insteadOf: false)
  let isCommon = slip(
    "all points and all steps got the same noise: each needs its own", Section.posterior, true,
    insteadOf: false)
  let draw = slip.normal("the noise", Section.posterior)
  let order = slip(Section.jump, Array(0...T)).or([
    backwards: (0...T).reversed(),
    "the path is stored backwards after x₀: time should run from 0 to T":
      [0] + (1...T).reversed(),
  ])
  return { point, random, common in
    let (start, end) = cloud.ends(point)
    var x = [Double](repeating: start, count: T) + [end]
    var z = (1..<T).map { _ in draw(&random) }
    if isCommon {
      var one = common.stream
      z = [Double](repeating: draw(&one), count: T - 1)
    }
    if isForwards {
      for t in 1..<T { x[t] = sqrt(1 - betas[t - 1]) * x[t - 1] + sqrt(betas[t - 1]) * z[t - 1] }
    } else {
      for t in (1..<T).reversed() {
        let step = steps[t - 1]
        x[t] = step.clean * start + step.noisy * (isFromEnd ? end : x[t + 1])
        x[t] += spreads[t - 1] * z[isSteady ? 0 : t - 1]
      }
    }
    return order.map { x[$0] }
  }
}

let between = Exercise<any Exercises>(
  "8.5", "What happened in between?", points: 8, section: Section.posterior,
  hints: [
    """
    Do not draw all the states at once. If x_t and x₀ of a point are known, the chapter says what \
    x_{t−1} is.
    """,
    """
    Begin at t = T. Given x_t and x₀, the state x_{t−1} does not depend on what came after x_t; so \
    draw it from q(x_{t−1} | x_t, x₀), take it for the new x_t, and go on until x₁.
    """,
    """
    For t = T, …, 2: x_{t−1} = √ᾱ_{t−1}·β_t/(1 − ᾱ_t)·x₀ + √α_t·(1 − ᾱ_{t−1})/(1 − ᾱ_t)·x_t + √β̃_t·z \
    with a new z for each point.
    """,
  ],
  seconds: 20,
  checks: [
    Check(
      "three points and a single step, with nothing in between", cases: 4, tolerance: 1e-5,
      labels: ["x₀", "x₁"].flatMap { x in (1...3).map { "\(x) of point \($0)" } },
      given: {
        Ends(betas: $0.betas(1), starts: $0.normals(3), ends: $0.normals(3))
      },
      answer: { answers, points in
        var random = RandomStream(seed: 1)
        return try points.states(answers, using: &random)
      },
      formula: Formula { points, slip in
        let right = points.starts + points.ends
        return slip(Section.jump, right).or([
          backwards: points.ends + points.starts,
          "each array has the path of a point: it should have the states of a time":
            zip(points.starts, points.ends).flatMap { [$0, $1] },
        ])
      }),
    Check(
      draws: "10,000 paths of four steps, twice", row: "point", rows: { $0.count },
      width: { $0.betas.count + 1 }, section: Section.posterior, given: { Cloud(&$0) },
      answer: { try $1.drawn($0, using: &$2) }, statistics: { $0.statistics($1) },
      sampler: bridges),
  ])
