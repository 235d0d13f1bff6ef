import Diffusion
import Elementary
import Exercises08
import HomeworkKit
import Tensors

/// Answers by formulas: an exercise without a formula is not attempted.
struct Formulas: Exercises {
  var signal: @Sendable ([Double]) throws -> [Double] = { _ in throw NotAttempted() }
  /// Of x₀, t, the betas and ε.
  var noised: @Sendable ([Double], Int, [Double], [Double]) throws -> [Double] =
    { _, _, _, _ in throw NotAttempted() }
  /// Of s, t, x₀, x_t and the betas.
  var posterior: @Sendable (Int, Int, Double, Double, [Double]) throws -> (Double, Double) =
    { _, _, _, _, _ in throw NotAttempted() }
  var order: @Sendable (_ logRatios: [Double]) throws -> [Double] = { _ in throw NotAttempted() }
  /// From the starts and the ends, with the betas.
  var walk: @Sendable ([Double], [Double], [Double], inout RandomStream) throws -> [[Double]] =
    { _, _, _, _ in throw NotAttempted() }

  func signal(betas: [Double]) throws -> [Double] { try signal(betas) }
  func noised(_ data: [Double], at t: Int, betas: [Double], noise: [Double]) throws -> [Double] {
    try noised(data, t, betas, noise)
  }
  func posterior(at s: Int, from t: Int, start x0: Double, state xt: Double, betas: [Double]) throws
    -> (mean: Double, variance: Double)
  {
    let (mean, variance) = try posterior(s, t, x0, xt, betas)
    return (mean, variance)
  }
  func betas(logRatios: [Double]) throws -> [Double] { try order(logRatios) }
  func paths(
    from starts: [Double], to ends: [Double], betas: [Double], using random: inout RandomStream
  ) throws -> [[Double]] { try walk(starts, ends, betas, &random) }
}

func alphaBar(_ betas: [Double], _ t: Int) -> Double {
  betas.prefix(t).reduce(1) { left, β in left * (1 - β) }
}

@Sendable func jump(_ x: [Double], _ t: Int, _ betas: [Double], _ ε: [Double]) -> [Double] {
  let left = alphaBar(betas, t)
  return zip(x, ε).map { sqrt(left) * $0 + sqrt(1 - left) * $1 }
}

@Sendable func back(
  _ s: Int, _ t: Int, _ x0: Double, _ xt: Double, _ betas: [Double]
) -> (Double, Double) {
  let (early, late) = (alphaBar(betas, s), alphaBar(betas, t))
  let step = late / early
  let fromStart = sqrt(early) * (1 - step) * x0
  let fromState = sqrt(step) * (1 - early) * xt
  return ((fromStart + fromState) / (1 - late), (1 - step) * (1 - early) / (1 - late))
}

@Sendable func order(_ logRatios: [Double]) -> [Double] {
  var answer = [sigmoid(-logRatios[0])]
  for (a, b) in zip(logRatios, logRatios.dropFirst()) {
    answer.append(sigmoid(-b) * -expm1(b - a))
  }
  return answer
}

/// Path by path, right or with other noise or order.
func walk(
  ofOneNoise isOfOneNoise: Bool = false,
  noise: @escaping @Sendable (inout RandomStream) -> Double = { $0.normal() },
  rearranged: @escaping @Sendable ([[Double]]) -> [[Double]] = { $0 }
) -> Formulas {
  Formulas(walk: { starts, ends, betas, random in
    var rows = [[Double]](repeating: [], count: betas.count + 1)
    for (x0, xT) in zip(starts, ends) {
      var (path, z) = ([xT], noise(&random))
      for t in stride(from: betas.count, to: 1, by: -1) {
        let (center, variance) = back(t - 1, t, x0, path[0], betas)
        path.insert(center + sqrt(variance) * z, at: 0)
        if !isOfOneNoise { z = noise(&random) }
      }
      for (t, x) in ([x0] + path).enumerated() { rows[t].append(x) }
    }
    return rearranged(rows)
  })
}

/// The reference answers.
let references = Formulas(
  signal: { betas in betas.indices.map { alphaBar(betas, $0 + 1) } }, noised: jump,
  posterior: back, order: order, walk: walk().walk)

/// Right answers, written in another way.
let alternates = Formulas(
  signal: { NoiseSchedule("handed in", betas: $0).levels.dropFirst().map(\.signal) },
  posterior: { s, t, x0, xt, betas in
    // The regression of x_s on x_t, given x₀.
    var (mean, variance) = (x0, 0.0)
    for β in betas[..<s] { (mean, variance) = (sqrt(1 - β) * mean, (1 - β) * variance + β) }
    var (slope, added) = (1.0, 0.0)
    for β in betas[s..<t] { (slope, added) = (sqrt(1 - β) * slope, (1 - β) * added + β) }
    let gain = slope * variance / (slope * slope * variance + added)
    return (mean + gain * (xt - slope * mean), (1 - gain * slope) * variance)
  },
  order: { logRatios in
    // By logarithms of ᾱ, as the book's schedules do it.
    let logarithms = [0] + logRatios.map { -softplus(-$0) }
    return logRatios.indices.map { -expm1(logarithms[$0 + 1] - logarithms[$0]) }
  },
  walk: { starts, ends, betas, random in
    // A free walk from the start, then each state is moved by its share of what the end is off.
    var walk = [starts]
    for β in betas {
      walk.append(walk.last!.map { sqrt(1 - β) * $0 + sqrt(β) * random.normal() })
    }
    let T = betas.count
    let variance = (0...T).map { t in betas[..<t].reduce(0) { (1 - $1) * $0 + $1 } }
    return (0...T).map { t in
      let slope = betas[t...].reduce(1) { $0 * sqrt(1 - $1) }
      let gain = slope * variance[t] / variance[T]
      return starts.indices.map { walk[t][$0] + gain * (ends[$0] - walk[T][$0]) }
    }
  })

/// With what the library has.
let librarians = Formulas(walk: { starts, ends, betas, random in
  let schedule = NoiseSchedule("handed in", betas: betas)
  var states = [Tensor(ends)]
  for t in (1..<betas.count).reversed() {
    let back = Posterior(schedule, from: t + 1)
    states.insert(back.sample(clean: Tensor(starts), noisy: states[0], using: &random), at: 0)
  }
  return [starts] + states.map(\.doubles)
})
