import Elementary
import HomeworkKit
import LinearAlgebra
import Tensors

/// Points, and an energy with some parameters.
private struct Space: Codable {
  var φ = "c₁‖x‖²/2, c₂‖x‖⁴/4, c₃x₁²x₂/2, c₄(x₁ + x₁³/6), as many as there are c"
  var c: [Double]
  var points: [[Double]]

  /// Two points and two parameters, in round numbers; the points are never in line with the origin.
  static func byHand(_ random: inout RandomStream) -> Space {
    let halves = [1, 1, 4, 6].map { Double($0 + random.integer(below: 2)) / 2 }
    return Space(c: [1, 1], points: [Array(halves[..<2]), Array(halves[2...])])
  }

  static func drawn(
    parameters: Int, dimension: Int, count: Int, _ random: inout RandomStream
  ) -> Space {
    Space(
      c: (0..<parameters).map { _ in random.uniform(0.6...1.6) },
      points: (0..<count).map { _ in random.normals(dimension).map { $0 + 0.4 } })
  }

  private var features: [(gradient: ([Double]) -> [Double], laplacian: ([Double]) -> Double)] {
    let dimension = points[0].count
    let rest = [Double](repeating: 0, count: max(0, dimension - 2))
    return [
      ({ $0 }, { _ in Double(dimension) }),
      ({ x in x.map { dot(x, x) * $0 } }, { Double(dimension + 2) * dot($0, $0) }),
      ({ [$0[0] * $0[1], $0[0] * $0[0] / 2] + rest }, { $0[1] }),
      ({ [1 + $0[0] * $0[0] / 2, 0] + rest }, { $0[0] }),
    ]
  }

  var gradients: [([Double]) -> [Double]] {
    zip(c, features).map { c, feature in { feature.gradient($0).map { c * $0 } } }
  }

  var laplacians: [([Double]) -> Double] {
    zip(c, features).map { c, feature in { c * feature.laplacian($0) } }
  }

  func answer(_ answers: any Exercises) throws -> [Double] {
    try answers.fitEnergy(points: points, gradients: gradients, laplacians: laplacians)
      .sized(c.count, "parameter")
  }

  static let labels = (1...4).map { "θ\($0)" }
}

private let linearFormula = Formula<Space> { space, slip in
  let arrows = space.gradients.map { gradient in
    let all = space.points.map(gradient)
    return slip(
      "the means of the gradients were subtracted: the matrix has plain products", Section.fits,
      all.map { difference($0, mean(all)) }, insteadOf: all)
  }
  func product(_ a: [Double], _ b: [Double]) -> Double {
    slip(
      "the coordinates of each gradient were added up first: the matrix has scalar products",
      Section.shortcut, sum(a) * sum(b),
      insteadOf: slip(Section.fits, dot(a, b)).or([
        "the scalar products were divided by the dimension": dot(a, b) / Double(a.count),
        "only the first coordinate of the gradients was used": a[0] * b[0],
      ]))
  }
  let count = Double(space.points.count)
  let ofMatrix =
    slip(Section.fits, 1.0).or([
      "the ½ of the loss is missing": 2,
      "the matrix has half its size: the slope of a square has a 2, which cancels the ½": 0.5,
    ])
    * slip(
      "the matrix is a sum over the points, the right-hand side a mean", Section.fits, count,
      insteadOf: 1)
  let ofSide =
    slip("the sign is wrong: the score is −Σ θ ∇φ", Section.fits, -1.0, insteadOf: 1)
    * slip(
      "the matrix is a mean over the points, the right-hand side a sum", Section.fits, count,
      insteadOf: 1)
  let A = arrows.map { a in arrows.map { b in ofMatrix * mean(zip(a, b).map(product)) } }
  let b = space.laplacians.map { ofSide * mean(space.points.map($0)) }
  return slip(Section.fits, Cholesky(A)?.solve(b) ?? b.map { _ in .nan }).or([
    "each θ was fitted as if it were alone: the products of different gradients count as well":
      b.indices.map { b[$0] / A[$0][$0] },
    "that is the right-hand side: the system was not solved": b,
    "the matrix was multiplied by the right-hand side: solve the system":
      A.map { dot($0, b) },
  ])
}

private let noSolution =
  "the system has no unique solution: is the matrix what it should be?"

let linearEnergy = Exercise<any Exercises>(
  "5.5", "One fit for many energies", points: 8, section: Section.fits,
  hints: [
    "The score is linear in θ, so J is a parabola in θ, like that of the double well in the chapter.",
    """
    With s = −Σ θₖ ∇φₖ: tr ∇s = −Σ θₖ Δφₖ and ‖s‖² = Σ θᵢ θₖ ∇φᵢ·∇φₖ. Differentiate J with respect \
    to θᵢ and set the derivative to zero.
    """,
    """
    Σₖ Aᵢₖ θₖ = bᵢ, where Aᵢₖ is the mean over the points of ∇φᵢ·∇φₖ, and bᵢ the mean of Δφᵢ. The \
    answer is Cholesky(A)!.solve(b).
    """,
  ],
  checks: [
    Check(
      "two points in the plane, two parameters", cases: 4, tolerance: 1e-8,
      whenNotFinite: noSolution, labels: Space.labels, given: { Space.byHand(&$0) },
      answer: { try $1.answer($0) }, formula: linearFormula),
    Check(
      "four parameters in three dimensions", tolerance: 1e-8, whenNotFinite: noSolution,
      labels: Space.labels,
      given: {
        Space.drawn(parameters: 4, dimension: 3, count: 6 + $0.integer(below: 3), &$0)
      }, answer: { try $1.answer($0) }, formula: linearFormula),
    Check(
      "the double well", cases: 3, tolerance: 1e-8,
      given: { Space.drawn(parameters: 2, dimension: 1, count: 12, &$0) },
      answer: { try $1.answer($0) }, expected: { linearFormula($0) }, mistakes: [],
      labels: Space.labels),
    // teacher: begin
    Check(
      "one parameter in six dimensions", cases: 3, tolerance: 1e-8,
      given: { Space.drawn(parameters: 1, dimension: 6, count: 9, &$0) },
      answer: { try $1.answer($0) }, expected: { linearFormula($0) }, mistakes: [],
      labels: Space.labels),
    // teacher: end
  ])
