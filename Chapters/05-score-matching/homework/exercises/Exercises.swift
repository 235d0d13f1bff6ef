import Elementary
import HomeworkKit
import Tensors

/// What the homework of chapter 5 asks for. Its statements stand in `Answers.swift`.
public protocol Exercises: Sendable {
  func fisherDivergence(
    samplesOfP: [[Double]], samplesOfQ: [[Double]], scoreOfP: ([Double]) -> [Double],
    scoreOfQ: ([Double]) -> [Double]
  ) throws -> Double
  func mixtureScore(at x: Double, weights: [Double], means: [Double], standardDeviations: [Double])
    throws
    -> Double
  func scoreMatchingLoss(
    points: [[Double]], energyGradient: ([Double]) -> [Double],
    energyHessian: ([Double]) -> [[Double]]
  ) throws -> Double
  func fitWaitingTimes(_ data: [Double]) throws -> (shape: Double, rate: Double)
  func fitEnergy(
    points: [[Double]], gradients: [([Double]) -> [Double]], laplacians: [([Double]) -> Double]
  ) throws -> [Double]
}

public let homework = Homework<any Exercises>(
  chapter: 5, title: "Score matching",
  exercises: [divergence, mixtureScore, energyLoss, waitingTimes, linearEnergy])

/// The sections that diagnoses point to.
enum Section {
  static let field = "section 5.1, A field of arrows"
  static let fisher = "section 5.2, How far apart are two fields?"
  static let attempt = "section 5.3, The attempt that fails"
  static let parts = "section 5.4, Integration by parts"
  static let fits = "section 5.5, Three fits without a network"
  static let shortcut = "section 5.9, The shortcut that is not one"
}

/// The mean of each component.
func mean(_ vectors: [[Double]]) -> [Double] {
  vectors[0].indices.map { j in mean(vectors.map { $0[j] }) }
}

// MARK: 5.1

/// A normal distribution with independent coordinates.
private struct Gaussian: Codable {
  var mean, variance: [Double]

  init(dimension: Int, near center: Double, _ random: inout RandomStream) {
    mean = random.normals(dimension).map { center + $0 / 2 }
    variance = (0..<dimension).map { _ in random.uniform(0.4...2.5) }
  }

  func draws(_ count: Int, _ random: inout RandomStream) -> [[Double]] {
    (0..<count).map { _ in zip(mean, variance).map { $0 + sqrt($1) * random.normal() } }
  }

  func score(_ x: [Double]) -> [Double] { x.indices.map { (mean[$0] - x[$0]) / variance[$0] } }
}

/// Two normal distributions, and points drawn from each.
private struct Fields: Codable {
  var samplesOfP, samplesOfQ: [[Double]]
  var p, q: Gaussian

  init(_ random: inout RandomStream) {
    let dimension = 2 + random.integer(below: 2)
    p = Gaussian(dimension: dimension, near: 0, &random)
    q = Gaussian(dimension: dimension, near: 1, &random)
    samplesOfP = p.draws(2 + random.integer(below: 2), &random)
    samplesOfQ = q.draws(4 + random.integer(below: 2), &random)
  }
}

private let divergenceFormula = Formula<Fields> { fields, slip in
  func average(_ points: [[Double]]) -> Double {
    let others = slip(
      "the scores were taken at different points: both belong to the same point of p",
      Section.fisher, points.reversed(), insteadOf: points)
    let arrows = zip(points.map(fields.p.score), others.map(fields.q.score))
    let squares = arrows.map { s, t in
      let way = difference(s, t)
      let gap = sqrt(dot(s, s)) - sqrt(dot(t, t))
      return slip(Section.fisher, dot(way, way)).or([
        "the distance was not squared": sqrt(dot(way, way)),
        "the arrows were added: what counts is their difference":
          dot(s, s) + 2 * dot(s, t) + dot(t, t),
        "that is a difference of squares: what counts is the square of the difference":
          dot(s, s) - dot(t, t),
        "only the lengths of the arrows were compared: the difference is one of vectors": gap
          * gap,
        "absolute values were summed over the coordinates: squares should be":
          sum(way.map { abs($0) }),
      ])
    }
    let way = mean(arrows.map { difference($0, $1) })
    return slip(Section.fisher, mean(squares)).or([
      "that is the sum over the points, not their mean": sum(squares),
      "it was divided by the dimension: the square of a distance is a sum over coordinates":
        mean(squares) / Double(way.count),
      "the arrows were averaged before they were compared: squares are taken point by point":
        dot(way, way),
    ])
  }
  let (p, q) = (fields.samplesOfP, fields.samplesOfQ)
  let square = slip(Section.fisher, average(p)).or([
    "the average is over q: in F(p‖q) it is over p": average(q),
    "the average is over the points of both distributions: it should be over p alone":
      average(p + q),
    "both directions were added: F is not symmetric, and is not meant to be":
      average(p) + average(q),
  ])
  let half = slip("the ½ is missing", Section.fisher, 1, insteadOf: 0.5) * square
  return [
    slip(
      "the square root was taken: the divergence is a mean square", Section.fisher,
      sqrt(abs(half)), insteadOf: half)
  ]
}

