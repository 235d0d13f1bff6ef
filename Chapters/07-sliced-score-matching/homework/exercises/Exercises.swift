import Elementary
import HomeworkKit
import ScoreMatching
import Tensors
import Theory

/// What the homework of chapter 7 asks for. Its statements stand in `Answers.swift`.
public protocol Exercises: Sendable {
  func projectedTrace(along directions: [[Double]], product: ([Double]) -> [Double]) throws
    -> Double
  func directions(count: Int, dimension: Int, using random: inout RandomStream) throws
    -> [[Double]]
  func variance(of matrix: [[Double]], kurtosis: Double, directions: Int) throws -> Double
  func slicedLosses(
    points: [[Double]], directions: [[Double]], score: ([Double]) -> [Double],
    product: (_ x: [Double], _ v: [Double]) -> [Double]
  ) throws -> (full: Double, reduced: Double)
  func forward(_ layers: [Layer], at x: [Double], along v: [Double]) throws -> (
    value: [Double], slope: [Double]
  )
}

public let homework = Homework<any Exercises>(
  chapter: 7, title: "Sliced score matching",
  exercises: [projectedTrace, whereToLook, estimateVariance, slicedLosses, forwardRoad])

let theOnes = "section 7.2, The attempt that fails"
let theForms = "section 7.5, Two forms, and a trap"

// MARK: 7.1

/// A matrix that is not symmetric, and more directions than it has rows.
private struct Shadows: Codable {
  var matrix: [[Double]]
  var directions: [[Double]]

  init(_ random: inout RandomStream) {
    let d = 2 + random.integer(below: 3)
    matrix = normalRows(d, d, using: &random)
    directions = normalRows(d + 1 + random.integer(below: 4), d, using: &random)
  }

  var dimension: Int { matrix.count }

  func product(_ v: [Double]) -> [Double] { row(v, times: matrix) }

  func mean(_ f: (_ v: [Double], _ vA: [Double]) -> Double) -> Double {
    sum(directions.map { f($0, product($0)) }) / Double(directions.count)
  }

  var right: Double { mean { dot($1, $0) } }

  var meanDirection: [Double] {
    (0..<dimension).map { i in sum(directions.map { $0[i] }) / Double(directions.count) }
  }
}

private let shadowsMistakes: [Mistake<Shadows>] = [
  Mistake("the sum over the directions was taken, not their mean", theOnes) {
    [$0.right * Double($0.directions.count)]
  },
  Mistake("the sign is wrong", theOnes) { [-$0.right] },
  Mistake("divided by the number of coordinates: it should be that of directions", theOnes) {
    [$0.right * Double($0.directions.count) / Double($0.dimension)]
  },
  Mistake("the mean was divided by the number of coordinates besides", theOnes) {
    [$0.right / Double($0.dimension)]
  },
  Mistake("that is the trace itself: ask along the given directions only", theOnes) { shadows in
    [sum((0..<shadows.dimension).map { shadows.matrix[$0][$0] })]
  },
  Mistake("v stands on one side only: the sum of vᵀA is vᵀA1", theOnes) {
    [$0.mean { _, vA in sum(vA) }]
  },
  Mistake("the directions were averaged before A came in: square first, then average", theOnes) {
    shadows in
    let total = shadows.meanDirection
    return [dot(shadows.product(total), total)]
  },
  Mistake("each term was divided by vᵀv: that is an average eigenvalue", theOnes) {
    [$0.mean { v, vA in dot(vA, v) / dot(v, v) }]
  },
  Mistake("the sum was divided by that of vᵀv: it should be by the number", theOnes) { shadows in
    [shadows.right / shadows.mean { v, _ in dot(v, v) }]
  },
  Mistake("that is the squared length of vᵀA: multiply it with v, not with itself", theOnes) {
    [$0.mean { _, vA in dot(vA, vA) }]
  },
  Mistake("that is the mean of vᵀv: A does not occur", theOnes) { [$0.mean { v, _ in dot(v, v) }] },
  Mistake("only the first direction was asked", theOnes) { shadows in
    [dot(shadows.product(shadows.directions[0]), shadows.directions[0])]
  },
  Mistake("only the last direction was asked", theOnes) { shadows in
    let last = shadows.directions[shadows.directions.count - 1]
    return [dot(shadows.product(last), last)]
  },
]

