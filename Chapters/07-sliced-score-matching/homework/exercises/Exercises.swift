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
    product: (_ x: [Double], _ u: [Double]) -> [Double]
  ) throws -> (full: Double, reduced: Double)
  func forward(_ layers: [Layer], at x: [Double], along u: [Double]) throws -> (
    value: [Double], slope: [Double]
  )
}

public let homework = Homework<any Exercises>(
  chapter: 7, title: "Sliced score matching",
  exercises: [projectedTrace, whereToLook, estimateVariance, slicedLosses, forwardRoad])

/// The sections that diagnoses point to.
enum Section {
  static let directions = "section 7.1, One direction at a time"
  static let ones = "section 7.2, The attempt that fails"
  static let distribution = "section 7.3, Which distribution?"
  static let passes = "section 7.4, Two passes"
  static let forms = "section 7.5, Two forms, and a trap"
}

/// uᵀA. An answer may call this with anything, so it says what is wrong.
func row(_ u: [Double], times matrix: [[Double]]) -> [Double] {
  precondition(
    u.count == matrix.count, "a direction of \(u.count) coordinates, not \(matrix.count)")
  return matrix[0].indices.map { j in sum(u.indices.map { u[$0] * matrix[$0][j] }) }
}

extension RandomStream {
  /// Rows of standard normal numbers.
  mutating func rows(_ n: Int, _ d: Int) -> [[Double]] { (0..<n).map { _ in normals(d) } }
}

// MARK: 7.1

/// A matrix that is not symmetric, and more directions than it has rows.
private struct Shadows: Problem {
  var matrix: [[Double]]
  var directions: [[Double]]

  init(_ random: inout RandomStream) {
    let d = 2 + random.integer(below: 3)
    matrix = random.rows(d, d)
    directions = random.rows(d + 1 + random.integer(below: 4), d)
  }

  func product(_ u: [Double]) -> [Double] { row(u, times: matrix) }

  func answer(_ answers: any Exercises) throws -> [Double] {
    [try answers.projectedTrace(along: directions, product: product)]
  }
}

private let shadowsFormula = Formula<Shadows> { shadows, slip in
  let all = shadows.directions
  let d = shadows.matrix.count
  let asked = slip(Section.ones, all).or([
    "only the first direction was asked": [all[0]],
    "only the last direction was asked": [all.last!],
  ])
  let terms = asked.map { u -> Double in
    let uA = shadows.product(u)
    return slip(Section.ones, dot(uA, u)).or([
      "u stands on one side only: the sum of uᵀA is uᵀA1": sum(uA),
      "each term was divided by uᵀu: that is an average eigenvalue": dot(uA, u) / dot(u, u),
      "that is the squared length of uᵀA: multiply it with u, not with itself": dot(uA, uA),
      "that is the mean of uᵀu: A does not occur": dot(u, u),
    ])
  }
  let count = Double(asked.count)
  let divisor = slip(Section.ones, count).or([
    "the sum over the directions was taken, not their mean": 1,
    "divided by the number of coordinates: it should be that of directions": Double(d),
    "the mean was divided by the number of coordinates besides": count * Double(d),
    "the sum was divided by that of uᵀu: it should be by the number":
      sum(asked.map { dot($0, $0) }),
  ])
  let estimate = sum(terms) / divisor
  let average = (0..<d).map { i in mean(all.map { $0[i] }) }
  return [
    slip(Section.ones, estimate).or([
      "the sign is wrong": -estimate,
      "that is the trace itself: ask along the given directions only":
        sum((0..<d).map { shadows.matrix[$0][$0] }),
      "the directions were averaged before A came in: square first, then average":
        dot(shadows.product(average), average),
    ])
  ]
}

private let projectedTrace = Exercise<any Exercises>(
  "7.1", "Shadows of a matrix", points: 2, section: Section.ones,
  hints: [
    "What `product` returns is half of the way: a vector. What makes a number of it?",
    "The dot product of uᵀA with the same u. One call for each direction.",
    "Add up Σⱼ product(u)[j]·u[j] over all directions, and divide by directions.count.",
  ],
  checks: [
    Check("matrices that are not symmetric", formula: shadowsFormula) { Shadows(&$0) }
  ])

// MARK: 7.3

private struct Spread: Problem {
  var matrix: [[Double]]
  var kurtosis: Double
  var directions: Int

