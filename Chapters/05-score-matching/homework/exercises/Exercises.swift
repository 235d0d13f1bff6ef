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

/// Two normal distributions with independent coordinates, and points drawn from each.
private struct Fields: Codable {
  var samplesOfP: [[Double]]
  var samplesOfQ: [[Double]]
  var meanOfP: [Double]
  var varianceOfP: [Double]
  var meanOfQ: [Double]
  var varianceOfQ: [Double]

  init(_ random: inout RandomStream) {
    let dimension = 2 + random.integer(below: 2)
    meanOfP = random.normals(dimension).map { $0 / 2 }
    meanOfQ = random.normals(dimension).map { 1 + $0 / 2 }
    varianceOfP = (0..<dimension).map { _ in random.uniform(0.4...2.5) }
    varianceOfQ = (0..<dimension).map { _ in random.uniform(0.4...2.5) }
    samplesOfP = []
    samplesOfQ = []
    for _ in 0..<(2 + random.integer(below: 2)) {
      samplesOfP.append(Fields.draw(meanOfP, varianceOfP, &random))
    }
    for _ in 0..<(4 + random.integer(below: 2)) {
      samplesOfQ.append(Fields.draw(meanOfQ, varianceOfQ, &random))
    }
  }

  private static func draw(
    _ mean: [Double], _ variance: [Double], _ random: inout RandomStream
  ) -> [Double] {
    zip(mean, variance).map { $0 + sqrt($1) * random.normal() }
  }

  func scoreOfP(_ x: [Double]) -> [Double] {
    x.indices.map { (meanOfP[$0] - x[$0]) / varianceOfP[$0] }
  }
  func scoreOfQ(_ x: [Double]) -> [Double] {
    x.indices.map { (meanOfQ[$0] - x[$0]) / varianceOfQ[$0] }
  }

  /// The mean of a function of both arrows over points.
  func average(_ points: [[Double]], _ f: ([Double], [Double]) -> Double) -> [Double] {
    [mean(points.map { f(scoreOfP($0), scoreOfQ($0)) })]
  }

  /// Half the mean square distance over some points, times a factor.
  func divergence(_ points: [[Double]], times factor: Double = 1) -> [Double] {
    average(points) { factor * Fields.square($0, $1) / 2 }
  }

  static func square(_ a: [Double], _ b: [Double]) -> Double {
    dot(difference(a, b), difference(a, b))
  }

  static func cosine(_ a: [Double], _ b: [Double]) -> Double {
    dot(a, b) / sqrt(dot(a, a) * dot(b, b))
  }
}

private let divergenceMistakes: [Mistake<Fields>] = [
  Mistake("the average is over q: in F(p‖q) it is over p", Section.fisher) {
    $0.divergence($0.samplesOfQ)
  },
  Mistake(
    "the average is over the points of both distributions: it should be over p alone",
    Section.fisher
  ) { $0.divergence($0.samplesOfP + $0.samplesOfQ) },
  Mistake("the ½ is missing", Section.fisher) { $0.divergence($0.samplesOfP, times: 2) },
  Mistake("the average is over q, and the ½ is missing", Section.fisher) {
    $0.divergence($0.samplesOfQ, times: 2)
  },
  Mistake("that is the sum over the points, not their mean", Section.fisher) {
    $0.divergence($0.samplesOfP, times: Double($0.samplesOfP.count))
  },
  Mistake("that is the sum over the points, not their mean, and the ½ is missing", Section.fisher) {
    $0.divergence($0.samplesOfP, times: 2 * Double($0.samplesOfP.count))
  },
  Mistake(
    "it was divided by the dimension: the square of a distance is a sum over coordinates",
    Section.fisher
  ) { $0.divergence($0.samplesOfP, times: 1 / Double($0.meanOfP.count)) },
  Mistake("the distance was not squared", Section.fisher) {
    $0.average($0.samplesOfP) { sqrt(Fields.square($0, $1)) / 2 }
  },
  Mistake("the square root was taken: the divergence is a mean square", Section.fisher) {
    [sqrt($0.divergence($0.samplesOfP)[0])]
  },
  Mistake("the arrows were added: what counts is their difference", Section.fisher) {
    $0.average($0.samplesOfP) { Fields.square($0, $1.map { -$0 }) / 2 }
  },
  Mistake(
    "that is a difference of squares: what counts is the square of the difference", Section.fisher
  ) {
    $0.average($0.samplesOfP) { (dot($0, $0) - dot($1, $1)) / 2 }
  },
  Mistake(
    "only the lengths of the arrows were compared: the difference is one of vectors",
    Section.fisher
  ) {
    $0.average($0.samplesOfP) { a, b in
      let lengths = (sqrt(dot(a, a)), sqrt(dot(b, b)))
      return (lengths.0 - lengths.1) * (lengths.0 - lengths.1) / 2
    }
  },
  Mistake(
    "absolute values were summed over the coordinates: squares should be", Section.fisher
  ) {
    $0.average($0.samplesOfP) { sum(difference($0, $1).map { abs($0) }) / 2 }
  },
  Mistake(
    "the arrows were averaged before they were compared: squares are taken point by point",
    Section.fisher
  ) { fields in
    let own = mean(fields.samplesOfP.map(fields.scoreOfP))
    let other = mean(fields.samplesOfP.map(fields.scoreOfQ))
    return [Fields.square(own, other) / 2]
  },
  Mistake("both directions were added: F is not symmetric, and is not meant to be", Section.fisher)
  {
    [$0.divergence($0.samplesOfP)[0] + $0.divergence($0.samplesOfQ)[0]]
  },
  Mistake("that measures an angle: it should be a distance", Section.fisher) {
    $0.average($0.samplesOfP) { 1 - Fields.cosine($0, $1) }
  },
  Mistake(
    "the scores were taken at different points: both belong to the same point of p",
    Section.fisher
  ) { fields in
    let pairs = zip(fields.samplesOfP, fields.samplesOfQ)
    return [mean(pairs.map { Fields.square(fields.scoreOfP($0), fields.scoreOfQ($1)) / 2 })]
  },
]

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
      "two normal distributions", given: { Fields(&$0) },
      answer: { answers, fields in
        [
          try answers.fisherDivergence(
            samplesOfP: fields.samplesOfP, samplesOfQ: fields.samplesOfQ,
            scoreOfP: fields.scoreOfP, scoreOfQ: fields.scoreOfQ)
        ]
      },
      expected: { $0.divergence($0.samplesOfP) },
      mistakes: divergenceMistakes)
  ])

