import Elementary
import Exercises16
import HomeworkKit
import HomeworkTesting

/// The mean of a term for each direction.
private struct Floor: Exercises {
  var term: @Sendable (_ λ: Double, _ ᾱ: Double) -> Double
  var isAveraged = true
  func wienerFloor(eigenvalues: [Double], alphaBar: Double) -> Double {
    let total = eigenvalues.reduce(0) { $0 + term($1, alphaBar) }
    return isAveraged ? total / Double(eigenvalues.count) : total
  }
}

private struct LastLeftOut: Exercises {
  func wienerFloor(eigenvalues: [Double], alphaBar ᾱ: Double) -> Double {
    eigenvalues.reduce(0) { $0 + ᾱ * $1 / (ᾱ * $1 + 1 - ᾱ) } / Double(eigenvalues.count - 1)
  }
}

private struct Elsewhere: Exercises {
  var term: @Sendable (_ λ: Double, _ q: Double, _ ᾱ: Double, _ D: Double) -> Double
  func lossElsewhere(eigenvalues: [Double], squares q: [Double], alphaBar: Double) -> Double {
    zip(eigenvalues, q).reduce(0) {
      $0 + term($1.0, $1.1, alphaBar, alphaBar * $1.0 + 1 - alphaBar)
    } / Double(q.count)
  }
}

/// Inpainting with slips of one's choice.
private struct Filling: Exercises {
  /// The known pixels at s, from the data, ᾱ_s and z.
  var pinned: @Sendable (_ known: Double, _ s: Double, _ z: Double) -> Double = {
    sqrt($1) * $0 + sqrt(1 - $1) * $2
  }
  /// From s back to t.
  var back: @Sendable (_ x: Double, _ t: Double, _ s: Double, _ z: Double) -> Double = {
    x, t, s, z in sqrt(t / s) * x + sqrt(1 - t / s) * z
  }
  var clip: @Sendable (Double) -> Double = { $0 }
  var replacesAtTheEnd = false
  var predictsOnce = false
  var repetitions = Int.max
  func fillIn(
    state: [Double], signal t: Double, nextSignal s: Double, known: [Double], mask: [Double],
    replacing: [[Double]], renoising: [[Double]], predictedNoise: ([Double]) -> [Double]
  ) -> [Double] {
    var (x, ε) = (state, predictedNoise(state))
    for (r, z) in replacing.enumerated().prefix(repetitions) {
      if !predictsOnce { ε = predictedNoise(x) }
      x = zip(x, ε).map { sqrt(s) * clip(($0 - sqrt(1 - t) * $1) / sqrt(t)) + sqrt(1 - s) * $1 }
      if !replacesAtTheEnd || r == replacing.count - 1 {
        for j in x.indices where mask[j] == 1 { x[j] = pinned(known[j], s, z[j]) }
      }
      if r < min(renoising.count, repetitions - 1) {
        x = zip(x, renoising[r]).map { back($0, t, s, $1) }
      }
    }
    return x
  }
}

/// What is said of numbers that the grader does not recognise.
private let unknown = "nor those of a mistake"

let wrongAnswers: [WrongAnswer<any Exercises>] = [
  .init("16.1", "ᾱ is missing in the denominator", Floor { λ, ᾱ in ᾱ * λ / (λ + 1 - ᾱ) }),
  .init("16.1", "the share which is explained", Floor { λ, ᾱ in (1 - ᾱ) / (ᾱ * λ + 1 - ᾱ) }),
  .init(
    "16.1", "the error of the predicted data", Floor { λ, ᾱ in λ * (1 - ᾱ) / (ᾱ * λ + 1 - ᾱ) }),
  .init(
    "16.1", "that is the sum",
    Floor(term: { λ, ᾱ in ᾱ * λ / (ᾱ * λ + 1 - ᾱ) }, isAveraged: false)),
  // A degree of freedom less.
  .init("16.1", unknown, LastLeftOut()),
  .init(
    "16.1", unknown,
    Floor { λ, ᾱ in
      let share = ᾱ * λ / (ᾱ * λ + 1 - ᾱ)
      return share * share
    }),

  .init(
    "16.2", "a model fitted to the other pictures",
    Elsewhere { _, q, ᾱ, _ in ᾱ * q / (ᾱ * q + 1 - ᾱ) }),
  .init("16.2", "in the numerator alone", Elsewhere { _, q, ᾱ, D in ᾱ * q / D }),
  .init(
    "16.2", "the data's part of the error is missing",
    Elsewhere { λ, _, ᾱ, D in (ᾱ * λ / D) * (ᾱ * λ / D) }),
  .init(
    "16.2", unknown,
    Elsewhere { λ, q, ᾱ, D in
      // The square of the mean error, as if ε and x₀ were one.
      let error = (ᾱ * λ - sqrt(ᾱ * (1 - ᾱ) * q)) / D
      return error * error
    }),
  .init(
    "16.2", "the data's part lacks the factor 1 − ᾱ",
    Elsewhere { λ, q, ᾱ, D in (ᾱ * ᾱ * λ * λ + ᾱ * q) / (D * D) }),
  .init(
    "16.2", unknown,
    Elsewhere { λ, q, ᾱ, D in
      // q taken for a root mean square.
      (ᾱ * ᾱ * λ * λ + ᾱ * (1 - ᾱ) * q * q) / (D * D)
    }),

  .init("16.3", "the known pixels have no noise", Filling(pinned: { x, s, _ in sqrt(s) * x })),
  .init(
    "16.3", "two slips: the known pixels are not scaled", Filling(pinned: { x, _, _ in x })),
  .init(
    "16.3", "that is the way from the data",
    Filling(back: { x, t, _, z in sqrt(t) * x + sqrt(1 - t) * z })),
  .init(
    "16.3", "the variance ᾱ_s − ᾱ_t",
    Filling(back: { x, t, s, z in sqrt(t / s) * x + sqrt(s - t) * z })),
  .init("16.3", unknown, Filling(clip: { min(1, max(-1, $0)) })),
  .init("16.3", "replaced at the end alone", Filling(replacesAtTheEnd: true)),
  .init("16.3", "is predicted once", Filling(predictsOnce: true)),
  .init("16.3", "the step is taken once", Filling(repetitions: 1)),
]
