import Elementary
import HomeworkKit
import Tensors

/// Some points, and a noisy one.
private struct Handful: Codable {
  var noisy: [Double]
  var data: [[Double]]
  var noise: Double

  /// Points around a noisy one, at distances that the noise can bridge.
  init(_ random: inout RandomStream) {
    let dimension = 2 + random.integer(below: 2)
    let standardDeviation = random.standardDeviation()
    noise = standardDeviation
    let place = random.normals(dimension).map { 1 + $0 }
    data = (0..<(3 + random.integer(below: 4))).map { _ in
      place.map { $0 + 1.2 * standardDeviation * random.normal() }
    }
    noisy = place
  }

  /// Two points that are nearly equally far, a hundred standard deviations away, and a third.
  static func afar(_ random: inout RandomStream) -> Handful {
    var handful = Handful(&random)
    let distance = handful.noise * random.uniform(60...100)
    let gain = handful.noise * handful.noise * random.uniform(0.5...2)
    let lengths = [distance, sqrt(distance * distance + gain), 1.3 * distance]
    handful.data = lengths.map { length in
      let arrow = random.normals(handful.noisy.count)
      let stretch = length / sqrt(dot(arrow, arrow))
      return zip(handful.noisy, arrow).map { $0 + stretch * $1 }
    }
    return handful
  }

  // teacher: begin
  /// As many points as one likes in many dimensions.
  init(dimension: Int, count: Int, _ random: inout RandomStream) {
    noise = random.standardDeviation()
    noisy = random.normals(dimension)
    data = (0..<count).map { _ in random.normals(dimension) }
  }
  // teacher: end

  init(noisy: [Double], data: [[Double]], noise: Double) {
    (self.noisy, self.data, self.noise) = (noisy, data, noise)
  }

  var variance: Double { noise * noise }
  /// The square of the distance of each point.
  var squares: [Double] {
    data.map { point in
      let way = difference(point, noisy)
      return dot(way, way)
    }
  }

  /// Averages the ways to the points by the logarithms of their weights.
  func way(_ logWeights: [Double]) -> [Double] {
    let top = logWeights.max()!
    let weights = logWeights.map { exp($0 - top) }
    let total = sum(weights)
    return noisy.indices.map { j in
      sum(zip(weights, data).map { $0 * ($1[j] - noisy[j]) }) / total
    }
  }

  var logWeights: [Double] { squares.map { -$0 / (2 * variance) } }

  var score: [Double] { way(logWeights).map { $0 / variance } }

  /// The sum of the Gaussians without their constant.
  var height: Double { sum(logWeights.map { exp($0) }) }
  var density: Double {
    height / Double(data.count) / pow(2 * .pi * variance, Double(noisy.count) / 2)
  }

  var nearest: [Double] {
    let i = squares.indices.min { squares[$0] < squares[$1] }!
    return difference(data[i], noisy).map { $0 / variance }
  }

  /// The score if each coordinate has weights of its own.
  var separate: [Double] {
    noisy.indices.map { j in
      let line = Handful(noisy: [noisy[j]], data: data.map { [$0[j]] }, noise: noise)
      return line.score[0]
    }
  }

  func scaled(_ factor: Double) -> [Double] { score.map { factor * $0 } }
}

