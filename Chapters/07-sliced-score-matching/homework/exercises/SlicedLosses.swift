import Elementary
import HomeworkKit
import Tensors

/// Points with a direction each, and the score s(x) = Kx + c·sin x, whose Jacobian is K plus a
/// diagonal and not symmetric. Students see these names beside a wrong number.
private struct Slices: Problem {
  var K: [[Double]]
  var c: [Double]
  var points: [[Double]]
  var directions: [[Double]]

  init(_ random: inout RandomStream) {
    let d = 2 + random.integer(below: 3)
    let n = 3 + random.integer(below: 4)
    K = random.rows(d, d)
    c = random.normals(d)
    points = random.rows(n, d)
    directions = random.rows(n, d)
  }

  func answer(_ answers: any Exercises) throws -> [Double] {
    let losses = try answers.slicedLosses(
      points: points, directions: directions, score: score, product: product)
    return [losses.full, losses.reduced]
  }

  func score(_ x: [Double]) -> [Double] {
    precondition(x.count == c.count, "a point of \(x.count) coordinates, not \(c.count)")
    return K.indices.map { i in dot(K[i], x) + c[i] * sin(x[i]) }
  }

  func product(_ x: [Double], _ u: [Double]) -> [Double] {
    let linear = row(u, times: K)
    precondition(x.count == c.count, "a point of \(x.count) coordinates, not \(c.count)")
    return linear.indices.map { linear[$0] + c[$0] * cos(x[$0]) * u[$0] }
  }
}

private let slicesFormula = Formula<Slices> { slices, slip in
  let given = slices.directions
  let directions = slip(
    "the first direction was used for all points: each has its own", Section.directions,
    given.map { _ in given[0] },
    insteadOf: slip(
      "the directions were normalised: in the reduced form that is the trap", Section.forms,
      given.map { u in u.map { $0 / sqrt(dot(u, u)) } }, insteadOf: given))
  let terms = zip(slices.points, directions).map { x, u in
    let s = slices.score(x)
    let uJ = slip(
      "`product` was called with u and x exchanged", Section.directions, slices.product(u, x),
      insteadOf: slices.product(x, u))
    let curvature = slip(Section.directions, dot(uJ, u)).or([
      "u stands on one side of the Jacobian only: the sum of uᵀ∇s is uᵀ(∇s)1": sum(uJ),
      "uᵀ∇s was multiplied with s: it should be with u": dot(uJ, s),
      "uᵀ∇s was multiplied with x: it should be with u": dot(uJ, x),
      "that has the squared length of uᵀ∇s: multiply it with u": dot(uJ, uJ),
      "the curvature uᵀ(∇s)u is missing": 0,
      "the sign of the curvature is wrong: it is added": -dot(uJ, u),
    ])
    let slope = slip(
      "uᵀx stands where uᵀs should", Section.directions, dot(u, x), insteadOf: dot(u, s))
    return (curvature, slope, square: dot(s, s))
  }
  let half = slip(Section.directions, (curvature: 1, square: 0.5)).or([
    "the ½ in front of the square is missing in both forms": (curvature: 1, square: 1),
    "the ½ stands before both terms: it belongs to the square only":
      (curvature: 0.5, square: 0.5),
    "the ½ stands before the curvature: it belongs to the square": (curvature: 0.5, square: 1),
    "the sign of the square is wrong: it is added": (curvature: 1, square: -0.5),
    "the square is missing: only the curvature is left": (curvature: 1, square: 0),
  ])
  let halfInFull = slip(
    "the ½ in front of the square is missing in the full form", Section.directions, 1,
    insteadOf: half.square)
  let halfInReduced = slip(
    "the ½ in front of the square is missing in the reduced form", Section.forms, 1,
    insteadOf: half.square)
  let slopes = terms.map(\.1)
  let meanSlope = mean(slopes)
  let squareInFull = slip(Section.directions, mean(slopes.map { $0 * $0 })).or([
    "uᵀs was not squared in the full form": meanSlope,
    "the mean of uᵀs was squared: square first, then average": meanSlope * meanSlope,
  ])
  let squareInReduced = slip(
    "the length of s was not squared in the reduced form", Section.forms,
    mean(terms.map { sqrt($0.square) }), insteadOf: mean(terms.map(\.square)))
  let curvature = half.curvature * mean(terms.map(\.0))
  let count = slip(Section.directions, 1.0).or([
    "the sum over the points was taken, not their mean": Double(terms.count),
    "the mean was divided by the number of coordinates besides": 1 / Double(slices.c.count),
    "the sign of the whole is wrong: this is to be made large": -1,
  ])
  let full = count * (curvature + halfInFull * squareInFull)
  let reduced = count * (curvature + halfInReduced * squareInReduced)
  return slip(Section.forms, [full, reduced]).or([
    "the two forms are exchanged": [reduced, full],
    "the full form has ‖s‖² too: it should have (uᵀs)²": [reduced, reduced],
    "the reduced form has (uᵀs)²: it should have ‖s‖²": [full, full],
  ])
}

let slicedLosses = Exercise<any Exercises>(
  "7.4", "Two losses from one slice", points: 4, section: Section.forms,
  hints: [
    "The two forms share a term and differ in the other. Which of the two terms has the Jacobian?",
    """
    The curvature is the dot product of product(x, u) with u. To it the full form adds half the \
    square of the dot product of u and s, and the reduced form half of something without u.
    """,
    "Average c + ½(uᵀs)² and c + ½‖s‖² over the points, with c = Σⱼ product(x, u)[j]·u[j].",
  ],
  checks: [
    Check(
      "a few points, s(x) = Kx + c sin x in each coordinate",
      labels: ["the full form", "the reduced form"], formula: slicesFormula
    ) { Slices(&$0) }
  ])
