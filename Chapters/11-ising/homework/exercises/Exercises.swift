import Elementary
import HomeworkKit
import Tensors

/// What the homework of chapter 11 asks for. Its statements stand in `Answers.swift`.
public protocol Exercises: Sendable {
  func energy(of y: [[Int]], received x: [[Int]], coupling: Double, flipProbability: Double) throws
    -> Double
  func gibbsSweep(
    of y: [[Int]], received x: [[Int]], coupling: Double, flipProbability: Double,
    uniforms: [[Double]]
  ) throws -> [[Int]]
  func meanField(received x: [[Int]], coupling: Double, flipProbability: Double, sweeps: Int) throws
    -> (means: [[Double]], bound: Double)
}

public let homework = Homework<any Exercises>(
  chapter: 11, title: "Ising", exercises: [pictureEnergy, checkerboard, independentPixels])

/// The sections that diagnoses point to.
enum Section {
  static let energy = "section 11.2, An energy for pictures"
  static let gibbs = "section 11.3, Gibbs sampling on a checkerboard"
  static let meanField = "section 11.5, Independent pixels: the mean field"
}

/// A picture, what was received, and numbers to draw with.
struct Scene: Codable {
  var y: [[Int]]
  var x: [[Int]]
  var coupling: Double
  var flipProbability: Double
  var uniforms: [[Double]]

  init(_ random: inout RandomStream, rows: Int = 4, columns: Int = 5) {
    func picture() -> [[Int]] {
      (0..<rows).map { _ in (0..<columns).map { _ in random.bernoulli(0.6) ? 1 : -1 } }
    }
    (y, x) = (picture(), picture())
    coupling = random.uniform(0.25...0.7)
    flipProbability = random.uniform(0.1...0.35)
    uniforms = (0..<rows).map { _ in (0..<columns).map { _ in random.uniform() } }
  }

  /// One row, with one pixel or several.
  init(inOneRow random: inout RandomStream) {
    self.init(&random, rows: 1, columns: 1 + 5 * random.integer(below: 2))
  }

  /// The pixels of an answer, row by row.
  func flattened<Pixel>(_ picture: [[Pixel]]) throws -> [Pixel] {
    try picture.sized(x.count, "row").flatMap { try $0.sized(x[0].count, "pixel") }
  }

  /// Row and column of each pixel, row by row.
  var pixels: [(Int, Int)] {
    x.indices.flatMap { r in x[r].indices.map { (r, $0) } }
  }

  /// The neighbours to the right and below: all pairs, each once.
  func forward(_ r: Int, _ c: Int, wrapped: Bool) -> [(Int, Int)] {
    let (rows, columns) = (x.count, x[0].count)
    let below = r + 1 < rows || wrapped ? [((r + 1) % rows, c)] : []
    return (c + 1 < columns || wrapped ? [(r, (c + 1) % columns)] : []) + below
  }

  /// What the neighbours of a pixel add up to.
  func neighbours(_ y: [[Double]], _ r: Int, _ c: Int, wrapped: Bool) -> Double {
    let (rows, columns) = (y.count, y[0].count)
    var total = 0.0
    if r > 0 || wrapped { total += y[(r + rows - 1) % rows][c] }
    if r + 1 < rows || wrapped { total += y[(r + 1) % rows][c] }
    if c > 0 || wrapped { total += y[r][(c + columns - 1) % columns] }
    if c + 1 < columns || wrapped { total += y[r][(c + 1) % columns] }
    return total
  }

  /// h, with its slips.
  func field(_ slip: Slips) -> Double {
    let logOdds = log((1 - flipProbability) / flipProbability)
    return slip(
      "the ½ of h = ½ ln((1 − q)/q) is missing", Section.energy, logOdds,
      insteadOf: slip(
        "the sign of h is wrong: h = ½ ln((1 − q)/q) speaks for what was received", Section.energy,
        -logOdds / 2, insteadOf: logOdds / 2))
  }

  static let rowLabels = (0..<6).map { "row 0, column \($0)" }
  static let labels = (0..<4).flatMap { r in (0..<5).map { "row \(r), column \($0)" } }
  static let edges =
    "the picture was closed to a torus: a pixel at the edge has fewer neighbours"
}

// MARK: 11.1

