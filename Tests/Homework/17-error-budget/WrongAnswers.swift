import Elementary
import Exercises17
import HomeworkKit
import HomeworkTesting

/// The mean of a term for each data set.
private struct Road: Exercises {
  var term: @Sendable (_ M: Double, _ V: Double, _ m: Double, _ v: Double) -> Double
  func error(means: [Double], variances: [Double], m: Double, v: Double) -> Double {
    zip(means, variances).reduce(0) { $0 + term($1.0, $1.1, m, v) } / Double(means.count)
  }
}

/// A row from ρ, n and K.
private struct Row: Exercises {
  var row: @Sendable (_ ρ: Double, _ n: Double, _ K: Double) -> (Double, Double, Double)
  func denoisingBudget(n: Int, v: Double, σ: Double, draws K: Int) -> (
    bias: Double, data: Double, training: Double
  ) { row(σ * σ / v, Double(n), Double(K)) }
}

/// The step, and what is left after k of them.
private struct Compensation: Exercises {
  var step: @Sendable (_ λ: Double, _ v: Double) -> Double = { λ, v in (2 - 2 / (λ * v)) / λ }
  /// Mean and variance after a step, from those before it.
  var move:
    @Sendable (inout (M: Double, V: Double), _ ε: Double, _ λ: Double, _ m: Double) -> Void =
      { state, ε, λ, m in
        let a = 1 - ε * λ
        state = (m + a * (state.M - m), a * a * state.V + 2 * ε)
      }
  var moves: @Sendable (Int) -> Int = { $0 }
  func compensation(precision λ: Double, m: Double, v: Double, steps k: Int) -> (
    stepSize: Double, divergence: Double
  ) {
    let ε = step(λ, v)
    var state = (M: 0.0, V: 1.0)
    for _ in 0..<moves(k) { move(&state, ε, λ, m) }
    let r = state.V / v
    return (ε, (r - 1 - log(r) + (state.M - m) * (state.M - m) / v) / 2)
  }
}

/// The closed form, with a wrong step that is trusted to lead to v.
private struct Trusting: Exercises {
  func compensation(precision λ: Double, m: Double, v: Double, steps k: Int) -> (
    stepSize: Double, divergence: Double
  ) {
    let ε = 1 / λ - 1 / (λ * λ * v)
    let left = exp(2 * Double(k) * log(1 - ε * λ))
    let r = left / v + 1 - left
    return (ε, cost(r) + m * m * left / (2 * v))
  }
}

/// What is said of numbers that the grader does not recognise.
private let unknown = "nor those of a mistake"

/// Half of r − 1 − ln r.
private func cost(_ r: Double) -> Double { (r - 1 - log(r)) / 2 }

let wrongAnswers: [WrongAnswer<any Exercises>] = [
  .init(
    "17.1", "in the other direction",
    Road { M, V, m, v in cost(v / V) + (M - m) * (M - m) / (2 * V) }),
  .init(
    "17.1", "before the variances",
    Road { M, V, m, v in 2 * cost(V / v) + (M - m) * (M - m) / (2 * v) }),
  .init("17.1", "the distance of the means is missing", Road { _, V, _, v in cost(V / v) }),
  // Right if all roads end too wide.
  .init(
    "17.1", unknown,
    Road { M, V, m, v in (abs(V / v - 1) - abs(log(V / v)) + (M - m) * (M - m) / v) / 2 }),
  .init("17.1", unknown, Road { M, V, m, v in cost(sqrt(V / v)) + (M - m) * (M - m) / (2 * v) }),
  .init(
    "17.1", unknown,
    Road { M, V, m, v in
      let r = V / v - 1
      return r * r / 4 + (M - m) * (M - m) / (2 * v)
    }),

  .init(
    "17.2", "the data's share is 1/n",
    Row { ρ, n, K in
      (cost(1 + ρ), 1 / n, (1 / (2 * ρ) + (1 + ρ) / 4 * (1 / ρ - 2 / pow(1 + ρ, 2.0))) / (n * K))
    }),
  .init(
    "17.2", "the r is missing",
    Row { ρ, n, K in
      let damped = 2 / pow(1 + ρ, 2.0)
      return (
        cost(1 + ρ), (0.5 + damped / 4) / n, (0.5 / ρ + 0.25 * (1 / ρ - damped)) / (n * K)
      )
    }),
  .init(
    "17.2", "not divided by K",
    Row { ρ, n, _ in
      let damped = 2 / pow(1 + ρ, 2.0)
      return (
        cost(1 + ρ), (0.5 + (1 + ρ) * damped / 4) / n,
        (0.5 / ρ + (1 + ρ) / 4 * (1 / ρ - damped)) / n
      )
    }),
  .init(
    "17.2", unknown,
    Row { ρ, n, K in
      // The whole table's row as it stands, without the budget's factors.
      let damped = 2 / pow(1 + ρ, 2.0)
      return (ρ, (1 + damped) / n, (1 / ρ + 1 / ρ - damped) / (n * K))
    }),
  .init(
    "17.2", unknown,
    Row { ρ, n, K in
      // The training's share with the data's bracket.
      let damped = 2 / pow(1 + ρ, 2.0)
      let data = (0.5 + (1 + ρ) * damped / 4) / n
      return (cost(1 + ρ), data, data / K)
    }),

  .init("17.3", "ελ/2 widens the samples", Compensation(step: { λ, v in (1 - 1 / (λ * v)) / λ })),
  .init(
    "17.3", "the sides of V = v are exchanged", Compensation(step: { λ, v in 2 * (λ * v - 1) / λ })),
  .init(
    "17.3", unknown,
    Compensation(step: { λ, v in
      // The step with which contrastive divergence would have learned this λ, to first order.
      2 * (λ - 1 / v) * v * v
    })),
  .init("17.3", "ελ/2 widens the samples", Trusting()),
  .init("17.3", "one step too many", Compensation(moves: { $0 + 1 })),
  .init(
    "17.3", unknown,
    Compensation(move: { state, ε, λ, m in
      // The noise √ε z.
      let a = 1 - ε * λ
      state = (m + a * (state.M - m), a * a * state.V + ε)
    })),
]
