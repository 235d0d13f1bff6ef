import Diffusion
import Elementary
import Exercises08
import HomeworkKit
import Tensors

/// Whoever answers one exercise has not attempted the others.
extension Exercises {
  func signal(betas: [Double]) throws -> [Double] { throw NotAttempted() }
  func noised(_ data: [Double], at t: Int, betas: [Double], noise: [Double]) throws -> [Double] {
    throw NotAttempted()
  }
  func posterior(at s: Int, from t: Int, start x0: Double, state xt: Double, betas: [Double]) throws
    -> (mean: Double, variance: Double)
  { throw NotAttempted() }
  func betas(logRatios: [Double]) throws -> [Double] { throw NotAttempted() }
  func paths(
    from starts: [Double], to ends: [Double], betas: [Double], using random: inout RandomStream
  ) throws -> [[Double]] { throw NotAttempted() }
}

/// Nobody has answered anything.
struct Stubs: Exercises {}

/// The reference answers.
struct References: Exercises {
  func signal(betas: [Double]) -> [Double] {
    betas.indices.map { t in betas.prefix(t + 1).reduce(1) { $0 * (1 - $1) } }
  }

  func noised(_ data: [Double], at t: Int, betas: [Double], noise: [Double]) -> [Double] {
    let left = betas.prefix(t).reduce(1) { left, β in left * (1 - β) }
    return zip(data, noise).map { sqrt(left) * $0 + sqrt(1 - left) * $1 }
  }

  func posterior(at s: Int, from t: Int, start x0: Double, state xt: Double, betas: [Double])
    -> (mean: Double, variance: Double)
  {
    let early = betas.prefix(s).reduce(1) { $0 * (1 - $1) }
    let step = betas[s..<t].reduce(1) { $0 * (1 - $1) }
    let late = early * step
    let fromStart = sqrt(early) * (1 - step) * x0
    let fromState = sqrt(step) * (1 - early) * xt
    return ((fromStart + fromState) / (1 - late), (1 - step) * (1 - early) / (1 - late))
  }

  func betas(logRatios: [Double]) -> [Double] {
    var answer = [sigmoid(-logRatios[0])]
    for (a, b) in zip(logRatios, logRatios.dropFirst()) {
      answer.append(sigmoid(-b) * -expm1(b - a))
    }
    return answer
  }

  func paths(
    from starts: [Double], to ends: [Double], betas: [Double], using random: inout RandomStream
  ) -> [[Double]] {
    let T = betas.count
    var path = [[Double]](repeating: ends, count: T + 1)
    path[0] = starts
    for t in stride(from: T, to: 1, by: -1) {
      for i in starts.indices {
        let (center, spread) = posterior(
          at: t - 1, from: t, start: starts[i], state: path[t][i], betas: betas)
        path[t - 1][i] = center + sqrt(spread) * random.normal()
      }
    }
    return path
  }
}

/// Right answers, written in another way.
struct Alternates: Exercises {
  func posterior(at s: Int, from t: Int, start x0: Double, state xt: Double, betas: [Double])
    -> (mean: Double, variance: Double)
  {
    // The regression of x_s on x_t, given x₀.
    var (mean, variance) = (x0, 0.0)
    for β in betas[..<s] { (mean, variance) = (sqrt(1 - β) * mean, (1 - β) * variance + β) }
    var (slope, added) = (1.0, 0.0)
    for β in betas[s..<t] { (slope, added) = (sqrt(1 - β) * slope, (1 - β) * added + β) }
    let gain = slope * variance / (slope * slope * variance + added)
    return (mean + gain * (xt - slope * mean), (1 - gain * slope) * variance)
  }

  func betas(logRatios: [Double]) -> [Double] {
    // By logarithms of ᾱ, as the book's schedules do it.
    let logarithms = [0] + logRatios.map { -softplus(-$0) }
    return logRatios.indices.map { -expm1(logarithms[$0 + 1] - logarithms[$0]) }
  }

  func paths(
    from starts: [Double], to ends: [Double], betas: [Double], using random: inout RandomStream
  ) -> [[Double]] {
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
  }
}

/// With what the library has.
struct Librarians: Exercises {
  func signal(betas: [Double]) -> [Double] {
    NoiseSchedule("handed in", betas: betas).levels.dropFirst().map(\.signal)
  }

  func paths(
    from starts: [Double], to ends: [Double], betas: [Double], using random: inout RandomStream
  ) -> [[Double]] {
    let schedule = NoiseSchedule("handed in", betas: betas)
    var states = [Tensor(ends)]
    for t in (1..<betas.count).reversed() {
      let back = Posterior(schedule, from: t + 1)
      states.insert(back.sample(clean: Tensor(starts), noisy: states[0], using: &random), at: 0)
    }
    return [starts] + states.map(\.doubles)
  }
}
