import Diffusion
import Elementary
import Exercises09
import HomeworkKit
import Tensors

/// Answers by formulas for each coordinate: an exercise without a formula is not attempted.
struct Formulas: Exercises {
  var names: @Sendable (_ ε: Double, _ x: Double, _ ᾱ: Double) throws -> (Double, Double, Double) =
    { _, _, _ in throw NotAttempted() }
  /// Of t, x, ε, z, the betas and ℓ_t, which is 0 where it is not known.
  var step: @Sendable (Int, Double, Double, Double, [Double], Double) throws -> Double =
    { _, _, _, _, _, _ in throw NotAttempted() }
  /// For a path, in which the last number is the start.
  var numbers: @Sendable (inout RandomStream, Int) -> [Double] = { $0.normals($1) }
  /// Of x, ε, z, ᾱ_t, ᾱ_r and η.
  var leap: @Sendable (Double, Double, Double, Double, Double, Double) throws -> Double =
    { _, _, _, _, _, _ in throw NotAttempted() }
  var weights: @Sendable (_ exponents: [Double]) throws -> [Double] =
    { _ in throw NotAttempted() }

  func names(ofNoise noise: [Double], state: [Double], alphaBar: Double) throws -> (
    data: [Double], velocity: [Double], score: [Double]
  ) {
    let found = try zip(noise, state).map { try names($0, $1, alphaBar) }
    return (found.map(\.0), found.map(\.1), found.map(\.2))
  }
  func stepBack(
    from t: Int, state: [Double], noise: [Double], fresh: [Double], betas: [Double]
  ) throws -> [Double] {
    try state.indices.map { try step(t, state[$0], noise[$0], fresh[$0], betas, 0) }
  }
  func leap(
    state: [Double], noise: [Double], fresh: [Double], alphaBar: Double, earlierAlphaBar: Double,
    eta: Double
  ) throws -> [Double] {
    try state.indices.map {
      try leap(state[$0], noise[$0], fresh[$0], alphaBar, earlierAlphaBar, eta)
    }
  }
  func bestNoise(at state: [Double], data: [[Double]], alphaBar: Double) throws -> [Double] {
    let noises = data.map { y in
      zip(state, y).map { ($0 - alphaBar.squareRoot() * $1) / (1 - alphaBar).squareRoot() }
    }
    let weights = try weights(noises.map { ε in -ε.reduce(0) { $0 + $1 * $1 } / 2 })
    return state.indices.map { j in zip(weights, noises).reduce(0) { $0 + $1.0 * $1.1[j] } }
  }
  func path(
    betas: [Double], losses: [Double], noise: (_ x: Double, _ t: Int) -> Double,
    using random: inout RandomStream
  ) throws -> [Double] {
    let z = numbers(&random, betas.count + 1)
    return try betas.indices.reversed().reduce([z.last!]) { states, i in
      let x = states.last!
      return states + [try step(i + 1, x, noise(x, i + 1), z[i], betas, losses[i])]
    }
  }
}

/// ᾱ_t.
func signal(_ betas: [Double], _ t: Int) -> Double { betas.prefix(t).reduce(1) { $0 * (1 - $1) } }

func mean(_ t: Int, _ x: Double, _ ε: Double, _ betas: [Double]) -> Double {
  (x - betas[t - 1] / sqrt(1 - signal(betas, t)) * ε) / sqrt(1 - betas[t - 1])
}

func clean(_ x: Double, _ ε: Double, _ ᾱ: Double) -> Double { (x - sqrt(1 - ᾱ) * ε) / sqrt(ᾱ) }

func tilde(_ ᾱ: Double, _ r: Double) -> Double { (1 - ᾱ / r) * (1 - r) / (1 - ᾱ) }

/// The reference answers.
let references = Formulas(
  names: { ε, x, ᾱ in
    let keeps = sqrt(ᾱ), loses = sqrt(1 - ᾱ)
    return (clean(x, ε, ᾱ), keeps * ε - loses * clean(x, ε, ᾱ), -ε / loses)
  },
  step: { t, x, ε, z, betas, loss in
    let (β, dirt) = (betas[t - 1], 1 - signal(betas, t))
    let unknown = β * β * loss / ((1 - β) * dirt)
    let variance = loss == 0 ? β : tilde(1 - dirt, signal(betas, t - 1)) + unknown
    return t == 1 ? mean(t, x, ε, betas) : mean(t, x, ε, betas) + sqrt(variance) * z
  },
  leap: { x, ε, z, ᾱ, r, η in
    let freshShare = η * η * tilde(ᾱ, r)
    let keptShare = max(0, 1 - r - freshShare)
    return sqrt(r) * clean(x, ε, ᾱ) + sqrt(keptShare) * ε + sqrt(freshShare) * z
  },
  weights: { exponents in
    let chances = exponents.map { exp($0 - exponents.max()!) }
    return chances.map { $0 / chances.reduce(0, +) }
  })

/// Right answers, written in another way.
let alternates = Formulas(
  names: { ε, x, ᾱ in
    // Tweedie's formula; the velocity from x_t and ε.
    let (σ, score) = ((1 - ᾱ).squareRoot(), -ε / (1 - ᾱ).squareRoot())
    return ((x + σ * σ * score) / ᾱ.squareRoot(), (ε - σ * x) / ᾱ.squareRoot(), score)
  },
  step: { t, x, ε, z, betas, loss in
    // The posterior's mean, with the prediction of the data in it.
    let schedule = NoiseSchedule("any", betas: betas)
    let (posterior, level, β) = (Posterior(schedule, from: t), schedule.level(t), betas[t - 1])
    let clean = (x - level.noise.squareRoot() * ε) / (1 - level.noise).squareRoot()
    let unknown = β * β * loss / (level.noise * (1 - β))
    let variance = loss == 0 ? β : schedule.posteriorVariance(t) + unknown
    return posterior.cleanFactor * clean + posterior.noisyFactor * x
      + (t == 1 ? 0 : variance.squareRoot() * z)
  },
  // All at once, in single precision.
  numbers: { random, count in random.normal([count]).doubles },
  leap: { x, ε, z, ᾱ, r, η in
    // 1/β̃ as a sum of precisions.
    let kept = ᾱ / r
    let variance = r == 1 ? 0 : η * η / (kept / (1 - kept) + 1 / (1 - r))
    let factor = max((1 - r) - variance, 0).squareRoot() - ((1 - ᾱ) / kept).squareRoot()
    return x / kept.squareRoot() + factor * ε + variance.squareRoot() * z
  },
  weights: { exponents in exponents.map { exp($0 - logSumExp(exponents)) } })
