import Diffusion
import Elementary
import Exercises09
import HomeworkKit
import Tensors

/// Whoever answers one exercise has not attempted the others.
extension Exercises {
  func names(ofNoise noise: [Double], state: [Double], alphaBar: Double) throws -> (
    data: [Double], velocity: [Double], score: [Double]
  ) { throw NotAttempted() }
  func stepBack(
    from t: Int, state: [Double], noise: [Double], fresh: [Double], betas: [Double]
  ) throws -> [Double] { throw NotAttempted() }
  func leap(
    state: [Double], noise: [Double], fresh: [Double], alphaBar: Double, earlierAlphaBar: Double,
    eta: Double
  ) throws -> [Double] { throw NotAttempted() }
  func bestNoise(at state: [Double], data: [[Double]], alphaBar: Double) throws -> [Double] {
    throw NotAttempted()
  }
  func path(
    betas: [Double], losses: [Double], noise: (_ x: Double, _ t: Int) -> Double,
    using random: inout RandomStream
  ) throws -> [Double] { throw NotAttempted() }
}

/// Nobody has answered anything.
struct Stubs: Exercises {}

/// The reference answers.
struct References: Exercises {
  func names(ofNoise noise: [Double], state: [Double], alphaBar: Double) -> (
    data: [Double], velocity: [Double], score: [Double]
  ) {
    let keeps = sqrt(alphaBar), loses = sqrt(1 - alphaBar)
    let clean = zip(state, noise).map { ($0 - loses * $1) / keeps }
    let velocity = zip(noise, clean).map { keeps * $0 - loses * $1 }
    return (clean, velocity, noise.map { -$0 / loses })
  }

  func stepBack(
    from t: Int, state: [Double], noise: [Double], fresh: [Double], betas: [Double]
  ) -> [Double] {
    let β = betas[t - 1]
    let signalLeft = betas.prefix(t).reduce(1) { left, β in left * (1 - β) }
    let stepDeviation = t == 1 ? 0 : sqrt(β)
    return state.indices.map { i in
      let mean = (state[i] - β / sqrt(1 - signalLeft) * noise[i]) / sqrt(1 - β)
      return mean + stepDeviation * fresh[i]
    }
  }

  func leap(
    state: [Double], noise: [Double], fresh: [Double], alphaBar: Double, earlierAlphaBar: Double,
    eta: Double
  ) -> [Double] {
    let added = 1 - alphaBar / earlierAlphaBar
    let ifDataAreKnown = added * (1 - earlierAlphaBar) / (1 - alphaBar)
    let freshShare = eta * eta * ifDataAreKnown
    let keptShare = max(0, 1 - earlierAlphaBar - freshShare)
    return state.indices.map { i in
      let clean = (state[i] - sqrt(1 - alphaBar) * noise[i]) / sqrt(alphaBar)
      return sqrt(earlierAlphaBar) * clean + sqrt(keptShare) * noise[i]
        + sqrt(freshShare) * fresh[i]
    }
  }

  func bestNoise(at state: [Double], data: [[Double]], alphaBar: Double) -> [Double] {
    let shrunk = data.map { point in point.map { sqrt(alphaBar) * $0 } }
    let exponents = shrunk.map { point in
      zip(state, point).reduce(0) { $0 - ($1.0 - $1.1) * ($1.0 - $1.1) } / (2 * (1 - alphaBar))
    }
    let highest = exponents.max()!
    let chances = exponents.map { exp($0 - highest) }
    let allChances = chances.reduce(0, +)
    return state.indices.map { j in
      var expectedPlace = 0.0
      for (chance, point) in zip(chances, shrunk) { expectedPlace += chance * point[j] }
      return (state[j] - expectedPlace / allChances) / sqrt(1 - alphaBar)
    }
  }

