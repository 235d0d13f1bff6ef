import Elementary
import Exercises08
import HomeworkKit
import HomeworkTesting
import Tensors

private func alphaBar(_ betas: [Double], _ t: Int) -> Double {
  betas.prefix(t).reduce(1) { $0 * (1 - $1) }
}

/// Answers with a formula of one's choice.
private struct Signal: Exercises {
  var formula: @Sendable ([Double]) -> [Double]
  func signal(betas: [Double]) throws -> [Double] { formula(betas) }
}
private struct Noised: Exercises {
  /// The factors of data and noise, from ᾱ_t and β_t.
  var factors: @Sendable (_ ᾱ: Double, _ β: Double) -> (Double, Double) = { ᾱ, _ in
    (sqrt(ᾱ), sqrt(1 - ᾱ))
  }
  var shift = 0
  func noised(_ data: [Double], at t: Int, betas: [Double], noise: [Double]) throws -> [Double] {
    let β = t > 0 ? betas[t - 1] : 0
    let (a, b) = factors(alphaBar(betas, max(0, t + shift)), β)
    return zip(data, noise).map { a * $0 + b * $1 }
  }
}
private struct UnderTheRoot: Exercises {
  func noised(_ data: [Double], at t: Int, betas: [Double], noise: [Double]) throws -> [Double] {
    let ᾱ = alphaBar(betas, t)
    return zip(data, noise).map { sqrt(ᾱ * $0) + sqrt(1 - ᾱ) * $1 }
  }
}
private struct Back: Exercises {
  /// The factors of x₀ and x_t and the variance, from ᾱ_s and ᾱ_t.
  var factors: @Sendable (_ A: Double, _ B: Double) -> (Double, Double, Double)
  func posterior(at s: Int, from t: Int, start x0: Double, state xt: Double, betas: [Double]) throws
    -> (mean: Double, variance: Double)
  {
    let (a, b, v) = factors(alphaBar(betas, s), alphaBar(betas, t))
    return (a * x0 + b * xt, v)
  }
}
/// One step back, with α and β of one step.
private struct OneStep: Exercises {
  var isFromTMinusOne: Bool
  func posterior(at s: Int, from t: Int, start x0: Double, state xt: Double, betas: [Double]) throws
    -> (mean: Double, variance: Double)
  {
    let β = betas[t - 1]
    let (A, B) = (alphaBar(betas, isFromTMinusOne ? t - 1 : s), alphaBar(betas, t))
    let mean = sqrt(A) * β / (1 - B) * x0 + sqrt(1 - β) * (1 - A) / (1 - B) * xt
    return (mean, β * (1 - A) / (1 - B))
  }
}
private struct Ordered: Exercises {
  var formula: @Sendable ([Double]) -> [Double]
  func betas(logRatios: [Double]) throws -> [Double] { formula(logRatios) }

