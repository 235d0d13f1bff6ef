import Elementary
import Exercises08
import HomeworkKit
import HomeworkTesting
import Tensors

/// The grader says that it does not know the numbers.
private let unknown = "not the right numbers"

/// From ᾱ as a function of λ.
private func order(signal: @escaping @Sendable (Double) -> Double) -> Formulas {
  Formulas(order: { λ in
    let ᾱ = λ.map(signal)
    return zip([1] + ᾱ, ᾱ).map { 1 - $1 / $0 }
  })
}

let wrongAnswers: [WrongAnswer<any Exercises>] = [
  .init("8.1", "it should have", Formulas(signal: { try [1] + references.signal($0) })),
  .init(
    "8.1", "1 minus the sum", Formulas(signal: { b in b.indices.map { 1 - sum(Array(b[...$0])) } })),
  .init(
    "8.1", "all that a Float holds",
    Formulas(signal: { try references.signal($0).map { Double(Float($0)) } })),
  // The same step t times; all steps but the first.
  .init(
    "8.1", unknown, Formulas(signal: { b in b.indices.map { pow(1 - b[0], Double($0 + 1)) } })),
  .init(
    "8.1", unknown,
    Formulas(signal: { b in b.indices.map { alphaBar(b, $0 + 1) / (1 - b[0]) } })),

  .init(
    "8.2", "does not stand under it",
    Formulas(noised: { x, t, betas, ε in
      let ᾱ = alphaBar(betas, t)
      return zip(x, ε).map { sqrt(ᾱ * $0) + sqrt(1 - ᾱ) * $1 }
    })),
  .init(
    "8.2", "the same noise was added in every step",
    Formulas(noised: { x, t, betas, ε in
      betas[..<t].reduce(x) { x, β in zip(x, ε).map { sqrt(1 - β) * $0 + sqrt(β) * $1 } }
    })),
  .init("8.2", unknown, Formulas(noised: { x, t, b, ε in jump(x, t, b, ε.map { _ in ε[0] }) })),
  // Right but for one time each: the last, and 0.
  .init("8.2", unknown, Formulas(noised: { jump($0, min($1, $2.count - 1), $2, $3) })),
  .init("8.2", unknown, Formulas(noised: { jump($0, max($1, 1), $2, $3) })),

  // One step after the other, each from the mean of the one before.
  .init(
    "8.3", "of the steps were added",
    Formulas(posterior: { s, t, x0, xt, betas in
      (s + 1...t).reversed().reduce((xt, 0)) { x, k in
        let step = back(k - 1, k, x0, x.0, betas)
        return (step.0, x.1 + step.1)
      }
    })),
  .init("8.3", "whatever s is", Formulas(posterior: { back($0 * 0 + $1 - 1, $1, $2, $3, $4) })),
  .init("8.3", "exchanged", Formulas(posterior: { back($0, $1, $3, $2, $4) })),
  .init(
    "8.3", "two slips: the root of ᾱ is missing in the factor of x₀; and the root of α",
    Formulas(posterior: { s, t, x0, xt, betas in
      let (A, B) = (alphaBar(betas, s), alphaBar(betas, t))
      let mean = (A * (1 - B / A) * x0 + B / A * (1 - A) * xt) / (1 - B)
      return (mean, (1 - B / A) * (1 - A) / (1 - B))
    })),
  // A product of two normal densities, of which one is a point at s = 0.
  .init(
    "8.3", "do not divide by it",
    Formulas(posterior: { s, t, x0, xt, betas in
      let A = alphaBar(betas, s)
      let α = alphaBar(betas, t) / A
      let variance = 1 / (α / (1 - α) + 1 / (1 - A))
      return (variance * (sqrt(α) / (1 - α) * xt + sqrt(A) / (1 - A) * x0), variance)
    })),

  .init("8.4", "before it underflows", order(signal: { sigmoid($0) })),
  .init(
    "8.4", "but for the first",
    Formulas(order: { λ in
      [1 / (1 + exp(λ[0]))] + zip(λ, λ.dropFirst()).map { -expm1($1 - $0) }
    })),
  .init("8.4", "it should have", Formulas(order: { order($0).dropLast() })),
  // In decibels.
  .init("8.4", unknown, order(signal: { 1 / (1 + pow(10, -$0 / 10)) })),

  .init("8.5", unknown, walk(rearranged: { $0.map { $0.sorted() } })),
  .init("8.5", "a point got the same noise in all its steps", walk(ofOneNoise: true)),
  // The right variances, from another distribution.
  .init(
    "8.5", unknown,
    walk(noise: { ($0.bernoulli(0.5) ? -1 : 1) * -log(1 - $0.uniform()) / sqrt(2) })),
  .init(
    "8.5", "stored backwards after x₀", walk(rearranged: { [$0[0]] + $0.dropFirst().reversed() })),
  .init(
    "8.5", "path of a point",
    walk(rearranged: { path in path[0].indices.map { i in path.map { $0[i] } } })),
]