  init(_ random: inout RandomStream, dimension: Int? = nil) {
    let d = dimension ?? 2 + random.integer(below: 3)
    matrix = random.rows(d, d)
    // Neither signs nor normal numbers.
    kurtosis = random.bernoulli(0.5) ? random.uniform(1.3...2.3) : random.uniform(3.5...5.5)
    directions = 2 + random.integer(below: 6)
  }

  /// The sum of f over pairs of mirror images above and below the diagonal.
  func pairs(_ f: (_ above: Double, _ below: Double) -> Double) -> Double {
    sum(matrix.indices.flatMap { i in (0..<i).map { f(matrix[$0][i], matrix[i][$0]) } })
  }

  func answer(_ answers: any Exercises) throws -> [Double] {
    [try answers.variance(of: matrix, kurtosis: kurtosis, directions: directions)]
  }
}

private let spreadFormula = Formula<Spread> { spread, slip in
  let (κ, M) = (spread.kurtosis, Double(spread.directions))
  let diagonal = spread.matrix.indices.map { spread.matrix[$0][$0] }
  let trace = sum(diagonal)
  let squares = slip(
    "the square of the trace stands where the sum of squares should", Section.distribution,
    trace * trace, insteadOf: dot(diagonal, diagonal))
  let factor = slip(Section.distribution, κ - 1).or([
    "the variance of uᵢ² is κ − 1, not κ: its mean is 1": κ,
    "κ − 3 is not the variance of uᵢ²: that is κ − 1": κ - 3,
    "2‖A‖² counts the diagonal already: beside it the squares have κ − 3, not κ − 1": κ + 1,
    "that is right for normal numbers only: κ does not occur": 2,
    "that is right for signs only: κ does not occur": 0,
  ])
  let right = spread.pairs { ($0 + $1) * ($0 + $1) }
  let plain = spread.pairs { $0 * $0 + $1 * $1 }
  let products = slip(Section.distribution, right).or([
    "only the symmetric part of A counts, (A + Aᵀ)/2: it was not taken": 2 * plain,
    """
    Aᵢⱼ and Aⱼᵢ were treated as if they made independent errors: both are multiplied by the same \
    product uᵢuⱼ
    """: plain,
    "that has Aᵢⱼ times Aⱼᵢ only: the squares of both belong to it, too":
      4 * spread.pairs { $0 * $1 },
    "A + Aᵀ is twice the symmetric part": 4 * right,
    "the products have twice the factor: each pair i < j was counted twice": 2 * right,
    """
    the products have half the factor: uᵢuⱼ stands in the sum twice, and its square counts four \
    times for each pair i < j
    """: right / 2,
    "only the elements above the diagonal were used: the others count as well":
      4 * spread.pairs { above, _ in above * above },
    "only the elements below the diagonal were used: the others count as well":
      4 * spread.pairs { _, below in below * below },
    "only the diagonal counts in this: the products uᵢuⱼ vary as well": 0,
  ])
  let one = factor * squares + products
  let variance = slip(Section.distribution, one / M).or([
    "that is the variance of one direction, not of the mean of M": one,
    "divided by M²: the sum has M terms, so M is left": one / (M * M),
    "A + Aᵀ is twice the symmetric part, on the diagonal as well": 4 * one / M,
    "that is the mean square: the square of the mean was not subtracted":
      one / M + trace * trace,
    "that is the sphere, whose coordinates are not independent":
      Hutchinson.variance(
        of: spread.matrix, distribution: .sphere, projections: spread.directions),
  ])
  return [
    slip(
      "that is the standard deviation: the variance is asked for", Section.distribution,
      sqrt(variance), insteadOf: variance)
  ]
}

private let estimateVariance = Exercise<any Exercises>(
  "7.3", "How far off?", points: 5, section: Section.distribution,
  hints: [
    """
    Start from the general formula of the section, the one before the three cases. Which of its \
    two averages depends on κ?
    """,
    """
    Replace A by its symmetric part B, which has the same uᵀAu. Independent coordinates have \
    Cov(uᵢ², uⱼ²) = 0 and E uᵢ²uⱼ² = 1 for i ≠ j, and the mean of M has an M-th of the variance.
    """,
    "((κ − 1) Σᵢ Bᵢᵢ² + 2 Σ Bᵢⱼ² over all i ≠ j)/M, with Bᵢⱼ = (Aᵢⱼ + Aⱼᵢ)/2.",
  ],
  checks: [
    Check("matrices that are not symmetric", formula: spreadFormula) { Spread(&$0) },
    Check("a matrix of one number", formula: Formula { spread, _ in spreadFormula(spread) }) {
      Spread(&$0, dimension: 1)
    },
  ])
