import Elementary
import Exercises08
import HomeworkKit
import HomeworkTesting
import Tensors

/// The grader says that it does not know the numbers.
private let unknown = "not the right numbers"

let wrongAnswers = wrongSignals + wrongJumps + wrongPosteriors + wrongSchedules + wrongPaths

private func alphaBar(_ betas: [Double], _ t: Int) -> Double {
  betas.prefix(t).reduce(1) { left, β in left * (1 - β) }
}

private struct Signal: Exercises {
  var formula: @Sendable ([Double]) -> [Double]
  func signal(betas: [Double]) -> [Double] { formula(betas) }
}

private let wrongSignals: [WrongAnswer<any Exercises>] = [
  WrongAnswer("8.1", "it should have", Signal { [1] + References().signal(betas: $0) }),
  WrongAnswer("8.1", "1 minus the sum", Signal { b in b.indices.map { 1 - sum(Array(b[...$0])) } }),
  WrongAnswer(
    "8.1", "all that a Float holds",
    Signal { References().signal(betas: $0).map { Double(Float($0)) } }),
  // The same step t times; all steps but the first.
  WrongAnswer(
    "8.1", unknown, Signal { b in b.indices.map { pow(1 - b[0], Double($0 + 1)) } }),
  WrongAnswer(
    "8.1", unknown, Signal { b in b.indices.map { alphaBar(b, $0 + 1) / (1 - b[0]) } }),
]

private struct Noised: Exercises {
  var formula: @Sendable (_ x: [Double], _ t: Int, _ betas: [Double], _ ε: [Double]) -> [Double]
  func noised(_ data: [Double], at t: Int, betas: [Double], noise: [Double]) -> [Double] {
    formula(data, t, betas, noise)
  }
}

private func jumped(_ x: [Double], _ t: Int, _ betas: [Double], _ ε: [Double]) -> [Double] {
  References().noised(x, at: t, betas: betas, noise: ε)
}

private let wrongJumps: [WrongAnswer<any Exercises>] = [
  WrongAnswer(
    "8.2", "does not stand under it",
    Noised { x, t, betas, ε in
      let ᾱ = alphaBar(betas, t)
      return zip(x, ε).map { sqrt(ᾱ * $0) + sqrt(1 - ᾱ) * $1 }
    }),
  WrongAnswer(
    "8.2", "the same noise was added in every step",
    Noised { x, t, betas, ε in
      betas[..<t].reduce(x) { x, β in zip(x, ε).map { sqrt(1 - β) * $0 + sqrt(β) * $1 } }
    }),
  WrongAnswer("8.2", "too many", Noised { jumped($0, $1 + 1, $2, $3) }),
  WrongAnswer(
    "8.2", unknown, Noised { x, t, betas, ε in jumped(x, t, betas, ε.map { _ in ε[0] }) }),
  // Right but for one time each: the last, and 0.
  WrongAnswer("8.2", unknown, Noised { jumped($0, min($1, $2.count - 1), $2, $3) }),
  WrongAnswer("8.2", unknown, Noised { jumped($0, max($1, 1), $2, $3) }),
]

private struct Back: Exercises {
  var formula:
    @Sendable (_ s: Int, _ t: Int, _ x0: Double, _ xt: Double, _ betas: [Double]) -> (
      mean: Double, variance: Double
    )
  func posterior(at s: Int, from t: Int, start x0: Double, state xt: Double, betas: [Double])
    -> (mean: Double, variance: Double)
  { formula(s, t, x0, xt, betas) }
}

private func back(
  _ s: Int, _ t: Int, _ x0: Double, _ xt: Double, _ betas: [Double]
) -> (mean: Double, variance: Double) {
  References().posterior(at: s, from: t, start: x0, state: xt, betas: betas)
}

