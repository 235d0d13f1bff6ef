import Elementary
import HomeworkKit
import LinearAlgebra
import Tensors
import Theory

/// Points in three dimensions, and an energy with four parameters.
private struct Space: Codable {
  var φ = "c₁(x₁ + x₁³/6), c₂x₁²x₂/2, c₃‖x‖²/2, c₄‖x‖⁴/4"
  var c: [Double]
  var points: [[Double]]

  init(_ random: inout RandomStream) {
    let count = 6 + random.integer(below: 3)
    points = (0..<count).map { _ in random.normals(3).map { $0 + 0.4 } }
    c = (0..<4).map { _ in random.uniform(0.6...1.6) }
  }

  /// Of x₁ + x₁³/6, x₁²x₂/2, ‖x‖²/2 and ‖x‖⁴/4.
  var gradients: [([Double]) -> [Double]] {
    let features: [([Double]) -> [Double]] = [
      { [1 + $0[0] * $0[0] / 2, 0, 0] }, { [$0[0] * $0[1], $0[0] * $0[0] / 2, 0] }, { $0 },
      { x in
        let square = dot(x, x)
        return x.map { square * $0 }
      },
    ]
    return zip(c, features).map { scale, feature in { feature($0).map { scale * $0 } } }
  }

  var laplacians: [([Double]) -> Double] {
    let features: [([Double]) -> Double] = [
      { $0[0] }, { $0[1] }, { _ in 3 }, { 5 * dot($0, $0) },
    ]
    return zip(c, features).map { scale, feature in { scale * feature($0) } }
  }

  var count: Double { Double(points.count) }

  /// The mean of a product of two gradients.
  func matrix(_ product: ([Double], [Double]) -> Double = dot) -> [[Double]] {
    let slopes = gradients.map { points.map($0) }
    return slopes.map { a in slopes.map { b in mean(zip(a, b).map { product($0, $1) }) } }
  }

  /// The mean Laplacians.
  var curvatures: [Double] { laplacians.map { mean(points.map($0)) } }

  /// The mean products less the products of the means.
  var centered: [[Double]] {
    let means = gradients.map { mean(points.map($0)) }
    let matrix = matrix()
    return means.indices.map { j in
      means.indices.map { k in matrix[j][k] - dot(means[j], means[k]) }
    }
  }

  func solution(_ matrix: [[Double]]) -> [Double] { solve(matrix, curvatures) }

  func scaled(_ factor: Double) -> [Double] { solution(matrix()).map { factor * $0 } }
}

private func solve(_ matrix: [[Double]], _ side: [Double]) -> [Double] {
  Cholesky(matrix)?.solve(side) ?? side.map { _ in .nan }
}

private let linearMistakes: [Mistake<Space>] = [
  Mistake("the sign is wrong: the score is −Σ θ ∇φ", Section.fits) { $0.scaled(-1) },
  Mistake("the ½ of the loss is missing", Section.fits) { $0.scaled(0.5) },
  Mistake("the sign is wrong, since the score is −Σ θ ∇φ, and the ½ is missing", Section.fits) {
    $0.scaled(-0.5)
  },
  Mistake(
    "each θ was fitted as if it were alone: the products of different gradients count as well",
    Section.fits
  ) { space in
    let matrix = space.matrix()
    return space.curvatures.enumerated().map { $1 / matrix[$0][$0] }
  },
  Mistake("the matrix is a sum over the points, the right-hand side a mean", Section.fits) {
    $0.scaled(1 / $0.count)
  },
  Mistake("the matrix is a mean over the points, the right-hand side a sum", Section.fits) {
    $0.scaled($0.count)
  },
  Mistake(
    "the means of the gradients were subtracted: the matrix has plain products", Section.fits
  ) { $0.solution($0.centered) },
  Mistake(
    "the coordinates of each gradient were added up first: the matrix has scalar products",
    Section.shortcut
  ) { space in space.solution(space.matrix { sum($0) * sum($1) }) },
  Mistake("the scalar products were divided by the dimension", Section.fits) { $0.scaled(3) },
  Mistake("only the first coordinate of the gradients was used", Section.fits) { space in
    space.solution(space.matrix { $0[0] * $1[0] })
  },
  Mistake("that is the right-hand side: the system was not solved", Section.fits) {
    $0.curvatures
  },
  Mistake("the matrix was multiplied by the right-hand side: solve the system", Section.fits) {
    space in space.matrix().map { dot($0, space.curvatures) }
  },
]

/// Draws from the double well of the chapter, as points with one coordinate.
private struct Well: Codable {
  var data: [Double]

  init(_ random: inout RandomStream) {
    data = []
    while data.count < 60 {
      let x = random.uniform(-2.5...2.5)
      let height = x * x - 1
      if random.uniform() < exp(-2 * height * height) { data.append(x) }
    }
  }

  var fit: [Double] {
    let squares = data.map { $0 * $0 }
    let fit = QuarticScoreMatching.fit(
      secondMoment: mean(squares), fourthMoment: mean(squares.map { $0 * $0 }),
      sixthMoment: mean(squares.map { $0 * $0 * $0 }))
    return [fit.a, fit.b]
  }
}

// teacher: begin
/// One parameter in many dimensions: the precision of a round cloud.
private struct Cloud: Codable {
  var points: [[Double]]
  var center: [Double]
}
// teacher: end

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
      "four parameters in three dimensions", tolerance: 1e-8,
      whenNotFinite: "the system has no unique solution: is the matrix what it should be?",
      given: { Space(&$0) },
      answer: {
        try $0.fitEnergy(
          points: $1.points, gradients: $1.gradients, laplacians: $1.laplacians)
      },
      expected: { $0.solution($0.matrix()) }, mistakes: linearMistakes),
    Check(
      "the double well", cases: 3, tolerance: 1e-8, given: { Well(&$0) },
      answer: { answers, well in
        try answers.fitEnergy(
          points: well.data.map { [$0] },
          gradients: [{ $0 }, { [$0[0] * $0[0] * $0[0]] }],
          laplacians: [{ _ in 1 }, { 3 * $0[0] * $0[0] }])
      },
      expected: { $0.fit }, mistakes: []),
    // teacher: begin
    Check(
      "one parameter in six dimensions", cases: 3, tolerance: 1e-8,
      given: { random in
        let center = random.normals(6)
        return Cloud(points: (0..<9).map { _ in random.normals(6) }, center: center)
      },
      answer: { answers, cloud in
        try answers.fitEnergy(
          points: cloud.points, gradients: [{ difference($0, cloud.center) }],
          laplacians: [{ _ in 6 }])
      },
      expected: { cloud in
        let offsets = cloud.points.map { difference($0, cloud.center) }
        return [6 / mean(offsets.map { dot($0, $0) })]
      }, mistakes: []),
    // teacher: end
  ])
