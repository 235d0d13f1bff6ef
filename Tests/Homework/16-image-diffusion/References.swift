import Diffusion
import Elementary
import Exercises16
import HomeworkKit
import LinearAlgebra

/// Whoever answers one exercise has not attempted the others.
extension Exercises {
  func wienerFloor(eigenvalues: [Double], alphaBar: Double) throws -> Double {
    throw NotAttempted()
  }
  func lossElsewhere(eigenvalues: [Double], squares q: [Double], alphaBar: Double) throws -> Double
  { throw NotAttempted() }
  func fillIn(
    state: [Double], signal: Double, nextSignal: Double, known: [Double], mask: [Double],
    replacing: [[Double]], renoising: [[Double]], predictedNoise: ([Double]) -> [Double]
  ) throws -> [Double] { throw NotAttempted() }
}

/// Nobody has answered anything.
struct Stubs: Exercises {}

/// The reference answers.
struct References: Exercises {
  /// By the signal-to-noise ratio r: the mean of rλ/(rλ + 1).
  func wienerFloor(eigenvalues: [Double], alphaBar: Double) -> Double {
    let ratio = alphaBar / (1 - alphaBar)
    return eigenvalues.reduce(0) { $0 + ratio * $1 / (ratio * $1 + 1) } / Double(eigenvalues.count)
  }

  func lossElsewhere(eigenvalues: [Double], squares q: [Double], alphaBar: Double) -> Double {
    var total = 0.0
    for (λ, q) in zip(eigenvalues, q) {
      // ε̂ = g(√ᾱ x₀ + √(1−ᾱ) ε)
      let g = sqrt(1 - alphaBar) / (alphaBar * λ + 1 - alphaBar)
      let missed = 1 - g * sqrt(1 - alphaBar)
      total += missed * missed + g * g * alphaBar * q
    }
    return total / Double(q.count)
  }

  func fillIn(
    state: [Double], signal: Double, nextSignal: Double, known: [Double], mask: [Double],
    replacing: [[Double]], renoising: [[Double]], predictedNoise: ([Double]) -> [Double]
  ) -> [Double] {
    var x = state
    for r in replacing.indices {
      let ε = predictedNoise(x)
      for j in x.indices {
        let clean = (x[j] - sqrt(1 - signal) * ε[j]) / sqrt(signal)
        x[j] =
          mask[j] == 1
          ? sqrt(nextSignal) * known[j] + sqrt(1 - nextSignal) * replacing[r][j]
          : sqrt(nextSignal) * clean + sqrt(1 - nextSignal) * ε[j]
      }
      if r < renoising.count {
        for j in x.indices {
          x[j] = sqrt(signal / nextSignal) * x[j] + sqrt(1 - signal / nextSignal) * renoising[r][j]
        }
      }
    }
    return x
  }
}

/// Right answers written in another way.
struct Alternates: Exercises {
  /// One less the share that is explained.
  func wienerFloor(eigenvalues: [Double], alphaBar ᾱ: Double) -> Double {
    let explained = eigenvalues.map { (1 - ᾱ) / ((1 - ᾱ) + ᾱ * $0) }
    return 1 - explained.reduce(0, +) / Double(explained.count)
  }

  /// The floor, and what differs from it because q is not λ.
  func lossElsewhere(eigenvalues: [Double], squares q: [Double], alphaBar: Double) -> Double {
    let surplus = zip(eigenvalues, q).map { λ, q -> Double in
      let D = alphaBar * λ + 1 - alphaBar
      return alphaBar * (1 - alphaBar) / D * (q - λ) / D
    }
    return wienerFloor(eigenvalues: eigenvalues, alphaBar: alphaBar)
      + surplus.reduce(0, +) / Double(surplus.count)
  }

  /// By recursion, with the state divided by √ᾱ and the ratios of noise to signal.
  func fillIn(
    state: [Double], signal: Double, nextSignal: Double, known: [Double], mask: [Double],
    replacing: [[Double]], renoising: [[Double]], predictedNoise: ([Double]) -> [Double]
  ) -> [Double] {
    let (σ, τ) = (sqrt(1 / signal - 1), sqrt(1 / nextSignal - 1))
    let ε = predictedNoise(state)
    let y = state.indices.map { j in
      let free = state[j] / sqrt(signal) + (τ - σ) * ε[j]
      let fixed = known[j] + τ * replacing[0][j]
      return mask[j] * fixed + (1 - mask[j]) * free
    }
    guard let z = renoising.first else { return y.map { sqrt(nextSignal) * $0 } }
    let back = sqrt(σ * σ - τ * τ)
    return fillIn(
      state: zip(y, z).map { sqrt(signal) * ($0 + back * $1) }, signal: signal,
      nextSignal: nextSignal, known: known, mask: mask, replacing: Array(replacing.dropFirst()),
      renoising: Array(renoising.dropFirst()), predictedNoise: predictedNoise)
  }
}