private let noisedMistakes: [Mistake<Handful>] = [
  Mistake("the sign is wrong: the score leads to the points", Section.arrows) { $0.scaled(-1) },
  Mistake("it was divided by σ: it should be by σ²", Section.arrows) { $0.scaled($0.noise) },
  Mistake("it was not divided by σ²", Section.arrows) { $0.scaled($0.variance) },
  Mistake(
    "that is the mean of where the point came from; the score is an arrow to it", Section.denoiser
  ) { handful in zip(handful.noisy, handful.way(handful.logWeights)).map { $0 + $1 } },
  Mistake(
    "the noisy point was not subtracted: each point pulls with the difference", Section.arrows
  ) { handful in
    zip(handful.noisy, handful.way(handful.logWeights)).map { ($0 + $1) / handful.variance }
  },
  Mistake("all points have the same weight: near ones are more likely the origin", Section.arrows) {
    handful in handful.way(handful.squares.map { _ in 0 }).map { $0 / handful.variance }
  },
  Mistake("only the nearest point was heard: all are, each by its share", Section.arrows) {
    $0.nearest
  },
  Mistake("the ½ in the exponent is missing", Section.arrows) { handful in
    handful.way(handful.squares.map { -$0 / handful.variance }).map { $0 / handful.variance }
  },
  Mistake("in the exponent σ stands where σ² should", Section.arrows) { handful in
    handful.way(handful.squares.map { -$0 / (2 * handful.noise) }).map { $0 / handful.variance }
  },
  Mistake("σ stands where σ² should, in the exponent and outside", Section.arrows) { handful in
    handful.way(handful.squares.map { -$0 / (2 * handful.noise) }).map { $0 / handful.noise }
  },
  Mistake("in the exponent the variance is missing", Section.arrows) { handful in
    handful.way(handful.squares.map { -$0 / 2 }).map { $0 / handful.variance }
  },
  Mistake("in the exponent the distance is not squared", Section.arrows) { handful in
    handful.way(handful.squares.map { -sqrt($0) / (2 * handful.variance) }).map {
      $0 / handful.variance
    }
  },
  Mistake("the sign of the exponent is wrong: far points got the largest weights", Section.arrows) {
    handful in handful.way(handful.logWeights.map { -$0 }).map { $0 / handful.variance }
  },
  Mistake(
    "each coordinate has weights of its own: the distance is that of the points", Section.arrows
  ) { $0.separate },
  Mistake("that is the slope of q: the score is the slope of ln q", Section.theorem) {
    $0.scaled($0.density)
  },
  Mistake("the weights were not divided by their sum", Section.theorem) { $0.scaled($0.height) },
  Mistake("the weights were divided by n: they should be by their sum", Section.theorem) {
    $0.scaled($0.height / Double($0.data.count))
  },
]

private let afarMistakes: [Mistake<Handful>] = [
  Mistake("all terms underflowed, and the arrow vanished: it grows far out", Section.arrows) {
    $0.noisy.map { _ in 0 }
  },
  Mistake(
    "far out only the nearest point was heard: another is hardly further", Section.arrows
  ) { $0.nearest },
  Mistake(
    "far out all points got the same weight: their quotients are still what they are",
    Section.arrows
  ) { handful in
    handful.way(handful.squares.map { _ in 0 }).map { $0 / handful.variance }
  },
]

private func answered(_ answers: any Exercises, _ handful: Handful) throws -> [Double] {
  try answers.noisedDataScore(at: handful.noisy, data: handful.data, noise: handful.noise)
}

let noisedData = Exercise<any Exercises>(
  "6.4", "A handful of points", points: 5, section: Section.arrows,
  hints: [
    "The noised density is a mixture of n equal Gaussians; chapter 5 has the score of a mixture.",
    """
    Each point pulls with (xᵢ − x̃)/σ², weighted by the probability that it was the origin. That is \
    a quotient of Gaussians: their constants cancel, and so does anything that is subtracted from \
    all exponents.
    """,
    """
    With eᵢ = −‖x̃ − xᵢ‖²/(2σ²) and wᵢ = exp(eᵢ − max e): the sum of wᵢ(xᵢ − x̃), divided by σ² and \
    by the sum of wᵢ.
    """,
  ],
  checks: [
    Check(
      "three to six points", given: { Handful(&$0) }, answer: answered, expected: { $0.score },
      mistakes: noisedMistakes),
    Check(
      "from afar", tolerance: 1e-7,
      whenNotFinite: "all terms of the sum underflowed to zero, so that it became 0/0",
      given: { Handful.afar(&$0) }, answer: answered, expected: { $0.score },
      mistakes: afarMistakes),
    // teacher: begin
    Check(
      "three hundred dimensions", cases: 3,
      whenNotFinite: "the constant of the Gaussian was formed in many dimensions; it cancels",
      given: { Handful(dimension: 300, count: 5, &$0) }, answer: answered,
      expected: { $0.score }, mistakes: []),
    Check(
      "a single point", cases: 3, given: { Handful(dimension: 2, count: 1, &$0) },
      answer: answered, expected: { $0.score }, mistakes: []),
    // teacher: end
  ])
