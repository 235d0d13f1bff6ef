import Elementary
import Exercises07
import HomeworkKit
import HomeworkTesting
import Tensors

/// The grader says that it does not know the numbers.
private let unknown = "not the right numbers"

/// By a quotient of differences.
private func quotient(from low: Double, to high: Double) -> Formulas {
  Formulas(road: { layers, x, u in
    func value(_ τ: Double) throws -> [Double] {
      try references.road(layers, zip(x, u).map { $0 + τ * $1 }, u).0
    }
    let ends = (try value(high), try value(low))
    return (try value(0), zip(ends.0, ends.1).map { ($0 - $1) / (high - low) })
  })
}

let wrongAnswers: [WrongAnswer<any Exercises>] = [
  .init(
    "7.1", "trace itself",
    Formulas(trace: { all, product in
      all[0].indices.reduce(0) { sum, i in
        sum + product(all[0].indices.map { $0 == i ? 1 : 0 })[i]
      }
    })),
  .init(
    "7.1", "all that a Float holds",
    Formulas(trace: { Double(Float(try references.trace($0, $1))) })),
  // The mean of a sample with its degrees of freedom; uᵀA of one direction times another.
  .init(
    "7.1", unknown,
    Formulas(trace: { all, product in
      all.reduce(0) { $0 + times($1, product($1)) } / Double(all.count - 1)
    })),
  .init(
    "7.1", unknown,
    Formulas(trace: { all, product in
      zip(all, all.dropFirst()).reduce(0) { $0 + times($1.0, product($1.1)) } / Double(all.count)
    })),

  // From the third on positive; the second half a mirror image with its sign.
  .init(
    "7.2", unknown,
    Formulas(arrow: { i, d, g in (0..<d).map { $0 < 2 ? g[i * d + $0] : abs(g[i * d + $0]) } })),
  .init(
    "7.2", unknown,
    Formulas(arrow: { i, d, g in
      (0..<d).map { ($0 < d / 2 ? 1 : -1) * g[i * d + min($0, d - 1 - $0)] }
    })),
  // One of the numbers is the neighbour's.
  .init("7.2", unknown, Formulas(arrow: { i, d, g in (0..<d).map { g[i * max(1, d - 1) + $0] } })),
  // Right in more than one dimension.
  .init("7.2", unknown, Formulas(arrow: { try $1 > 1 ? references.arrow($0, $1, $2) : [1] })),
  .init(
    "7.2", "with its opposite",
    Formulas(arrow: { i, d, g in
      (0..<d).map { (i.isMultiple(of: 2) ? 1 : -1) * g[i / 2 * d + $0] }
    })),

  .init(
    "7.3", "all that a Float holds",
    Formulas(variance: { Double(Float((($3 - 1) * $0 + $1 + $2) / $4)) })),
  .init(
    "7.3", "two slips: that is right for normal",
    Formulas(variance: { (2 * $0 + 2 * $1 + 0 * $2 * $3) / $4 })),
  .init(
    "7.3", "two slips: divided by M²",
    Formulas(variance: { sqrt(($3 - 1) * $0 + $1 + $2) / $4 })),
  // Of a sample, with its degrees of freedom.
  .init("7.3", unknown, Formulas(variance: { (($3 - 1) * $0 + $1 + $2) / ($4 - 1) })),
  // Right for a matrix of more than one number.
  .init(
    "7.3", unknown,
    Formulas(variance: { D, S, P, κ, M in S == 0 ? 0 : ((κ - 1) * D + S + P) / M })),

  .init(
    "7.4", "u and x exchanged", Formulas(losses: { x, u, s, J in losses(x, u, s) { J($1, $0) } })),
  // The directions of other points; the last point alone; the score where it is not asked.
  .init("7.4", unknown, Formulas(losses: { losses($0, $1.reversed(), $2, $3) })),
  .init("7.4", unknown, Formulas(losses: { losses([$0.last!], [$1.last!], $2, $3) })),
  .init("7.4", unknown, Formulas(losses: { x, u, s, J in losses(x, u, { _ in s(x[0]) }, J) })),
  // One of the two is a sum.
  .init(
    "7.4", unknown,
    Formulas(losses: { x, u, s, J in
      let (full, reduced) = losses(x, u, s, J)
      return (full * Double(x.count), reduced)
    })),

  .init("7.5", "a quotient of differences", quotient(from: -1e-5, to: 1e-5)),
  .init("7.5", "no derivative", quotient(from: 0, to: 1)),
  .init(
    "7.5", "overflowed",
    road(slope: { a in sigmoid(a) + a * exp(-a) / (1 + exp(-a)) / (1 + exp(-a)) })),
  // The slope of max(0, a), at the values of SiLU.
  .init("7.5", unknown, road(slope: { $0 > 0 ? 1 : 0 })),
  .init(
    "7.5", "this layer is the last one",
    road(slope: { sigmoid($0) * (1 + $0 * sigmoid(-$0)) }, activatesLast: true)),
]