  init(_ formula: @escaping @Sendable ([Double]) -> [Double]) { self.formula = formula }
  /// From ᾱ as a function of λ.
  init(signal: @escaping @Sendable (Double) -> Double) {
    formula = { λ in
      let ᾱ = λ.map(signal)
      return zip([1] + ᾱ, ᾱ).map { 1 - $1 / $0 }
    }
  }
}
private struct Paths: Exercises {
  /// The factors of x₀, of x_t and of the noise, from ᾱ_{t−1}, ᾱ_t and β_t.
  var factors: @Sendable (_ A: Double, _ B: Double, _ β: Double) -> (Double, Double, Double) = {
    A, B, β in
    let variance = β * (1 - A) / (1 - B)
    return (sqrt(A) * β / (1 - B), sqrt(1 - β) * (1 - A) / (1 - B), sqrt(variance))
  }
  var noise: @Sendable (inout RandomStream) -> Double = { $0.normal() }
  var fromTheEnd = false
  var sharesOverPoints = false
  var sharesOverSteps = false
  func paths(
    from starts: [Double], to ends: [Double], betas: [Double], using random: inout RandomStream
  ) throws -> [[Double]] {
    let T = betas.count
    var path = [[Double]](repeating: ends, count: T + 1)
    path[0] = starts
    var z = starts.map { _ in noise(&random) }
    if sharesOverPoints { z = starts.map { _ in z[0] } }
    for t in stride(from: T, to: 1, by: -1) {
      let (a, b, σ) = factors(alphaBar(betas, t - 1), alphaBar(betas, t), betas[t - 1])
      if !sharesOverSteps {
        let same = noise(&random)
        z = starts.map { _ in sharesOverPoints ? same : noise(&random) }
      }
      for i in starts.indices {
        path[t - 1][i] = a * starts[i] + b * (fromTheEnd ? ends[i] : path[t][i]) + σ * z[i]
      }
    }
    return path
  }
}
/// Each state by itself.
private struct StepByStep: Exercises {
  /// All variances, or the last one only.
  var adds: Bool
  func posterior(at s: Int, from t: Int, start x0: Double, state xt: Double, betas: [Double]) throws
    -> (mean: Double, variance: Double)
  {
    var (x, variance) = (xt, 0.0)
    for k in (s + 1...t).reversed() {
      let step = References().posterior(at: k - 1, from: k, start: x0, state: x, betas: betas)
      x = step.mean
      variance = (adds ? variance : 0) + step.variance
    }
    return (x, variance)
  }
}
private struct OneNoise: Exercises {
  func paths(
    from starts: [Double], to ends: [Double], betas: [Double], using random: inout RandomStream
  ) throws -> [[Double]] {
    var levels = [1.0]
    for β in betas { levels.append(levels.last! * (1 - β)) }
    let last = levels.last!
    return levels.map { ᾱ in
      zip(starts, ends).map { x, y in
        sqrt(ᾱ) * x + sqrt((1 - ᾱ) / (1 - last)) * (y - sqrt(last) * x)
      }
    }
  }
}
private struct Apart: Exercises {
  func paths(
    from starts: [Double], to ends: [Double], betas: [Double], using random: inout RandomStream
  ) throws -> [[Double]] {
    let T = betas.count
    return [starts]
      + (1..<T).map { s in
        starts.indices.map { i in
          let (mean, variance) = References().posterior(
            at: s, from: T, start: starts[i], state: ends[i], betas: betas)
          return mean + sqrt(variance) * random.normal()
        }
      } + [ends]
  }
}
/// Path by path, each with one z.
private struct OneZ: Exercises {
  func paths(
    from starts: [Double], to ends: [Double], betas: [Double], using random: inout RandomStream
  ) throws -> [[Double]] {
    var rows = [[Double]](repeating: [], count: betas.count + 1)
    for (x0, xT) in zip(starts, ends) {
      let z = random.normal()
      var path = [xT]
      for t in stride(from: betas.count, to: 1, by: -1) {
        let (mean, variance) = References().posterior(
          at: t - 1, from: t, start: x0, state: path[0], betas: betas)
        path.insert(mean + sqrt(variance) * z, at: 0)
      }
      for (t, x) in ([x0] + path).enumerated() { rows[t].append(x) }
    }
    return rows
  }
}
private struct Rearranged: Exercises {
  var rearrange: @Sendable ([[Double]]) -> [[Double]]
  func paths(
    from starts: [Double], to ends: [Double], betas: [Double], using random: inout RandomStream
  ) throws -> [[Double]] {
    rearrange(References().paths(from: starts, to: ends, betas: betas, using: &random))
  }
}
private struct Forwards: Exercises {
  func paths(
    from starts: [Double], to ends: [Double], betas: [Double], using random: inout RandomStream
  ) throws -> [[Double]] {
    var path = [starts]
    for β in betas.dropLast() {
      path.append(path.last!.map { sqrt(1 - β) * $0 + sqrt(β) * random.normal() })
    }
    return path + [ends]
  }
}

