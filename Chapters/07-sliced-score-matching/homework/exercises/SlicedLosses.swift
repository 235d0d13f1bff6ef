import Elementary
import HomeworkKit
import Tensors

/// Points with a direction each, and the score s(x) = Kx + c·sin x, whose Jacobian is K plus a
/// diagonal and not symmetric. Students see these names beside a wrong number.
private struct Slices: Codable {
  var K: [[Double]]
  var c: [Double]
  var points: [[Double]]
  var directions: [[Double]]

  init(_ random: inout RandomStream) {
    let d = 2 + random.integer(below: 3)
    let n = 3 + random.integer(below: 4)
    K = normalRows(d, d, using: &random)
    c = normalRows(1, d, using: &random)[0]
    points = normalRows(n, d, using: &random)
    directions = normalRows(n, d, using: &random)
  }

  func score(_ x: [Double]) -> [Double] {
    precondition(x.count == c.count, "a point of \(x.count) coordinates, not \(c.count)")
    return K.indices.map { i in dot(K[i], x) + c[i] * sin(x[i]) }
  }

  func product(_ x: [Double], _ v: [Double]) -> [Double] {
    let linear = row(v, times: K)
    precondition(x.count == c.count, "a point of \(x.count) coordinates, not \(c.count)")
    return linear.indices.map { linear[$0] + c[$0] * cos(x[$0]) * v[$0] }
  }

  /// What a point contributes.
  struct Term {
    var x: [Double]
    var v: [Double]
    var score: [Double]
    /// vᵀ∇s.
    var product: [Double]

    /// vᵀ(∇s)v.
    var curvature: Double { dot(product, v) }
    /// vᵀs.
    var slope: Double { dot(v, score) }
    /// ‖s‖².
    var square: Double { dot(score, score) }
  }

  var terms: [Term] {
    zip(points, directions).map { x, v in
      Term(x: x, v: v, score: score(x), product: product(x, v))
    }
  }

  func mean(_ f: (Term) -> Double) -> Double { sum(terms.map(f)) / Double(points.count) }

  /// Both forms, from a curvature and the factor of the square.
  func forms(_ factor: Double, _ curvature: (Term) -> Double) -> [Double] {
    [
      mean { curvature($0) + factor * $0.slope * $0.slope },
      mean { curvature($0) + factor * $0.square },
    ]
  }

  var right: [Double] { forms(0.5) { $0.curvature } }
  /// With the ½ left out.
  var whole: [Double] { forms(1) { $0.curvature } }
  func scaled(_ factor: Double) -> [Double] { right.map { factor * $0 } }
}

private let theDirections = "section 7.1, One direction at a time"