private let projectedTrace = Exercise<any Exercises>(
  "7.1", "Shadows of a matrix", points: 2, section: theOnes,
  hints: [
    "What `product` returns is half of the way: a vector. What makes a number of it?",
    "The dot product of vᵀA with the same v. One call for each direction.",
    "Add up Σⱼ product(v)[j]·v[j] over all directions, and divide by directions.count.",
  ],
  checks: [
    Check(
      "matrices that are not symmetric", given: { Shadows(&$0) },
      answer: { [try $0.projectedTrace(along: $1.directions, product: $1.product)] },
      expected: { [$0.right] },
      mistakes: shadowsMistakes)
  ])

// MARK: 7.3

private struct Spread: Codable {
  var matrix: [[Double]]
  var kurtosis: Double
  var directions: Int

  init(_ random: inout RandomStream, dimension d: Int? = nil) {
    let d = d ?? 2 + random.integer(below: 3)
    matrix = normalRows(d, d, using: &random)
    // Neither signs nor normal numbers.
    kurtosis = random.bernoulli(0.5) ? 1.3 + random.uniform() : 3.5 + 2 * random.uniform()
    directions = 2 + random.integer(below: 6)
  }

  /// The sum of f over the elements off the diagonal, each with its mirror image.
  func offDiagonal(_ f: (Double, Double) -> Double) -> Double {
    sum(
      matrix.indices.flatMap { i in
        matrix.indices.filter { $0 != i }.map { j in f(matrix[i][j], matrix[j][i]) }
      })
  }

  /// The sum of squares on one side of the diagonal.
  func triangle(upper: Bool) -> Double {
    sum(
      matrix.indices.flatMap { i in
        matrix.indices.filter { upper ? $0 > i : $0 < i }.map { matrix[i][$0] * matrix[i][$0] }
      })
  }

  var diagonal: Double { sum(matrix.indices.map { matrix[$0][$0] * matrix[$0][$0] }) }
  var trace: Double { sum(matrix.indices.map { matrix[$0][$0] }) }

  /// Off the diagonal the sum of squares of A, and of its symmetric part.
  var plain: Double { offDiagonal { a, _ in a * a } }
  var symmetric: Double { offDiagonal { a, b in (a + b) * (a + b) / 4 } }

  /// Of the mean over the directions: what the squares vᵢ² contribute, with a factor of one's
  /// choice, and what the products do.
  func mean(_ factor: Double, _ products: Double) -> [Double] {
    [(factor * diagonal + products) / Double(directions)]
  }

  func library(_ distribution: ProjectionDistribution) -> [Double] {
    [Hutchinson.variance(of: matrix, distribution: distribution, projections: directions)]
  }

  /// Signs have no error from the squares, so that theirs is the rest of any distribution's.
  var right: Double { mean(kurtosis - 1, 0)[0] + library(.rademacher)[0] }
}

private let theDistribution = "section 7.3, Which distribution?"