  func path(
    betas: [Double], losses: [Double], noise: (_ x: Double, _ t: Int) -> Double,
    using random: inout RandomStream
  ) -> [Double] {
    var signals = [1.0]
    for β in betas { signals.append(signals.last! * (1 - β)) }
    var x = random.normal()
    var visited = [x]
    for t in stride(from: betas.count, through: 1, by: -1) {
      let β = betas[t - 1]
      let dirt = 1 - signals[t]
      x = (x - β / sqrt(dirt) * noise(x, t)) / sqrt(1 - β)
      if t > 1 {
        let known = (1 - signals[t - 1]) / dirt * β
        let notKnown = β * β * losses[t - 1] / ((1 - β) * dirt)
        x += sqrt(known + notKnown) * random.normal()
      }
      visited.append(x)
    }
    return visited
  }
}

/// Right answers, written in another way.
struct Alternates: Exercises {
  func names(ofNoise noise: [Double], state: [Double], alphaBar: Double) -> (
    data: [Double], velocity: [Double], score: [Double]
  ) {
    // The score first, and Tweedie's formula; the velocity from x_t and ε.
    let dirt = 1 - alphaBar
    let score = noise.map { -$0 / dirt.squareRoot() }
    let data = zip(state, score).map { ($0 + dirt * $1) / alphaBar.squareRoot() }
    let velocity = zip(state, noise).map { ($1 - dirt.squareRoot() * $0) / alphaBar.squareRoot() }
    return (data, velocity, score)
  }

  func stepBack(
    from t: Int, state: [Double], noise: [Double], fresh: [Double], betas: [Double]
  ) -> [Double] {
    // The posterior's mean, with the prediction of the data in it.
    let posterior = Posterior(NoiseSchedule("any", betas: betas), from: t)
    let signal = betas[..<t].map { log1p(-$0) }.reduce(0, +)
    let clean = names(ofNoise: noise, state: state, alphaBar: exp(signal)).data
    return state.indices.map { i in
      posterior.cleanFactor * clean[i] + posterior.noisyFactor * state[i]
        + (t > 1 ? betas[t - 1].squareRoot() * fresh[i] : 0)
    }
  }

  func leap(
    state: [Double], noise: [Double], fresh: [Double], alphaBar: Double, earlierAlphaBar: Double,
    eta: Double
  ) -> [Double] {
    // 1/β̃ as a sum of precisions, for s > 0.
    let kept = alphaBar / earlierAlphaBar
    let precision = kept / (1 - kept) + 1 / (1 - earlierAlphaBar)
    let variance = earlierAlphaBar == 1 ? 0 : eta * eta / precision
    let rest = (1 - earlierAlphaBar) - variance
    let direction = rest > 0 ? rest.squareRoot() : 0
    let factor = direction - ((1 - alphaBar) / kept).squareRoot()
    return state.indices.map {
      state[$0] / kept.squareRoot() + factor * noise[$0] + variance.squareRoot() * fresh[$0]
    }
  }

  func bestNoise(at state: [Double], data: [[Double]], alphaBar: Double) -> [Double] {
    // The average of the noise itself, with a running maximum.
    let σ = (1 - alphaBar).squareRoot()
    let predictions = data.map { y in zip(state, y).map { ($0 - alphaBar.squareRoot() * $1) / σ } }
    let powers = predictions.map { ε in ε.reduce(0) { $0 + $1 * $1 } / 2 }
    let total = powers.reduce(-Double.infinity) { sum, power in
      max(sum, -power) + log1p(exp(-abs(sum + power)))
    }
    return state.indices.map { j in
      zip(predictions, powers).reduce(0) { $0 + exp(-$1.1 - total) * $1.0[j] }
    }
  }

  func path(
    betas: [Double], losses: [Double], noise: (_ x: Double, _ t: Int) -> Double,
    using random: inout RandomStream
  ) -> [Double] {
    // All numbers at once, with the other sign, in single precision.
    let z = random.normal([betas.count + 1]).doubles
    let schedule = NoiseSchedule("any", betas: betas)
    let T = betas.count
    var states = [z[T]]
    for (t, β) in zip(1..., betas).reversed() {
      let x = states[states.count - 1]
      let next = stepBack(
        from: t, state: [x], noise: [noise(x, t)], fresh: [0], betas: betas)[0]
      let signal = schedule.level(t).noise * (1 - β)
      let variance = t == 1 ? 0 : schedule.posteriorVariance(t) + β * β * losses[t - 1] / signal
      states.append(next - variance.squareRoot() * z[t - 1])
    }
    return states
  }
}