private let slicesMistakes: [Mistake<Slices>] = [
  Mistake("the ½ in front of the square is missing in both forms", theDirections) { $0.whole },
  Mistake("the ½ in front of the square is missing in the full form", theDirections) {
    [$0.whole[0], $0.right[1]]
  },
  Mistake("the ½ in front of the square is missing in the reduced form", theForms) {
    [$0.right[0], $0.whole[1]]
  },
  Mistake("the ½ stands before both terms: it belongs to the square only", theDirections) {
    $0.forms(0.5) { $0.curvature / 2 }
  },
  Mistake("the ½ stands before the curvature: it belongs to the square", theDirections) {
    $0.forms(1) { $0.curvature / 2 }
  },
  Mistake("the sign of the curvature is wrong: it is added", theDirections) {
    $0.forms(0.5) { -$0.curvature }
  },
  Mistake("the sign of the square is wrong: it is added", theDirections) {
    $0.forms(-0.5) { $0.curvature }
  },
  Mistake("the sign of the curvature is wrong, and the ½ is missing", theDirections) {
    $0.forms(1) { -$0.curvature }
  },
  Mistake("the sign of the whole is wrong: this is to be made large", theDirections) {
    $0.scaled(-1)
  },
  Mistake("the two forms are exchanged", theForms) { [$0.right[1], $0.right[0]] },
  Mistake("the full form has ‖s‖² too: it should have (vᵀs)²", theForms) {
    [$0.right[1], $0.right[1]]
  },
  Mistake("the reduced form has (vᵀs)²: it should have ‖s‖²", theForms) {
    [$0.right[0], $0.right[0]]
  },
  Mistake("vᵀs and the length of s were not squared", theForms) {
    [
      $0.mean { $0.curvature + $0.slope / 2 },
      $0.mean { $0.curvature + sqrt($0.square) / 2 },
    ]
  },
  Mistake("vᵀs was not squared in the full form", theDirections) {
    [$0.mean { $0.curvature + $0.slope / 2 }, $0.right[1]]
  },
  Mistake("the length of s was not squared in the reduced form", theForms) {
    [$0.right[0], $0.mean { $0.curvature + sqrt($0.square) / 2 }]
  },
  Mistake("vᵀx stands where vᵀs should", theDirections) {
    [$0.mean { $0.curvature + dot($0.v, $0.x) * dot($0.v, $0.x) / 2 }, $0.right[1]]
  },
  Mistake("the first direction was used for all points: each has its own", theDirections) {
    slices in
    let v = slices.directions[0]
    var other = slices
    other.directions = slices.points.map { _ in v }
    return other.right
  },
  Mistake("the mean of vᵀs was squared: square first, then average", theDirections) { slices in
    let slope = slices.mean { $0.slope }
    return [slices.mean { $0.curvature } + slope * slope / 2, slices.right[1]]
  },
  Mistake("the sum over the points was taken, not their mean", theDirections) {
    $0.scaled(Double($0.points.count))
  },
  Mistake("the mean was divided by the number of coordinates besides", theDirections) {
    $0.scaled(1 / Double($0.c.count))
  },
  Mistake(
    "v stands on one side of the Jacobian only: the sum of vᵀ∇s is vᵀ(∇s)1", theDirections
  ) {
    $0.forms(0.5) { sum($0.product) }
  },
  Mistake("vᵀ∇s was multiplied with s: it should be with v", theDirections) {
    $0.forms(0.5) { dot($0.product, $0.score) }
  },
  Mistake("vᵀ∇s was multiplied with x: it should be with v", theDirections) {
    $0.forms(0.5) { dot($0.product, $0.x) }
  },
  Mistake("`product` was called with v and x exchanged", theDirections) { slices in
    slices.forms(0.5) { dot(slices.product($0.v, $0.x), $0.v) }
  },
  Mistake("that has the squared length of vᵀ∇s: multiply it with v", theDirections) {
    $0.forms(0.5) { dot($0.product, $0.product) }
  },
  Mistake("the curvature vᵀ(∇s)v is missing", theDirections) { $0.forms(0.5) { _ in 0 } },
  Mistake("the square is missing: only the curvature is left", theDirections) {
    $0.forms(0) { $0.curvature }
  },
  Mistake("the directions were normalised: in the reduced form that is the trap", theForms) {
    [
      $0.mean { ($0.curvature + $0.slope * $0.slope / 2) / dot($0.v, $0.v) },
      $0.mean { $0.curvature / dot($0.v, $0.v) + $0.square / 2 },
    ]
  },
]

let slicedLosses = Exercise<any Exercises>(
  "7.4", "Two losses from one slice", points: 4, section: theForms,
  hints: [
    "The two forms share a term and differ in the other. Which of the two terms has the Jacobian?",
    """
    The curvature is the dot product of product(x, v) with v. To it the full form adds half the \
    square of the dot product of v and s, and the reduced form half of something without v.
    """,
    "Average c + ½(vᵀs)² and c + ½‖s‖² over the points, with c = Σⱼ product(x, v)[j]·v[j].",
  ],
  checks: [
    Check(
      "a few points, s(x) = Kx + c sin x in each coordinate", given: { Slices(&$0) },
      answer: { answers, slices in
        let losses = try answers.slicedLosses(
          points: slices.points, directions: slices.directions, score: slices.score,
          product: slices.product)
        return [losses.full, losses.reduced]
      },
      expected: { $0.right },
      mistakes: slicesMistakes)
  ])
