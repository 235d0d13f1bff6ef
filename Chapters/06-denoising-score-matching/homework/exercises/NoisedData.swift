import Elementary
import HomeworkKit
import Tensors

/// Some points, and a noisy one.
private struct Handful: Problem {
  static let labels = coordinates

  var data: [[Double]]
  var noisy: [Double]
  var noise: Double

  /// Points around a noisy one, at distances that the noise can bridge.
  init(_ random: inout RandomStream, dimension: Int? = nil) {
    let dimension = dimension ?? 2 + random.integer(below: 2)
    let spread = random.standardDeviation()
    let place = random.normals(dimension).map { 1 + $0 }
    (noise, noisy) = (spread, place)
    data = (0...random.integer(below: 6)).map { _ in
      place.map { $0 + 1.2 * spread * random.normal() }
    }
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

  func answer(_ answers: any Exercises) throws -> [Double] {
    try answers.noisedDataScore(at: noisy, data: data, noise: noise)
  }

  /// One coordinate of all.
  func line(_ j: Int) -> Handful {
    var line = self
    (line.noisy, line.data) = ([noisy[j]], data.map { [$0[j]] })
    return line
  }

  var ways: [[Double]] { data.map { difference($0, noisy) } }

  /// The mean of the ways, with weights.
  func way(_ weights: [Double]) -> [Double] {
    noisy.indices.map { j in dot(weights, ways.map { $0[j] }) }
  }

  /// Equal weights of all points, and of the nearest alone.
  var equal: [Double] { data.map { _ in 1 / Double(data.count) } }
  var nearest: [Double] {
    let squares = ways.map { dot($0, $0) }
    return squares.map { $0 == squares.min() ? 1 : 0 }
  }

  func score(_ weights: [Double]) -> [Double] { way(weights).map { $0 / (noise * noise) } }
}

private let noisedFormula: Formula<Handful> = Formula { handful, slip in
  let (σ, variance) = (handful.noise, handful.noise * handful.noise)
  let sign = slip.sign(
    "the sign of the exponent is wrong: far points got the largest weights", Section.arrows)
  let logParts = handful.ways.map { way in
    let square = slip(
      "in the exponent the distance is not squared", Section.arrows, sqrt(dot(way, way)),
      insteadOf: dot(way, way))
    let divisor = slip(Section.arrows, 2 * variance).or([
      "the ½ in the exponent is missing": variance,
      "in the exponent σ stands where σ² should": 2 * σ,
      "in the exponent the variance is missing": 2,
    ])
    return -sign * square / divisor
  }
  let weights = slip.weights(logParts, of: "points", Section.arrows)
  let heights = logParts.map { exp($0) / pow(2 * .pi * variance, Double(handful.noisy.count) / 2) }
  let way = handful.way(
    slip(
      "that is the slope of q: the score is the slope of ln q", Section.theorem,
      heights.map { $0 / Double(heights.count) }, insteadOf: weights))
  let divisor = slip(Section.arrows, variance).or([
    "it was divided by σ: it should be by σ²": σ, "it was not divided by σ²": 1,
  ])
  let direction = slip.sign("the sign is wrong: the score leads to the points", Section.arrows)
  let place = zip(handful.noisy, way).map { $0 + $1 }
  let score = slip(
    "that is the mean of where the point came from; the score is an arrow to it",
    Section.denoiser, place,
    insteadOf: slip(
      "the noisy point was not subtracted: each point pulls with the difference", Section.arrows,
      place.map { $0 / divisor }, insteadOf: way.map { direction * $0 / divisor }))
  return slip(
    "each coordinate has weights of its own: the distance is that of the points", Section.arrows,
    handful.noisy.indices.flatMap { noisedFormula(handful.line($0)) }, insteadOf: score)
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
    Check("up to six points", formula: noisedFormula) { Handful(&$0) },
    Check(
      "from afar", tolerance: 1e-7,
      whenNotFinite: "all terms of the sum underflowed to zero, so that it became 0/0",
      formula: Formula { handful, slip in
        slip(Section.arrows, noisedFormula(handful)).or([
          "all terms underflowed, and the arrow vanished: it grows far out":
            handful.noisy.map { _ in 0 },
          "far out only the nearest point was heard: another is hardly further":
            handful.score(handful.nearest),
          "far out all points got the same weight: their quotients are still what they are":
            handful.score(handful.equal),
        ])
      }
    ) { Handful.afar(&$0) },
    Check(
      "three hundred dimensions", cases: 3,
      whenNotFinite: "the constant of the Gaussian was formed in many dimensions; it cancels",
      formula: Formula { handful, _ in noisedFormula(handful) }
    ) { Handful(&$0, dimension: 300) },
  ])