private let wrongPosteriors: [WrongAnswer<any Exercises>] = [
  // One step after the other, each from the mean of the one before.
  WrongAnswer(
    "8.3", "of the steps were added",
    Back { s, t, x0, xt, betas in
      (s + 1...t).reversed().reduce((xt, 0)) { x, k in
        let step = back(k - 1, k, x0, x.mean, betas)
        return (step.mean, x.variance + step.variance)
      }
    }),
  WrongAnswer("8.3", "whatever s is", Back { back($1 - 1, $1, $2, $3, $4) }),
  WrongAnswer("8.3", "exchanged", Back { back($0, $1, $3, $2, $4) }),
  WrongAnswer(
    "8.3", "two slips: the root of ᾱ is missing in the factor of x₀; and the root of α",
    Back { s, t, x0, xt, betas in
      let (A, B) = (alphaBar(betas, s), alphaBar(betas, t))
      let mean = (A * (1 - B / A) * x0 + B / A * (1 - A) * xt) / (1 - B)
      return (mean, (1 - B / A) * (1 - A) / (1 - B))
    }),
  // A product of two normal densities, of which one is a point at s = 0.
  WrongAnswer(
    "8.3", "do not divide by it",
    Back { s, t, x0, xt, betas in
      let A = alphaBar(betas, s)
      let α = alphaBar(betas, t) / A
      let variance = 1 / (α / (1 - α) + 1 / (1 - A))
      return (variance * (sqrt(α) / (1 - α) * xt + sqrt(A) / (1 - A) * x0), variance)
    }),
]

private struct Ordered: Exercises {
  var formula: @Sendable ([Double]) -> [Double]
  func betas(logRatios: [Double]) -> [Double] { formula(logRatios) }

  init(_ formula: @escaping @Sendable ([Double]) -> [Double]) { self.formula = formula }
  /// From ᾱ as a function of λ.
  init(signal: @escaping @Sendable (Double) -> Double) {
    formula = { λ in
      let ᾱ = λ.map(signal)
      return zip([1] + ᾱ, ᾱ).map { 1 - $1 / $0 }
    }
  }
}

private let wrongSchedules: [WrongAnswer<any Exercises>] = [
  WrongAnswer("8.4", "before it underflows", Ordered(signal: { sigmoid($0) })),
  WrongAnswer(
    "8.4", "but for the first",
    Ordered { λ in [1 / (1 + exp(λ[0]))] + zip(λ, λ.dropFirst()).map { -expm1($1 - $0) } }),
  WrongAnswer(
    "8.4", "it should have", Ordered { Array(References().betas(logRatios: $0).dropLast()) }),
  // In decibels.
  WrongAnswer("8.4", unknown, Ordered(signal: { 1 / (1 + pow(10, -$0 / 10)) })),
]

private struct Paths: Exercises {
  var noise: @Sendable (inout RandomStream) -> Double = { $0.normal() }
  var isOfOneNoise = false
  var rearranged: @Sendable ([[Double]]) -> [[Double]] = { $0 }
  /// Path by path.
  func paths(
    from starts: [Double], to ends: [Double], betas: [Double], using random: inout RandomStream
  ) -> [[Double]] {
    var rows = [[Double]](repeating: [], count: betas.count + 1)
    for (x0, xT) in zip(starts, ends) {
      var (path, z) = ([xT], noise(&random))
      for t in stride(from: betas.count, to: 1, by: -1) {
        let (mean, variance) = back(t - 1, t, x0, path[0], betas)
        path.insert(mean + sqrt(variance) * z, at: 0)
        if !isOfOneNoise { z = noise(&random) }
      }
      for (t, x) in ([x0] + path).enumerated() { rows[t].append(x) }
    }
    return rearranged(rows)
  }
}

private let wrongPaths: [WrongAnswer<any Exercises>] = [
  WrongAnswer("8.5", unknown, Paths(rearranged: { $0.map { $0.sorted() } })),
  WrongAnswer("8.5", "a point got the same noise in all its steps", Paths(isOfOneNoise: true)),
  // The right variances, from another distribution.
  WrongAnswer(
    "8.5", unknown,
    Paths(noise: { ($0.bernoulli(0.5) ? -1 : 1) * -log(1 - $0.uniform()) / sqrt(2) })),
  WrongAnswer(
    "8.5", "stored backwards after x₀", Paths(rearranged: { [$0[0]] + $0.dropFirst().reversed() })),
  WrongAnswer(
    "8.5", "path of a point",
    Paths(rearranged: { path in path[0].indices.map { i in path.map { $0[i] } } })),
]