let wrongAnswers: [WrongAnswer<any Exercises>] = [
  WrongAnswer("8.1", "1 − ᾱ, the noise", Signal { References().signal(betas: $0).map { 1 - $0 } }),
  WrongAnswer("8.1", "products of the β", Signal { b in b.indices.map { b[...$0].reduce(1, *) } }),
  WrongAnswer(
    "8.1", "1 minus the sum", Signal { b in b.indices.map { 1 - b[...$0].reduce(0, +) } }),
  WrongAnswer(
    "8.1", "the factor of the data",
    Signal { References().signal(betas: $0.map { 1 - sqrt(1 - $0) }) }),
  WrongAnswer("8.1", "too few", Signal { b in b.indices.map { alphaBar(b, $0) } }),
  WrongAnswer("8.1", "single steps", Signal { $0.map { 1 - $0 } }),
  WrongAnswer("8.1", "squared besides", Signal { References().signal(betas: $0.map { $0 * $0 }) }),
  WrongAnswer("8.1", "it should have", Signal { [1] + References().signal(betas: $0) }),
  WrongAnswer("8.2", "missing at the data", Noised { ᾱ, _ in (ᾱ, sqrt(1 - ᾱ)) }),
  WrongAnswer("8.2", "missing at the noise", Noised { ᾱ, _ in (sqrt(ᾱ), 1 - ᾱ) }),
  WrongAnswer("8.2", "both roots", Noised { ᾱ, _ in (ᾱ, 1 - ᾱ) }),
  WrongAnswer("8.2", "one step from x₀", Noised { _, β in (sqrt(1 - β), sqrt(β)) }),
  WrongAnswer("8.2", "that of one step, √β_t", Noised { ᾱ, β in (sqrt(ᾱ), sqrt(β)) }),
  WrongAnswer("8.2", "exchanged", Noised { ᾱ, _ in (sqrt(1 - ᾱ), sqrt(ᾱ)) }),
  WrongAnswer("8.2", "too few", Noised(shift: -1)),
  WrongAnswer("8.2", "too many", Noised(shift: 1)),
  WrongAnswer("8.2", "1 − √ᾱ: variances", Noised { ᾱ, _ in (sqrt(ᾱ), 1 - sqrt(ᾱ)) }),
  WrongAnswer("8.2", "both factors are √ᾱ", Noised { ᾱ, _ in (sqrt(ᾱ), sqrt(ᾱ)) }),
  WrongAnswer("8.2", "subtracted", Noised { ᾱ, _ in (sqrt(ᾱ), -sqrt(1 - ᾱ)) }),
  WrongAnswer("8.2", "does not stand under it", UnderTheRoot()),
  WrongAnswer(
    "8.3", "a step forward, β",
    Back { A, B in (sqrt(A) * (1 - B / A) / (1 - B), sqrt(B / A) * (1 - A) / (1 - B), 1 - B / A) }),
  WrongAnswer(
    "8.3", "standard deviation",
    Back { A, B in
      let v = (1 - B / A) * (1 - A) / (1 - B)
      return (sqrt(A) * (1 - B / A) / (1 - B), sqrt(B / A) * (1 - A) / (1 - B), sqrt(v))
    }),
  WrongAnswer(
    "8.3", "exchanged",
    Back { A, B in
      let v = (1 - B / A) * (1 - A) / (1 - B)
      return (sqrt(B / A) * (1 - A) / (1 - B), sqrt(A) * (1 - B / A) / (1 - B), v)
    }),
  WrongAnswer(
    "8.3", "x₀ has √ᾱ at the later",
    Back { A, B in
      let v = (1 - B / A) * (1 - A) / (1 - B)
      return (sqrt(B) * (1 - B / A) / (1 - B), sqrt(B / A) * (1 - A) / (1 - B), v)
    }),
  WrongAnswer(
    "8.3", "has √ᾱ_t",
    Back { A, B in
      let v = (1 - B / A) * (1 - A) / (1 - B)
      return (sqrt(A) * (1 - B / A) / (1 - B), sqrt(B) * (1 - A) / (1 - B), v)
    }),
  WrongAnswer(
    "8.3", "two slips: the root of ᾱ is missing in the factor of x₀; and the root of α",
    Back { A, B in
      let v = (1 - B / A) * (1 - A) / (1 - B)
      return (A * (1 - B / A) / (1 - B), B / A * (1 - A) / (1 - B), v)
    }),
  WrongAnswer("8.3", "a jump from x₀: the later", Back { A, _ in (sqrt(A), 0, 1 - A) }),
  WrongAnswer(
    "8.3", "ᾱ_t itself",
    Back { A, B in
      (sqrt(A) * (1 - B) / (1 - B), sqrt(B) * (1 - A) / (1 - B), (1 - B) * (1 - A) / (1 - B))
    }),
  WrongAnswer("8.3", "x_s alone", StepByStep(adds: false)),
  WrongAnswer("8.3", "of the steps were added", StepByStep(adds: true)),
  WrongAnswer("8.3", "whatever s is", OneStep(isFromTMinusOne: true)),
  WrongAnswer("8.3", "those of the last step", OneStep(isFromTMinusOne: false)),
  WrongAnswer("8.4", "taken for ᾱ: it is", Ordered(signal: { exp($0) })),
  WrongAnswer("8.4", "sign of ln SNR", Ordered(signal: { 1 / (1 + exp($0)) })),
  WrongAnswer("8.4", "solved wrongly", Ordered(signal: { exp($0) / (1 - exp($0)) })),
  WrongAnswer("8.4", "base 10", Ordered(signal: { 1 / (1 + pow(10, -$0)) })),
  WrongAnswer(
    "8.4", "those are the α", Ordered { References().betas(logRatios: $0).map { 1 - $0 } }),
  WrongAnswer("8.4", "single step", Ordered { $0.map { 1 / (1 + exp(-$0)) } }),
  WrongAnswer(
    "8.4", "ᾱ₀ = 1: it is missing",
    Ordered { λ in
      let ᾱ = λ.map { sigmoid($0) }
      return ᾱ.indices.map { 1 - ᾱ[$0] / ᾱ[max(0, $0 - 1)] }
    }),
  WrongAnswer("8.4", "before it underflows", Ordered(signal: { sigmoid($0) })),
  WrongAnswer("8.4", "before it underflows", Ordered(signal: { 1 / (1 + exp(-$0)) })),
  WrongAnswer(
    "8.5", "that of a step forward, β",
    Paths { A, B, β in (sqrt(A) * β / (1 - B), sqrt(1 - β) * (1 - A) / (1 - B), sqrt(β)) }),
  WrongAnswer(
    "8.5", "standard deviation β̃",
    Paths { A, B, β in
      (sqrt(A) * β / (1 - B), sqrt(1 - β) * (1 - A) / (1 - B), β * (1 - A) / (1 - B))
    }),
  WrongAnswer(
    "8.5", "missing in the factor of x₀",
    Paths { A, B, β in
      (A * β / (1 - B), sqrt(1 - β) * (1 - A) / (1 - B), sqrt(β * (1 - A) / (1 - B)))
    }),
  WrongAnswer(
    "8.5", "there is no noise",
    Paths { A, B, β in (sqrt(A) * β / (1 - B), sqrt(1 - β) * (1 - A) / (1 - B), 0) }),
  WrongAnswer(
    "8.5", "exchanged",
    Paths { A, B, β in
      (
        sqrt(1 - β) * (1 - A) / (1 - B), sqrt(A) * β / (1 - B),
        sqrt(β * (1 - A) / (1 - B))
      )
    }),
  WrongAnswer(
    "8.5", "x₀ was forgotten",
    Paths { A, B, β in (0, 1 / sqrt(1 - β), sqrt(β * (1 - A) / (1 - B))) }),
  WrongAnswer(
    "8.5", "that is a step forward: the way leads back",
    Paths { _, _, β in (0, sqrt(1 - β), sqrt(β)) }),
  WrongAnswer("8.5", "a jump from x₀: the later", Paths { A, _, _ in (sqrt(A), 0, sqrt(1 - A)) }),
  WrongAnswer("8.5", "from x_T: go", Paths(fromTheEnd: true)),
  WrongAnswer("8.5", "the one noise that leads", OneNoise()),
  WrongAnswer("8.5", "do not know of each other", Apart()),
  WrongAnswer("8.5", "does not lead to x_T", Forwards()),
  WrongAnswer("8.5", "all points got", Paths(sharesOverPoints: true)),
  WrongAnswer(
    "8.5", "all points and all steps", Paths(sharesOverPoints: true, sharesOverSteps: true)),
  WrongAnswer("8.5", "all its steps", Paths(sharesOverSteps: true)),
  WrongAnswer("8.5", "uniform on (0, 1)", Paths(noise: { $0.uniform() })),
  WrongAnswer("8.5", "uniform on (−1, 1)", Paths(noise: { 2 * $0.uniform() - 1 })),
  WrongAnswer("8.5", "but is uniform", Paths(noise: { sqrt(12) * ($0.uniform() - 0.5) })),
  WrongAnswer("8.5", "consists of signs", Paths(noise: { $0.bernoulli(0.5) ? 1 : -1 })),
  WrongAnswer("8.5", "all its steps", OneZ()),
  WrongAnswer("8.5", "backwards", Rearranged { $0.reversed() }),
  WrongAnswer("8.5", "backwards", Rearranged { [$0[0]] + $0.dropFirst().reversed() }),
  WrongAnswer(
    "8.5", "path of a point",
    Rearranged { path in path[0].indices.map { i in path.map { $0[i] } } }),
]