// MARK: 5.3

/// An energy ½xᵀAx + Σ bⱼ sin xⱼ and some points.
private struct Landscape: Codable {
  var energy = "½ x·Ax + Σ bⱼ sin xⱼ"
  var A: [[Double]]
  var b: [Double]
  var points: [[Double]]

  init(dimension: Int, count: Int, _ random: inout RandomStream) {
    let rows = (0..<dimension).map { _ in random.normals(dimension) }
    A = rows
    for i in 0..<dimension {
      for j in 0..<dimension {
        let offset: Double = i == j ? 1.5 : 0.4
        A[i][j] = rows[i][j] + rows[j][i] + offset
      }
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

  var dimension: Double { Double(b.count) }

  /// ΔE, averaged.
  var curvature: Double {
    mean(
      points.map { x in
        let second = hessian(x)
        return sum(x.indices.map { second[$0][$0] })
      })
  }
  /// The sum of all second derivatives, averaged.
  var allEntries: Double { mean(points.map { sum(hessian($0).flatMap { $0 }) }) }
  /// ‖∇E‖², averaged.
  var square: Double { mean(points.map { dot(gradient($0), gradient($0)) }) }
  /// ‖∇E‖, averaged.
  var length: Double { mean(points.map { sqrt(dot(gradient($0), gradient($0))) }) }
  /// ‖average of ∇E‖².
  var squareOfMean: Double {
    let slope = mean(points.map(gradient))
    return dot(slope, slope)
  }

  var loss: Double { square / 2 - curvature }
}

private let energyLossMistakes: [Mistake<Landscape>] = [
  Mistake(
    "the sign of the second derivatives is wrong: the score is −∇E, so its trace is −ΔE",
    Section.parts
  ) { [$0.square / 2 + $0.curvature] },
  Mistake("the ½ before the square is missing", Section.parts) { [$0.square - $0.curvature] },
  Mistake(
    "the sign of the second derivatives is wrong, and the ½ is missing", Section.parts
  ) { [$0.square + $0.curvature] },
  Mistake("the ½ belongs to the square alone, not to the trace", Section.parts) {
    [($0.square - $0.curvature) / 2]
  },
  Mistake("the ½ stands before the trace: it belongs to the square", Section.parts) {
    [$0.square - $0.curvature / 2]
  },
  Mistake(
    "all second derivatives were summed: the trace has only those on the diagonal",
    Section.shortcut
  ) { [$0.square / 2 - $0.allEntries] },
  Mistake(
    "all second derivatives were summed, not the diagonal alone, and with the wrong sign",
    Section.shortcut
  ) { [$0.square / 2 + $0.allEntries] },
  Mistake(
    "all second derivatives were summed, not the diagonal alone, and the ½ is missing",
    Section.shortcut
  ) { [$0.square - $0.allEntries] },
  Mistake("that is the sum over the points, not their mean", Section.parts) {
    [Double($0.points.count) * $0.loss]
  },
  Mistake("the trace is missing: that makes all arrows short", Section.attempt) {
    [$0.square / 2]
  },
  Mistake("the square is missing: that is the trace alone", Section.parts) { [-$0.curvature] },
  Mistake("it was divided by the dimension: J is a sum over coordinates", Section.parts) {
    [$0.loss / $0.dimension]
  },
  Mistake("the length of the arrow was not squared", Section.parts) {
    [$0.length / 2 - $0.curvature]
  },
  Mistake("the overall sign is wrong: J is to be made small", Section.parts) { [-$0.loss] },
  Mistake(
    "the arrows were averaged before they were squared: squares are taken point by point",
    Section.parts
  ) { [$0.squareOfMean / 2 - $0.curvature] },
]

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
      "two to four dimensions",
      given: {
        Landscape(
          dimension: 2 + $0.integer(below: 3), count: 2 + $0.integer(below: 3), &$0)
      },
      answer: { answers, landscape in
        [
          try answers.scoreMatchingLoss(
            points: landscape.points, energyGradient: landscape.gradient,
            energyHessian: landscape.hessian)
        ]
      },
      expected: { [$0.loss] },
      mistakes: energyLossMistakes),
    // teacher: begin
    Check(
      "a single point on the line", cases: 4,
      given: { Landscape(dimension: 1, count: 1, &$0) },
      answer: { answers, landscape in
        [
          try answers.scoreMatchingLoss(
            points: landscape.points, energyGradient: landscape.gradient,
            energyHessian: landscape.hessian)
        ]
      },
      expected: { [$0.loss] }, mistakes: []),
    // teacher: end
  ])