private let pictureEnergy = Exercise<any Exercises>(
  "11.1", "The energy of a picture", points: 2, section: Section.energy,
  hints: [
    "There are two sums: one over pairs of neighbours in y, one over pixels, and both with a minus.",
    "Take for each pixel its neighbour to the right and the one below, and each pair comes once.",
    "E = −J Σ y_i y_j over these pairs − ½ ln((1 − q)/q) Σ x_i y_i over the pixels.",
  ],
  checks: [
    Check(
      "a picture of 4 × 5 pixels", given: { Scene(&$0) },
      answer: { answers, scene in
        [
          try answers.energy(
            of: scene.y, received: scene.x, coupling: scene.coupling,
            flipProbability: scene.flipProbability)
        ]
      },
      formula: Formula { scene, slip in
        let wrapped = slip.isMade(Scene.edges, Section.energy)
        let kinds = slip(Section.energy, [true, false]).or([
          "the pairs of pixels one above the other are missing": [true],
          "the pairs of pixels side by side are missing": [false],
        ])
        let pairs = sum(
          scene.pixels.flatMap { r, c in
            scene.forward(r, c, wrapped: wrapped).filter { kinds.contains($0.0 == r) }.map {
              Double(scene.y[r][c] * scene.y[$0.0][$0.1])
            }
          })
        let agreement = sum(scene.pixels.map { r, c in Double(scene.x[r][c] * scene.y[r][c]) })
        let count = slip(Section.energy, 1.0).or([
          "every pair was counted twice": 2,
          "the sign of J is wrong: neighbours that agree make the energy low": -1,
        ])
        let both = slip(
          "the overall sign is wrong: agreement makes the energy low", Section.energy, 1.0,
          insteadOf: -1)
        let data = slip(
          "the received picture is missing: −h Σ x_i y_i", Section.energy, 0,
          insteadOf: scene.field(slip))
        let constants = slip(
          "the constants ln(2 cosh h), one for each pixel, are to be left out", Section.energy,
          Double(scene.pixels.count) * log(2 * cosh(data)), insteadOf: 0)
        return [both * (count * scene.coupling * pairs + data * agreement) + constants]
      },
      mistakes: [
        Mistake("the field −h Σ y_i does not look at x: it is −h Σ x_i y_i", Section.energy) {
          scene in
          let h = log((1 - scene.flipProbability) / scene.flipProbability) / 2
          return [
            -sum(
              scene.pixels.flatMap { r, c in
                scene.forward(r, c, wrapped: false).map {
                  scene.coupling * Double(scene.y[r][c] * scene.y[$0.0][$0.1])
                } + [h * Double(scene.y[r][c])]
              })
          ]
        }
      ])
  ])

// MARK: 11.2

extension Scene {
  fileprivate func sweep(_ answers: any Exercises) throws -> [Double] {
    try flattened(
      answers.gibbsSweep(
        of: y, received: x, coupling: coupling, flipProbability: flipProbability,
        uniforms: uniforms)
    ).map(Double.init)
  }
}

private let sweepFormula = Formula<Scene> { scene, slip in
  let factor = slip(
    "the 2 is missing: flipping a pixel costs twice what pulls at it", Section.energy, 1.0,
    insteadOf: 2)
  let h = slip(
    "the received pixel is missing: h x_i", Section.energy, 0, insteadOf: scene.field(slip))
  let first = slip(
    "the colours are exchanged: the even ones come first", Section.gibbs, 1, insteadOf: 0)
  let seesNew = slip(
    "all pixels were drawn from the old picture: the second colour sees the first one's new values",
    Section.gibbs, false, insteadOf: true)
  let isAbove = slip.isMade(
    "the comparison is turned round: 1 if the number is below p(y_i = 1)", Section.gibbs)
  let paper = slip("paper is −1, not 0", Section.energy, 0.0, insteadOf: -1)
  let wrapped = slip.isMade(Scene.edges, Section.energy)
  let start = slip(
    "the sweep starts at the received picture: it should at y", Section.gibbs, scene.x,
    insteadOf: scene.y)
  let old = start.map { $0.map(Double.init) }
  var y = old
  let colours = slip(
    "only the first colour was drawn", Section.gibbs, [first], insteadOf: [first, 1 - first])
  for colour in colours {
    for (r, c) in scene.pixels where (r + c) % 2 == colour {
      let around = scene.neighbours(seesNew ? y : old, r, c, wrapped: wrapped)
      let p = sigmoid(factor * (scene.coupling * around + h * Double(scene.x[r][c])))
      y[r][c] = (scene.uniforms[r][c] < p) != isAbove ? 1 : paper
    }
  }
  return Array(y.joined())
}

private let checkerboard = Exercise<any Exercises>(
  "11.2", "A sweep of the checkerboard", points: 5, section: Section.gibbs,
  hints: [
    "What pulls at a pixel: its neighbours, of which there are two to four here, and what was received.",
    """
    All pixels of one colour see only the other colour. So you may change y in place, if you finish one \
    colour before the other begins.
    """,
    """
    p = σ(2[J·(sum of the neighbours inside the picture) + h·x_i]) with h = ½ ln((1 − q)/q); the new pixel is \
    `uniforms[r][c] < p ? 1 : -1`.
    """,
  ],
  checks: [
    Check(
      "a picture of 4 × 5 pixels", labels: Scene.labels, given: { Scene(&$0) },
      answer: { try $1.sweep($0) }, formula: sweepFormula,
      mistakes: [
        Mistake(
          "the pixels were drawn row by row: first all of one colour, then the other", Section.gibbs
        ) { scene in
          var y = scene.y.map { $0.map(Double.init) }
          let h = log((1 - scene.flipProbability) / scene.flipProbability) / 2
          for (r, c) in scene.pixels {
            let pull = scene.coupling * scene.neighbours(y, r, c, wrapped: false)
            let p = sigmoid(2 * (pull + h * Double(scene.x[r][c])))
            y[r][c] = scene.uniforms[r][c] < p ? 1 : -1
          }
          return Array(y.joined())
        }
      ]),
    Check(
      "pictures of one row", labels: Scene.rowLabels, given: { Scene(inOneRow: &$0) },
      answer: { try $1.sweep($0) }, formula: sweepFormula),
  ])