private let spreadMistakes: [Mistake<Spread>] = [
  Mistake("only the symmetric part of A counts, (A + Aᵀ)/2: it was not taken", theDistribution) {
    $0.mean($0.kurtosis - 1, 2 * $0.plain)
  },
  Mistake(
    """
    Aᵢⱼ and Aⱼᵢ were treated as if they made independent errors: both are multiplied by the same \
    product vᵢvⱼ
    """, theDistribution
  ) {
    $0.mean($0.kurtosis - 1, $0.plain)
  },
  Mistake("that has Aᵢⱼ times Aⱼᵢ only: the squares of both belong to it, too", theDistribution) {
    $0.mean($0.kurtosis - 1, 2 * $0.offDiagonal { $0 * $1 })
  },
  Mistake("A + Aᵀ is twice the symmetric part", theDistribution) {
    $0.mean($0.kurtosis - 1, 8 * $0.symmetric)
  },
  Mistake("A + Aᵀ is twice the symmetric part, on the diagonal as well", theDistribution) {
    [4 * $0.right]
  },
  Mistake("the variance of vᵢ² is κ − 1, not κ: its mean is 1", theDistribution) {
    $0.mean($0.kurtosis, 2 * $0.symmetric)
  },
  Mistake("the variance of vᵢ² is κ − 1, not κ; and A has to be made symmetric", theDistribution) {
    $0.mean($0.kurtosis, 2 * $0.plain)
  },
  Mistake("κ − 3 is not the variance of vᵢ²: that is κ − 1", theDistribution) {
    $0.mean($0.kurtosis - 3, 2 * $0.symmetric)
  },
  Mistake("2‖A‖² counts the diagonal already: beside it the squares have κ − 3, not κ − 1", theDistribution)
  {
    $0.mean($0.kurtosis + 1, 2 * $0.symmetric)
  },
  Mistake("the products have twice the factor: each pair i < j was counted twice", theDistribution) {
    $0.mean($0.kurtosis - 1, 4 * $0.symmetric)
  },
  Mistake(
    """
    the products have half the factor: vᵢvⱼ stands in the sum twice, and its square counts four \
    times for each pair i < j
    """, theDistribution
  ) {
    $0.mean($0.kurtosis - 1, $0.symmetric)
  },
  Mistake("only the elements above the diagonal were used: the others count as well", theDistribution) {
    $0.mean($0.kurtosis - 1, 4 * $0.triangle(upper: true))
  },
  Mistake("only the elements below the diagonal were used: the others count as well", theDistribution) {
    $0.mean($0.kurtosis - 1, 4 * $0.triangle(upper: false))
  },
  Mistake("only the diagonal counts in this: the products vᵢvⱼ vary as well", theDistribution) {
    $0.mean($0.kurtosis - 1, 0)
  },
  Mistake("the square of the trace stands where the sum of squares should", theDistribution) {
    [($0.trace * $0.trace * ($0.kurtosis - 1) + 2 * $0.symmetric) / Double($0.directions)]
  },
  Mistake("that is the mean square: the square of the mean was not subtracted", theDistribution) {
    [$0.right + $0.trace * $0.trace]
  },
  Mistake("that is the variance of one direction, not of the mean of M", theDistribution) {
    [$0.right * Double($0.directions)]
  },
  Mistake("divided by M²: the sum has M terms, so M is left", theDistribution) {
    [$0.right / Double($0.directions)]
  },
  Mistake("that is the standard deviation: the variance is asked for", theDistribution) {
    [sqrt($0.right)]
  },
  Mistake("that is right for normal numbers only: κ does not occur", theDistribution) {
    $0.library(.gaussian)
  },
  Mistake("that is right for signs only: κ does not occur", theDistribution) { $0.library(.rademacher) },
  Mistake("that is the sphere, whose coordinates are not independent", theDistribution) {
    $0.library(.sphere)
  },
  Mistake(
    "that is right for normal numbers and a symmetric A only: κ does not occur", theDistribution
  ) {
    $0.mean(2, 2 * $0.plain)
  },
  Mistake(
    "the symmetric part of A was not taken, and this is the variance of one direction", theDistribution
  ) {
    [$0.mean($0.kurtosis - 1, 2 * $0.plain)[0] * Double($0.directions)]
  },
]

private let spreadAnswer: @Sendable (any Exercises, Spread) throws -> [Double] = {
  [try $0.variance(of: $1.matrix, kurtosis: $1.kurtosis, directions: $1.directions)]
}

private var spreadChecks: [Check<any Exercises>] {
  var checks: [Check<any Exercises>] = []
  checks += [
    Check(
      "matrices that are not symmetric", given: { Spread(&$0) }, answer: spreadAnswer,
      expected: { [$0.right] }, mistakes: spreadMistakes)
  ]
  // teacher: begin
  checks.append(
    Check(
      "a matrix of one number", given: { Spread(&$0, dimension: 1) }, answer: spreadAnswer,
      expected: { [$0.right] }, mistakes: []))
  // teacher: end
  return checks
}

private let estimateVariance = Exercise<any Exercises>(
  "7.3", "How far off?", points: 5, section: theDistribution,
  hints: [
    """
    Start from the general formula of the section, the one before the three cases. Which of its \
    two averages depends on κ?
    """,
    """
    Replace A by its symmetric part B, which has the same vᵀAv. Independent coordinates have \
    Cov(vᵢ², vⱼ²) = 0 and E vᵢ²vⱼ² = 1 for i ≠ j, and the mean of M has an M-th of the variance.
    """,
    "((κ − 1) Σᵢ Bᵢᵢ² + 2 Σ Bᵢⱼ² over all i ≠ j)/M, with Bᵢⱼ = (Aᵢⱼ + Aⱼᵢ)/2.",
  ],
  checks: spreadChecks)