private let divergence = Exercise<any Exercises>(
  "5.1", "How far are the arrows apart?", points: 2, section: Section.fisher,
  hints: [
    "The letter before the bars in F(p‖q) says over which density the average is taken.",
    """
    At each of these points both scores are vectors. Their difference has a square, which is the sum \
    of the squares of its components.
    """,
    "Half the mean of ‖scoreOfP(x) − scoreOfQ(x)‖² over the x in samplesOfP.",
  ],
  checks: [
    Check(
      "two normal distributions", labels: ["F(p‖q)"], given: { Fields(&$0) },
      answer: { answers, fields in
        [
          try answers.fisherDivergence(
            samplesOfP: fields.samplesOfP, samplesOfQ: fields.samplesOfQ,
            scoreOfP: fields.p.score, scoreOfQ: fields.q.score)
        ]
      }, formula: divergenceFormula)
  ])

// MARK: 5.3

/// An energy ½xᵀAx + Σ bⱼ sin xⱼ and some points.
private struct Landscape: Codable {
  var energy = "½ x·Ax + Σ bⱼ sin xⱼ"
  var A, points: [[Double]]
  var b: [Double]

  init(dimension: Int, count: Int, _ random: inout RandomStream) {
    let rows = (0..<dimension).map { _ in random.normals(dimension) }
    A = rows.indices.map { i in
      rows.indices.map { j in rows[i][j] + rows[j][i] + (i == j ? 1.5 : 0.4) }
    }
    b = random.normals(dimension)
    points = (0..<count).map { _ in random.normals(dimension) }
  }

  func gradient(_ x: [Double]) -> [Double] {
    x.indices.map { dot(A[$0], x) + b[$0] * cos(x[$0]) }
  }

  func hessian(_ x: [Double]) -> [[Double]] {
    x.indices.map { i in
      x.indices.map { j in A[i][j] - (i == j ? b[i] * sin(x[i]) : 0) }
    }
  }

  func answer(_ answers: any Exercises) throws -> [Double] {
    [
      try answers.scoreMatchingLoss(
        points: points, energyGradient: gradient, energyHessian: hessian)
    ]
  }
}

private let energyLossFormula = Formula<Landscape> { landscape, slip in
  let slopes = landscape.points.map(landscape.gradient)
  let curvature = mean(
    landscape.points.map(landscape.hessian).map { matrix in
      slip(
        "all second derivatives were summed: the trace has only those on the diagonal",
        Section.shortcut, sum(matrix.flatMap { $0 }),
        insteadOf: sum(matrix.enumerated().map { $1[$0] }))
    })
  let squares = slopes.map { dot($0, $0) }
  let square = slip(Section.parts, mean(squares)).or([
    "the length of the arrow was not squared": mean(squares.map { sqrt($0) }),
    "the arrows were averaged before they were squared: squares are taken point by point":
      dot(mean(slopes), mean(slopes)),
  ])
  let half = slip("the ½ before the square is missing", Section.parts, 1, insteadOf: 0.5)
  let sign = slip(
    "the sign of the second derivatives is wrong: the score is −∇E, so its trace is −ΔE",
    Section.parts, 1.0, insteadOf: -1)
  let loss = slip(
    "the trace is missing: that makes all arrows short", Section.attempt, half * square,
    insteadOf: slip(Section.parts, half * square + sign * curvature).or([
      "the square is missing: that is the trace alone": sign * curvature,
      "the ½ belongs to the square alone, not to the trace":
        half * square + sign * curvature / 2,
      "the ½ stands before the trace: it belongs to the square": square + sign * curvature / 2,
    ]))
  return [
    slip(Section.parts, loss).or([
      "that is the sum over the points, not their mean": loss * Double(slopes.count),
      "it was divided by the dimension: J is a sum over coordinates":
        loss / Double(slopes[0].count),
      "the overall sign is wrong: J is to be made small": -loss,
    ])
  ]
}

private let energyLoss = Exercise<any Exercises>(
  "5.3", "The loss of an energy", points: 4, section: Section.parts,
  hints: [
    "Write down J for a score s, and what s is for this model.",
    """
    With s = −∇E, what becomes of the trace of the Jacobian of s, and what of the square of s? Only \
    one of the two depends on the sign.
    """,
    "The mean over the points of ½‖∇E‖² − (H₁₁ + … + H_dd), where H is the matrix.",
  ],
  checks: [
    Check(
      "two to four dimensions", labels: ["J"],
      given: {
        Landscape(
          dimension: 2 + $0.integer(below: 3), count: 2 + $0.integer(below: 3), &$0)
      },
      answer: { try $1.answer($0) }, formula: energyLossFormula),
    // teacher: begin
    Check(
      "a single point on the line", cases: 4,
      given: { Landscape(dimension: 1, count: 1, &$0) }, answer: { try $1.answer($0) },
      expected: { energyLossFormula($0) }, mistakes: [], labels: ["J"]),
    // teacher: end
  ])
